/* notice_sql.c -- see notice.h and notice_sql.h. */
#include "forum/notice/notice_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_notice(struct row *r, struct notice *x)
{
	x->id = row_int8(r, "id");
	x->post_id = row_int8(r, "post_id");
	x->kind = row_text(r, "kind");
	x->actor_name = row_text(r, "actor_name");
	x->actor_display = row_text(r, "actor_display");
	x->thread_id = row_int8(r, "thread_id");
	x->title = row_text(r, "title");
	x->slug = row_text(r, "slug");
	x->excerpt = row_text(r, "excerpt");
	x->created_at = row_when(r, "created_at");
	x->unread = row_bool(r, "unread");
}

static void read_wish(struct row *r, struct notice_wish *x)
{
	x->mail = row_bool(r, "mail");
}

static void read_choice(struct row *r, struct notice_choice *x)
{
	x->kind = row_text(r, "kind");
	x->mail = row_bool(r, "mail");
}

static void read_reader(struct row *r, struct notice_reader *x)
{
	x->email = row_text(r, "email");
	x->display = row_text(r, "display");
	x->locale = row_text(r, "locale");
	x->zone = row_text(r, "zone");
	x->confirmed = row_bool(r, "confirmed");
}

static void read_site_key(struct row *r, struct site_key *x)
{
	x->key = row_blob(r, "key");
}

#define NOTICE \
	"SELECT n.id, n.post_id, n.kind, a.username AS actor_name, a.display AS actor_display, n.thread_id, t.title, t.slug," \
	" left(p.plain, 240) AS excerpt, n.created_at, n.read_at IS NULL AS unread" \
	" FROM community.notice n" \
	" LEFT JOIN community.member a ON a.id = n.actor_id" \
	" LEFT JOIN community.thread t ON t.id = n.thread_id" \
	" LEFT JOIN community.post p ON p.id = n.post_id" \
	" WHERE n.member_id = $1 AND t.deleted_at IS NULL AND p.deleted_at IS NULL"

QUERY(notice_page, DOOR_WEB, struct notice, read_notice,
	NOTICE
	" AND n.id < COALESCE(NULLIF($2::bigint, 0), 9223372036854775807) ORDER BY n.id DESC LIMIT 31");
QUERY(notice_unmailed, DOOR_WORK, struct notice, read_notice,
	NOTICE " AND n.mailed_at IS NULL AND n.read_at IS NULL ORDER BY n.id LIMIT 50");
COMMAND(notice_mailed, DOOR_WORK,
	"UPDATE community.notice SET mailed_at = now() WHERE member_id = $1 AND id = ANY ($2::bigint[]) AND mailed_at IS NULL");
QUERY(notice_choices, DOOR_WEB | DOOR_WORK, struct notice_choice, read_choice,
	"SELECT kind, mail FROM community.notice_setting WHERE member_id = $1 LIMIT 100");
QUERY(notice_wish_of, DOOR_WEB, struct notice_wish, read_wish,
	"SELECT NOT EXISTS (SELECT FROM community.notice_setting n WHERE n.member_id = $1 AND n.kind = 'all' AND NOT n.mail)"
	" AND COALESCE((SELECT n.mail FROM community.notice_setting n WHERE n.member_id = $1 AND n.kind = $2), $3) AS mail");
COMMAND(notice_choice_upsert, DOOR_WEB,
	"INSERT INTO community.notice_setting (member_id, kind, mail) VALUES ($1, $2, $3)"
	" ON CONFLICT (member_id, kind) DO UPDATE SET mail = EXCLUDED.mail");
QUERY(notice_reader, DOOR_WORK, struct notice_reader, read_reader,
	"SELECT l.email, m.display, m.locale, m.zone, l.confirmed_at IS NOT NULL AS confirmed"
	" FROM community.member m JOIN community.login l ON l.member_id = m.id WHERE m.id = $1 AND m.state IN ('active', 'suspended')");
QUERY(site_key, DOOR_WEB | DOOR_WORK, struct site_key, read_site_key, "SELECT key FROM ops.site_key");

/* A mail in two minutes to whoever has a new notice in n. One that waits already will do, but is held until this transaction
 * ends: otherwise it could be taken before the notice is there to be seen. */
#define MAIL_LATER \
	" mail AS (INSERT INTO ops.job AS j (kind, payload, run_at, once)" \
	"  SELECT 'notice.mail', jsonb_build_object('subject', member_id), now() + interval '2 minutes', member_id::text FROM n" \
	"  ORDER BY member_id ON CONFLICT (kind, once) WHERE once IS NOT NULL AND taken_at IS NULL AND failed_at IS NULL" \
	"  DO UPDATE SET run_at = j.run_at)"

/* $1 member, $2 kind, $3 actor, $4 post: the notice, its count, and the mail two minutes later, so that several travel together. */
COMMAND(notice_insert, DOOR_WORK,
	"WITH n AS (INSERT INTO community.notice (member_id, kind, actor_id, thread_id, post_id)"
	"  SELECT m.id, $2, NULLIF($3::bigint, 0), p.thread_id, p.id FROM community.post p"
	"  JOIN community.member m ON m.id = COALESCE(NULLIF($1::bigint, 0), p.author_id) AND m.state = 'active'"
	"  WHERE p.id = $4 AND m.id <> $3::bigint ON CONFLICT DO NOTHING RETURNING member_id)," MAIL_LATER
	" UPDATE community.member m SET unread_notices = unread_notices + 1 FROM n WHERE m.id = n.member_id");

/* $1 member, $2 kind: about himself. */
COMMAND(notice_tell_insert, DOOR_WORK,
	"WITH n AS (INSERT INTO community.notice (member_id, kind) SELECT id, $2 FROM community.member"
	"  WHERE id = $1 AND state IN ('active', 'suspended') RETURNING member_id)," MAIL_LATER
	" UPDATE community.member m SET unread_notices = unread_notices + 1 FROM n WHERE m.id = n.member_id");

/* Everybody a new post concerns, each once, for the reason that concerns them most. $1 the post, $2 the names in it. */
COMMAND(notice_post_insert, DOOR_WORK,
	"WITH p AS (SELECT p.id, p.thread_id, p.kind, p.author_id, t.author_id AS asker, q.author_id AS parent_author"
	"  FROM community.post p JOIN community.thread t ON t.id = p.thread_id"
	"  LEFT JOIN community.post q ON q.id = p.parent_id"
	"  WHERE p.id = $1 AND p.deleted_at IS NULL AND t.deleted_at IS NULL),"
	" concerned AS ("
	"  SELECT asker AS member_id, 'answer' AS kind, 1 AS weight FROM p WHERE kind IN ('answer', 'reply')"
	"  UNION ALL SELECT parent_author, 'comment', 2 FROM p WHERE kind = 'comment'"
	"  UNION ALL SELECT m.id, 'mention', 3 FROM community.member m WHERE m.username = ANY($2::text[])"
	"  UNION ALL SELECT f.member_id, 'followed', 4 FROM p JOIN community.follow f ON f.thread_id = p.thread_id"
	"   WHERE p.kind <> 'question'),"
	" n AS (INSERT INTO community.notice (member_id, kind, actor_id, thread_id, post_id)"
	"  SELECT DISTINCT ON (c.member_id) c.member_id, c.kind, p.author_id, p.thread_id, p.id"
	"  FROM concerned c CROSS JOIN p JOIN community.member m ON m.id = c.member_id AND m.state = 'active'"
	"  WHERE c.member_id <> p.author_id AND NOT EXISTS (SELECT FROM community.notice o"
	"   WHERE o.member_id = c.member_id AND o.post_id = p.id AND o.actor_id = p.author_id)"
	"  ORDER BY c.member_id, c.weight ON CONFLICT DO NOTHING RETURNING member_id)," MAIL_LATER
	" UPDATE community.member m SET unread_notices = unread_notices + 1 FROM n WHERE m.id = n.member_id");

static void read_names(struct row *r, struct notice_names *x)
{
	x->names = row_texts(r, "names");
}

/* As markup/clean.c writes them, and so many as markup/rendered.h has. */
QUERY(notice_names_stored, DOOR_WORK, struct notice_names, read_names,
	"SELECT ARRAY(SELECT DISTINCT lower(m[1]) FROM regexp_matches(p.html, '<a class=\"mention\" href=\"/u/([^\"]+)\">', 'g') m LIMIT 10) AS names"
	" FROM community.post p WHERE p.id = $1");

/* $1 threads, $2 viewers, $3 newest posts seen: what was told about those is read. */
COMMAND(notices_seen, DOOR_WEB,
	"WITH seen AS (SELECT g.viewer, g.thread, max(g.newest) AS newest"
	"  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) g(thread, viewer, newest) GROUP BY 1, 2),"
	" n AS (UPDATE community.notice n SET read_at = now() FROM seen s WHERE n.member_id = s.viewer AND n.thread_id = s.thread"
	"  AND n.read_at IS NULL AND (n.post_id IS NULL OR n.post_id <= s.newest) RETURNING n.member_id),"
	" c AS (SELECT member_id, count(*) AS n FROM n GROUP BY member_id)"
	" UPDATE community.member m SET unread_notices = GREATEST(m.unread_notices - c.n, 0) FROM c WHERE m.id = c.member_id");
COMMAND(notices_read_all, DOOR_WEB,
	"WITH n AS (UPDATE community.notice SET read_at = now() WHERE member_id = $1 AND id <= $2 AND read_at IS NULL RETURNING 1)"
	" UPDATE community.member SET unread_notices = GREATEST(unread_notices - (SELECT count(*) FROM n), 0) WHERE id = $1");

void notice_names_in(struct task *t, int64_t post, struct notice_names **out)
{
	db_one(t, &notice_names_stored, out, post);
}

void notices_of(struct task *t, int64_t member, int64_t before, struct notices *out)
{
	db_many(t, &notice_page, out, member, before);
}

void notices_mark_read(struct task *t, int64_t member, int64_t newest)
{
	db_run(t, &notices_read_all, member, newest);
}

void notices_read_with_threads(struct task *t, const char *threads, const char *viewers, const char *newest)
{
	db_run(t, &notices_seen, threads, viewers, newest);
}

void notice_choices_of(struct task *t, int64_t member, struct notice_choices *out)
{
	db_many(t, &notice_choices, out, member);
}

void notice_wish_find(struct task *t, int64_t member, enum notice_kind kind, struct notice_wish **out)
{
	db_one(t, &notice_wish_of, out, member, notice_kind_name(kind), notice_mailed_by_default(kind));
}

void notice_choice_set(struct task *t, int64_t member, const char *kind, bool mail)
{
	db_run(t, &notice_choice_upsert, member, kind, mail);
}

void notice_reader_of(struct task *t, int64_t member, struct notice_reader **out)
{
	db_one(t, &notice_reader, out, member);
}

void notices_to_mail(struct task *t, int64_t member, struct notices *out)
{
	db_many(t, &notice_unmailed, out, member);
}

void notices_mailed(struct task *t, int64_t member, struct texts ids)
{
	db_run(t, &notice_mailed, member, ids);
}

void site_key_find(struct task *t, struct site_key **out)
{
	db_one(t, &site_key, out);
}

void notice_add(struct task *t, int64_t member, enum notice_kind kind, int64_t actor, int64_t post)
{
	db_run(t, &notice_insert, member, notice_kind_name(kind), actor, post);
}

void notice_tell(struct task *t, int64_t member, enum notice_kind kind)
{
	db_run(t, &notice_tell_insert, member, notice_kind_name(kind));
}

void notices_of_post_add(struct task *t, int64_t post, struct texts names)
{
	db_run(t, &notice_post_insert, post, names);
}
