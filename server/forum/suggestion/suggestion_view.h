/* suggestion_view.h -- what templates/suggestion.html takes. */
#ifndef FORUM_SUGGESTION_VIEW_H
#define FORUM_SUGGESTION_VIEW_H

#include "forum/edit/edit.h"
#include "forum/frame/frame_view.h"
#include "forum/moderation/moderation.h"
#include "forum/suggestion/suggestion_sql.h"

/* The form. */
struct suggest_view {
	struct frame frame;
	const struct editable *post;
	const char *key;
	struct edit_form form; /* body, reason, revision */
	const char *body_wrong, *note_wrong;
	bool conflict; /* the post is another one than the form began with */
	struct diff_pieces difference;
	struct html preview;
};

/* One suggestion. */
struct suggestion_view {
	struct frame frame;
	const struct suggestion *suggestion;
	const struct editable *post;
	const char *key;
	bool open, stale; /* stale: the post has another version than it was written for */
	bool too_late;	  /* the post changed between the page and the click */
	bool may_decide, may_withdraw, may_undo;
	bool fixed;	      /* its thread is closed: nothing in it changes */
	struct queue_way way; /* that a moderator is on; no item: it is none */
	struct log_row *did;  /* what he has decided just before; NULL */
	struct diff_pieces difference;
};

struct suggestion_list_view {
	struct frame frame;
	bool all; /* a moderator's: not only those about the viewer */
	struct suggestions suggestions;
	int64_t viewer, next; /* next: the id the next page begins with; 0: none */
};

#endif
