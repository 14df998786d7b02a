/* markup.h -- people's Markdown and foreign HTML become safe HTML; pure functions, run inside craft only.
 *
 * markdown.c is the only cmark.h, clean.c the only maker of struct html from people's text, foreign.c the
 * only libxml2 HTML parser. */
#ifndef MARKUP_MARKUP_H
#define MARKUP_MARKUP_H

#include <stddef.h>

#include "markup/rendered.h"

struct arena;

#define MARKUP_SOURCE_MOST  (32u << 10) /* bytes */
#define MARKUP_SITE_MOST    300
#define MARKUP_NESTING_MOST 32
#define MARKUP_HTML_MOST    (128u << 10)

/* Once, before the sandbox closes: what the libraries would load or set up at their first use. */
void markup_init(void);

/* Nesting is counted at the start of each line before cmark sees the text. */
void markdown_render(struct arena *a, const char *source, size_t n, struct rendered *out);
/* The same, but links lead to ${site} ("https://example.org") and to paths of ours; those to anywhere else are written as
 * text. Empty: anywhere. */
void markdown_render_for(struct arena *a, const char *source, size_t n, struct slice site,
	struct rendered *out);
/* Walks a tree of libxml2's and lets through a fixed list of elements and attributes. */
void foreign_render(struct arena *a, const char *html, size_t n, struct rendered *out);

#endif
