/* demo_write.c -- `bothy demo`: puts the demo into an empty community, in one transaction.
 *
 * Posts are added in the order of their time, so that ids follow time as they do in life; events are gathered and
 * written at the end in that order, for whoever reads them as a history. */
#include <stdio.h>

#include "base/arena.h"
#include "db/query.h"
#include "db/stamp.h"
#include "forum/demo/demo.h"
#include "forum/demo/demo_customers.h"
#include "forum/demo/demo_writer.h"
#include "loop/task.h"

static void topics_write_wait(struct demo_writer *w)
{
	size_t i, s;

	w->topics = arena_array(w->a, int64_t, w->demo->topics.n);
	w->tags = arena_array(w->a, int64_t, w->demo->tags.n);
	for (i = 0; i < w->demo->topics.n; i++) {
		struct demo_id *id;

		demo_topic_add(w->t, w->demo->topics.v[i], &id);
		w->topics[i] = demo_id_wait(w, &id);
	}
	for (i = 0; i < w->demo->tags.n; i++) {
		const struct demo_tag *tag = w->demo->tags.v[i];
		struct demo_id *id;

		demo_tag_add(w->t, tag, &id);
		w->tags[i] = demo_id_wait(w, &id);
		for (s = 0; s < tag->synonyms.n; s++)
			demo_synonym_add(w->t, w->tags[i], tag->synonyms.v[s]);
	}
}

static void announcements_write(struct demo_writer *w)
{
	size_t i, place;

	for (i = 0; i < w->demo->notices.n; i++) {
		const struct demo_notice *n = &w->demo->notices.v[i];

		DEMO_PLACE(w->demo->threads, n->thread, place);
		demo_announcement_add(w->t, n, place < w->demo->threads.n ? w->threads[place] : 0);
	}
}

int demo_write_wait(struct task *t, void *settings)
{
	const struct demo_settings *s = settings;
	struct demo_writer w = {.t = t, .a = &t->arena, .now = clock_now(), .accounts = ""};
	const char *error = NULL;
	struct demo_id *thread = NULL;

	w.demo = demo_read(w.a, demo_files, w.now, &error);
	if (!w.demo) {
		fprintf(stderr, "bothy demo: %s\n", error);
		return 1;
	}
	demo_present(t, &thread);
	db_wait(t);
	if (thread) {
		fprintf(stderr,
			"bothy demo: this community has threads already; the demo goes into an empty one only\n");
		return 1;
	}
	db_begin(t);
	demo_members_write_wait(&w);
	topics_write_wait(&w);
	demo_threads_write_wait(&w);
	announcements_write(&w);
	demo_events_write_wait(&w);
	demo_reckon(t);
	demo_customers_write(t);
	stamp_touch(t, STAMP_EPOCH, 0);
	if (w.failed || db_commit_wait(t) != DB_OK) {
		fprintf(stderr, "bothy demo: nothing was written\n");
		return 1;
	}
	if (!demo_accounts_write(s->accounts, w.accounts))
		return 1;
	printf("%zu members, %zu topics, %zu threads\n", w.demo->members.n, w.demo->topics.n,
		w.demo->threads.n);
	return 0;
}
