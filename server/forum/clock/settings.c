/* settings.c -- settings as a lead types them, read and checked. Pure. */
#include "forum/clock/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "web/form.h"

#define HOLIDAYS_MOST 400
#define WORDS_MOST    600
#define MINUTES_MOST  100000

/* ---- as text ---- */

static const char *time_text(struct arena *a, int seconds)
{
	return arena_printf(a, "%02d:%02d", seconds / 3600, seconds / 60 % 60);
}

/* Hours with at most two digits behind the point: a quarter is 15 minutes. */
static const char *hours_text(struct arena *a, int64_t minutes)
{
	return minutes % 60 ? arena_printf(a, "%lld:%02lld", (long long)minutes / 60, (long long)minutes % 60)
			    : arena_printf(a, "%lld", (long long)minutes / 60);
}

static const char *holidays_text(struct arena *a, const struct holidays *h)
{
	const char *text = "";
	char day[32];
	size_t i;

	for (i = 0; i < h->n; i++)
		text = arena_printf(a, "%s%s %s\n", text, business_day_text(h->v[i].day, day), h->v[i].name);
	return text;
}

static const char *words_text(struct arena *a, const struct alarm_words *w, enum alarm alarm)
{
	const char *text = "", *language = "";
	size_t i;

	for (i = 0; i < w->n; i++) {
		const struct alarm_word *x = &w->v[i];
		bool same = text_is(language, x->language);

		if (x->alarm != alarm)
			continue;
		text = arena_printf(a, "%s%s%s%s%s", text,
			same	? ", "
			: *text ? "\n"
				: "",
			same ? "" : x->language, same ? "" : ": ", x->word);
		language = x->language;
	}
	return text;
}

struct clock_typed clock_settings_typed(struct arena *a, const struct clock_settings *s)
{
	struct clock_typed x = {.zone = s->business.zone,
		.holidays = holidays_text(a, &s->business.holidays),
		.intake_days = arena_printf(a, "%lld", (long long)s->intake_days)};
	int i, j;

	for (i = 0; i < 7; i++) {
		const struct business_hours *h = &s->business.week[i];

		x.opens[i] = h->closes ? time_text(a, h->opens) : "";
		x.closes[i] = h->closes ? time_text(a, h->closes) : "";
	}
	for (i = 0; i < 2; i++)
		for (j = 0; j < CLOCK_STEPS; j++)
			x.policy[i][j] = hours_text(a, s->policies[i].minutes[j]);
	for (i = 0; i < FOLLOWUPS; i++)
		x.followup_days[i] = arena_printf(a, "%lld", (long long)s->followup_days[i]);
	for (i = 1; i < ALARMS; i++)
		x.words[i] = words_text(a, &s->words, (enum alarm)i);
	return x;
}

struct clock_typed clock_settings_of_form(const struct form *f, struct arena *a)
{
	struct clock_typed x = {.zone = form_text_or_empty(f, "zone"),
		.holidays = form_text_or_empty(f, "holidays"),
		.intake_days = form_text_or_empty(f, "intake_days")};
	int i, j;

	for (i = 0; i < 7; i++) {
		x.opens[i] = form_text_or_empty(f, arena_printf(a, "opens%d", i + 1));
		x.closes[i] = form_text_or_empty(f, arena_printf(a, "closes%d", i + 1));
	}
	for (i = 0; i < 2; i++)
		for (j = 0; j < CLOCK_STEPS; j++)
			x.policy[i][j] = form_text_or_empty(f, arena_printf(a, "policy%d%d", i, j));
	for (i = 0; i < FOLLOWUPS; i++)
		x.followup_days[i] = form_text_or_empty(f, arena_printf(a, "followup%d", i + 1));
	for (i = 1; i < ALARMS; i++)
		x.words[i] = form_text_or_empty(f, alarm_name((enum alarm)i));
	return x;
}

/* ---- and back ---- */

static const char *trimmed(struct arena *a, struct slice s)
{
	return text_one_line(a, arena_text_n(a, s.s, s.n));
}

static void read_week(struct arena *a, struct clock_typed *x, struct business *b)
{
	int i;

	for (i = 0; i < 7; i++) {
		const char *opens = trimmed(a, slice_of(x->opens[i])),
			   *closes = trimmed(a, slice_of(x->closes[i]));
		struct business_hours h = {business_time(opens), business_time(closes)};

		if (!*opens && !*closes)
			h = (struct business_hours){0, 0};
		else if (h.opens < 0 || h.closes <= h.opens)
			x->calendar_error = _(
				"Write times as 08:00 to 20:00, the end after the beginning; 00:00 to 24:00 is all day; leave both empty for a day that is closed.");
		b->week[i] = h;
	}
}

static int by_day(const void *a, const void *b)
{
	int64_t x = ((const struct holiday *)a)->day, y = ((const struct holiday *)b)->day;

	return (x > y) - (x < y);
}

/* Lines of "2026-12-25 Christmas Day". */
static void read_holidays(struct arena *a, struct clock_typed *x, struct business *b)
{
	struct slice rest = slice_of(x->holidays);

	b->holidays = (struct holidays){arena_array(a, struct holiday, HOLIDAYS_MOST), 0};
	while (rest.s) {
		const char *line = trimmed(a, slice_cut(&rest, '\n'));
		struct holiday *h = &b->holidays.v[b->holidays.n];

		if (!*line)
			continue;
		if (b->holidays.n == HOLIDAYS_MOST - 1 || strlen(line) < 10 || strlen(line) > 120 ||
			(line[10] && line[10] != ' ') ||
			!business_day(arena_text_n(a, line, strnlen(line, 10)), &h->day)) {
			x->holidays_error = arena_printf(a,
				_("This line is no day as 2026-12-25, with a name behind it if you like: %s"),
				text_excerpt(a, line, 40));
			return;
		}
		h->name = strlen(line) > 10 ? line + 11 : "";
		b->holidays.n++;
	}
	qsort(b->holidays.v, b->holidays.n, sizeof(*b->holidays.v), by_day);
}

/* "4", "0:30": minutes; -1: neither. */
static int64_t minutes_of(struct arena *a, const char *typed)
{
	struct slice rest = slice_of(trimmed(a, slice_of(typed))), hours = slice_cut(&rest, ':');
	int64_t h, m = 0;

	if (!text_int8(arena_text_n(a, hours.s, hours.n), &h) || h < 0 || h > MINUTES_MOST / 60)
		return -1;
	if (rest.s && (rest.n != 2 || !text_int8(arena_text_n(a, rest.s, rest.n), &m) || m < 0 || m > 59))
		return -1;
	return h * 60 + m;
}

static void read_policies(struct arena *a, struct clock_typed *x, struct clock_policy policies[2])
{
	int i, j;

	for (i = 0; i < 2; i++)
		for (j = 0; j < CLOCK_STEPS; j++) {
			policies[i].minutes[j] = minutes_of(a, x->policy[i][j]);
			if (policies[i].minutes[j] < 0)
				x->policy_error = _("Write hours of business, as 4 or 0:30.");
			else if (j && policies[i].minutes[j] < policies[i].minutes[j - 1])
				x->policy_error = _("A later step cannot come before an earlier one.");
		}
}

static void read_followups(struct arena *a, struct clock_typed *x, int64_t days[FOLLOWUPS])
{
	int i;

	for (i = 0; i < FOLLOWUPS; i++) {
		if (!text_int8(trimmed(a, slice_of(x->followup_days[i])), &days[i]) || days[i] < 1 ||
			days[i] > FOLLOWUP_DAYS_MOST)
			x->followup_error = _("Write numbers of days from 1 to 60.");
		else if (i && !x->followup_error && days[i] <= days[i - 1])
			x->followup_error = _("The second time must come later than the first.");
	}
}

static bool language_ok(const char *s)
{
	return strlen(s) >= 2 && strlen(s) <= 3 && strspn(s, "abcdefghijklmnopqrstuvwxyz") == strlen(s);
}

/* "en: hacked, stolen phone". */
static bool read_line(struct arena *a, struct slice line, enum alarm alarm, struct alarm_words *out)
{
	struct slice language = slice_cut(&line, ':');
	const char *code = trimmed(a, language);

	if (!line.s || !language_ok(code))
		return false;
	while (line.s) {
		const char *word = alarm_normal(a, trimmed(a, slice_cut(&line, ',')));

		if (!*word)
			continue;
		if (out->n == WORDS_MOST || text_characters(word) < 2 || text_characters(word) > 80)
			return false;
		out->v[out->n++] = (struct alarm_word){alarm, code, word};
	}
	return true;
}

static void read_words(struct arena *a, struct clock_typed *x, struct alarm_words *out)
{
	int i;

	*out = (struct alarm_words){arena_array(a, struct alarm_word, WORDS_MOST), 0};
	for (i = 1; i < ALARMS; i++) {
		struct slice rest = slice_of(x->words[i]);

		while (rest.s) {
			struct slice line = slice_trim(slice_cut(&rest, '\n'));

			if (line.n && *trimmed(a, line) && !read_line(a, line, (enum alarm)i, out))
				x->words_error = arena_printf(a,
					_("Write a language and its words, of 2 to 80 characters, as “en: hacked, stolen phone”. This is not: %s"),
					text_excerpt(a, trimmed(a, line), 40));
		}
	}
}

bool clock_settings_read(struct arena *a, struct clock_typed *x, struct clock_settings *out)
{
	out->business.zone = x->zone;
	if (!intl_zone_known(x->zone))
		x->zone_error = _("There is no such time zone.");
	if (!text_int8(x->intake_days, &out->intake_days) || out->intake_days < 1 || out->intake_days > 3650)
		x->intake_error = _("Write a number of days from 1 to 3650.");
	read_week(a, x, &out->business);
	read_holidays(a, x, &out->business);
	read_policies(a, x, out->policies);
	read_followups(a, x, out->followup_days);
	read_words(a, x, &out->words);
	return !x->followup_error && !x->zone_error && !x->intake_error && !x->calendar_error &&
	       !x->holidays_error && !x->policy_error && !x->words_error;
}
