/* log_sql.h -- decisions as they are read: the public log, a member's own, the trail of a post or member, moderators' record; appeals and
 * reports; for this folder. */
#ifndef FORUM_MODERATION_LOG_SQL_H
#define FORUM_MODERATION_LOG_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/moderation/moderation.h"

struct task;

struct log_row {
	int64_t id, thread, post, group;
	enum moderation action;
	enum moderation_rule rule;
	const char *note, *actor; /* the actor's name is for moderators */
	const char *title, *slug; /* of the thread; NULL: there is none, or it is not shown */
	const char *
		reach; /* what the viewer finds: "post"; "thread"; "place": the thread without the post; "nothing" */
	const char *member; /* username; for moderators */
	struct when at, undone_at;
	bool upheld, may_appeal, mine; /* mine: the viewer made it */
	int64_t grouped;	       /* how many the group has */
	int64_t accounts;	       /* a sweep: that were silenced or suspended with it */
	/* the appeal; text NULL: none */
	const char *appeal, *reply;
	struct when answered_at;
	bool overturned;
};
LIST(log_rows, struct log_row);
#define LOG_PAGE 30
/* The public log, newest first, before the id ${before}; a page and one more. ${all}: for moderators, everything. */
void log_public(struct task *t, int64_t viewer, bool all, int64_t before, struct log_rows *out);
/* What concerns ${member}, as he sees it. */
void log_of_mine(struct task *t, int64_t member, struct log_rows *out);
/* The trail for moderators. */
void log_of_post(struct task *t, int64_t post, int64_t viewer, struct log_rows *out);
void log_of_member(struct task *t, int64_t member, int64_t viewer, struct log_rows *out);
void log_of_thread(struct task *t, int64_t thread, int64_t viewer, struct log_rows *out);
void log_row_find(struct task *t, int64_t id, int64_t viewer, struct log_row **out);

/* ---- appeals ---- */

void moderation_appeal_add(struct task *t, int64_t member, int64_t session, int64_t decision,
	const char *text);
void moderation_appeal_answer(struct task *t, int64_t actor, int64_t session, int64_t appeal, bool overturn,
	const char *reply);
struct appeal_row {
	int64_t id, decision, member;
	const char *text, *reply, *name, *display, *decider, *answerer;
	struct when at, answered_at;
	bool answered, overturned, by_viewer; /* the viewer decided it, or appealed */
};
void moderation_appeal_find(struct task *t, int64_t id, int64_t viewer, struct appeal_row **out);

/* ---- reports ---- */

struct reported {
	int64_t item, held;
};
struct new_report {
	int64_t reporter;     /* 0: a guest */
	int64_t post, member; /* which of the two it is about; 0: the other */
	int64_t thread;	      /* the post's */
	int64_t about;	      /* the post's author, or the member */
	const char *reason, *text;
	int weight;
};
/* In the open transaction, with its events. NULL or item 0: what it is about is not there any more, and nothing was done. */
void report_add(struct task *t, const struct new_report *n, struct reported **out);
struct own_report {
	const char *reason, *text, *title;
	int64_t post;
	const char *member, *member_display;
	struct when at, done_at;
	enum moderation outcome; /* MODERATION_UNKNOWN: none yet */
	bool withdrawn;		 /* its author deleted it before anybody had decided */
};
LIST(own_reports, struct own_report);
void reports_of_mine(struct task *t, int64_t member, struct own_reports *out);

/* ---- the record ---- */

struct record_rule {
	enum moderation_rule rule;
	enum moderation action;
	int64_t n, overturned;
};
LIST(record_rules, struct record_rule);
void record_by_rule(struct task *t, struct record_rules *out);
struct record_person {
	const char *name, *display;
	int64_t n, week, seconds, appeals,
		overturned; /* seconds: median from the item to the decision; -1: none came from the queue */
};
LIST(record_people, struct record_person);
void record_by_person(struct task *t, struct record_people *out);
struct record_all {
	int64_t n, waiting, seconds, appeals, overturned;
	struct when oldest;
};
void record_of_all(struct task *t, struct record_all **out);

#endif
