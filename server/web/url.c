/* url.c -- see url.h. */
#include "web/url.h"

#include <stddef.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/must.h"
#include "web/http.h"

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that "%xy" at ${at} stands for, -1 if it is none. */
static int escaped(struct slice in, size_t at)
{
	int high = at + 2 < in.n ? hex(in.s[at + 1]) : -1, low = at + 2 < in.n ? hex(in.s[at + 2]) : -1;

	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* Decodes ${in} into ${out}, which has room for in.n bytes. Returns the length, -1 at a bad escape. */
static ssize_t decode(struct slice in, bool plus, char *out)
{
	size_t i, n = 0;
	int byte;

	for (i = 0; i < in.n; i++) {
		byte = (unsigned char)in.s[i];
		if (byte == '%') {
			byte = escaped(in, i);
			if (byte < 0)
				return -1;
			i += 2;
		} else if (byte == '+' && plus) {
			byte = ' ';
		}
		out[n++] = (char)byte;
	}
	return (ssize_t)n;
}

const char *url_decode(struct arena *a, struct slice in, bool plus, bool text)
{
	char *out = arena_alloc(a, in.n + 1);
	ssize_t n = decode(in, plus, out);

	if (n < 0 || !(text ? text_utf8(out, (size_t)n) : text_clean(out, (size_t)n, false)))
		return NULL;
	out[n] = 0;
	return out;
}

/* ---- paths ---- */

static bool has_dot_segment(struct slice path)
{
	struct slice segment;

	while (path.s) {
		segment = slice_cut(&path, '/');
		if (slice_is(segment, ".") || slice_is(segment, ".."))
			return true;
	}
	return false;
}

/* An escape that would change what the path's segments are, or that hides a second escape. */
static bool has_hidden_separator(struct slice path)
{
	size_t i;
	int byte;

	for (i = 0; i < path.n; i++) {
		if (path.s[i] == '\\')
			return true;
		byte = path.s[i] == '%' ? escaped(path, i) : -1;
		if (byte == '/' || byte == '\\')
			return true;
		if (byte == '%' && i + 4 < path.n && hex(path.s[i + 3]) >= 0 && hex(path.s[i + 4]) >= 0)
			return true;
	}
	return false;
}

const char *url_path_wrong(struct slice path)
{
	char decoded[HTTP_TARGET_MOST];
	ssize_t n;

	must(path.n <= sizeof(decoded));
	n = decode(path, false, decoded);
	if (n < 0)
		return "bad escape in the path";
	if (!text_clean(decoded, (size_t)n, false))
		return "control character or bad UTF-8 in the path";
	if (n > 1 && decoded[0] == '/' && decoded[1] == '/')
		return "path begins with two slashes";
	if (has_hidden_separator(path))
		return "separator hidden in the path";
	if (has_dot_segment((struct slice){decoded, (size_t)n}))
		return "dot segment in the path";
	return NULL;
}
