/* case.c -- the rules of cases: pure functions, nothing waits, nothing is sent. */
#include "forum/case/case.h"

#include "base/arena.h"
#include "base/intl.h"

static const struct {
	const char *name, *label;
} states[CASE_STATES] = {
	[CASE_NEW] = {"new", _("New")},
	[CASE_OPEN] = {"open", _("Open")},
	[CASE_PENDING] = {"pending_customer", _("Waiting for the customer")},
	[CASE_ON_HOLD] = {"on_hold", _("On hold")},
	[CASE_SOLVED] = {"solved", _("Solved")},
	[CASE_CLOSED] = {"closed", _("Closed")},
	[CASE_DELETED] = {"deleted", _("Deleted")},
};

static const struct {
	const char *name, *label;
} priorities[CASE_PRIORITIES] = {
	[CASE_LOW] = {"low", _("Low")},
	[CASE_NORMAL] = {"normal", _("Normal")},
	[CASE_HIGH] = {"high", _("High")},
	[CASE_URGENT] = {"urgent", _("Urgent")},
};

#define BIT(s) (1u << (s))
#define WORK   (BIT(CASE_OPEN) | BIT(CASE_PENDING) | BIT(CASE_ON_HOLD))
#define END    (BIT(CASE_SOLVED) | BIT(CASE_CLOSED) | BIT(CASE_DELETED))

/* For each state, those it may become. The same table stands in migrations as crm.case_step. */
static const unsigned steps[CASE_STATES] = {
	[CASE_NEW] = WORK | END,
	[CASE_OPEN] = (WORK & ~BIT(CASE_OPEN)) | END,
	[CASE_PENDING] = (WORK & ~BIT(CASE_PENDING)) | END,
	[CASE_ON_HOLD] = (WORK & ~BIT(CASE_ON_HOLD)) | END,
	[CASE_SOLVED] = BIT(CASE_OPEN) | BIT(CASE_CLOSED) | BIT(CASE_DELETED),
	[CASE_CLOSED] = BIT(CASE_OPEN) | BIT(CASE_DELETED),
	[CASE_DELETED] = BIT(CASE_OPEN),
};

bool case_step_legal(enum case_state was, enum case_state becomes)
{
	return (steps[was] & BIT(becomes)) != 0;
}

bool case_live(enum case_state s)
{
	return s < CASE_SOLVED;
}

const char *case_state_name(enum case_state s)
{
	return states[s].name;
}

const char *case_state_label(enum case_state s)
{
	return states[s].label;
}

bool case_state_of(const char *name, enum case_state *out)
{
	int s;

	for (s = 0; s < CASE_STATES; s++)
		if (text_is(name, states[s].name)) {
			*out = (enum case_state)s;
			return true;
		}
	return false;
}

const char *case_priority_name(enum case_priority p)
{
	return priorities[p].name;
}

const char *case_priority_label(enum case_priority p)
{
	return priorities[p].label;
}

bool case_priority_of(const char *name, enum case_priority *out)
{
	int p;

	for (p = 0; p < CASE_PRIORITIES; p++)
		if (text_is(name, priorities[p].name)) {
			*out = (enum case_priority)p;
			return true;
		}
	return false;
}

const char *case_path(struct arena *a, int64_t id)
{
	return arena_printf(a, "/case/%lld", (long long)id);
}

const char *case_subject_wrong(const char *subject)
{
	if (text_empty(subject))
		return _("A case needs a subject.");
	if (text_characters(subject) > CASE_SUBJECT_MOST)
		return _("The subject is too long: 300 characters at most.");
	return NULL;
}

const char *case_text_wrong(const char *text)
{
	if (text_empty(text))
		return _("Please write something first.");
	if (slice_of(text).n > CASE_TEXT_MOST)
		return _("That is too long: 32 KiB at most.");
	return NULL;
}
