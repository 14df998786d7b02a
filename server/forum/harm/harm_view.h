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
	struct form
		sealed; /* the same, with what was found moved into what is for the company alone; none: that cannot be */
	const char *title, *body; /* of that: what would be published; title NULL: none */
	bool aside;		  /* what was found can be sent to the company by a form of its own */
};

#endif
