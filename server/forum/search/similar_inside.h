/* similar_inside.h -- what `work` does so that searching is cheap; between the files of this folder. */
#ifndef FORUM_SIMILAR_INSIDE_H
#define FORUM_SIMILAR_INSIDE_H

#include "forum/search/search.h"

struct thread_id {
	int64_t id;
};
LIST(thread_ids, struct thread_id);

/* ---- similar_sql.c: the list beside a thread ---- */

/* Begins a transaction that changes such lists; one at a time. */
void similar_begin(struct task *t);
/* Looks for what is similar to ${thread} and keeps it; a thread that is gone loses its list. */
void similar_keep(struct task *t, int64_t thread);
void similar_kept(struct task *t, int64_t thread, struct thread_ids *out);

/* ---- gather_sql.c: the words of threads ---- */

struct gathered {
	int64_t threads;
};
/* Adds the words of up to ${most} waiting threads, or only of ${thread}, to those that are known. */
void words_gather(struct task *t, int64_t most, int64_t thread, struct gathered **out);
/* Adds the words of a changed thread that are not known yet. */
void words_gather_new(struct task *t, int64_t thread);
/* Threads whose words are gathered and whose similar ones have not been looked for; locked. */
void pending_take(struct task *t, int64_t most, struct thread_ids *out);
void pending_done(struct task *t, int64_t thread);

#endif
