/* network_test.c -- what pages of reputation make of numbers: shares that sum exactly, points with all digits, months, the picture. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/arena.h"
#include "forum/standing/helpers.h"
#include "forum/standing/network.h"
#include "forum/standing/why.h"
#include "nvl/engine.h"
#include "templates/standing/network.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void test_points(void **state)
{
	static const struct {
		int64_t value;
		const char *text;
	} rows[] = {{0, "0.00000"}, {1, "0.00001"}, {438116, "4.38116"}, {-438116, "−4.38116"},
		{-1, "−0.00001"}, {3465091, "34.65091"}, {123456789012, "1234567.89012"}};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_string_equal(why_points(&a, rows[i].value), rows[i].text);
	assert_int_equal(standing_points(&(struct standing){.help = 2152326, .found = 436955, .tie = 875810}),
		34);
	arena_end(&a);
}

/* Two acts of one giver: the shares of the worked example, which sum to the pair's value; and a correction takes its share back. */
static void test_shares(void **state)
{
	const struct standing s = {.day = 20543 /* 2026-03-31 */, .landmark = 18262 /* 2020-01-01 */};
	const int64_t days[] = {20458 /* 01-05 */, 20498 /* 02-14 */};
	const int64_t expected[] = {438116, 472694};
	struct why_credit c[3] = {{0}};
	wide_t sum = 0;
	int64_t shares = 0;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		sum += 500 * decay_factor(NVL_HELP_DAYS, (int32_t)(days[i] - s.landmark));
		c[i] = (struct why_credit){.kind = NVL_ACCEPT, .day = days[i], .credit = 500, .total = sum};
	}
	for (i = 0; i < 2; i++) {
		c[i].sum = sum;
		assert_int_equal(why_share(&s, &c[i]), expected[i]);
		shares += why_share(&s, &c[i]);
	}
	assert_int_equal(shares, 910810);

	/* the first is voided: what is left is what the second alone is worth */
	c[2] = (struct why_credit){.kind = NVL_ACCEPT,
		.entry = NVL_VOID,
		.day = days[0],
		.credit = -500,
		.total = sum - 500 * decay_factor(NVL_HELP_DAYS, (int32_t)(days[0] - s.landmark))};
	for (i = shares = 0; i < 3; i++) {
		c[i].sum = c[2].total;
		shares += why_share(&s, &c[i]);
	}
	assert_true(why_share(&s, &c[2]) < 0);
	assert_int_equal(shares,
		nvl_phi(decay_value(NVL_HELP_DAYS, c[2].total, (int32_t)(s.day - s.landmark))));

	/* everything voided, and what only ties */
	c[0].sum = 0;
	assert_int_equal(why_share(&s, &c[0]), 0);
	c[1].kind = NVL_DIALOG;
	assert_int_equal(why_share(&s, &c[1]), 0);
}

static void test_months(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		int64_t first; /* seconds */
	} rows[] = {{"2026-11", true, 1793491200}, {"1970-01", true, 0}, {"2024-03", true, 1709251200},
		{"2000-02", true, 949363200}, {"9999-12", true, 253399622400}, {"2026-13", false, 0},
		{"2026-00", false, 0}, {"2026-1", false, 0}, {"2026", false, 0}, {"", false, 0},
		{NULL, false, 0}, {"26-11", false, 0}, {"2026-11-01", false, 0}, {"-026-11", false, 0},
		{"2026--1", false, 0}, {"1969-12", false, 0}, {"2026-1a", false, 0}};
	struct arena a = ARENA_EMPTY;
	int64_t month;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		month = 0;
		if (month_read(rows[i].text, &month) != rows[i].ok)
			fail_msg("row %zu: %s", i, rows[i].text ? rows[i].text : "NULL");
		if (!rows[i].ok)
			continue;
		assert_int_equal(month_start(month).us, rows[i].first * 1000000);
		assert_string_equal(month_text(&a, month), rows[i].text);
		assert_int_equal(month_of(month_start(month)), month);
		if (month > 1970 * 12)
			assert_int_equal(month_of((struct when){month_start(month).us - 1}), month - 1);
	}
	arena_end(&a);
}

/* As many as there may be: each has its circle, lines are in their classes, no name runs over the edge. */
static void test_picture(void **state)
{
	static const size_t sizes[] = {0, 1, 2, NETWORK_PHONE, NETWORK_PHONE + 1, LAYOUT_MOST};
	size_t row, i;

	(void)state;
	for (row = 0; row < COUNT(sizes); row++) {
		struct arena a = ARENA_EMPTY;
		size_t n = sizes[row];
		struct layout_sheet on = network_sheet_for(n);
		struct network_sheet sheet = {on.width, on.height, true};
		struct network_places places = {arena_array(&a, struct network_place, n + 1), n};
		struct layout_place *at = arena_array(&a, struct layout_place, n + 1);
		struct network_lines lines = {arena_array(&a, struct layout_edge, n + 1), n > 1 ? n - 1 : 0};
		struct net_picture p;

		for (i = 0; i < lines.n; i++)
			lines.v[i] =
				(struct layout_edge){(int32_t)i / 2, (int32_t)i + 1, (int32_t)(i * 3000)};
		layout_draw(&a, &on, n, lines.v, lines.n, at);
		for (i = 0; i < n; i++)
			places.v[i] = (struct network_place){.rank = (int64_t)i,
				.x = at[i].x,
				.y = at[i].y,
				.people = (int64_t)(n - i) * 7,
				.who = {.name = "somebody",
					.display = "A rather long display name",
					.gone = i == 1}};
		p = network_picture(&a, &sheet, &places, &lines);
		assert_int_equal(p.nodes.n, n);
		for (i = 0; i < n; i++) {
			assert_true(2 * p.nodes.v[i].r <= on.gap); /* no circle on another */
			assert_int_equal(p.nodes.v[i].url == NULL, i == 1);
		}
		for (i = 0; i < p.labels.n; i++)
			assert_in_range(p.labels.v[i].x, 0, on.width);
		assert_int_equal(p.lines[0] != NULL, n > 1);
		assert_int_equal(p.lines[3] != NULL, n > 200);
		arena_end(&a);
	}
}

/* The bigger circle has its name, though a smaller one is stronger and small ones stand all around it; where nothing is in the way, on its right. */
static void test_names(void **state)
{
	static const struct {
		int64_t x, y, people;
		const char *name;
	} at[] = {{300, 300, 0, "tiny-1"}, {400, 300, 200, "Big"}, {450, 300, 0, "tiny-2"},
		{350, 300, 0, "tiny-3"}, {400, 340, 0, "tiny-4"}, {400, 262, 0, "tiny-5"},
		{100, 100, 150, "Alone"}};
	struct arena a = ARENA_EMPTY;
	struct network_sheet sheet = {800, 600, true};
	struct network_places places = {arena_array(&a, struct network_place, COUNT(at)), COUNT(at)};
	struct network_lines lines = {0};
	struct net_picture p;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(at); i++)
		places.v[i] = (struct network_place){.rank = (int64_t)i,
			.x = at[i].x,
			.y = at[i].y,
			.people = at[i].people,
			.who = {.name = "somebody", .display = at[i].name}};
	p = network_picture(&a, &sheet, &places, &lines);
	assert_true(p.labels.n >= 2);
	assert_string_equal(p.labels.v[0].text, "Big");
	assert_string_equal(p.labels.v[1].text, "Alone");
	assert_int_equal(p.labels.v[1].side, NET_RIGHT);
	assert_in_range(p.labels.v[1].x, 100, 130);
	arena_end(&a);
}

/* A line to somebody who may not be shown is not drawn. */
static void test_hidden(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct network_sheet sheet = {800, 600, true};
	struct network_place place = {.rank = 5, .x = 10, .y = 20, .who = {.name = "one", .display = "One"}};
	struct layout_edge line = {5, 6, 900000};
	struct net_picture p = network_picture(&a, &sheet, &(struct network_places){&place, 1},
		&(struct network_lines){&line, 1});
	struct network_tie ties[] = {{.strength = 5, .other = {.hidden = true}},
		{.strength = 4, .other = {.name = "two", .display = "Two"}}};
	struct net_picture near = network_near(&a, &(struct standing){.who = {.display = "Me"}},
		&(struct network_ties){ties, 2});

	(void)state;
	assert_int_equal(p.nodes.n, 1);
	assert_null(p.lines[3]);
	assert_int_equal(near.nodes.n, 2);
	assert_true(near.nodes.v[0].centre);
	assert_string_equal(near.nodes.v[1].display, "Two");
	arena_end(&a);
}

/* However many days there are, the line goes from the first to the last within the sheet; rows are the last and the beginnings of months. */
static void test_chart(void **state)
{
	static const struct {
		size_t days;
		const char *most;
		size_t months;
	} rows[] = {{0, NULL, 0}, {1, NULL, 1}, {2, "0.2", 2}, {31, "4.0", 2}, {32, "4.0", 2},
		{365, "40.0", 13}, {731, "80.0", 25}};
	size_t row, i;

	(void)state;
	for (row = 0; row < COUNT(rows); row++) {
		struct arena a = ARENA_EMPTY;
		struct network_days days = {arena_array(&a, struct network_day, rows[row].days + 1),
			rows[row].days};
		struct value_chart c;

		for (i = 0; i < days.n; i++)
			days.v[i] = (struct network_day){.day = 20454 /* 2026-01-01 */ + (int64_t)i,
				.value = 100000 * (int64_t)(i + 1)};
		c = network_chart(&a, &days);
		assert_int_equal(c.months.n, rows[row].months);
		if (!rows[row].most) {
			assert_null(c.line);
		} else {
			assert_string_equal(c.most, rows[row].most);
			assert_non_null(strstr(c.line, "L1000 "));
			assert_null(strchr(c.line, '-'));
		}
		arena_end(&a);
	}
}

/* After an import only the beginnings of months are known, and each of the last days: rows are a month apart all the same. */
static void test_months_of_an_import(void **state)
{
	static const struct {
		int month, day;
		bool row;
	} known[] = {{8, 1, true}, {9, 1, true}, {10, 1, true}, {10, 22, false}, {10, 31, false},
		{11, 1, true}, {11, 21, false}, {11, 22, true}};
	struct network_day seen[COUNT(known)];
	struct network_days days = {seen, COUNT(known)};
	struct arena a = ARENA_EMPTY;
	struct value_chart c;
	size_t i, row = 0;

	(void)state;
	for (i = 0; i < COUNT(known); i++)
		seen[i] = (struct network_day){.day = month_start(2026 * 12 + known[i].month - 1).us /
							      86400000000 +
						      known[i].day - 1,
			.value = 100000 * (int64_t)(i + 1)};
	c = network_chart(&a, &days);
	for (i = COUNT(known); i-- > 0;)
		if (known[i].row)
			assert_int_equal(c.months.v[row++].at.us, seen[i].day * 86400000000);
	assert_int_equal(c.months.n, row);
	arena_end(&a);
}

/* The page of the network has more nodes than others may: 300 circles, each a link with a title, and a table. It is held to 62 KB,
 * 15 KB compressed, and 1,500 elements. */
static void test_budget(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct out o = {.locale = "en", .zone = "UTC"};
	struct layout_sheet on = network_sheet_for(LAYOUT_MOST);
	struct network_sheet sheet = {on.width, on.height, true};
	struct network_places places = {arena_array(&a, struct network_place, LAYOUT_MOST), LAYOUT_MOST};
	struct layout_place at[LAYOUT_MOST];
	struct network_lines lines = {arena_array(&a, struct layout_edge, NETWORK_LINES), NETWORK_LINES};
	struct network_view v = {.first = true,
		.drawn = true,
		.value = "123.4",
		.next = "123456.1234567.1234567"};
	static const struct viewer nobody;
	uLongf packed = 100000;
	unsigned char *into = arena_alloc(&a, packed);
	size_t i, elements = 0;

	(void)state;
	for (i = 0; i < lines.n; i++)
		lines.v[i] = (struct layout_edge){(int32_t)(i * 7919 % 300),
			(int32_t)((i * 7919 + 1 + i % 40) % 300), (int32_t)(i * 1600)};
	layout_draw(&a, &on, LAYOUT_MOST, lines.v, lines.n, at);
	for (i = 0; i < LAYOUT_MOST; i++)
		places.v[i] = (struct network_place){.rank = (int64_t)i,
			.x = at[i].x,
			.y = at[i].y,
			.people = (int64_t)i,
			.ties = 12,
			.who = {.name = arena_printf(&a, "member-no-%zu", i * 7919),
				.display = arena_printf(&a, "Member No %zu", i * 7919)}};
	v.picture = network_picture(&a, &sheet, &places, &lines);
	v.pairs = (struct tie_rows){arena_array(&a, struct tie_row, NETWORK_PAGE), NETWORK_PAGE};
	for (i = 0; i < v.pairs.n; i++)
		v.pairs.v[i] = (struct tie_row){places.v[i].who, places.v[i + 30].who, true, "4.12345", 41};
	v.frame = (struct frame){.title = "The network",
		.viewer = &nobody,
		.site = &site,
		.here = "/network",
		.key = "",
		.stylesheet = "/s",
		.script = "/j",
		.icon = "/i",
		.locale = "en",
		.direction = "ltr",
		.canonical = "/network"};
	network_page(&o, &v);
	for (i = 0; i + 1 < o.n; i++)
		elements += o.s[i] == '<' && o.s[i + 1] != '/' && o.s[i + 1] != '!';
	assert_int_equal(compress2(into, &packed, (const unsigned char *)o.s, o.n, 6), Z_OK);
	assert_in_range(o.n, 40000, 62 * 1024);
	assert_in_range(packed, 5000, 15 * 1024);
	assert_in_range(elements, 900, 1500);
	out_end(&o);
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_points),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_months),
		cmocka_unit_test(test_picture),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_chart),
		cmocka_unit_test(test_months_of_an_import),
		cmocka_unit_test(test_budget),
	};

	return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
