/* evidence_view.h -- what templates/evidence.html takes. */
#ifndef FORUM_EVIDENCE_VIEW_H
#define FORUM_EVIDENCE_VIEW_H

#include "forum/evidence/evidence.h"
#include "forum/evidence/evidence_sql.h"
#include "forum/evidence/picture.h"
#include "forum/frame/frame_view.h"
#include "forum/moderation/moderation.h"

struct evidence_list_view {
	struct frame frame;
	struct findings findings;
	bool decided; /* those that are settled, instead of those that wait */
	int64_t next; /* the finding that the next page comes after; 0: none */
};

/* Which buttons there are. */
struct finding_buttons {
	bool decide, undo;
	bool answer; /* an appeal, by somebody else than who decided */
};

struct finding_view {
	struct frame frame;
	struct finding *finding;
	const char *sentence;
	struct finding_members members;
	struct finding_acts acts;
	struct finding_decisions decisions;
	struct appeals appeals;
	struct ring ring;
	struct timeline timeline;
	struct finding_buttons may;
	int64_t next;	   /* the one that follows in the queue; 0: none */
	const char *error; /* why the last click did nothing; NULL */
	const char *why;   /* as it was typed */
	struct queue_way way;
	struct log_row *did; /* what the viewer has decided just before, in the queue; NULL */
};

/* A finding as the member sees it whose credit is held. */
struct own_finding_view {
	struct own_finding *finding;
	const char *reason;
	struct own_acts acts;
	bool may_appeal;
	const char *error, *text; /* of an appeal that comes back */
};
LIST(own_finding_views, struct own_finding_view);

struct evidence_mine_view {
	struct frame frame;
	struct own_finding_views findings;
};

#endif
