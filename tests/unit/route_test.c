/* route_test.c -- which row a path leads to, what the parameters are, and which methods it has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "web/route.h"

static void handle(struct request *rq)
{
	(void)rq;
}

/* In an order that matching by order would get wrong. */
static const struct route routes[] = {
	{DOOR_WEB, HTTP_GET, "/..page", handle, GUARD_OPEN, .name = "rest"},
	{DOOR_WEB, HTTP_GET, "/:one", handle, GUARD_OPEN, .name = "one"},
	{DOOR_WEB, HTTP_GET, "/t/:thread/..slug", handle, GUARD_OPEN, .name = "thread"},
	{DOOR_WEB, HTTP_POST, "/t/:thread/answer", handle, GUARD_FORM, .name = "answer"},
	{DOOR_WEB, HTTP_GET, "/t/new", handle, GUARD_SIGNED_IN, .name = "new"},
	{DOOR_WEB, HTTP_POST, "/t/new", handle, GUARD_FORM, .name = "new post"},
	{DOOR_WEB, HTTP_GET, "/u/:name/by/:kind/:year", handle, GUARD_OPEN, .name = "three"},
	{DOOR_WEB, HTTP_GET, "/u/me/by", handle, GUARD_PUBLIC, .name = "me"},
	{DOOR_WEB, HTTP_GET, "/s/part-:x/end", handle, GUARD_OPEN, .name = "prefixed"},
	{DOOR_WEB, HTTP_POST, "/s/part", handle, GUARD_FORM, .name = "part"},
	{DOOR_WEB, HTTP_GET, "/", handle, GUARD_OPEN, .name = "home"},
	{DOOR_WEB, HTTP_POST, "/only", handle, GUARD_GUEST, .name = "only"},
	{DOOR_DESK, HTTP_GET, "/", handle, GUARD_OPEN, .name = "desk"},
	{DOOR_WEB | DOOR_DESK, HTTP_GET, "/livez", handle, GUARD_PUBLIC, .name = "livez"},
};

#define G (1u << HTTP_GET | 1u << HTTP_HEAD)
#define P (1u << HTTP_POST)

static const struct {
	enum http_method method;
	const char *path;
	const char *name;      /* NULL: no row */
	const char *values[3]; /* of its parameters, in order */
	unsigned allowed;      /* looked at where there is no row */
} cases[] = {
	{HTTP_GET, "/", "home", {NULL}, 0},
	{HTTP_HEAD, "/", "home", {NULL}, 0},
	{HTTP_GET, "/livez", "livez", {NULL}, 0},
	{HTTP_GET, "/x", "one", {"x"}, 0},
	{HTTP_GET, "/x/", "rest", {"x/"}, 0},
	{HTTP_GET, "/x/y/z", "rest", {"x/y/z"}, 0},
	{HTTP_GET, "/s/part-7/end", "prefixed", {"7"}, 0},
	{HTTP_GET, "/s/part-a-b/end", "prefixed", {"a-b"}, 0},
	{HTTP_GET, "/s/part-/end", "rest", {"s/part-/end"}, 0},
	{HTTP_GET, "/s/party/end", "rest", {"s/party/end"}, 0},
	{HTTP_POST, "/s/part", "part", {NULL}, 0},
	{HTTP_GET, "/t/5", "thread", {"5", ""}, 0},
	{HTTP_GET, "/t/5/", "thread", {"5", ""}, 0},
	{HTTP_GET, "/t/5/how-to", "thread", {"5", "how-to"}, 0},
	{HTTP_GET, "/t/5/how/to", "thread", {"5", "how/to"}, 0},
	{HTTP_GET, "/t/5/answer", "thread", {"5", "answer"}, 0},
	{HTTP_POST, "/t/5/answer", "answer", {"5"}, 0},
	{HTTP_GET, "/t/new", "new", {NULL}, 0},
	{HTTP_POST, "/t/new", "new post", {NULL}, 0},
	{HTTP_GET, "/t/new/x", "thread", {"new", "x"}, 0},
	{HTTP_POST, "/t/new/answer", "answer", {"new"}, 0},
	{HTTP_GET, "/t/", "rest", {"t/"}, 0},
	{HTTP_GET, "/t//x", "rest", {"t//x"}, 0},
	{HTTP_GET, "/u/me/by", "me", {NULL}, 0},
	{HTTP_GET, "/u/me/by/x/1", "three", {"me", "x", "1"}, 0},
	{HTTP_GET, "/u/a/by/x", "rest", {"u/a/by/x"}, 0},
	{HTTP_GET, "/\xc3\xbc", "one", {"\xc3\xbc"}, 0},
	{HTTP_GET, "/:one", "one", {":one"}, 0},
	{HTTP_POST, "/livez", NULL, {NULL}, G},
	{HTTP_POST, "/t/5", NULL, {NULL}, G},
	{HTTP_POST, "/", NULL, {NULL}, G},
	{HTTP_POST, "/t/5/answer/", NULL, {NULL}, G},
	{HTTP_HEAD, "/only", "one", {"only"}, 0},
};

static void finds_the_row(void **state)
{
	struct arena a = ARENA_EMPTY;
	size_t i, k;

	(void)state;
	routes_use(routes, sizeof(routes) / sizeof(routes[0]), DOOR_WEB);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct route_match m = route_find(&a, cases[i].method, cases[i].path);
		const char *name = m.route ? m.route->name : NULL;

		if ((name || cases[i].name) && !(name && cases[i].name && strcmp(name, cases[i].name) == 0))
			fail_msg("%s led to %s", cases[i].path, name ? name : "no row");
		for (k = 0; k < m.param_count; k++)
			assert_string_equal(m.params[k].value, cases[i].values[k]);
		assert_true(k == 3 || !cases[i].values[k]);
		if (!name)
			assert_int_equal(m.allowed, cases[i].allowed);
	}
	arena_end(&a);
}

static void names_parameters_by_the_rows_pattern(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct request rq = {0};
	struct route_match m;

	(void)state;
	routes_use(routes, sizeof(routes) / sizeof(routes[0]), DOOR_WEB);
	m = route_find(&a, HTTP_GET, "/t/42/slug");
	memcpy(rq.params, m.params, sizeof(rq.params));
	rq.param_count = m.param_count;
	assert_string_equal(route_text(&rq, "thread"), "42");
	assert_string_equal(route_text(&rq, "slug"), "slug");
	assert_int_equal(route_int8(&rq, "thread"), 42);
	assert_int_equal(route_int8(&rq, "slug"), 0);
	arena_end(&a);
}

static void knows_only_its_door(void **state)
{
	struct arena a = ARENA_EMPTY;

	(void)state;
	routes_use(routes, sizeof(routes) / sizeof(routes[0]), DOOR_DESK);
	assert_string_equal(route_find(&a, HTTP_GET, "/").route->name, "desk");
	assert_non_null(route_find(&a, HTTP_GET, "/livez").route);
	assert_null(route_find(&a, HTTP_GET, "/t/5").route);
	assert_int_equal(route_find(&a, HTTP_GET, "/t/5").allowed, 0);
	routes_use(routes, 0, DOOR_WEB);
	assert_null(route_find(&a, HTTP_GET, "/").route);
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_row),
		cmocka_unit_test(names_parameters_by_the_rows_pattern),
		cmocka_unit_test(knows_only_its_door),
	};

	return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
