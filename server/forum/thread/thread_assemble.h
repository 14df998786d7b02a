/* thread_assemble.h -- from rows to the view of a thread's page: who may do what, which comment hangs where. */
#ifndef FORUM_THREAD_ASSEMBLE_H
#define FORUM_THREAD_ASSEMBLE_H

#include "forum/act/act.h"
#include "forum/draft/draft.h"
#include "forum/thread/thread.h"
#include "forum/thread/thread_view.h"

struct request;
struct task;

struct duplicate {
	const char *title, *slug;
};

/* What was asked for the page; any list may be empty, any pointer NULL. */
struct thread_material {
	struct thread_place at;
	struct thread *thread;
	struct posts posts;
	struct posts rest; /* comments that were read and do not fit */
	struct posts waiting;
	struct acceptances acceptances;
	struct contexts contexts;
	struct reactions reactions;
	struct relation *relation;
	struct thread_links similar;
	struct duplicate *duplicate;
	struct drafts drafts; /* the viewer's, of an answer and of comments */
};

/* ${m} has a thread and its question; posts that would make the page too long are dropped from it. Pure but for the arena and the
 * clock. */
void thread_assemble(struct request *rq, struct thread_material *m, struct thread_view *v);

/* Whether the question or answer ${post} stands on the page. */
bool thread_shows(const struct thread_view *v, int64_t post);

/* ---- thread_place_sql.c ---- */

void thread_similar(struct task *t, int64_t thread, struct thread_links *out);
void thread_duplicate(struct task *t, int64_t thread, struct duplicate **out);

#endif
