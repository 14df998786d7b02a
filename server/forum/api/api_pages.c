/* api_pages.c -- POST /api/customers, /api/cases, /api/touchpoints: up to a thousand records, of which the good ones go in and the others come
 * back with why. The same Idempotency-Key with the same body has the same answer for a day, and does nothing again. */
#include "forum/api/api_pages.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/out.h"
#include "base/secret.h"
#include "db/query.h"
#include "forum/api/api.h"
#include "forum/api/api_answer.h"
#include "forum/api/api_key.h"
#include "forum/api/api_sql.h"
#include "forum/api/api_view.h"
#include "forum/customer/customer.h"
#include "forum/rate.h"
#include "forum/site.h"
#include "intake/intake.h"
#include "templates/api/docs.h"
#include "web/reply.h"
#include "web/request.h"

#define RECORDS_MOST  1000
#define REQUESTS_MOST 300 /* a minute and key */
#define GUESSES_MOST  30  /* keys that are none, a minute and address */

/* ---- the key ---- */

bool api_key_holds_wait(struct request *rq)
{
	struct task *t = &rq->task;
	unsigned char hash[SECRET_HASH];
	struct blob sent = {hash, sizeof(hash)};
	struct api_key *key = NULL;
	const struct rate guesses = {"api-guess", rate_prefix(&t->arena, rq->address), GUESSES_MOST, 60};
	int again_s;

	if (api_key_read(http_header(&rq->head, "authorization"), &t->arena, hash)) {
		api_key_find(t, sent, &key);
		db_wait(t);
	}
	rq->app = key;
	if (!key && !rate_ok_wait(t, &guesses, 1, &again_s))
		task_fail(t, 429, "too many keys that are none");
	return key != NULL;
}

/* ---- reading ---- */

struct refused {
	int64_t index;
	const char *external_id, *why;
};

struct api_feeding {
	struct request *rq;
	const struct api_key *key;
	enum intake_kind kind;
	struct intake *intake;
	const char *idempotency; /* NULL: none was sent */
	struct blob body_hash;
	struct refused refused[RECORDS_MOST];
	size_t refusals, records;
	int64_t added, updated, same;
};

static void intake_end(void *in)
{
	intake_free(in);
}

static void on_refused(void *arg, int64_t index, const char *external_id, const char *why)
{
	struct api_feeding *f = arg;

	f->refused[f->refusals++] = (struct refused){index, external_id, why};
}

static bool has_scope(const struct api_key *key, const char *scope)
{
	size_t i;

	for (i = 0; i < key->scopes.n; i++)
		if (text_is(key->scopes.v[i], scope))
			return true;
	return false;
}

static bool is_json(struct request *rq)
{
	struct slice type = http_header(&rq->head, "content-type");

	return slice_is_nocase(slice_trim(slice_cut(&type, ';')), "application/json");
}

static bool idempotency_ok(const char *key)
{
	const char *p;

	for (p = key; *p; p++)
		if (*p <= 0x20 || *p >= 0x7f)
			return false;
	return p > key && p - key <= 255;
}

/* False: something about the request as a whole is wrong, and that has been said. Nothing of it sleeps but the count of requests. */
static bool request_ok_wait(struct api_feeding *f)
{
	struct request *rq = f->rq;
	const char *key = arena_printf(&rq->task.arena, "%lld", (long long)f->key->id);
	const struct rate requests = {"api", key, REQUESTS_MOST, 60};
	int again_s;

	if (!has_scope(f->key, intake_kind_name(f->kind)))
		return reply_error(rq, 403, "This key's scopes are others."), false;
	if (!is_json(rq))
		return reply_error(rq, 415, "Please send application/json."), false;
	if (f->idempotency && !idempotency_ok(f->idempotency))
		return reply_error(rq, 400, "An Idempotency-Key has 1 to 255 visible ASCII characters."),
		       false;
	if (!rate_ok_wait(&rq->task, &requests, 1, &again_s))
		return reply_retry_after(rq, 429, again_s, "At most 300 requests a minute."), false;
	return true;
}

/* ---- answering ---- */

static void refused_write(struct api_feeding *f)
{
	struct out *o = f->rq->out;
	size_t i;

	out_literal(o, "\"refused\": [");
	for (i = 0; i < f->refusals; i++) {
		if (i)
			out_literal(o, ", ");
		out_char(o, '{');
		json_put_number(o, &f->rq->task.arena, "index", f->refused[i].index);
		out_literal(o, ", \"external_id\": ");
		json_put_text(o, f->refused[i].external_id);
		out_literal(o, ", \"reason\": ");
		json_put_text(o, f->refused[i].why);
		out_char(o, '}');
	}
	out_literal(o, "]}\n");
}

/* Writes the answer and returns its status: 200 all of it is in, 207 some, 422 none. */
static int answer_write(struct api_feeding *f)
{
	struct arena *a = &f->rq->task.arena;
	struct out *o = f->rq->out;
	bool none = f->records && f->refusals == f->records;

	if (none) {
		problem_begin(f->rq, 422, "Each record has its reason.");
	} else {
		out_char(o, '{');
		json_put_number(o, a, "added", f->added);
		out_literal(o, ", ");
		json_put_number(o, a, "updated", f->updated);
		out_literal(o, ", ");
		json_put_number(o, a, "unchanged", f->same);
	}
	out_literal(o, ", ");
	refused_write(f);
	return none ? 422 : f->refusals ? 207 : 200;
}

static void reply_json(struct request *rq, int status)
{
	reply_type(rq, status == 422 ? "application/problem+json" : "application/json");
	rq->reply.status = status;
}

/* True: this was asked before, and has been answered. */
static bool answered_before_wait(struct api_feeding *f)
{
	struct task *t = &f->rq->task;
	struct api_answer *before = NULL;

	if (!f->idempotency)
		return false;
	api_answer_find(t, f->key->id, f->idempotency, &before);
	db_wait(t);
	if (!before)
		return false;
	if (before->body_hash.n != f->body_hash.n ||
		!secret_same(before->body_hash.s, f->body_hash.s, f->body_hash.n)) {
		reply_error(f->rq, 422, "This Idempotency-Key was used for another body.");
		return true;
	}
	reply_header(f->rq, "Idempotent-Replayed", "true");
	out_raw(f->rq->out, before->answer, strlen(before->answer));
	reply_json(f->rq, (int)before->status);
	return true;
}

/* ---- writing ---- */

/* One outcome for each record: "added" is said once, whatever a later statement adds to it. */
static void outcomes_take(struct api_feeding *f, const struct feds *lists, size_t n)
{
	const char **said = arena_array(&f->rq->task.arena, const char *, f->records + 1);
	size_t i, k;

	for (k = 0; k < n; k++)
		for (i = 0; i < lists[k].n; i++) {
			const struct fed *x = &lists[k].v[i];

			if (feed_reason(x->outcome))
				on_refused(f, x->n, x->external_id, feed_reason(x->outcome));
			else if (!said[x->n] || !text_is(said[x->n], "added"))
				said[x->n] = x->outcome;
		}
	for (i = 0; i < f->records; i++) {
		f->added += text_is(said[i], "added");
		f->updated += text_is(said[i], "updated");
		f->same += text_is(said[i], "same") || text_is(said[i], "again");
	}
}

/* False: somebody changed the same records at this moment; all of it is undone. */
static bool feed_wait(struct api_feeding *f)
{
	struct task *t = &f->rq->task;
	struct feds lists[2] = {0};
	size_t n = 0;

	if (intake_count(f->intake) > 0)
		n = feed_ask(t, f->kind, f->key->source, intake_rows(f->intake), lists);
	api_key_used(t, f->key->id);
	if (db_wait(t) == DB_CONFLICT)
		return false;
	outcomes_take(f, lists, n);
	feed_note(t,
		arena_printf(&t->arena,
			"{\"kind\": \"%s\", \"source\": \"%s\", \"by\": \"key %lld\", \"added\": %lld, \"updated\": %lld, \"refused\": %zu}",
			intake_kind_name(f->kind), f->key->source, (long long)f->key->id, (long long)f->added,
			(long long)f->updated, f->refusals));
	return true;
}

static void changed_meanwhile(struct request *rq)
{
	(void)db_conflict(&rq->task);
	reply_error(rq, 409, "Another request changed the same records. Please send it again.");
}

static void feed_and_answer_wait(struct api_feeding *f)
{
	struct request *rq = f->rq;
	struct task *t = &rq->task;
	int status;

	db_begin(t);
	if (f->idempotency) {
		api_answer_claim(t, f->key->id, f->idempotency, f->body_hash);
		if (db_wait(t) == DB_CONFLICT) {
			db_rollback_wait(t);
			if (!answered_before_wait(f))
				reply_error(rq, 409, "A request with this Idempotency-Key is under way.");
			return;
		}
	}
	if (!feed_wait(f))
		return changed_meanwhile(rq);
	status = answer_write(f);
	if (f->idempotency)
		api_answer_keep(t, f->key->id, f->idempotency, status,
			arena_text_n(&t->arena, rq->out->s, rq->out->n));
	if (db_commit_wait(t) == DB_CONFLICT)
		return changed_meanwhile(rq);
	reply_json(rq, status);
}

static void feed_post_wait(struct request *rq, enum intake_kind kind)
{
	struct task *t = &rq->task;
	struct api_feeding *f = arena_new(&t->arena, struct api_feeding);
	unsigned char *hash = arena_alloc(&t->arena, SECRET_HASH), address[SECRET_HASH];
	const char *why;

	f->rq = rq;
	f->key = rq->app;
	f->kind = kind;
	f->idempotency = request_header(rq, "idempotency-key");
	if (!request_ok_wait(f))
		return;
	secret_hash(address, rq->path, strlen(rq->path), NULL, 0);
	secret_hash(hash, rq->body_bytes.s, rq->body_bytes.n, address, sizeof(address));
	f->body_hash = (struct blob){hash, SECRET_HASH};
	if (answered_before_wait(f))
		return;
	f->intake = intake_new(kind, site.calling_code);
	arena_defer(&t->arena, intake_end, f->intake);
	why = intake_add_array(f->intake, rq->body_bytes.s, rq->body_bytes.n, RECORDS_MOST, on_refused, f,
		&f->records);
	if (why)
		return reply_error(rq, f->records > RECORDS_MOST ? 413 : 400, why);
	feed_and_answer_wait(f);
}

/* POST /api/customers */
void api_customers_post(struct request *rq)
{
	feed_post_wait(rq, INTAKE_CUSTOMERS);
}

/* POST /api/cases */
void api_cases_post(struct request *rq)
{
	feed_post_wait(rq, INTAKE_CASES);
}

/* POST /api/touchpoints */
void api_touchpoints_post(struct request *rq)
{
	feed_post_wait(rq, INTAKE_TOUCHPOINTS);
}

/* GET /api-docs */
void api_docs_show(struct request *rq)
{
	struct api_docs_view v = {.frame = desk_frame_of(rq, _("For other systems"), "customers")};

	api_docs_page(rq->out, &v);
	reply_page(rq);
}

/* ---- work ---- */

void api_clean_wait(struct task *t)
{
	db_begin(t);
	api_answers_forget(t);
	db_commit_wait(t);
}
