/* draft_view.h -- what templates/drafts.html takes. */
#ifndef FORUM_DRAFT_VIEW_H
#define FORUM_DRAFT_VIEW_H

#include "forum/frame/frame_view.h"

enum draft_kind { DRAFT_QUESTION, DRAFT_ANSWER, DRAFT_COMMENT, DRAFT_EDIT };

struct draft_item {
	enum draft_kind kind;
	const char *place;
	const char *title;   /* of the thread, or what was typed as one; NULL: none */
	const char *path;    /* where the form is; NULL: its thread is gone */
	const char *excerpt; /* "" if there is no text */
	struct when saved_at;
};
LIST(draft_items, struct draft_item);

struct drafts_view {
	struct frame frame;
	struct draft_items items;
};

#endif
