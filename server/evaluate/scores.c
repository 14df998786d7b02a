/* scores.c -- see scores.h.
 *
 * The ledger is fed as reputation is: accepted answers are ACCEPT, upvotes are FOUND (the dump does not say by whom), answers and
 * comments are SAID and give DIALOG once an exchange goes both ways, and everybody is a verified customer since first seen.
 * Nobody is staff, and no group is taken for a ring. An upvote needs no other act on its answer (found_alone): it was a member's act,
 * only the dump does not tell whose. */
#include "evaluate/scores.h"

#include <stdlib.h>

#include "base/must.h"
#include "evaluate/history.h"
#include "evaluate/pagerank.h"
#include "nvl/ask.h"
#include "nvl/engine.h"

#define YEAR	  365
#define NO_CIRCLE 1
#define VISITOR	  1000 /* milli-visitors */

const char *const score_names[SCORES] = {"# answers", "InDegree (askers answered)", "PageRank (our own)",
	"HV", "TV", "FV", "R = HV + TV + FV", "routing"};

struct answered {
	uint32_t by;
	int32_t day;
};

struct scores {
	struct nvl *ledger;
	int64_t position;
	uint32_t members;
	bool *seen;
	int64_t *answers, *accepted, *in_degree, *weights;
	int32_t *last;		       /* day of the last answer */
	ARRAY(struct answered, given); /* each answer */
	ARRAY(struct helped, edge);
	struct idmap edge_of;
	double *out[SCORES];
};

static void *of_members(uint32_t members, size_t size)
{
	void *x = calloc(members + 1, size);

	must(x);
	return x;
}

struct scores *scores_new(uint32_t members)
{
	struct scores *s = calloc(1, sizeof(*s));
	size_t i;

	must(s);
	s->members = members;
	s->seen = of_members(members, sizeof(*s->seen));
	s->answers = of_members(members, sizeof(*s->answers));
	s->accepted = of_members(members, sizeof(*s->accepted));
	s->in_degree = of_members(members, sizeof(*s->in_degree));
	s->weights = of_members(members, sizeof(*s->weights));
	s->last = of_members(members, sizeof(*s->last));
	for (i = 0; i < SCORES; i++)
		s->out[i] = of_members(members, sizeof(double));
	return s;
}

void scores_free(struct scores *s)
{
	size_t i;

	if (!s)
		return;
	nvl_free(s->ledger);
	free(s->seen);
	free(s->answers);
	free(s->accepted);
	free(s->in_degree);
	free(s->weights);
	free(s->last);
	free(s->given);
	free(s->edge);
	idmap_end(&s->edge_of);
	for (i = 0; i < SCORES; i++)
		free(s->out[i]);
	free(s);
}

static void enter(struct scores *s, struct nvl_entry e)
{
	enum nvl_verdict verdict;

	e.position = ++s->position;
	verdict = nvl_add(s->ledger, &e);
	must(verdict != NVL_LATE);
}

static void meet(struct scores *s, uint32_t member, int32_t day)
{
	if (!member || s->seen[member])
		return;
	s->seen[member] = true;
	enter(s, (struct nvl_entry){.kind = NVL_VERIFIED, .day = day, .giver = member, .number = day});
}

static void said(struct scores *s, const struct happening *x)
{
	enter(s, (struct nvl_entry){.kind = NVL_SAID,
			 .day = x->day,
			 .giver = x->by,
			 .receiver = x->to,
			 .thread = x->thread});
}

static void count_answer(struct scores *s, const struct happening *x)
{
	int64_t key = (int64_t)x->to << 32 | x->by, edge;

	s->answers[x->by]++;
	s->last[x->by] = x->day;
	*array_add(s, given) = (struct answered){x->by, x->day};
	if (idmap_add(&s->edge_of, key, (int64_t)s->edges)) {
		s->in_degree[x->by]++;
		*array_add(s, edge) = (struct helped){.asker = x->to, .helper = x->by};
	}
	edge = idmap_find(&s->edge_of, key);
	s->edge[edge].times++;
}

void scores_take(struct scores *s, const struct happening *x)
{
	if (!s->ledger)
		s->ledger = nvl_new(&(struct nvl_settings){.landmark = decay_landmark(x->day),
					    .circle_max = NO_CIRCLE,
					    .found_alone = true},
			NULL, NULL);
	meet(s, x->by, x->day);
	meet(s, x->to, x->day);
	switch (x->kind) {
	case HAPPENED_ACCEPT:
		s->accepted[x->to]++;
		enter(s, (struct nvl_entry){.kind = NVL_ACCEPT,
				 .day = x->day,
				 .giver = x->by,
				 .receiver = x->to,
				 .thread = x->thread,
				 .post = x->post});
		break;
	case HAPPENED_ANSWER:
		count_answer(s, x);
		said(s, x);
		break;
	case HAPPENED_COMMENT:
		said(s, x);
		break;
	case HAPPENED_QUESTION:
		break;
	case HAPPENED_UPVOTE:
		enter(s, (struct nvl_entry){.kind = NVL_FOUND,
				 .day = x->day,
				 .receiver = x->to,
				 .thread = x->thread,
				 .post = x->post,
				 .number = VISITOR});
		break;
	}
}

static void weigh_answers(struct scores *s, int32_t day)
{
	size_t i;

	for (i = 0; i <= s->members; i++)
		s->weights[i] = 0;
	for (i = 0; i < s->givens; i++)
		s->weights[s->given[i].by] += nvl_ask_weight(day - s->given[i].day);
}

static void score(struct scores *s, uint32_t who)
{
	const struct nvl_member *m = nvl_member_of(s->ledger, who);

	s->out[SCORE_ANSWERS][who] = (double)s->answers[who];
	s->out[SCORE_IN_DEGREE][who] = (double)s->in_degree[who];
	s->out[SCORE_HELP][who] = m ? (double)m->help : 0;
	s->out[SCORE_TIES][who] = m ? (double)m->ties : 0;
	s->out[SCORE_FOUND][who] = m ? (double)m->found : 0;
	s->out[SCORE_REPUTATION][who] = m ? (double)(m->help + m->ties + m->found) : 0;
	s->out[SCORE_ROUTING][who] =
		(double)nvl_ask_score(s->weights[who], s->answers[who], s->accepted[who]);
}

const double *const *scores_on(struct scores *s, int32_t day)
{
	uint32_t who;

	if (s->ledger)
		nvl_go_to(s->ledger, day);
	weigh_answers(s, day);
	pagerank(s->edge, s->edges, s->members, s->out[SCORE_PAGERANK]);
	for (who = 1; s->ledger && who <= s->members; who++)
		score(s, who);
	return (const double *const *)s->out;
}

bool scores_active(const struct scores *s, uint32_t member, int32_t day)
{
	return s->answers[member] > 0 && day - s->last[member] <= YEAR;
}
