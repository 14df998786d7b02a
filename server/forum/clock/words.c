/* words.c -- see words.h. A word is found where neither a letter nor a digit stands beside it; letters beyond ASCII are taken for letters
 * byte by byte, which is right for scripts that put spaces between words. */
#include "forum/clock/words.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"

static const char *const names[ALARMS] = {
	[ALARM_PAYMENT] = "payment",
	[ALARM_SECURITY] = "security",
	[ALARM_DISTRESS] = "distress",
};

const char *alarm_name(enum alarm a)
{
	return names[a];
}

enum alarm alarm_of(const char *name)
{
	int i;

	for (i = 1; i < ALARMS; i++)
		if (text_is(name, names[i]))
			return (enum alarm)i;
	return ALARM_NONE;
}

const char *alarm_normal(struct arena *a, const char *text)
{
	const char *s = text_one_line(a, intl_lower(a, text)), *quote;
	char *out = arena_alloc(a, strlen(s) + 1), *end = out;

	for (; (quote = strstr(s, "\u2019")) != NULL; s = quote + strlen("\u2019")) {
		end = mempcpy(end, s, (size_t)(quote - s));
		*end++ = '\'';
	}
	strcpy(end, s);
	return out;
}

static bool of_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static bool stands_in(const char *text, const char *word)
{
	size_t n = strlen(word);
	const char *s;

	for (s = text; n && (s = strstr(s, word)) != NULL; s++)
		if ((s == text || !of_word(s[-1])) && !of_word(s[n]))
			return true;
	return false;
}

enum alarm alarm_in(struct arena *a, const struct alarm_words *words, const char *text)
{
	const char *normal = text_empty(text) ? "" : alarm_normal(a, text);
	enum alarm worst = ALARM_NONE;
	size_t i;

	for (i = 0; i < words->n; i++)
		if (words->v[i].alarm > worst && stands_in(normal, words->v[i].word))
			worst = words->v[i].alarm;
	return worst;
}
