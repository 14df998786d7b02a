/* topic.h -- the community's subjects, few and made by admins; and tags, many and made by members. */
#ifndef FORUM_TOPIC_H
#define FORUM_TOPIC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct arena;
struct job;
struct request;
struct row;
struct task;

#define TAGS_MOST      5 /* of a thread */
#define TAG_CHARACTERS 35

struct topic {
	int64_t id;
	const char *slug, *name, *description;
	int64_t colour; /* 1 … 12, a class of app.css */
	bool open;	/* members may begin threads */
	int64_t threads;
};
LIST(topics, struct topic);
/* The reader of a row of community.topic; for the statements of this folder. */
void topic_read(struct row *r, struct topic *x);

struct tag {
	int64_t id;
	const char *name, *description;
	int64_t threads;
	bool forbidden; /* nobody puts it on a thread that does not have it */
};
LIST(tags, struct tag);

/* All of them, in their order; not those that were merged into others. */
void topics_all(struct task *t, struct topics *out);
/* Finds one by its slug, or by one that it had, or that of a topic that was merged into it: its own slug says which. */
void topic_find(struct task *t, const char *slug, struct topic **out);

/* The tag of that name, or the one it is a synonym of. */
void tag_find(struct task *t, const char *name, struct tag **out);
/* The most used ones, at most ${most}. */
void tags_top(struct task *t, int64_t most, struct tags *out);

/* ---- tag.c: tags as people type them, "SIM, roaming" ---- */

/* Lower case, each once, in the order typed; separated by commas; "dual sim" is one, "dual-sim". NULL, or what is wrong with them, for the person. */
const char *tags_read(struct arena *a, const char *typed, struct texts *out);

/* In the open transaction: the thread has exactly these tags, as tags_read() gives them, in this order. Synonyms become the tag they stand
 * for, new tags are made, and the tags' counts move. */
void thread_tags_set(struct task *t, int64_t thread, struct texts names);

/* Asks what is known of ${names}, for the thread ${thread}, or the one that ${post} is in; both 0: a new one. After the next wait tags_wrong()
 * says whether the viewer may put them there: NULL, or why not, for the person. A tag can be forbidden, and new ones left to some; what the thread has already
 * may stay. Unless something is wrong, each of ${names}, the same, becomes the name of the tag it means. Lives in the task. */
struct tags_asked;
struct tags_asked *tags_ask(struct task *t, struct texts names, int64_t thread, int64_t post);
const char *tags_wrong(struct request *rq, const struct tags_asked *asked, struct texts *names);

/* ---- for `work` ---- */

/* A job: moves on the threads of a topic that was merged into another, or taken out of it again; ${job}->subject is the change. */
void topic_move_wait(struct task *t, const struct job *job);

#endif
