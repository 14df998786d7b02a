/* frame_view.h -- the struct templates/frame.html takes; every page's view has one, named frame. */
#ifndef FORUM_FRAME_VIEW_H
#define FORUM_FRAME_VIEW_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/text.h"
#include "forum/site.h"
#include "web/form.h"
#include "web/request.h"

struct frame {
	const char *title;
	const char *description; /* for search engines and link previews; NULL: none */
	const char *canonical;	 /* path of this page without what varies; NULL: none (not to be indexed) */
	const char *feed;	 /* path of an Atom feed of this page; NULL: none */
	bool index;		 /* search engines may list it */
	const char *nav;	 /* which entry of the navigation is this page: "home", "ask" … */
	int64_t topic;		 /* the topic this page is about; 0: none */
	bool asking;		 /* one is about to ask here: the page itself tells of outages */
	const char *dismissed;	 /* announcements a member has put away (announcement.h); NULL: none */
	bool own_box;		 /* the page has a box to search or ask of its own: none at the top */
	const char *flash;	 /* a sentence about what was just done; NULL: none */
	bool flash_bad;
	const struct viewer *viewer;
	const struct site *site;
	const char *theme; /* "light", "dark", NULL */
	const char *here;  /* path and query of this request, to come back to */
	const char *key;   /* a form key for the frame's own forms (sign out, theme); "" for guests */
	int64_t since;	   /* Unix seconds: when the form on this page was first shown (harm_trap) */
	const char *stylesheet, *script, *icon; /* hashed paths */
	const char *colours;			/* a second style sheet with the site's own; NULL: none */
	const char *locale;
	const char *direction; /* "ltr", "rtl" */
};

/* An error page, and what was typed into the form that met it. */
struct error_view {
	struct frame frame;
	int status;
	const char *heading, *why, *next; /* what happened, why, what to do now */
	const char *action;		  /* where the form went; NULL: no form to send again */
	struct form fields;		  /* its fields, secrets left out, with a fresh key */
};

/* How a field of a form that is shown again appears: as a text area, as a line, or (neither) hidden; and its label. */
bool frame_field_is_long(const char *name);
bool frame_field_is_text(const char *name);
const char *frame_field_label(const char *name);

#endif
