/* mirror_sql.h -- the statements of hints and mirrors; inside this folder. */
#ifndef FORUM_CRM_MIRROR_SQL_H
#define FORUM_CRM_MIRROR_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "crm/crm.h"
#include "forum/case/case.h"

struct task;

/* ---- hints ---- */

/* A ticket that something happened to, however many events say so. */
struct hint {
	const char *external_id;
	struct when newest; /* the last of the events */
	int64_t case_id;    /* 0: we have no case of it */
	bool erased;	    /* its customer was: what is said there is not fetched */
	const char *state;  /* of the case, NULL without one */
	int64_t seen, walked;
};
LIST(hints, struct hint);
/* The oldest first, 20 at most; none of cases in which we still have something to say. */
void hints_find(struct task *t, const char *adapter, struct hints *out);
/* In an open transaction. An event id that is there already changes nothing. */
void hint_add(struct task *t, const char *adapter, const char *event_id, const char *external_id);
/* What a poll found: one event for each state of a ticket. One that was looked at within seconds of that state is looked at again,
 * since times there are whole seconds. */
void hint_add_polled(struct task *t, const char *adapter, const struct crm_change *c);
/* Hints for tickets of open cases that nobody looked at for an hour: the oldest few. */
void hints_walk(struct task *t, const char *adapter);
void hints_done(struct task *t, const char *adapter, const struct hint *h);
void hints_later(struct task *t, const char *adapter, const struct hint *h);
void hints_forget(struct task *t);

/* ---- mirrors ---- */

struct mirror {
	int64_t id, customer_id, seen;
	const char *state, *priority, *subject;
	bool busy;   /* something is to be said in it since */
	bool erased; /* its customer was, maybe while it was looked at */
};
/* Locks the case. */
void mirror_hold(struct task *t, int64_t id, struct mirror **out);
/* What of it follows the ticket: NULL fields stay. */
struct mirror_new {
	const char *state, *priority, *subject, *owner;
	struct when at;
};
void mirror_set(struct task *t, int64_t id, const struct mirror_new *m);
/* An entry there becomes one here, once; with ${event} (0: none) where it is new. */
void mirror_entry(struct task *t, int64_t id, const struct crm_entry *e, const char *kind, const char *text,
	int event);
/* The files of an entry that is here; what they are called. */
void mirror_files(struct task *t, int64_t id, const char *entry, const struct crm_files *files);
void mirror_seen(struct task *t, int64_t id, int64_t seen, int64_t walked);
/* The case of a ticket; NULL: there is none. */
void mirror_find(struct task *t, const char *adapter, const char *external_id, struct case_id **out);
/* From now on the case is that ticket; all of its history is still to be seen. */
void mirror_move(struct task *t, int64_t id, const char *external_id);
/* Why a ticket that we have a case of cannot be followed any more. */
void mirror_lost(struct task *t, int64_t id, const char *why);

/* Who wrote: one of ours, or a contact of the case's customer. */
struct author_known {
	bool colleague, customer;
};
void author_find(struct task *t, int64_t case_id, const char *name, const char *email, const char *key,
	struct author_known **out);
void author_ask(struct task *t, int64_t case_id); /* into the inbox: who is that? */

/* A ticket that began there becomes a case; *${out} stays NULL if it is one meanwhile. */
void mirror_adopt(struct task *t, const char *adapter, const struct crm_ticket *c, const char *mail_key,
	struct case_id **out);

/* ---- polling ---- */

struct poll {
	struct when seen;
};
void poll_find(struct task *t, const char *adapter, struct poll **out);
void poll_set(struct task *t, const char *adapter, struct when seen);

#endif
