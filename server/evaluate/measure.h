/* measure.h -- how well a score foretells who gives the accepted answer. Pure.
 *
 * A: ranks those who answered the question, where they are two or more. B: ranks everybody who answered something within a year
 * before, where the winner is among them. AUC is the chance that the winner stands above one of the others, MRR the mean of 1/rank,
 * hit how often he is among the first ten; equals share their places. */
#ifndef EVALUATE_MEASURE_H
#define EVALUATE_MEASURE_H

#include <stddef.h>
#include <stdint.h>

struct measure {
	size_t n;
	double auc, mrr, hit; /* sums over n */
};

/* ${score}[member] for the ${n} members in ${who}; ${winner} is one of them. n ≥ 2. */
void measure_among(struct measure *m, const double *score, const uint32_t *who, size_t n, uint32_t winner);
/* The same for a pool whose ${n} scores are sorted ascending already. */
void measure_in_pool(struct measure *m, const double *sorted, size_t n, double winners);

#endif
