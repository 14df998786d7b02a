/* pagerank.h -- PageRank of who answers whom (Zhang, Ackerman and Adamic, WWW 2007): an analyst's figure to compare with. Pure. */
#ifndef EVALUATE_PAGERANK_H
#define EVALUATE_PAGERANK_H

#include <stddef.h>
#include <stdint.h>

struct helped {
	uint32_t asker, helper;
	uint32_t times;
};

/* Fills ${rank}[1 … ${members}], which sum to 1: from each asker to those who answered, in proportion to how often; damping 0.85, until
 * the sum of changes is below 1e-10 or after 100 rounds. */
void pagerank(const struct helped *edge, size_t edges, uint32_t members, double *rank);

#endif
