/* search_view.h -- what templates/search.html takes. */
#ifndef FORUM_SEARCH_VIEW_H
#define FORUM_SEARCH_VIEW_H

#include "forum/frame/frame_view.h"
#include "forum/search/search.h"
#include "forum/search/search_inside.h"
#include "forum/topic/topic.h"

struct search_result {
	const struct search_hit *hit;
	struct marked_text title, passage;
};
LIST(search_results, struct search_result);

struct search_view {
	struct frame frame;
	const struct search *search;
	struct topics topics;
	bool asked;	/* there was something to look for */
	bool more_open; /* the fields beside the words are in use */
	struct search_results results;
	const char *best_path, *newest_path; /* the same search, sorted otherwise */
	const char *next_path;		     /* NULL: this is the last page */
	bool later_page;
	const char *meant,
		*meant_path; /* where nothing was found; NULL: no idea; what that finds are the results */
	struct similars similars; /* where little was found: what is like the words */
};

#endif
