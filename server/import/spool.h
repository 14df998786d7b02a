/* spool.h -- the texts of a dump, put aside in a file without a name while the rest of it is being read.
 *
 * A dump has its posts in one order and we write them in another; their texts do not fit into memory, and a
 * packed file cannot be read from the middle. Needs as much room under TMPDIR (or /tmp) as the texts have. */
#ifndef IMPORT_SPOOL_H
#define IMPORT_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct spool;

/* A text put aside. {0, 0} is none. */
struct kept {
	int64_t at;
	uint32_t n;
};

/* NULL: errno. */
struct spool *spool_open(void);
void spool_close(struct spool *s);
/* Keeps ${text}; NULL keeps nothing. What cannot be written shows in spool_ok(). */
struct kept spool_keep(struct spool *s, const char *text);
/* The text again, in ${a}; NULL if there was none. */
const char *spool_text(struct spool *s, struct arena *a, struct kept text);
/* False: the disk is full or failing, with errno in *${error}. */
bool spool_ok(const struct spool *s, int *error);

#endif
