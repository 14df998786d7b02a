/* nothing.h -- rows that say no more than their absence would, as conditions on a row r: they are not stored. So the tables do not depend on
 * what the engine happened to look at. */
#ifndef FORUM_STANDING_NOTHING_H
#define FORUM_STANDING_NOTHING_H

#define NOTHING_PAIR  "r.sum = 0 AND r.acts = 0"
#define NOTHING_TIE   "r.x = 0 AND r.y = 0"
#define NOTHING_FOUND "r.sum = 0 AND r.credits = 0"
#define NOTHING_FACT \
	"r.since IS NULL AND NOT r.staff AND NOT r.suspended AND r.household = 0" \
	" AND r.counting_since IS NULL AND NOT r.counting_staff AND NOT r.counting_suspended AND r.counting_household = 0"
#define NOTHING_VOICE \
	"r.level = 0 AND r.spent = 0 AND r.dspent = 0 AND r.circle = 0 AND r.beta = 1000 AND r.active IS NULL"
#define NOTHING_SCORE "r.hv = 0 AND r.fv = 0 AND r.tv = 0 AND r.people = 0 AND r.pending = 0"
#define NOTHING_NEVER "false"

#endif
