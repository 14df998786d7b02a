/* worker.c -- see worker.h. One task takes jobs, then each runs in a task of its own; a timer and an eventfd
 * say when to look.
 *
 * A job that ended with its process may have killed it, and would kill its neighbours again. So jobs that
 * were lost run alone: nothing else is taken until they have ended. A neighbour loses one try that way, never
 * all five. The price: after a crash some work waits a little. */
#include "jobs/worker.h"

#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/must.h"
#include "base/secret.h"
#include "db/query.h"
#include "jobs/job_sql.h"
#include "loop/loop.h"
#include "loop/task.h"

#define LOST_MS	 5000 /* between two looks for lost jobs, which go through all that wait */
#define TAKE_MS	 30000
#define JOB_MS	 100000 /* less than the two minutes after which a job counts as lost */
#define FIRST_MS 5000	/* rounds begin within this after the start, not all at once */

/* A job in work, then its row being settled. */
struct work {
	struct task task; /* first: work is a task */
	struct job job;
	const struct job_kind *kind;
	const char *why;
};

struct taking {
	struct task task; /* first */
	bool lost;	  /* takes a lost one instead of those that wait */
	bool look;	  /* looks for lost ones too */
	unsigned room;
	struct jobs_taken jobs;
	struct jobs_lost *found;
};

struct round {
	struct task task; /* first */
	const struct job_round *what;
	struct loop_timer *timer;
	bool in_work;
};

static struct {
	const struct job_kind *kinds;
	size_t kind_count;
	struct round *rounds;
	size_t round_count;
	unsigned at_once, in_work, rounds_in_work;
	struct event *wake;
	struct loop_timer *timer;
	bool taking; /* a task is asking for jobs */
	bool again;  /* somebody wanted to look meanwhile */
	bool lost;   /* there are lost jobs: run them first, one by one */
	int64_t look_ms;
	int64_t lost_at; /* when lost jobs were looked for, in clock_ms() */
	bool draining;
	void (*done)(void *);
	void *done_arg;
} worker;

static void look(bool for_lost);

/* ---- the end ---- */

static void worker_free(void)
{
	size_t i;

	for (i = 0; i < worker.round_count; i++)
		loop_timer_free(worker.rounds[i].timer);
	free(worker.rounds);
	loop_timer_free(worker.timer);
	if (worker.wake)
		event_free(worker.wake);
}

static void drained_perhaps(void)
{
	void (*done)(void *) = worker.done;
	void *arg = worker.done_arg;

	if (!worker.draining || worker.taking || worker.in_work || worker.rounds_in_work)
		return;
	worker_free();
	memset(&worker, 0, sizeof(worker));
	done(arg);
}

void worker_drain(void (*done)(void *), void *arg)
{
	worker.draining = true;
	worker.done = done;
	worker.done_arg = arg;
	drained_perhaps();
}

/* ---- one job ---- */

static void work_ended(struct work *w)
{
	task_end(&w->task);
	free(w);
	worker.in_work--;
	look(false);
	drained_perhaps();
}

static void release_run(struct task *t)
{
	struct work *w = (struct work *)t;

	db_begin(t);
	job_release(t, w->job.id, w->why);
	if (db_commit_wait(t) == DB_OK)
		return;
	/* A job with the same ${once} came meanwhile: that one will do. */
	db_begin(t);
	job_delete(t, w->job.id);
	db_commit_wait(t);
}

/* If even this failed, the row is found as lost in two minutes. */
static void release_done(struct task *t)
{
	struct work *w = (struct work *)t;

	if (t->failed)
		log_warn("job.not_released", "id=%lld why=\"%s\"", (long long)w->job.id, t->why);
	work_ended(w);
}

static void release(struct work *w)
{
	bool last = w->job.attempts + 1 >= JOB_TRIES;

	w->why = w->task.why ? w->task.why : "failed";
	log_line(last ? "error" : "warn", last ? "job.dead" : "job.failed",
		"id=%lld kind=%s try=%d status=%d why=\"%s\"", (long long)w->job.id,
		w->kind ? w->kind->kind : "unknown", w->job.attempts + 1, w->task.failed, w->why);
	task_end(&w->task);
	w->task = (struct task){0};
	task_start(&w->task, release_run, release_done, TAKE_MS);
}

void job_commit_wait(struct task *t, const struct job *job)
{
	bool *struck = NULL;

	job_strike(t, job->id, &struck); /* first: it ends the task where a conflict was not looked at */
	must(db_in_transaction(t));
	if (db_wait(t) == DB_CONFLICT)
		task_fail(t, 500, db_conflict(t));
	if (!struck) /* somebody took it for lost, and has done it meanwhile */
		return db_rollback_wait(t);
	if (db_commit_wait(t) == DB_CONFLICT)
		task_fail(t, 500, db_conflict(t));
}

static void job_run(struct task *t)
{
	struct work *w = (struct work *)t;

	if (!w->kind)
		task_fail(t, 501, "no such kind of job in this version of the program");
	w->kind->run_wait(t, &w->job);
	must(!db_in_transaction(t));
	if (fault("job.ran"))
		raise(SIGKILL);
	db_begin(t);
	job_delete(t, w->job.id);
	db_commit_wait(t);
}

static void job_done(struct task *t)
{
	struct work *w = (struct work *)t;

	if (t->failed)
		return release(w);
	log_info("job.done", "id=%lld kind=%s try=%d ms=%lld queries=%u", (long long)w->job.id, w->kind->kind,
		w->job.attempts + 1, (long long)((clock_us() - t->started_us) / 1000), t->queries);
	work_ended(w);
}

static const struct job_kind *kind_find(const char *name)
{
	size_t i;

	for (i = 0; i < worker.kind_count; i++)
		if (strcmp(worker.kinds[i].kind, name) == 0)
			return &worker.kinds[i];
	return NULL;
}

static void job_start(const struct job_taken *taken)
{
	struct work *w;

	if (taken->dead) {
		log_error("job.dead", "id=%lld try=%d why=\"it ended with its process\"",
			(long long)taken->job.id, taken->job.attempts);
		return;
	}
	w = calloc(1, sizeof(*w));
	must(w);
	w->kind = kind_find(taken->job.kind);
	w->job = taken->job;
	w->job.kind = arena_text(&w->task.arena, taken->job.kind);
	w->job.text = taken->job.text ? arena_text(&w->task.arena, taken->job.text) : NULL;
	worker.in_work++;
	task_start(&w->task, job_run, job_done, JOB_MS);
}

/* ---- taking ---- */

static void take_run(struct task *t)
{
	struct taking *k = (struct taking *)t;

	db_begin(t);
	if (k->lost)
		jobs_take_lost(t, &k->jobs);
	else
		jobs_take(t, (int)k->room, &k->jobs);
	if (k->look)
		jobs_lost_look(t, &k->found);
	db_commit_wait(t);
}

/* Whether there may be more to take at once. */
static bool take_again(const struct taking *k)
{
	if (k->task.failed)
		return false;
	if (k->lost && !k->jobs.n)
		worker.lost = false;
	else if (k->found && k->found->any)
		worker.lost = true;
	return k->jobs.n == k->room || k->lost || worker.lost;
}

/* A job runs inside task_start() until it first sleeps; one that ends there already wants to look again. */
static void take_done(struct task *t)
{
	struct taking *k = (struct taking *)t;
	bool more = take_again(k);
	size_t i;

	if (t->failed)
		log_warn("job.take_failed", "why=\"%s\"", t->why);
	for (i = 0; !t->failed && i < k->jobs.n; i++)
		job_start(&k->jobs.v[i]);
	more = more || worker.again;
	worker.taking = worker.again = false;
	task_end(t);
	free(k);
	if (more)
		look(false);
	drained_perhaps();
}

static void look(bool for_lost)
{
	struct taking *k;

	if (worker.taking) {
		worker.again = true;
		return;
	}
	if (worker.draining || worker.in_work >= worker.at_once || (worker.lost && worker.in_work))
		return;
	k = calloc(1, sizeof(*k));
	must(k);
	k->lost = worker.lost;
	k->look = for_lost && !k->lost;
	k->room = worker.at_once - worker.in_work;
	worker.taking = true;
	task_start(&k->task, take_run, take_done, TAKE_MS);
}

static void on_timer(void *arg)
{
	bool for_lost = clock_ms() - worker.lost_at >= LOST_MS;

	(void)arg;
	loop_timer_again(worker.timer, worker.look_ms);
	if (for_lost)
		worker.lost_at = clock_ms();
	look(for_lost);
}

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
	uint64_t count;

	(void)what, (void)arg;
	if (read((int)fd, &count, sizeof(count)) == sizeof(count))
		look(false);
}

/* ---- rounds ---- */

static void round_run(struct task *t)
{
	((struct round *)t)->what->run_wait(t);
	must(!db_in_transaction(t));
}

static void round_done(struct task *t)
{
	struct round *r = (struct round *)t;

	if (t->failed)
		log_warn("round.failed", "name=%s status=%d why=\"%s\"", r->what->name, t->failed, t->why);
	task_end(t);
	r->task = (struct task){0};
	worker.rounds_in_work--;
	if (!worker.draining)
		loop_timer_again(r->timer, r->what->every_s * 1000LL);
	drained_perhaps();
}

static void round_start(void *arg)
{
	struct round *r = arg;

	if (worker.draining)
		return;
	worker.rounds_in_work++;
	task_start(&r->task, round_run, round_done, JOB_MS);
}

static void rounds_open(const struct job_round *rounds, size_t n)
{
	uint32_t random;
	size_t i;

	worker.rounds = calloc(n + 1, sizeof(*worker.rounds));
	must(worker.rounds);
	worker.round_count = n;
	for (i = 0; i < n; i++) {
		must(rounds[i].every_s > 0);
		secret_random(&random, sizeof(random));
		worker.rounds[i].what = &rounds[i];
		worker.rounds[i].timer = loop_timer_new(random % FIRST_MS, round_start, &worker.rounds[i]);
	}
}

void worker_open(const struct job_kind *kinds, size_t kind_count, const struct job_round *rounds,
	size_t round_count, int eventfd, unsigned at_once, int64_t look_ms)
{
	must(!worker.at_once && at_once > 0 && look_ms > 0);
	worker.kinds = kinds;
	worker.kind_count = kind_count;
	worker.at_once = at_once;
	worker.look_ms = look_ms;
	worker.lost_at = -LOST_MS;
	worker.timer = loop_timer_new(0, on_timer, NULL);
	rounds_open(rounds, round_count);
	if (eventfd < 0)
		return;
	worker.wake = event_new(loop_base(), eventfd, EV_READ | EV_PERSIST, on_wake, NULL);
	must(worker.wake && event_add(worker.wake, NULL) == 0);
}
