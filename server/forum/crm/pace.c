/* pace.c -- see pace.h. */
#include "forum/crm/pace.h"

#include "base/clock.h"

#define MOST_S	    300
#define GATE_MOST_S 15

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

static struct {
	int64_t until_ms, s;
} closed[PACE_ROUNDS];

bool pace_gate_open(enum pace_round round)
{
	return clock_ms() >= closed[round].until_ms;
}

static bool all_open(void)
{
	bool was_closed = false;
	int i;

	for (i = 0; i < PACE_ROUNDS; i++) {
		was_closed = was_closed || closed[i].s;
		closed[i].s = closed[i].until_ms = 0;
	}
	return was_closed;
}

bool pace_gate_note(enum pace_round round, enum crm_outcome outcome)
{
	int64_t s = closed[round].s ? closed[round].s * 2 : 1;

	if (outcome != CRM_AWAY)
		return all_open();
	closed[round].s = s < GATE_MOST_S ? s : GATE_MOST_S;
	closed[round].until_ms = clock_ms() + closed[round].s * 1000;
	return false;
}
