/* demo_read.h -- the demo's files as structs: who, where, what was said and done, and when. Pure: no
 * database.
 *
 * The format is described in demo/README.md. Everything here lives in the arena given to demo_read();
 * pointers in one struct lead to the others. Times are counted from ${now}; the same files and the same
 * ${now} give the same demo. */
#ifndef FORUM_DEMO_DEMO_READ_H
#define FORUM_DEMO_DEMO_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/demo/demo_age.h"

struct arena;
struct demo_file;

/* Which of the three accounts that people are told about a member is. */
enum demo_account { DEMO_NO_ACCOUNT, DEMO_ACCOUNT_MEMBER, DEMO_ACCOUNT_MODERATOR, DEMO_ACCOUNT_ADMIN };

struct demo_member {
	const char *username, *name, *email, *bio; /* bio: plain text, "" where none */
	const char *locale, *zone;		   /* BCP 47, IANA */
	struct demo_age joined_age;
	struct when joined;
	bool staff, moderator, admin;
	enum demo_account account;
};
LIST(demo_members, struct demo_member *);

struct demo_topic {
	const char *slug, *name, *description;
	int order;   /* from 1 */
	int colour;  /* 1 to 12: the class c1 to c12 */
	bool closed; /* only staff begin threads here */
};
LIST(demo_topics, struct demo_topic *);

struct demo_tag {
	const char *name;
	struct texts synonyms;
};
LIST(demo_tags, struct demo_tag *);

/* What a member did to a post. */
struct demo_act {
	const struct demo_member *who;
	struct when at;
	const char *context; /* "on Pixel 7"; "" where none */
};
LIST(demo_acts, struct demo_act);

/* A change of a post: what it was before. The post's own text is what the last edit made. */
struct demo_edit {
	const struct demo_member *by;
	struct demo_age age;
	struct when at;
	const char *title; /* NULL where the title stayed, or the post has none */
	const char *body;
};
LIST(demo_edits, struct demo_edit);

struct demo_post;
LIST(demo_posts, struct demo_post *);

/* A question (or what opens a discussion), an answer, or a comment on one of these. */
struct demo_post {
	const char *place; /* "10-sim.txt:45", for messages */
	const struct demo_member *author;
	struct demo_age age;
	struct when at;
	const char *body;	    /* Markdown; links to threads are still thread:KEY, see demo_body() */
	struct demo_edits edits;    /* oldest first */
	struct demo_posts comments; /* oldest first; comments have none */

	/* What follows is filled on answers only. */
	const struct demo_act *accepted; /* by the asker or by staff; NULL if never */
	struct when withdrawn;		 /* when the acceptance was taken back; {0} if it stands */
	struct demo_acts thanks, helped, not_helpful;
	int64_t guests; /* visitors without an account who said "this solved it" */
};

struct demo_thread {
	const char *key, *title;
	const char *device; /* "" where none */
	const struct demo_topic *topic;
	bool discussion;
	struct demo_post *question;
	struct demo_posts answers; /* oldest first */
	struct demo_tags tags;
	struct demo_acts me_too;
	struct when reopened; /* {0} if never */
	int64_t views;
};
LIST(demo_threads, struct demo_thread *);

/* A line of the company's on the home page, about a thread. */
struct demo_notice {
	const char *text;
	const struct demo_thread *thread; /* NULL where none */
	struct when from, until;	  /* until: {0} while it stands */
};
LIST(demo_notices, struct demo_notice);

struct demo {
	const char *name, *company, *description; /* of the community */
	struct demo_members members;
	struct demo_topics topics;
	struct demo_tags tags;
	struct demo_threads threads; /* oldest first, so a link leads to a thread further up */
	struct demo_notices notices;
};

/* Reads ${files} (ends with a row of NULLs). NULL: *${error} says what is wrong, as "10-sim.txt:45: …". */
const struct demo *demo_read(struct arena *a, const struct demo_file *files, struct when now,
	const char **error);

/* ${body} with each thread:KEY of a link replaced by what ${url} says of that thread. */
const char *demo_body(struct arena *a, const struct demo *demo, const char *body,
	const char *(*url)(void *arg, const struct demo_thread *thread), void *arg);

/* A moment between ${at} and ${now}, at most ${days} after ${at}, always the same for the same ${seed}: for
 * acts whose time the files leave open. */
struct when demo_some_time_after(struct when at, struct when now, int days, const char *seed);

const struct demo_member *demo_member_find(const struct demo *demo, const char *username);
const struct demo_thread *demo_thread_find(const struct demo *demo, const char *key);

#endif
