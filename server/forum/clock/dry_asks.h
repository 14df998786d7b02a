/* dry_asks.h -- who would have been asked in the last week whether it stayed solved, by other settings. Pure but for the statement that reads what
 * was solved. Nothing of it touches what is planned: that keeps its day. */
#ifndef FORUM_CLOCK_DRY_ASKS_H
#define FORUM_CLOCK_DRY_ASKS_H

#include "forum/clock/dry_run.h"

/* A turn of a clock: its thread was solved. */
struct solved_turn {
	int64_t thread, episode;
	struct when at;
	struct when until; /* it was so no more; {0}: it is */
	const char *title;
};
LIST(solved_turns, struct solved_turn);

/* Those that could have been asked about in the last week by the one or the other, by thread and in order: the newest 20,000 at most. */
void solved_turns_find(struct task *t, const struct clock_settings *wanted,
	const struct clock_settings *today, struct solved_turns *out);

struct dry_asks {
	struct dry_steps asks[FOLLOWUPS];
	int64_t today[FOLLOWUPS]; /* how many there are by the settings of today */
};
/* What becomes due in the week before ${now} by ${wanted}; compared with ${today}. Each is asked once an episode. */
struct dry_asks dry_asks_of(struct arena *a, const struct solved_turns *turns, struct when now,
	const struct clock_settings *wanted, const struct clock_settings *today);

#endif
