/* api_sql.c -- see api_sql.h. */
#include "forum/api/api_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_key(struct row *r, struct api_key *x)
{
	x->id = row_int8(r, "id");
	x->name = row_text(r, "name");
	x->source = row_text(r, "source");
	x->scopes = row_texts(r, "scopes");
	x->created_at = row_when(r, "created_at");
	x->used_at = row_when(r, "used_at");
	x->expires_at = row_when(r, "expires_at");
	x->revoked_at = row_when(r, "revoked_at");
}

#define KEY_COLUMNS "id, name, source, scopes, created_at, used_at, expires_at, revoked_at"

QUERY(api_key_by_hash, DOOR_DESK, struct api_key, read_key,
	"SELECT " KEY_COLUMNS
	" FROM desk.api_key WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())");
QUERY(api_keys_all, DOOR_WORK, struct api_key, read_key,
	"SELECT " KEY_COLUMNS " FROM desk.api_key ORDER BY id LIMIT 500");

void api_key_find(struct task *t, struct blob hash, struct api_key **out)
{
	db_one(t, &api_key_by_hash, out, hash);
}

void api_keys_list(struct task *t, struct api_keys *out)
{
	db_many(t, &api_keys_all, out);
}

static void read_id(struct row *r, struct api_key_id *x)
{
	x->id = row_int8(r, "id");
}

QUERY(api_key_insert, DOOR_WORK, struct api_key_id, read_id,
	"WITH k AS (INSERT INTO desk.api_key (name, hash, scopes, source, expires_at)"
	"  VALUES ($1, $2, $3, $4, now() + NULLIF($5::int, 0) * interval '1 day') RETURNING id, name),"
	" a AS (INSERT INTO crm.audit (what, details) SELECT 'key.added', jsonb_build_object('id', id, 'name', name) FROM k)"
	" SELECT id FROM k");
QUERY(api_key_end, DOOR_WORK, struct api_key_id, read_id,
	"WITH k AS (UPDATE desk.api_key SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING id, name),"
	" a AS (INSERT INTO crm.audit (what, details) SELECT 'key.revoked', jsonb_build_object('id', id, 'name', name) FROM k)"
	" SELECT id FROM k");
COMMAND(api_key_touch, DOOR_DESK,
	"UPDATE desk.api_key SET used_at = now() WHERE id = $1 AND (used_at IS NULL OR used_at < now() - interval '1 minute')");

void api_key_add(struct task *t, const char *name, struct blob hash, struct texts scopes, const char *source,
	int64_t days, struct api_key_id **out)
{
	db_one(t, &api_key_insert, out, name, hash, scopes, source, days);
}

void api_key_revoke(struct task *t, int64_t id, struct api_key_id **out)
{
	db_one(t, &api_key_end, out, id);
}

void api_key_used(struct task *t, int64_t id)
{
	db_run(t, &api_key_touch, id);
}

static void read_answer(struct row *r, struct api_answer *x)
{
	x->status = row_int8(r, "status");
	x->answer = row_text(r, "answer");
	x->body_hash = row_blob(r, "body_hash");
}

QUERY(api_answer_by_key, DOOR_DESK, struct api_answer, read_answer,
	"SELECT status, answer, body_hash FROM desk.api_answer WHERE api_key_id = $1 AND key = $2");
COMMAND(api_answer_insert, DOOR_DESK,
	"INSERT INTO desk.api_answer (api_key_id, key, body_hash, status, answer) VALUES ($1, $2, $3, 0, '')");
COMMAND(api_answer_set, DOOR_DESK,
	"UPDATE desk.api_answer SET status = $3, answer = $4 WHERE api_key_id = $1 AND key = $2");
COMMAND(api_answer_delete, DOOR_WORK,
	"DELETE FROM desk.api_answer WHERE created_at < now() - interval '1 day'");

void api_answer_find(struct task *t, int64_t key, const char *idempotency, struct api_answer **out)
{
	db_one(t, &api_answer_by_key, out, key, idempotency);
}

void api_answer_claim(struct task *t, int64_t key, const char *idempotency, struct blob body_hash)
{
	db_run(t, &api_answer_insert, key, idempotency, body_hash);
}

void api_answer_keep(struct task *t, int64_t key, const char *idempotency, int status, const char *answer)
{
	db_run(t, &api_answer_set, key, idempotency, status, answer);
}

void api_answers_forget(struct task *t)
{
	db_run(t, &api_answer_delete);
}
