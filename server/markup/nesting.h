/* nesting.h -- how deep a Markdown text can nest its quotes and lists, counted before cmark sees it. */
#ifndef MARKUP_NESTING_H
#define MARKUP_NESTING_H

#include <stddef.h>

/* An upper bound of the open quotes and list items at any line; counting stops at the first line where it
 * passes
 * ${most}. cmark's time grows with lines times depth, so this is what keeps it short. */
unsigned nesting_count(const char *s, size_t n, unsigned most);

#endif
