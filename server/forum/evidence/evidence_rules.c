/* evidence_rules.c -- see evidence_rules.h. */
#include "forum/evidence/evidence_rules.h"

#include "base/arena.h"
#include "base/intl.h"

#define MINUTE 60

static const char *burst_sentence(struct arena *a, const struct finding *f)
{
	long long n = f->counted, s = f->seconds;

	if (s < 2 * MINUTE)
		return arena_printf(a,
			_("%s credited %s %lld times. Seconds from the first to the last: %lld."), f->giver,
			f->receiver, n, s);
	return arena_printf(a, _("%s credited %s %lld times within %lld minutes."), f->giver, f->receiver, n,
		(s + MINUTE - 1) / MINUTE);
}

static const char *quick_sentence(struct arena *a, const struct finding *f)
{
	if (f->counted < 2)
		return arena_printf(a,
			_("%s accepted an answer by %s almost as soon as it was written. Seconds later: %lld."),
			f->giver, f->receiver, (long long)f->seconds);
	return arena_printf(a,
		_("%s accepted %lld answers by %s almost as soon as they were written. Seconds later, at the quickest: %lld."),
		f->giver, (long long)f->counted, f->receiver, (long long)f->seconds);
}

const char *finding_sentence(struct arena *a, const struct finding *f)
{
	long long n = f->counted;

	if (text_is(f->kind, "circle"))
		return arena_printf(a, _("%s, %s and %s credit each other in a circle: %lld clicks."),
			f->giver, f->receiver, f->third, n);
	if (text_is(f->kind, "mutual"))
		return arena_printf(a, _("%s and %s credit each other: %lld clicks one way, %lld the other."),
			f->giver, f->receiver, n, (long long)f->back);
	if (text_is(f->kind, "newcomers"))
		return arena_printf(a,
			_("New accounts have done nothing but accept answers by %s. Accounts: %lld, acceptances: %lld."),
			f->receiver, (long long)f->accounts, n);
	if (text_is(f->kind, "burst"))
		return burst_sentence(a, f);
	if (text_is(f->kind, "quick"))
		return quick_sentence(a, f);
	if (text_is(f->kind, "pair"))
		return arena_printf(a,
			_("%lld %% of what %s was credited lately comes from %s, in %lld clicks."),
			(long long)f->share, f->receiver, f->giver, n);
	return arena_printf(a,
		_("%lld %% of the score of %s comes from accounts that do nothing else here. Accounts: %lld."),
		(long long)f->share, f->receiver, (long long)f->accounts);
}

const char *finding_reason(const char *kind)
{
	if (text_is(kind, "circle"))
		return _("It is part of what a few members give each other in turn.");
	if (text_is(kind, "mutual"))
		return _("You and somebody else credit each other again and again.");
	if (text_is(kind, "newcomers"))
		return _("It comes from new accounts that have done little else here.");
	if (text_is(kind, "burst"))
		return _("Much of it came from one person almost at once.");
	if (text_is(kind, "quick"))
		return _("It was marked as the solution almost as soon as it was written.");
	if (text_is(kind, "pair"))
		return _("A large part of what you were credited lately comes from one person.");
	return _("A large part of your score comes from accounts that do little else here.");
}

enum finding_act_name finding_act_of(const char *name)
{
	if (text_is(name, "release"))
		return FINDING_RELEASE;
	if (text_is(name, "void"))
		return FINDING_VOID;
	if (text_is(name, "undo"))
		return FINDING_UNDO;
	return text_is(name, "stands") ? FINDING_STANDS : FINDING_UNKNOWN;
}

struct finding_buttons finding_may(const struct finding *f, int64_t viewer)
{
	bool open = text_is(f->state, "open");

	return (struct finding_buttons){
		.decide = open,
		.undo = !open,
		.answer = text_is(f->state, "voided") && f->appeals && f->decider != viewer,
	};
}
