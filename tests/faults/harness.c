/* harness.c -- see harness.h. */
#include "harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "db/migrate.h"
#include "db/stamp.h"
#include "loop/fiber.h"
#include "loop/loop.h"

char cluster_dir[64], cluster_address[128];
static char admin_address[128];

static void script(const char *command, const char *mode)
{
	char line[256];

	snprintf(line, sizeof(line), "tests/faults/cluster.sh %s %s %s", command, cluster_dir, mode);
	assert_int_equal(system(line), 0);
}

void cluster_start(void)
{
	script("start", "");
}

void cluster_stop(const char *mode)
{
	script("stop", mode);
}

const char *cluster_password(const char *role)
{
	static char text[128];
	char path[160];
	FILE *f;

	snprintf(path, sizeof(path), "%s/secrets/%s", cluster_dir, role);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	fclose(f);
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static PGconn *admin_open(void)
{
	PGconn *pg = PQconnectdb(admin_address);

	if (PQstatus(pg) != CONNECTION_OK)
		fail_msg("%s", PQerrorMessage(pg));
	return pg;
}

void admin_run(const char *sql)
{
	PGconn *pg = admin_open();
	PGresult *res = PQexec(pg, sql);

	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(pg));
	PQclear(res);
	PQfinish(pg);
}

int64_t admin_number(const char *sql)
{
	PGconn *pg = admin_open();
	PGresult *res = PQexec(pg, sql);
	int64_t n;

	if (PQresultStatus(res) != PGRES_TUPLES_OK || PQntuples(res) != 1)
		fail_msg("%s: %s", sql, PQerrorMessage(pg));
	n = atoll(PQgetvalue(res, 0, 0));
	PQclear(res);
	PQfinish(pg);
	return n;
}

/* A name once; a size that must be positive, checked by the table, and not 13, refused by a trigger of ours;
 * a parent that must exist at COMMIT only. */
static const char tables[] =
	"CREATE SCHEMA test; GRANT USAGE ON SCHEMA test TO bothy_web, bothy_desk, bothy_work;"
	"CREATE TABLE test.item (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL,"
	"	size int NOT NULL DEFAULT 1 CONSTRAINT item_size_positive CHECK (size > 0),"
	"	parent_id bigint CONSTRAINT item_parent REFERENCES test.item DEFERRABLE INITIALLY DEFERRED,"
	"	CONSTRAINT item_name_once UNIQUE (name));"
	"GRANT SELECT, INSERT, UPDATE, DELETE ON test.item TO bothy_web, bothy_desk, bothy_work;"
	"CREATE TABLE test.secret (id int); INSERT INTO test.secret VALUES (1);"
	"CREATE FUNCTION test.no_thirteen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.size = 13 "
	"THEN RAISE "
	"	EXCEPTION 'no' USING ERRCODE = '23514', CONSTRAINT = 'item_not_thirteen'; END IF; RETURN "
	"NEW; END $$;"
	"CREATE TRIGGER no_thirteen BEFORE INSERT ON test.item FOR EACH ROW EXECUTE FUNCTION "
	"test.no_thirteen()";

/* A process that drops the cluster when this one is gone, also if it ends by abort() or Ctrl-C: it waits for
 * the end of a pipe that nobody writes to. */
static int leash;
static pid_t guardian;

static void guard(void)
{
	int ends[2];
	char byte;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	guardian = fork();
	assert_true(guardian >= 0);
	if (guardian == 0) {
		setsid();
		close(ends[1]);
		(void)!read(ends[0], &byte, 1);
		execl("tests/faults/cluster.sh", "cluster.sh", "drop", cluster_dir, NULL);
		_exit(1);
	}
	close(ends[0]);
	leash = ends[1];
}

int cluster_up(void **state)
{
	const char *folder = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
	char secrets[96];

	(void)state;
	secret_init();
	snprintf(cluster_dir, sizeof(cluster_dir), "%s/bothy-test-XXXXXX", folder);
	assert_non_null(mkdtemp(cluster_dir));
	guard();
	script("make", "");
	script("start", "");
	snprintf(admin_address, sizeof(admin_address), "host=%s user=admin password=admin dbname=postgres",
		cluster_dir);
	snprintf(secrets, sizeof(secrets), "%s/secrets", cluster_dir);
	assert_true(migrate_create_roles(admin_address, "bothy", secrets));
	snprintf(admin_address, sizeof(admin_address), "host=%s user=admin password=admin dbname=bothy",
		cluster_dir);
	snprintf(cluster_address, sizeof(cluster_address), "host=%s dbname=bothy", cluster_dir);
	admin_run(tables);
	return 0;
}

int cluster_down(void **state)
{
	int status;

	(void)state;
	close(leash);
	assert_int_equal(waitpid(guardian, &status, 0), guardian);
	return status;
}

/* ---- loop, pool, tasks ---- */

void pool_up_at(const char *address, unsigned connections)
{
	char password[128];

	snprintf(password, sizeof(password), "%s", cluster_password("bothy_web"));
	loop_init();
	db_open(&(struct db_settings){.conninfo = address,
		.role = "bothy_web",
		.password = password,
		.door = DOOR_WEB,
		.connections = connections,
		.statement_ms = 10000});
}

void pool_up(unsigned connections)
{
	pool_up_at(cluster_address, connections);
	assert_true(loop_until(all_idle, 5000));
}

void pool_down(void)
{
	assert_int_equal(tasks_running(), 0);
	db_close();
	stamp_close();
	loop_end();
	fiber_end();
}

bool all_idle(void)
{
	struct db_pool_state state = db_pool_state();

	return state.open > 0 && state.idle == state.most;
}

static void on_time(void *arg)
{
	*(bool *)arg = true;
	loop_stop();
}

static bool (*awaited)(void);
static struct loop_timer *look_again;

static void on_look(void *arg)
{
	(void)arg;
	if (awaited())
		loop_stop();
	else
		loop_timer_again(look_again, 1);
}

bool loop_until(bool (*condition)(void), int64_t ms)
{
	bool over = false;
	struct loop_timer *end = loop_timer_new(ms, on_time, &over);

	awaited = condition;
	look_again = loop_timer_new(0, on_look, NULL);
	loop_run();
	loop_timer_free(end);
	loop_timer_free(look_again);
	return condition();
}

static bool never(void)
{
	return false;
}

void loop_for(int64_t ms)
{
	loop_until(never, ms);
}

struct test_task {
	struct task task;
	struct ended *ended;
};

static void on_done(struct task *t)
{
	struct test_task *x = (struct test_task *)t;

	*x->ended = (struct ended){true, t->failed, t->why, t->queries, t->trips};
	task_end(t);
	free(x);
}

void task_begin(void (*run)(struct task *), int64_t timeout_ms, struct ended *e)
{
	struct test_task *x = calloc(1, sizeof(*x));

	assert_non_null(x);
	*e = (struct ended){0};
	x->ended = e;
	task_start(&x->task, run, on_done, timeout_ms);
}

static struct ended *only;

static bool only_done(void)
{
	return only->done;
}

struct ended task_do_within(void (*run)(struct task *), int64_t timeout_ms)
{
	struct ended e;

	task_begin(run, timeout_ms, &e);
	only = &e;
	assert_true(e.done || loop_until(only_done, timeout_ms + 5000));
	return e;
}

struct ended task_do(void (*run)(struct task *))
{
	return task_do_within(run, 10000);
}

char called[8];

void call_sent(void *arg)
{
	(void)arg;
	strcat(called, "s");
}

void call_committed(void *arg)
{
	(void)arg;
	strcat(called, "c");
}

void quiet(bool on)
{
	static int saved = -1;
	int null;

	if (getenv("LOUD"))
		return;
	if (on && saved < 0) {
		saved = dup(STDERR_FILENO);
		null = open("/dev/null", O_WRONLY);
		dup2(null, STDERR_FILENO);
		close(null);
	} else if (!on && saved >= 0) {
		dup2(saved, STDERR_FILENO);
		close(saved);
		saved = -1;
	}
}
