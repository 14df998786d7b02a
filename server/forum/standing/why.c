/* why.c -- see why.h. Pure. */
#include "forum/standing/why.h"

#include "base/arena.h"
#include "base/intl.h"
#include "forum/standing/helpers.h"
#include "nvl/engine.h"

static int32_t days_in(const struct standing *s, int64_t day)
{
	return (int32_t)(day - s->landmark);
}

int64_t standing_points(const struct standing *s)
{
	return (s->help + s->found + s->tie) * 10 / 1000000;
}

int64_t why_share(const struct standing *s, const struct why_credit *c)
{
	int64_t pair;

	if (c->kind == NVL_DIALOG || !c->credit)
		return 0;
	pair = nvl_phi(decay_value(NVL_HELP_DAYS, c->sum, days_in(s, s->day)));
	return nvl_share(pair, c->sum, c->total, c->credit * decay_factor(NVL_HELP_DAYS, days_in(s, c->day)));
}

int64_t why_found_value(const struct standing *s, const struct why_found *f)
{
	return f->credits > 0 ? nvl_found_value(decay_value(NVL_HELP_DAYS, f->sum, days_in(s, s->day))) : 0;
}

const char *why_visitors(struct arena *a, const struct standing *s, const struct why_found *f)
{
	int64_t tenths = decay_value(NVL_HELP_DAYS, f->sum, days_in(s, s->day)) / 100000;

	return arena_printf(a, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

const char *why_points(struct arena *a, int64_t value)
{
	int64_t of = value < 0 ? -value : value;

	return arena_printf(a, "%s%lld.%05lld", value < 0 ? "−" : "", (long long)(of / 100000),
		(long long)(of % 100000));
}

static const char *act_name(int64_t kind)
{
	switch (kind) {
	case NVL_ACCEPT:
		return _("Solution accepted");
	case NVL_CONFIRM:
		return _("Confirmed by the company");
	case NVL_HELPED:
		return _("Helped one more person");
	case NVL_THANKS:
		return _("Thanks");
	case NVL_DIALOG:
		return _("Conversation");
	}
	return _("Something else");
}

static const char *undone_name(int64_t kind)
{
	switch (kind) {
	case NVL_ACCEPT:
		return _("Solution taken back");
	case NVL_CONFIRM:
		return _("Confirmation taken back");
	case NVL_HELPED:
		return _("“Helped me too” taken back");
	case NVL_THANKS:
		return _("Thanks taken back");
	}
	return _("Taken back");
}

const char *why_what(int64_t entry, int64_t kind)
{
	switch (entry) {
	case NVL_UNDO:
		return undone_name(kind);
	case NVL_VOID:
		return _("Struck out by a moderator");
	case NVL_UNVOID:
		return _("Counted again after all");
	case NVL_HOLD:
		return _("Held back while a moderator looks at it");
	case NVL_RELEASE:
		return _("Released: it counts again");
	}
	return act_name(kind);
}

static const char *reason_note(int64_t reason)
{
	switch (reason) {
	case NVL_SELF:
		return _("one’s own: allowed, and worth nothing");
	case NVL_HOUSEHOLD_OWN:
		return _("from the same household: worth nothing");
	case NVL_DUPLICATE:
		return _("counted before");
	case NVL_BUDGET:
		return _("counts less, or not: the giver had used up the month’s thanks");
	case NVL_CIRCLE:
		return _("counts less, or not: it stayed within a small circle");
	}
	return NULL;
}

const char *why_note(const struct why_credit *c)
{
	const char *note = reason_note(c->reason);

	if (note)
		return note;
	if (c->kind == NVL_DIALOG)
		return _("strengthens the tie alone");
	return c->voice > 0 && c->voice < 1000 && !c->corrects ? _("counts half") : NULL;
}

struct why_budget *why_budget(struct arena *a, const struct standing *s, const struct why_voice *voice)
{
	struct why_budget *b = arena_new(a, struct why_budget);
	int64_t all = voice ? nvl_budget((enum nvl_level)voice->level) : 0;
	int64_t left = voice && voice->spent < all ? all - voice->spent : 0;

	b->until = month_start(month_of((struct when){s->day * 86400000000}) + 1);
	b->counts = all > 0;
	b->percent = all ? left * 100 / all : 0;
	b->solutions = left / 1000;
	b->thanks = left / 100;
	return b;
}
