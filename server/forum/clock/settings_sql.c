/* settings_sql.c -- settings as rows; see settings.h. */
#include "base/arena.h"
#include "base/must.h"
#include "db/query.h"
#include "db/row.h"
#include "forum/clock/settings.h"
#include "loop/task.h"

static void week_of(struct business *b, const struct texts *opens, const struct texts *closes)
{
	size_t i;

	for (i = 0; i < 7 && i < opens->n && i < closes->n; i++)
		if (*closes->v[i])
			b->week[i] = (struct business_hours){business_time(opens->v[i]),
				business_time(closes->v[i])};
}

static struct holidays holidays_of(struct arena *a, const struct texts *days, const struct texts *names)
{
	struct holidays h = {arena_array(a, struct holiday, days->n + 1), 0};

	for (; h.n < days->n && h.n < names->n; h.n++) {
		h.v[h.n].name = names->v[h.n];
		must(business_day(days->v[h.n], &h.v[h.n].day));
	}
	return h;
}

static struct alarm_words words_of(struct arena *a, const struct texts *reasons,
	const struct texts *languages, const struct texts *words)
{
	struct alarm_words w = {arena_array(a, struct alarm_word, reasons->n + 1), 0};

	for (; w.n < reasons->n; w.n++)
		w.v[w.n] = (struct alarm_word){alarm_of(reasons->v[w.n]), languages->v[w.n], words->v[w.n]};
	return w;
}

static void read_settings(struct row *r, struct clock_settings *x)
{
	struct texts opens, closes, days, names, reasons, languages, words;
	int i, j;

	x->business.zone = row_text(r, "zone");
	x->intake_days = row_int8(r, "intake_days");
	x->followup_days[0] = row_int8(r, "followup_first");
	x->followup_days[1] = row_int8(r, "followup_second");
	opens = row_texts(r, "opens");
	closes = row_texts(r, "closes");
	days = row_texts(r, "days");
	names = row_texts(r, "names");
	for (i = 0; i < 2; i++)
		for (j = 0; j < CLOCK_STEPS; j++)
			x->policies[i].minutes[j] = row_int8(r, arena_printf(row_arena(r), "p%d%d", i, j));
	reasons = row_texts(r, "reasons");
	languages = row_texts(r, "languages");
	words = row_texts(r, "words");
	week_of(&x->business, &opens, &closes);
	x->business.holidays = holidays_of(row_arena(r), &days, &names);
	x->words = words_of(row_arena(r), &reasons, &languages, &words);
}

#define CALENDAR(column) \
	"(SELECT array_agg(COALESCE(to_char(" column ", 'HH24:MI'), '') ORDER BY weekday) FROM crm.calendar)"
#define WORDS(column) "(SELECT array_agg(" column " ORDER BY reason, language, word) FROM crm.alarm_word)"

QUERY(clock_settings_row, DOOR_DESK | DOOR_WORK, struct clock_settings, read_settings,
	"SELECT s.zone, s.intake_days, s.followup_first, s.followup_second, " CALENDAR("opens") " AS opens, " CALENDAR(
		"closes") " AS closes,"
			  " (SELECT array_agg(day::text ORDER BY day) FROM crm.holiday) AS days,"
			  " (SELECT array_agg(name ORDER BY day) FROM crm.holiday) AS names,"
			  " n.nudge AS p00, n.queue AS p01, n.open_case AS p02, u.nudge AS p10, u.queue AS p11, u.open_case AS p12,"
			  " " WORDS("reason") " AS reasons, " WORDS("language") " AS languages, " WORDS(
				  "word") " AS words"
					  " FROM crm.clock_setting s, crm.policy n, crm.policy u WHERE n.priority = 'normal' AND u.priority = 'urgent'");

void clock_settings_find(struct task *t, struct clock_settings **out)
{
	db_one(t, &clock_settings_row, out);
}

/* The first member of the settings is what others may have of them. */
void clock_calendar(struct task *t, const struct business **out)
{
	_Static_assert(offsetof(struct clock_settings, business) == 0, "it is the beginning");
	db_ask_one(t, &clock_settings_row, (void **)(uintptr_t)out, sizeof(struct clock_settings), DB_LIST(),
		0);
}

/* ---- changes ---- */

/* $1 account, $2 zone, $3 days private details are kept, $4 $5 the week's times, $6 $7 holidays, $8 normal steps and urgent ones, $9 days of
 * follow-ups, $10–$12 words. */
COMMAND(clock_settings_set, DOOR_DESK,
	"SELECT crm.clock_settings_change($1, jsonb_build_object('zone', $2::text, 'intake_days', $3::integer,"
	" 'calendar', (SELECT jsonb_agg(jsonb_build_object('opens', NULLIF(o, ''), 'closes', NULLIF(c, '')) ORDER BY n)"
	"  FROM unnest($4::text[], $5::text[]) WITH ORDINALITY u (o, c, n)),"
	" 'holidays', (SELECT COALESCE(jsonb_agg(jsonb_build_object('day', d, 'name', m)), '[]') FROM unnest($6::text[], $7::text[]) u (d, m)),"
	" 'policies', jsonb_build_object('normal', to_jsonb(($8::text[])[1:3]::integer[]), 'urgent', to_jsonb(($8::text[])[4:6]::integer[])),"
	" 'followups', to_jsonb($9::text[]::integer[]),"
	" 'words', (SELECT COALESCE(jsonb_agg(jsonb_build_array(r, l, w)), '[]') FROM unnest($10::text[], $11::text[], $12::text[]) u (r, l, w))))");

static struct texts room(struct arena *a, size_t n)
{
	return (struct texts){arena_array(a, const char *, n + 1), 0};
}

static void push_numbers(struct arena *a, struct texts *out, const int64_t *numbers, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		out->v[out->n++] = arena_printf(a, "%lld", (long long)numbers[i]);
}

void clock_settings_store(struct task *t, int64_t account, const struct clock_settings *s)
{
	struct arena *a = &t->arena;
	const struct holidays *h = &s->business.holidays;
	struct clock_typed typed = clock_settings_typed(a, s);
	struct texts opens = {typed.opens, 7}, closes = {typed.closes, 7}, days = room(a, h->n),
		     names = room(a, h->n), reasons = room(a, s->words.n), languages = room(a, s->words.n),
		     words = room(a, s->words.n);
	struct texts steps = room(a, (size_t)2 * CLOCK_STEPS), followups = room(a, FOLLOWUPS);
	size_t i;

	for (i = 0; i < 2; i++)
		push_numbers(a, &steps, s->policies[i].minutes, CLOCK_STEPS);
	push_numbers(a, &followups, s->followup_days, FOLLOWUPS);
	for (i = 0; i < h->n; i++) {
		days.v[days.n++] = business_day_text(h->v[i].day, arena_alloc(a, 32));
		names.v[names.n++] = h->v[i].name;
	}
	for (i = 0; i < s->words.n; i++) {
		reasons.v[reasons.n++] = alarm_name(s->words.v[i].alarm);
		languages.v[languages.n++] = s->words.v[i].language;
		words.v[words.n++] = s->words.v[i].word;
	}
	db_run(t, &clock_settings_set, account, s->business.zone, s->intake_days, opens, closes, days, names,
		steps, followups, reasons, languages, words);
}

static void read_change(struct row *r, struct clock_change *x)
{
	x->id = row_int8(r, "id");
	x->by = row_text(r, "display");
	x->at = row_when(r, "at");
	x->undone = row_bool(r, "undone");
	x->latest = row_bool(r, "latest");
}

QUERY(clock_changes_list, DOOR_DESK, struct clock_change, read_change,
	"SELECT c.id, a.display, c.at, c.undone_at IS NOT NULL AS undone,"
	" c.id = (SELECT max(id) FROM crm.policy_change WHERE undone_at IS NULL) AS latest"
	" FROM crm.policy_change c LEFT JOIN desk.account a ON a.id = c.by_id ORDER BY c.id DESC LIMIT 20");

static void read_undone(struct row *r, struct clock_undone *x)
{
	x->yes = row_bool(r, "undone");
}

QUERY(clock_settings_undo, DOOR_DESK, struct clock_undone, read_undone,
	"SELECT crm.clock_settings_undo($1, $2) AS undone");

void clock_changes_find(struct task *t, struct clock_changes *out)
{
	db_many(t, &clock_changes_list, out);
}

void clock_change_undo(struct task *t, int64_t account, int64_t change, struct clock_undone **out)
{
	db_one(t, &clock_settings_undo, out, account, change);
}
