/* evaluate_test.c -- measures against hand-counted places, PageRank against known networks, and the whole evaluation on a real forum:
 * the figures that reputation must reach there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "evaluate/evaluate.h"
#include "evaluate/history.h"
#include "evaluate/measure.h"
#include "evaluate/pagerank.h"
#include "evaluate/scores.h"

#define TRAVEL "../shared/data/travel-se"

static void near(double got, double want)
{
	if (fabs(got - want) > 1e-9)
		fail_msg("%.12f, not %.12f", got, want);
}

static void test_places_among_answerers(void **state)
{
	static const struct {
		double score[5]; /* of members 1 to 4 */
		size_t n;
		uint32_t winner;
		double auc, mrr;
	} cases[] = {
		{{0, 3, 2, 1, 0}, 3, 1, 1, 1},
		{{0, 3, 2, 1, 0}, 3, 2, 0.5, 0.5},
		{{0, 3, 2, 1, 0}, 3, 3, 0, 1.0 / 3},
		{{0, 5, 5, 0, 0}, 2, 1, 0.5, 1 / 1.5},
		{{0, 0, 0, 0, 0}, 4, 4, 0.5, 1 / 2.5},
	};
	static const uint32_t who[] = {1, 2, 3, 4};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct measure m = {0};

		measure_among(&m, cases[i].score, who, cases[i].n, cases[i].winner);
		assert_int_equal(m.n, 1);
		near(m.auc, cases[i].auc);
		near(m.mrr, cases[i].mrr);
	}
}

/* A pool gives the same as ranking its members one by one. */
static void test_a_pool_is_a_large_group(void **state)
{
	enum { MEMBERS = 40 };
	double score[MEMBERS + 1] = {0}, sorted[MEMBERS];
	uint32_t who[MEMBERS], winner;
	size_t i;

	(void)state;
	for (i = 0; i < MEMBERS; i++) {
		who[i] = (uint32_t)i + 1;
		score[i + 1] = sorted[i] = (double)(i / 3);
	}
	for (winner = 1; winner <= MEMBERS; winner++) {
		struct measure one = {0}, pool = {0};

		measure_among(&one, score, who, MEMBERS, winner);
		measure_in_pool(&pool, sorted, MEMBERS, score[winner]);
		near(pool.auc, one.auc);
		near(pool.mrr, one.mrr);
		near(pool.hit, one.hit);
	}
}

static void test_pagerank_of_small_networks(void **state)
{
	static const struct helped ring[] = {{1, 2, 7}, {2, 3, 1}, {3, 1, 4}},
				   star[] = {{1, 4, 1}, {2, 4, 1}, {3, 4, 1}};
	double rank[5] = {0}, sum;

	(void)state;
	pagerank(ring, 3, 3, rank);
	near(rank[1], 1.0 / 3);
	near(rank[3], 1.0 / 3);
	pagerank(star, 3, 4, rank);
	sum = rank[1] + rank[2] + rank[3] + rank[4];
	assert_true(fabs(sum - 1) < 1e-6);
	assert_true(fabs(rank[1] - rank[2]) < 1e-12 && rank[4] > 3 * rank[1]);
	/* x = 0.15/4 + 0.85 c/4, c = 0.15/4 + 0.85 (3x + c/4) */
	assert_true(fabs(rank[1] - (0.15 + 0.85 * rank[4]) / 4) < 1e-6);
}

static void put(const char *folder, const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void test_history_leaves_out_what_says_nothing(void **state)
{
	char folder[] = "/tmp/bothy-history-XXXXXX", command[64];
	struct history h = {0};
	size_t i, kinds[5] = {0};

	(void)state;
	assert_non_null(mkdtemp(folder));
	put(folder, "Posts.csv",
		"Id,PostTypeId,ParentId,AcceptedAnswerId,CreationDate,OwnerUserId\n"
		"1,1,,3,2020-01-01,10\n"
		"2,2,1,,2020-01-02,11\n"
		"3,2,1,,2020-01-03,12\n"
		"4,2,1,,2020-01-03,10\n" /* by the asker */
		"5,2,1,,2020-01-04,\n"	 /* by a deleted account */
		"6,1,,7,2020-02-01,11\n" /* solved by the asker */
		"7,2,6,,2020-02-01,11\n"
		"8,2,99,,2020-02-01,12\n"); /* its question is not there */
	put(folder, "Votes.csv",
		"PostId,VoteTypeId,CreationDate\n"
		"3,1,2020-01-05\n7,1,2020-02-02\n2,2,2020-01-02\n1,2,2020-01-02\n2,3,2020-01-02\n8,2,2020-02-03\n");
	put(folder, "Comments.csv",
		"PostId,UserId,CreationDate\n3,10,2020-01-04\n3,12,2020-01-04\n3,,2020-01-04\n98,10,2020-01-04\n");
	assert_true(history_read(&h, folder));
	for (i = 0; i < h.happenings; i++)
		kinds[h.happening[i].kind]++;
	assert_int_equal(kinds[HAPPENED_ACCEPT], 1);
	assert_int_equal(kinds[HAPPENED_ANSWER], 2);
	assert_int_equal(kinds[HAPPENED_COMMENT], 1);
	assert_int_equal(kinds[HAPPENED_QUESTION], 2);
	assert_int_equal(kinds[HAPPENED_UPVOTE], 2);
	assert_int_equal(h.members, 3);
	assert_int_equal(h.riddles, 1);
	assert_int_equal(h.riddle[0].answerers, 2);
	assert_int_equal(h.riddle[0].winner, (uint32_t)idmap_find(&h.member_of, 12));
	for (i = 1; i < h.happenings; i++)
		assert_true(h.happening[i - 1].day <= h.happening[i].day);
	history_end(&h);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	assert_int_equal(system(command), 0);
}

/* The row of a score in the table that was printed: A AUC, A MRR, B AUC, B MRR, B Hit@10. */
static void row_of(const char *table, enum score kind, double v[5])
{
	const char *at = strstr(table, score_names[kind]);

	assert_non_null(at);
	assert_int_equal(sscanf(at + strlen(score_names[kind]), "%lf %lf %lf %lf %lf", &v[0], &v[1], &v[2],
				 &v[3], &v[4]),
		5);
}

static void at_least(const char *what, double got, double least)
{
	if (got < least)
		fail_msg("%s is %.4f, and must be at least %.4f", what, got, least);
}

static void test_reputation_foretells_who_helps(void **state)
{
	char *table = NULL;
	size_t n = 0;
	double v[5];
	FILE *out;

	(void)state;
	if (access(TRAVEL, R_OK) != 0) {
		printf("skipped: %s is not there\n", TRAVEL);
		skip();
	}
	out = open_memstream(&table, &n);
	assert_int_equal(evaluate(TRAVEL, out), 0);
	fclose(out);
	row_of(table, SCORE_REPUTATION, v);
	at_least("R's A AUC", v[0], 0.655);
	at_least("R's B AUC", v[2], 0.945);
	at_least("R's B MRR", v[3], 0.10);
	row_of(table, SCORE_ROUTING, v);
	at_least("routing's B MRR", v[3], 0.135);
	at_least("routing's B Hit@10", v[4], 0.34);
	free(table);
}

static void test_nothing_to_read(void **state)
{
	(void)state;
	assert_int_equal(evaluate("/nonexistent", stdout), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places_among_answerers),
		cmocka_unit_test(test_a_pool_is_a_large_group),
		cmocka_unit_test(test_pagerank_of_small_networks),
		cmocka_unit_test(test_history_leaves_out_what_says_nothing),
		cmocka_unit_test(test_reputation_foretells_who_helps),
		cmocka_unit_test(test_nothing_to_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
