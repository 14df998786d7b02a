/* turn.h -- what turns a clock: a pure function of how it stands and what happened. */
#ifndef FORUM_CLOCK_TURN_H
#define FORUM_CLOCK_TURN_H

#include "forum/clock/business.h"
#include "forum/clock/clock.h"

/* As it is stored. */
struct thread_clock {
	int64_t thread, episode;
	enum clock_state state;
	enum clock_why why;
	struct when since, run_from; /* run_from: while it runs */
	int64_t elapsed;	     /* business seconds before run_from */
	int64_t done;		     /* steps taken, enum clock_due */
	bool urgent;
};

enum clock_act {
	CLOCK_ACT_ASKED,
	CLOCK_ACT_ATTEMPTED, /* somebody else than the asker answered */
	CLOCK_ACT_COMMENTED, /* or the asker wrote an answer himself: no attempt */
	CLOCK_ACT_AWAITING,
	CLOCK_ACT_OPEN, /* open again without a new episode */
	CLOCK_ACT_REOPENED,
	CLOCK_ACT_SOLVED,
	CLOCK_ACT_CLOSED,
	CLOCK_ACT_GONE,
	CLOCK_ACT_BACK, /* shown again */
	CLOCK_ACT_NONE,
};

/* What it is to the clock that the thread is in this state now. */
enum clock_act clock_act_of_state(enum thread_state s);
/* Turns it; ${episode}: of the thread, for one that has no clock yet. False: it stands as before. */
bool clock_turn(struct thread_clock *c, enum clock_act act, int64_t episode, struct when at,
	const struct business *b);
/* Business seconds it has run until then. */
int64_t clock_elapsed(const struct thread_clock *c, struct when now, const struct business *b);

/* Minutes of business after which each step is due. */
struct clock_policy {
	int64_t minutes[CLOCK_STEPS];
};
/* The moment the next step is due: {0} if it does not run or all is done. */
struct when clock_next(const struct thread_clock *c, const struct clock_policy *p, const struct business *b);

const char *clock_state_name(enum clock_state s);
enum clock_state clock_state_of(const char *name);
const char *clock_why_name(enum clock_why w);
enum clock_why clock_why_of(const char *name);

#endif
