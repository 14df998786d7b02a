/* clock_sql.h -- statements on clocks, for this folder. */
#ifndef FORUM_CLOCK_CLOCK_SQL_H
#define FORUM_CLOCK_CLOCK_SQL_H

#include "forum/clock/turn.h"
#include "forum/standing/standing.h"

/* An event about a question, with what is to be known of it. */
struct clock_event {
	int64_t kind, member, thread, post, number;
	struct when at;
	int64_t author;		   /* of the thread */
	enum thread_state state;   /* of now */
	int64_t episode;	   /* of now */
	bool gone;		   /* the thread is not shown now */
	const char *title, *text;  /* of what was written; NULL: nothing, or it is the company's */
	struct thread_clock clock; /* as it stood before the batch */
};
LIST(clock_events, struct clock_event);

struct clock_taken {
	int64_t looked; /* events that were behind the cursor, up to as many as asked for */
};

/* Takes the next events, in the order of commits; the cursor moves. Those of more than two weeks ago are passed over: nobody waits for
 * an old question that was imported. In an open transaction. */
void clock_events_take(struct task *t, int most, struct clock_taken **looked, struct clock_events *out);
void clock_save(struct task *t, const struct thread_clock *c, struct when next);
void clock_turn_note(struct task *t, const struct thread_clock *c);

/* Clocks with something due, held; at most ${most}. ${now} is the database's. */
struct clock_due_row {
	struct thread_clock clock;
	struct when now;
};
LIST(clock_due_rows, struct clock_due_row);
void clock_due_take(struct task *t, int most, struct clock_due_rows *out);
/* Steps taken and when the next is due; lists of the same length. */
void clock_due_save(struct task *t, struct texts threads, struct texts done, struct texts next);
/* A job for each thread: "clock.nudge", "clock.case". */
void clock_jobs_put(struct task *t, const char *kind, struct texts threads, struct texts episodes);

void clock_hold(struct task *t, int64_t thread, struct clock_due_row **out);
/* Of these members, in this order, the first five who were not asked today and do not mind being asked: asked now. */
struct nudged {
	int64_t member, post;
};
LIST(nudged_list, struct nudged);
void clock_nudge(struct task *t, int64_t thread, struct texts members, struct nudged_list *out);

#endif
