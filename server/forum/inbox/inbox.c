/* inbox.c -- reasons, filters, and what may be done with an item: pure. */
#include "forum/inbox/inbox_inside.h"

#include "base/arena.h"
#include "base/intl.h"

static const struct {
	const char *name, *label;
} reasons[INBOX_REASONS] = {
	[INBOX_CLOCK] = {"clock", _("Nobody answers")},
	[INBOX_DISTRESS] = {"distress", _("Words of distress")},
	[INBOX_SECURITY] = {"security", _("Words about security")},
	[INBOX_PAYMENT] = {"payment", _("Payment trouble")},
	[INBOX_SAID_NO] = {"said_no", _("It did not stay solved")},
	[INBOX_SYNC] = {"sync", _("The CRM cannot be told")},
	[INBOX_PROPOSED] = {"proposed", _("A link is proposed")},
	[INBOX_AUTHOR] = {"author", _("Somebody unknown wrote")},
	[INBOX_DRAFT] = {"draft", _("A solution waits for a yes")},
	[INBOX_INTAKE] = {"intake", _("Private details came in")},
	[INBOX_CRITICISM] = {"criticism", _("Criticism of the company")},
};

const char *inbox_reason_name(enum inbox_reason r)
{
	return reasons[r].name;
}

const char *inbox_reason_label(enum inbox_reason r)
{
	return r < INBOX_REASONS ? reasons[r].label : "";
}

enum inbox_reason inbox_reason_of(const char *name)
{
	int i;

	for (i = 0; i < INBOX_REASONS; i++)
		if (text_is(name, reasons[i].name))
			return (enum inbox_reason)i;
	return INBOX_REASONS;
}

static const char *const whiches[INBOX_WHICHES] = {"open", "mine", "free", "asleep", "done"};

enum inbox_which inbox_which_of(const char *name)
{
	int i;

	for (i = 0; i < INBOX_WHICHES; i++)
		if (text_is(name, whiches[i]))
			return (enum inbox_which)i;
	return INBOX_OPEN;
}

const char *inbox_which_name(enum inbox_which w)
{
	return whiches[w];
}

static const char *const acts[INBOX_ACTS] = {"take", "release", "hand", "snooze", "wake", "done", "undo"};

enum inbox_act inbox_act_of(const char *name)
{
	int i;

	for (i = 0; i < INBOX_ACTS; i++)
		if (text_is(name, acts[i]))
			return (enum inbox_act)i;
	return INBOX_ACTS;
}

static const struct {
	const char *how, *label;
} hows[] = {
	{"handled", _("Handled")},
	{"no_need", _("Nothing needs doing")},
	{"elsewhere", _("Handled elsewhere")},
	/* of itself */
	{"answered", _("Answered meanwhile")},
	{"solved", _("Solved meanwhile")},
	{"closed", _("Closed meanwhile")},
	{"gone", _("Not shown any more")},
	{"decided", _("Decided")},
	{"linked", _("Linked")},
	{"refused", _("Not linked")},
	{"approved", _("Approved")},
	{"rejected", _("Rejected")},
	{"synced", _("The CRM has been told")},
};

const char *inbox_how_label(const char *how)
{
	size_t i;

	for (i = 0; i < sizeof(hows) / sizeof(hows[0]); i++)
		if (text_is(how, hows[i].how))
			return hows[i].label;
	return NULL;
}

bool inbox_already(enum inbox_act act, const struct inbox_item *x, int64_t account)
{
	switch (act) {
	case INBOX_TAKE:
		return !when_known(x->done_at) && x->taken_by == account;
	case INBOX_RELEASE:
		return !when_known(x->done_at) && !x->taken_by;
	case INBOX_WAKE:
		return !when_known(x->done_at) && !x->asleep;
	case INBOX_FINISH:
		return when_known(x->done_at);
	case INBOX_UNDO:
		return !when_known(x->done_at);
	default:
		return false;
	}
}

const char *inbox_refused(struct arena *a, enum inbox_act act, const struct inbox_item *x, int64_t account)
{
	if (act == INBOX_UNDO)
		return NULL;
	if (when_known(x->done_at))
		return arena_printf(a, _("%s is done with this already."),
			x->done_by ? x->done_by : _("Somebody"));
	if (x->taken_by && x->taken_by != account)
		return arena_printf(a, _("%s is on it."), x->taken ? x->taken : _("Somebody else"));
	return NULL;
}

const char *inbox_path(struct arena *a, const struct inbox_item *x)
{
	if (x->reason == INBOX_DRAFT && x->case_id)
		return arena_printf(a, "/case/%lld", (long long)x->case_id);
	if (x->thread)
		return arena_printf(a, "/thread/%lld", (long long)x->thread);
	if (x->case_id)
		return arena_printf(a, "/case/%lld", (long long)x->case_id);
	return x->customer ? arena_printf(a, "/customer/%lld", (long long)x->customer) : "/";
}
