/* list.h -- lists of threads: home's tabs, a topic, a tag, a member; all page by key. */
#ifndef FORUM_LIST_H
#define FORUM_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/byline.h"

struct arena;
struct request;
struct task;

#define LIST_PAGE 30 /* threads on a page */

struct thread_item {
	int64_t id;
	const char *title, *slug;
	bool question, solved, locked, unread;
	int64_t answers, me_too, views;
	struct when created_at, active_at;
	const char *topic, *topic_slug;
	int64_t topic_colour;
	struct byline author;
	const char *last_display; /* who wrote last, NULL: nobody after the asker */
	struct texts tags;
};
LIST(thread_items, struct thread_item);

/* Which threads, in which order. */
enum list_kind { LIST_ACTIVE, LIST_UNANSWERED, LIST_SOLVED, LIST_MINE };

struct list_query {
	enum list_kind kind;
	int64_t viewer;		/* whose unread marks; 0: guest */
	const char *topic_slug; /* NULL: all topics */
	const char *tag_name;	/* NULL: all tags */
	int64_t author;		/* LIST_MINE */
	struct when before_at;	/* page by key: what comes after this one; {0}: from the top */
	int64_t before_id;
};

/* Asks for one page and one more, which tells whether there is a next page. */
void list_find(struct task *t, const struct list_query *q, struct thread_items *out);

/* Threads that moderators put on top of the topic of ${q}; at most 10. */
void list_pinned(struct task *t, const struct list_query *q, struct thread_items *out);

/* The page's key in its address: "?before=1732200000000000.42". False: it is not one, and is ignored. */
bool list_key_read(const char *text, struct list_query *q);
/* Cuts the list to LIST_PAGE and gives the key of the next page, NULL if this is the last. */
const char *list_next(struct arena *a, struct thread_items *items, enum list_kind kind);
/* "unanswered", "active", "solved", "mine" and back. Unknown names are LIST_ACTIVE. */
enum list_kind list_kind_of(const char *tab);
const char *list_kind_name(enum list_kind kind);

#endif
