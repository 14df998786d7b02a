/* inbox_inside.h -- items and what may be done with them; for this folder. */
#ifndef FORUM_INBOX_INBOX_INSIDE_H
#define FORUM_INBOX_INBOX_INSIDE_H

#include "base/text.h"
#include "forum/clock/clock.h"
#include "forum/inbox/inbox.h"

struct form;

struct inbox_item {
	int64_t id, thread, case_id, customer, link;
	enum inbox_reason reason;
	struct when due_at, created_at, taken_at, snoozed_until, done_at;
	bool overdue, asleep; /* by the database's clock */
	int64_t taken_by;
	const char *taken, *done_by; /* display names; NULL: nobody */
	const char *done_how;
	const char *title, *asker, *topic, *text; /* of thread; the text: its beginning; NULL: none */
	int64_t about_case, about_customer;	  /* the item's, or those of its thread and asker; 0: none */
	const char *subject, *name;		  /* of these; NULL: none */
	struct clock_line clock;		  /* of the thread */
};
LIST(inbox_items, struct inbox_item);

enum inbox_act {
	INBOX_TAKE,
	INBOX_RELEASE,
	INBOX_HAND,
	INBOX_SNOOZE,
	INBOX_WAKE,
	INBOX_FINISH,
	INBOX_UNDO,
	INBOX_ACTS
};
/* INBOX_ACTS: no such act. */
enum inbox_act inbox_act_of(const char *name);
/* NULL, or why it cannot be done, for the person; "taken" is with a name. */
const char *inbox_refused(struct arena *a, enum inbox_act act, const struct inbox_item *x, int64_t account);
/* Whether it is so already, and the click changes nothing. */
bool inbox_already(enum inbox_act act, const struct inbox_item *x, int64_t account);

/* How something may be done with; a click chooses one. */
const char *inbox_how_label(const char *how); /* NULL: no such */

enum inbox_which { INBOX_OPEN, INBOX_MINE, INBOX_FREE, INBOX_ASLEEP, INBOX_DONE, INBOX_WHICHES };
enum inbox_which inbox_which_of(const char *name); /* INBOX_OPEN if there is no such */
const char *inbox_which_name(enum inbox_which w);

enum inbox_reason inbox_reason_of(const char *name); /* INBOX_REASONS: no such */
const char *inbox_reason_label(enum inbox_reason r);
/* Where one goes for it: "/thread/42", "/case/7". */
const char *inbox_path(struct arena *a, const struct inbox_item *x);

/* ---- inbox_sql.c ---- */

#define INBOX_PAGE 100
/* By due time; done ones newest first. ${reason} NULL: all. */
void inbox_list(struct task *t, enum inbox_which which, int64_t account, const char *reason,
	struct inbox_items *out);
struct inbox_count {
	int64_t open, mine, unclaimed, asleep;
};
void inbox_counts(struct task *t, int64_t account, struct inbox_count **out);

struct colleague {
	int64_t id;
	const char *display;
};
LIST(inbox_others, struct colleague);
/* All who may be handed something, but oneself. */
void inbox_colleagues_find(struct task *t, int64_t account, struct inbox_others *out);

/* In an open transaction; holds it. */
void inbox_hold(struct task *t, int64_t id, struct inbox_item **out);
void inbox_take(struct task *t, int64_t id, int64_t account);	  /* 0: nobody has it */
void inbox_snooze(struct task *t, int64_t id, struct when until); /* {0}: it is awake */
void inbox_finish(struct task *t, int64_t id, int64_t account, const char *how);
void inbox_undo(struct task *t, int64_t id); /* conflicts where the same is open again */

#endif
