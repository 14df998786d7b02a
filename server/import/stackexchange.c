/* stackexchange.c -- `bothy import stackexchange DIR`: reads all, plans all, then writes it batch by batch.
 *
 * Nothing is written before every file has been read to its end, so a broken one leaves the database as it
 * was. Then each batch is a transaction, and what it wrote is in ops.import_map with it: going on after an
 * interruption means reading the files again and writing what is not there yet. */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/must.h"
#include "base/text.h"
#include "db/bulk.h"
#include "db/stamp.h"
#include "import/batch.h"
#include "import/crafts.h"
#include "import/dump.h"
#include "import/import.h"
#include "import/people.h"
#include "import/plan.h"
#include "import/progress.h"
#include "import/state.h"

#define CRAFTS 2
#define BATCH  4000

enum { DONE = 0, STOPPED = 1, INTERRUPTED = 130 };

struct import {
	const struct import_settings *settings;
	struct progress bar;
	struct bulk *b;
	struct dump d;
	struct state st;
	struct plan plan;
	int64_t began_ms;
};

static int stopped(const char *why)
{
	fprintf(stderr, "bothy import: %s\n", why);
	return STOPPED;
}

static int interrupted(void)
{
	fprintf(stderr, "bothy import: interrupted; the same command goes on where it stopped\n");
	return INTERRUPTED;
}

/* What one of the steps that may also be interrupted means for the whole. */
static int outcome(struct import *i, const char *problem)
{
	if (problem)
		return stopped(problem);
	if (!bulk_ok(i->b))
		return stopped(bulk_error(i->b));
	return interrupted();
}

/* "quantum-se" of "../shared/data/quantum-se/". */
static const char *topic_name(struct import *i)
{
	char *path;
	const char *name;

	if (i->settings->topic)
		return i->settings->topic;
	path = realpath(i->settings->directory, NULL);
	must(path);
	name = arena_text(&i->d.arena, basename(path));
	free(path);
	return name;
}

/* An interrupted run is taken up if its plan is still the plan; if the files have changed, what is left is a
 * new one. */
static void make_plan(struct import *i)
{
	bool again = i->st.run != 0;

	state_mark(i->b, &i->st, &i->d);
	plan_sort(&i->d);
	if (again) {
		plan_make(&i->plan, &i->d, &i->st.ids);
		again = memcmp(i->plan.hash, i->st.plan, sizeof(i->plan.hash)) == 0;
	}
	if (again) {
		printf("going on where it was interrupted\n");
	} else {
		plan_end(&i->plan);
		i->st.run = 0;
		plan_make(&i->plan, &i->d, NULL);
	}
	plan_count_here(&i->plan, &i->d);
}

static void print_table(struct import *i)
{
	struct dump *d = &i->d;
	const struct tally *const tables[] = {&d->users_t, &d->posts_t, &d->comments_t, &d->votes_t,
		&d->links_t, &d->tags_t, &d->history_t};

	tally_skip(&d->tags_t, "here already", (int64_t)d->listed.n - d->tags_t.written);
	printf("\n");
	tally_print(stdout, tables, sizeof(tables) / sizeof(*tables));
	if (d->reduced)
		printf("\n%lld texts had markup too deep, long or costly; their words were kept without "
		       "it.\n",
			(long long)d->reduced);
	if (d->lost)
		printf("\n%lld texts could not be laid out at all and are marked as missing.\n",
			(long long)d->lost);
	printf("\ndone in %.1f s\n", (double)(clock_ms() - i->began_ms) / 1000);
}

static int write_all(struct import *i)
{
	const char *problem = NULL;

	if (i->plan.members == 0 && i->plan.threads == 0)
		return DONE;
	if (i->st.run == 0)
		state_begin(i->b, &i->st, &i->plan);
	if (!bulk_ok(i->b))
		return stopped(bulk_error(i->b));
	plan_number(&i->plan, &i->d, &i->st.ids);
	if (!people_write(i->b, &i->st, &i->d, &i->plan, &i->bar) ||
		!batch_write_all(i->b, &i->st, &i->d, &i->plan,
			i->settings->batch ? i->settings->batch : BATCH, &i->bar, &problem))
		return outcome(i, problem);
	state_finish(i->b, &i->st);
	return bulk_ok(i->b) ? DONE : stopped(bulk_error(i->b));
}

static int import_all(struct import *i)
{
	const char *problem;
	int status;

	i->b = bulk_open(i->settings->conninfo, "bothy_work", i->settings->password);
	if (!bulk_ok(i->b))
		return stopped(bulk_error(i->b));
	if (!state_lock(i->b))
		return stopped("another import is at work on this database");
	if (!dump_read(&i->d, i->settings->directory, &i->bar, &problem))
		return outcome(i, problem);
	state_open(i->b, &i->st, &i->d, topic_name(i));
	if (bulk_ok(i->b))
		make_plan(i);
	if (!bulk_ok(i->b))
		return stopped(bulk_error(i->b));
	status = write_all(i);
	if (status == DONE)
		print_table(i);
	return status;
}

int import_stackexchange(const struct import_settings *s)
{
	struct import i = {.settings = s, .began_ms = clock_ms()};
	int status;

	if (access(s->directory, R_OK | X_OK) != 0) {
		fprintf(stderr, "bothy import: %s: %s\n", s->directory, strerror(errno));
		return STOPPED;
	}
	if (s->topic && text_empty(text_one_line(&i.d.arena, s->topic))) {
		arena_end(&i.d.arena);
		return stopped("a topic wants a name");
	}
	if (!crafts_open(CRAFTS))
		return stopped(strerror(errno));
	if (s->run_directory)
		stamp_open(arena_printf(&i.d.arena, "%s/stamps", s->run_directory));
	i.bar = (struct progress){.out = stdout, .terminal = isatty(STDOUT_FILENO)};
	progress_catch_signals();
	status = import_all(&i);
	progress_release_signals();
	plan_end(&i.plan);
	dump_end(&i.d);
	bulk_close(i.b);
	crafts_close();
	return status;
}
