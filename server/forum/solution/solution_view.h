/* solution_view.h -- what templates/solution/ takes. */
#ifndef FORUM_SOLUTION_VIEW_H
#define FORUM_SOLUTION_VIEW_H

#include "forum/case/case.h"
#include "forum/desk/desk.h"
#include "forum/solution/solution_inside.h"

struct solution_view {
	struct desk_frame frame;
	struct case_row *row;
	struct solution *solution; /* NULL: there is none */
	struct solution_threads threads;
	struct peers peers;
	struct texts redacted; /* for people */
	const char *text, *error, *form_key;
	struct texts found; /* what still looks private in a text that is to be approved, for people */
	struct html preview;
	bool may_draft, may_approve;
	int64_t waiting; /* linked threads it does not stand in */
};

#endif
