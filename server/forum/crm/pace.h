/* pace.h -- how long to wait before trying again, and when to give up. Pure but for the gate, which is this process's own. */
#ifndef FORUM_CRM_PACE_H
#define FORUM_CRM_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "crm/crm.h"

#define REFUSED_TRIES 5 /* what was understood and refused will be refused again */

/* Seconds until the next try after the ${tries}th (from 1), 2, 4, 8 … up to five minutes, where it was refused half a minute, two, eight;
 * ${random} moves it by a quarter either way, so that what failed together does not come back together. */
int64_t pace_wait_s(int tries, enum crm_outcome outcome, uint32_t random);
/* Whether that was the last. */
bool pace_over(int tries, enum crm_outcome outcome, int64_t tries_most);

/* While the CRM is away each round knocks but now and then, up to a quarter of a minute apart, whatever it has to say. */
enum pace_round { PACE_SEND, PACE_LOOK, PACE_POLL, PACE_ROUNDS };
bool pace_gate_open(enum pace_round round);
/* What the last who knocked found. True: it was away until now, and all gates are open again. */
bool pace_gate_note(enum pace_round round, enum crm_outcome outcome);

#endif
