/* tidy_view.h -- what templates/topic/ take. */
#ifndef FORUM_TIDY_VIEW_H
#define FORUM_TIDY_VIEW_H

#include "forum/frame/frame_view.h"
#include "forum/topic/tag_admin_sql.h"
#include "forum/topic/tidy.h"
#include "forum/topic/topic_admin_sql.h"

/* A colour of topics, to choose from. */
struct topic_colour {
	int n;
	bool chosen;
};
LIST(topic_colours, struct topic_colour);

/* The fields of a topic, as they hold or were typed. */
struct topic_form {
	const char *id; /* before the ids of its fields */
	struct topic_facts facts;
	struct topic_colours colours;
};

struct topics_admin_view {
	struct frame frame;
	const char *key;
	struct tidy_wrong wrong;
	struct topics topics;
	int64_t base; /* of the order */
	struct topic_form make;
	struct tidy_lines history;
};

struct topic_admin_view {
	struct frame frame;
	const char *key, *here;
	struct tidy_wrong wrong;
	struct topic *topic;
	int64_t base;
	struct topic_form form;
	struct topics others; /* it could be merged into */
	int64_t into;	      /* the one that was chosen */
	struct topic_addresses addresses;
	struct tidy_lines history;
};

struct tags_admin_view {
	struct frame frame;
	const char *key;
	struct tidy_wrong wrong;
	struct tags_query query;
	struct tag_rows tags;
	struct tags_sum *sum;
	const char *here, *next; /* with all of the query but the page; the next page's key, NULL: none */
	const char *make;	 /* the name that was typed */
	const char *makers;
	bool admin;
	struct tidy_lines history;
};

struct tag_admin_view {
	struct frame frame;
	const char *key, *here;
	struct tidy_wrong wrong;
	struct tag_row *tag;
	struct tag_row form; /* as it holds or was typed */
	int64_t base;
	const char *synonym, *into; /* that were typed */
	struct tidy_lines history;
};

#endif
