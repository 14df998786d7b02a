/* draft.h -- what somebody has typed and not yet posted, kept on the server.
 *
 * A draft is the form as it was sent, without what belongs to the sending (key, buttons). It is saved while
 * somebody types (POST /draft, by static/app.js) and by every preview, shown when its form is opened again,
 * and forgotten in the transaction that posts it. */
#ifndef FORUM_DRAFT_H
#define FORUM_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "web/form.h"

struct arena;
struct request;
struct task;

#define DRAFTS_MOST	 50    /* of each member */
#define DRAFT_BYTES_MOST 65536 /* of each, urlencoded */

struct draft {
	const char *place, *fields; /* fields: urlencoded */
	struct when saved_at;
};
LIST(drafts, struct draft);

/* ---- draft.c: rules ---- */

/* Where a draft belongs: "ask", "ask/2", new threads; "t/42", an answer; "a/7", a comment; "edit/7". */
const char *draft_place(struct arena *a, const char *kind, int64_t id);
bool draft_place_ok(const char *place);
/* What of a form is worth keeping, urlencoded; NULL: it is too much. "": nobody has typed anything. */
const char *draft_fields(struct arena *a, const struct form *typed);
/* The kept form; a ${d} of NULL has no fields. */
void draft_form(struct arena *a, const struct draft *d, struct form *out);

/* ---- draft_sql.c ---- */

void draft_find(struct task *t, int64_t member, const char *place, struct draft **out);
/* The member's drafts in the thread: of an answer, of comments on its posts. */
void drafts_of_thread(struct task *t, int64_t member, int64_t thread, struct drafts *out);
/* Deletes it in the open transaction: it was posted. */
void draft_forget(struct task *t, int64_t member, const char *place);

/* ---- draft_pages.c ---- */

/* Saves the form that was sent as the draft of ${place}, or forgets it where nothing was typed: for previews,
 * where nothing is posted. Too many drafts or too long a text are not kept; the page that follows holds them
 * anyway. Sleeps; not inside a transaction. */
void draft_keep_wait(struct request *rq, const char *place);

#endif
