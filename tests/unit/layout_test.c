/* layout_test.c -- the picture of the network: the same each time, on the sheet, nobody on top of another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/standing/layout.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* Numbers that look like chance and are the same each time. */
static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* ${n} members, ${edges} ties, most of them with the first few, as in life. */
static struct layout_edge *network(struct arena *a, size_t n, size_t edges, uint32_t seed)
{
	struct layout_edge *v = arena_array(a, struct layout_edge, edges + 1);
	size_t i;

	for (i = 0; i < edges; i++) {
		int32_t x = (int32_t)(next(&seed) % n),
			y = (int32_t)(next(&seed) % n % (1 + next(&seed) % n));

		v[i] = (struct layout_edge){x, y != x ? y : (int32_t)((x + 1) % (int32_t)n),
			(int32_t)(1000000 - i * 900000 / edges)};
	}
	return v;
}

static double distance(struct layout_place p, struct layout_place q)
{
	double x = p.x - q.x, y = p.y - q.y;

	return x * x + y * y;
}

static void test_sheet(void **state)
{
	static const struct {
		size_t n, edges;
		struct layout_sheet sheet;
	} rows[] = {
		{0, 0, {800, 600, 20, 54}},
		{1, 0, {800, 600, 20, 54}},
		{2, 0, {800, 600, 20, 54}},
		{2, 1, {800, 600, 20, 54}},
		{3, 0, {800, 600, 20, 54}},
		{12, 11, {800, 600, 20, 54}},
		{40, 60, {800, 600, 20, 54}},
		{60, 0, {800, 600, 20, 54}},
		{60, 500, {800, 600, 20, 54}},
		{150, 200, {800, 800, 20, 28}},
		{LAYOUT_MOST, 0, {800, 800, 20, 28}},
		{LAYOUT_MOST, 1, {800, 800, 20, 28}},
		{LAYOUT_MOST, 600, {800, 800, 20, 28}},
		{LAYOUT_MOST, 20000, {800, 800, 20, 28}},
	};
	size_t row, i, j;

	(void)state;
	for (row = 0; row < COUNT(rows); row++) {
		struct arena a = ARENA_EMPTY;
		const struct layout_sheet *s = &rows[row].sheet;
		size_t n = rows[row].n;
		struct layout_place *p = arena_array(&a, struct layout_place, n + 1);
		struct layout_place *again = arena_array(&a, struct layout_place, n + 1);
		struct layout_edge *edges = network(&a, n ? n : 1, rows[row].edges, 7);

		layout_draw(&a, s, n, edges, rows[row].edges, p);
		layout_draw(&a, s, n, edges, rows[row].edges, again);
		if (memcmp(p, again, n * sizeof(*p)) != 0)
			fail_msg("row %zu: another picture the second time", row);
		for (i = 0; i < n; i++) {
			if (p[i].x < s->margin || p[i].x > s->width - s->margin || p[i].y < s->margin ||
				p[i].y > s->height - s->margin)
				fail_msg("row %zu: member %zu at %d, %d", row, i, p[i].x, p[i].y);
			for (j = 0; j < i; j++)
				if (distance(p[i], p[j]) < (double)s->gap * s->gap)
					fail_msg("row %zu: members %zu and %zu are %.1f² apart", row, i, j,
						distance(p[i], p[j]));
		}
		arena_end(&a);
	}
}

/* Who has no ties at all still has a place of his own, also when everybody is tied to one. */
static void test_star(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct layout_sheet sheet = {800, 600, 20, 40};
	struct layout_edge edges[30];
	struct layout_place p[31];
	size_t i;

	(void)state;
	for (i = 0; i < 30; i++)
		edges[i] = (struct layout_edge){0, (int32_t)i + 1, 1};
	layout_draw(&a, &sheet, 31, edges, 30, p);
	assert_in_range(p[0].x, 300, 500);
	assert_in_range(p[0].y, 200, 400);
	arena_end(&a);
}

/* Two circles of friends with one tie between them do not lie over each other: every member is nearer to the middle of his own. */
static void test_circles(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct layout_sheet sheet = {800, 600, 20, 40};
	struct layout_edge edges[200];
	struct layout_place p[20], middle[2] = {{0, 0}, {0, 0}};
	size_t i, j, n = 0;

	(void)state;
	for (i = 0; i < 20; i++)
		for (j = 0; j < i; j++)
			if (i % 2 == j % 2)
				edges[n++] = (struct layout_edge){(int32_t)i, (int32_t)j, 500000};
	edges[n++] = (struct layout_edge){0, 1, 500000};
	layout_draw(&a, &sheet, 20, edges, n, p);
	for (i = 0; i < 20; i++) {
		middle[i % 2].x += p[i].x / 10;
		middle[i % 2].y += p[i].y / 10;
	}
	for (i = 0; i < 20; i++)
		assert_true(distance(p[i], middle[i % 2]) < distance(p[i], middle[1 - i % 2]));
	arena_end(&a);
}

/* Everybody keeps a tie to be seen by, however weak; the rest goes by strength. */
static void test_pick(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct layout_edge all[] = {{0, 1, 900}, {0, 2, 800}, {1, 2, 700}, {0, 3, 600}, {1, 3, 500},
		{2, 3, 400}, {4, 0, 1}};
	struct layout_edge v[COUNT(all)];
	static const struct {
		size_t most, n;
		int32_t last;
	} rows[] = {{0, 0, 0}, {3, 3, 700}, {6, 6, 1}, {7, 7, 1}, {100, 7, 1}};
	size_t i, j;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		memcpy(v, all, sizeof(v));
		assert_int_equal(layout_pick(&a, 5, v, COUNT(all), rows[i].most), rows[i].n);
		if (rows[i].n)
			assert_int_equal(v[rows[i].n - 1].strength, rows[i].last);
		for (j = 1; j < rows[i].n; j++)
			assert_true(v[j - 1].strength >= v[j].strength);
	}
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sheet),
		cmocka_unit_test(test_star),
		cmocka_unit_test(test_circles),
		cmocka_unit_test(test_pick),
	};

	return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
