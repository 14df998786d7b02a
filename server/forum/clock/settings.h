/* settings.h -- how clocks run: calendar, holidays, policies, words, days of follow-ups; as stored, and as a lead types them. */
#ifndef FORUM_CLOCK_SETTINGS_H
#define FORUM_CLOCK_SETTINGS_H

#include "forum/clock/turn.h"
#include "forum/clock/words.h"
#include "forum/followup/followup.h"

struct form;

struct clock_settings {
	struct business business;
	int64_t intake_days;		  /* private details are deleted after */
	int64_t followup_days[FOLLOWUPS]; /* whether it stayed solved is asked after, rising */
	struct clock_policy policies[2];  /* [urgent] */
	struct alarm_words words;
};

/* After the wait. One row, always. */
void clock_settings_find(struct task *t, struct clock_settings **out);

/* What was typed, and what is wrong with it: sentences, NULL where all is well. */
struct clock_typed {
	const char *zone, *opens[7], *closes[7], *holidays, *policy[2][CLOCK_STEPS], *words[ALARMS],
		*followup_days[FOLLOWUPS], *intake_days;
	const char *followup_error, *zone_error, *calendar_error, *holidays_error, *policy_error,
		*words_error, *intake_error;
};
struct clock_typed clock_settings_typed(struct arena *a, const struct clock_settings *s);
struct clock_typed clock_settings_of_form(const struct form *f, struct arena *a);
/* Reads what was typed; false: something is wrong, and said in ${x}. */
bool clock_settings_read(struct arena *a, struct clock_typed *x, struct clock_settings *out);

/* In an open transaction: stores all of it as one change. */
void clock_settings_store(struct task *t, int64_t account, const struct clock_settings *s);

/* Changes, newest first. */
struct clock_change {
	int64_t id;
	const char *by; /* NULL: nobody in particular */
	struct when at;
	bool undone, latest; /* latest: the one that can be undone */
};
LIST(clock_changes, struct clock_change);
void clock_changes_find(struct task *t, struct clock_changes *out);
struct clock_undone {
	bool yes;
};
void clock_change_undo(struct task *t, int64_t account, int64_t change, struct clock_undone **out);

#endif
