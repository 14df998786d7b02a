/* harm_sql.c -- what is read before a post is published; see harm_inside.h. */
#include "forum/harm/harm_inside.h"

#include "db/query.h"
#include "db/row.h"
#include "web/guard.h"
#include "web/request.h"

static void read_setting(struct row *r, struct harm_row *x)
{
	x->key = row_text(r, "key");
	x->value = row_text(r, "value");
}

QUERY(harm_settings_rows, DOOR_WEB | DOOR_WORK, struct harm_row, read_setting,
	"SELECT key, value FROM ops.setting WHERE key LIKE 'harm.%' LIMIT 200");

void harm_rows_find(struct task *t, struct harm_rows *out)
{
	db_many(t, &harm_settings_rows, out);
}

static void read_facts(struct row *r, struct harm_facts *x)
{
	x->sent = row_bool(r, "sent");
	x->same_own = row_int8(r, "same_own");
	x->same_others = row_int8(r, "same_others");
	x->same_members = row_int8(r, "same_members");
}

/* $1 author, $2 text, $3 nonce of the form. What its author took back may be posted anew; what a moderator removed may not. */
QUERY(harm_facts_row, DOOR_WEB, struct harm_facts, read_facts,
	"WITH same AS (SELECT id, author_id, deleted_at IS NULL AS shown FROM community.post"
	" WHERE community.text_key(source) = community.text_key($2) AND gone IS DISTINCT FROM 'author' AND created_at > now() - "
	" COALESCE((SELECT CASE WHEN value ~ '^[0-9]{1,3}$' THEN value::integer END FROM ops.setting WHERE key = 'harm.same_hours'), 24)"
	" * interval '1 hour' ORDER BY created_at LIMIT 100)"
	" SELECT EXISTS (SELECT FROM community.form_key WHERE nonce = $3) AS sent,"
	" (SELECT min(id) FROM same WHERE author_id = $1) AS same_own, (SELECT min(id) FROM same WHERE author_id <> $1 AND shown) AS same_others,"
	" (SELECT count(DISTINCT author_id) FROM same WHERE author_id <> $1) AS same_members");

void harm_facts_find(struct request *rq, const struct harm_draft *draft, struct harm_facts **out)
{
	struct blob nonce = {guard_form_nonce(rq), 16};

	db_one(&rq->task, &harm_facts_row, out, rq->viewer.id, draft->source, nonce);
}
