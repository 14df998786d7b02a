/* harness.h -- for the tests of db/ against a real server: a private cluster, and tasks on the real loop. */
#ifndef TESTS_FAULTS_HARNESS_H
#define TESTS_FAULTS_HARNESS_H

#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db/pool.h"
#include "db/query.h"
#include "loop/loop.h"
#include "loop/task.h"

/* cmocka group fixtures: a cluster with the four roles, database "bothy", and table public.item with its
 * rules. */
int cluster_up(void **state);
int cluster_down(void **state);
void cluster_start(void);
void cluster_stop(const char *mode);
/* The directory of the socket, and the URL-like address that db_open() takes. */
extern char cluster_dir[64], cluster_address[128];
/* A role's password; static. */
const char *cluster_password(const char *role);

/* Runs SQL as the superuser in database bothy, over a connection of its own; the test fails if it fails. */
void admin_run(const char *sql);
/* The single value of a query as an integer. */
int64_t admin_number(const char *sql);

/* The loop and the pool of a web process with ${connections}. */
void pool_up(unsigned connections);
void pool_up_at(const char *address, unsigned connections);
void pool_down(void);
/* Lets the loop run until ${condition}() or ${ms} are over; whether it came true. */
bool loop_until(bool (*condition)(void), int64_t ms);
void loop_for(int64_t ms);
bool all_idle(void);

/* What became of a task. */
struct ended {
	bool done;
	int failed;
	const char *why;
	unsigned queries, trips;
};
/* Starts a task; ${e} is filled when it ends. Needs no freeing. */
void task_begin(void (*run)(struct task *), int64_t timeout_ms, struct ended *e);
/* Starts it and runs the loop until it has ended. */
struct ended task_do(void (*run)(struct task *));
struct ended task_do_within(void (*run)(struct task *), int64_t timeout_ms);

/* What a transaction calls when its COMMIT is sent and when it is answered; noted in ${called} as "s" and "c". */
extern char called[8];
void call_sent(void *arg);
void call_committed(void *arg);

/* Errors of ours are logged on standard error; silences them while a test provokes them. */
void quiet(bool on);
#define assert_text(a, b) assert_string_equal((a) ? (a) : "(null)", (b))

#endif
