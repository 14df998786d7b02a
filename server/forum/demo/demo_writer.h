/* demo_writer.h -- what the files that write the demo share; see demo_write.c. */
#ifndef FORUM_DEMO_DEMO_WRITER_H
#define FORUM_DEMO_DEMO_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "forum/demo/demo_read.h"
#include "forum/demo/demo_sql.h"
#include "forum/event.h"

struct arena;
struct task;

struct demo_event {
	struct when at;
	enum event_kind kind;
	int64_t member, other, thread, post, number;
	size_t place; /* set by demo_event_gather() */
};

struct demo_writer {
	struct task *t;
	struct arena *a;
	const struct demo *demo;
	struct when now;
	int64_t *members, *topics, *tags, *threads; /* ids, by place in the demo's lists */
	struct demo_event *events;
	size_t event_count, event_room;
	const char *accounts; /* the lines for the file of accounts */
	bool failed;	      /* and somebody has been told why */
};

/* A post on its way into the table. */
struct demo_pending {
	const struct demo_post *post;
	const char *kind; /* in the words of the schema */
	int64_t id;	  /* once it is there */
};

/* The place of ${x} in a list of pointers; the list's length where it is not in it. */
#define DEMO_PLACE(list, x, place) \
	for (place = 0; place < (list).n && (list).v[place] != (x); place++) \
		;

/* ---- demo_writer.c ---- */

/* Ends the task: a constraint of the schema does not take what the demo's files say. After DB_CONFLICT. */
_Noreturn void demo_refuse(struct demo_writer *w);
/* Sends what was asked, and gives the id that came back in *${id}. */
int64_t demo_id_wait(struct demo_writer *w, struct demo_id *const *id);
/* The id of a member that was written. */
int64_t demo_writer_member(struct demo_writer *w, const struct demo_member *m);
/* Keeps an event for demo_events_write_wait(), which writes all of them in the order of their time. */
void demo_event_gather(struct demo_writer *w, struct demo_event row);
void demo_events_write_wait(struct demo_writer *w);

/* ---- demo_people.c ---- */

/* Sets ${w->members} and ${w->accounts}. */
void demo_members_write_wait(struct demo_writer *w);
/* Writes ${lines} to the file ${path}, which only its owner may read; NULL: standard output. False if it could
 * not, and somebody has been told why. After the commit: an account in the file is one in the database. */
bool demo_accounts_write(const char *path, const char *lines);

/* ---- demo_posts.c ---- */

/* All threads with their posts and what was done to them; sets ${w->threads}. */
void demo_threads_write_wait(struct demo_writer *w);

/* ---- demo_done.c: asked, and not yet sent ---- */

/* What was done to a post: accepted, thanked for … */
void demo_acts_write(struct demo_writer *w, const struct demo_thread *th, int64_t thread,
	const struct demo_pending *p);
/* What was done to a thread. */
void demo_me_too_write(struct demo_writer *w, const struct demo_thread *th, int64_t thread);

#endif
