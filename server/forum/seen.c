/* seen.c -- see seen.h. */
#include "forum/seen.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/log.h"
#include "db/query.h"
#include "loop/loop.h"
#include "loop/task.h"

#define GATHERED_MOST 512

static const struct seen_door *door;
static int64_t gathered[GATHERED_MOST];
static size_t gathered_count;
static struct loop_timer *timer;
static bool flushing;

struct flush {
	struct task task; /* first */
	size_t n;
};

/* What was gathered, as texts; gathering begins anew. */
static struct texts gathered_take(struct task *t)
{
	struct texts ids = {arena_array(&t->arena, const char *, gathered_count + 1), 0};

	for (; ids.n < gathered_count; ids.n++)
		ids.v[ids.n] = arena_printf(&t->arena, "%lld", (long long)gathered[ids.n]);
	gathered_count = 0;
	return ids;
}

static void flush_run(struct task *t)
{
	struct texts ids = gathered_take(t);

	((struct flush *)t)->n = ids.n;
	db_begin(t);
	door->write(t, ids);
	(void)db_commit_wait(t);
}

static void flush_done(struct task *t)
{
	if (t->failed)
		log_warn(door->lost, "sessions=%zu why=\"%s\"", ((struct flush *)t)->n, t->why);
	task_end(t);
	free(t);
	flushing = false;
}

static void on_timer(void *arg)
{
	struct flush *f;

	(void)arg;
	loop_timer_again(timer, door->every_ms);
	if (flushing || (!gathered_count && !(door->more && door->more())))
		return;
	f = calloc(1, sizeof(*f));
	if (!f)
		return;
	flushing = true;
	task_start(&f->task, flush_run, flush_done, 10000);
}

void seen_open(const struct seen_door *how)
{
	door = how;
	timer = loop_timer_new(door->every_ms, on_timer, NULL);
}

void seen_note(int64_t session)
{
	size_t i;

	for (i = 0; i < gathered_count; i++)
		if (gathered[i] == session)
			return;
	if (gathered_count < GATHERED_MOST)
		gathered[gathered_count++] = session;
}
