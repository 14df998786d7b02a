/* words.h -- the words of a {% tag %}, taken from left to right. */
#ifndef TOOLS_MKTEMPLATES_WORDS_H
#define TOOLS_MKTEMPLATES_WORDS_H

#include <stdbool.h>

struct words {
	const char *p, *end;
};

/* Past white space; returns where that is. */
const char *words_skip(struct words *w);
/* Takes the word or sign ${word} if it comes next. */
bool words_take(struct words *w, const char *word);
/* Takes a C name; NULL if none comes. malloc'ed. */
char *words_name(struct words *w);

#endif
