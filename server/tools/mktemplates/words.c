/* words.c -- see words.h. */
#include "tools/mktemplates/words.h"

#include <ctype.h>
#include <string.h>

const char *words_skip(struct words *w)
{
	while (w->p < w->end && isspace((unsigned char)*w->p))
		w->p++;
	return w->p;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

bool words_take(struct words *w, const char *word)
{
	size_t n = strlen(word);
	const char *p = words_skip(w);

	if ((size_t)(w->end - p) < n || memcmp(p, word, n) != 0)
		return false;
	if (is_word(word[n - 1]) && p + n < w->end && is_word(p[n]))
		return false;
	w->p = p + n;
	return true;
}

char *words_name(struct words *w)
{
	const char *from = words_skip(w);

	if (from < w->end && isdigit((unsigned char)*from))
		return NULL;
	while (w->p < w->end && is_word(*w->p))
		w->p++;
	return w->p > from ? strndup(from, (size_t)(w->p - from)) : NULL;
}
