/* source_put.h -- how source.c and source_line.c write; for these two only. */
#ifndef MARKUP_SOURCE_PUT_H
#define MARKUP_SOURCE_PUT_H

#include <stddef.h>

struct source;

/* As it is, without backslashes. */
void source_put(struct source *m, const char *s);
void source_put_repeated(struct source *m, const char *s, size_t times);
/* Ends the line and writes what the levels put before the next one. */
void source_next_line(struct source *m);
/* How many of ${byte} stand in a row at most: a fence is longer. */
size_t source_longest_run(const char *s, size_t n, char byte);

#endif
