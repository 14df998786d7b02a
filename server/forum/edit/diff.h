/* diff.h -- the difference between two texts, as people read it: words within changed lines. Pure; text in,
 * pieces out.
 *
 * Lines are compared first (Myers: the fewest lines gone and new), then, between lines that stayed, the words
 * of what changed. The work is bounded whatever the texts are: where it would take too much, or where little
 * stayed, a stretch is shown as gone and new as a whole. So the result is always right and not always the
 * smallest. */
#ifndef FORUM_DIFF_H
#define FORUM_DIFF_H

#include <stddef.h>

#include "base/text.h"

struct arena;

enum diff_kind {
	DIFF_SAME,
	DIFF_GONE,
	DIFF_NEW,
	DIFF_SKIPPED, /* by diff_shorten(): lines that are the same in both; no text */
};

struct diff_piece {
	enum diff_kind kind;
	const char *text;
};
LIST(diff_pieces, struct diff_piece);

/* The pieces in order: same and gone ones make up ${was}, same and new ones ${is}. Between two same ones
 * stands at most one gone and, after it, one new. No piece is empty, or ends within a character. */
void diff_texts(struct arena *a, const char *was, const char *is, struct diff_pieces *out);

/* Leaves of what is the same ${lines} lines beside each change. */
void diff_shorten(struct arena *a, struct diff_pieces *pieces, size_t lines);

#endif
