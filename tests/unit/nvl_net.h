/* nvl_net.h -- ledgers for the tests of the Network Value Ledger: writing them, replaying them, looking at what comes out. */
#ifndef TESTS_NVL_NET_H
#define TESTS_NVL_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nvl/engine.h"

/* A ledger in the order of arrival; position is the place in it, from 1. */
struct ledger {
	struct nvl_entry *v;
	size_t n, room;
};
void ledger_end(struct ledger *l);
/* Appends with the next position, which it returns. */
int64_t ledger_add(struct ledger *l, struct nvl_entry e);
/* Sorts by (day, position). */
void ledger_sort(struct ledger *l);

/* "2026-01-31" as a day. */
int32_t day_of(const char *date);

/* Rows of credit as they were told. */
struct credits {
	struct nvl_credit *v;
	size_t n, room;
};
void credits_take(void *credits, const struct nvl_credit *c);
void credits_end(struct credits *c);

/* A new engine that has taken the first ${n} entries; rows of credit go to ${c} (NULL: nowhere). */
struct nvl *ledger_replay(const struct ledger *l, size_t n, int32_t circle_max, struct credits *c);
/* The settings that ledger_replay() uses. */
struct nvl_settings ledger_settings(const struct ledger *l, int32_t circle_max);

/* HV + FV + TV, 0 of nobody. */
int64_t score_of(struct nvl *n, int64_t member);

/* A row's share in its receiver's HV on the engine's day. */
int64_t credit_share(const struct nvl *n, const struct nvl_credit *c, int32_t landmark);

#endif
