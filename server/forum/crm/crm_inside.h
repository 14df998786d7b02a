/* crm_inside.h -- what the rounds of this folder share. */
#ifndef FORUM_CRM_INSIDE_H
#define FORUM_CRM_INSIDE_H

#include "crm/crm.h"
#include "forum/crm/pace.h"

struct task;

/* Notes what the last exchange found; where the CRM was away until now, all that waits for it is due at once. Not inside a
 * transaction. Sleeps. */
void crm_noted_wait(struct task *t, enum pace_round round, enum crm_outcome outcome);

#endif
