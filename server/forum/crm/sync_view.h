/* sync_view.h -- what templates/crm/ takes. */
#ifndef FORUM_CRM_SYNC_VIEW_H
#define FORUM_CRM_SYNC_VIEW_H

#include "forum/crm/crm.h"
#include "forum/desk/desk.h"

/* A case that is not in step, with the first thing that is still to be said in it. */
struct sync_line {
	int64_t case_id;
	const char *subject, *external_id; /* NULL: it is not there yet */
	const char *state, *error;
	struct when last_try, next_try;
	int64_t delivery, tries, waiting; /* delivery 0: nothing is to be said; waiting: how many are */
	const char *kind;
	bool dead;
};
LIST(sync_lines, struct sync_line);

struct sync_view {
	struct desk_frame frame;
	const char *adapter, *url; /* NULL: cases are kept here */
	struct sync_lines lines;
	bool more; /* than are shown */
	int64_t dead;
	struct when polled;
	bool lead;
	const char *key;
};

/* For people: "a note". */
const char *sync_kind_label(const char *kind);

#endif
