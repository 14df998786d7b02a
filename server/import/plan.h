/* plan.h -- what of a dump is to be written, in which order, under which ids.
 *
 * Ids follow the dates: accounts by when they joined, threads by when they were asked, posts and comments
 * together by when they were written. A plan is made of what is not here yet and of what the same run has
 * written before it was interrupted; so it is the same plan, with the same hash and the same ids, however
 * often the run is taken up again. */
#ifndef IMPORT_PLAN_H
#define IMPORT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"

struct dump;

/* Reserved for a run: ${members} ids from ${first_member} on, and so on. */
struct plan_ids {
	int64_t first_member, members, first_thread, threads, first_post, posts;
};

struct plan {
	uint32_t *member; /* numbers in d->user, in order */
	bool *planned;	  /* of each thread: is it in the plan? */
	size_t members, threads, posts;
	unsigned char hash[SECRET_HASH];
};

/* Puts what was read in order, and together: threads by date; answers, comments, follows and changes by
 * thread or post and date; links by date. Drops what stands there twice. Numbers of threads and comments
 * change: afterwards d->comment_of is empty. */
void plan_sort(struct dump *d);

/* What is to be written. ${taken_up} (or NULL): the ids of an interrupted run; what is here under one of them
 * belongs to the plan. plan_end() frees. */
void plan_make(struct plan *p, const struct dump *d, const struct plan_ids *taken_up);
/* Gives everything in the plan its id. */
void plan_number(const struct plan *p, struct dump *d, const struct plan_ids *ids);
void plan_end(struct plan *p);

/* Counts in the tallies what the plan leaves out because it is here already. */
void plan_count_here(const struct plan *p, struct dump *d);

#endif
