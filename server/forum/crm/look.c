/* look.c -- what is true in the CRM becomes what we show; a round of `work`.
 *
 * However many events say that something happened to a ticket, and in what order they came, it is looked at as it is now: its fields,
 * and what its history has that ours has not. A mirror never goes back to an older version. What we wrote ourselves is not
 * mirrored again: nothing echoes. */
#include "forum/crm/crm.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/intl.h"
#include "base/log.h"
#include "craft/craft.h"
#include "crm/crm.h"
#include "db/query.h"
#include "forum/crm/crm_inside.h"
#include "forum/crm/mirror_sql.h"
#include "forum/crm/moved.h"
#include "forum/crm/pace.h"
#include "intake/contact_key.h"
#include "jobs/queue.h"
#include "loop/task.h"
#include "markup/rendered.h"

#define ROUND_MS 25000 /* a round begins no ticket after this */
#define TEXTS_MS \
	50000 /* nor another text of one after this: what was read is kept, and the rest is for the next round */
#define TEXT_MOST 60000 /* bytes of a mirrored text */
#define ID_MOST	  24

/* A ticket that is being looked at. */
struct look {
	struct crm_talk talk;
	const struct hint *hint;
	struct crm_ticket *ticket;
	struct crm_entries entries;
	struct entry_more { /* of each entry */
		const char *kind, *text;
		struct crm_files files;
		bool unknown; /* nobody knows its author */
	} * more;
};

/* ---- what is there ---- */

static const char *mail_key(struct arena *a, const char *email)
{
	const char *key = contact_key(a, "email", email, "");

	return key ? key : "";
}

static bool is_requestor(const struct look *l, const struct crm_entry *e)
{
	size_t i;

	for (i = 0; i < l->ticket->requestors.n; i++)
		if (text_is(l->ticket->requestors.v[i], e->author) ||
			text_is(l->ticket->requestors.v[i], e->email))
			return true;
	return false;
}

/* From whom a text is: the customer's is received, whether he is known is another matter. */
static enum crm_outcome author_wait(struct look *l, const struct crm_entry *e, struct entry_more *m)
{
	struct task *t = l->talk.task;
	struct author_known *known = NULL;
	bool staff = e->machine;
	enum crm_outcome outcome = CRM_DONE;

	author_find(t, l->hint->case_id, e->author, e->email, mail_key(&t->arena, e->email), &known);
	db_wait(t);
	staff = staff || known->colleague;
	if (!staff && !known->customer && !is_requestor(l, e))
		outcome = crm_adapter()->staff_wait(&l->talk, e->author, &staff);
	if (!staff && text_is(e->kind, "reply"))
		m->kind = "received";
	m->unknown = !staff && !known->customer;
	return outcome;
}

static const char *cut(struct arena *a, const char *text)
{
	size_t n = strlen(text);

	if (n <= TEXT_MOST)
		return text;
	for (n = TEXT_MOST; n && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
		;
	return arena_printf(a, "%.*s…", (int)n, text);
}

static enum crm_outcome text_wait(struct look *l, const struct crm_entry *e, struct entry_more *m)
{
	struct task *t = l->talk.task;
	struct rendered rendered = {0};
	struct crm_text text;
	enum crm_outcome outcome = crm_adapter()->text_wait(&l->talk, e->id, &text);

	if (outcome == CRM_GONE || outcome == CRM_REFUSED) {
		m->text = _("(This text may not be read by us.)");
		return CRM_DONE;
	}
	if (outcome != CRM_DONE)
		return outcome;
	m->files = text.files;
	if (text.too_long)
		m->text = _("(This text is too long to be shown here.)");
	if (text.too_long)
		return CRM_DONE;
	if (text.html)
		craft_html_wait(t, text.text, &rendered);
	m->text = cut(&t->arena, text_lines(&t->arena, text.html ? rendered.plain : text.text));
	return CRM_DONE;
}

static bool has_text(const struct crm_entry *e)
{
	return text_is(e->kind, "note") || text_is(e->kind, "reply") || text_is(e->kind, "opened");
}

static const char *kind_of(const struct crm_entry *e)
{
	enum case_state was, becomes;

	if (text_is(e->kind, "state") && e->was && e->becomes && case_state_of(e->was, &was) &&
		case_state_of(e->becomes, &becomes) && !case_live(was) && case_live(becomes))
		return "reopened";
	return e->kind;
}

/* No time for the entries from ${n} on. */
static void cut_short(struct look *l, size_t n)
{
	l->entries.n = n;
	l->entries.more = true;
	l->entries.walked = l->hint->walked;
}

static enum crm_outcome more_wait(struct look *l)
{
	enum crm_outcome outcome = CRM_DONE;
	bool some = false;
	size_t i;

	l->more = arena_array(&l->talk.task->arena, struct entry_more, l->entries.n + 1);
	for (i = 0; i < l->entries.n && outcome == CRM_DONE; i++) {
		struct crm_entry *e = &l->entries.v[i];

		l->more[i].kind = kind_of(e);
		l->more[i].text = "";
		if (text_is(e->kind, "owner"))
			e->becomes = l->ticket->owner;
		if (e->ours || !has_text(e))
			continue;
		if (some && (clock_ms() > l->talk.until_ms || fault("crm.hurried")))
			return cut_short(l, i), CRM_DONE;
		some = true;
		outcome = text_wait(l, e, &l->more[i]);
		if (outcome == CRM_DONE)
			outcome = author_wait(l, e, &l->more[i]);
	}
	return outcome;
}

/* The ticket was merged there: what we read is another's. */
static bool is_moved(const struct look *l)
{
	return l->hint->case_id && !text_is(l->ticket->id, l->hint->external_id);
}

/* Fields and history; the fields are never older than the history's end. */
static enum crm_outcome fetch_wait(struct look *l)
{
	const struct crm_adapter *crm = crm_adapter();
	enum crm_outcome outcome = crm->history_wait(&l->talk, l->hint->external_id, l->hint->seen,
		l->hint->walked, &l->entries);

	if (outcome == CRM_DONE)
		outcome = crm->read_wait(&l->talk, l->hint->external_id, l->hint->state, &l->ticket);
	if (outcome == CRM_DONE && !is_moved(l))
		outcome = more_wait(l);
	return outcome;
}

/* ---- becomes what is here ---- */

static int event_of(const char *kind)
{
	return text_is(kind, "note")	   ? CRM_CASE_NOTED
	       : text_is(kind, "reply")	   ? CRM_CASE_REPLIED
	       : text_is(kind, "received") ? CRM_CASE_RECEIVED
					   : 0;
}

/* A step that two of their words make, and none of ours, is no entry. */
static bool tells(const struct crm_entry *e)
{
	if (text_is(e->kind, "state"))
		return e->becomes && !text_is(e->was, e->becomes);
	return true;
}

static int64_t entries_add(const struct look *l, int64_t id)
{
	struct task *t = l->talk.task;
	int64_t last = l->hint->seen;
	bool unknown = false;
	size_t i;

	for (i = 0; i < l->entries.n; i++) {
		const struct crm_entry *e = &l->entries.v[i];

		last = e->number > last ? e->number : last;
		if (e->ours || !tells(e))
			continue;
		mirror_entry(t, id, e, l->more[i].kind, l->more[i].text, event_of(l->more[i].kind));
		mirror_files(t, id, e->id, &l->more[i].files);
		unknown = unknown || l->more[i].unknown;
	}
	if (unknown)
		author_ask(t, id);
	return last;
}

/* Whether somebody there has changed that. */
static bool changed(const struct look *l, const char *kind)
{
	size_t i;

	for (i = 0; i < l->entries.n; i++)
		if (!l->entries.v[i].ours && text_is(l->entries.v[i].kind, kind))
			return true;
	return false;
}

static void state_record(struct task *t, const struct mirror *m, const char *becomes)
{
	enum case_state state = CASE_NEW;

	(void)case_state_of(becomes, &state);
	crm_event_note(t, CRM_CASE_STATE, 0, m->customer_id, m->id, 0, state);
	crm_audit_note(t, 0, "case.mirrored", m->customer_id, m->id, 0, becomes);
	if (state == CASE_SOLVED)
		job_put(t, &(struct job){.kind = "solution.draft", .subject = m->id});
}

/* The CRM owns the state. The other fields follow it where somebody there has changed them. */
static void fields_set(const struct look *l, const struct mirror *m)
{
	const struct crm_ticket *c = l->ticket;
	struct mirror_new new = {
		.state = c->state && strcmp(c->state, m->state) != 0 ? c->state : NULL,
		.priority =
			changed(l, "priority") && strcmp(c->priority, m->priority) != 0 ? c->priority : NULL,
		.subject = changed(l, "subject") && *c->subject && strcmp(c->subject, m->subject) != 0
				   ? c->subject
				   : NULL,
		.owner = changed(l, "owner") ? c->owner : NULL,
		.at = c->updated,
	};

	mirror_set(l->talk.task, m->id, &new);
	if (new.state)
		state_record(l->talk.task, m, new.state);
}

/* False: the case moved meanwhile, and is looked at again. */
static bool apply(const struct look *l, const struct mirror *m)
{
	int64_t last;

	if (!m || m->busy || !text_is(m->state, l->hint->state))
		return false;
	if (m->erased)
		return true;
	if (l->ticket->version && l->ticket->version < m->seen)
		return true; /* somebody was quicker, and saw more */
	last = entries_add(l, m->id);
	fields_set(l, m);
	mirror_seen(l->talk.task, m->id, last, l->entries.walked);
	return true;
}

/* Our rows do not take what was read: others are looked at before it is tried again. */
static void later_wait(struct task *t, const struct hint *h)
{
	db_begin(t);
	hints_later(t, crm_adapter()->name, h);
	db_commit_wait(t);
}

static void apply_wait(struct look *l)
{
	struct task *t = l->talk.task;
	struct mirror *m = NULL;

	db_begin(t);
	mirror_hold(t, l->hint->case_id, &m);
	db_wait(t);
	if (!apply(l, m)) {
		db_rollback_wait(t);
		return;
	}
	moved_hint(t, &l->entries);
	if (!l->entries.more)
		hints_done(t, crm_adapter()->name, l->hint);
	if (db_commit_wait(t) == DB_CONFLICT)
		later_wait(t, l->hint);
}

/* ---- tickets that began there ---- */

/* One that we made is ours already, or about to be: its number is on its way into our row. */
static bool made_by_us(const struct look *l)
{
	return l->entries.n && l->entries.v[0].ours && text_is(l->entries.v[0].kind, "opened");
}

static void adopt_wait(struct look *l)
{
	struct task *t = l->talk.task;
	struct arena *a = &t->arena;
	const struct texts from = l->ticket->requestors;
	struct case_id *made = NULL;

	if (!l->ticket->state)
		l->ticket->state = "open";
	if (text_empty(l->ticket->subject))
		l->ticket->subject = _("(no subject)");
	db_begin(t);
	if (!made_by_us(l))
		mirror_adopt(t, crm_adapter()->name, l->ticket, mail_key(a, from.n ? from.v[0] : ""), &made);
	if (db_wait(t) == DB_CONFLICT)
		return later_wait(t, l->hint);
	if (made) {
		crm_event_note(t, CRM_SYNC_ADOPTED, 0, 0, made->id, 0, 0);
		crm_audit_note(t, 0, "case.adopted", 0, made->id, 0, NULL);
		mirror_seen(t, made->id, entries_add(l, made->id), l->entries.walked);
	}
	if (!l->entries.more || !made)
		hints_done(t, crm_adapter()->name, l->hint);
	if (db_commit_wait(t) == DB_CONFLICT)
		later_wait(t, l->hint);
}

/* ---- one after the other ---- */

static void given_up_wait(struct look *l, enum crm_outcome outcome)
{
	struct task *t = l->talk.task;
	const char *adapter = crm_adapter()->name;

	log_warn("crm.look_failed", "case=%lld outcome=%d", (long long)l->hint->case_id, outcome);
	db_begin(t);
	if (outcome == CRM_ILL) {
		hints_later(t, adapter, l->hint);
	} else {
		hints_done(t, adapter, l->hint);
		if (l->hint->case_id)
			mirror_lost(t, l->hint->case_id, l->talk.why);
	}
	db_commit_wait(t);
}

static void unknown_drop_wait(struct task *t, const struct hint *h)
{
	db_begin(t);
	hints_done(t, crm_adapter()->name, h);
	db_commit_wait(t);
}

static void hint_wait(struct task *t, const struct hint *h, int64_t until_ms)
{
	struct look l = {.talk = {t, "", until_ms}, .hint = h};
	enum crm_outcome outcome;

	if (h->erased || (!h->case_id && !crm_settings()->adopt))
		return unknown_drop_wait(t, h);
	outcome = fetch_wait(&l);
	crm_noted_wait(t, PACE_LOOK, outcome);
	if (outcome == CRM_AWAY)
		return;
	if (outcome != CRM_DONE)
		given_up_wait(&l, outcome);
	else if (is_moved(&l))
		moved_wait(t, h, l.ticket->id);
	else if (h->case_id)
		apply_wait(&l);
	else
		adopt_wait(&l);
}

/* The ticket that is being looked at. A round that ended before its time ended over it. */
static struct {
	char id[ID_MOST]; /* "": none */
	struct when newest;
} at_work;

static void work_begins(const struct hint *h)
{
	snprintf(at_work.id, sizeof(at_work.id), "%s", h->external_id);
	at_work.newest = h->newest;
}

/* Whatever the last round died of must not keep the others waiting. */
static void unlucky_later_wait(struct task *t)
{
	const struct hint h = {.external_id = arena_text(&t->arena, at_work.id), .newest = at_work.newest};

	if (!*at_work.id)
		return;
	at_work.id[0] = 0;
	log_warn("crm.look_died", "ticket=%s", h.external_id);
	later_wait(t, &h);
}

void crm_look_wait(struct task *t)
{
	int64_t begin = clock_ms();
	struct hints hints;
	size_t i;

	if (!crm_adapter() || !pace_gate_open(PACE_LOOK))
		return;
	unlucky_later_wait(t);
	hints_find(t, crm_adapter()->name, &hints);
	db_wait(t);
	for (i = 0; i < hints.n && pace_gate_open(PACE_LOOK) && clock_ms() < begin + ROUND_MS; i++) {
		work_begins(&hints.v[i]);
		hint_wait(t, &hints.v[i], begin + TEXTS_MS);
	}
	at_work.id[0] = 0;
}
