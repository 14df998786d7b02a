/* ask_view.h -- what templates/ask.html takes. */
#ifndef FORUM_ASK_VIEW_H
#define FORUM_ASK_VIEW_H

#include "forum/ask/ask.h"
#include "forum/frame/frame_view.h"
#include "forum/search/search.h"
#include "forum/topic/topic.h"

/* The first step: one field, and what is like it. */
struct ask_view {
	struct frame frame;
	const char *q;	   /* "" at first */
	const char *topic; /* what somebody came with goes along: a topic's slug … */
	int64_t from;	   /* … the thread that did not help; 0: none */
	struct similars similars;
	const char *details_path; /* on with it; NULL: there is no question yet */
};

/* The second: all that belongs to it; with a preview before it is posted. */
struct details_view {
	struct frame frame;
	const char *key;
	struct asked asked;
	struct asked_wrong wrong;
	const char *problem;  /* with the whole; NULL: none */
	struct topics topics; /* those the viewer may begin threads in */
	bool desk;	      /* the company has people who can open private details */
	struct html preview;
	bool draft_kept;
	struct similars similars; /* beside the form, once more */
};

/* The end, if it was solved already. */
struct solved_view {
	struct frame frame;
	int64_t thread;
	const char *title, *slug;
};

#endif
