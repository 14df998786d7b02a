/* nvl_circle_test.c -- who can be reached from each other: known graphs, random ones against a slow way to say it, and a chain that
 * no recursion would survive. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nvl/circle.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define MOST	    32

/* A graph as a matrix, to its groups. */
static size_t groups_of(size_t n, bool edge[MOST][MOST], uint32_t group[MOST])
{
	uint32_t first[MOST + 1] = {0}, to[MOST * MOST];
	size_t v, u, edges = 0;

	for (v = 0; v < n; v++) {
		first[v] = (uint32_t)edges;
		for (u = 0; u < n; u++)
			if (edge[v][u])
				to[edges++] = (uint32_t)u;
	}
	first[n] = (uint32_t)edges;
	return circle_groups(n, first, to, group);
}

/* Nodes are letters: "ab bc ca" are three edges; groups as "abc d". */
static void test_known(void **state)
{
	static const struct {
		size_t n;
		const char *edges, *groups;
	} rows[] = {
		{0, "", ""},
		{1, "", "a"},
		{1, "aa", "a"},
		{3, "ab bc", "a b c"},
		{3, "ab bc ca", "abc"},
		{4, "ab ba cd dc bc", "ab cd"},
		{4, "ab ba cd dc bc da", "abcd"},
		{6, "ab bc ca de ef fd cd", "abc def"},
		{5, "ab ba ac ca ad da", "abcd e"},
		{6, "ab bc cd de ef fb", "a bcdef"},
		{4, "ac cb ba bd", "abc d"},
	};
	size_t i, v, u;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		bool edge[MOST][MOST] = {0}, told[MOST] = {0};
		uint32_t group[MOST];
		char out[128] = "";
		const char *s;
		size_t n = 0;

		for (s = rows[i].edges; *s; s += s[2] ? 3 : 2)
			edge[s[0] - 'a'][s[1] - 'a'] = true;
		groups_of(rows[i].n, edge, group);
		for (v = 0; v < rows[i].n; v++) {
			if (told[v])
				continue;
			if (n)
				out[n++] = ' ';
			for (u = v; u < rows[i].n; u++)
				if (group[u] == group[v]) {
					told[u] = true;
					out[n++] = (char)('a' + u);
				}
		}
		assert_string_equal(out, rows[i].groups);
	}
}

static void test_random(void **state)
{
	unsigned seed = 20260331;
	size_t round, n, v, u, w, count;

	(void)state;
	for (round = 0; round < 3000; round++) {
		bool edge[MOST][MOST] = {0}, reach[MOST][MOST] = {0}, seen[MOST] = {0};
		uint32_t group[MOST];
		size_t edges;

		n = 1 + (size_t)rand_r(&seed) % 20;
		for (edges = (size_t)rand_r(&seed) % (2 * n + 1); edges; edges--)
			edge[(size_t)rand_r(&seed) % n][(size_t)rand_r(&seed) % n] = true;
		memcpy(reach, edge, sizeof(reach));
		for (w = 0; w < n; w++)
			for (v = 0; v < n; v++)
				for (u = 0; u < n; u++)
					reach[v][u] |= reach[v][w] && reach[w][u];
		count = groups_of(n, edge, group);
		for (v = 0; v < n; v++) {
			assert_true(group[v] < count);
			seen[group[v]] = true;
			for (u = 0; u < n; u++)
				assert_int_equal(group[v] == group[u],
					v == u || (reach[v][u] && reach[u][v]));
		}
		for (v = 0; v < count; v++)
			assert_true(seen[v]);
	}
}

/* A million people in a row; then the last helps the first. */
static void test_chain(void **state)
{
	const uint32_t n = 1000000;
	uint32_t *first = calloc(n + 1, sizeof(*first)), *to = calloc(n, sizeof(*to)),
		 *group = calloc(n, sizeof(*group));
	uint32_t v;

	(void)state;
	for (v = 0; v < n; v++) {
		first[v] = v;
		to[v] = (v + 1) % n;
	}
	first[n] = n - 1;
	assert_int_equal(circle_groups(n, first, to, group), n);
	first[n] = n;
	assert_int_equal(circle_groups(n, first, to, group), 1);
	free(first);
	free(to);
	free(group);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_chain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
