/* demo_sql.c -- see demo_sql.h. */
#include "forum/demo/demo_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_id(struct row *r, struct demo_id *x)
{
	x->id = row_int8(r, "id");
}

QUERY(demo_any_thread, DOOR_WORK, struct demo_id, read_id, "SELECT id FROM community.thread LIMIT 1");
QUERY(demo_member_insert, DOOR_WORK, struct demo_id, read_id,
	"INSERT INTO community.member (username, display, skeleton, bio, roles, joined_at, locale, zone)"
	" VALUES ($1, $2, $3, $4, $5, $6, NULLIF($7, ''), NULLIF($8, '')) RETURNING id");
COMMAND(demo_login_insert, DOOR_WORK,
	"INSERT INTO community.login (member_id, email, email_key, confirmed_at, password_hash, password_at)"
	" VALUES ($1, $2, $3, $4::timestamptz, $5, $4::timestamptz)");
QUERY(demo_topic_insert, DOOR_WORK, struct demo_id, read_id,
	"INSERT INTO community.topic (slug, name, description, colour, position, open) VALUES ($1, $2, $3, $4, $5, $6)"
	" ON CONFLICT (slug) DO UPDATE SET name = EXCLUDED.name RETURNING id");
QUERY(demo_tag_insert, DOOR_WORK, struct demo_id, read_id,
	"INSERT INTO community.tag (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = EXCLUDED.name RETURNING id");
COMMAND(demo_synonym_insert, DOOR_WORK,
	"INSERT INTO community.tag_synonym (name, tag_id) VALUES ($1, $2) ON CONFLICT DO NOTHING");
COMMAND(demo_announcement_insert, DOOR_WORK,
	"INSERT INTO community.announcement (text, kind, thread_id, from_at, until_at)"
	" VALUES ($1, 'outage', NULLIF($2::bigint, 0), $3, $4)");
QUERY(demo_thread_insert, DOOR_WORK, struct demo_id, read_id,
	"INSERT INTO community.thread (kind, topic_id, author_id, title, slug, product, state, episode, created_at, active_at)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::timestamptz, $9::timestamptz) RETURNING id");
COMMAND(demo_thread_tag_insert, DOOR_WORK,
	"INSERT INTO community.thread_tag (thread_id, tag_id, active_at, position)"
	" SELECT id, $2, active_at, $3 FROM community.thread WHERE id = $1");
COMMAND(demo_views_insert, DOOR_WORK,
	"INSERT INTO community.thread_views (thread_id, views) VALUES ($1, $2)");
QUERY(demo_post_insert, DOOR_WORK, struct demo_id, read_id,
	"INSERT INTO community.post (thread_id, kind, parent_id, author_id, source, html, plain, official, created_at,"
	" edited_at, revision, editor_id)"
	" VALUES ($1, $2, NULLIF($3::bigint, 0), $4, $5, $6, $7, $8, $9, $10, $11, NULLIF($12::bigint, 0)) RETURNING id");
COMMAND(demo_revision_insert, DOOR_WORK,
	"INSERT INTO community.post_revision (post_id, revision, editor_id, title, source, written_at)"
	" VALUES ($1, $2, $3, $4, $5, $6)");
COMMAND(demo_acceptance_insert, DOOR_WORK,
	"INSERT INTO community.acceptance (thread_id, post_id, member_id, staff, label, created_at, undone_at)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7)");
COMMAND(demo_reaction_insert, DOOR_WORK,
	"INSERT INTO community.reaction (post_id, author_id, member_id, kind, context, created_at)"
	" VALUES ($1, $2, $3, $4, $5, $6)");
COMMAND(demo_me_too_insert, DOOR_WORK,
	"INSERT INTO community.me_too (thread_id, author_id, member_id, created_at) VALUES ($1, $2, $3, $4)");
COMMAND(demo_follow_insert, DOOR_WORK,
	"INSERT INTO community.follow (thread_id, member_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
COMMAND(demo_found_insert, DOOR_WORK,
	"INSERT INTO community.found (post_id, visitor, prefix, created_at)"
	" VALUES ($1, sha256(convert_to($2, 'UTF8')), sha256(convert_to($2 || ' prefix', 'UTF8')), $3)");
COMMAND(demo_event_insert, DOOR_WORK,
	"INSERT INTO ops.event (at, kind, member_id, other_id, thread_id, post_id, number)"
	" VALUES ($1, $2, NULLIF($3::bigint, 0), NULLIF($4::bigint, 0), NULLIF($5::bigint, 0), NULLIF($6::bigint, 0),"
	" NULLIF($7::bigint, 0))");

COMMAND(demo_reckon_posts, DOOR_WORK,
	"UPDATE community.post p SET"
	" accepted = (SELECT count(*) FROM community.acceptance a WHERE a.post_id = p.id AND a.undone_at IS NULL),"
	" thanks = (SELECT count(*) FROM community.reaction r WHERE r.post_id = p.id AND r.kind = 'thanks'),"
	" helped = (SELECT count(*) FROM community.reaction r WHERE r.post_id = p.id AND r.kind = 'helped'),"
	" unhelpful = (SELECT count(*) FROM community.reaction r WHERE r.post_id = p.id AND r.kind = 'unhelpful'),"
	" found = (SELECT count(*) FROM community.found f WHERE f.post_id = p.id),"
	" comments = (SELECT count(*) FROM community.post c WHERE c.parent_id = p.id)");
COMMAND(demo_reckon_threads, DOOR_WORK,
	"UPDATE community.thread t SET"
	" answers = (SELECT count(*) FROM community.post p WHERE p.thread_id = t.id AND p.kind IN ('answer', 'reply')),"
	" comments = (SELECT count(*) FROM community.post p WHERE p.thread_id = t.id AND p.kind = 'comment'),"
	" me_too = (SELECT count(*) FROM community.me_too m WHERE m.thread_id = t.id),"
	" followers = (SELECT count(*) FROM community.follow f WHERE f.thread_id = t.id),"
	" last_post_id = l.id, last_member_id = l.author_id, active_at = COALESCE(l.created_at, t.created_at),"
	" solved_at = (SELECT min(a.created_at) FROM community.acceptance a WHERE a.thread_id = t.id AND a.undone_at IS NULL)"
	" FROM community.thread u LEFT JOIN LATERAL ("
	"  SELECT id, author_id, created_at FROM community.post p WHERE p.thread_id = u.id AND p.kind <> 'question'"
	"  ORDER BY created_at DESC, id DESC LIMIT 1) l ON true"
	" WHERE u.id = t.id");
COMMAND(demo_reckon_members, DOOR_WORK,
	"UPDATE community.member m SET"
	" answers = (SELECT count(*) FROM community.post p WHERE p.author_id = m.id AND p.kind IN ('answer', 'reply')),"
	" solutions = (SELECT count(*) FROM community.post p JOIN community.thread t ON t.id = p.thread_id"
	"  WHERE p.author_id = m.id AND p.accepted > 0 AND t.author_id <> m.id)");
COMMAND(demo_reckon_topics, DOOR_WORK,
	"UPDATE community.topic t SET threads = (SELECT count(*) FROM community.thread h WHERE h.topic_id = t.id)");
COMMAND(demo_reckon_tags, DOOR_WORK,
	"UPDATE community.tag g SET threads = (SELECT count(*) FROM community.thread_tag h WHERE h.tag_id = g.id)");

void demo_present(struct task *t, struct demo_id **thread)
{
	db_one(t, &demo_any_thread, thread);
}

void demo_member_add(struct task *t, const struct demo_member *m, const char *skeleton, unsigned roles,
	struct demo_id **id)
{
	db_one(t, &demo_member_insert, id, m->username, m->name, skeleton, m->bio, roles, m->joined,
		m->locale, m->zone);
}

void demo_login_add(struct task *t, int64_t member, const struct demo_member *m, const char *email_key,
	const char *hash)
{
	db_run(t, &demo_login_insert, member, m->email, email_key, m->joined, hash);
}

void demo_topic_add(struct task *t, const struct demo_topic *topic, struct demo_id **id)
{
	db_one(t, &demo_topic_insert, id, topic->slug, topic->name, topic->description, topic->colour,
		topic->order, !topic->closed);
}

void demo_tag_add(struct task *t, const struct demo_tag *tag, struct demo_id **id)
{
	db_one(t, &demo_tag_insert, id, tag->name);
}

void demo_synonym_add(struct task *t, int64_t tag, const char *name)
{
	db_run(t, &demo_synonym_insert, name, tag);
}

void demo_announcement_add(struct task *t, const struct demo_notice *n, int64_t thread)
{
	db_run(t, &demo_announcement_insert, n->text, thread, n->from, n->until);
}

void demo_thread_add(struct task *t, const struct demo_thread_row *row, struct demo_id **id)
{
	const struct demo_thread *th = row->thread;

	db_one(t, &demo_thread_insert, id, th->discussion ? "discussion" : "question", row->topic,
		row->author, th->title, row->slug, th->device, row->state, row->episode, th->question->at);
}

void demo_thread_tag_add(struct task *t, int64_t thread, int64_t tag, int position)
{
	db_run(t, &demo_thread_tag_insert, thread, tag, position);
}

void demo_views_set(struct task *t, int64_t thread, int64_t views)
{
	db_run(t, &demo_views_insert, thread, views);
}

void demo_post_add(struct task *t, const struct demo_post_row *row, struct demo_id **id)
{
	const struct demo_post *p = row->post;
	struct when edited = p->edits.n ? p->edits.v[p->edits.n - 1].at : (struct when){0};

	db_one(t, &demo_post_insert, id, row->thread, row->kind, row->parent, row->author, row->source,
		row->rendered.html, row->rendered.plain, row->official, p->at, edited, (int)p->edits.n + 1,
		row->editor);
}

void demo_revision_add(struct task *t, int64_t post, int revision, int64_t editor, const char *title,
	const char *source, struct when at)
{
	db_run(t, &demo_revision_insert, post, revision, editor, title, source, at);
}

void demo_acceptance_add(struct task *t, int64_t thread, int64_t post, int64_t member, bool staff,
	const char *label, struct when at, struct when undone)
{
	db_run(t, &demo_acceptance_insert, thread, post, member, staff, label, at, undone);
}

void demo_reaction_add(struct task *t, int64_t post, int64_t author, int64_t member, const char *kind,
	const char *context, struct when at)
{
	db_run(t, &demo_reaction_insert, post, author, member, kind, context, at);
}

void demo_me_too_add(struct task *t, int64_t thread, int64_t author, int64_t member, struct when at)
{
	db_run(t, &demo_me_too_insert, thread, author, member, at);
}

void demo_follow_add(struct task *t, int64_t thread, int64_t member, struct when at)
{
	db_run(t, &demo_follow_insert, thread, member, at);
}

void demo_found_add(struct task *t, int64_t post, const char *visitor, struct when at)
{
	db_run(t, &demo_found_insert, post, visitor, at);
}

void demo_event_add(struct task *t, struct when at, enum event_kind kind, int64_t member, int64_t other,
	int64_t thread, int64_t post, int64_t number)
{
	db_run(t, &demo_event_insert, at, (int)kind, member, other, thread, post, number);
}

void demo_reckon(struct task *t)
{
	db_run(t, &demo_reckon_posts);
	db_run(t, &demo_reckon_threads);
	db_run(t, &demo_reckon_members);
	db_run(t, &demo_reckon_topics);
	db_run(t, &demo_reckon_tags);
}
