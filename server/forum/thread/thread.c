/* thread.c -- the rules of threads: pure functions, nothing waits, nothing is sent. */
#include "forum/thread/thread.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "markup/rendered.h"
#include "web/request.h"

static const char *const state_names[] = {
	[STATE_NONE] = NULL,
	[STATE_OPEN] = "open",
	[STATE_AWAITING_ASKER] = "awaiting_asker",
	[STATE_ANSWERED] = "answered",
	[STATE_SOLVED_UNCONFIRMED] = "solved_unconfirmed",
	[STATE_CONFIRMED] = "confirmed",
	[STATE_REOPENED] = "reopened",
	[STATE_CLOSED_UNCONFIRMED] = "closed_unconfirmed",
};
#define STATES (sizeof(state_names) / sizeof(state_names[0]))

#define BIT(s) (1u << (s))
#define ONWARD \
	(BIT(STATE_AWAITING_ASKER) | BIT(STATE_ANSWERED) | BIT(STATE_SOLVED_UNCONFIRMED) | \
		BIT(STATE_CONFIRMED) | BIT(STATE_CLOSED_UNCONFIRMED))

/* For each state, those it may become. The same table stands in migrations as community.thread_step. */
static const unsigned steps[STATES] = {
	[STATE_OPEN] = ONWARD | BIT(STATE_REOPENED),
	[STATE_AWAITING_ASKER] =
		(ONWARD & ~BIT(STATE_AWAITING_ASKER)) | BIT(STATE_OPEN) | BIT(STATE_REOPENED),
	[STATE_ANSWERED] = (ONWARD & ~BIT(STATE_ANSWERED)) | BIT(STATE_OPEN) | BIT(STATE_REOPENED),
	[STATE_SOLVED_UNCONFIRMED] =
		BIT(STATE_CONFIRMED) | BIT(STATE_CLOSED_UNCONFIRMED) | BIT(STATE_REOPENED),
	[STATE_CONFIRMED] = BIT(STATE_REOPENED),
	[STATE_REOPENED] = ONWARD,
	[STATE_CLOSED_UNCONFIRMED] =
		BIT(STATE_CONFIRMED) | BIT(STATE_SOLVED_UNCONFIRMED) | BIT(STATE_REOPENED),
};

bool thread_step_legal(enum thread_state was, enum thread_state becomes)
{
	return (steps[was] & BIT(becomes)) != 0;
}

const char *thread_state_name(enum thread_state s)
{
	return state_names[s];
}

enum thread_state thread_state_of(const char *name)
{
	size_t i;

	for (i = 1; i < STATES; i++)
		if (text_is(name, state_names[i]))
			return (enum thread_state)i;
	return STATE_NONE;
}

enum thread_state thread_state_answered(enum thread_state now)
{
	switch (now) {
	case STATE_OPEN:
	case STATE_AWAITING_ASKER:
	case STATE_REOPENED:
		return STATE_ANSWERED;
	default:
		return now;
	}
}

bool thread_company_looks(enum thread_state s)
{
	return s != STATE_SOLVED_UNCONFIRMED && s != STATE_CONFIRMED && s != STATE_CLOSED_UNCONFIRMED;
}

bool thread_visible(const struct thread *th, const struct viewer *v)
{
	return th && (!th->deleted || viewer_is(v, ROLE_MODERATOR) ||
			     (v->id && text_is(th->gone, "held") && th->author.id == v->id));
}

bool thread_writable(const struct thread *th, const struct viewer *v)
{
	return v->id && !th->deleted && !v->silenced && !v->suspended &&
	       (!th->locked || viewer_is(v, ROLE_MODERATOR) || viewer_is(v, ROLE_STAFF));
}

bool thread_may_accept(const struct thread *th, const struct viewer *v)
{
	return v->id && th->question && !th->deleted && (th->author.id == v->id || viewer_is(v, ROLE_STAFF));
}

bool thread_is_fixed(bool locked, const struct viewer *v)
{
	return locked && !viewer_is(v, ROLE_MODERATOR);
}

const char *thread_fixed_text(void)
{
	return _("This thread is closed: what stands in it stays as it is.");
}

bool post_may_edit(const struct post *p, bool locked, const struct viewer *v)
{
	if (!v->id || v->silenced || v->suspended)
		return false;
	return (p->author.id == v->id || viewer_is(v, ROLE_MODERATOR)) && !thread_is_fixed(locked, v);
}

bool post_may_delete(const struct thread *th, const struct post *p, bool others, const struct viewer *v)
{
	if (!v->id || p->author.id != v->id || th->deleted || thread_is_fixed(th->locked, v))
		return false;
	switch (p->kind) {
	case POST_QUESTION:
		return th->answers == 0;
	case POST_ANSWER:
	case POST_REPLY:
		return !p->accepted && !others;
	case POST_COMMENT:
		break;
	}
	return true;
}

const char *thread_path(struct arena *a, int64_t id, const char *slug)
{
	return arena_printf(a, "/t/%lld/%s", (long long)id, slug);
}

const char *post_path(struct arena *a, int64_t id)
{
	return arena_printf(a, "/a/%lld", (long long)id);
}

const char *title_wrong(const char *title)
{
	size_t n = text_empty(title) ? 0 : text_characters(title);

	if (n == 0 || !intl_visible(title))
		return _("Please write a title: your question in one sentence.");
	if (n < TITLE_LEAST)
		return _(
			"The title is too short: at least 8 characters, so that others see what it is about.");
	return n > TITLE_MOST ? _("The title is too long: at most 150 characters.") : NULL;
}

const char *body_wrong(const char *body)
{
	if (text_empty(body) || !intl_visible(body))
		return _("Please write something.");
	return strlen(body) > BODY_MOST
		       ? _("That is too long: at most 32 kilobytes. What you wrote is kept below.")
		       : NULL;
}

const char *rendering_wrong(const struct rendered *r)
{
	switch (r->verdict) {
	case CRAFT_OK:
		return NULL;
	case CRAFT_TOO_DEEP:
		return _("Quotes and lists are nested too deeply: at most 32 levels.");
	case CRAFT_TOO_LONG:
		return _("That is too long: at most 32 kilobytes. What you wrote is kept below.");
	default:
		return _("This text takes too long to lay out. Please make its markup simpler.");
	}
}
