/* profile_sql.c -- see profile_sql.h. */
#include "forum/account/profile_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_profile(struct row *r, struct profile *x)
{
	byline_read(r, &x->who);
	x->bio = row_text(r, "bio");
	x->suspended = row_bool(r, "suspended");
	x->joined_at = row_when(r, "joined_at");
	x->answers = row_int8(r, "answers");
}

QUERY(profile_by_name, DOOR_WEB, struct profile, read_profile,
	"SELECT " BYLINE_COLUMNS("m") ", m.bio, m.state = 'suspended' AS suspended, m.joined_at, m.answers"
				      " FROM community.member m WHERE m.username = $1");

static void read_question(struct row *r, struct profile_question *x)
{
	x->id = row_int8(r, "id");
	x->title = row_text(r, "title");
	x->slug = row_text(r, "slug");
	x->question = row_bool(r, "question");
	x->solved = row_bool(r, "solved");
	x->answers = row_int8(r, "answers");
	x->created_at = row_when(r, "created_at");
}

QUERY(profile_questions_page, DOOR_WEB, struct profile_question, read_question,
	"SELECT t.id, t.title, t.slug, t.kind = 'question' AS question, t.solved, t.answers, t.created_at"
	" FROM community.thread t WHERE t.author_id = (SELECT id FROM community.member WHERE username = $1)"
	" AND (t.created_at, t.id) < (COALESCE($2::timestamptz, 'infinity'), $3::bigint) AND t.deleted_at IS "
	"NULL"
	" ORDER BY t.created_at DESC, t.id DESC LIMIT 21");

static void read_answer(struct row *r, struct profile_answer *x)
{
	x->id = row_int8(r, "id");
	x->title = row_text(r, "title");
	x->accepted = row_bool(r, "accepted");
	x->helped = row_int8(r, "helped");
	x->found = row_int8(r, "found");
	x->created_at = row_when(r, "created_at");
}

QUERY(profile_answers_page, DOOR_WEB, struct profile_answer, read_answer,
	"SELECT p.id, t.title, p.accepted > 0 AS accepted, p.helped, p.found, p.created_at"
	" FROM community.post p JOIN community.thread t ON t.id = p.thread_id"
	" WHERE p.author_id = (SELECT id FROM community.member WHERE username = $1)"
	" AND (p.created_at, p.id) < (COALESCE($2::timestamptz, 'infinity'), $3::bigint)"
	" AND p.kind IN ('answer', 'reply') AND p.deleted_at IS NULL AND t.deleted_at IS NULL"
	" ORDER BY p.created_at DESC, p.id DESC LIMIT 21");

void profile_find(struct task *t, const char *username, struct profile **out)
{
	db_one(t, &profile_by_name, out, username);
}

void profile_questions_find(struct task *t, const char *username, struct when at, int64_t id,
	struct profile_questions *out)
{
	db_many(t, &profile_questions_page, out, username, at, id);
}

void profile_answers_find(struct task *t, const char *username, struct when at, int64_t id,
	struct profile_answers *out)
{
	db_many(t, &profile_answers_page, out, username, at, id);
}
