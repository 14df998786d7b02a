/* clock_rules_test.c -- business time, what turns a clock, words that must not wait, settings as typed, what last week would have been. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/secret.h"
#include "forum/clock/dry_asks.h"
#include "forum/clock/dry_run.h"
#include "forum/clock/settings.h"
#include "forum/clock/turn.h"
#include "forum/clock/words.h"
#include "forum/followup/followup_inside.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define H	    3600

/* "2026-03-29 01:30" in UTC. */
static struct when utc(const char *text)
{
	int64_t day;
	char date[11];

	memcpy(date, text, 10);
	date[10] = '\0';
	assert_true(business_day(date, &day));
	return (struct when){(day * BUSINESS_DAY + business_time(text + 11)) * 1000000};
}

/* ---- business time ---- */

enum week { OFFICE, ALWAYS, NEVER, NIGHT };

static struct holiday closed[] = {{0, "Good Friday"}, {0, "New Year"}};

static struct business business(enum week week, const char *zone)
{
	struct business b = {.zone = zone, .holidays = {closed, 2}};
	int i;

	assert_true(business_day("2026-04-03", &closed[0].day));
	assert_true(business_day("2027-01-01", &closed[1].day));
	for (i = 0; i < 7; i++) {
		if (week == OFFICE && i < 5)
			b.week[i] = (struct business_hours){9 * H, 17 * H};
		if (week == OFFICE && i == 5)
			b.week[i] = (struct business_hours){10 * H, 12 * H};
		if (week == ALWAYS)
			b.week[i] = (struct business_hours){0, 24 * H};
		if (week == NIGHT)
			b.week[i] = (struct business_hours){2 * H, 3 * H};
	}
	if (week != OFFICE)
		b.holidays.n = 0;
	return b;
}

static const struct {
	const char *what;
	enum week week;
	const char *zone, *from, *to;
	int64_t seconds;
	bool back; /* business_after(from, seconds) is to */
} spans[] = {
	{"within a day", OFFICE, "UTC", "2026-11-23 10:00", "2026-11-23 12:30", 9000, true},
	{"before it opens", OFFICE, "UTC", "2026-11-23 05:00", "2026-11-23 09:30", 1800, true},
	{"after it closes", OFFICE, "UTC", "2026-11-23 17:00", "2026-11-23 23:00", 0, false},
	{"over a night", OFFICE, "UTC", "2026-11-23 16:00", "2026-11-24 10:00", 2 * H, true},
	{"up to the very end", OFFICE, "UTC", "2026-11-23 16:00", "2026-11-23 17:00", H, true},
	{"over a weekend", OFFICE, "UTC", "2026-11-20 16:00", "2026-11-23 10:00", 4 * H, true},
	{"a Sunday", OFFICE, "UTC", "2026-11-22 00:00", "2026-11-22 23:59", 0, false},
	{"a month's end", OFFICE, "UTC", "2026-11-30 16:00", "2026-12-01 10:00", 2 * H, true},
	{"a year's end with its holiday", OFFICE, "UTC", "2026-12-31 16:00", "2027-01-04 09:30", 3 * H + 1800,
		true},
	{"Good Friday", OFFICE, "UTC", "2026-04-02 16:00", "2026-04-04 10:30", H + 1800, true},
	{"29 February", OFFICE, "UTC", "2028-02-28 16:00", "2028-02-29 10:00", 2 * H, true},
	{"no 29 February", OFFICE, "UTC", "2027-02-26 16:00", "2027-03-01 10:00", 4 * H, true},
	{"east of UTC", OFFICE, "Asia/Tokyo", "2026-11-23 00:00", "2026-11-23 01:00", H, true},
	{"west of UTC: still the day before", OFFICE, "America/New_York", "2026-11-24 01:00",
		"2026-11-24 14:30", 1800, true},
	{"half an hour off", OFFICE, "Asia/Kolkata", "2026-11-23 03:00", "2026-11-23 04:30", H, true},
	{"clocks go forward: 23 hours", ALWAYS, "Europe/London", "2026-03-29 00:00", "2026-03-29 23:00",
		23 * H, true},
	{"clocks go back: 25 hours", ALWAYS, "Europe/London", "2026-10-24 23:00", "2026-10-26 00:00", 25 * H,
		true},
	{"the day after, an hour earlier in UTC", OFFICE, "Europe/London", "2026-03-30 07:00",
		"2026-03-30 09:00", H, true},
	{"and an hour later again", OFFICE, "Europe/London", "2026-10-26 08:00", "2026-10-26 10:00", H, true},
	{"open in the hour that is skipped", NIGHT, "Europe/Berlin", "2026-03-29 00:00", "2026-03-29 12:00",
		0, false},
	{"open in the hour that comes twice: both, from its first minute", NIGHT, "Europe/Berlin",
		"2026-10-25 00:00", "2026-10-25 02:00", 2 * H, true},
	{"24/7 over a fortnight", ALWAYS, "UTC", "2026-11-01 00:00", "2026-11-15 00:00", 14 * 24 * H, true},
	{"never", NEVER, "UTC", "2026-11-01 00:00", "2026-12-01 00:00", 0, false},
	{"backwards", OFFICE, "UTC", "2026-11-23 12:00", "2026-11-23 10:00", 0, false},
	{"a zone that is none is UTC", OFFICE, "Mars/Olympus", "2026-11-23 09:00", "2026-11-23 10:00", H,
		true},
};

static void test_business_time_is_counted(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(spans); i++) {
		struct business b = business(spans[i].week, spans[i].zone);
		struct when from = utc(spans[i].from), to = utc(spans[i].to), after;
		int64_t s = business_between(&b, from, to);

		if (s != spans[i].seconds)
			fail_msg("%s: %lld seconds, not %lld", spans[i].what, (long long)s,
				(long long)spans[i].seconds);
		after = business_after(&b, from, spans[i].seconds);
		if (spans[i].back && after.us != to.us)
			fail_msg("%s: after them it is %lld s from there", spans[i].what,
				(long long)(after.us - to.us) / 1000000);
	}
}

/* For moments all over two years: what business_after() says is what business_between() counts. */
static void test_the_two_agree(void **state)
{
	static const char *const zones[] = {"Europe/London", "America/New_York", "Australia/Lord_Howe",
		"UTC"};
	static const int64_t sums[] = {1, 59, H, 4 * H, 12 * H, 24 * H, 100 * H};
	struct when from = utc("2026-01-01 00:07");
	size_t z, s;
	int i;

	(void)state;
	for (i = 0; i < 400; i++, from = when_plus(from, 44 * H + 1234))
		for (z = 0; z < COUNT(zones); z++)
			for (s = 0; s < COUNT(sums); s++) {
				struct business b = business(OFFICE, zones[z]);
				struct when after = business_after(&b, from, sums[s]);

				assert_int_equal(business_between(&b, from, after), sums[s]);
				assert_int_equal(business_between(&b, from, when_plus(after, -1)),
					sums[s] - 1);
			}
}

static void test_never_and_at_once(void **state)
{
	struct business never = business(NEVER, "UTC"), office = business(OFFICE, "Europe/London");
	struct when night = utc("2026-11-21 23:00");

	(void)state;
	assert_int_equal(business_after(&never, night, 1).us, 0);
	assert_int_equal(business_morning(&never, night).us, 0);
	assert_int_equal(clock_after(&never, night, 1).us, when_plus(night, 86400).us);
	assert_int_equal(business_after(&office, night, 0).us, night.us);
	assert_int_equal(business_after(&office, night, -5).us, night.us);
	assert_int_equal(business_morning(&office, night).us, utc("2026-11-23 09:00").us);
	assert_int_equal(business_morning(&office, utc("2026-11-23 03:00")).us, utc("2026-11-24 09:00").us);
}

static void test_times_and_days_as_typed(void **state)
{
	static const struct {
		const char *text;
		int seconds;
	} times[] = {{"00:00", 0}, {"08:30", 30600}, {"24:00", 86400}, {"24:01", -1}, {"23:60", -1},
		{"8:30", -1}, {"", -1}, {"08.30", -1}, {"-1:00", -1}, {"08:3x", -1}};
	static const char *const no_days[] = {"2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
		"26-04-01", "2026/04/01", "", "0000-01-01", "2026-1-01"};
	int64_t day;
	char text[32];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(times); i++)
		assert_int_equal(business_time(times[i].text), times[i].seconds);
	for (i = 0; i < COUNT(no_days); i++)
		assert_false(business_day(no_days[i], &day));
	assert_true(business_day("1970-01-01", &day));
	assert_int_equal(day, 0);
	assert_true(business_day("2028-02-29", &day));
	assert_string_equal(business_day_text(day, text), "2028-02-29");
}

/* ---- turning ---- */

#define SAME 0, 0
/* For each state a clock can be in and each thing that can happen: state and reason after it. */
static const struct {
	enum clock_state state;
	enum clock_why why;
	struct {
		enum clock_state state; /* 0: as before */
		enum clock_why why;
	} after[CLOCK_ACT_NONE + 1];
} turns[] = {
	/* ASKED, ATTEMPTED, COMMENTED, AWAITING, OPEN, REOPENED, SOLVED, CLOSED, GONE, BACK, NONE */
	{CLOCK_NONE, CLOCK_ASKED,
		{{CLOCK_RUNNING, CLOCK_ASKED}, {SAME}, {SAME}, {SAME}, {SAME},
			{CLOCK_RUNNING, CLOCK_REOPENED}, {SAME}, {SAME}, {SAME}, {SAME}, {SAME}}},
	{CLOCK_RUNNING, CLOCK_ASKED,
		{{SAME}, {CLOCK_STOPPED, CLOCK_ANSWERED}, {SAME}, {CLOCK_PAUSED, CLOCK_AWAITING}, {SAME},
			{CLOCK_RUNNING, CLOCK_REOPENED}, {CLOCK_STOPPED, CLOCK_SOLVED},
			{CLOCK_STOPPED, CLOCK_CLOSED}, {CLOCK_STOPPED, CLOCK_GONE}, {SAME}, {SAME}}},
	{CLOCK_PAUSED, CLOCK_AWAITING,
		{{SAME}, {CLOCK_STOPPED, CLOCK_ANSWERED}, {SAME}, {SAME}, {CLOCK_RUNNING, CLOCK_OPEN_AGAIN},
			{CLOCK_RUNNING, CLOCK_REOPENED}, {CLOCK_STOPPED, CLOCK_SOLVED},
			{CLOCK_STOPPED, CLOCK_CLOSED}, {CLOCK_STOPPED, CLOCK_GONE},
			{CLOCK_RUNNING, CLOCK_OPEN_AGAIN}, {SAME}}},
	{CLOCK_STOPPED, CLOCK_ANSWERED,
		{{SAME}, {SAME}, {SAME}, {SAME}, {CLOCK_RUNNING, CLOCK_OPEN_AGAIN},
			{CLOCK_RUNNING, CLOCK_REOPENED}, {CLOCK_STOPPED, CLOCK_SOLVED},
			{CLOCK_STOPPED, CLOCK_CLOSED}, {CLOCK_STOPPED, CLOCK_GONE},
			{CLOCK_RUNNING, CLOCK_OPEN_AGAIN}, {SAME}}},
	{CLOCK_STOPPED, CLOCK_SOLVED,
		{{SAME}, {SAME}, {SAME}, {SAME}, {CLOCK_RUNNING, CLOCK_OPEN_AGAIN},
			{CLOCK_RUNNING, CLOCK_REOPENED}, {SAME}, {CLOCK_STOPPED, CLOCK_CLOSED},
			{CLOCK_STOPPED, CLOCK_GONE}, {CLOCK_RUNNING, CLOCK_OPEN_AGAIN}, {SAME}}},
	{CLOCK_STOPPED, CLOCK_GONE,
		{{SAME}, {CLOCK_STOPPED, CLOCK_ANSWERED}, {SAME}, {CLOCK_PAUSED, CLOCK_AWAITING},
			{CLOCK_RUNNING, CLOCK_OPEN_AGAIN}, {CLOCK_RUNNING, CLOCK_REOPENED},
			{CLOCK_STOPPED, CLOCK_SOLVED}, {CLOCK_STOPPED, CLOCK_CLOSED}, {SAME},
			{CLOCK_RUNNING, CLOCK_OPEN_AGAIN}, {SAME}}},
};

static void test_every_act_in_every_state(void **state)
{
	struct business b = business(ALWAYS, "UTC");
	struct when began = utc("2026-11-23 10:00"), at = utc("2026-11-23 11:00");
	size_t i;
	int act;

	(void)state;
	for (i = 0; i < COUNT(turns); i++)
		for (act = 0; act <= CLOCK_ACT_NONE; act++) {
			struct thread_clock c = {.thread = 7,
						    .episode = 2,
						    .state = turns[i].state,
						    .why = turns[i].why,
						    .since = began,
						    .elapsed = 60,
						    .done = 1,
						    .run_from = turns[i].state == CLOCK_RUNNING
									? began
									: (struct when){0}},
					    was = c;
			enum clock_state wanted = turns[i].after[act].state;
			bool changed = clock_turn(&c, (enum clock_act)act, 5, at, &b);

			if (changed != (wanted != 0) ||
				(wanted && (c.state != wanted || c.why != turns[i].after[act].why)))
				fail_msg("row %zu, act %d: state %d, why %d", i, act, c.state, c.why);
			if (!changed)
				assert_memory_equal(&c, &was, sizeof(c));
			assert_int_equal(c.state == CLOCK_RUNNING, when_known(c.run_from));
			if (act == CLOCK_ACT_REOPENED)
				assert_true(
					c.elapsed == 0 && c.done == 0 && c.episode == (was.state ? 3 : 5));
			else if (changed && was.state == CLOCK_RUNNING)
				assert_true(c.elapsed == 60 + H && c.done == 1 && c.since.us == at.us);
		}
}

static void test_a_pause_does_not_count(void **state)
{
	struct business b = business(OFFICE, "UTC");
	struct clock_policy p = {{240, 720, 1440}};
	struct thread_clock c = {0};

	(void)state;
	assert_true(clock_turn(&c, CLOCK_ACT_ASKED, 1, utc("2026-11-23 09:00"), &b));
	assert_int_equal(clock_next(&c, &p, &b).us, utc("2026-11-23 13:00").us);
	assert_true(clock_turn(&c, CLOCK_ACT_AWAITING, 1, utc("2026-11-23 11:00"), &b));
	assert_false(when_known(clock_next(&c, &p, &b)));
	assert_true(clock_turn(&c, CLOCK_ACT_OPEN, 1, utc("2026-11-24 10:00"), &b));
	assert_int_equal(clock_elapsed(&c, utc("2026-11-24 11:00"), &b), 3 * H);
	assert_int_equal(clock_next(&c, &p, &b).us, utc("2026-11-24 12:00").us);
	c.done = CLOCK_STEPS;
	assert_false(when_known(clock_next(&c, &p, &b)));
}

/* ---- words ---- */

static void test_words_that_must_not_wait(void **state)
{
	static struct alarm_word list[] = {{ALARM_DISTRESS, "en", "can't go on"},
		{ALARM_SECURITY, "en", "hacked"}, {ALARM_PAYMENT, "en", "charged twice"},
		{ALARM_DISTRESS, "de", "verzweifelt"}, {ALARM_DISTRESS, "en", "999"}};
	static const struct {
		const char *text;
		enum alarm alarm;
	} texts[] = {
		{"Somebody HACKED my account!", ALARM_SECURITY},
		{"I was charged  twice\nfor it", ALARM_PAYMENT},
		{"hacked", ALARM_SECURITY},
		{"I hacked together a charger", ALARM_SECURITY},
		{"Is this unhackedness?", ALARM_NONE},
		{"lifehacked", ALARM_NONE},
		{"I can\u2019t go on like this, charged twice and hacked", ALARM_DISTRESS},
		{"ich bin VERZWEIFELT.", ALARM_DISTRESS},
		{"call 999", ALARM_DISTRESS},
		{"it cost 1999 or 9990", ALARM_NONE},
		{"", ALARM_NONE},
		{NULL, ALARM_NONE},
	};
	struct alarm_words words = {list, COUNT(list)};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++)
		if (alarm_in(&a, &words, texts[i].text) != texts[i].alarm)
			fail_msg("“%s”: %d", texts[i].text, alarm_in(&a, &words, texts[i].text));
	arena_end(&a);
}

/* ---- settings as typed ---- */

static struct clock_typed typed(void)
{
	struct clock_typed x = {.zone = "Europe/London",
		.holidays = "2026-12-25 Christmas\n\n 2026-01-01\r\n",
		.followup_days = {"3", " 14 "},
		.intake_days = "90"};
	int i;

	for (i = 0; i < 7; i++) {
		x.opens[i] = i < 5 ? "08:00" : "";
		x.closes[i] = i < 5 ? "20:00" : "";
	}
	x.policy[0][0] = "4";
	x.policy[0][1] = "12";
	x.policy[0][2] = "24";
	x.policy[1][0] = x.policy[1][1] = "0";
	x.policy[1][2] = "0:30";
	x.words[ALARM_PAYMENT] = "en: charged twice, Cannot  Pay\nde: inkasso";
	x.words[ALARM_SECURITY] = "";
	x.words[ALARM_DISTRESS] = "en: can\u2019t go on";
	return x;
}

static void test_settings_are_read(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct clock_settings s = {0}, again = {0};
	struct clock_typed x = typed(), back;

	(void)state;
	assert_true(clock_settings_read(&a, &x, &s));
	assert_int_equal(s.business.week[4].closes, 20 * H);
	assert_int_equal(s.business.week[5].closes, 0);
	assert_int_equal(s.business.holidays.n, 2);
	assert_true(s.business.holidays.v[0].day < s.business.holidays.v[1].day);
	assert_string_equal(s.business.holidays.v[1].name, "Christmas");
	assert_int_equal(s.policies[0].minutes[CLOCK_CASE], 1440);
	assert_int_equal(s.policies[1].minutes[CLOCK_CASE], 30);
	assert_int_equal(s.followup_days[0], 3);
	assert_int_equal(s.followup_days[1], 14);
	assert_int_equal(s.words.n, 4);
	assert_string_equal(s.words.v[1].word, "cannot pay");
	assert_string_equal(s.words.v[3].word, "can't go on");
	/* What is shown of them reads as the same. */
	back = clock_settings_typed(&a, &s);
	assert_string_equal(back.policy[1][2], "0:30");
	assert_true(clock_settings_read(&a, &back, &again));
	assert_int_equal(again.words.n, 4);
	assert_string_equal(clock_settings_typed(&a, &again).holidays, back.holidays);
	arena_end(&a);
}

static void test_settings_are_refused(void **state)
{
	static const struct {
		const char *what;
		size_t field, error; /* offsets in struct clock_typed */
		const char *value;
	} wrong[] = {
#define WRONG(field, error, value) \
	{#field, offsetof(struct clock_typed, field), offsetof(struct clock_typed, error), value}
		WRONG(zone, zone_error, "Mars/Olympus"),
		WRONG(opens[0], calendar_error, "8"),
		WRONG(opens[0], calendar_error, "21:00"),
		WRONG(opens[0], calendar_error, ""),
		WRONG(opens[6], calendar_error, "08:00"),
		WRONG(holidays, holidays_error, "25.12.2026"),
		WRONG(holidays, holidays_error, "2026-02-30 Never"),
		WRONG(holidays, holidays_error, "2026-12-25Christmas"),
		WRONG(policy[0][0], policy_error, "13"),
		WRONG(policy[0][1], policy_error, "-1"),
		WRONG(policy[1][2], policy_error, "0:7"),
		WRONG(policy[1][2], policy_error, "soon"),
		WRONG(words[1], words_error, "hacked"),
		WRONG(words[1], words_error, "english: hacked"),
		WRONG(words[1], words_error, "en: x"),
		WRONG(followup_days[0], followup_error, "0"),
		WRONG(followup_days[0], followup_error, "14"),
		WRONG(followup_days[0], followup_error, "soon"),
		WRONG(followup_days[1], followup_error, "61"),
		WRONG(followup_days[1], followup_error, "3"),
		WRONG(followup_days[1], followup_error, ""),
		WRONG(intake_days, intake_error, "0"),
		WRONG(intake_days, intake_error, "ever"),
	};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(wrong); i++) {
		struct clock_typed x = typed();
		struct clock_settings s = {0};

		*(const char **)((char *)&x + wrong[i].field) = wrong[i].value;
		if (clock_settings_read(&a, &x, &s) || !*(const char **)((char *)&x + wrong[i].error))
			fail_msg("%s “%s” is taken", wrong[i].what, wrong[i].value);
	}
	arena_end(&a);
}

/* ---- what last week would have been ---- */

static void test_last_week_by_other_settings(void **state)
{
	struct clock_turned list[] = {
		/* 1: unanswered for five hours on Monday, then answered */
		{1, 1, CLOCK_RUNNING, utc("2026-11-23 09:00"), false, "one"},
		{1, 1, CLOCK_STOPPED, utc("2026-11-23 14:00"), false, "one"},
		/* 2: asked long ago and never answered: what it reached then is not of this week */
		{2, 1, CLOCK_RUNNING, utc("2026-10-05 09:00"), false, "two"},
		/* 3: paused after an hour, open again on Wednesday, still running; then a new episode */
		{3, 1, CLOCK_RUNNING, utc("2026-11-23 09:00"), false, "three"},
		{3, 1, CLOCK_PAUSED, utc("2026-11-23 10:00"), false, "three"},
		{3, 1, CLOCK_RUNNING, utc("2026-11-25 09:00"), false, "three"},
		{3, 2, CLOCK_RUNNING, utc("2026-11-27 15:00"), false, "three"},
	};
	struct clock_turns all = {list, COUNT(list)};
	struct clock_settings today = {.business = business(OFFICE, "UTC"),
				      .policies = {{{240, 720, 1440}}, {{0, 0, 240}}}},
			      wanted = today;
	struct arena a = ARENA_EMPTY;
	struct dry_run d;

	(void)state;
	wanted.policies[0] = (struct clock_policy){{360, 720, 1440}};
	d = dry_run_of(&a, &all, utc("2026-11-27 17:00"), &wanted, &today);
	assert_int_equal(d.today[CLOCK_NUDGE], 2);
	assert_int_equal(d.steps[CLOCK_NUDGE].n, 1);
	assert_int_equal(d.steps[CLOCK_NUDGE].v[0].thread, 3);
	assert_int_equal(d.steps[CLOCK_NUDGE].v[0].at.us, utc("2026-11-25 14:00").us);
	assert_true(d.steps[CLOCK_NUDGE].v[0].today);
	assert_int_equal(d.steps[CLOCK_QUEUE].n, 1);
	assert_int_equal(d.steps[CLOCK_CASE].n, 0);
	wanted.policies[0] = (struct clock_policy){{60, 120, 180}};
	d = dry_run_of(&a, &all, utc("2026-11-27 17:00"), &wanted, &today);
	assert_int_equal(d.steps[CLOCK_CASE].n, 2);
	assert_false(d.steps[CLOCK_CASE].v[0].today);
	arena_end(&a);
}

static void test_last_week_s_questions_by_other_days(void **state)
{
	struct solved_turn list[] = {
		/* 1: stayed so */
		{1, 1, utc("2026-11-20 09:00"), {0}, "one"},
		/* 2: reopened before five days were over, and solved again in another episode */
		{2, 1, utc("2026-11-18 10:00"), utc("2026-11-22 12:00"), "two"},
		{2, 2, utc("2026-11-23 10:00"), {0}, "two"},
		/* 3: hidden after the first question, and shown again: asked once */
		{3, 1, utc("2026-11-16 09:00"), utc("2026-11-22 09:00"), "three"},
		{3, 1, utc("2026-11-22 10:00"), {0}, "three"},
		/* 4: five days are over on a Saturday evening, when nobody is there: that is Monday, after the week */
		{4, 1, utc("2026-11-23 20:00"), {0}, "four"},
		/* 5: long ago, for the second question */
		{5, 1, utc("2026-11-10 09:00"), {0}, "five"},
		/* 6: three days were over before the week, five on its Sunday */
		{6, 1, utc("2026-11-17 10:00"), {0}, "six"},
	};
	struct solved_turns all = {list, COUNT(list)};
	struct clock_settings today = {.business = business(OFFICE, "UTC"), .followup_days = {3, 14}},
			      wanted = today;
	struct when now = utc("2026-11-28 20:00");
	struct arena a = ARENA_EMPTY;
	struct dry_asks d = dry_asks_of(&a, &all, now, &today, &today);

	(void)state;
	assert_int_equal(d.asks[0].n, 3); /* 1, 2 (the second episode), 4 */
	assert_int_equal(d.today[0], 3);
	assert_int_equal(d.asks[1].n, 1);
	assert_int_equal(d.asks[1].v[0].thread, 5);
	wanted.followup_days[0] = 5;
	wanted.followup_days[1] = 20;
	d = dry_asks_of(&a, &all, now, &wanted, &today);
	assert_int_equal(d.today[0], 3);
	assert_int_equal(d.asks[0].n, 3); /* 1, 2 (the second episode), 6 */
	assert_int_equal(d.asks[0].v[0].thread, 1);
	assert_int_equal(d.asks[0].v[0].at.us, utc("2026-11-25 09:00").us + 1000000);
	assert_true(d.asks[0].v[0].today);
	assert_int_equal(d.asks[0].v[2].at.us, utc("2026-11-23 09:00").us + 1000000);
	assert_false(d.asks[0].v[2].today);
	assert_int_equal(d.asks[1].n, 0);
	assert_int_equal(d.today[1], 1);
	wanted.followup_days[1] = 15;
	d = dry_asks_of(&a, &all, now, &wanted, &today);
	assert_int_equal(d.asks[1].n, 1);
	assert_true(d.asks[1].v[0].today);
	arena_end(&a);
}

/* ---- follow-ups ---- */

static void test_links_are_signed(void **state)
{
	unsigned char key[32] = {1}, other[32] = {2};
	struct arena a = ARENA_EMPTY;
	const char *path = followup_path(&a, key, 42, 17), *token = path + strlen("/stayed/");
	struct followup_token t;
	char *bent = arena_text(&a, token);

	(void)state;
	assert_true(followup_token_read(&a, key, token, &t));
	assert_int_equal(t.thread, 42);
	assert_int_equal(t.member, 17);
	assert_false(followup_token_read(&a, other, token, &t));
	bent[0] = '5';
	assert_false(followup_token_read(&a, key, bent, &t));
	assert_false(followup_token_read(&a, key, "", &t));
	assert_false(followup_token_read(&a, key, "42.17", &t));
	assert_false(followup_token_read(&a, key, NULL, &t));
	arena_end(&a);
}

static void test_what_an_answer_does(void **state)
{
	static const struct {
		enum thread_state state;
		int64_t episode;
		const char *answer;
		bool yes;
		enum followup_verdict verdict;
	} rows[] = {
		{STATE_CONFIRMED, 1, NULL, true, FOLLOWUP_YES},
		{STATE_SOLVED_UNCONFIRMED, 1, NULL, true, FOLLOWUP_YES},
		{STATE_CLOSED_UNCONFIRMED, 1, NULL, false, FOLLOWUP_NO},
		{STATE_CONFIRMED, 1, NULL, false, FOLLOWUP_NO},
		{STATE_CONFIRMED, 1, "yes", true, FOLLOWUP_SAID},
		{STATE_CONFIRMED, 1, "yes", false, FOLLOWUP_NO},
		{STATE_REOPENED, 2, "no", false, FOLLOWUP_SAID},
		{STATE_REOPENED, 2, "no", true, FOLLOWUP_STALE},
		{STATE_REOPENED, 2, NULL, true, FOLLOWUP_STALE},
		{STATE_CONFIRMED, 2, NULL, false, FOLLOWUP_STALE},
		{STATE_CONFIRMED, 2, "no", true, FOLLOWUP_STALE},
		{STATE_OPEN, 1, NULL, false, FOLLOWUP_STALE},
		{STATE_ANSWERED, 1, NULL, true, FOLLOWUP_STALE},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct followup f = {.episode = 1, .answer = rows[i].answer};
		struct thread_locked th = {.state = rows[i].state, .episode = rows[i].episode};

		if (followup_judge(&f, &th, rows[i].yes) != rows[i].verdict)
			fail_msg("row %zu", i);
		th.deleted = true;
		assert_true(followup_judge(&f, &th, rows[i].yes) >= FOLLOWUP_SAID);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_business_time_is_counted),
		cmocka_unit_test(test_the_two_agree),
		cmocka_unit_test(test_never_and_at_once),
		cmocka_unit_test(test_times_and_days_as_typed),
		cmocka_unit_test(test_every_act_in_every_state),
		cmocka_unit_test(test_a_pause_does_not_count),
		cmocka_unit_test(test_words_that_must_not_wait),
		cmocka_unit_test(test_settings_are_read),
		cmocka_unit_test(test_settings_are_refused),
		cmocka_unit_test(test_last_week_by_other_settings),
		cmocka_unit_test(test_last_week_s_questions_by_other_days),
		cmocka_unit_test(test_links_are_signed),
		cmocka_unit_test(test_what_an_answer_does),
	};

	secret_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
