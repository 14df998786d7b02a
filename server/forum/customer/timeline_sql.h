/* timeline_sql.h -- all that happened between the company and a customer, from every place it is kept in, newest first. */
#ifndef FORUM_CUSTOMER_TIMELINE_SQL_H
#define FORUM_CUSTOMER_TIMELINE_SQL_H

#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct task;

#define TIMELINE_PAGE 50

/* Where an entry is kept. Numbers stand in addresses of pages, and order what happened in the same moment. */
enum timeline_source {
	FROM_TOUCHPOINT = 1,
	FROM_POST = 2,	   /* he wrote it */
	FROM_ACCEPTED = 3, /* he accepted it */
	FROM_SOLVED = 4,   /* what he wrote was accepted */
	FROM_HELPED = 5,   /* he said "helped me too" */
	FROM_HELPER = 6,   /* it was said of what he wrote */
	FROM_CASE = 7,
	FROM_OFFICIAL = 8, /* the company's own word in his thread */
};

struct timeline_entry {
	enum timeline_source from;
	int64_t id;
	struct when at;
	const char *what; /* the channel, the kind of post, or the kind of case entry */
	int64_t inbound;  /* 1 from the customer, 0 to him, -1 neither */
	const char *title, *text, *who;
	int64_t thread_id, post_id, case_id;
	int64_t seconds;
	int64_t mood; /* -2 to 2; 9: none was noted */
	const char *promise;
	struct when due, kept;
	const char *source; /* whose record it is */
	const char *was, *becomes;
};
LIST(timeline_entries, struct timeline_entry);

/* The place before which a page begins; all zero: the newest. */
struct timeline_place {
	struct when at;
	int64_t from, id;
};

/* One more than a page. ${channel}: "" all, "community", "case", or a channel of crm.touchpoint. */
void timeline_of(struct task *t, int64_t customer, const char *channel, struct timeline_place before,
	struct timeline_entries *out);

#endif
