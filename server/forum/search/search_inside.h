/* search_inside.h -- between the files of this folder: what a search finds. */
#ifndef FORUM_SEARCH_INSIDE_H
#define FORUM_SEARCH_INSIDE_H

#include "forum/byline.h"
#include "forum/search/search.h"

struct task;

/* A thread, and the post of it that matches best. */
struct search_hit {
	int64_t id;
	const char *title, *slug; /* title: a headline with marks */
	bool question, solved;
	int64_t answers;
	struct when active_at;
	const char *topic, *topic_slug;
	int64_t topic_colour;
	int64_t post_id;
	bool is_answer, accepted; /* the post */
	struct when created_at;
	struct byline author;
	const char *passage; /* with marks */
	int64_t key;	     /* where it stands in the order asked for */
};
LIST(search_hits, struct search_hit);

/* A page of what ${s} asks for, and one more, which tells whether there is a next page. search_asks(${s}). */
void search_find(struct task *t, const struct search *s, struct search_hits *out);
/* For words nobody has used, those that were probably meant. */
void corrections_find(struct task *t, const char *words, struct corrections *out);

#endif
