/* page.h -- follows the HTML of a view: writes its constant text, smaller, and each value escaped for its
 * place. */
#ifndef TOOLS_MKTEMPLATES_PAGE_H
#define TOOLS_MKTEMPLATES_PAGE_H

#include "tools/mktemplates/emit.h"
#include "tools/mktemplates/place.h"
#include "tools/mktemplates/source.h"

struct page {
	struct source *source;
	struct emit *emit;
	struct place at;
	char gap; /* white space that was read but not written: ' ', '\n' or 0 */
	int line;
};

/* A view begins: in text, its first white space is not wanted. */
void page_begin(struct page *pg);
/* A view ends, which it may only do in text. */
void page_end(struct page *pg, int line);

void page_text(struct page *pg, const struct piece *p);
void page_value(struct page *pg, const struct piece *p);
/* Before an if, each, else or end: stops where none may stand. */
void page_control(struct page *pg, int line);
/* Before a show: it may stand in text only. */
void page_show(struct page *pg, int line);

#endif
