/* clock_pages.c -- /settings/clocks: calendar, holidays, policies, words, days of follow-ups; tried before they are saved, and undone after. */
#include "forum/clock/clock_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/clock/clock_view.h"
#include "forum/formkey.h"
#include "templates/clock/settings.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

#define PAGE  "/settings/clocks"
#define SHOWN 50 /* threads of a list of what would have been */

static struct clock_days days_of(struct arena *a, const struct clock_typed *x)
{
	static const char *const names[7] = {_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"),
		_("Friday"), _("Saturday"), _("Sunday")};
	struct clock_days d = {arena_array(a, struct clock_day, 7), 0};

	for (; d.n < 7; d.n++)
		d.v[d.n] = (struct clock_day){names[d.n], arena_printf(a, "opens%zu", d.n + 1),
			arena_printf(a, "closes%zu", d.n + 1), x->opens[d.n], x->closes[d.n]};
	return d;
}

static struct clock_policy_lines policies_of(struct arena *a, const struct clock_typed *x)
{
	static const char *const names[2] = {_("Normal"), _("Urgent")};
	struct clock_policy_lines l = {arena_array(a, struct clock_policy_line, 2), 0};
	int j;

	for (; l.n < 2; l.n++) {
		l.v[l.n].label = names[l.n];
		for (j = 0; j < CLOCK_STEPS; j++) {
			l.v[l.n].id[j] = arena_printf(a, "policy%zu%d", l.n, j);
			l.v[l.n].hours[j] = x->policy[l.n][j];
		}
	}
	return l;
}

static struct clock_words_fields words_of(struct arena *a, const struct clock_typed *x)
{
	static const char *const labels[ALARMS] = {[ALARM_PAYMENT] = _("Payment trouble"),
		[ALARM_SECURITY] = _("Security"),
		[ALARM_DISTRESS] = _("Distress")};
	struct clock_words_fields f = {arena_array(a, struct clock_words_field, ALARMS), 0};
	int i;

	for (i = ALARMS - 1; i > 0; i--)
		f.v[f.n++] = (struct clock_words_field){alarm_name((enum alarm)i), labels[i], x->words[i]};
	return f;
}

static void list_add(struct dry_lists *l, const char *label, int64_t days, const struct dry_steps *steps,
	int64_t today)
{
	size_t shown = steps->n < SHOWN ? steps->n : SHOWN;

	l->v[l->n++] = (struct dry_list){label, days, {steps->v, shown}, (int64_t)steps->n,
		(int64_t)(steps->n - shown), today};
}

static struct dry_lists lists_of(struct arena *a, const struct dry_run *d, const struct dry_asks *asks,
	const struct clock_settings *wanted)
{
	static const char *const labels[CLOCK_STEPS] = {_("Helpers asked"), _("Staff told"),
		_("Case opened")};
	struct dry_lists l = {arena_array(a, struct dry_list, CLOCK_STEPS + FOLLOWUPS), 0};
	int i;

	for (i = 0; i < CLOCK_STEPS; i++)
		list_add(&l, labels[i], 0, &d->steps[i], d->today[i]);
	for (i = 0; i < FOLLOWUPS; i++)
		list_add(&l, NULL, wanted->followup_days[i], &asks->asks[i], asks->today[i]);
	return l;
}

static void tried_wait(struct task *t, struct clocks_view *v, const struct clock_settings *wanted,
	const struct clock_settings *now)
{
	struct clock_turns turns = {0};
	struct solved_turns solved = {0};
	struct when *at = NULL;
	struct dry_run dry;
	struct dry_asks asks;

	clock_turns_find(t, &turns, &at);
	solved_turns_find(t, wanted, now, &solved);
	db_wait(t);
	dry = dry_run_of(&t->arena, &turns, *at, wanted, now);
	asks = dry_asks_of(&t->arena, &solved, *at, wanted, now);
	v->lists = lists_of(&t->arena, &dry, &asks, wanted);
	v->tried = true;
}

/* ${x} NULL: as it is stored. ${wanted}: what is to be tried, NULL: nothing. */
static void page_wait(struct request *rq, const struct clock_typed *x, const struct clock_settings *wanted,
	const char *error, int status)
{
	struct task *t = &rq->task;
	struct arena *a = &t->arena;
	struct clocks_view v = {.frame = desk_frame_of(rq, _("Clocks"), "settings"), .error = error};
	struct clock_settings *now = NULL;

	clock_settings_find(t, &now);
	clock_changes_find(t, &v.changes);
	db_wait(t);
	v.typed = x ? *x : clock_settings_typed(a, now);
	v.days = days_of(a, &v.typed);
	v.policies = policies_of(a, &v.typed);
	v.words = words_of(a, &v.typed);
	v.zones = intl_zones();
	v.key = guard_form_key_again(rq, form_text_or_empty(&rq->body, "key"));
	if (wanted)
		tried_wait(t, &v, wanted, now);
	clocks_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /settings/clocks */
void clocks_show(struct request *rq)
{
	page_wait(rq, NULL, NULL, NULL, 200);
}

/* POST /settings/clocks */
void clocks_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct clock_typed typed = clock_settings_of_form(&rq->body, &t->arena);
	struct clock_settings wanted = {0};

	if (!clock_settings_read(&t->arena, &typed, &wanted))
		return page_wait(rq, &typed, NULL,
			_("Nothing was saved: something below is not as it should be."), 422);
	if (!text_is(form_text(&rq->body, "act"), "save"))
		return page_wait(rq, &typed, &wanted, NULL, 200);
	db_begin(t);
	form_key_note(rq, PAGE);
	clock_settings_store(t, rq->viewer.id, &wanted);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return page_wait(rq, &typed, NULL, _("Nothing was saved: the database refused it."), 422);
	}
	desk_flash(rq, "clocks-saved");
	reply_see_other(rq, PAGE);
}

/* POST /settings/clocks/undo -- of the latest change alone; a second click finds it undone. */
void clocks_undo_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct clock_undone *undone = NULL;

	db_begin(t);
	clock_change_undo(t, rq->viewer.id, form_int8(&rq->body, "change"), &undone);
	(void)db_commit_wait(t);
	desk_flash(rq, undone && undone->yes ? "clocks-undone" : "already");
	reply_see_other(rq, PAGE);
}
