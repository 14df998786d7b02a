/* outbox_sql.h -- the statements of the outbox; inside this folder. */
#ifndef FORUM_CRM_OUTBOX_SQL_H
#define FORUM_CRM_OUTBOX_SQL_H

#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct task;

/* Something to be said, with the case as it is now. */
struct delivery {
	int64_t id, case_id, tries;
	const char *kind;
	const char *delivery_id; /* the same at each try */
	/* of the payload; NULL: it has none */
	const char *text, *state, *owner, *subject, *priority;
	int64_t customer;
	/* of the case */
	const char *external_id; /* NULL: it is not there yet */
	const char *origin_key, *case_subject, *case_state, *case_priority;
	const char *owner_username; /* NULL: nobody of ours */
	const char *requestor;	    /* its customer's mail address; NULL: not known */
	int64_t linked;		    /* the thread that the link field shows; 0: none */
	int64_t said;		    /* the newest entry there that a delivery of this case became */
};

/* In an open transaction. Takes the first of a case that is due, one case's at a time; NULL: nothing is due. What was taken and not
 * settled for two minutes belongs to a process that died, and is taken again. */
void delivery_take(struct task *t, const char *adapter, struct delivery **out);
/* The ticket the case is there. Conflict: another case is. */
void delivery_case_is(struct task *t, int64_t case_id, const char *external_id);
/* Settles it: done, the CRM's entry being ${entry} ("": it made none); or to be tried again in ${wait_s}; or dead. */
void delivery_done(struct task *t, const struct delivery *d, const char *entry);
void delivery_failed(struct task *t, const struct delivery *d, const char *why, int64_t wait_s, bool dead);
/* After the CRM was away: all that waited for it is due now. */
void deliveries_hurry(struct task *t, const char *adapter);

/* Whose store new cases begin in, where case_insert() reads it. */
void crm_adapter_tell(struct task *t, const char *adapter);

#endif
