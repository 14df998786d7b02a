/* case.h -- cases: what other subjects may know and call. A case is one matter of one customer.
 *
 * The built-in store is the truth of cases whose adapter is "bothy"; of others it is a mirror, and whoever acts here also puts a
 * delivery in the outbox (case_outbox). */
#ifndef FORUM_CASE_H
#define FORUM_CASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/case/case_event.h"

struct arena;
struct request;
struct row;
struct task;

#define CASE_SUBJECT_MOST 300	/* characters */
#define CASE_TEXT_MOST	  32768 /* bytes of a note or a reply */

/* The order of enums and names is the tables' in case.c; numbers are stored in events. */
enum case_state {
	CASE_NEW,
	CASE_OPEN,
	CASE_PENDING, /* the customer has to say something */
	CASE_ON_HOLD,
	CASE_SOLVED,
	CASE_CLOSED,
	CASE_DELETED,
	CASE_STATES
};
enum case_priority { CASE_LOW, CASE_NORMAL, CASE_HIGH, CASE_URGENT, CASE_PRIORITIES };

struct case_row {
	int64_t id, customer_id, owner_id, merged_into, version;
	const char *customer; /* NULL: none is known */
	const char *adapter, *external_id;
	const char *subject;
	const char *owner; /* "" : nobody */
	enum case_state state;
	enum case_priority priority;
	struct when opened_at, changed_at, solved_at, closed_at;
	int64_t threads; /* active links */
};
LIST(case_rows, struct case_row);

/* For statements of other subjects that show cases: the columns, from the alias c of crm.case, in the order case_row_read() takes. */
/* Who was merged into another goes by that one's name. */
#define CASE_CUSTOMER_NAME \
	"CASE WHEN cu.merged_into IS NULL THEN cu.name" \
	" ELSE (SELECT cr.name FROM crm.customer cr WHERE cr.id = crm.root(cu.id)) END"
#define CASE_COLUMNS \
	"c.id, c.customer_id, " CASE_CUSTOMER_NAME \
	" AS customer, c.adapter, c.external_id, c.subject, c.state, c.priority, c.owner_id," \
	" COALESCE(ow.display, c.owner_name) AS owner, c.merged_into, c.opened_at, c.changed_at, c.solved_at," \
	" c.closed_at, c.version, (SELECT count(*) FROM crm.link cl WHERE cl.case_id = c.id AND cl.state = 'active') AS threads"
#define CASE_JOINS \
	"LEFT JOIN crm.customer cu ON cu.id = c.customer_id LEFT JOIN desk.account ow ON ow.id = c.owner_id"
#define CASE_LIVE "('new', 'open', 'pending_customer', 'on_hold')"
void case_row_read(struct row *r, struct case_row *x);

/* Who a case is about, for the box beside it. */
struct customer_box {
	int64_t id;
	const char *name, *kind, *tier, *relation, *note;
	struct texts contacts, members; /* the first few */
	int64_t live;			/* cases */
};

/* Whether a case is in step with the CRM: the last try, the next, what went wrong. */
struct case_sync {
	const char *state; /* NULL: nobody has to be told of it */
	const char *error;
	struct when last_try, next_try;
	int64_t delivery; /* the first that is still to be said; 0: none */
};
/* As CASE_COLUMNS, from the alias s of crm.sync. */
#define CASE_SYNC_COLUMNS \
	"s.state AS sync, s.last_try, s.next_try, s.error," \
	" (SELECT min(d.id) FROM crm.delivery d WHERE d.case_id = s.case_id AND d.done_at IS NULL) AS delivery"
void case_sync_read(struct row *r, struct case_sync *x);

/* ---- case.c: rules ---- */

/* Whether ${was} → ${becomes} is a legal step; of the built-in store's cases the database refuses the others too (crm.case_step). */
bool case_step_legal(enum case_state was, enum case_state becomes);
bool case_live(enum case_state s); /* somebody still has to do something */
const char *case_state_name(enum case_state s);
bool case_state_of(const char *name, enum case_state *out); /* false: no such state */
const char *case_state_label(enum case_state s);	    /* for people */
const char *case_priority_name(enum case_priority p);
bool case_priority_of(const char *name, enum case_priority *out);
const char *case_priority_label(enum case_priority p);
/* "/case/7". */
const char *case_path(struct arena *a, int64_t id);
/* NULL, or what is wrong with it, for the person. Subjects are tidied by text_one_line() before. */
const char *case_subject_wrong(const char *subject);
const char *case_text_wrong(const char *text);

/* ---- case_sql.c: reading ---- */

void case_find(struct task *t, int64_t id, struct case_row **out);
/* The customer's live cases, newest first, 20 at most. */
/* Cases that ${q} may mean: by number ("42", "#42", the CRM's own), by customer's name, by words; best first, 20 at most. */
void cases_search(struct task *t, const char *q, struct case_rows *out);
void customer_box_of_case(struct task *t, int64_t id, struct customer_box **out);
/* Of the customer that the thread's author is linked to. */
void customer_box_of_asker(struct task *t, int64_t thread, struct customer_box **out);

/* ---- case_write_sql.c: writing, in an open transaction ---- */

/* Locks the case's row. What is asked after it, be it in the same round trip, sees what the last one who held it left. */
void case_hold(struct task *t, int64_t id, struct case_row **out);

struct case_new {
	int64_t customer; /* 0: not known */
	int64_t owner;
	const char *origin_key; /* "thread:episode" or "thread:episode:post"; NULL: none. Created once */
	const char *subject;
	enum case_priority priority;
};
struct case_id {
	int64_t id;
};
/* Adds the case, in the store that the setting crm.adapter names (the built-in one without it). *${out} stays NULL if one of that key
 * is there already: case_of_key() finds it. Its history begins with case_record(). */
void case_insert(struct task *t, const struct case_new *c, struct case_id **out);
void case_of_key(struct task *t, const char *origin_key, struct case_id **out);

/* What goes with every act: the entry of the case's history, the event, the audit row. */
struct case_act {
	int64_t case_id, account, customer, thread; /* account 0: the system */
	enum crm_event_kind event;
	int64_t number;
	const char *entry; /* kind of crm.case_entry */
	const char *text;  /* NULL: "" */
	const char *was, *becomes;
	const char *by_name; /* of who is no account of ours; NULL: "" */
	const char *audit;   /* "case.noted" */
	int64_t private_of;  /* the member whose private details the text is: they go with him; 0: none */
};
void case_record(struct task *t, const struct case_act *a);
/* Only the entry: for acts that have their own event. */
void case_entry_add(struct task *t, const struct case_act *a);

/* Steps, with record, outbox, and, where the case is solved now, the job that drafts the solution. The caller has looked whether the step
 * is legal; of the built-in store the database refuses illegal ones (conflict "case_step_is_legal"). */
void case_step(struct task *t, const struct case_row *c, enum case_state becomes, int64_t account,
	const char *text);
void case_note(struct task *t, const struct case_row *c, int64_t account, const char *text);
/* The same with private details of ${member}'s in it, which go when he is erased. */
void case_note_private(struct task *t, const struct case_row *c, int64_t account, int64_t member,
	const char *text);
void case_reply(struct task *t, const struct case_row *c, int64_t account, const char *text);
void case_owner_set(struct task *t, const struct case_row *c, int64_t owner, const char *owner_name,
	int64_t account);
void case_priority_set(struct task *t, const struct case_row *c, enum case_priority p, int64_t account);
void case_customer_set(struct task *t, const struct case_row *c, int64_t customer, const char *name,
	int64_t account);
void case_subject_set(struct task *t, const struct case_row *c, const char *subject, int64_t account);

/* Both rows, locked in the order of their numbers, so that two who merge the same two never wait for each other. */
void cases_hold_both(struct task *t, int64_t one, int64_t two, struct case_rows *out);
/* ${from} ends in ${into}: its links move; those that ${into} has anyway end as removed. */
void case_merge(struct task *t, const struct case_row *from, const struct case_row *into, int64_t account);

/* Something its CRM has to be told. ${kind}: create, comment, reply, state, link, unlink, owner. Nothing happens where the built-in store
 * is the truth. Empty fields are left out of the payload, a JSON object with keys of these names. */
struct case_payload {
	const char *text, *state, *owner, *subject, *priority;
	int64_t thread, customer;
	const char *key; /* origin key: what the case is looked for by, before it is created */
};
void case_outbox(struct task *t, int64_t case_id, const char *kind, const struct case_payload *p);

#endif
