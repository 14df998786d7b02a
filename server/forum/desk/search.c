/* search.c -- see search.h. */
#include "forum/desk/search.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"
#include "intake/contact_key.h"

#define MAIL_LEAST 3
#define WORD_LEAST 3 /* characters that an index of trigrams needs */
#define WORDS_MOST 200

/* ${s} with what LIKE takes for a pattern taken for itself. */
static const char *like_quoted(struct arena *a, struct slice s)
{
	char *out = arena_alloc(a, 2 * s.n + 1), *to = out;
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (strchr("%_\\", s.s[i]))
			*to++ = '\\';
		*to++ = s.s[i];
	}
	return out;
}

static const char *mail_of(struct arena *a, const char *words)
{
	if (!strchr(words, '@') || strchr(words, ' ') || strlen(words) < MAIL_LEAST)
		return NULL;
	return intl_lower(a, words);
}

static void like_fill(struct arena *a, const char *words, struct desk_asked *x)
{
	struct slice rest = slice_of(words);
	size_t n = 0, longest = 0;

	while (rest.s && n < 3) {
		struct slice word = slice_cut(&rest, ' ');
		size_t characters = text_characters(arena_text_n(a, word.s, word.n));

		if (!word.n)
			continue;
		longest = characters > longest ? characters : longest;
		x->like[n++] = arena_printf(a, "%%%s%%", like_quoted(a, word));
	}
	for (; n < 3; n++)
		x->like[n] = "%";
	if (longest < WORD_LEAST)
		x->like[0] = x->like[1] = x->like[2] = NULL;
}

struct desk_asked desk_asked_of(struct arena *a, const char *typed, const char *country)
{
	const char *words = text_excerpt(a, text_one_line(a, typed), WORDS_MOST);
	struct desk_asked x = {.words = words};

	if (!text_int8(words[0] == '#' ? words + 1 : words, &x.id) || x.id < 0)
		x.id = 0;
	x.number = *words && !strchr(words, ' ') ? words + (words[0] == '#') : NULL;
	x.mail = mail_of(a, words);
	x.phone = contact_key(a, "phone", words, country);
	x.account = x.number ? contact_key(a, "account", words, country) : NULL;
	like_fill(a, words, &x);
	return x;
}
