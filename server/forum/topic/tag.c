/* tag.c -- tags as people type them. */
#include "forum/topic/topic.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"

/* Commas part tags, and so does "#" before the next one: "SIM, roaming", "#sim #roaming". */
static bool is_between(const char *s)
{
	return *s == ',' || *s == ';' || (*s == ' ' && s[1] == '#');
}

/* ${n} bytes with hyphens for the spaces between words: "dual sim" is one tag. */
static const char *tag_tidied(struct arena *a, const char *s, size_t n)
{
	char *tag, *p;

	while (n && s[n - 1] == ' ')
		n--;
	tag = arena_text_n(a, s, n);
	for (p = tag; *p; p++)
		if (*p == ' ')
			*p = '-';
	return tag;
}

static bool is_new(const struct texts *tags, const char *tag)
{
	size_t i;

	for (i = 0; i < tags->n; i++)
		if (strcmp(tags->v[i], tag) == 0)
			return false;
	return true;
}

/* What the database would refuse, as a sentence. */
static const char *tag_wrong(const char *tag)
{
	if (strpbrk(tag, "/?#&"))
		return _("A tag has none of the signs / ? # &.");
	if (text_is(tag, ".") || text_is(tag, "..")) /* browsers take them out of its address */
		return _("A tag has more than dots.");
	return text_characters(tag) > TAG_CHARACTERS ? _("A tag has at most 35 characters.") : NULL;
}

const char *tags_read(struct arena *a, const char *typed, struct texts *out)
{
	const char *s = intl_lower(a, text_one_line(a, typed)), *wrong = NULL;

	*out = (struct texts){arena_array(a, const char *, TAGS_MOST), 0};
	while (*s && !wrong) {
		size_t n = 0;
		const char *tag;

		s += strspn(s, ",; #");
		while (s[n] && !is_between(s + n))
			n++;
		tag = tag_tidied(a, s, n);
		s += n;
		if (!n || !is_new(out, tag))
			continue;
		wrong = out->n == TAGS_MOST ? _("At most five tags.") : tag_wrong(tag);
		if (!wrong)
			out->v[out->n++] = tag;
	}
	return wrong;
}
