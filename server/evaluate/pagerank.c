/* pagerank.c -- see pagerank.h. Power iteration; who was never helped gives to all alike. */
#include "evaluate/pagerank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#define DAMPING 0.85
#define ROUNDS	100
#define SETTLED 1e-10

/* One round: ${next} from ${rank}; returns the sum of changes. ${out} is what each member's edges weigh together. */
static double spread(const struct helped *edge, size_t edges, uint32_t members, const double *out,
	const double *rank, double *next)
{
	double loose = 0, change = 0;
	size_t i;

	memset(next, 0, (members + 1) * sizeof(*next));
	for (i = 1; i <= members; i++)
		if (out[i] == 0)
			loose += rank[i];
	for (i = 0; i < edges; i++)
		next[edge[i].helper] += rank[edge[i].asker] * edge[i].times / out[edge[i].asker];
	for (i = 1; i <= members; i++) {
		next[i] = (1 - DAMPING) / members + DAMPING * (next[i] + loose / members);
		change += fabs(next[i] - rank[i]);
	}
	return change;
}

void pagerank(const struct helped *edge, size_t edges, uint32_t members, double *rank)
{
	double *out = calloc(members + 1, sizeof(*out)), *next = calloc(members + 1, sizeof(*next));
	double change = 1;
	size_t i, round;

	must(out && next);
	for (i = 0; i < edges; i++)
		out[edge[i].asker] += edge[i].times;
	for (i = 1; i <= members; i++)
		rank[i] = 1.0 / members;
	for (round = 0; round < ROUNDS && change > SETTLED; round++) {
		change = spread(edge, edges, members, out, rank, next);
		memcpy(rank, next, (members + 1) * sizeof(*rank));
	}
	free(out);
	free(next);
}
