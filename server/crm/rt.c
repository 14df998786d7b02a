/* rt.c -- see rt.h. Each function of the table is one or a few exchanges (rt_ask.c); what the answers mean is in rt_json.c, what things are
 * called in rt_words.c.
 *
 * What Request Tracker does that one has to know:
 * * A change that it refuses is answered 200, with the refusal in its text. So what was wished is read back.
 * * It has no key against sending twice. So our key stands in a custom field, and is searched for before creating.
 * * An ETag is the number of the ticket's last transaction, and If-Match is heeded.
 * * Times in a search are those of the user's zone, whatever offset is written; "90 minutes ago" is the same everywhere.
 * * Lists may not say how long they are.
 * * A ticket that was merged is read as the one it became, and so is its history: then the id in the answer is another.
 * * No search finds deleted tickets. */
#include "crm/rt.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/intl.h"
#include "crm/client.h"
#include "crm/rt_ask.h"
#include "crm/rt_json.h"
#include "crm/rt_words.h"
#include "loop/task.h"

#define PAGE	   100
#define PAGES_MOST 50	     /* of one history in one go */
#define TRIES	   3	     /* where somebody else changes the ticket meanwhile */
#define TEXT_MOST  (1 << 20) /* bytes of one text; it comes as base64 */

static struct arena *arena(struct crm_talk *k)
{
	return &k->task->arena;
}

/* ---- a ticket ---- */

/* What it says is a ticket's id goes into our rows, and into addresses. */
static bool is_number(const char *id)
{
	int64_t n;

	return text_int8(id, &n) && n > 0;
}

static enum crm_outcome ticket_wait(struct crm_talk *k, const char *id, struct rt_ticket *t,
	const char **etag)
{
	struct client_answer answer;
	enum crm_outcome outcome =
		rt_get_wait(k, arena_printf(arena(k), "/ticket/%s", text_percent(arena(k), id)), &answer);

	/* Tickets that we may not see are as good as none. */
	if (outcome == CRM_REFUSED && answer.status == 403)
		return CRM_GONE;
	if (outcome != CRM_DONE)
		return outcome;
	if (!rt_ticket_read(arena(k), answer.body, answer.etag, t) || !is_number(t->id))
		return rt_nonsense(k);
	*etag = answer.etag;
	return CRM_DONE;
}

static enum crm_outcome read_wait(struct crm_talk *k, const char *id, const char *now,
	struct crm_ticket **out)
{
	struct crm_ticket *c = arena_new(arena(k), struct crm_ticket);
	struct rt_ticket t;
	const char *etag;
	enum crm_outcome outcome = ticket_wait(k, id, &t, &etag);

	if (outcome != CRM_DONE)
		return outcome;
	*c = (struct crm_ticket){
		.id = t.id,
		.state = rt_state_of(t.status, now),
		.subject = t.subject,
		.priority = rt_priority_name(t.priority),
		.link = t.link,
		.owner = t.owner,
		.requestors = t.requestors,
		.updated = t.updated,
		.version = t.version,
	};
	*out = c;
	return CRM_DONE;
}

static enum crm_outcome find_wait(struct crm_talk *k, const char *key, const char **id)
{
	struct arena *a = arena(k);
	const char *query = arena_printf(a, "'CF.{" RT_FIELD "}' = '%s'", key);
	struct client_answer answer;
	struct texts ids;
	enum crm_outcome outcome = rt_get_wait(k,
		arena_printf(a, "/tickets?orderby=id&order=ASC&per_page=2&query=%s", text_percent(a, query)),
		&answer);

	if (outcome != CRM_DONE)
		return outcome;
	if (!rt_ids_read(a, answer.body, &ids) || (ids.n && !is_number(ids.v[0])))
		return rt_nonsense(k);
	*id = ids.n ? ids.v[0] : NULL;
	return CRM_DONE;
}

static enum crm_outcome create_wait(struct crm_talk *k, const struct crm_ticket_new *n, const char **id)
{
	struct arena *a = arena(k);
	json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:i, s:{s:s}}", "Queue", crm_settings()->queue,
		"Subject", n->subject, "Content", text_empty(n->text) ? n->subject : n->text, "ContentType",
		"text/plain", "Priority", rt_priority_of(n->priority), "CustomFields", RT_FIELD, n->key);
	struct client_answer answer;
	enum crm_outcome outcome;

	if (text_is(n->state, "open"))
		json_object_set_new(body, "Status", json_string("open"));
	if (n->requestor)
		json_object_set_new(body, "Requestor", json_pack("[s]", n->requestor));
	outcome = rt_ask_wait(k, &(struct rt_ask){"POST", "/ticket", body, NULL}, &answer);
	if (outcome != CRM_DONE)
		return outcome;
	*id = rt_text(a, rt_json(a, answer.body), "id");
	return is_number(*id) ? CRM_DONE : rt_nonsense(k);
}

/* ---- writing in it ---- */

/* The last part of "/REST/2.0/transaction/44". */
static const char *last_part(const char *location)
{
	const char *slash = strrchr(location, '/');

	return slash ? slash + 1 : "";
}

static enum crm_outcome say_wait(struct crm_talk *k, const char *how, const char *id, const char *text,
	const char **entry)
{
	struct arena *a = arena(k);
	struct client_answer answer;
	int64_t number;
	enum crm_outcome outcome = rt_ask_wait(k,
		&(struct rt_ask){"POST", arena_printf(a, "/ticket/%s/%s", text_percent(a, id), how),
			json_pack("{s:s, s:s}", "Content", text, "ContentType", "text/plain"), NULL},
		&answer);

	*entry = outcome == CRM_DONE ? last_part(answer.location) : "";
	return outcome == CRM_DONE && !text_int8(*entry, &number) ? rt_nonsense(k) : outcome;
}

static enum crm_outcome comment_wait(struct crm_talk *k, const char *id, const char *text, const char **entry)
{
	return say_wait(k, "comment", id, text, entry);
}

static enum crm_outcome correspond_wait(struct crm_talk *k, const char *id, const char *text,
	const char **entry)
{
	return say_wait(k, "correspond", id, text, entry);
}

/* ---- wishes ---- */

static bool has_text(struct texts all, const char *one)
{
	size_t i;

	for (i = 0; i < all.n; i++)
		if (strcasecmp(all.v[i], one) == 0)
			return true;
	return false;
}

/* What of the wish does not hold yet, as the body of a PUT; NULL: all of it does. */
static json_t *lacking(const struct rt_ticket *t, const struct crm_wish *w)
{
	json_t *o = json_object();

	if (w->state && rt_status_of(w->state) && !text_is(t->status, rt_status_of(w->state)))
		json_object_set_new(o, "Status", json_string(rt_status_of(w->state)));
	if (w->priority && !text_is(rt_priority_name(t->priority), w->priority))
		json_object_set_new(o, "Priority", json_integer(rt_priority_of(w->priority)));
	if (w->subject && !text_is(t->subject, w->subject))
		json_object_set_new(o, "Subject", json_string(w->subject));
	if (w->owner && strcmp(t->owner, w->owner) != 0)
		json_object_set_new(o, "Owner", json_string(*w->owner ? w->owner : "Nobody"));
	if (w->link && !text_is(t->link, w->link))
		json_object_set_new(o, "CustomFields", json_pack("{s:s}", RT_FIELD, w->link));
	if (w->requestor && !has_text(t->requestors, w->requestor))
		json_object_set_new(o, "Requestor", json_pack("[s]", w->requestor));
	if (json_object_size(o))
		return o;
	json_decref(o);
	return NULL;
}

static enum crm_outcome wish_wait(struct crm_talk *k, const char *id, const struct crm_wish *w)
{
	struct arena *a = arena(k);
	const char *path = arena_printf(a, "/ticket/%s", text_percent(a, id)), *said = NULL, *etag;
	struct client_answer answer;
	struct rt_ticket t;
	enum crm_outcome outcome;
	json_t *rest;
	int tries;

	for (tries = 0; tries <= TRIES; tries++) {
		outcome = ticket_wait(k, id, &t, &etag);
		if (outcome != CRM_DONE)
			return outcome;
		rest = lacking(&t, w);
		if (!rest)
			return CRM_DONE;
		if (said) {
			json_decref(rest);
			break; /* it said 200, and did not do it */
		}
		outcome = rt_ask_wait(k, &(struct rt_ask){"PUT", path, rest, *etag ? etag : NULL}, &answer);
		if (outcome == CRM_DONE)
			said = rt_said(a, answer.body);
		else if (answer.status != 412)
			return outcome;
	}
	if (said)
		k->why = arena_printf(a, _("The CRM did not do it: %s"), said);
	return CRM_REFUSED;
}

/* ---- what happened ---- */

#define HISTORY_FIELDS \
	"fields=Type,Field,OldValue,NewValue,ObjectId,Creator,Created&fields%%5BCreator%%5D=id,Name,RealName,EmailAddress"

static enum crm_outcome history_wait(struct crm_talk *k, const char *id, int64_t since, int64_t walked,
	struct crm_entries *out)
{
	struct arena *a = arena(k);
	int64_t page = walked / PAGE + 1, last = page + PAGES_MOST, first,
		own = rt_user_of(crm_settings()->token);
	struct client_answer answer;
	enum crm_outcome outcome;
	size_t n;

	*out = (struct crm_entries){0};
	for (;;) {
		outcome = rt_get_wait(k,
			arena_printf(a, "/ticket/%s/history?" HISTORY_FIELDS "&per_page=%d&page=%lld",
				text_percent(a, id), PAGE, (long long)page),
			&answer);
		if (outcome != CRM_DONE)
			return outcome;
		if (!rt_history_read(a, answer.body, id, since, own, out, &first, &n))
			return rt_nonsense(k);
		/* Entries were taken out there: what we have not seen may stand further in front. */
		if (page > 1 && !out->walked && (!n || first > since)) {
			out->n = out->merged.n = 0;
			page = 1;
			continue;
		}
		out->walked = (page - 1) * PAGE + (int64_t)n;
		if (n < PAGE)
			return CRM_DONE;
		out->more = ++page > last || (k->until_ms && out->n && clock_ms() > k->until_ms);
		if (out->more)
			return CRM_DONE;
	}
}

/* A list with what is in its files may be of any length, and of bytes that are no JSON. So it is asked for without, and then for the text. */
static enum crm_outcome text_wait(struct crm_talk *k, const char *entry, struct crm_text *out)
{
	struct arena *a = arena(k);
	struct client_answer answer;
	struct rt_parts parts;
	enum crm_outcome outcome = rt_get_wait(k,
		arena_printf(a, "/transaction/%s/attachments?fields=ContentType,Filename,Headers&per_page=%d",
			text_percent(a, entry), PAGE),
		&answer);

	if (outcome != CRM_DONE)
		return outcome;
	if (!rt_parts_read(a, answer.body, &parts))
		return rt_nonsense(k);
	*out = (struct crm_text){.text = "",
		.html = parts.html,
		.too_long = parts.bytes > TEXT_MOST,
		.files = parts.files};
	if (text_empty(parts.text) || out->too_long)
		return CRM_DONE;
	outcome = rt_get_wait(k, arena_printf(a, "/attachment/%s", text_percent(a, parts.text)), &answer);
	if (outcome != CRM_DONE)
		return outcome;
	out->text = rt_content_read(a, answer.body);
	return out->text ? CRM_DONE : rt_nonsense(k);
}

static enum crm_outcome staff_wait(struct crm_talk *k, const char *author, bool *staff)
{
	struct arena *a = arena(k);
	struct client_answer answer;
	enum crm_outcome outcome =
		rt_get_wait(k, arena_printf(a, "/user/%s", text_percent(a, author)), &answer);

	*staff = false;
	if (outcome == CRM_REFUSED || outcome == CRM_GONE)
		return CRM_DONE;
	if (outcome == CRM_DONE)
		*staff = text_is(rt_text(a, rt_json(a, answer.body), "Privileged"), "1");
	return outcome;
}

static enum crm_outcome changes_wait(struct crm_talk *k, struct when since, int page, struct crm_changes *out,
	bool *more)
{
	struct arena *a = arena(k);
	int64_t minutes = (clock_now().us - since.us) / 60000000 + 1;
	const char *query = arena_printf(a, "Queue = '%s' AND LastUpdated > '%lld minutes ago'",
		crm_settings()->queue, (long long)(minutes > 1 ? minutes : 1));
	struct client_answer answer;
	enum crm_outcome outcome = rt_get_wait(k,
		arena_printf(a,
			"/tickets?fields=LastUpdated&orderby=LastUpdated&order=ASC&per_page=%d&page=%d&query=%s",
			PAGE, page + 1, text_percent(a, query)),
		&answer);

	if (outcome != CRM_DONE)
		return outcome;
	if (!rt_changes_read(a, answer.body, out))
		return rt_nonsense(k);
	*more = out->n == PAGE;
	return CRM_DONE;
}

/* {"data": {"ticket": 42}}, as our scrip says it. */
static const char *hinted(struct arena *a, struct slice body)
{
	const char *id = rt_text(a, json_object_get(rt_json(a, body), "data"), "ticket");

	return is_number(id) ? id : NULL;
}

/* ---- where people look ---- */

static const char *ticket_url(struct arena *a, const char *id)
{
	return arena_printf(a, "%s/Ticket/Display.html?id=%s", rt_site(a), text_percent(a, id));
}

static const char *file_url(struct arena *a, const char *entry, const struct crm_file *f)
{
	return arena_printf(a, "%s/Ticket/Attachment/%s/%s/%s", rt_site(a), text_percent(a, entry),
		text_percent(a, f->id), text_percent(a, f->name));
}

/* ---- for `bothy check` ---- */

static const char *check(struct arena *a, const char **said)
{
	const struct crm_settings *s = crm_settings();
	struct client_answer answer;
	const char *why = NULL, *version;

	client_init();
	*said = "is [crm] url right, does it run, may this machine reach it, and is the token of [crm] token_file valid there?";
	if (rt_get_blocking(a, "/rt", &answer, &why) != CRM_DONE)
		return why;
	version = rt_text(a, rt_json(a, answer.body), "Version");
	*said = "make the queue there, and let the token's user see it and create tickets in it, or mend [crm] queue";
	if (rt_get_blocking(a, arena_printf(a, "/queue/%s", text_percent(a, s->queue)), &answer, &why) !=
		CRM_DONE)
		return arena_printf(a, "there is no queue %s for us: %s", s->queue, why);
	*said = "add a custom field of that name (one value) for tickets to the queue, and let the token's user see and change it";
	if (!rt_queue_has(a, answer.body, RT_FIELD))
		return arena_printf(a, "tickets of the queue %s have no field \"" RT_FIELD "\"", s->queue);
	*said = arena_printf(a,
		"Request Tracker %s takes the token, and has the queue %s with the field \"" RT_FIELD "\"",
		version, s->queue);
	return NULL;
}

const struct crm_adapter crm_rt = {
	.name = "rt",
	.create_wait = create_wait,
	.comment_wait = comment_wait,
	.correspond_wait = correspond_wait,
	.read_wait = read_wait,
	.history_wait = history_wait,
	.text_wait = text_wait,
	.staff_wait = staff_wait,
	.find_wait = find_wait,
	.wish_wait = wish_wait,
	.changes_wait = changes_wait,
	.hinted = hinted,
	.ticket_url = ticket_url,
	.file_url = file_url,
	.check = check,
};
