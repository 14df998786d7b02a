/* link.h -- threads and cases, many to many: what other subjects may know and call.
 *
 * The one thing of it that the public sees is community.thread_company, which holds a row while a thread has an active link. So
 * whoever changes links holds the thread (thread_hold) and calls these functions, which keep that row. */
#ifndef FORUM_LINK_H
#define FORUM_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/case/case.h"
#include "forum/thread/thread.h"

struct rendered;

#define LINK_REASON_MOST 500 /* characters */

/* The order of enums and names is the tables' in link.c. */
enum link_kind { LINK_ORIGIN, LINK_SAME_PROBLEM, LINK_EVIDENCE, LINK_SOLUTION, LINK_KINDS };
enum link_state { LINK_PROPOSED, LINK_ACTIVE, LINK_REMOVED, LINK_STATES };

struct link_row {
	int64_t id, thread_id, episode, post_id, case_id, merged_from;
	enum link_kind kind;
	enum link_state state;
	const char *reason;
	const char *by, *removed_by; /* NULL: the system */
	struct when at, removed_at;
	/* of the thread and of the case, for who sees the other end */
	const char *title;
	enum thread_state thread_state;
	bool thread_deleted;
	const char *subject;
	enum case_state case_state;
	enum case_priority priority;
	const char *owner, *external_id;
	struct when changed_at;
	struct case_sync sync;
};
LIST(link_rows, struct link_row);

/* ---- link.c: rules ---- */

bool link_step_legal(enum link_state was, enum link_state becomes); /* crm.link_step is the same table */
const char *link_kind_name(enum link_kind k);
bool link_kind_of(const char *name, enum link_kind *out);
const char *link_kind_label(enum link_kind k);
const char *link_state_name(enum link_state s);
bool link_state_of(const char *name, enum link_state *out);
/* "42:1", or with a post "42:1:7": what a case made of it is known by, so that it is made once. */
const char *link_origin_key(struct arena *a, int64_t thread, int64_t episode, int64_t post);

/* ---- link_sql.c ---- */

/* Active ones first, then proposed and removed, newest first; 100 at most. */
void links_of_case(struct task *t, int64_t case_id, struct link_rows *out);
void links_of_thread(struct task *t, int64_t thread, struct link_rows *out);

/* For a write, with the thread held. A proposed link of the two becomes active; where one is active already nothing happens and *${out}
 * stays NULL. A second origin of a thread is stored as same_problem. With it go entry, event, audit, outbox and what the public sees. */
struct link_new {
	int64_t thread, episode, post, case_id;
	enum link_kind kind;
	const char *reason;
	int64_t account; /* 0: the system */
};
struct link_id {
	int64_t id;
};
void link_add(struct task *t, const struct link_new *l, struct link_id **out);
/* Asks staff: the link waits for a yes. Nothing where the two are linked or it is proposed already. */
void link_propose(struct task *t, const struct link_new *l);

/* ---- for other subjects ---- */

/* A case of a thread, or of one of its posts, with its origin link; once for each episode, however often and from wherever it is called: for
 * people's clicks and for clocks. In an open transaction with the thread held (${th} as thread_hold() gave it). Sleeps.
 * Returns the case, and whether it was there already in *${again}; the caller commits. 0: it conflicted (another makes the same, or the
 * customer is being erased), as db_wait() says it, and the caller looks at that. */
struct link_open {
	int64_t post;	     /* 0: the whole thread */
	const char *subject; /* NULL: the thread's title */
	const char *text;    /* the first note; NULL: none */
	enum case_priority priority;
	int64_t account; /* who opens it and owns it; 0: the system, nobody */
	const char *reason;
};
int64_t link_case_open_wait(struct task *t, const struct thread_locked *th, const struct link_open *o,
	bool *again);

/* Threads become one, and two again: links follow. Both threads held; in the transaction that merges them. */
void links_of_threads_merge(struct task *t, int64_t from, int64_t to, int64_t account);
void links_of_threads_split(struct task *t, int64_t from, int64_t to, int64_t account);

/* ---- official.c: the company's word in a thread, by the rules of any answer ---- */

/* Adds the official post th->new_post_id by ${member}: post, counters, step of the state, event, the job that tells people. In the
 * transaction of thread_lock(). At the desk the database refuses members who are not staff (conflict "desk_post_is_official"). */
void official_post_add(struct task *t, const struct thread_locked *th, int64_t member, const char *source,
	const struct rendered *text, struct texts mentions);

#endif
