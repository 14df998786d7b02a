/* customer_view.h -- what templates/customer/ takes, and how things are put into words (customer.c; pure). */
#ifndef FORUM_CUSTOMER_VIEW_H
#define FORUM_CUSTOMER_VIEW_H

#include "base/intl.h"
#include "forum/customer/customer.h"
#include "forum/customer/customer_sql.h"
#include "forum/customer/members_sql.h"
#include "forum/desk/desk.h"

/* The mood of late: what was noted at the last contacts, counted. */
struct mood_of_late {
	enum { MOOD_UNKNOWN, MOOD_BAD, MOOD_MIXED, MOOD_GOOD } word;
	size_t n, bad, good; /* contacts at which a mood was noted */
};
struct mood_of_late mood_of_late(const struct moods *moods);

/* ---- entries ---- */

const char *entry_heading(const struct timeline_entry *e); /* "Call from the customer" */
const char *entry_icon(const struct timeline_entry *e);
const char *entry_channel(
	const struct timeline_entry *e); /* for filters and colours: "call" … "community", "case" */
bool entry_is_public(const struct timeline_entry *e);
const char *entry_url(struct arena *a, const struct timeline_entry *e); /* NULL: it has no page of its own */
const char *entry_state(const char *name); /* a case's state, as people call it */
const char *channel_label(const char *channel);
const char *relation_label(const char *relation);
bool channel_known(const char *channel);    /* as a filter */
bool channel_writable(const char *channel); /* what staff may write down */
const char *thread_state_said(const char *state);
/* A number without the marks that numbers of things have; the storage is reused at the eighth next call. */
const char *customer_number(int64_t id);

struct entry_view {
	const struct timeline_entry *e;
	const char *url;
	bool overdue;
};
LIST(entry_views, struct entry_view);

struct channel_choice {
	const char *channel, *label;
};
LIST(channel_choices, struct channel_choice);
struct channel_choices channels_to_filter(void), channels_to_write(void);

/* What was typed into the form for a contact, when it comes back. */
struct touch_form {
	const char *channel, *direction, *subject, *text, *mood, *promise, *due, *error;
};

struct promise_view {
	const struct promise *p;
	bool overdue;
};
LIST(promise_views, struct promise_view);

struct customer_view {
	struct desk_frame frame;
	struct desk_presence presence;
	struct customer *customer;
	struct contacts contacts;
	struct linked_members members;
	struct members_found proposed;
	struct merged_customers merged;
	struct case_rows cases;
	struct open_threads threads;
	struct promise_views promises;
	struct mood_of_late mood;
	struct entry_views entries;
	const struct timeline_entry *last; /* the last contact; NULL: none yet */
	const char *channel, *older;	   /* the address of the next page; NULL: this is the last */
	const char *here;		   /* "/customer/7" */
	int64_t people, solutions;
	size_t overdue;
	struct touch_form touch;
	bool first, may_erase; /* first: the newest page */
	const char *error;
};

struct customers_view {
	struct desk_frame frame;
	const char *q, *error;
	struct customer_lines lines;
	bool more;
	struct customer_form {
		const char *name, *kind, *tier, *relation, *note, *email, *phone, *account;
	} form;
};

struct customer_edit_view {
	struct desk_frame frame;
	struct customer *customer;
	struct contacts contacts;
	struct customer_form form;
	const char *error, *here;
	bool stale; /* somebody else changed it meanwhile: what is there now is shown beside the form */
};

/* What erasing takes away. */
struct erase_counts {
	int64_t customers, contacts, touchpoints, cases, entries, members;
};
struct erase_view {
	struct desk_frame frame;
	struct customer *customer;
	struct erase_counts *counts;
	const char *here, *error;
};

struct members_view {
	struct desk_frame frame;
	struct members_setting *setting;
	struct member_matches matches;
};

#endif
