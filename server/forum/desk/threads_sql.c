/* threads_sql.c -- see threads_sql.h. Each list is its index of community.thread, read from a place on. */
#include "forum/desk/threads_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "forum/desk/desk_view.h"

static void read_listed(struct row *r, struct desk_listed_thread *x)
{
	x->id = row_int8(r, "id");
	x->title = row_text(r, "title");
	x->state = thread_state_of(row_text(r, "state"));
	x->author = row_text(r, "display");
	x->topic = row_text(r, "topic");
	x->at = row_when(r, "at");
	x->answers = row_int8(r, "answers");
	x->cases = row_int8(r, "cases");
}

/* clang-format off */

#define LISTED(column, condition) \
	"SELECT t.id, t.title, t.state, m.display, o.name AS topic, t." column " AS at, t.answers," \
	" (SELECT count(*) FROM crm.link k WHERE k.thread_id = t.id AND k.state = 'active') AS cases" \
	" FROM (SELECT * FROM community.thread t WHERE t.deleted_at IS NULL" condition \
	"  AND (t." column ", t.id) < (COALESCE($1::timestamptz, 'infinity'), $2::bigint) ORDER BY t." column " DESC, t.id DESC LIMIT 31) t" \
	" JOIN community.member m ON m.id = t.author_id JOIN community.topic o ON o.id = t.topic_id" \
	" ORDER BY t." column " DESC, t.id DESC"

QUERY(desk_threads_active, DOOR_DESK, struct desk_listed_thread, read_listed, LISTED("active_at", ""));
QUERY(desk_threads_unanswered, DOOR_DESK, struct desk_listed_thread, read_listed,
	LISTED("created_at", " AND t.kind = 'question' AND t.answers = 0"));

/* clang-format on */

void desk_threads_list(struct task *t, bool unanswered, struct when at, int64_t id,
	struct desk_listed_threads *out)
{
	db_many(t, unanswered ? &desk_threads_unanswered : &desk_threads_active, out, at, id);
}
