/* rt_words.c -- see rt_words.h. */
#include "crm/rt_words.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* The first row of a status is what it becomes here, the others what may stay. */
static const struct {
	const char *status, *state;
} states[] = {
	{"new", "new"},
	{"open", "open"},
	{"stalled", "on_hold"},
	{"stalled", "pending_customer"},
	{"resolved", "solved"},
	{"resolved", "closed"},
	{"rejected", "closed"},
	{"deleted", "deleted"},
};

#define STATES (sizeof(states) / sizeof(states[0]))

const char *rt_status_of(const char *state)
{
	size_t i;

	for (i = 0; i < STATES; i++)
		if (text_is(states[i].state, state))
			return states[i].status;
	return NULL;
}

const char *rt_state_of(const char *status, const char *now)
{
	const char *first = NULL;
	size_t i;

	for (i = 0; i < STATES; i++) {
		if (!text_is(states[i].status, status))
			continue;
		if (text_is(states[i].state, now))
			return states[i].state;
		if (!first)
			first = states[i].state;
	}
	return first;
}

/* The number we send, and below which number it is still the one before. */
static const struct {
	const char *name;
	int number, least;
} priorities[] = {{"low", 0, 0}, {"normal", 50, 25}, {"high", 75, 63}, {"urgent", 100, 88}};

#define PRIORITIES (sizeof(priorities) / sizeof(priorities[0]))

int rt_priority_of(const char *priority)
{
	size_t i;

	for (i = 0; i < PRIORITIES; i++)
		if (text_is(priorities[i].name, priority))
			return priorities[i].number;
	return priorities[1].number;
}

const char *rt_priority_name(int64_t number)
{
	size_t i = PRIORITIES - 1;

	while (i && number < priorities[i].least)
		i--;
	return priorities[i].name;
}

const char *rt_kind_of(const char *type, const char *field)
{
	static const char *const owners[] = {"Set", "Give", "Take", "Steal", "Force", "Untake"};
	size_t i;

	if (text_is(type, "Create"))
		return "opened";
	if (text_is(type, "Comment"))
		return "note";
	if (text_is(type, "Correspond"))
		return "reply";
	if (text_is(type, "Status"))
		return "state";
	if (text_is(type, "Set") && text_is(field, "Priority"))
		return "priority";
	if (text_is(type, "Set") && text_is(field, "Subject"))
		return "subject";
	for (i = 0; text_is(field, "Owner") && i < sizeof(owners) / sizeof(owners[0]); i++)
		if (text_is(type, owners[i]))
			return "owner";
	return NULL;
}

int64_t rt_user_of(const char *token)
{
	const char *at = token ? strchr(token, '-') : NULL;
	char *end;
	long long n = at ? strtoll(at + 1, &end, 10) : 0;

	return n > 0 && *end == '-' ? n : 0;
}
