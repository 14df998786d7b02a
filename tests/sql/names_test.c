/* names_test.c -- what the database reckons usernames look like is what the program does. */
#include "faults/harness.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "db/migrate.h"

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
	char address[200], word[sizeof(may) * 3] = "";
	struct arena a = {0};
	const char *x, *y;
	PGconn *pg;

	(void)state;
	snprintf(address, sizeof(address), "%s user=admin password=admin", cluster_address);
	pg = PQconnectdb(address);
	assert_int_equal(PQstatus(pg), CONNECTION_OK);
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

static int up(void **state)
{
	cluster_up(state);
	assert_true(migrate_up(cluster_address, cluster_password("bothy_owner"), NULL));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usernames_look_the_same_to_both),
	};

	return cmocka_run_group_tests(tests, up, cluster_down);
}
