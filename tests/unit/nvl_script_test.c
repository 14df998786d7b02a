/* nvl_script_test.c -- the engine beside the executable specification, ../shared/design/reputation_example.py: random networks through
 * both, the same scores to the last digit. Each post is a thread of its own, so that keys are the same; only what the script knows:
 * facts from the start, no corrections, DIALOG as given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "nvl/month.h"
#include "nvl_net.h"

#define SCRIPT	 "../shared/design/reputation_example.py"
#define NETWORKS 150
#define MEMBERS	 16
#define POSTS	 60

static const char *const names[] =
	{[NVL_ACCEPT] = "ACCEPT", [NVL_CONFIRM] = "CONFIRM", [NVL_HELPED] = "METOO", [NVL_THANKS] = "THANKS"};
static unsigned seed = 20260331;

static int any(int n)
{
	return (int)((unsigned)rand_r(&seed) % (unsigned)n);
}

static void fact(struct ledger *l, int32_t day, enum nvl_kind kind, int64_t member, int64_t number)
{
	ledger_add(l, (struct nvl_entry){.day = day, .kind = kind, .giver = member, .number = number});
}

/* The script knows its members from before the first month on: so their facts are of the month before that. */
static void write_members(FILE *f, struct ledger *l, int32_t first)
{
	int32_t before = nvl_month_start(nvl_month_of(first)) - 1;
	char text[16];
	int m;

	for (m = 1; m <= MEMBERS; m++) {
		bool staff = any(10) == 0, verified = any(6) > 0;
		int household = any(6) ? 100 + m : any(3);
		int32_t since = first - 120 + any(200);

		snprintf(text, sizeof(text), "%d", since);
		fprintf(f, "M %d %d %s %d\n", m, household, verified ? text : "-", staff);
		fact(l, before, NVL_HOUSEHOLD, m, household + 1);
		if (verified)
			fact(l, before, NVL_VERIFIED, m, since);
		if (staff)
			fact(l, before, NVL_STAFF, m, 1);
	}
}

static void write_event(FILE *f, struct ledger *l, int32_t day)
{
	int post = 1 + any(POSTS), receiver = 1 + post * 5 % MEMBERS, giver = 1 + any(any(2) ? MEMBERS : 4);
	struct nvl_entry e = {.day = day, .giver = giver, .receiver = receiver, .thread = post, .post = post};
	int what = any(12);

	if (what == 0) {
		e.kind = NVL_FOUND;
		e.giver = 0;
		e.number = 1000 * (1 + any(30));
		fprintf(f, "F %lld %d %d %d %d\n", (long long)ledger_add(l, e), day, receiver, post,
			(int)e.number / 1000);
	} else if (what < 3) { /* on posts of its own: what is said is on no answer */
		e.kind = NVL_DIALOG;
		e.post = 0;
		fprintf(f, "E %lld %d DIALOG %d %d %d\n", (long long)ledger_add(l, e), day, giver, receiver,
			POSTS + post);
	} else {
		e.kind = (enum nvl_kind)(any(3) ? NVL_ACCEPT : NVL_ACCEPT + any(4));
		fprintf(f, "E %lld %d %s %d %d %d\n", (long long)ledger_add(l, e), day, names[e.kind], giver,
			receiver, post);
	}
}

/* Returns the day on which both are asked. */
static int32_t write_network(FILE *f, struct ledger *l)
{
	int32_t first = 20000 + any(400), days = 1 + any(any(2) ? 400 : 60), end = first + days + any(100);
	int i, acts = 20 + any(300);

	fprintf(f, "N\n");
	write_members(f, l, first);
	for (i = 0; i < acts; i++)
		write_event(f, l, first + (i ? any(days) : 0));
	fprintf(f, "D %d\n", end);
	ledger_sort(l);
	return end;
}

static void compare(FILE *answers, struct nvl *n, int network)
{
	long long help, found, ties, value;
	int m, told;

	for (m = 1; m <= MEMBERS; m++) {
		const struct nvl_member *x = nvl_member_of(n, m);

		assert_int_equal(fscanf(answers, "%d %lld %lld %lld\n", &told, &help, &found, &ties), 4);
		assert_int_equal(told, m);
		if (x->help != help || x->found != found || x->ties != ties)
			fail_msg("network %d member %d: script %lld %lld %lld, engine %lld %lld %lld",
				network, m, help, found, ties, (long long)x->help, (long long)x->found,
				(long long)x->ties);
	}
	assert_int_equal(fscanf(answers, "V %lld\n", &value), 1);
	assert_int_equal(nvl_value(n), value);
}

static void test_script(void **state)
{
	char path[] = "/tmp/bothy-nvl-XXXXXX", command[300];
	struct ledger ledgers[NETWORKS] = {0};
	int32_t ends[NETWORKS];
	bool established = false, circle = false;
	FILE *f;
	int i, m;

	(void)state;
	if (access(SCRIPT, R_OK) != 0 || system("python3 -c '' 2>/dev/null") != 0) {
		print_message("skipped: needs python3 and " SCRIPT "\n");
		skip();
	}
	print_message("seed %u\n", seed);
	f = fdopen(mkstemp(path), "w");
	for (i = 0; i < NETWORKS; i++)
		ends[i] = write_network(f, &ledgers[i]);
	fclose(f);
	snprintf(command, sizeof(command), "python3 -B tests/unit/nvl_script.py " SCRIPT " <%s", path);
	f = popen(command, "r");
	for (i = 0; i < NETWORKS; i++) {
		struct nvl *n = ledger_replay(&ledgers[i], ledgers[i].n, 30, NULL);

		nvl_go_to(n, ends[i]);
		compare(f, n, i);
		for (m = 1; m <= MEMBERS; m++) {
			established |= nvl_member_of(n, m)->level == NVL_ESTABLISHED;
			circle |= nvl_member_of(n, m)->beta < 1000;
		}
		nvl_free(n);
		ledger_end(&ledgers[i]);
	}
	assert_int_equal(pclose(f), 0);
	unlink(path);
	assert_true(established && circle); /* or the networks are too tame */
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_script),
	};

	if (getenv("NVL_SEED"))
		seed = (unsigned)strtoul(getenv("NVL_SEED"), NULL, 10);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
