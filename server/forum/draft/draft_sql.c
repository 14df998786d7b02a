/* draft_sql.c -- see draft.h and draft_inside.h. */
#include "forum/draft/draft_inside.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"

static void read_draft(struct row *r, struct draft *x)
{
	x->place = row_text(r, "place");
	x->fields = row_text(r, "fields");
	x->saved_at = row_when(r, "saved_at");
}

static void read_line(struct row *r, struct draft_line *x)
{
	read_draft(r, &x->draft);
	x->thread_title = row_text(r, "title");
}

static void read_put(struct row *r, struct draft_put *x)
{
	x->full = row_bool(r, "is_full");
	x->posted = row_bool(r, "posted");
}

/* Statements are laid out by hand. */
/* clang-format off */
QUERY(draft_of_place, DOOR_WEB, struct draft, read_draft,
	"SELECT place, fields, saved_at FROM community.draft WHERE member_id = $1 AND place = $2");
QUERY(drafts_on_thread, DOOR_WEB, struct draft, read_draft,
	"SELECT d.place, d.fields, d.saved_at FROM community.draft d"
	" WHERE d.member_id = $1 AND (d.place = 't/' || $2::bigint"
	" OR (SELECT p.thread_id FROM community.post p"
	"  WHERE p.id = CASE WHEN d.place ~ '^a/[0-9]{1,18}$' THEN substr(d.place, 3)::bigint END) = $2) LIMIT 100");
/* With the thread that each belongs to, if it is still there. */
QUERY(drafts_with_threads, DOOR_WEB, struct draft_line, read_line,
	"SELECT d.place, d.fields, d.saved_at, t.title FROM community.draft d"
	" LEFT JOIN community.post p"
	"  ON p.id = CASE WHEN d.place ~ '^(a|edit)/[0-9]{1,18}$' THEN split_part(d.place, '/', 2)::bigint END"
	"  AND p.deleted_at IS NULL"
	" LEFT JOIN community.thread t"
	"  ON t.id = COALESCE(p.thread_id, CASE WHEN d.place ~ '^t/[0-9]{1,18}$' THEN substr(d.place, 3)::bigint END)"
	"  AND t.deleted_at IS NULL"
	" WHERE d.member_id = $1 ORDER BY d.saved_at DESC, d.place LIMIT 100");
/* One member's drafts are put one after the other: the statement that counts them must see the one before it. */
COMMAND(draft_lock, DOOR_WEB, "SELECT pg_advisory_xact_lock(hashtextextended('community.draft', $1::bigint))");
/* Not if the form was posted meanwhile: then this is a straggler, and the draft would come back from the
 * dead. */
QUERY(draft_insert, DOOR_WEB, struct draft_put, read_put,
	"WITH limits AS (SELECT EXISTS (SELECT FROM community.form_key WHERE nonce = $4) AS posted,"
	"  (SELECT count(*) FROM community.draft WHERE member_id = $1 AND place <> $2) >= $5 AS is_full),"
	" put AS (INSERT INTO community.draft (member_id, place, fields)"
	"  SELECT $1, $2, $3 FROM limits WHERE NOT posted AND NOT is_full"
	"  ON CONFLICT (member_id, place) DO UPDATE SET fields = EXCLUDED.fields, saved_at = now())"
	" SELECT is_full, posted FROM limits");
COMMAND(draft_delete, DOOR_WEB, "DELETE FROM community.draft WHERE member_id = $1 AND place = $2");
/* clang-format on */

void draft_find(struct task *t, int64_t member, const char *place, struct draft **out)
{
	db_one(t, &draft_of_place, out, member, place);
}

void drafts_of_thread(struct task *t, int64_t member, int64_t thread, struct drafts *out)
{
	db_many(t, &drafts_on_thread, out, member, thread);
}

void drafts_all(struct task *t, int64_t member, struct draft_lines *out)
{
	db_many(t, &drafts_with_threads, out, member);
}

void draft_put(struct task *t, int64_t member, const char *place, const char *fields, struct blob nonce,
	struct draft_put **out)
{
	db_run(t, &draft_lock, member);
	db_one(t, &draft_insert, out, member, place, fields, nonce, DRAFTS_MOST);
}

void draft_forget(struct task *t, int64_t member, const char *place)
{
	db_run(t, &draft_delete, member, place);
}
