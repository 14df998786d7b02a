/* case_event.h -- the kinds of crm.event: what happened on the company's side, once each, for ever.
 *
 * Numbers are stored; never change or reuse one. One write = its rows + one event + an audit row (+ deliveries, jobs), in one
 * transaction. Events carry ids and numbers, never text or names. A subject adds its kinds in its own range. */
#ifndef FORUM_CASE_EVENT_H
#define FORUM_CASE_EVENT_H

#include <stdint.h>

struct task;

enum crm_event_kind {
	/* cases: account = who acted (0: the system), case; customer and thread where there is one; number as said */
	CRM_CASE_OPENED = 1,
	CRM_CASE_NOTED = 2,
	CRM_CASE_REPLIED = 3,  /* to the customer */
	CRM_CASE_RECEIVED = 4, /* from the customer */
	CRM_CASE_STATE = 5,    /* number = enum case_state */
	CRM_CASE_OWNER = 6,    /* number = the account, 0: nobody */
	CRM_CASE_PRIORITY = 7, /* number = enum case_priority */
	CRM_CASE_CUSTOMER = 8, /* number = the customer before */
	CRM_CASE_SUBJECT = 9,
	CRM_CASE_MERGED = 10, /* case = what it was merged into, number = what was merged */
	CRM_CASE_SPLIT = 11,  /* the undo; the same */

	/* links: case, thread; number = crm.link */
	CRM_LINK_ADDED = 20,
	CRM_LINK_REMOVED = 21,
	CRM_LINK_RESTORED = 22,
	CRM_LINK_PROPOSED = 23,
	CRM_LINKS_OF_THREADS_MERGED = 24, /* thread = what is left, number = what was merged into it */
	CRM_LINKS_OF_THREADS_SPLIT = 25,
	CRM_THREAD_STATE = 26, /* by staff: thread; number = enum thread_state */
	CRM_THREAD_REPLY = 27, /* an official reply: thread; number = the post */

	/* solutions: case; number = crm.solution */
	CRM_SOLUTION_DRAFTED = 30,
	CRM_SOLUTION_EDITED = 31,
	CRM_SOLUTION_APPROVED = 32,
	CRM_SOLUTION_REJECTED = 33,
	CRM_SOLUTION_POSTED = 34, /* thread too */

	/* follow-ups: case, thread; number = days after which the asker was asked */
	CRM_FOLLOWUP_YES = 60,
	CRM_FOLLOWUP_NO = 61,
	CRM_INTAKE_ATTACHED = 62, /* private details of the asker's are in the case: case, thread */

	/* customers from 40 */

	/* keeping in step with a CRM: case */
	CRM_SYNC_CREATED = 80,	/* it is a ticket there now */
	CRM_SYNC_DEAD = 81,	/* given up; number = crm.delivery, as below */
	CRM_SYNC_REPLAYED = 82, /* account = who had it said again */
	CRM_SYNC_DROPPED = 83,	/* account = who let it be */
	CRM_SYNC_ADOPTED = 84,	/* a ticket that began there */
};

/* Writes the event in the transaction that is open. 0 ids are stored as NULL. */
void crm_event_note(struct task *t, enum crm_event_kind kind, int64_t account, int64_t customer,
	int64_t case_id, int64_t thread, int64_t number);

/* Writes who did what, likewise. ${what} is "link.added"; ${about} goes into the row's details: never what a customer wrote or is
 * called; NULL: none. */
void crm_audit_note(struct task *t, int64_t account, const char *what, int64_t customer, int64_t case_id,
	int64_t thread, const char *about);

#endif
