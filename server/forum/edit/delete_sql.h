/* delete_sql.h -- the statements of deleting; for delete_pages.c. Nothing is lost: a deleted post has a date,
 * and what was deleted with it has the same one, so that it can come back together. */
#ifndef FORUM_DELETE_SQL_H
#define FORUM_DELETE_SQL_H

#include <stdbool.h>
#include <stdint.h>

struct task;
struct thread_locked;

/* A post as its author deletes it. */
struct deletable {
	int64_t id, thread_id, parent_id, author_id;
	bool opens, comment, question; /* question: its thread is one */
	bool deleted;		       /* it, or its thread */
	bool locked;		       /* its thread */
	int64_t accepted, answers;     /* answers: of the thread */
	int64_t others_answers;	       /* of the thread, by others than the asker, without this one */
	bool others_commented;
	const char *title, *plain;
};
/* After thread_hold_by_post(). */
void deletable_find(struct task *t, int64_t post, struct deletable **out);

void thread_delete(struct task *t, const struct deletable *d);
/* An answer or reply with its author's comments on it, or a comment. */
void post_delete(struct task *t, const struct deletable *d);

#endif
