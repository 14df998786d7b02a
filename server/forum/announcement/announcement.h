/* announcement.h -- what the company has to tell everybody: an outage above all, because who reads that it is known need not ask.
 *
 * Those that stand, or will, are kept in each process and read anew when the site's stamp moves (setting.h), so showing them costs a page no
 * round trip; when one begins or ends by its own times is looked at whenever a page is written. */
#ifndef FORUM_ANNOUNCEMENT_H
#define FORUM_ANNOUNCEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct arena;
struct frame;
struct out;
struct request;
struct task;

struct announcement {
	int64_t id, revision, topic_id, thread_id; /* 0: none */
	const char *text;
	struct html html; /* of the text; empty: it is shown as it stands */
	const char *kind, *audience;
	struct when from_at, until_at; /* until {0}: until it is ended */
};
LIST(announcements, struct announcement);

/* Who looks at which page. */
struct announcement_reader {
	struct when now;
	bool member;
	int64_t topic;	       /* the page is about; 0: none */
	bool any_topic;	       /* the topic is not known yet: all of them */
	const char *dismissed; /* as announcement_dismissed_add() made it; NULL: nothing */
};

bool announcement_is_outage(const struct announcement *x);
/* Whether it stands at ${now}. */
bool announcement_stands(const struct announcement *x, struct when now);
/* Whether that reader is to see it. An outage cannot be dismissed. Pure. */
bool announcement_concerns(const struct announcement *x, const struct announcement_reader *reader);
/* "12.1_15.2": what was dismissed before, of what is among ${all}, and this one. Pure. */
const char *announcement_dismissed_add(struct arena *a, const struct announcements *all,
	const char *dismissed, const struct announcement *x);

/* Begins to keep them in this process; with setting_watch(). */
void announcement_watch(void);
/* Reads them anew; sleeps. */
void announcements_load_wait(struct task *t);
/* In the open transaction of an admin: tells members for ${days} days. */
void announcement_add(struct request *rq, const char *text, struct html html, int64_t days);

/* For templates: those which the page's reader is to see, at its top; and, where one is about to ask, the outages that are known. */
void announcement_banners(struct out *o, const struct frame *f);
void announcement_outages(struct out *o, const struct frame *f);

#endif
