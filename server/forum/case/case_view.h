/* case_view.h -- what templates/case/ takes. */
#ifndef FORUM_CASE_VIEW_H
#define FORUM_CASE_VIEW_H

#include "forum/case/case_inside.h"
#include "forum/customer/customer.h"
#include "forum/desk/desk.h"
#include "forum/link/link.h"
#include "forum/solution/solution.h"

/* What a refused form had in it, beside what is there now. */
struct case_sent {
	const char *act, *text, *value; /* act NULL: nothing was refused */
	const char *label;		/* of the value: "State" */
	const char *shown;		/* the value as people read it */
	const char *now;		/* the same field as it is now */
	const char *error;
	bool stale; /* somebody else was quicker */
	const char *key;
	struct colleagues candidates; /* customers that may be meant */
};

struct case_choice {
	const char *value, *label;
	bool now;
};
LIST(case_choices, struct case_choice);

struct case_view {
	struct desk_frame frame;
	struct desk_presence presence;
	struct case_row *row;
	struct customer_box *customer;
	const struct customer_lately *lately;
	struct case_sync *sync;
	struct case_entries entries;
	struct case_files files; /* of all entries, also of those on other pages */
	const char *ticket_url;	 /* NULL: it is no ticket of our CRM */
	const char *older;	 /* the key of the next page of the history; NULL: none */
	struct link_rows links;
	struct case_rows merged; /* into this one */
	struct colleagues colleagues;
	struct case_choices steps; /* legal ones from here */
	struct case_choices priorities;
	struct solution_brief *solution;
	struct case_sent sent;
	const char *form_key;
	bool mine, live, built_in;
	bool owner_outside; /* its owner is none of the colleagues: somebody the CRM names, or who has left */
	int64_t linked;	    /* active links */
};

struct cases_view {
	struct desk_frame frame;
	const char *tab; /* "open", "mine", "all" */
	const char *q, *state, *priority;
	struct case_rows rows;
	const char *next; /* address of the next page; NULL: this is the last */
	bool crm;	  /* there is one to be in step with */
	struct case_choices states, priorities;
};

/* Fills in what people read of a line of the history: "State: Open, before: New". */
void case_entry_tell(struct arena *a, struct case_entry *e);
/* Likewise of a file: what it is called where it has no name, and "3 KB". */
void case_file_tell(struct arena *a, struct case_file *f);

#endif
