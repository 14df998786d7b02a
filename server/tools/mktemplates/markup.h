/* markup.h -- the readers of what stands between < and >.
 *
 * Each reads at least one byte at ${p}, writes what is constant, moves the page's place, and returns where to
 * read on. They stop the program at what a template may not say. */
#ifndef TOOLS_MKTEMPLATES_MARKUP_H
#define TOOLS_MKTEMPLATES_MARKUP_H

#include <stdbool.h>

struct page;

/* At a '<'. */
const char *markup_open(struct page *pg, const char *p, const char *end);
const char *markup_comment(struct page *pg, const char *p, const char *end);
const char *markup_doctype(struct page *pg, const char *p, const char *end);
/* After a tag's name. */
const char *markup_tag(struct page *pg, const char *p, const char *end);
/* Between the quotes of an attribute. */
const char *markup_attribute(struct page *pg, const char *p, const char *end);

/* Whether the '<' at ${p} begins the end of the element the page is in: </title> and so on. */
bool markup_closes(const struct page *pg, const char *p, const char *end);

#endif
