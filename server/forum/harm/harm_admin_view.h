/* harm_admin_view.h -- what templates/harm_admin.html takes. */
#ifndef FORUM_HARM_ADMIN_VIEW_H
#define FORUM_HARM_ADMIN_VIEW_H

#include "forum/frame/frame_view.h"
#include "forum/harm/harm_admin.h"
#include "forum/harm/harm_form.h"
#include "forum/harm/harm_try.h"
#include "forum/harm/private.h"

/* What would have become of some posts. */
struct harm_line {
	int64_t n;
	const char *one, *many; /* "% post would have been held", as counted() takes it */
	int64_t members;
	struct harm_samples samples;
};
LIST(harm_lines, struct harm_line);

struct harm_history_line {
	struct harm_change change;
	const char *name;
};
LIST(harm_history, struct harm_history_line);

struct harm_admin_view {
	struct frame frame;
	const char *key, *wrong; /* wrong: with the whole; NULL */
	int64_t base;
	struct harm_form form;
	bool tried;
	int64_t looks;
	bool most;		 /* there were more than are looked at */
	struct harm_lines lines; /* what would have been otherwise */
	const char *text;	 /* to be tried; "" */
	struct private_details found;
	struct harm_history history;
};

#endif
