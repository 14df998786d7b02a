/* scores.h -- the scores that are compared, kept up to date as a forum's history passes. */
#ifndef EVALUATE_SCORES_H
#define EVALUATE_SCORES_H

#include <stdbool.h>
#include <stdint.h>

enum score {
	SCORE_ANSWERS,	  /* how many were given */
	SCORE_IN_DEGREE,  /* how many askers were answered */
	SCORE_PAGERANK,	  /* pagerank.h */
	SCORE_HELP,	  /* HV of the Network Value Ledger */
	SCORE_TIES,	  /* TV */
	SCORE_FOUND,	  /* FV, upvotes taken for visitors who found it */
	SCORE_REPUTATION, /* R = HV + TV + FV */
	SCORE_ROUTING,	  /* who to ask */
	SCORES
};
extern const char *const score_names[SCORES];

struct happening;
struct scores;

struct scores *scores_new(uint32_t members);
void scores_free(struct scores *s);

/* Days must not go back. */
void scores_take(struct scores *s, const struct happening *x);
/* The beginning of ${day}, a month's first: ${out}[score][member] for all; returns the scores, which live until the next call. */
const double *const *scores_on(struct scores *s, int32_t day);
/* Whether ${member} answered something in the year before ${day}. */
bool scores_active(const struct scores *s, uint32_t member, int32_t day);

#endif
