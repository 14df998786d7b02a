/* crm.h -- what an adapter of a CRM can do, as a small table of functions; and the settings they share.
 *
 * The built-in store ("bothy") is the truth itself: it has nothing to be kept in step, and crm_adapter() knows none of that name. An
 * adapter speaks of states, priorities and entries in our words (those of crm.case and crm.case_entry), never in its CRM's.
 * All functions sleep, and live in the task they are given: what they return lasts as long. */
#ifndef CRM_CRM_H
#define CRM_CRM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct arena;
struct task;

struct crm_settings {
	const char *adapter; /* "bothy", "rt" */
	const char *url, *queue, *ca_file;
	const char *token;   /* "": none in this process */
	const char *secrets; /* of those who sign its events, one a line; "": none in this process */
	int64_t poll_s, tries;
	bool adopt; /* tickets that we have no case of become cases */
};
/* Keeps the settings, whose texts must outlive the process's work. NULL, or what is wrong with them, for who wrote them. */
const char *crm_set(const struct crm_settings *s);
const struct crm_settings *crm_settings(void);

/* What became of an act there. */
enum crm_outcome {
	CRM_DONE,
	CRM_AWAY, /* it cannot be reached, or does not take our token: nothing that this act has to do with */
	CRM_ILL,  /* it answered with a failure of its own, or with something that makes no sense */
	CRM_REFUSED, /* it understood, and said no */
	CRM_GONE,    /* there is no such ticket, or not for us */
};

/* One conversation. ${why}: after anything but CRM_DONE, a sentence for staff. */
struct crm_talk {
	struct task *task;
	const char *why;
	int64_t until_ms; /* by clock_ms(): what may be read in parts ends with a part after this; 0: no end */
};

struct crm_ticket_new {
	const char *key; /* what the link field holds, and what it is found by */
	const char *subject, *text;
	const char *state, *priority;
	const char *requestor; /* an e-mail address; NULL: not known */
};

/* A ticket as it is there, in our words. */
struct crm_ticket {
	const char *id;
	const char *state;
	const char *subject, *priority, *link;
	const char *owner; /* as the CRM calls him; "": nobody */
	struct texts requestors;
	struct when updated;
	int64_t version; /* grows with each change; 0: not known */
};

/* What happened to a ticket. Kinds are those of crm.case_entry. */
struct crm_entry {
	const char *id;
	int64_t number; /* of the same: they grow */
	const char *kind;
	const char *was, *becomes; /* state, owner, priority, subject; NULL otherwise */
	const char *author, *name; /* as the CRM calls him; as people do */
	const char *email;	   /* "": not known */
	bool ours, machine;	   /* written by us; by the CRM itself */
	struct when at;
};
struct crm_entries {
	struct crm_entry *v;
	size_t n;
	int64_t walked;	     /* how many there are up to the last of these, for the next time */
	bool more;	     /* there are more, for which there was no time */
	struct texts merged; /* ids of tickets that became this one since */
};

/* A file at an entry: what it is called, and how long it is. What is in it stays there. */
struct crm_file {
	const char *id, *name, *type; /* name "": it has none */
	int64_t bytes;		      /* -1: not told */
};
LIST(crm_files, struct crm_file);

struct crm_text {
	const char *text;
	bool html;
	bool too_long; /* so that it was not fetched */
	struct crm_files files;
};

/* What is to hold of a ticket; NULL: as it is. */
struct crm_wish {
	const char *state, *priority, *subject, *owner, *link, *requestor;
};

struct crm_change {
	const char *id;
	struct when updated;
};
LIST(crm_changes, struct crm_change);

struct crm_adapter {
	const char *name;
	enum crm_outcome (*create_wait)(struct crm_talk *k, const struct crm_ticket_new *n, const char **id);
	/* What only its staff sees, and what goes to the customer. *${entry}: its id there. */
	enum crm_outcome (
		*comment_wait)(struct crm_talk *k, const char *id, const char *text, const char **entry);
	enum crm_outcome (
		*correspond_wait)(struct crm_talk *k, const char *id, const char *text, const char **entry);
	/* ${now}: our case's state, since several of theirs may be one of ours. Where the ticket was merged into another, it is that one,
	 * and has that one's id. */
	enum crm_outcome (
		*read_wait)(struct crm_talk *k, const char *id, const char *now, struct crm_ticket **out);
	/* What happened after entry number ${since}; ${walked} is what an earlier call said, or 0. Also what we wrote. */
	enum crm_outcome (*history_wait)(struct crm_talk *k, const char *id, int64_t since, int64_t walked,
		struct crm_entries *out);
	enum crm_outcome (*text_wait)(struct crm_talk *k, const char *entry, struct crm_text *out);
	/* Whether who is called so there works for the company. */
	enum crm_outcome (*staff_wait)(struct crm_talk *k, const char *author, bool *staff);
	/* The ticket whose link field holds ${key}: the oldest, if there are more. *${id} NULL: none. */
	enum crm_outcome (*find_wait)(struct crm_talk *k, const char *key, const char **id);
	/* Sets what is wished, and reads it back: CRM_REFUSED if it did not become so, whatever was answered. */
	enum crm_outcome (*wish_wait)(struct crm_talk *k, const char *id, const struct crm_wish *w);
	/* Tickets changed since then, oldest change first, page 0, 1, …; *${more}: there is another page. */
	enum crm_outcome (*changes_wait)(struct crm_talk *k, struct when since, int page,
		struct crm_changes *out, bool *more);
	/* Which ticket an event of its is about; NULL: none. Pure. */
	const char *(*hinted)(struct arena *a, struct slice body);
	/* Where its people look at a ticket, and at a file of one of its entries. Pure; needs no token. */
	const char *(*ticket_url)(struct arena *a, const char *id);
	const char *(*file_url)(struct arena *a, const char *entry, const struct crm_file *f);
	/* For `bothy check`, without a loop: whether it is there, takes our token, has queue and field. NULL: all is well, *${said} says
	 * what was found. Else what is wrong, and in *${said} what to do. */
	const char *(*check)(struct arena *a, const char **said);
};

/* That of the settings; NULL: the built-in store, nothing to be done. */
const struct crm_adapter *crm_adapter(void);

#endif
