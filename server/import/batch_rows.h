/* batch_rows.h -- the rows of a batch: batch.c says what belongs to it, batch_rows.c what it looks like in
 * the tables. */
#ifndef IMPORT_BATCH_ROWS_H
#define IMPORT_BATCH_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "db/bulk.h"
#include "forum/event.h"
#include "import/array.h"
#include "import/idmap.h"

struct dump;
struct dump_comment;
struct dump_post;
struct dump_thread;
struct plan;
struct render;
struct state;
struct version;

/* A post's text, and what has become of it. */
struct piece {
	struct render *render; /* NULL: there is no text in the dump */
	struct version *version;
	size_t versions;
};

struct batch_event {
	struct when at;
	enum event_kind kind;
	int64_t member, other, thread, post, number;
};

/* What a member or tag gains. */
struct gain {
	int64_t id, first, second; /* answers and solutions; threads */
};
struct gains {
	ARRAY(struct gain, gain);
	struct idmap of;
};

/* Rows that were taken over, for the tallies once they are committed. */
struct batch_counts {
	int64_t posts, comments, votes, follows_of_nobody, history, links, links_erased;
};

struct batch {
	struct bulk *b;
	struct dump *d;
	const struct state *st;
	const struct plan *p;
	const int64_t *tag_id;
	struct arena arena; /* of this batch */
	struct bulk_rows thread, post, acceptance, views, tag, follow, link, revision, event, map;
	ARRAY(struct batch_event, happening);
	struct gains members, tags;
	ARRAY(int64_t, duplicate); /* thread, what it repeats, thread … */
	int64_t threads;
	struct batch_counts counts;
};

void batch_rows_open(struct batch *w);
void batch_rows_close(struct batch *w);
/* Empties it for the next batch. */
void batch_rows_clear(struct batch *w);
/* All rows of a thread; ${piece} has one for the question, each answer, each comment, in this order. */
void batch_rows_thread(struct batch *w, const struct dump_thread *thread, const struct piece *piece);
/* The links of which both ends are here now. */
void batch_rows_links(struct batch *w);

/* ---- batch_posts.c ---- */

/* What questions and answers have in common; an answer, with what it adds to its author; a comment. */
void batch_post(struct batch *w, const struct dump_thread *thread, const struct dump_post *post,
	bool accepted, const struct piece *piece);
void batch_answer(struct batch *w, const struct dump_thread *thread, const struct dump_post *answer,
	bool accepted, const struct piece *piece);
void batch_comment(struct batch *w, const struct dump_thread *thread, const struct dump_comment *comment,
	const struct piece *piece);
/* The member an account has become; the former member for number 0 and whoever is not here. */
int64_t batch_member(const struct batch *w, uint32_t user);
void batch_gain(struct gains *g, int64_t id, int64_t first, int64_t second);
void batch_happen(struct batch *w, struct batch_event event);
void batch_map(struct batch *w, const char *kind, int64_t theirs, int64_t ours);

/* ---- batch_send.c ---- */

/* Sends everything in the transaction that is open. */
void batch_rows_send(struct batch *w);

#endif
