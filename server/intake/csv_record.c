/* csv_record.c -- see csv_record.h. */
#include "intake/csv_record.h"

#include <string.h>

#include "base/arena.h"

size_t csv_line_length(const char *s, size_t n)
{
	const char *end = n ? memchr(s, '\n', n) : NULL;

	return end ? (size_t)(end - s) + 1 : 0;
}

size_t csv_record_length(const char *s, size_t n)
{
	bool quoted = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '"')
			quoted = !quoted; /* a doubled quote turns it twice */
		else if (s[i] == '\n' && !quoted)
			return i + 1;
	}
	return 0;
}

static size_t without_line_end(const char *s, size_t n)
{
	if (n && s[n - 1] == '\n')
		n--;
	if (n && s[n - 1] == '\r')
		n--;
	return n;
}

/* Copies a quoted field from behind its first quote; returns what stands behind its last, NULL if there is none. */
static const char *quoted_field(const char *s, const char *end, char **to)
{
	for (; s < end; s++) {
		if (*s != '"') {
			*(*to)++ = *s;
		} else if (s + 1 < end && s[1] == '"') {
			*(*to)++ = '"';
			s++;
		} else {
			return s + 1;
		}
	}
	return NULL;
}

static const char *plain_field(const char *s, const char *end, char **to)
{
	for (; s < end && *s != ','; s++) {
		if (*s == '"')
			return NULL;
		*(*to)++ = *s;
	}
	return s;
}

static size_t fields_most(const char *s, size_t n)
{
	size_t most = 1, i;

	for (i = 0; i < n; i++)
		most += s[i] == ',';
	return most;
}

bool csv_record_split(struct arena *a, const char *s, size_t n, struct texts *out)
{
	const char *end = s + without_line_end(s, n);
	char *to = arena_alloc(a, n + fields_most(s, n) + 1);

	out->v = arena_array(a, const char *, fields_most(s, n));
	out->n = 0;
	for (;;) {
		out->v[out->n++] = to;
		s = s < end && *s == '"' ? quoted_field(s + 1, end, &to) : plain_field(s, end, &to);
		if (!s || (s < end && *s != ','))
			return false;
		*to++ = 0;
		if (s == end)
			return true;
		s++;
	}
}
