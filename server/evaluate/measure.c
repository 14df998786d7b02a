/* measure.c -- see measure.h. */
#include "evaluate/measure.h"

#define HIT_PLACES 10

/* ${above} stand before the winner, ${beside} are his equals, of ${n} in all. */
static void add(struct measure *m, size_t above, size_t beside, size_t n)
{
	double others = (double)n - 1, rank = 1 + (double)above + (double)beside / 2;

	m->n++;
	m->auc += (others - (double)above - (double)beside / 2) / others;
	m->mrr += 1 / rank;
	m->hit += rank <= HIT_PLACES;
}

void measure_among(struct measure *m, const double *score, const uint32_t *who, size_t n, uint32_t winner)
{
	size_t i, above = 0, beside = 0;

	for (i = 0; i < n; i++) {
		if (who[i] == winner)
			continue;
		above += score[who[i]] > score[winner];
		beside += score[who[i]] == score[winner];
	}
	add(m, above, beside, n);
}

/* How many of ${sorted} are below ${x}, or (${with}) at most ${x}. */
static size_t below(const double *sorted, size_t n, double x, int with)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sorted[middle] < x || (with && sorted[middle] == x))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void measure_in_pool(struct measure *m, const double *sorted, size_t n, double winners)
{
	size_t low = below(sorted, n, winners, 0), high = below(sorted, n, winners, 1);

	add(m, n - high, high - low - 1, n);
}
