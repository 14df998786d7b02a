/* customer.h -- customers: who the company knows, and all that happened between it and him. What other subjects may know.
 *
 * A customer that was merged into another is read through him: rows stay where they were fed, crm.family() and crm.root() (migration 0023)
 * say who belongs together, and customer_path() of either leads to the same page. */
#ifndef FORUM_CUSTOMER_H
#define FORUM_CUSTOMER_H

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "intake/intake.h"

struct arena;
struct job;
struct task;

/* Kinds of crm.event from 40 on (case/case_event.h): customer; account = who. Stored; never change one. */
enum customer_event {
	CUSTOMER_ADDED = 40,
	CUSTOMER_CHANGED = 41,
	CUSTOMER_MERGED = 42, /* number = who was merged into him */
	CUSTOMER_SPLIT = 43,  /* the undo; the same */
	CUSTOMER_ERASED = 44,
	CUSTOMER_MEMBER_LINKED = 45, /* number = the member */
	CUSTOMER_MEMBER_UNLINKED = 46,
	CUSTOMER_TOUCHED = 47,	    /* a call, a note … written down by staff; number = crm.touchpoint */
	CUSTOMER_PROMISE_KEPT = 48, /* likewise */
	CUSTOMER_PROMISE_REOPENED = 49,
};

/* ---- feeding ---- */

/* What became of a row: "added", "updated", "same" (it was here like that already), "again" (a later row of the same batch has its external id);
 * all else is why it did not go in, for feed_reason(). */
struct fed {
	int64_t n; /* the row's number */
	const char *outcome, *external_id;
};
LIST(feds, struct fed);
/* Asks, in the open transaction, for ${rows} (intake_rows()) of ${source} to be taken in. Fills up to two lists at the wait and returns how
 * many: where the second names a row again, its outcome counts unless the first said "added". */
size_t feed_ask(struct task *t, enum intake_kind kind, const char *source, const char *rows,
	struct feds lists[2]);
/* A sentence for an outcome that is none of the four; NULL for those. */
const char *feed_reason(const char *outcome);
/* Notes in the audit what one batch did: ${details} is JSON. */
void feed_note(struct task *t, const char *details);

/* A round of `work`, and a job of it: links members by their confirmed addresses, where that is on. Sleeps. */
void customer_members_link_wait(struct task *t);
void customer_members_job_wait(struct task *t, const struct job *job);

/* What happened lately with ${customer}, for templates/customer/lately.html on the page of his case ${but_case}, which says itself what it
 * says; noted as a look of ${account}'s at the customer, as opening his page is. NULL for no customer. Sleeps. */
struct customer_lately;
const struct customer_lately *customer_lately_wait(struct task *t, int64_t account, int64_t customer,
	int64_t but_case);

/* A promise that is not kept, due within hours or overdue, of any customer: for the inbox. */
struct promise_due {
	int64_t id, customer, case_id; /* case_id 0: none is said */
	const char *promise, *name, *agent;
	struct when due;
	bool overdue;
};
LIST(promises_due, struct promise_due);
/* The one due last first, at most 10: what nobody cared for in years sinks. */
void promises_due_find(struct task *t, struct promises_due *out);

/* "/customer/7". */
const char *customer_path(struct arena *a, int64_t id);

#endif
