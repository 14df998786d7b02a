/* pace.c -- see pace.h. */
#include "forum/crm/pace.h"

#include "base/clock.h"

#define MOST_S	    300
#define GATE_MOST_S 30

static int64_t jittered(int64_t s, uint32_t random)
{
	return s - s / 4 + (int64_t)(random % (uint64_t)(s / 2 + 1));
}

int64_t pace_wait_s(int tries, enum crm_outcome outcome, uint32_t random)
{
	bool refused = outcome == CRM_REFUSED || outcome == CRM_GONE;
	int64_t s = refused ? 30 : 2;

	for (; tries > 1 && s < (refused ? 3600 : MOST_S); tries--)
		s *= refused ? 4 : 2;
	return jittered(refused || s < MOST_S ? s : MOST_S, random);
}

bool pace_over(int tries, enum crm_outcome outcome, int64_t tries_most)
{
	return tries >= (outcome == CRM_REFUSED || outcome == CRM_GONE ? REFUSED_TRIES : tries_most);
}

static int64_t closed_until_ms, closed_s;

bool pace_gate_open(void)
{
	return clock_ms() >= closed_until_ms;
}

bool pace_gate_note(enum crm_outcome outcome)
{
	bool was_away = closed_s > 0;

	if (outcome != CRM_AWAY) {
		closed_s = closed_until_ms = 0;
		return was_away;
	}
	closed_s = closed_s ? closed_s * 2 : 1;
	if (closed_s > GATE_MOST_S)
		closed_s = GATE_MOST_S;
	closed_until_ms = clock_ms() + closed_s * 1000;
	return false;
}
