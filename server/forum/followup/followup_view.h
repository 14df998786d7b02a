/* followup_view.h -- what templates/followup/stayed.html takes. */
#ifndef FORUM_FOLLOWUP_FOLLOWUP_VIEW_H
#define FORUM_FOLLOWUP_FOLLOWUP_VIEW_H

#include "forum/followup/followup_inside.h"
#include "forum/frame/frame_view.h"

struct stayed_view {
	struct frame frame;
	const char *path; /* of this page */
	const char *title, *thread_path;
	const char *answer; /* as it stands; NULL: none yet */
	bool stale;	    /* nothing is asked any more */
};

#endif
