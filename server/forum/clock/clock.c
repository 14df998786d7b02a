/* clock.c -- the rules of clocks: pure; see clock.h and turn.h. */
#include "forum/clock/turn.h"

static const char *const states[CLOCK_STATES] = {
	[CLOCK_RUNNING] = "running",
	[CLOCK_PAUSED] = "paused",
	[CLOCK_STOPPED] = "stopped",
};

static const struct {
	const char *name, *sentence;
} whys[CLOCK_WHYS] = {
	[CLOCK_ASKED] = {"asked", _("Nobody has answered since it was asked,")},
	[CLOCK_REOPENED] = {"reopened", _("The asker says it is not solved, since")},
	[CLOCK_OPEN_AGAIN] = {"open_again", _("It is open again without an answer, since")},
	[CLOCK_AWAITING] = {"awaiting_asker", _("The asker has to say something, since")},
	[CLOCK_ANSWERED] = {"answered", _("Somebody tried to answer,")},
	[CLOCK_SOLVED] = {"solved", _("Solved,")},
	[CLOCK_CLOSED] = {"closed", _("Closed without the asker’s word,")},
	[CLOCK_GONE] = {"gone", _("The thread is not shown any more, since")},
};

const char *clock_state_name(enum clock_state s)
{
	return states[s];
}

enum clock_state clock_state_of(const char *name)
{
	int i;

	for (i = 1; i < CLOCK_STATES; i++)
		if (text_is(name, states[i]))
			return (enum clock_state)i;
	return CLOCK_NONE;
}

const char *clock_why_name(enum clock_why w)
{
	return whys[w].name;
}

enum clock_why clock_why_of(const char *name)
{
	int i;

	for (i = 0; i < CLOCK_WHYS; i++)
		if (text_is(name, whys[i].name))
			return (enum clock_why)i;
	return CLOCK_GONE;
}

const char *clock_why_sentence(const struct clock_line *x)
{
	return whys[x->why].sentence;
}

const char *clock_next_sentence(const struct clock_line *x)
{
	static const char *const to_come[] = {_("Helpers who could know are asked"), _("Staff is told"),
		_("A case opens by itself")};
	static const char *const taken[] = {"", _("Helpers were asked."), _("Staff has been told."),
		_("Staff has been told; a case opened by itself.")};

	if (x->state == CLOCK_RUNNING && when_known(x->next_at) && x->done < CLOCK_STEPS)
		return to_come[x->done];
	return taken[x->done >= 0 && x->done <= CLOCK_STEPS ? x->done : 0];
}

/* ---- turning ---- */

enum clock_act clock_act_of_state(enum thread_state s)
{
	switch (s) {
	case STATE_OPEN:
		return CLOCK_ACT_OPEN;
	case STATE_AWAITING_ASKER:
		return CLOCK_ACT_AWAITING;
	case STATE_ANSWERED:
		return CLOCK_ACT_ATTEMPTED;
	case STATE_SOLVED_UNCONFIRMED:
	case STATE_CONFIRMED:
		return CLOCK_ACT_SOLVED;
	case STATE_REOPENED:
		return CLOCK_ACT_REOPENED;
	case STATE_CLOSED_UNCONFIRMED:
		return CLOCK_ACT_CLOSED;
	case STATE_NONE:
		break;
	}
	return CLOCK_ACT_NONE;
}

int64_t clock_elapsed(const struct thread_clock *c, struct when now, const struct business *b)
{
	return c->elapsed + (c->state == CLOCK_RUNNING ? business_between(b, c->run_from, now) : 0);
}

static bool stand(struct thread_clock *c, enum clock_state state, enum clock_why why, struct when at,
	const struct business *b)
{
	if (c->state == state && c->why == why)
		return false;
	c->elapsed = clock_elapsed(c, at, b);
	c->state = state;
	c->why = why;
	c->since = at;
	c->run_from = state == CLOCK_RUNNING ? at : (struct when){0};
	return true;
}

static bool begin(struct thread_clock *c, int64_t episode, enum clock_why why, struct when at)
{
	*c = (struct thread_clock){.thread = c->thread,
		.episode = episode,
		.state = CLOCK_RUNNING,
		.why = why,
		.since = at,
		.run_from = at,
		.urgent = c->urgent};
	return true;
}

/* A clock that has been stopped by an answer stays stopped while the asker is asked something: pausing starts nothing. */
bool clock_turn(struct thread_clock *c, enum clock_act act, int64_t episode, struct when at,
	const struct business *b)
{
	if (act == CLOCK_ACT_ASKED)
		return c->state == CLOCK_NONE && begin(c, episode, CLOCK_ASKED, at);
	if (act == CLOCK_ACT_REOPENED)
		return begin(c, c->state ? c->episode + 1 : episode, CLOCK_REOPENED, at);
	if (c->state == CLOCK_NONE)
		return false;
	switch (act) {
	case CLOCK_ACT_ATTEMPTED:
		return (c->state != CLOCK_STOPPED || c->why == CLOCK_GONE) &&
		       stand(c, CLOCK_STOPPED, CLOCK_ANSWERED, at, b);
	case CLOCK_ACT_AWAITING:
		return (c->state == CLOCK_RUNNING || c->why == CLOCK_GONE) &&
		       stand(c, CLOCK_PAUSED, CLOCK_AWAITING, at, b);
	case CLOCK_ACT_OPEN:
	case CLOCK_ACT_BACK:
		return c->state != CLOCK_RUNNING && stand(c, CLOCK_RUNNING, CLOCK_OPEN_AGAIN, at, b);
	case CLOCK_ACT_SOLVED:
		return stand(c, CLOCK_STOPPED, CLOCK_SOLVED, at, b);
	case CLOCK_ACT_CLOSED:
		return stand(c, CLOCK_STOPPED, CLOCK_CLOSED, at, b);
	case CLOCK_ACT_GONE:
		return stand(c, CLOCK_STOPPED, CLOCK_GONE, at, b);
	default:
		return false;
	}
}

struct when clock_next(const struct thread_clock *c, const struct clock_policy *p, const struct business *b)
{
	if (c->state != CLOCK_RUNNING || c->done >= CLOCK_STEPS)
		return (struct when){0};
	return business_after(b, c->run_from, p->minutes[c->done] * 60 - c->elapsed);
}

/* ---- due times ---- */

static struct when or_a_day(struct when w, struct when from)
{
	return when_known(w) ? w : when_plus(from, BUSINESS_DAY);
}

struct when clock_after(const struct business *b, struct when from, int64_t seconds)
{
	return or_a_day(business_after(b, from, seconds), from);
}

struct when clock_days_after(const struct business *b, struct when from, int64_t days)
{
	return clock_after(b, when_plus(from, days * BUSINESS_DAY), 1);
}

struct when clock_morning(const struct business *b, struct when now)
{
	return or_a_day(business_morning(b, now), now);
}
