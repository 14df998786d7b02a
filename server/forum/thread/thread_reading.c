/* thread_reading.c -- views and unread marks: reading a page writes nothing; they are gathered and flushed once a second.
 *
 * What a crash loses is at most a second of views and marks, which nobody was promised. */
#include "forum/thread/thread.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/must.h"
#include "base/out.h"
#include "db/query.h"
#include "forum/notice/notice.h"
#include "loop/loop.h"
#include "loop/task.h"

#define GATHERED_MOST 4096 /* beyond that a second's reading is not counted */

struct glance {
	int64_t thread, viewer, newest;
};

static struct glance gathered[GATHERED_MOST];
static size_t gathered_count;
static struct loop_timer *timer;
static bool flushing;

COMMAND(views_add, DOOR_WEB,
	"INSERT INTO community.thread_views AS v (thread_id, views)"
	" SELECT g.thread, count(*) FROM unnest($1::bigint[]) g(thread)"
	" JOIN community.thread t ON t.id = g.thread GROUP BY g.thread ORDER BY g.thread"
	" ON CONFLICT (thread_id) DO UPDATE SET views = v.views + EXCLUDED.views");
COMMAND(marks_set, DOOR_WEB,
	"INSERT INTO community.thread_read AS r (member_id, thread_id, post_id)"
	" SELECT g.viewer, g.thread, max(g.newest) FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) g(thread, viewer, newest)"
	" JOIN community.member m ON m.id = g.viewer JOIN community.thread t ON t.id = g.thread"
	" GROUP BY g.viewer, g.thread ORDER BY g.viewer, g.thread"
	" ON CONFLICT (member_id, thread_id) DO UPDATE SET post_id = GREATEST(r.post_id, EXCLUDED.post_id), read_at = now()");

struct flush {
	struct task task; /* first */
	struct glance glances[GATHERED_MOST];
	size_t n;
};

/* One member of the gathered glances as an array literal: "{1,2,3}". */
static const char *column(struct flush *f, bool members_only, size_t offset)
{
	char *s = arena_alloc(&f->task.arena, f->n * 21 + 3), *p = s;
	size_t i;

	*p++ = '{';
	for (i = 0; i < f->n; i++) {
		if (members_only && !f->glances[i].viewer)
			continue;
		p += sprintf(p, "%s%lld", p == s + 1 ? "" : ",",
			(long long)*(int64_t *)((char *)&f->glances[i] + offset));
	}
	*p++ = '}';
	return s;
}

static void flush_run(struct task *t)
{
	struct flush *f = (struct flush *)t;

	db_begin(t);
	db_run(t, &views_add, column(f, false, offsetof(struct glance, thread)));
	db_run(t, &marks_set, column(f, true, offsetof(struct glance, thread)),
		column(f, true, offsetof(struct glance, viewer)),
		column(f, true, offsetof(struct glance, newest)));
	notices_read_with_threads(t, column(f, true, offsetof(struct glance, thread)),
		column(f, true, offsetof(struct glance, viewer)),
		column(f, true, offsetof(struct glance, newest)));
	(void)db_commit_wait(t);
}

static void flush_done(struct task *t)
{
	if (t->failed)
		log_warn("reading.lost", "glances=%zu why=\"%s\"", ((struct flush *)t)->n, t->why);
	task_end(t);
	free(t);
	flushing = false;
}

static void on_second(void *arg)
{
	struct flush *f;
	size_t i;

	(void)arg;
	loop_timer_again(timer, 1000);
	if (!gathered_count || flushing)
		return;
	f = calloc(1, sizeof(*f));
	if (!f)
		return;
	for (i = 0; i < gathered_count; i++)
		f->glances[i] = gathered[i];
	f->n = gathered_count;
	gathered_count = 0;
	flushing = true;
	task_start(&f->task, flush_run, flush_done, 10000);
}

void reading_open(void)
{
	timer = loop_timer_new(1000, on_second, NULL);
}

void reading_note(int64_t thread, int64_t viewer, int64_t newest)
{
	if (gathered_count < GATHERED_MOST)
		gathered[gathered_count++] = (struct glance){thread, viewer, newest};
}
