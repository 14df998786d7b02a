/* bulk_sql.c -- see bulk_sql.h. */
#include "forum/moderation/bulk_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_post(struct row *r, struct bulk_post *x)
{
	x->id = row_int8(r, "id");
	x->id_text = row_text(r, "id_text");
	x->author = row_int8(r, "author");
	x->standing = row_bool(r, "standing");
	x->spam = row_int8(r, "spam");
}

static void read_shown(struct row *r, struct bulk_shown *x)
{
	x->id = row_int8(r, "id");
	x->title = row_text(r, "title");
	x->excerpt = row_text(r, "excerpt");
	x->gone = row_text(r, "gone");
	x->created_at = row_when(r, "created_at");
	x->opens = row_bool(r, "opens");
	x->spam = row_int8(r, "spam");
	byline_read(r, &x->author);
}

/* clang-format off */
/* Moderators, staff and admins; whose level says that others found him useful; who wrote something long ago that stands; whose posts a
 * moderator has looked at and kept. */
#define STANDING \
	"(m.roles & 14 <> 0 OR EXISTS (SELECT FROM standing.member_level l WHERE l.member_id = m.id AND l.level > 0)" \
	" OR EXISTS (SELECT FROM community.post o WHERE o.author_id = m.id AND o.deleted_at IS NULL AND o.created_at < now() - interval '30 days')" \
	" OR EXISTS (SELECT FROM community.decision d WHERE d.member_id = m.id AND d.action IN ('keep', 'restore') AND d.undone_at IS NULL))"
#define HOSTS "'(?:https?://|www[.])((?:[a-z0-9-]+[.])+[a-z]{2,})', 'g'"
#define TAKEN_FOR_SPAM "(w.reported OR w.suspect OR COALESCE(l.spam, -1) >= 500)"

QUERY(bulk_by_member, DOOR_WEB, struct bulk_post, read_post,
	"SELECT p.id, p.id::text AS id_text, p.author_id AS author, false AS standing, COALESCE(l.spam, -1) AS spam"
	" FROM community.post p LEFT JOIN community.harm_look l ON l.post_id = p.id"
	" WHERE p.author_id = $1 AND p.author_id <> $4 AND (p.deleted_at IS NULL OR p.gone = 'held')"
	" AND ($2 = 0 OR p.created_at > now() - $2::integer * interval '1 minute') AND ($3 = 0 OR p.id <= $3)"
	" ORDER BY p.id DESC LIMIT 20000");
/* $1 by what, $2 the post they are like, $3 hours, $4 whether all else of the same accounts comes along, $5 up to which, $6 the viewer, $7 our
 * host. Comparing words costs a tenth of a millisecond a post. */
QUERY(bulk_alike, DOOR_WEB, struct bulk_post, read_post,
	"WITH one AS MATERIALIZED (SELECT left(source, 2000) AS text, lower(source) AS low FROM community.post WHERE id = $2),"
	" host AS MATERIALIZED (SELECT DISTINCT regexp_replace(x[1], '^www[.]', '') AS name FROM one, regexp_matches(low, " HOSTS ") x WHERE x[1] <> $7),"
	" w AS MATERIALIZED (SELECT q.post_id, bool_or(q.kind = 'report') AS reported, bool_or(q.kind = 'suspicion') AS suspect"
	"  FROM community.queue_item q WHERE q.done_at IS NULL AND q.post_id IS NOT NULL AND q.kind IN ('report', 'held', 'first_post', 'suspicion')"
	"  AND NOT ($6 = ANY (q.not_for)) GROUP BY q.post_id),"
	" waits AS MATERIALIZED (SELECT p.id, p.author_id FROM w JOIN community.post p ON p.id = w.post_id JOIN community.member m ON m.id = p.author_id"
	"  LEFT JOIN community.harm_look l ON l.post_id = p.id WHERE (p.deleted_at IS NULL OR p.gone = 'held') AND CASE $1::text"
	"   WHEN 'held' THEN (p.gone = 'held' OR " TAKEN_FOR_SPAM ") AND m.joined_at > now() - $3::integer * interval '1 hour'"
	"   WHEN 'wave' THEN " TAKEN_FOR_SPAM " AND m.joined_at > now() - $3::integer * interval '1 hour'"
	"   WHEN 'spam' THEN w.suspect"
	"   WHEN 'words' THEN similarity(left(p.source, 2000), (SELECT text FROM one)) >= 0.4"
	"   WHEN 'host' THEN EXISTS (SELECT FROM host WHERE position(name IN lower(p.source)) > 0)"
	"   ELSE false END),"
	" whose AS MATERIALIZED (SELECT m.id, " STANDING " AS standing FROM community.member m WHERE m.id IN (SELECT author_id FROM waits) AND m.id <> $6),"
	" which AS (SELECT id, author_id FROM waits UNION SELECT p.id, p.author_id FROM whose JOIN community.post p ON p.author_id = whose.id"
	"  WHERE $4 AND NOT whose.standing AND p.created_at > now() - $3::integer * interval '1 hour' AND (p.deleted_at IS NULL OR p.gone = 'held'))"
	" SELECT x.id, x.id::text AS id_text, x.author_id AS author, a.standing, COALESCE(l.spam, -1) AS spam FROM which x JOIN whose a ON a.id = x.author_id"
	" LEFT JOIN community.harm_look l ON l.post_id = x.id WHERE $5 = 0 OR x.id <= $5 ORDER BY l.spam NULLS FIRST, x.id DESC LIMIT 20000");
QUERY(bulk_some, DOOR_WEB, struct bulk_shown, read_shown,
	"SELECT p.id, t.title, left(p.plain, 160) AS excerpt, p.gone, p.created_at, p.kind = 'question' AS opens, COALESCE(l.spam, -1) AS spam, "
	BYLINE_COLUMNS("m") " FROM unnest($1::text[]::bigint[]) WITH ORDINALITY AS w (id, n) JOIN community.post p ON p.id = w.id"
	" JOIN community.thread t ON t.id = p.thread_id JOIN community.member m ON m.id = p.author_id"
	" LEFT JOIN community.harm_look l ON l.post_id = p.id ORDER BY w.n LIMIT 100");
/* clang-format on */

static const char *const names[BULK_KINDS] = {"author", "wave", "held", "spam", "words", "host"};

const char *bulk_name(enum bulk_by by)
{
	return names[by];
}

enum bulk_by bulk_of(const char *name)
{
	int i;

	for (i = 0; i < BULK_KINDS; i++)
		if (text_is(name, names[i]))
			return (enum bulk_by)i;
	return BULK_KINDS;
}

void bulk_find(struct task *t, const struct bulk_choice *c, struct bulk_posts *out)
{
	if (c->by == BULK_AUTHOR)
		db_many(t, &bulk_by_member, out, c->member, c->minutes, c->upto, c->viewer);
	else
		db_many(t, &bulk_alike, out, bulk_name(c->by), c->like, c->hours, c->also, c->upto, c->viewer,
			c->own);
}

void bulk_show(struct task *t, struct texts ids, struct bulk_showns *out)
{
	db_many(t, &bulk_some, out, ids);
}
