/* clock_view.h -- what templates/clock/settings.html takes. */
#ifndef FORUM_CLOCK_CLOCK_VIEW_H
#define FORUM_CLOCK_CLOCK_VIEW_H

#include "forum/clock/dry_asks.h"
#include "forum/desk/desk.h"

struct clock_day {
	const char *label, *opens_id, *closes_id, *opens, *closes;
};
LIST(clock_days, struct clock_day);

struct clock_policy_line {
	const char *label, *id[CLOCK_STEPS], *hours[CLOCK_STEPS];
};
LIST(clock_policy_lines, struct clock_policy_line);

struct clock_words_field {
	const char *id, *label, *text;
};
LIST(clock_words_fields, struct clock_words_field);

struct dry_list {
	const char *label;
	int64_t days;		/* a follow-up, so many days after; 0: a step */
	struct dry_steps steps; /* the first of them */
	int64_t n, more;	/* all of them; those that are not shown */
	int64_t today;
};
LIST(dry_lists, struct dry_list);

struct clocks_view {
	struct desk_frame frame;
	const char *key, *error;
	struct clock_typed typed;
	struct clock_days days;
	struct clock_policy_lines policies;
	struct clock_words_fields words;
	struct texts zones;
	struct clock_changes changes;
	bool tried;
	struct dry_lists lists;
};

#endif
