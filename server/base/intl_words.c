/* intl_words.c -- the words of a text by the boundaries of Unicode; see intl.h. */
#include "base/intl.h"

#include <string.h>

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include "base/arena.h"
#include "base/must.h"

/* Kept open: making one costs more than using it. Words of scripts that write without spaces are found by ICU's dictionaries. */
static UBreakIterator *words_of(UText *text)
{
	static UBreakIterator *words;
	UErrorCode e = U_ZERO_ERROR;

	if (!words)
		words = ubrk_open(UBRK_WORD, "", NULL, 0, &e);
	must(U_SUCCESS(e));
	ubrk_setUText(words, text, &e);
	must(U_SUCCESS(e));
	return words;
}

struct texts intl_words(struct arena *a, const char *s, size_t most)
{
	struct texts all = {arena_array(a, const char *, most + 1), 0};
	const char *lower = intl_lower(a, s);
	UErrorCode e = U_ZERO_ERROR;
	UText *text = utext_openUTF8(NULL, lower, -1, &e);
	UBreakIterator *words = words_of(text);
	int32_t from = ubrk_first(words), to;

	for (; all.n < most && (to = ubrk_next(words)) != UBRK_DONE; from = to)
		if (ubrk_getRuleStatus(words) >= UBRK_WORD_LETTER)
			all.v[all.n++] = arena_text_n(a, lower + from, (size_t)(to - from));
	utext_close(text);
	return all;
}
