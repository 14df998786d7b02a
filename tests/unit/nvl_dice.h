/* nvl_dice.h -- random ledgers with everything in them, for what must hold in every network. NVL_SEED and NVL_CASES in the environment
 * choose other ones than usual; the seed of a case that fails is told. */
#ifndef TESTS_NVL_DICE_H
#define TESTS_NVL_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nvl_net.h"

#define NVL_CASES   1200
#define NVL_MEMBERS 14 /* at most, with ids from 1 */
#define NVL_POSTS   40

struct shape {
	int64_t members, posts;
	int32_t first, days; /* acts lie in these days */
	size_t acts;
	size_t hot; /* an entry that much is done about */
	int32_t circle_max;
};

/* 0 … n - 1 */
int64_t any(int64_t n);
bool one_in(int64_t n);

int64_t author_of(const struct shape *s, int64_t post);
/* Fills ${l}, sorted. */
struct shape any_ledger(struct ledger *l);

/* Calls ${f} for each case with a ledger of its own; one in ${part} of the cases. */
void for_each_case(void (*f)(const struct ledger *l, const struct shape *s), size_t part);
/* The same for those who roll their own. */
void for_each_roll(void (*f)(void), size_t part);

/* A cmocka teardown: it leaves a test that fails, and then the seed of its case is told. */
int tell_seed(void **state);
#define RANDOM_TEST(f) cmocka_unit_test_teardown(f, tell_seed)

#endif
