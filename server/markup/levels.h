/* levels.h -- the quotes, lists and items of foreign HTML that are open, each in the HTML and in the Markdown that are written; for foreign.c.
 *
 * What is nested deeper than LEVELS_MOST counts as what is in it: its text is written where it stands. */
#ifndef MARKUP_LEVELS_H
#define MARKUP_LEVELS_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

#include "markup/meaning.h"
#include "markup/run.h"

#define LEVELS_MOST 20 /* quotes and items shown; Markdown made of them stays under MARKUP_NESTING_MOST */

struct level {
	const xmlNode *node;  /* NULL: an item that stands in the HTML only between the lines */
	enum meaning meaning; /* QUOTE, LIST or ITEM */
	bool loose;
};

/* All zero: none is open. */
struct levels {
	struct run r; /* what stands in the innermost one */
	struct level level[2 * LEVELS_MOST + 2];
	size_t n;
};

/* What stands in a list outside its items gets one: to be called before anything is written. */
void levels_ensure_item(struct levels *l);

/* An element begins; ${element} is CLEAN_OL or CLEAN_UL. Each ends the paragraph before it. */
void levels_enter_quote(struct levels *l, const xmlNode *node);
void levels_enter_list(struct levels *l, const xmlNode *node, enum clean_element element);
void levels_enter_item(struct levels *l, const xmlNode *node);
/* It ends, whether a level was opened for it or not. */
void levels_leave(struct levels *l, const xmlNode *node);

#endif
