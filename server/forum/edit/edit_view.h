/* edit_view.h -- what templates/edit.html and templates/history.html take. */
#ifndef FORUM_EDIT_VIEW_H
#define FORUM_EDIT_VIEW_H

#include "forum/edit/diff.h"
#include "forum/edit/edit_form.h"
#include "forum/edit/edit_sql.h"
#include "forum/frame/frame_view.h"

struct edit_view {
	struct frame frame;
	const struct editable *post;
	struct edit_form form;
	struct edit_wrong wrong;
	const char *key;
	bool others; /* it is somebody else's: a moderator edits */
	bool draft_kept;
	struct html preview;
	/* somebody has changed it meanwhile: what stands there now, and how what was typed differs from it */
	bool conflict;
	const char *tags_now;
	struct diff_pieces difference;
};

/* A version beside the one before it. */
struct version_view {
	const struct version *version;
	bool first; /* there is none before it; text is as it was written */
	bool title_changed, product_changed, tags_changed;
	struct diff_pieces title, product, tags, body; /* differences */
};
LIST(version_views, struct version_view);

struct history_view {
	struct frame frame;
	int64_t post;
	const char *title; /* of the thread */
	const char *path;  /* to the post */
	struct version_views versions;
	int64_t older; /* the revision the next page begins with; 0: none */
};

struct retag_view {
	struct frame frame;
	const struct editable *post; /* what opens the thread */
	int64_t thread;
	const char *key;
	struct edit_form form; /* tags, reason, revision */
	const char *wrong;
	bool others; /* it is somebody else's thread */
	bool conflict;
	const char *tags_now;
};

struct delete_view {
	struct frame frame;
	int64_t post;
	const char *key, *excerpt, *title;
	bool opens, question, comment;
};

#endif
