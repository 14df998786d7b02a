/* moderation.c -- what acts and reasons are called, as stored and for people; pure. See moderation.h. */
#include "forum/moderation/moderation.h"

#include "base/arena.h"
#include "base/intl.h"
#include "base/must.h"
#include "forum/moderation/moderation_text.h"
#include "web/form.h"
#include "web/request.h"

static const char *const queue_names[QUEUE_KINDS] = {
	[QUEUE_REPORT] = "report",
	[QUEUE_HELD] = "held",
	[QUEUE_FIRST_POST] = "first_post",
	[QUEUE_EDIT] = "edit",
	[QUEUE_SUSPICION] = "suspicion",
	[QUEUE_SUGGESTION] = "suggestion",
	[QUEUE_EVIDENCE] = "evidence",
	[QUEUE_APPEAL] = "appeal",
};

static const char *const queue_labels[QUEUE_KINDS] = {
	[QUEUE_REPORT] = _("Report"),
	[QUEUE_HELD] = _("Held post"),
	[QUEUE_FIRST_POST] = _("First post"),
	[QUEUE_EDIT] = _("Edit"),
	[QUEUE_SUSPICION] = _("Suspicion"),
	[QUEUE_SUGGESTION] = _("Suggested edit"),
	[QUEUE_EVIDENCE] = _("Evidence"),
	[QUEUE_APPEAL] = _("Appeal"),
};

static const struct {
	const char *name;
	const char *done;    /* for the log and the person concerned: what was done */
	const char *of_mine; /* to whom it concerns */
	enum event_kind event;
} acts[MODERATIONS] = {
	[MODERATION_KEEP] = {"keep", _("looked at, and kept"),
		_("A moderator looked at your post and kept it."), EVENT_KEPT},
	[MODERATION_HIDE] = {"hide", _("hidden"), _("A moderator hid a post of yours."), EVENT_HIDDEN},
	[MODERATION_RESTORE] = {"restore", _("shown again"), _("A post of yours is shown again."),
		EVENT_RESTORED},
	[MODERATION_EDIT] = {"edit", _("edited"), _("A moderator edited a post of yours."),
		EVENT_MODERATED_EDIT},
	[MODERATION_RETITLE] = {"retitle", _("given another title"),
		_("A moderator gave a thread of yours another title."), EVENT_RETITLED},
	[MODERATION_RETAG] = {"retag", _("given other tags"),
		_("A moderator gave a thread of yours other tags."), EVENT_RETAGGED},
	[MODERATION_MOVE] = {"move", _("moved to another topic"),
		_("A moderator moved a thread of yours to another topic."), EVENT_MOVED},
	[MODERATION_MERGE] = {"merge", _("merged with another thread"),
		_("A moderator merged a thread of yours with another."), EVENT_MERGED},
	[MODERATION_SPLIT] = {"split", _("split"),
		_("A moderator made a thread of its own of a part of yours."), EVENT_SPLIT},
	[MODERATION_LOCK] = {"lock", _("closed to further posts"),
		_("A moderator closed a thread of yours to further posts."), EVENT_LOCKED},
	[MODERATION_UNLOCK] = {"unlock", _("opened to further posts"),
		_("A thread of yours takes posts again."), EVENT_UNLOCKED},
	[MODERATION_PIN] = {"pin", _("put on top of its topic"),
		_("A thread of yours stands on top of its topic."), EVENT_PINNED},
	[MODERATION_UNPIN] = {"unpin", _("no longer on top of its topic"),
		_("A thread of yours no longer stands on top of its topic."), EVENT_UNPINNED},
	[MODERATION_WARN] = {"warn", _("warned"), _("A moderator warns you."), EVENT_WARNED},
	[MODERATION_SILENCE] = {"silence", _("silenced for a time"), _("You cannot post for a while."),
		EVENT_SILENCED},
	[MODERATION_UNSILENCE] = {"unsilence", _("allowed to post again"), _("You can post again."),
		EVENT_UNSILENCED},
	[MODERATION_SUSPEND] = {"suspend", _("suspended"), _("Your account is suspended."), EVENT_SUSPENDED},
	[MODERATION_UNSUSPEND] = {"unsuspend", _("no longer suspended"),
		_("Your account is no longer suspended."), EVENT_UNSUSPENDED},
	[MODERATION_PSEUDONYMISE] = {"pseudonymise", _("given another name"),
		_("A moderator gave your account another name."), EVENT_PSEUDONYMISED},
	[MODERATION_CRITICISM] = {"criticism", _("kept, and handed to the company for an answer"),
		_("What you wrote was handed to the company for an answer."), EVENT_CRITICISM},
	[MODERATION_SWEEP] = {"sweep", _("hidden together"),
		_("A moderator hid many posts, one of yours among them."), EVENT_HIDDEN},
};

static const struct {
	const char *name, *label;
} rules[RULES] = {
	[RULE_NONE] = {"none", _("No rule")},
	[RULE_SPAM] = {"spam", _("Spam")},
	[RULE_ABUSE] = {"abuse", _("Abuse")},
	[RULE_PRIVATE] = {"private", _("Private data")},
	[RULE_DANGEROUS] = {"dangerous", _("Wrong or dangerous advice")},
	[RULE_OFF_TOPIC] = {"off_topic", _("Off topic")},
	[RULE_DUPLICATE] = {"duplicate", _("The same as another thread")},
	[RULE_ORDER] = {"order", _("Keeping things in order")},
	[RULE_OTHER] = {"other", _("Something else")},
};

/* By the constraint that refused (migrations/0030, 0048). */
static const struct {
	const char *constraint, *sentence;
} refusals[] = {
	{"decision_step",
		_("Somebody has decided about this meanwhile, or there is nothing to do. Nothing was changed.")},
	{"decision_item_taken",
		_("Another moderator looks at this just now, or has decided it. Nothing was changed.")},
	{"decision_target", _("There is no such post, thread or member any more.")},
	{"decision_not_of_oneself", _("This concerns you, so another moderator decides.")},
	{"decision_admins", _("This member is a moderator or speaks for the company: an admin decides.")},
	{"decision_has_a_rule", _("Please choose a reason.")},
	{"decision_says_why", _("Please say why, in a few words.")},
	{"decision_thread_first", _("The whole thread is hidden. Restore that first.")},
	{"decision_merge",
		_("These two cannot be merged: the other one must be visible, and both questions or both discussions.")},
	{"decision_split",
		_("That cannot be split off: choose answers that are visible, the first of them not accepted.")},
	{"decision_later_first", _("That thread has been merged or split since. Take that back first.")},
	{"decision_question_gone",
		_("Its author has deleted the question since, so there is no thread to go back to.")},
	{"report_once", _("You have reported this already. A moderator will look at it.")},
	{"report_not_of_oneself", _("This is your own.")},
	{"appeal_once", _("You have appealed against this already.")},
	{"appeal_against", _("There is nothing to appeal against, or it is too late.")},
	{"appeal_by_another", _("You decided this, so another moderator answers.")},
	{"sanction_in_force", _("Somebody has decided about this meanwhile. Nothing was changed.")},
};

const char *queue_kind_name(enum queue_kind kind)
{
	return queue_names[kind];
}

static bool kind_known(const char *name)
{
	int i;

	for (i = 0; i < QUEUE_KINDS; i++)
		if (text_is(name, queue_names[i]))
			return true;
	return false;
}

const char *queue_kind_asked(const struct form *fields)
{
	const char *kind = form_text_or_empty(fields, "kind");

	return kind_known(kind) ? kind : "";
}

struct queue_way queue_way_asked(const struct request *rq)
{
	const struct form *f = rq->body.n ? &rq->body : &rq->query;

	return (struct queue_way){form_int8(f, "way"), queue_kind_asked(f)};
}

const char *queue_way_path(struct arena *a, const char *path, const struct queue_way *way)
{
	if (way->item <= 0)
		return path;
	return arena_printf(a, "%s?way=%lld%s%s", path, (long long)way->item, *way->kind ? "&kind=" : "",
		way->kind);
}

const char *queue_kind_label(const char *name)
{
	int i;

	for (i = 0; i < QUEUE_KINDS; i++)
		if (text_is(name, queue_names[i]))
			return queue_labels[i];
	return name;
}

const char *moderation_name(enum moderation m)
{
	must(m < MODERATIONS);
	return acts[m].name;
}

enum moderation moderation_of(const char *name)
{
	int i;

	for (i = 0; i < MODERATIONS; i++)
		if (text_is(name, acts[i].name))
			return (enum moderation)i;
	return MODERATION_UNKNOWN;
}

const char *moderation_done(enum moderation m)
{
	must(m < MODERATIONS);
	return acts[m].done;
}

const char *moderation_of_mine(enum moderation m)
{
	must(m < MODERATIONS);
	return acts[m].of_mine;
}

enum event_kind moderation_event(enum moderation m)
{
	must(m < MODERATIONS);
	return acts[m].event;
}

const char *rule_name(enum moderation_rule rule)
{
	must(rule < RULES);
	return rules[rule].name;
}

enum moderation_rule rule_of(const char *name)
{
	int i;

	for (i = 0; i < RULES; i++)
		if (text_is(name, rules[i].name))
			return (enum moderation_rule)i;
	return RULE_UNKNOWN;
}

const char *rule_label(enum moderation_rule rule)
{
	must(rule < RULES);
	return rules[rule].label;
}

const char *refusal_of(const char *constraint)
{
	size_t i;

	for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (text_is(constraint, refusals[i].constraint))
			return refusals[i].sentence;
	return _("That could not be done. Nothing was changed.");
}

bool moderation_silenced(const struct viewer *v)
{
	return v->id && v->silenced;
}
