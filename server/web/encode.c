/* encode.c -- see encode.h. */
#include "web/encode.h"

#include <libdeflate.h>
#include <stdlib.h>

#define LEVEL 1 /* of 12: smaller than zlib's second makes our pages, in about half the time */

/* Whether the parameters of a coding say "not this": q=0, q=0.0 … */
static bool is_refused(struct slice parameters)
{
	while (parameters.s) {
		struct slice p = slice_trim(slice_cut(&parameters, ';'));
		size_t i = 2;

		if (p.n < 3 || (p.s[0] | 0x20) != 'q' || p.s[1] != '=')
			continue;
		while (i < p.n && (p.s[i] == '0' || p.s[i] == '.'))
			i++;
		return i == p.n;
	}
	return false;
}

bool encode_accepted(struct slice header, const char *coding)
{
	bool any = false;

	while (header.s) {
		struct slice parameters = slice_cut(&header, ','),
			     name = slice_trim(slice_cut(&parameters, ';'));

		if (slice_is_nocase(name, coding))
			return !is_refused(parameters);
		if (slice_is(name, "*"))
			any = !is_refused(parameters);
	}
	return any;
}

static struct libdeflate_compressor *compressor;

unsigned char *encode_gzip(const void *in, size_t n, size_t *out_n)
{
	unsigned char *out;

	if (!compressor)
		compressor = libdeflate_alloc_compressor(LEVEL);
	out = compressor ? malloc(n) : NULL;
	*out_n = out ? libdeflate_gzip_compress(compressor, in, n, out, n) : 0;
	if (*out_n)
		return out;
	free(out);
	return NULL;
}

void encode_end(void)
{
	libdeflate_free_compressor(compressor);
	compressor = NULL;
}
