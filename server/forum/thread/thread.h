/* thread.h -- threads and their posts: what other subjects may know and call. */
#ifndef FORUM_THREAD_H
#define FORUM_THREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/byline.h"

struct arena;
struct rendered;
struct request;
struct task;
struct viewer;

#define TITLE_LEAST 8 /* characters */
#define TITLE_MOST  150
#define BODY_MOST   32768 /* bytes */
#define THREAD_PAGE 20	  /* answers on a page */
#define THREAD_PAGE_BYTES \
	(256u << 10) /* of its answers, and of its comments: the page ends before, or a few long posts would make
					* one that is too long to be sent */
#define COMMENTS_SHOWN 5   /* of each post */
#define COMMENTS_PAGE  100 /* of the post of which they are asked for */

/* The order of enum and names is the table's in thread.c; numbers are stored in EVENT_STATE_CHANGED. */
enum thread_state {
	STATE_NONE, /* a discussion */
	STATE_OPEN,
	STATE_AWAITING_ASKER,
	STATE_ANSWERED,
	STATE_SOLVED_UNCONFIRMED, /* solved, but the asker has not said so: the company, or time, did */
	STATE_CONFIRMED,	  /* the asker says it is solved */
	STATE_REOPENED,
	STATE_CLOSED_UNCONFIRMED,
};

struct thread {
	int64_t id;
	bool question; /* else a discussion */
	const char *title, *slug, *product;
	enum thread_state state;
	int64_t episode;
	bool solved, locked, deleted;
	const char *gone; /* why it is deleted: "author", "hidden", "held", "merged"; NULL */
	struct when created_at, active_at;
	int64_t answers, comments, me_too, followers, views;
	int64_t last_post_id, duplicate_of;
	int64_t topic_id;
	const char *topic, *topic_slug;
	int64_t topic_colour;
	struct byline author;
	struct texts tags;
	struct when company_since; /* it has been the company's matter; {0}: nothing is known of that */
};

enum post_kind { POST_QUESTION, POST_ANSWER, POST_REPLY, POST_COMMENT };

struct post {
	int64_t id, thread_id, parent_id;
	enum post_kind kind;
	struct byline author;
	struct html html;
	const char *plain; /* the beginning of a question's text; NULL for other posts */
	bool missing, official;
	bool edited_by_other; /* the version of now is not its author's */
	const char *gone;     /* why it is not shown to everybody; NULL: it is */
	struct when created_at, edited_at;
	int64_t revision, accepted, thanks, helped, unhelpful, found, votes_up, votes_down, comments;
};
LIST(posts, struct post);

/* ---- thread.c: rules ---- */

/* Whether ${was} → ${becomes} is a legal step; the database refuses the others too (community.thread_step). */
bool thread_step_legal(enum thread_state was, enum thread_state becomes);
const char *thread_state_name(enum thread_state s);
enum thread_state thread_state_of(const char *name); /* NULL: STATE_NONE */
/* The state after an answer was added (by somebody else than the asker), or after the asker wrote. The same state: no step. */
enum thread_state thread_state_answered(enum thread_state now);

/* Whether "the company is looking into this" may stand there: nothing is promised where all is done, solved or closed. */
bool thread_company_looks(enum thread_state s);

bool thread_visible(const struct thread *th, const struct viewer *v);
/* Whether the viewer may post into it at all. */
bool thread_writable(const struct thread *th, const struct viewer *v);
/* Whether it is his question, or he speaks for the company. */
bool thread_may_accept(const struct thread *th, const struct viewer *v);
/* What stands in a thread that is ${locked} stays as it is: neither edited, deleted, given other tags, nor changed by a suggested edit, but by
 * moderators. And the sentence that says so. */
bool thread_is_fixed(bool locked, const struct viewer *v);
const char *thread_fixed_text(void);
/* Authors cannot edit where the thread is ${locked}. */
bool post_may_edit(const struct post *p, bool locked, const struct viewer *v);
/* Whether its author may still delete it: nobody has built on it. ${others}: somebody else has commented on it. */
bool post_may_delete(const struct thread *th, const struct post *p, bool others, const struct viewer *v);

/* "/t/42/slug". */
const char *thread_path(struct arena *a, int64_t id, const char *slug);
/* "/a/7", which leads to wherever the post is seen. */
const char *post_path(struct arena *a, int64_t id);

/* NULL, or what is wrong with it, for the person. Titles are tidied by text_one_line() before. */
const char *title_wrong(const char *title);
const char *body_wrong(const char *body);
/* NULL, or why craft refused the text, for the person. */
const char *rendering_wrong(const struct rendered *r);

/* ---- thread_sql.c ---- */

void thread_find(struct task *t, int64_t id, struct thread **out);
/* What of a thread a page shows, by keys, so that a link to it stays good when other things come and go; 0: none. */
struct thread_place {
	int64_t from;	     /* the answer it begins with */
	int64_t comments_of; /* the post of which a page of comments is shown, and not the first few */
	int64_t since;	     /* the comment that page begins with */
};
/* A page of the thread: its question, THREAD_PAGE + 1 answers, the first COMMENTS_SHOWN comments of each; of ${at->comments_of}
 * COMMENTS_PAGE + 1. Comments stand after the answers, those of that post first, in order of time. */
void posts_find(struct task *t, int64_t thread, const struct thread_place *at, struct posts *out);
void post_find(struct task *t, int64_t id, struct post **out);
/* Answers and comments that are not shown to everybody: the viewer's own that wait for a look; ${all}: everybody's, and what was hidden. */
void posts_waiting(struct task *t, int64_t thread, int64_t viewer, bool all, struct posts *out);

/* For a write: locks the thread's row and takes ids for a new post. */
struct thread_locked {
	int64_t id, author_id, topic_id, episode;
	bool question, locked, deleted;
	enum thread_state state;
	const char *slug, *title;
	int64_t new_post_id;
};
void thread_lock(struct task *t, int64_t id, struct thread_locked **out);
void thread_lock_by_post(struct task *t, int64_t post, struct thread_locked **out);
/* The same for a write that adds no post (new_post_id 0); also of the thread a post stands in. Rows that only name the thread need not wait
 * for it. What is asked after it, be it in the same round trip, sees what the last one who held it left. */
void thread_hold(struct task *t, int64_t id, struct thread_locked **out);
void thread_hold_by_post(struct task *t, int64_t post, struct thread_locked **out);

struct new_post {
	int64_t id, thread_id, parent_id, author_id;
	enum post_kind kind;
	const char *source;
	struct html html;
	const char *plain;
	bool official;
};
/* Adds the post, moves the thread's and the author's counters, last post and activity. In a transaction, after thread_lock(). */
void post_add(struct task *t, const struct new_post *p);
/* Moves the thread to ${becomes}: state, episode when reopened, solved_at, event. Illegal steps conflict on "thread_step_is_legal". */
void thread_step(struct task *t, const struct thread_locked *th, enum thread_state becomes, int64_t member);
void thread_follow(struct task *t, int64_t thread, int64_t member);

/* ---- thread_reading.c: what reading leaves behind, gathered here and written once a second ---- */

/* This process begins to gather. */
void reading_open(void);
/* A page of the thread was shown; ${newest} is the newest post the viewer has seen now (0: none). Does not sleep. */
void reading_note(int64_t thread, int64_t viewer, int64_t newest);

/* ---- thread_place_sql.c ---- */

/* Where a post stands: its thread, and the answer it is or hangs on. */
struct post_place {
	int64_t id, thread_id, answer_id; /* answer_id 0: it is on the question */
	const char *slug;
	int64_t before;		 /* answers before that one */
	int64_t bytes;		 /* of them and of that one, the first THREAD_PAGE at most */
	int64_t comments_before; /* comments before it under the same post */
	int64_t comment_bytes;	 /* of them and of itself */
	int64_t parent_id;
};
void post_place_find(struct task *t, int64_t post, struct post_place **out);
/* "/t/42/slug#a7", or "/t/42/slug?from=6#a7" beyond the first page. */
const char *post_place_path(struct arena *a, const struct post_place *p);

/* ---- thread_pages.c: for other subjects whose forms stand on a thread's page ---- */

/* What a refused or previewed form wants shown again. All NULL: nothing. */
struct thread_form {
	const char *body, *error, *preview_html;
	const char *notice; /* a sentence above the page: why an act was refused */
	const char *key;    /* the key that was sent */
	bool official;	    /* the box for staff was ticked */
	int64_t comment_on; /* it was a comment on this post */
};

/* Loads and writes the page of the thread into rq->out and answers with ${status}; 404 if there is none. Sleeps. */
void thread_page_reply_wait(struct request *rq, int64_t thread, const struct thread_form *form, int status);

#endif
