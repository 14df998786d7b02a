/* gather.h -- what the engine computed, as rows of the tables of schema standing, column by column in their order. */
#ifndef FORUM_STANDING_GATHER_H
#define FORUM_STANDING_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "forum/standing/rows.h"
#include "nvl/engine.h"

struct gathered {
	struct rows credit, act, pair, tie, found, said, fact, voice, score, network;
	int64_t *members; /* whose score may have changed */
	size_t member_count, member_room;
	int64_t next_credit;
	const struct nvl *engine;
};

/* ${copy}: for COPY, else for unnest(). */
void gathered_begin(struct gathered *g, bool copy);
/* Takes a row of credit; an nvl_credit_f. */
void gather_credit(void *gathered, const struct nvl_credit *c);
/* Takes the network as it is on the engine's day. */
void gather_network(struct gathered *g, const struct nvl *n);
/* Takes all the engine has, or only what ${changed} since it was loaded. */
void gather_all(struct gathered *g, const struct nvl *n, bool changed);
/* An arena_defer function: frees all. */
void gathered_free(void *gathered);

#endif
