/* policy_view.h -- what templates/policy.html and templates/admin/policies.html take. */
#ifndef FORUM_POLICY_VIEW_H
#define FORUM_POLICY_VIEW_H

#include "forum/edit/edit.h"
#include "forum/frame/frame_view.h"
#include "forum/policy/policy_sql.h"

struct policy_view {
	struct frame frame;
	const char *slug, *title;
	struct html html;
	struct when at; /* {0}: as delivered, and never changed */
	bool changed;	/* there are versions to compare */
};

/* A version beside the one before it. */
struct policy_step {
	const struct policy *version;
	const char *title; /* NULL: there was no page */
	struct diff_pieces difference;
	bool may_restore;
};
LIST(policy_steps, struct policy_step);

struct policy_history_view {
	struct frame frame;
	const char *slug, *title;
	struct policy_steps steps;
	int64_t next; /* older ones come before this version; 0: there are none */
};

struct policies_admin_view {
	struct frame frame;
	struct policies policies; /* without a title: taken away */
	const char *next;	  /* NULL: there are no more */
};

struct policy_admin_view {
	struct frame frame;
	const char *key, *path;
	bool is_new, delivered, own_text, tell; /* there is a text of the program's; an admin's holds */
	const char *slug, *title, *text;
	int64_t base;
	const char *wrong, *wrong_slug, *wrong_title, *wrong_text;
	bool preview;
	struct html shown;
	struct policy_steps steps;
	int64_t next; /* as above */
};

#endif
