/* state.h -- what the database remembers of imports: where a dump goes, what of it is here, which run was
 * interrupted. */
#ifndef IMPORT_STATE_H
#define IMPORT_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "import/plan.h"

struct bulk;
struct dump;

struct state {
	int64_t source; /* ops.import_source */
	int64_t topic;
	int64_t former; /* the member who stands for deleted authors */
	int64_t run;	/* ops.import_run, 0: none */
	struct plan_ids ids;
	unsigned char plan[SECRET_HASH]; /* of the run */
};

/* False: another import is at work on this database. Held until the connection ends. */
bool state_lock(struct bulk *b);
/* Finds or makes the topic called ${topic}, the former member, and the dump's place; finds its interrupted
 * run if there is one. */
void state_open(struct bulk *b, struct state *st, const struct dump *d, const char *topic);
/* Marks in ${d}, before plan_sort(), what is here already. */
void state_mark(struct bulk *b, const struct state *st, struct dump *d);
/* Reserves ids for the plan and notes the run. */
void state_begin(struct bulk *b, struct state *st, const struct plan *p);
/* The run is over; tells the database what has changed so much. */
void state_finish(struct bulk *b, const struct state *st);

#endif
