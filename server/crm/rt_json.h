/* rt_json.h -- what Request Tracker answers, read. Pure; inside this folder. Whatever is not as expected reads as empty, and what has
 * to be there and is not makes the whole answer unreadable. */
#ifndef CRM_RT_JSON_H
#define CRM_RT_JSON_H

#include <jansson.h>

#include "crm/crm.h"

/* A ticket in its own words. */
struct rt_ticket {
	const char *id, *status, *subject, *owner, *link;
	int64_t priority, version;
	struct texts requestors;
	struct when updated;
};

/* NULL: no JSON, or neither object nor list. Freed with the arena. */
json_t *rt_json(struct arena *a, struct slice body);
/* A member as text, a number as its digits; "": not there. */
const char *rt_text(struct arena *a, const json_t *o, const char *name);
/* What an answer says in words: "message" of an object, or the texts of a list; for staff, cut to a bearable length. */
const char *rt_said(struct arena *a, struct slice body);
bool rt_ticket_read(struct arena *a, struct slice body, const char *etag, struct rt_ticket *t);
/* The texts of "items"[].id; false: no list. */
bool rt_ids_read(struct arena *a, struct slice body, struct texts *out);
/* Appends to ${out} what a page of the history of ticket ${id} tells of entries after ${since}, written by who is not ${own} or by him;
 * *${first} is the number of its first entry, *${n} how many it has. False: no history. */
bool rt_history_read(struct arena *a, struct slice body, const char *id, int64_t since, int64_t own,
	struct crm_entries *out, int64_t *first, size_t *n);
/* What a transaction consists of, without what is in it: its text, the plain one before the formatted, and files. */
struct rt_parts {
	const char *text; /* the attachment that is its text; "": it has none */
	bool html;
	int64_t bytes; /* of the text; -1: not told */
	struct crm_files files;
};
/* False: no list. */
bool rt_parts_read(struct arena *a, struct slice body, struct rt_parts *out);
/* The text of one attachment, which is sent as base64; what is no UTF-8 reads as nothing. NULL: no attachment. */
const char *rt_content_read(struct arena *a, struct slice body);
bool rt_changes_read(struct arena *a, struct slice body, struct crm_changes *out);
/* Whether a queue's answer lists ${field} among the fields of its tickets. */
bool rt_queue_has(struct arena *a, struct slice body, const char *field);

#endif
