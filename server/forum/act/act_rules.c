/* act_rules.c -- see act_rules.h. */
#include "forum/act/act_rules.h"

#include "base/intl.h"

static const struct {
	const char *name, *flash;
} acts[ACTS] = {
	[ACT_ACCEPT] = {"accept", "accepted"},
	[ACT_UNACCEPT] = {"unaccept", "unaccepted"},
	[ACT_THANKS] = {"thanks", "thanked"},
	[ACT_THANKS_UNDO] = {"thanks-undo", "undone"},
	[ACT_HELPED] = {"helped", "helped"},
	[ACT_HELPED_UNDO] = {"helped-undo", "undone"},
	[ACT_UNHELPFUL] = {"unhelpful", "unhelpful"},
	[ACT_UNHELPFUL_UNDO] = {"unhelpful-undo", "undone"},
	[ACT_ME_TOO] = {"me-too", "me-too"},
	[ACT_ME_TOO_UNDO] = {"me-too-undo", "me-too-undone"},
	[ACT_FOLLOW] = {"follow", "following"},
	[ACT_UNFOLLOW] = {"unfollow", "unfollowed"},
	[ACT_REOPEN] = {"reopen", "reopened"},
	[ACT_CONFIRM] = {"confirm", "solved"},
};

enum act act_of(const char *name)
{
	enum act act;

	for (act = ACT_ACCEPT; act < ACTS; act++)
		if (text_is(name, acts[act].name))
			return act;
	return ACT_UNKNOWN;
}

bool act_is_on_post(enum act act)
{
	return act >= ACT_ACCEPT && act <= ACT_UNHELPFUL_UNDO;
}

bool act_takes_back(enum act act)
{
	switch (act) {
	case ACT_UNACCEPT:
	case ACT_THANKS_UNDO:
	case ACT_HELPED_UNDO:
	case ACT_UNHELPFUL: /* the kind words */
	case ACT_UNHELPFUL_UNDO:
	case ACT_ME_TOO_UNDO:
	case ACT_UNFOLLOW:
	case ACT_REOPEN:
		return true;
	default:
		return false;
	}
}

static bool asks(const struct act_scene *s)
{
	return s->viewer == s->thread->author_id;
}

/* ---- verdicts ---- */

static const struct act_verdict do_it = {0, NULL}, already = {200, NULL};

static struct act_verdict refused(int status, const char *why)
{
	return (struct act_verdict){status, why};
}

static struct act_verdict done_if(bool is_so)
{
	return is_so ? already : do_it;
}

static struct act_verdict judge_accept(const struct act_scene *s)
{
	if (!s->post->answer)
		return refused(422, _("Only an answer to a question can be its solution."));
	if (!asks(s) && !s->staff)
		return refused(403, _("Only the person who asked, or the company, can say what solved it."));
	if (!asks(s) && s->post->author_id == s->viewer)
		return refused(403, _("You wrote this answer yourself, so the person who asked says whether "
				      "it solved it."));
	return done_if(s->post->accepted_by_viewer);
}

static struct act_verdict judge_unaccept(const struct act_scene *s)
{
	if (!s->post->accepted_by_viewer && !asks(s) && !s->staff)
		return refused(403, _("Only who marked an answer as the solution can take that back."));
	return done_if(!s->post->accepted_by_viewer);
}

static struct act_verdict judge_thanks(const struct act_scene *s)
{
	if (!s->post->answer && !s->post->reply)
		return refused(422, _("Thanks are for answers and replies."));
	if (s->post->author_id == s->viewer)
		return refused(403, _("You wrote this yourself, so you cannot thank for it."));
	return done_if(s->post->thanked);
}

static struct act_verdict judge_helped(const struct act_scene *s)
{
	if (!s->post->answer)
		return refused(422, _("“Helped me too” is for answers to questions."));
	if (s->post->author_id == s->viewer)
		return refused(403, _("You wrote this yourself, so you cannot say that it helped you too."));
	if (asks(s))
		return refused(403,
			_("This is your question: if the answer helped, mark it as the solution."));
	return done_if(s->post->helped);
}

static struct act_verdict judge_unhelpful(const struct act_scene *s)
{
	if (!s->post->answer)
		return refused(422, _("“Not helpful” is for answers to questions."));
	if (s->post->author_id == s->viewer)
		return refused(403, _("You wrote this yourself. You can edit it or delete it."));
	return done_if(s->post->unhelpful);
}

static struct act_verdict judge_me_too(const struct act_scene *s)
{
	if (!s->thread->question)
		return refused(422, _("“I have this too” is for questions."));
	if (asks(s))
		return refused(403, _("This is your own question, so you are counted already."));
	return done_if(s->me_too);
}

static bool has_been_settled(enum thread_state s)
{
	return s == STATE_SOLVED_UNCONFIRMED || s == STATE_CONFIRMED || s == STATE_CLOSED_UNCONFIRMED;
}

static struct act_verdict judge_reopen(const struct act_scene *s)
{
	if (!s->thread->question)
		return refused(422, _("A discussion is neither solved nor open."));
	if (!asks(s))
		return refused(403, _("Only the person who asked can say that it is not solved. Please ask a "
				      "question of your own."));
	if (s->thread->state == STATE_REOPENED)
		return already;
	if (!has_been_settled(s->thread->state))
		return refused(409, _("This question is not marked as solved, so it is open already."));
	return do_it;
}

static struct act_verdict judge_confirm(const struct act_scene *s)
{
	if (!s->thread->question)
		return refused(422, _("A discussion is neither solved nor open."));
	if (!asks(s))
		return refused(403, _("Only the person who asked can say that it is solved."));
	if (s->thread->state == STATE_CONFIRMED)
		return already;
	if (!has_been_settled(s->thread->state))
		return refused(409, _("No answer is marked as the solution yet. Please mark the one that "
				      "solved it, or write how you solved it."));
	return do_it;
}

static struct act_verdict judge_rights(enum act act, const struct act_scene *s)
{
	switch (act) {
	case ACT_ACCEPT:
		return judge_accept(s);
	case ACT_UNACCEPT:
		return judge_unaccept(s);
	case ACT_THANKS:
		return judge_thanks(s);
	case ACT_THANKS_UNDO:
		return done_if(!s->post->thanked);
	case ACT_HELPED:
		return judge_helped(s);
	case ACT_HELPED_UNDO:
		return done_if(!s->post->helped);
	case ACT_UNHELPFUL:
		return judge_unhelpful(s);
	case ACT_UNHELPFUL_UNDO:
		return done_if(!s->post->unhelpful);
	case ACT_ME_TOO:
		return judge_me_too(s);
	case ACT_ME_TOO_UNDO:
		return done_if(!s->me_too);
	case ACT_FOLLOW:
		return done_if(s->follows);
	case ACT_UNFOLLOW:
		return done_if(!s->follows);
	case ACT_REOPEN:
		return judge_reopen(s);
	case ACT_CONFIRM:
		return judge_confirm(s);
	case ACT_UNKNOWN:
		break;
	}
	return refused(422, _("That is not something that can be done here."));
}

struct act_verdict act_judge(enum act act, const struct act_scene *s)
{
	struct act_verdict v = judge_rights(act, s);
	enum thread_state after;

	if (v.status)
		return v;
	after = act_state_after(act, s);
	if (after != s->thread->state && !thread_step_legal(s->thread->state, after))
		return refused(409, _("That cannot be done with a question in this state."));
	return v;
}

struct act_verdict act_judge_found(const struct act_scene *s)
{
	if (s->viewer && s->post->author_id == s->viewer)
		return refused(403, _("You wrote this answer yourself, so your click is not counted."));
	if (s->viewer && asks(s))
		return refused(403,
			_("This is your question: if the answer helped, mark it as the solution."));
	if (!s->post->accepted ||
		(s->thread->state != STATE_CONFIRMED && s->thread->state != STATE_SOLVED_UNCONFIRMED))
		return refused(409, _("This answer is no longer marked as the solution."));
	return do_it;
}

/* ---- what becomes of the thread ---- */

/* The company's word does not stand above the asker's. */
static enum thread_state accepted(const struct act_scene *s)
{
	if (asks(s))
		return STATE_CONFIRMED;
	return s->thread->state == STATE_CONFIRMED ? STATE_CONFIRMED : STATE_SOLVED_UNCONFIRMED;
}

enum thread_state act_state_after(enum act act, const struct act_scene *s)
{
	switch (act) {
	case ACT_ACCEPT:
		return accepted(s);
	case ACT_UNACCEPT:
		return s->post->accepted_in_thread == 1 && has_been_settled(s->thread->state)
			       ? STATE_REOPENED
			       : s->thread->state;
	case ACT_REOPEN:
		return STATE_REOPENED;
	case ACT_CONFIRM:
		return STATE_CONFIRMED;
	default:
		return s->thread->state;
	}
}

const char *act_flash(enum act act, const struct act_scene *s)
{
	if (act == ACT_ACCEPT && !asks(s))
		return "accepted-staff";
	if (act == ACT_ACCEPT && s->post->author_id == s->viewer)
		return "accepted-own";
	return acts[act].flash;
}
