/* meaning.h -- what each element of foreign HTML means here. */
#ifndef MARKUP_MEANING_H
#define MARKUP_MEANING_H

#include "markup/clean.h"

enum meaning {
	TRANSPARENT, /* only its content counts; so it is with elements nobody knows */
	DROPPED,     /* with all its content */
	BLOCK,
	PARAGRAPH,
	HEADING,
	QUOTE,
	LIST,
	ITEM,
	CODE_BLOCK,
	RULE,
	BREAK,
	IMAGE,
	LINK,
	FORMAT,
	CODE,
	ROW,
	CELL
};

struct meaning_of {
	const char *name;
	enum meaning meaning;
	enum clean_element element; /* the one it is written as */
};

/* Never NULL. */
const struct meaning_of *meaning_of(const char *name);

#endif
