/* home_view.h -- what templates/list.html takes: home, topics, tags. */
#ifndef FORUM_HOME_VIEW_H
#define FORUM_HOME_VIEW_H

#include "forum/frame/frame_view.h"
#include "forum/list/list.h"
#include "forum/standing/standing.h"
#include "forum/topic/topic.h"

struct list_tabs {
	const char *path; /* "/", "/topic/sim" */
	enum list_kind now;
	bool mine; /* there is a tab for one's own */
};

struct home_view {
	struct frame frame;
	struct list_tabs tabs;
	struct thread_items items;
	struct topics topics;
	struct helpers helpers;	      /* of the month, the first few */
	const char *page_path, *next; /* the next page is page_path + "before=" + next; NULL: none */
	bool first_visit;	      /* a guest at the front door: say what this is */
};

struct topics_view {
	struct frame frame;
	struct topics topics;
};

struct topic_view {
	struct frame frame;
	const struct topic *topic;
	struct list_tabs tabs;
	struct thread_items pinned; /* on the first page */
	struct thread_items items;
	struct topics topics;
	const char *page_path, *next;
};

struct tag_view {
	struct frame frame;
	struct tag *tag;
	struct list_tabs tabs;
	struct thread_items items;
	const char *page_path, *next;
};

struct tags_view {
	struct frame frame;
	struct tags tags;
};

#endif
