/* outbox.c -- saying what waits in crm.delivery, case by case in order; a round of `work`.
 *
 * The CRM and our database cannot commit together, so between the two anything may be cut off. Taking a delivery commits that it was
 * tried. What was created is looked for by our key before it is created again; what was written in a ticket is looked for in its
 * history before it is written again; what was set is set again. So each is said once, however often it is tried. */
#include "forum/crm/crm.h"

#include <signal.h>
#include <string.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/intl.h"
#include "base/log.h"
#include "base/secret.h"
#include "crm/crm.h"
#include "db/query.h"
#include "forum/case/case.h"
#include "forum/crm/crm_inside.h"
#include "forum/crm/outbox_sql.h"
#include "forum/crm/pace.h"
#include "forum/site.h"
#include "loop/task.h"

#define ROUND_MS 50000 /* a round begins nothing new after this */

/* ---- the ticket ---- */

/* What the link field holds of a new ticket: the way to the thread, and a key that no other case has. Numbers of cases are given again
 * where a backup was put back; what is made of a thread is the same matter even then. */
static const char *key_of(struct arena *a, const struct delivery *d)
{
	if (d->origin_key)
		return arena_printf(a, "%s/t/%.*s#%s", site.url, (int)strcspn(d->origin_key, ":"),
			d->origin_key, d->origin_key);
	return arena_printf(a, "%s/case/%lld#%s", site.desk_url, (long long)d->case_id, d->delivery_id);
}

/* What it holds now that links have come and gone. */
static const char *link_of(struct arena *a, const struct delivery *d)
{
	const char *thread = arena_printf(a, "%lld:", (long long)d->linked);

	if (d->linked && (!d->origin_key || !text_starts(d->origin_key, thread)))
		return arena_printf(a, "%s/t/%lld", site.url, (long long)d->linked);
	if (d->linked)
		return key_of(a, d);
	return arena_printf(a, "%s/case/%lld", site.desk_url, (long long)d->case_id);
}

/* The number is kept at once, whatever becomes of the rest of the delivery. */
static enum crm_outcome ticket_keep_wait(struct crm_talk *k, struct delivery *d, const char *id)
{
	struct task *t = k->task;

	db_begin(t);
	delivery_case_is(t, d->case_id, id);
	crm_event_note(t, CRM_SYNC_CREATED, 0, 0, d->case_id, 0, 0);
	if (db_commit_wait(t) == DB_OK) {
		d->external_id = id;
		return CRM_DONE;
	}
	(void)db_conflict(t);
	k->why = _("Another case is that ticket already.");
	return CRM_REFUSED;
}

static enum crm_outcome ticket_made_wait(struct crm_talk *k, struct delivery *d)
{
	const struct crm_adapter *crm = crm_adapter();
	struct arena *a = &k->task->arena;
	struct crm_ticket_new new = {.key = key_of(a, d),
		.subject = d->case_subject,
		.text = d->text,
		.state = d->case_state,
		.priority = d->case_priority,
		.requestor = d->requestor};
	const char *id = NULL;
	enum crm_outcome outcome = crm->find_wait(k, new.key, &id);

	if (outcome == CRM_DONE && !id) {
		outcome = crm->create_wait(k, &new, &id);
		if (fault("crm.created"))
			raise(SIGKILL);
	}
	if (outcome != CRM_DONE)
		return outcome;
	return ticket_keep_wait(k, d, id);
}

/* ---- what is said in it ---- */

static bool same_words(struct arena *a, const char *one, const char *other)
{
	return strcmp(text_lines(a, one), text_lines(a, other)) == 0;
}

/* Whether an earlier try, whose answer we never got, was heard. */
static enum crm_outcome heard_wait(struct crm_talk *k, const struct delivery *d, const char *kind,
	const char **entry)
{
	const struct crm_adapter *crm = crm_adapter();
	struct crm_entries entries;
	struct crm_text text;
	enum crm_outcome outcome;
	size_t i;

	*entry = "";
	if (d->tries == 1)
		return CRM_DONE;
	outcome = crm->history_wait(k, d->external_id, d->said, 0, &entries);
	for (i = 0; outcome == CRM_DONE && i < entries.n && !**entry; i++) {
		if (!entries.v[i].ours || !text_is(entries.v[i].kind, kind))
			continue;
		outcome = crm->text_wait(k, entries.v[i].id, &text);
		if (outcome == CRM_DONE && same_words(&k->task->arena, text.text, d->text))
			*entry = entries.v[i].id;
	}
	return outcome;
}

static enum crm_outcome said_wait(struct crm_talk *k, const struct delivery *d, bool to_customer,
	const char **entry)
{
	const struct crm_adapter *crm = crm_adapter();
	enum crm_outcome outcome;

	*entry = "";
	if (text_empty(d->text))
		return CRM_DONE;
	outcome = heard_wait(k, d, to_customer ? "reply" : "note", entry);
	if (outcome != CRM_DONE || **entry)
		return outcome;
	outcome = (to_customer ? crm->correspond_wait : crm->comment_wait)(k, d->external_id, d->text, entry);
	if (fault("crm.said"))
		raise(SIGKILL);
	return outcome;
}

static enum crm_outcome state_wait(struct crm_talk *k, const struct delivery *d, const char **entry)
{
	struct crm_wish wish = {.state = d->state,
		.priority = d->priority,
		.subject = d->subject,
		.requestor = d->customer ? d->requestor : NULL};
	enum crm_outcome outcome = said_wait(k, d, false, entry);

	return outcome == CRM_DONE ? crm_adapter()->wish_wait(k, d->external_id, &wish) : outcome;
}

/* People of our desk need not be known there: then it is told in words. */
static enum crm_outcome owner_wait(struct crm_talk *k, struct delivery *d, const char **entry)
{
	bool nobody = text_empty(d->owner);
	struct crm_wish wish = {.owner = nobody ? "" : d->owner_username ? d->owner_username : d->owner};
	enum crm_outcome outcome = crm_adapter()->wish_wait(k, d->external_id, &wish);

	if (outcome != CRM_REFUSED)
		return outcome;
	d->text = nobody ? _("At the desk, nobody has this now.")
			 : arena_printf(&k->task->arena, _("At the desk, %s has this now."), d->owner);
	return said_wait(k, d, false, entry);
}

static enum crm_outcome deliver_wait(struct crm_talk *k, struct delivery *d, const char **entry)
{
	struct arena *a = &k->task->arena;
	enum crm_outcome outcome = d->external_id ? CRM_DONE : ticket_made_wait(k, d);

	*entry = "";
	if (outcome != CRM_DONE)
		return outcome;
	if (text_is(d->kind, "create"))
		return crm_adapter()->wish_wait(k, d->external_id, &(struct crm_wish){.link = key_of(a, d)});
	if (text_is(d->kind, "comment") || text_is(d->kind, "reply"))
		return said_wait(k, d, text_is(d->kind, "reply"), entry);
	if (text_is(d->kind, "state"))
		return state_wait(k, d, entry);
	if (text_is(d->kind, "owner"))
		return owner_wait(k, d, entry);
	return crm_adapter()->wish_wait(k, d->external_id, &(struct crm_wish){.link = link_of(a, d)});
}

/* ---- what became of it ---- */

static void settle_failed(struct crm_talk *k, const struct delivery *d, enum crm_outcome outcome)
{
	bool dead = pace_over((int)d->tries, outcome, crm_settings()->tries);
	uint32_t random;

	secret_random(&random, sizeof(random));
	log_line(dead ? "error" : "warn", dead ? "crm.dead" : "crm.failed",
		"delivery=%lld case=%lld kind=%s try=%lld outcome=%d", (long long)d->id,
		(long long)d->case_id, d->kind, (long long)d->tries, outcome);
	delivery_failed(k->task, d, k->why, pace_wait_s((int)d->tries, outcome, random), dead);
	if (dead)
		crm_event_note(k->task, CRM_SYNC_DEAD, 0, 0, d->case_id, 0, d->id);
}

void crm_noted_wait(struct task *t, enum pace_round round, enum crm_outcome outcome)
{
	if (!pace_gate_note(round, outcome))
		return;
	db_begin(t);
	deliveries_hurry(t, crm_adapter()->name);
	db_commit_wait(t);
}

static void settle_wait(struct crm_talk *k, const struct delivery *d, enum crm_outcome outcome,
	const char *entry)
{
	struct task *t = k->task;

	crm_noted_wait(t, PACE_SEND, outcome);
	db_begin(t);
	if (outcome == CRM_DONE)
		delivery_done(t, d, entry);
	else
		settle_failed(k, d, outcome);
	db_commit_wait(t);
	if (outcome == CRM_DONE)
		log_info("crm.said", "delivery=%lld case=%lld kind=%s try=%lld", (long long)d->id,
			(long long)d->case_id, d->kind, (long long)d->tries);
}

/* False: nothing is due. */
static bool next_wait(struct task *t)
{
	struct delivery *d = NULL;
	struct crm_talk k = {t, "", 0};
	enum crm_outcome outcome;
	const char *entry;

	db_begin(t);
	delivery_take(t, crm_adapter()->name, &d);
	db_commit_wait(t);
	if (!d)
		return false;
	outcome = deliver_wait(&k, d, &entry);
	settle_wait(&k, d, outcome, entry);
	return true;
}

static void adapter_tell_wait(struct task *t)
{
	static bool told;

	if (told)
		return;
	db_begin(t);
	crm_adapter_tell(t, crm_settings()->adapter);
	db_commit_wait(t);
	told = true;
}

void crm_send_wait(struct task *t)
{
	int64_t end = clock_ms() + ROUND_MS;

	adapter_tell_wait(t);
	if (!crm_adapter())
		return;
	while (pace_gate_open(PACE_SEND) && clock_ms() < end && next_wait(t))
		;
}
