/* standing_test.c -- reputation through a real database: events, ledger, scores. The numbers are those of the worked example in
 * ../shared/design/REPUTATION.md, section 3; what is applied entry by entry must be what a replay gives, after whatever happened.
 *
 * The database's own day is put aside: standing.today() is replaced, and events are given their dates. */
#include "faults/harness.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "db/bulk.h"
#include "db/migrate.h"
#include "forum/event.h"
#include "forum/standing/ledger.h"
#include "forum/standing/verify.h"
#include "loop/task.h"

static char work_password[128];

/* ---- one long script of SQL, sent at once ---- */

static char script[1 << 20];
static size_t script_n;

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	script_n += (size_t)vsnprintf(script + script_n, sizeof(script) - script_n, format, args);
	va_end(args);
	assert_true(script_n < sizeof(script));
}

static void said(void)
{
	if (script_n)
		admin_run(script);
	script_n = 0;
}

/* An event at noon of ${day}. 0: none. */
static void event(int day, enum event_kind kind, int64_t member, int64_t other, int64_t thread, int64_t post,
	int64_t number)
{
	say("INSERT INTO ops.event (at, kind, member_id, other_id, thread_id, post_id, number) VALUES"
	    " (timestamptz '1970-01-01 12:00+00' + %d * interval '1 day', %d, NULLIF(%lld, 0), NULLIF(%lld, 0), NULLIF(%lld, 0),"
	    " NULLIF(%lld, 0), %lld);",
		day, (int)kind, (long long)member, (long long)other, (long long)thread, (long long)post,
		(long long)number);
}

static int day_of(const char *text)
{
	struct tm tm = {0};

	assert_int_equal(sscanf(text, "%d-%d-%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday), 3);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return (int)(timegm(&tm) / 86400);
}

static void today_is(int day)
{
	say("CREATE OR REPLACE FUNCTION standing.today() RETURNS integer LANGUAGE sql STABLE AS $$ SELECT %d $$;",
		day);
	said();
}

/* ---- what work does ---- */

static bool applied;

static void apply_task(struct task *t)
{
	applied = standing_apply_wait(t);
}

static void work_up(void)
{
	loop_init();
	db_open(&(struct db_settings){.conninfo = cluster_address,
		.role = "bothy_work",
		.password = work_password,
		.door = DOOR_WORK,
		.connections = 2,
		.statement_ms = 20000});
}

static struct bulk *bulk_up(void)
{
	struct bulk *b = bulk_open(cluster_address, "bothy_work", work_password);

	assert_true(bulk_ok(b));
	return b;
}

static void rebuild(bool if_due)
{
	struct bulk *b = bulk_up();
	struct standing_replay r;

	standing_rebuild(b, if_due, &r);
	if (!bulk_ok(b))
		fail_msg("rebuild: %s", bulk_error(b));
	bulk_close(b);
}

/* Takes and applies; then everything anew if that is due, as the round of work does. */
static void settle(void)
{
	int i;

	said();
	for (i = 0; i < 2; i++) {
		struct ended e = task_do(apply_task);

		if (e.failed)
			fail_msg("apply: %d %s", e.failed, e.why);
		assert_true(applied);
		rebuild(true);
	}
}

static void assert_equal_to_replay(const char *when, int number)
{
	char difference[1000];
	struct bulk *b = bulk_up();
	struct standing_replay r;

	standing_check(b, difference, &r);
	if (!bulk_ok(b))
		fail_msg("check: %s", bulk_error(b));
	bulk_close(b);
	if (*difference)
		fail_msg("%s %d: %s", when, number, difference);
	assert_int_equal(admin_number("SELECT position - applied FROM standing.progress"), 0);
}

/* ---- before and after ---- */

#define MEMBERS 60

static int all_before(void **state)
{
	char owner[128];

	if (cluster_up(state) != 0)
		return -1;
	snprintf(owner, sizeof(owner), "%s", cluster_password("bothy_owner"));
	if (!migrate_up(cluster_address, owner, NULL))
		return -1;
	snprintf(work_password, sizeof(work_password), "%s", cluster_password("bothy_work"));
	admin_run(
		"INSERT INTO community.member (id, username, display, skeleton) SELECT n, 'member' || n, 'Member ' || n, 'member ' || n"
		" FROM generate_series(1, 60) n;"
		"INSERT INTO community.member (id, username, display, skeleton, state) VALUES (90, 'gone', 'Gone', 'gone', 'former');"
		"INSERT INTO community.login (member_id, email, email_key, confirmed_at) VALUES (5, 'Five@example.org',"
		" 'five@example.org', now())");
	return 0;
}

#define EMPTY \
	"TRUNCATE ops.event, standing.ledger, standing.refused, standing.act, standing.credit_event, standing.pair_state," \
	" standing.tie_state, standing.answer_found, standing.said, standing.member_fact, standing.member_voice," \
	" standing.member_score, standing.network, standing.helped_month, standing.level_again CASCADE;" \
	"DELETE FROM standing.progress; INSERT INTO standing.progress DEFAULT VALUES;"

static int before_each(void **state)
{
	(void)state;
	script_n = 0;
	admin_run(EMPTY);
	work_up();
	return 0;
}

static int after_each(void **state)
{
	(void)state;
	pool_down();
	return 0;
}

/* ---- the worked example ---- */

enum { ANA = 1, BEN, CAS, DEE, R1, R2, R3, ELI, STAFF, X01 };

static void customer(const char *day, int member)
{
	event(day_of(day), EVENT_MEMBER_VERIFIED, 0, member, 0, 0, day_of(day));
}

struct act {
	const char *day;
	enum event_kind kind;
	int giver, receiver, post;
};

/* Posts are threads, too: the script has one accepted answer a post. */
static const struct act example[] = {
	{"2026-01-05", EVENT_ACCEPTED, BEN, ANA, 1},
	{"2026-01-20", EVENT_HELPED, CAS, ANA, 1},
	{"2026-02-03", EVENT_ACCEPTED, CAS, ANA, 2},
	{"2026-02-10", EVENT_ACCEPTED, R1, R2, 11},
	{"2026-02-11", EVENT_ACCEPTED, R2, R3, 12},
	{"2026-02-12", EVENT_ACCEPTED, R3, R1, 13},
	{"2026-02-14", EVENT_ACCEPTED, BEN, ANA, 3},
	{"2026-02-15", EVENT_ACCEPTED, ANA, BEN, 4},
	{"2026-03-01", EVENT_ACCEPTED, ELI, ANA, 5},
	{"2026-03-05", EVENT_THANKED, DEE, CAS, 6},
	{"2026-03-10", EVENT_STAFF_ACCEPTED, STAFF, ANA, 2},
	{"2026-03-10", EVENT_ACCEPTED, R1, R2, 14},
	{"2026-03-11", EVENT_ACCEPTED, R2, R3, 15},
	{"2026-03-12", EVENT_ACCEPTED, ANA, ANA, 8},
	{"2026-03-12", EVENT_ACCEPTED, R3, R1, 16},
};
#define EXAMPLE (sizeof(example) / sizeof(example[0]))

/* No event becomes a DIALOG in one direction, which the script has; so that entry is put into the ledger as it is. */
static void dialog(void)
{
	say("UPDATE standing.progress SET position = position + 1; INSERT INTO standing.ledger SELECT position, -1, '2026-03-12 12:00+00',"
	    " %d, 6, %d, %d, 7, 0, 0 FROM standing.progress;",
		day_of("2026-03-12"), DEE, ANA);
}

static void crowd(void)
{
	int i;

	for (i = 0; i < 20; i++)
		event(day_of("2026-03-15"), EVENT_ACCEPTED, X01 + i, R1, 100 + i, 100 + i, 0);
	for (i = 0; i < 40; i++)
		event(day_of("2026-03-15"), EVENT_FOUND, 0, ANA, 1, 1, 0);
}

static void people(void)
{
	int i;

	say("UPDATE standing.progress SET circle_max = 30;");
	for (i = ANA; i <= R3; i++)
		customer("2025-06-01", i);
	event(day_of("2025-06-01"), EVENT_ROLES_CHANGED, 0, STAFF, 0, 0, 1 + 4);
}

static void assert_example(void)
{
	static const struct {
		int member;
		int64_t hv, fv, tv;
	} wanted[] = {
		{ANA, 2152326, 436955, 875810},
		{BEN, 531709, 0, 448277},
		{CAS, 62463, 0, 239568},
		{DEE, 0, 0, 44825},
		{R1, 529089, 0, 344109},
		{R2, 527347, 0, 343560},
		{R3, 528217, 0, 344657},
		{ELI, 0, 0, 0},
		{X01, 0, 0, 0},
	};
	char sql[300];
	size_t i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		snprintf(sql, sizeof(sql),
			"SELECT (COALESCE(max(hv), 0) = %lld AND COALESCE(max(fv), 0) = %lld AND COALESCE(max(tv), 0) = %lld)::integer"
			" FROM standing.member_score WHERE m = %d",
			(long long)wanted[i].hv, (long long)wanted[i].fv, (long long)wanted[i].tv,
			wanted[i].member);
		if (!admin_number(sql))
			fail_msg("member %d has another score", wanted[i].member);
	}
	assert_int_equal(admin_number("SELECT v FROM standing.network WHERE day = standing.today()"),
		1414090);
	assert_int_equal(admin_number("SELECT strength FROM standing.tie_state WHERE i = 1 AND j = 2"),
		448277);
	assert_int_equal(admin_number("SELECT pending FROM standing.member_score WHERE m = 1"), 1);
	assert_int_equal(admin_number("SELECT people FROM standing.member_score WHERE m = 1"), 4);
	assert_int_equal(
		admin_number(
			"SELECT people FROM standing.helped_month WHERE h = 1 AND month = 2026 * 12 + 2"),
		2);
	assert_int_equal(admin_number("SELECT sum(tv) FROM standing.member_score"), 2 * 1414090);
}

static void test_the_worked_example_at_once(void **state)
{
	size_t i;

	(void)state;
	people();
	for (i = 0; i < EXAMPLE; i++)
		event(day_of(example[i].day), example[i].kind, example[i].giver, example[i].receiver,
			example[i].post, example[i].post, 0);
	customer("2026-03-10", ELI);
	crowd();
	dialog();
	today_is(day_of("2026-03-31"));
	settle();
	assert_example();
	assert_equal_to_replay("at once", 0);
}

static void test_the_worked_example_day_by_day(void **state)
{
	size_t i = 0;
	int day;

	(void)state;
	people();
	settle();
	for (day = day_of("2026-01-05"); day <= day_of("2026-03-31"); day++) {
		if (day != day_of("2026-03-15") && day != day_of("2026-03-31") &&
			day_of(example[i % EXAMPLE].day) != day)
			continue;
		today_is(day);
		settle();
		for (; i < EXAMPLE && day_of(example[i].day) == day; i++)
			event(day, example[i].kind, example[i].giver, example[i].receiver, example[i].post,
				example[i].post, 0);
		if (day == day_of("2026-03-10"))
			customer("2026-03-10", ELI);
		if (day == day_of("2026-03-15"))
			crowd();
		if (day == day_of("2026-03-12"))
			dialog();
		settle();
		assert_equal_to_replay("day", day);
	}
	assert_example();
}

/* ---- whatever happens ---- */

static unsigned seed;

static int some(int n)
{
	seed = seed * 1103515245 + 12345;
	return (int)((seed >> 8) % (unsigned)n);
}

#define CROWD 10

#define SOME_ACT \
	"FROM standing.ledger WHERE kind BETWEEN 1 AND 4 ORDER BY md5(position::text || '%d') LIMIT 1;"

/* A moderator's or a finding's word about some act. */
static void judged(int day, enum event_kind kind)
{
	say("INSERT INTO ops.event (at, kind, number) SELECT timestamptz '1970-01-01 12:00+00' + %d * interval '1 day', %d, position " SOME_ACT,
		day, (int)kind, some(9999));
}

/* Some act is undone by its giver. */
static void taken_back(int day)
{
	say("INSERT INTO ops.event (at, kind, member_id, other_id, thread_id, post_id) SELECT timestamptz '1970-01-01 12:00+00' + %d * interval"
	    " '1 day', (ARRAY[11, 13, 17, 15])[kind], giver, receiver, thread, post " SOME_ACT,
		day, some(9999));
}

/* Posts 1 to 24 in threads 1 to 12, by members 1 to CROWD. */
static void something(int day)
{
	static const enum event_kind acts[] = {EVENT_ACCEPTED, EVENT_ACCEPTED, EVENT_HELPED, EVENT_THANKED,
		EVENT_STAFF_ACCEPTED, EVENT_UNACCEPTED, EVENT_UNHELPED, EVENT_UNTHANKED,
		EVENT_STAFF_UNACCEPTED};
	int post = 1 + some(24), thread = (post + 1) / 2, author = 1 + post % CROWD, who = 1 + some(CROWD);

	switch (some(12)) {
	case 0:
	case 1:
		event(day, EVENT_ANSWER_ADDED, who, 1 + thread % CROWD, thread, 1000 + some(1000), 0);
		break;
	case 2:
		event(day, EVENT_COMMENT_ADDED, who, 1 + some(CROWD), thread, 1000 + some(1000), post);
		break;
	case 3:
		event(day, EVENT_FOUND, some(2) ? who : 0, author, thread, post, 0);
		break;
	case 4:
		judged(day, some(4) ? EVENT_CREDIT_HELD : EVENT_CREDIT_VOIDED);
		break;
	case 5:
		if (some(3))
			taken_back(day);
		else
			judged(day, some(2) ? EVENT_CREDIT_RELEASED : EVENT_CREDIT_UNVOIDED);
		break;
	case 6:
		if (some(4) == 0)
			event(day, EVENT_MEMBER_SUSPENDED + (unsigned)some(2), 0, who, 0, 0, 0);
		else if (some(3) == 0)
			event(day, EVENT_HOUSEHOLD_SET, 0, who, 0, 0, some(3));
		else
			event(day, some(4) ? EVENT_MEMBER_VERIFIED : EVENT_MEMBER_UNVERIFIED, 0, who, 0, 0,
				day - some(200));
		break;
	default:
		event(day, acts[some(9)], who, author, thread, post, 0);
	}
}

#define ALL_TABLES \
	"SELECT ('x' || substr(md5(string_agg(line, '' ORDER BY line COLLATE \"C\")), 1, 15))::bit(60)::bigint FROM (" \
	"SELECT 'a' || x::text AS line FROM standing.act x UNION ALL SELECT 'c' || x::text FROM standing.credit_event x" \
	" UNION ALL SELECT 'p' || x::text FROM standing.pair_state x UNION ALL SELECT 't' || x::text FROM standing.tie_state x" \
	" UNION ALL SELECT 'f' || x::text FROM standing.answer_found x UNION ALL SELECT 's' || x::text FROM standing.said x" \
	" UNION ALL SELECT 'm' || x::text FROM standing.member_fact x UNION ALL SELECT 'v' || x::text FROM standing.member_voice x" \
	" UNION ALL SELECT 'r' || x::text FROM standing.member_score x UNION ALL SELECT 'h' || x::text FROM standing.helped_month x) l"

static void days_of_anything(unsigned with, int days)
{
	int first = day_of("2025-01-20"), day, i, n;

	seed = with;
	for (i = 1; i <= CROWD - 2; i++)
		event(first - 200, EVENT_MEMBER_VERIFIED, 0, i, 0, 0, first - 200);
	event(first - 100, EVENT_ROLES_CHANGED, 0, 3, 0, 0, 5);
	for (day = first; day < first + days; day += 1 + some(4)) {
		today_is(day);
		settle();
		for (n = some(3) ? some(40) : 0, i = 0; i < n; i++)
			something(some(40) ? day : day - some(30));
		settle();
		settle();
		assert_equal_to_replay("day", day - first);
	}
}

static void test_anything_applied_is_what_a_replay_gives(void **state)
{
	int64_t stored;
	unsigned i;

	(void)state;
	for (i = 1; i <= 2; i++) {
		admin_run(EMPTY);
		days_of_anything(i * 7919, 100);
		assert_true(admin_number("SELECT count(*) FROM standing.credit_event WHERE c > 0") > 20);
		assert_true(admin_number("SELECT count(*) FROM standing.credit_event WHERE c < 0") > 3);
		assert_true(admin_number("SELECT count(*) FROM standing.refused") > 5);
		stored = admin_number(ALL_TABLES);
		admin_run(
			"TRUNCATE standing.act, standing.credit_event, standing.pair_state, standing.tie_state, standing.answer_found,"
			" standing.said, standing.member_fact, standing.member_voice, standing.member_score, standing.network,"
			" standing.helped_month");
		rebuild(false);
		assert_int_equal(admin_number(ALL_TABLES), stored);
	}
}

static void test_a_check_names_what_is_different(void **state)
{
	char difference[1000];
	struct standing_replay r;
	struct bulk *b;

	(void)state;
	people();
	event(day_of("2026-01-05"), EVENT_ACCEPTED, BEN, ANA, 1, 1, 0);
	today_is(day_of("2026-01-31"));
	settle();
	assert_equal_to_replay("at first", 0);
	admin_run("UPDATE standing.member_score SET people = 7 WHERE m = 1");
	b = bulk_up();
	standing_check(b, difference, &r);
	assert_string_equal(difference, "standing.member_score (1): people: stored 7, replayed 1");
	admin_run("DELETE FROM standing.member_score WHERE m = 1");
	standing_check(b, difference, &r);
	assert_non_null(strstr(difference, "standing.member_score (1): not stored"));
	bulk_close(b);
	rebuild(false);
	assert_equal_to_replay("in the end", 0);
}

/* Ben accepted two answers of Ana's; the later word came first. The earlier day holds the key, and when it is taken back, the act with
 * the smaller position takes the key from one that is written after it. */
static void test_a_key_passes_to_an_act_that_came_before(void **state)
{
	int day = day_of("2026-03-20");

	(void)state;
	people();
	today_is(day);
	settle();
	event(day, EVENT_ACCEPTED, BEN, ANA, 1, 12, 0);
	settle();
	event(day - 1, EVENT_ACCEPTED, BEN, ANA, 1, 11, 0);
	settle();
	assert_int_equal(admin_number("SELECT post FROM standing.act WHERE state = 1"), 11);
	event(day, EVENT_UNACCEPTED, BEN, ANA, 1, 11, 0);
	settle();
	assert_int_equal(admin_number("SELECT post FROM standing.act WHERE state = 1"), 12);
	assert_equal_to_replay("passed on", 0);
}

/* What a post is found for stays its first author's, whoever it belongs to when the next act or visitor comes. */
static void test_a_found_post_that_has_another_author_now(void **state)
{
	int day = day_of("2026-03-20");

	(void)state;
	people();
	today_is(day);
	settle();
	event(day, EVENT_ACCEPTED, CAS, ANA, 7, 7, 0);
	event(day, EVENT_THANKED, CAS, ANA, 1, 1, 0);
	event(day, EVENT_FOUND, 0, ANA, 1, 1, 0);
	settle();
	event(day, EVENT_FOUND, 0, BEN, 1, 1, 0);
	settle();
	assert_equal_to_replay("found", 1);
	event(day, EVENT_UNTHANKED, CAS, ANA, 1, 1, 0);
	settle();
	event(day, EVENT_THANKED, DEE, BEN, 1, 1, 0);
	settle();
	assert_equal_to_replay("thanked", 2);
	assert_true(admin_number("SELECT hv FROM standing.member_score WHERE m = 1") > 0);
	assert_true(admin_number("SELECT fv FROM standing.member_score WHERE m = 1") > 0);
}

static int64_t judged_again(void)
{
	int64_t n = admin_number("SELECT count(*) FROM standing.level_again WHERE member_id = 1");

	assert_int_equal(admin_number("SELECT count(*) FROM standing.level_again"), n);
	admin_run("DELETE FROM standing.level_again");
	return n;
}

/* Levels do not count what is held back or voided, so they are told of whom that is: by an entry of today, and by one that came late. */
static void test_who_is_judged_again(void **state)
{
	static const struct {
		int late;
		enum event_kind kind;
		int64_t told;
	} steps[] = {{0, EVENT_THANKED, 0}, {1, EVENT_CREDIT_HELD, 1}, {0, EVENT_CREDIT_RELEASED, 1},
		{0, EVENT_CREDIT_VOIDED, 1}, {0, EVENT_CREDIT_VOIDED, 0}, {2, EVENT_CREDIT_HELD, 0},
		{0, EVENT_CREDIT_UNVOIDED, 1}, {1, EVENT_CREDIT_VOIDED, 1}};
	int day = day_of("2026-03-20");
	size_t i;

	(void)state;
	people();
	today_is(day);
	settle();
	event(day - 4, EVENT_ACCEPTED, BEN, ANA, 1, 1, 0);
	settle();
	assert_int_equal(judged_again(), 0);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int64_t act = admin_number("SELECT position FROM standing.act WHERE kind = 1");

		event(day - steps[i].late, steps[i].kind, BEN, ANA, 9, 9, act);
		settle();
		if ((judged_again() > 0) != steps[i].told)
			fail_msg("step %zu", i);
		assert_equal_to_replay("step", (int)i);
	}
}

/* ---- what is refused ---- */

static void test_bad_events_are_refused_and_stop_nothing(void **state)
{
	int day = day_of("2026-03-20");
	int64_t entries, before;
	static const struct {
		const char *reason;
		int n;
	} reasons[] = {{"unknown member", 2}, {"former member", 2}, {"dated in the future", 1},
		{"nothing there to correct", 4}, {"no such act", 2}, {"found by its author", 1},
		{"no thread or post", 1}, {"no day to be a customer since", 1}};
	char sql[200];
	size_t i;

	(void)state;
	people();
	event(day, EVENT_ACCEPTED, BEN, ANA, 1, 1, 0);
	today_is(day);
	settle();
	before = admin_number(ALL_TABLES);
	entries = admin_number("SELECT count(*) FROM standing.ledger");
	event(day, EVENT_ACCEPTED, 999, ANA, 2, 2, 0);
	event(day, EVENT_THANKED, BEN, 998, 2, 2, 0);
	event(day, EVENT_THANKED, BEN, 90, 2, 2, 0);
	event(day, EVENT_FOUND, 0, 90, 2, 2, 0);
	event(30000, EVENT_THANKED, BEN, ANA, 2, 2, 0);
	event(day, EVENT_UNTHANKED, BEN, ANA, 2, 2, 0);
	event(day, EVENT_CREDIT_UNVOIDED, 0, 0, 0, 0, entries);
	event(day, EVENT_CREDIT_RELEASED, 0, 0, 0, 0, entries);
	event(day, EVENT_UNACCEPTED, CAS, ANA, 1, 1, 0);
	event(day, EVENT_CREDIT_VOIDED, 0, 0, 0, 0, 1);
	event(day, EVENT_CREDIT_HELD, 0, 0, 0, 0, 12345);
	event(day, EVENT_FOUND, ANA, ANA, 1, 1, 0);
	event(day, EVENT_THANKED, BEN, ANA, 0, 0, 0);
	event(day, EVENT_MEMBER_VERIFIED, 0, CAS, 0, 0, day + 1);
	settle();
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger"), entries);
	assert_int_equal(admin_number(ALL_TABLES), before);
	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		snprintf(sql, sizeof(sql), "SELECT count(*) FROM standing.refused WHERE reason = '%s'",
			reasons[i].reason);
		if (admin_number(sql) != reasons[i].n)
			fail_msg("%s: not %d", reasons[i].reason, reasons[i].n);
	}
	/* … and what is good among them counts: the same twice, a hold of what is held */
	event(day, EVENT_ACCEPTED, 999, ANA, 2, 2, 0);
	event(day, EVENT_CREDIT_HELD, 0, 0, 0, 0, entries);
	event(day, EVENT_CREDIT_HELD, 0, 0, 0, 0, entries);
	event(day, EVENT_THANKED, BEN, ANA, 3, 3, 0);
	settle();
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger"), entries + 2);
	/* … and looking at all of them again gives the same */
	before = admin_number(ALL_TABLES);
	admin_run("UPDATE standing.progress SET cursor_tx = '0', cursor_id = 0");
	settle();
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger"), entries + 2);
	assert_int_equal(admin_number(ALL_TABLES), before);
	assert_equal_to_replay("again", 0);
}

/* At midnight: an event of the new day is there, one of the old day commits after it. */
static void test_a_day_waits_for_its_stragglers(void **state)
{
	int day = day_of("2026-03-20");

	(void)state;
	people();
	today_is(day);
	settle();
	event(day + 1, EVENT_THANKED, BEN, ANA, 1, 1, 0);
	event(day, EVENT_THANKED, CAS, ANA, 2, 2, 0);
	settle();
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger WHERE kind = 4"), 0);
	today_is(day + 1);
	settle();
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger WHERE kind = 4"), 2);
	assert_int_equal(
		admin_number("SELECT giver FROM standing.ledger WHERE kind = 4 ORDER BY position LIMIT 1"),
		CAS);
	assert_equal_to_replay("after midnight", 0);
}

/* The database's clock is a year ahead for a while: its days are left again, and the ledger is as it was. */
static void test_a_clock_that_jumps_and_comes_back(void **state)
{
	int day = day_of("2026-03-20");
	int64_t stored, entries;
	int there;

	(void)state;
	for (there = 0; there <= 1; there++) {
		admin_run(EMPTY);
		people();
		today_is(day);
		settle();
		event(day, EVENT_ACCEPTED, BEN, ANA, 1, 1, 0);
		settle();
		stored = admin_number(ALL_TABLES);
		entries = admin_number("SELECT count(*) FROM standing.ledger");
		today_is(day + 400);
		settle();
		assert_equal_to_replay("ahead", 0);
		assert_true(admin_number(ALL_TABLES) != stored);
		today_is(day);
		if (there)
			event(day, EVENT_UNACCEPTED, CAS, ANA, 1, 1, 0);
		settle();
		assert_int_equal(admin_number("SELECT day FROM standing.progress"), day);
		assert_int_equal(admin_number("SELECT max(day) FROM standing.network"), day);
		assert_int_equal(admin_number(ALL_TABLES), stored);
		assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger"), entries);
		assert_equal_to_replay("back", 0);
	}
}

/* ---- killed ---- */

static pid_t worker_start(void)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	quiet(true);
	work_up();
	for (;;)
		if (task_do(apply_task).failed)
			_exit(1);
}

static void test_killed_at_any_moment_it_goes_on_where_it_was(void **state)
{
	int day = day_of("2026-03-20"), i, round, acts = 0;

	(void)state;
	people();
	today_is(day);
	settle();
	pool_down();
	for (round = 0; round < 12; round++) {
		pid_t pid = worker_start();

		for (i = 0; i < 40; i++, acts++)
			event(day, EVENT_THANKED, 1 + acts % 7, 1 + (acts + 1 + acts / 7) % 7, acts + 1,
				acts + 1, 0);
		said();
		usleep(20000 + (unsigned)round * 7000);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
	work_up();
	settle();
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger WHERE kind = 4"), acts);
	assert_int_equal(admin_number("SELECT count(*) FROM standing.act"), acts);
	assert_equal_to_replay("after the kills", 0);
}

/* ---- a list of customers ---- */

static void test_a_list_of_customers(void **state)
{
	static const char list[] = "# customers\n"
				   "member1,2024-05-31\n"
				   "member2, 2024-06-01 ,H-17\n"
				   "\"member3\",\"2024-06-02\",H-17\n"
				   "FIVE@example.org,2023-01-01\n"
				   "member1,2024-05-30\n"
				   "\n"
				   "nobody,2024-05-31\n"
				   "gone,2024-05-31\n"
				   "member4,31.5.2024\n"
				   "member4,2024-02-30\n"
				   "member4,2099-01-01\n"
				   "member4\n";
	char path[100], rejected[120], line[200] = "";
	struct verified v = {0};
	struct bulk *b;
	FILE *f;

	(void)state;
	today_is(day_of("2026-03-20"));
	snprintf(path, sizeof(path), "%s/customers.csv", cluster_dir);
	snprintf(rejected, sizeof(rejected), "%s.rejected", path);
	f = fopen(path, "w");
	fputs(list, f);
	fclose(f);
	/* its events are of today, by the database's clock */
	say("CREATE OR REPLACE FUNCTION standing.today() RETURNS integer LANGUAGE sql STABLE AS $$ SELECT standing.day_of(now()) $$;");
	said();
	b = bulk_up();
	assert_true(verify_file(b, path, &v));
	assert_int_equal(v.lines, 11);
	assert_int_equal(v.rejected, 6);
	assert_int_equal(v.marked, 4);
	assert_int_equal(admin_number("SELECT number FROM standing.ledger WHERE kind = 20 AND giver = 1"),
		day_of("2024-05-30"));
	assert_int_equal(
		admin_number(
			"SELECT count(DISTINCT number) FROM standing.ledger WHERE kind = 24 AND giver IN (2, 3)"),
		1);
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger WHERE kind = 20 AND giver = 5"),
		1);
	f = fopen(rejected, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) && !strstr(line, "member4,2099-01-01,# a day that has not come"))
		;
	fclose(f);
	assert_non_null(strstr(line, "2099"));
	v = (struct verified){0};
	assert_true(verify_file(b, path, &v));
	assert_int_equal(v.marked, 0);
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger"), 6);
	bulk_close(b);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, before_each, after_each)
	const struct CMUnitTest tests[] = {
		TEST(test_the_worked_example_at_once),
		TEST(test_the_worked_example_day_by_day),
		TEST(test_anything_applied_is_what_a_replay_gives),
		TEST(test_a_check_names_what_is_different),
		TEST(test_a_key_passes_to_an_act_that_came_before),
		TEST(test_a_found_post_that_has_another_author_now),
		TEST(test_who_is_judged_again),
		TEST(test_bad_events_are_refused_and_stop_nothing),
		TEST(test_a_day_waits_for_its_stragglers),
		TEST(test_a_clock_that_jumps_and_comes_back),
		TEST(test_killed_at_any_moment_it_goes_on_where_it_was),
		TEST(test_a_list_of_customers),
	};

	return cmocka_run_group_tests_name("standing", tests, all_before, cluster_down);
}
