/* customer_sql.h -- who a customer is, and what is open between him and the company: for this folder. Everything takes any customer of a
 * family and answers for all of it, but customer_find(). Asked, not waited for. */
#ifndef FORUM_CUSTOMER_SQL_H
#define FORUM_CUSTOMER_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/case/case.h"
#include "forum/customer/timeline_sql.h"

struct task;

#define CUSTOMER_LIST 30

struct customer {
	int64_t id, root; /* root: who he was merged into, himself if nobody */
	const char *kind, *name, *tier, *relation, *note, *source, *external_id;
	struct when since, changed_at, erased_at;
};
void customer_find(struct task *t, int64_t id, struct customer **out);

struct contact {
	int64_t id;
	const char *kind, *value, *source;
};
LIST(contacts, struct contact);
void contacts_of(struct task *t, int64_t customer, struct contacts *out);

struct linked_member {
	int64_t link, id; /* link: crm.member_customer */
	const char *name, *display, *how, *by;
	struct when at;
	int64_t people, solutions; /* helped; what of his was accepted */
};
LIST(linked_members, struct linked_member);
void members_of(struct task *t, int64_t customer, struct linked_members *out);

/* Members whose confirmed address this customer is known by, and who are nobody's yet. */
struct member_found {
	int64_t id;
	const char *name, *display;
};
LIST(members_found, struct member_found);
void members_proposed(struct task *t, int64_t customer, struct members_found *out);

struct merged_customer {
	int64_t id;
	const char *name, *source, *external_id;
	bool directly; /* into the root, so that it can be taken back here */
};
LIST(merged_customers, struct merged_customer);
void customers_merged(struct task *t, int64_t customer, struct merged_customers *out);

/* Live ones, the last changed first, at most 20. */
void open_cases_of(struct task *t, int64_t customer, struct case_rows *out);

struct open_thread {
	int64_t id, case_id; /* an active link's case; 0: none */
	const char *title, *state;
	struct when at;
	int64_t answers;
};
LIST(open_threads, struct open_thread);
/* Questions of his members that are not solved, newest first, at most 10. */
void open_threads_of(struct task *t, int64_t customer, struct open_threads *out);

struct promise {
	int64_t id;
	const char *promise, *agent;
	struct when due, at;
};
LIST(promises, struct promise);
/* Not kept yet, what is due first first, at most 10. */
void promises_of(struct task *t, int64_t customer, struct promises *out);

struct mood {
	int64_t mood;
	struct when at;
};
LIST(moods, struct mood);
/* Of the last 90 days, newest first, at most 10. */
void moods_of(struct task *t, int64_t customer, struct moods *out);

/* The newest touch-point, shaped like an entry of the timeline. */
void last_contact_of(struct task *t, int64_t customer, struct timeline_entry **out);

/* ---- finding ---- */

struct customer_line {
	int64_t id;
	const char *name, *kind, *tier, *relation, *contact;
	int64_t cases;	     /* live */
	struct when last_at; /* of the last touch-point */
};
LIST(customer_lines, struct customer_line);
/* By name, part of a name, or any contact; best first. Merged and erased ones are not listed. */
void customers_search(struct task *t, const char *q, struct customer_lines *out);
/* Who had a touch-point last, newest first; one more than CUSTOMER_LIST. */
void customers_recent(struct task *t, struct customer_lines *out);

/* "customer.viewed", once an hour for each account and customer; in an open transaction. */
void customer_viewed(struct task *t, int64_t account, int64_t customer);

#endif
