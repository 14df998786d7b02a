/* found_sql.c -- see found_sql.h. */
#include "forum/act/found_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/act/visitor.h"
#include "forum/event.h"

static void read_key(struct row *r, struct found_key *x)
{
	x->key = row_blob(r, "key");
}

static void read_found(struct row *r, struct found_count *x)
{
	x->counted = row_bool(r, "counted");
	x->again = row_bool(r, "again");
}

QUERY(found_key, DOOR_WEB, struct found_key, read_key, "SELECT key FROM ops.site_key");
/* $1 post, $2 visitor, $3 who he was, $4 prefix, $5 days, $6 most of a prefix, $7 member or 0, $8 event. The
 * prefix is hashed under the day's key, so equal hashes are of one day. */
QUERY(found_insert, DOOR_WEB, struct found_count, read_found,
	"WITH known AS (SELECT"
	"  EXISTS (SELECT FROM community.found WHERE post_id = $1 AND visitor IN ($2::bytea, $3::bytea)"
	"   AND created_at > now() - $5::int * interval '1 day') AS again,"
	"  (SELECT count(*) FROM community.found WHERE post_id = $1 AND prefix = $4::bytea) >= $6::int AS enough),"
	" f AS (INSERT INTO community.found (post_id, visitor, prefix) SELECT $1, $2, $4 FROM known WHERE NOT again AND NOT enough"
	"  ON CONFLICT DO NOTHING RETURNING post_id),"
	" p AS (UPDATE community.post x SET found = x.found + 1 FROM f WHERE x.id = f.post_id RETURNING x.id, x.thread_id, x.author_id),"
	" e AS (INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id)"
	"  SELECT $8::smallint, NULLIF($7::bigint, 0), author_id, thread_id, id FROM p)"
	" SELECT EXISTS (SELECT FROM f) AS counted, again FROM known");

void found_key_find(struct task *t, struct found_key **out)
{
	db_one(t, &found_key, out);
}

void found_add(struct task *t, int64_t thread, int64_t post, int64_t member, const struct visitor *v,
	struct found_count **out)
{
	db_one(t, &found_insert, out, post, v->is, v->was, v->prefix, VISITOR_DAYS, VISITOR_DAILY, member,
		(int)EVENT_FOUND);
	stamp_touch(t, STAMP_THREAD, thread);
}
