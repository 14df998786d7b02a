/* states.c -- see states.h. */
#include "forum/link/states.h"

#include "base/arena.h"
#include "base/intl.h"

static const struct {
	enum thread_state state;
	const char *label;
} staff_states[] = {
	{STATE_OPEN, _("Open")},
	{STATE_AWAITING_ASKER, _("Waiting for the asker")},
	{STATE_ANSWERED, _("Answered")},
	{STATE_SOLVED_UNCONFIRMED, _("Solved")},
	{STATE_CLOSED_UNCONFIRMED, _("Closed")},
	{STATE_REOPENED, _("Open again")},
};
#define N (sizeof(staff_states) / sizeof(staff_states[0]))

bool staff_step_legal(enum thread_state was, enum thread_state becomes)
{
	return becomes != STATE_CONFIRMED && was != STATE_NONE && thread_step_legal(was, becomes);
}

struct link_choices staff_steps(struct arena *a, const struct thread *th)
{
	struct link_choices c = {arena_array(a, struct link_choice, N), 0};
	size_t i;

	for (i = 0; i < N; i++)
		if (staff_step_legal(th->state, staff_states[i].state))
			c.v[c.n++] = (struct link_choice){thread_state_name(staff_states[i].state),
				staff_states[i].label, false};
	return c;
}
