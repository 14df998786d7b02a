/* queue_sql.h -- the queue as moderators read it: items, and all that helps to judge one; for this folder. */
#ifndef FORUM_MODERATION_QUEUE_SQL_H
#define FORUM_MODERATION_QUEUE_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/byline.h"

struct task;

/* ---- items ---- */

struct queue_item {
	int64_t id, post, member, link;
	const char *kind, *why;
	int64_t harm, reports;
	const char *reason;  /* the gravest that was reported; NULL: none */
	const char *title;   /* of the thread; NULL: it is about a member or a finding */
	const char *names;   /* a finding's first three members; NULL: it is none */
	const char *excerpt; /* of the post, or what somebody says of his appeal or suggestion */
	struct byline about; /* whose post, appeal or suggestion, or which member; id 0: none */
	struct when created_at, done_at;
	const char *taken_name; /* who looks at it just now; NULL: nobody */
	int64_t taken_by;
	const char *done_name;
	int64_t decision;
	bool not_mine;	  /* it concerns the viewer */
	bool for_readers; /* members who read the queue by their level may see it */
};
LIST(queue_items, struct queue_item);
#define QUEUE_PAGE 30
/* Open items for ${viewer}, what comes first first: a page, and one more, which tells whether there is a next one. ${all}: also what only
 * moderators see (appeals, evidence, private data). ${kind} "": of all kinds. ${after}: what comes after that item, be it done by now; 0: from
 * the first. */
void queue_items_open(struct task *t, int64_t viewer, bool all, const char *kind, int64_t after,
	struct queue_items *out);
void queue_item_find(struct task *t, int64_t id, int64_t viewer, struct queue_item **out);

struct queue_count {
	const char *kind;
	int64_t n, taken;
	struct when oldest;
};
LIST(queue_counts, struct queue_count);
void queue_counts_of(struct task *t, int64_t viewer, bool all, struct queue_counts *out);

/* Takes the next item, in the open transaction: nobody else gets it for ten minutes. What the viewer had taken before is given back; ${but}
 * (0: none) is left to others. ${kind} "": of any kind. NULL: nothing waits. */
struct queue_taken {
	int64_t id, link;
	const char *kind;
};
void queue_take_next(struct task *t, int64_t viewer, int64_t but, const char *kind, struct queue_taken **out);
/* Takes that one, unless somebody else looks at it. */
void queue_take(struct task *t, int64_t viewer, int64_t item, struct queue_taken **out);
/* Leaves it to others: the viewer gets it last. */
void queue_pass(struct task *t, int64_t viewer, int64_t item);

/* ---- what helps to judge ---- */

struct report_row {
	const char *reason, *text;
	struct byline by; /* id 0: a guest */
	struct when at;
	int64_t weight;
};
LIST(report_rows, struct report_row);
void reports_of_item(struct task *t, int64_t item, struct report_rows *out);

/* The post in its thread. */
struct judged {
	int64_t id, thread, revision;
	const char *kind, *gone, *title, *slug;
	struct html html;
	const char *source;
	const char *question; /* the beginning of what opens the thread; NULL: this does */
	const char *parent;   /* of what a comment is on; NULL: it is no comment */
	struct byline author;
	struct when created_at, edited_at;
	bool locked, pinned, thread_gone;
	int64_t accepted, thanks, helped, unhelpful;
};
void judged_find(struct task *t, int64_t post, struct judged **out);

/* What reads like a post: of the last that were removed or wait, the five most like it. */
struct alike {
	int64_t id, percent;
	const char *title, *excerpt, *gone, *author;
};
LIST(alikes, struct alike);
void alike_find(struct task *t, int64_t post, struct alikes *out);

/* Whom it is about. */
struct person {
	struct byline who;
	const char *state;
	struct when joined_at, silenced_until, suspended_until;
	int64_t posts, hidden, kept, level, people; /* posts hidden by moderators, and looked at and kept */
	int64_t hour, day;			    /* posts in the last hour and day */
	int64_t open;				    /* other open items about him */
	int64_t withdrawn; /* posts of his that were reported, and that he deleted before anybody had decided */
	bool suspended;
};
void person_find(struct task *t, int64_t id, int64_t item, struct person **out);
void person_find_by_name(struct task *t, const char *name, struct person **out);

/* Other open items about the same person that ${viewer} may see. ${all}: as above. */
void queue_items_about(struct task *t, int64_t member, int64_t but, int64_t viewer, bool all,
	struct queue_items *out);

#endif
