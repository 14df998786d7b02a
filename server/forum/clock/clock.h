/* clock.h -- how long a question has been waiting, in business time, and what follows from that: what other subjects may know.
 *
 * One clock a thread, of its episode. `work` takes ops.event in the order of commits and turns the clocks; when a step is due, helpers
 * are asked, staff sees the thread in the inbox, a case opens by itself. Nothing of it is read at the public door. */
#ifndef FORUM_CLOCK_CLOCK_H
#define FORUM_CLOCK_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/text.h"
#include "forum/thread/thread.h"

struct job;
struct row;
struct task;

/* Names are stored; their order is the tables' in clock.c. */
enum clock_state { CLOCK_NONE, CLOCK_RUNNING, CLOCK_PAUSED, CLOCK_STOPPED, CLOCK_STATES };
enum clock_why {
	CLOCK_ASKED,	  /* runs: nobody has answered */
	CLOCK_REOPENED,	  /* runs: it is not solved after all */
	CLOCK_OPEN_AGAIN, /* runs: the asker has said what was missing, or the answer is gone */
	CLOCK_AWAITING,	  /* pauses: the asker has to say something */
	CLOCK_ANSWERED,	  /* stopped */
	CLOCK_SOLVED,
	CLOCK_CLOSED,
	CLOCK_GONE, /* deleted, hidden, merged */
	CLOCK_WHYS
};
/* What is done when, in this order. */
enum clock_due { CLOCK_NUDGE, CLOCK_QUEUE, CLOCK_CASE, CLOCK_STEPS };

/* A clock as the desk shows it: why it stands where it stands. */
struct clock_line {
	int64_t episode;
	enum clock_state state; /* CLOCK_NONE: there is none */
	enum clock_why why;
	struct when since;   /* it has stood so */
	struct when next_at; /* the next step; {0}: none is to come */
	int64_t done;	     /* steps taken */
	bool urgent;
};

/* For statements of other subjects that show clocks: the columns, from the alias k of crm.clock (LEFT JOIN crm.clock k ON k.thread_id = …), in
 * the order clock_line_read() takes. */
#define CLOCK_COLUMNS \
	"k.episode AS clock_episode, k.state AS clock_state, k.why AS clock_why, k.since AS clock_since, k.next_at AS clock_next," \
	" k.done AS clock_done, k.priority = 'urgent' AS clock_urgent"
void clock_line_read(struct row *r, struct clock_line *x);
/* The clock of a thread; NULL: it has none. At the desk and in work. Shown by {% show clock_line_shown(v->clock) %} of
 * templates/clock/line.h, which takes NULL. */
void clock_line_find(struct task *t, int64_t thread, struct clock_line **out);
const char *clock_why_sentence(const struct clock_line *x); /* "Nobody has answered since" … since */
const char *clock_next_sentence(
	const struct clock_line *x); /* "Helpers are asked" … next_at; what was done, if next_at is {0} */

/* The company's hours, for due times; *${out} is there after the wait. */
struct business;
void clock_calendar(struct task *t, const struct business **out);
/* ${seconds} of business after ${from}; a day later if the company never opens. */
struct when clock_after(const struct business *b, struct when from, int64_t seconds);
/* So many days later, when it is open: whoever says no then does not wait for a morning. */
struct when clock_days_after(const struct business *b, struct when from, int64_t days);
/* When it opens next on a later day; a day later if never. */
struct when clock_morning(const struct business *b, struct when now);

/* Rounds and jobs of `work`, for forum/jobs.c. */
void clock_take_wait(struct task *t);			      /* events turn clocks */
void clock_due_wait(struct task *t);			      /* what is due is done */
void clock_nudge_wait(struct task *t, const struct job *job); /* subject: the thread; other: its episode */
void clock_case_wait(struct task *t, const struct job *job);  /* the same */

#endif
