/* measure.c -- see measure.h. */
#include "forum/harm/measure.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"

static bool host_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
	       c == '.' || (unsigned char)c >= 0x80;
}

static bool name_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
	       c == '_';
}

/* Where the host begins in an address that stands at ${s}; NULL: none does. */
static const char *host_at(const char *text, const char *s)
{
	if (strncasecmp(s, "http://", 7) == 0)
		return s + 7;
	if (strncasecmp(s, "https://", 8) == 0)
		return s + 8;
	if (strncasecmp(s, "www.", 4) == 0 && (s == text || !strchr("/.@", s[-1])) &&
		(s == text || !host_char(s[-1])))
		return s;
	return NULL;
}

static struct slice host_of(const char *s)
{
	struct slice host = {s, 0};

	while (host_char(s[host.n]))
		host.n++;
	while (host.n && s[host.n - 1] == '.')
		host.n--;
	if (host.n > 4 && strncasecmp(s, "www.", 4) == 0)
		host = (struct slice){s + 4, host.n - 4};
	return host;
}

static bool is_own(struct slice host, const char *own)
{
	const char *at = own ? strstr(own, "://") : NULL;
	struct slice of = at ? host_of(at + 3) : (struct slice){0};

	return at && host.n == of.n && strncasecmp(host.s, of.s, of.n) == 0;
}

struct texts measure_hosts(struct arena *a, const char *text, const char *own)
{
	struct texts all = {arena_array(a, const char *, HOSTS_MOST), 0};
	const char *s, *begin;

	for (s = text; *s && all.n < HOSTS_MOST; s++) {
		struct slice host;

		begin = host_at(text, s);
		if (!begin)
			continue;
		host = host_of(begin);
		s = host.s + host.n - 1 > s ? host.s + host.n - 1 : s;
		if (memchr(host.s, '.', host.n) && !is_own(host, own))
			all.v[all.n++] = text_lower_ascii(a, arena_text_n(a, host.s, host.n));
	}
	return all;
}

static bool known(const struct texts *names, struct slice name)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (slice_is_nocase(name, names->v[i]))
			return true;
	return false;
}

#define NAMES_MOST 100

size_t measure_mentions(struct arena *a, const char *text)
{
	struct texts names = {arena_array(a, const char *, NAMES_MOST), 0};
	const char *s;

	for (s = text; *s && names.n < NAMES_MOST; s++) {
		struct slice name = {s + 1, 0};

		if (*s != '@' || (s > text && (host_char(s[-1]) || s[-1] == '_')))
			continue;
		while (name_char(name.s[name.n]))
			name.n++;
		if (name.n >= 3 && !known(&names, name))
			names.v[names.n++] = arena_text_n(a, name.s, name.n);
	}
	return names.n;
}
