/* standing_scene.c -- see standing_scene.h. */
#include "sql/standing_scene.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "db/migrate.h"

static char work_password[128];

/* ---- one long script of SQL, sent at once ---- */

static char script[1 << 20];
static size_t script_n;

void scene_say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	script_n += (size_t)vsnprintf(script + script_n, sizeof(script) - script_n, format, args);
	va_end(args);
	assert_true(script_n < sizeof(script));
}

void scene_said(void)
{
	if (script_n)
		admin_run(script);
	script_n = 0;
}

void scene_event(int day, enum event_kind kind, int64_t member, int64_t other, int64_t thread, int64_t post,
	int64_t number)
{
	scene_say(
		"INSERT INTO ops.event (at, kind, member_id, other_id, thread_id, post_id, number) VALUES"
		" (timestamptz '1970-01-01 12:00+00' + %d * interval '1 day', %d, NULLIF(%lld, 0), NULLIF(%lld, 0), NULLIF(%lld, 0),"
		" NULLIF(%lld, 0), %lld);",
		day, (int)kind, (long long)member, (long long)other, (long long)thread, (long long)post,
		(long long)number);
}

int scene_day(const char *text)
{
	struct tm tm = {0};

	assert_int_equal(sscanf(text, "%d-%d-%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday), 3);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return (int)(timegm(&tm) / 86400);
}

void scene_today(int day)
{
	scene_say(
		"CREATE OR REPLACE FUNCTION standing.today() RETURNS integer LANGUAGE sql STABLE AS $$ SELECT %d $$;",
		day);
	scene_said();
}

/* ---- what work does ---- */

bool scene_applied;
unsigned scene_statements;

void scene_apply(struct task *t)
{
	scene_applied = standing_apply_wait(t);
	scene_statements = t->queries;
}

void scene_work(void)
{
	loop_init();
	db_open(&(struct db_settings){.conninfo = cluster_address,
		.role = "bothy_work",
		.password = work_password,
		.door = DOOR_WORK,
		.connections = 2,
		.statement_ms = 20000});
}

struct bulk *scene_bulk(void)
{
	struct bulk *b = bulk_open(cluster_address, "bothy_work", work_password);

	assert_true(bulk_ok(b));
	return b;
}

void scene_rebuild(bool if_due)
{
	struct bulk *b = scene_bulk();
	struct standing_replay r;

	standing_rebuild(b, if_due, &r);
	if (!bulk_ok(b))
		fail_msg("rebuild: %s", bulk_error(b));
	bulk_close(b);
}

void scene_step(void)
{
	struct ended e;

	scene_said();
	e = task_do(scene_apply);
	if (e.failed)
		fail_msg("apply: %d %s", e.failed, e.why);
	assert_true(scene_applied);
}

void scene_settle(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		scene_step();
		scene_rebuild(true);
	}
}

void scene_equal(const char *when, int number)
{
	char difference[1000];
	struct bulk *b = scene_bulk();
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

int scene_all_before(void **state)
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

int scene_before(void **state)
{
	(void)state;
	script_n = 0;
	admin_run(EMPTY);
	scene_work();
	return 0;
}

int scene_after(void **state)
{
	(void)state;
	pool_down();
	return 0;
}

void scene_customer(const char *day, int member)
{
	scene_event(scene_day(day), EVENT_MEMBER_VERIFIED, 0, member, 0, 0, scene_day(day));
}

void scene_people(void)
{
	int i;

	scene_say("UPDATE standing.progress SET circle_max = 30;");
	for (i = ANA; i <= R3; i++)
		scene_customer("2025-06-01", i);
	scene_event(scene_day("2025-06-01"), EVENT_ROLES_CHANGED, 0, STAFF, 0, 0, 1 + 4);
}
