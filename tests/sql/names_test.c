/* names_test.c -- what the database reckons usernames look like is what the program does. */
#include "sql/schema.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"

static void check(PGconn *pg, struct arena *a, const char *username)
{
	PGresult *res =
		PQexecParams(pg, "SELECT community.username_skeleton($1)", 1, NULL, &username, NULL, NULL, 0);

	assert_int_equal(PQresultStatus(res), PGRES_TUPLES_OK);
	assert_string_equal(PQgetvalue(res, 0, 0), intl_skeleton(a, username));
	PQclear(res);
}

/* Each character a username may have, alone and beside each other one. */
static void test_usernames_look_the_same_to_both(void **state)
{
	static const char may[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
	char word[sizeof(may) * 3] = "";
	struct arena a = {0};
	const char *x, *y;
	PGconn *pg = schema_open(cluster_address);

	(void)state;
	for (x = may; *x; x++) {
		size_t n = 0;

		for (y = may; *y; y++) {
			word[n++] = *x;
			word[n++] = *y;
		}
		word[n] = 0;
		check(pg, &a, word);
	}
	PQfinish(pg);
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usernames_look_the_same_to_both),
	};

	return cmocka_run_group_tests(tests, schema_up, cluster_down);
}
