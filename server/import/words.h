/* words.h -- the bare words of HTML or Markdown whose markup nobody can take: the last resort. Pure. */
#ifndef IMPORT_WORDS_H
#define IMPORT_WORDS_H

#include <stddef.h>

struct arena;

/* ${text} without tags, its character references replaced, runs of blank lines made one, and every mark that
 * Markdown would take for markup escaped: as Markdown it is flat paragraphs. At most ${most} bytes, the rest
 * cut off and "…" put there; lives in ${a}. */
const char *words_of(struct arena *a, const char *text, size_t most);

#endif
