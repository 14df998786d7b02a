/* harm_view.h -- what templates/harm.html takes. */
#ifndef FORUM_HARM_VIEW_H
#define FORUM_HARM_VIEW_H

#include "forum/frame/frame_view.h"
#include "forum/harm/private.h"

/* What was found in a text, before it is published. */
struct harm_view {
	struct frame frame;
	struct private_details found;
	int64_t same;	    /* the post that says the same; 0: it is not that */
	bool own;	    /* it is by the same author */
	const char *action; /* where the form went, and goes again */
	struct form fields; /* what it held, to go along unseen */
};

#endif
