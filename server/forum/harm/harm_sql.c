/* harm_sql.c -- what is read before a post is published; see harm_inside.h. */
#include "forum/harm/harm_inside.h"

#include "base/arena.h"
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
	x->waiting = row_bool(r, "waiting");
	x->desk = row_bool(r, "desk");
	x->asked = row_int8(r, "asked");
	x->posts = row_int8(r, "posts");
	x->fresh = row_bool(r, "fresh");
	x->suspects = row_int8(r, "suspects");
	x->same_own = row_int8(r, "same_own");
	x->same_others = row_int8(r, "same_others");
	x->same_members = row_int8(r, "same_members");
}

/* $1 author, $2 text, $3 nonce of the form, $4 and $5 what it is added to. What its author took back may be posted anew; what a moderator removed may
 * not. Posts are counted as far as a newcomer's may (settings.c): who has written thousands does not pay for them at each. */
QUERY(harm_facts_row, DOOR_WEB, struct harm_facts, read_facts,
	"WITH same AS (SELECT id, author_id, deleted_at IS NULL AS shown FROM community.post"
	" WHERE community.text_key(source) = community.text_key($2) AND gone IS DISTINCT FROM 'author' AND created_at > now() - "
	" COALESCE((SELECT CASE WHEN value ~ '^[0-9]{1,3}$' THEN value::integer END FROM ops.setting WHERE key = 'harm.same_hours'), 24)"
	" * interval '1 hour' ORDER BY created_at LIMIT 100)"
	" SELECT EXISTS (SELECT FROM community.form_key WHERE nonce = $3) AS sent,"
	" EXISTS (SELECT FROM community.post WHERE author_id = $1 AND gone = 'held') AS waiting,"
	" EXISTS (SELECT FROM ops.intake_key) AS desk,"
	" (SELECT id FROM community.thread WHERE id = COALESCE(NULLIF($4::bigint, 0), (SELECT thread_id FROM community.post WHERE id = $5))"
	"  AND author_id = $1 AND kind = 'question' AND deleted_at IS NULL) AS asked,"
	" (SELECT count(*) FROM (SELECT FROM community.post WHERE author_id = $1 AND deleted_at IS NULL LIMIT 100) s) AS posts,"
	" COALESCE((SELECT joined_at > now() - interval '1 day' FROM community.member WHERE id = $1), false) AS fresh,"
	" (SELECT count(DISTINCT p.author_id) FROM (SELECT post_id FROM community.queue_item WHERE kind = 'suspicion'"
	"   AND created_at > now() - interval '1 hour' ORDER BY created_at DESC LIMIT 1000) q JOIN community.post p ON p.id = q.post_id"
	"  JOIN community.member m ON m.id = p.author_id WHERE p.gone IN ('held', 'hidden') AND p.author_id <> $1"
	"  AND m.joined_at > now() - interval '1 day') AS suspects,"
	" (SELECT min(id) FROM same WHERE author_id = $1) AS same_own, (SELECT min(id) FROM same WHERE author_id <> $1 AND shown) AS same_others,"
	" (SELECT count(DISTINCT author_id) FROM same WHERE author_id <> $1) AS same_members");

void harm_facts_find(struct request *rq, const struct harm_draft *draft, struct harm_facts **out)
{
	struct blob nonce = {guard_form_nonce(rq), 16};

	db_one(&rq->task, &harm_facts_row, out, rq->viewer.id, draft->source, nonce, draft->thread,
		draft->post);
}

/* ---- what was learnt ---- */

static void read_totals(struct row *r, struct bayes_learnt *x)
{
	x->spam = row_int8(r, "spam");
	x->ham = row_int8(r, "ham");
}

static void read_sign(struct row *r, struct bayes_sign *x)
{
	x->sign = row_text(r, "sign");
	x->spam = row_int8(r, "spam");
	x->ham = row_int8(r, "ham");
}

QUERY(harm_totals, DOOR_WEB | DOOR_WORK, struct bayes_learnt, read_totals,
	"SELECT spam, ham FROM community.harm_learnt");
QUERY(harm_signs_known, DOOR_WEB | DOOR_WORK, struct bayes_sign, read_sign,
	"SELECT sign, spam, ham FROM community.harm_sign WHERE sign = ANY ($1) LIMIT 300");

void harm_learnt_find(struct task *t, struct texts signs, struct bayes_learnt **totals,
	struct bayes_signs *known)
{
	db_one(t, &harm_totals, totals);
	db_many(t, &harm_signs_known, known, signs);
}

static void read_alike(struct row *r, struct harm_alike *x)
{
	x->post = row_int8(r, "id");
	x->percent = row_int8(r, "percent");
	x->days = row_int8(r, "days");
}

/* Of what was removed as spam or waits as suspicious, the last 200: comparing costs some milliseconds. */
QUERY(harm_alike_rows, DOOR_WEB, struct harm_alike, read_alike,
	"SELECT id, percent, days FROM ("
	"  SELECT id, percent, days, max(percent) OVER (ORDER BY days, id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS later FROM ("
	"   SELECT x.id, (100 * similarity(left(x.source, 2000), left($1, 2000)))::integer AS percent,"
	"    (100 * similarity(left(x.source, 2000), left(o.source, 2000)))::integer AS before,"
	"    floor(extract(epoch FROM now() - x.deleted_at) / 86400)::integer AS days FROM ("
	"    SELECT p.id, p.source, p.deleted_at FROM community.post p WHERE p.gone IN ('hidden', 'held') AND p.deleted_at > now() - interval '90 days'"
	"     AND (EXISTS (SELECT FROM community.decision d WHERE d.id = p.gone_by AND d.rule = 'spam')"
	"      OR p.gone = 'held' AND EXISTS (SELECT FROM community.queue_item q WHERE q.post_id = p.id AND q.kind = 'suspicion'))"
	"     ORDER BY p.deleted_at DESC LIMIT 200) x LEFT JOIN community.post o ON o.id = $2) y WHERE percent > COALESCE(before, -1)) z"
	" WHERE percent > COALESCE(later, 0) ORDER BY days, id DESC LIMIT 100");

void harm_alike_find(struct task *t, const char *text, int64_t edits, struct harm_alikes *out)
{
	db_many(t, &harm_alike_rows, out, text, edits);
}

/* ---- what becomes of it ---- */

#define TEXT_HASH "('x' || encode(substr(community.text_key(source), 1, 8), 'hex'))::bit(64)::bigint"
/* $2: flags of enum look_flag. */
COMMAND(harm_look_insert, DOOR_WEB,
	"INSERT INTO community.harm_look (post_id, newcomer, fresh, wave, reached, level, links, mentions, spam, alike, first, posts, learnt, fate,"
	" seconds, of_address, suspects, alike_steps, text_size, text_hash)"
	" SELECT id, $2::integer & 1 <> 0, $2 & 2 <> 0, $2 & 4 <> 0, $2 & 8 <> 0, $3, $4, $5, $6, $7, $8::integer = 0, $8, $9, $10,"
	" NULLIF($11::integer, -1), NULLIF($12::integer, 0), $13, $14::text[]::integer[], char_length(source), " TEXT_HASH
	" FROM community.post WHERE id = $1");
COMMAND(harm_hold, DOOR_WEB, "SELECT community.post_hold($1)");

/* How alike it was within how many days, as numbers: a thousand for each day, and the percents. */
static struct texts steps_of(struct arena *a, const struct harm_alikes *all)
{
	struct texts steps = {arena_array(a, const char *, all->n + 1), 0};
	size_t i;

	for (i = 0; i < all->n; i++)
		steps.v[steps.n++] =
			arena_printf(a, "%lld", (long long)(1000 * all->v[i].days + all->v[i].percent));
	return steps;
}

enum look_flag { LOOK_NEWCOMER = 1, LOOK_FRESH = 2, LOOK_WAVE = 4, LOOK_REACHED = 8 };

static int flags_of(const struct harm_look *look)
{
	const struct harm_verdict *v = &look->verdict;

	return (v->newcomer ? LOOK_NEWCOMER : 0) | (v->signs.fresh ? LOOK_FRESH : 0) |
	       (v->wave ? LOOK_WAVE : 0) | (bayes_reaches(look->signs) ? LOOK_REACHED : 0);
}

void harm_look_note(struct task *t, int64_t post, const struct harm_look *look,
	const struct harm_noted *noted)
{
	const struct harm_verdict *v = &look->verdict;

	db_run(t, &harm_look_insert, post, flags_of(look), v->signs.level, (int64_t)noted->links,
		(int64_t)noted->mentions, v->signs.spam, v->signs.alike, v->signs.posts, v->signs.learnt,
		(int)v->fate, noted->seconds, rate_so_far(look->counts[0]) + 1, v->signs.suspects,
		steps_of(&t->arena, &look->alike));
}

void harm_post_hold(struct task *t, int64_t post)
{
	db_run(t, &harm_hold, post);
}
