/* encode.c -- see encode.h. */
#include "web/encode.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#define LEVEL	      2	 /* of 9: 9 % more than 6 makes of our pages, in a third of the time */
#define GZIP_ENVELOPE 16 /* added to windowBits: gzip's header instead of zlib's */

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

static z_stream compressor;
static bool ready;

static bool compressor_ready(void)
{
	if (ready)
		return deflateReset(&compressor) == Z_OK;
	ready = deflateInit2(&compressor, LEVEL, Z_DEFLATED, MAX_WBITS + GZIP_ENVELOPE, MAX_MEM_LEVEL,
			Z_DEFAULT_STRATEGY) == Z_OK;
	return ready;
}

unsigned char *encode_gzip(const void *in, size_t n, size_t *out_n)
{
	unsigned char *out = n < UINT_MAX && compressor_ready() ? malloc(n) : NULL;

	if (!out)
		return NULL;
	compressor.next_in = (unsigned char *)(uintptr_t)in;
	compressor.avail_in = (unsigned)n;
	compressor.next_out = out;
	compressor.avail_out = (unsigned)n;
	if (deflate(&compressor, Z_FINISH) != Z_STREAM_END) {
		free(out);
		return NULL;
	}
	*out_n = n - compressor.avail_out;
	return out;
}

void encode_end(void)
{
	if (ready)
		deflateEnd(&compressor);
	ready = false;
}
