/* formkey.c -- see formkey.h. */
#include "forum/formkey.h"

#include <string.h>

#include "base/intl.h"
#include "base/secret.h"
#include "db/pool.h"
#include "db/query.h"
#include "db/row.h"
#include "forum/desk/desk.h"
#include "forum/frame/frame.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

struct earlier {
	int64_t sender;
	struct blob body_hash;
	const char *result;
};

static void read_earlier(struct row *r, struct earlier *x)
{
	x->sender = row_int8(r, "sender");
	x->body_hash = row_blob(r, "body_hash");
	x->result = row_text(r, "result");
}

COMMAND(form_key_insert, DOOR_WEB,
	"INSERT INTO community.form_key (nonce, member_id, body_hash, result) VALUES ($1, $2, $3, $4)");

COMMAND(form_key_insert_once, DOOR_WEB,
	"INSERT INTO community.form_key (nonce, member_id, body_hash, result) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");

QUERY(form_key_find, DOOR_WEB, struct earlier, read_earlier,
	"SELECT member_id AS sender, body_hash, result FROM community.form_key WHERE nonce = $1");

/* The same for staff, in a table of the desk's own. */
COMMAND(desk_form_key_insert, DOOR_DESK,
	"INSERT INTO desk.form_key (nonce, account_id, body_hash, result) VALUES ($1, $2, $3, $4)");

COMMAND(desk_form_key_insert_once, DOOR_DESK,
	"INSERT INTO desk.form_key (nonce, account_id, body_hash, result) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");

QUERY(desk_form_key_find, DOOR_DESK, struct earlier, read_earlier,
	"SELECT account_id AS sender, body_hash, result FROM desk.form_key WHERE nonce = $1");

static const struct query *at_door(const struct query *web, const struct query *desk)
{
	return pool_door() == DOOR_DESK ? desk : web;
}

/* What was sent, without the key itself: its second half may differ when a form is shown again. */
static struct blob body_hash(struct request *rq)
{
	unsigned char *hash = arena_alloc(&rq->task.arena, SECRET_HASH), part[SECRET_HASH];
	size_t i;

	secret_hash(hash, rq->path, strlen(rq->path), NULL, 0);
	for (i = 0; i < rq->body.n; i++) {
		const struct form_field *f = &rq->body.v[i];

		if (strcmp(f->name, "key") == 0)
			continue;
		secret_hash(part, f->name, strlen(f->name), hash, SECRET_HASH);
		secret_hash(hash, f->value, strlen(f->value), part, SECRET_HASH);
	}
	return (struct blob){hash, SECRET_HASH};
}

static struct blob nonce_of(struct request *rq)
{
	return (struct blob){guard_form_nonce(rq), 16};
}

void form_key_note(struct request *rq, const char *result)
{
	db_run(&rq->task, at_door(&form_key_insert, &desk_form_key_insert), nonce_of(rq), rq->viewer.id,
		body_hash(rq), result);
}

void form_key_spend(struct request *rq, const char *result)
{
	db_run(&rq->task, at_door(&form_key_insert_once, &desk_form_key_insert_once), nonce_of(rq),
		rq->viewer.id, body_hash(rq), result);
}

bool form_key_taken(struct task *t)
{
	return strcmp(db_conflict(t), "form_key_pkey") == 0;
}

/* NULL: it was not sent before, or not by him. */
static struct earlier *earlier_wait(struct request *rq)
{
	struct earlier *first = NULL;

	db_one(&rq->task, at_door(&form_key_find, &desk_form_key_find), &first, nonce_of(rq));
	db_wait(&rq->task);
	return first && first->sender == rq->viewer.id ? first : NULL;
}

/* It may be that nobody heard the first answer: a browser drops it when a button is pressed again. So the next page says that it counts. */
static void again(struct request *rq, const struct earlier *first)
{
	struct blob now = body_hash(rq);

	if (first->body_hash.n != now.n || !secret_same(first->body_hash.s, now.s, now.n))
		return reply_error(rq, 422,
			_("This form was already sent with other contents. Open the page anew to send a second one."));
	(pool_door() == DOOR_DESK ? desk_flash : frame_flash)(rq, "twice");
	reply_see_other(rq, first->result);
}

bool form_key_answered_wait(struct request *rq)
{
	struct earlier *first = earlier_wait(rq);

	if (!first)
		return false;
	if (db_in_transaction(&rq->task))
		db_rollback_wait(&rq->task);
	again(rq, first);
	return true;
}

bool form_key_commit_wait(struct request *rq)
{
	if (db_commit_wait(&rq->task) == DB_OK)
		return true;
	if (form_key_taken(&rq->task))
		form_key_reply_again_wait(rq);
	else
		reply_error(rq, 409, _("Somebody changed this meanwhile. Please try again."));
	return false;
}

void form_key_reply_again_wait(struct request *rq)
{
	struct earlier *first = earlier_wait(rq);

	if (!first)
		return reply_error(rq, 422, _("This form cannot be sent again. Please open the page anew."));
	again(rq, first);
}
