/* inbox_view.h -- what templates/inbox/ takes. */
#ifndef FORUM_INBOX_INBOX_VIEW_H
#define FORUM_INBOX_INBOX_VIEW_H

#include "forum/customer/customer.h"
#include "forum/desk/desk.h"
#include "forum/inbox/inbox_inside.h"

struct inbox_line {
	const struct inbox_item *item;
	const char *path, *about; /* where it leads, what it is called */
	const char *reason, *how;
	const char *text; /* how its thread begins, in a line; NULL: it has none */
	bool mine, others;
};
LIST(inbox_lines, struct inbox_line);

struct inbox_filter {
	const char *href, *label;
	int64_t n; /* -1: not counted */
	bool now;
};
LIST(inbox_filters, struct inbox_filter);

struct inbox_reason_choice {
	const char *name, *label;
	bool now;
};
LIST(inbox_reason_choices, struct inbox_reason_choice);

struct inbox_view {
	struct desk_frame frame;
	const char *key, *error, *back; /* back: the filter one is in, "mine" */
	const char *reason_now;		/* "" : all */
	struct inbox_filters filters;
	struct inbox_reason_choices reasons;
	struct inbox_lines lines;
	struct promises_due promises; /* of all customers, where all that is open is shown */
	struct inbox_others inbox_others;
	bool full; /* there may be more */
};

#endif
