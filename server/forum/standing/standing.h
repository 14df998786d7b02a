/* standing.h -- reputation: what other subjects may know of it and show. How it comes about is in ledger.h. */
#ifndef FORUM_STANDING_STANDING_H
#define FORUM_STANDING_STANDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/byline.h"
#include "forum/standing/whom.h" /* who could help, for nudges */

struct arena;
struct task;

/* A member's standing on ${day}, µhe. */
struct standing {
	struct byline who;
	bool suspended;
	int64_t help, found, tie;
	int64_t people, ties;	   /* helped; in touch with, counted to STANDING_TIES_MOST each way */
	int64_t waiting;	   /* acts that are not counted yet */
	struct when waiting_until; /* the first of them counts from here; {0}: not known */
	int64_t waiting_unknown;   /* of them, by members who are not known as customers */
	int64_t level;		   /* enum level */
	int64_t day, landmark;
};
#define STANDING_TIES_MOST 1000
/* Asked for by name, so that a page is one round trip. NULL: no such member. */
void standing_find(struct task *t, const char *username, struct standing **out);
/* ⌊10 · R⌋: what pages call points. */
int64_t standing_points(const struct standing *s);

/* A topic somebody helps in. */
struct strength {
	const char *name, *slug;
	int64_t colour, people;
};
LIST(strengths, struct strength);
/* Those he helped most people in, in the last year; at most three. */
void standing_strengths(struct task *t, const char *username, struct strengths *out);

/* Who helped how many people in a month. */
struct helper {
	struct byline who;
	int64_t people, month; /* year * 12 + month - 1 */
};
LIST(helpers, struct helper);
/* The first five of the last month in which anybody helped; not the company's own people, nor who is suspended. */
void helpers_top(struct task *t, struct helpers *out);

#endif
