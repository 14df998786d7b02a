/* evaluate.c -- see evaluate.h. Scores stand still from a month's first day until the next; the riddles of that month are put to them. The
 * first 65 % of the history are only for learning. */
#include "evaluate/evaluate.h"

#include <stdlib.h>
#include <time.h>

#include "base/must.h"
#include "evaluate/history.h"
#include "evaluate/measure.h"
#include "evaluate/scores.h"

#define DAY_S	      86400
#define LEARN_PERCENT 65

struct evaluation {
	struct history history;
	struct scores *scores;
	size_t next_happening, next_riddle;
	uint32_t *pool; /* members active in the last year */
	size_t in_pool;
	double *sorted;
	struct measure among[SCORES], in_pool_of[SCORES];
};

/* The first day of the month after that of ${day}. */
static int32_t next_month(int32_t day)
{
	time_t at = (time_t)day * DAY_S;
	struct tm tm;

	gmtime_r(&at, &tm);
	tm.tm_mday = 1;
	tm.tm_mon++;
	return (int32_t)(timegm(&tm) / DAY_S);
}

static int by_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static int by_asked(const void *a, const void *b)
{
	const struct riddle *x = a, *y = b;

	return x->day < y->day ? -1 : x->day > y->day;
}

static void gather_pool(struct evaluation *e, int32_t day)
{
	uint32_t who;

	e->in_pool = 0;
	for (who = 1; who <= e->history.members; who++)
		if (scores_active(e->scores, who, day))
			e->pool[e->in_pool++] = who;
}

/* Puts the riddles before ${until} to one score as it stood on ${from}. */
static void put_riddles(struct evaluation *e, enum score kind, const double *score, int32_t from, size_t end)
{
	size_t i;

	for (i = 0; i < e->in_pool; i++)
		e->sorted[i] = score[e->pool[i]];
	qsort(e->sorted, e->in_pool, sizeof(*e->sorted), by_number);
	for (i = e->next_riddle; i < end; i++) {
		const struct riddle *r = &e->history.riddle[i];

		if (r->answerers >= 2)
			measure_among(&e->among[kind], score, e->history.answerer + r->first, r->answerers,
				r->winner);
		if (e->in_pool >= 2 && scores_active(e->scores, r->winner, from))
			measure_in_pool(&e->in_pool_of[kind], e->sorted, e->in_pool, score[r->winner]);
	}
}

/* The month from ${from} to before ${until}. */
static void put_month(struct evaluation *e, int32_t from, int32_t until)
{
	const double *const *score = scores_on(e->scores, from);
	size_t end = e->next_riddle;
	enum score kind;

	while (end < e->history.riddles && e->history.riddle[end].day < until)
		end++;
	gather_pool(e, from);
	for (kind = 0; kind < SCORES; kind++)
		put_riddles(e, kind, score[kind], from, end);
	e->next_riddle = end;
}

static void learn_until(struct evaluation *e, int32_t day)
{
	while (e->next_happening < e->history.happenings && e->history.happening[e->next_happening].day < day)
		scores_take(e->scores, &e->history.happening[e->next_happening++]);
}

static void run(struct evaluation *e, int32_t from, int32_t last)
{
	int32_t month, next;

	learn_until(e, from);
	while (e->next_riddle < e->history.riddles && e->history.riddle[e->next_riddle].day < from)
		e->next_riddle++;
	for (month = from; month <= last; month = next) {
		next = next_month(month);
		put_month(e, month, next);
		learn_until(e, next);
	}
}

static void print(const struct evaluation *e, FILE *out)
{
	enum score kind;

	fprintf(out,
		"A ranks a question's own answerers (n = %zu), B everybody active in the year before (n = %zu).\n\n",
		e->among[0].n, e->in_pool_of[0].n);
	fprintf(out, "%-28s %7s %7s  %7s %7s %7s\n", "score", "A AUC", "A MRR", "B AUC", "B MRR", "B Hit@10");
	for (kind = 0; kind < SCORES; kind++) {
		const struct measure *a = &e->among[kind], *b = &e->in_pool_of[kind];
		double na = a->n ? (double)a->n : 1, nb = b->n ? (double)b->n : 1;

		fprintf(out, "%-28s %7.4f %7.4f  %7.4f %7.4f %7.4f\n", score_names[kind], a->auc / na,
			a->mrr / na, b->auc / nb, b->mrr / nb, b->hit / nb);
	}
}

static void print_span(FILE *out, const char *what, int32_t day)
{
	time_t at = (time_t)day * DAY_S;
	struct tm tm;
	char text[32];

	gmtime_r(&at, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d", &tm);
	fprintf(out, "%s%s", what, text);
}

int evaluate(const char *directory, FILE *out)
{
	struct evaluation e = {0};
	struct history *h = &e.history;
	int32_t first, last, from;

	if (!history_read(h, directory)) {
		history_end(h);
		return 1;
	}
	if (!h->happenings || !h->riddles) {
		fprintf(stderr, "bothy: nothing in %s says who helped whom\n", directory);
		history_end(h);
		return 1;
	}
	qsort(h->riddle, h->riddles, sizeof(*h->riddle), by_asked);
	first = h->happening[0].day;
	last = h->happening[h->happenings - 1].day;
	from = next_month(first + (last - first) * LEARN_PERCENT / 100);
	print_span(out, "learned from ", first);
	print_span(out, ", tested from ", from);
	print_span(out, " to ", last);
	fputs("\n", out);
	e.scores = scores_new(h->members);
	e.pool = calloc(h->members + 1, sizeof(*e.pool));
	e.sorted = calloc(h->members + 1, sizeof(*e.sorted));
	must(e.pool && e.sorted);
	run(&e, from, last);
	print(&e, out);
	scores_free(e.scores);
	free(e.pool);
	free(e.sorted);
	history_end(h);
	return 0;
}
