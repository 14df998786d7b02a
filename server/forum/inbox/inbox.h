/* inbox.h -- what needs a person now: what other subjects may know and call. */
#ifndef FORUM_INBOX_INBOX_H
#define FORUM_INBOX_INBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct task;

/* Names are stored; their order is the table's in inbox.c. */
enum inbox_reason {
	INBOX_CLOCK,	/* unanswered for too long */
	INBOX_DISTRESS, /* words in it must not wait */
	INBOX_SECURITY,
	INBOX_PAYMENT,
	INBOX_SAID_NO,	 /* it did not stay solved */
	INBOX_SYNC,	 /* a CRM cannot be told */
	INBOX_PROPOSED,	 /* a link waits for a yes */
	INBOX_AUTHOR,	 /* somebody unknown wrote into a case */
	INBOX_DRAFT,	 /* a solution waits to be approved */
	INBOX_INTAKE,	 /* private details came in */
	INBOX_CRITICISM, /* of the company, found by moderators */
	INBOX_REASONS
};

struct inbox_new {
	enum inbox_reason reason;
	int64_t thread, case_id, customer, link; /* 0: none */
	struct when due;			 /* {0}: now */
};
/* Puts it into the inbox, in the open transaction of the desk or of work; nothing happens while it stands there already with that reason
 * for that thread, case and link. */
void inbox_put(struct task *t, const struct inbox_new *n);
/* What waited there with that reason about the thread (and the case; 0: any) is done, unless somebody has taken it: ${how} says why. */
void inbox_end(struct task *t, enum inbox_reason reason, int64_t thread, int64_t case_id, const char *how);

/* Who has answered or solved the thread at the desk has done what waited there because nobody answered, if it was his or nobody's. */
void inbox_end_by(struct task *t, int64_t thread, int64_t account);

/* What waits about a thread, for its page at the desk; shown by {% show inbox_waiting_shown(…) %} of templates/inbox/waiting.h. */
struct inbox_waiting {
	int64_t id, taken_by;
	const char *reason, *taken; /* what it is called; who has it, NULL: nobody */
	struct when due_at;
	bool overdue;
};
LIST(inbox_waitings, struct inbox_waiting);
void inbox_waiting_of(struct task *t, int64_t thread, struct inbox_waitings *out);

const char *inbox_reason_name(enum inbox_reason r);

/* For a job of work: a thread with criticism of the company comes into the inbox, due in 24 hours of business. */
void inbox_criticism_wait(struct task *t, int64_t thread);

#endif
