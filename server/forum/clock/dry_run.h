/* dry_run.h -- what would have happened in the last week by other settings. Pure but for the statement that reads the turns. */
#ifndef FORUM_CLOCK_DRY_RUN_H
#define FORUM_CLOCK_DRY_RUN_H

#include "forum/clock/settings.h"

/* A turn a clock took, with its thread. */
struct clock_turned {
	int64_t thread, episode;
	enum clock_state state;
	struct when at;
	bool urgent; /* the clock is, now */
	const char *title;
};
LIST(clock_turns, struct clock_turned);

/* Of all threads whose clock ran in the last week, by thread and in order. 20,000 at most. */
void clock_turns_find(struct task *t, struct clock_turns *out, struct when **now);

struct dry_step {
	int64_t thread;
	const char *title;
	struct when at;
	bool today; /* by the settings of today, too */
};
LIST(dry_steps, struct dry_step);
struct dry_run {
	struct dry_steps steps[CLOCK_STEPS];
	int64_t today[CLOCK_STEPS]; /* how many there are by the settings of today */
};
/* What becomes due in the week before ${now} by ${wanted}; compared with ${today}. Words are not tried again. */
struct dry_run dry_run_of(struct arena *a, const struct clock_turns *turns, struct when now,
	const struct clock_settings *wanted, const struct clock_settings *today);

#endif
