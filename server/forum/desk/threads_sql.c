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
	clock_line_read(r, &x->clock);
}

/* clang-format off */

#define LISTED(column, condition, than, from, order) \
	"SELECT t.id, t.title, t.state, m.display, o.name AS topic, t." column " AS at, t.answers," \
	" (SELECT count(*) FROM crm.link l WHERE l.thread_id = t.id AND l.state = 'active') AS cases, " CLOCK_COLUMNS \
	" FROM (SELECT * FROM community.thread t WHERE t.deleted_at IS NULL" condition \
	"  AND (t." column ", t.id) " than " (COALESCE($1::timestamptz, '" from "'), $2::bigint)" \
	"  ORDER BY t." column order ", t.id" order " LIMIT 31) t" \
	" JOIN community.member m ON m.id = t.author_id JOIN community.topic o ON o.id = t.topic_id" \
	" LEFT JOIN crm.clock k ON k.thread_id = t.id ORDER BY t." column order ", t.id" order
#define ACTIVE(condition)     LISTED("active_at", condition, "<", "infinity", " DESC")
#define UNANSWERED(condition) LISTED("created_at", " AND t.kind = 'question' AND t.answers = 0" condition, ">", "-infinity", "")
#define OF_TOPIC	      " AND t.topic_id = (SELECT id FROM community.topic WHERE slug = $3)"

QUERY(desk_threads_active, DOOR_DESK, struct desk_listed_thread, read_listed, ACTIVE(""));
QUERY(desk_threads_active_of, DOOR_DESK, struct desk_listed_thread, read_listed, ACTIVE(OF_TOPIC));
QUERY(desk_threads_unanswered, DOOR_DESK, struct desk_listed_thread, read_listed, UNANSWERED(""));
QUERY(desk_threads_unanswered_of, DOOR_DESK, struct desk_listed_thread, read_listed, UNANSWERED(OF_TOPIC));

/* clang-format on */

void desk_threads_list(struct task *t, bool unanswered, const char *topic, struct when at, int64_t id,
	struct desk_listed_threads *out)
{
	if (*topic)
		db_many(t, unanswered ? &desk_threads_unanswered_of : &desk_threads_active_of, out, at, id,
			topic);
	else
		db_many(t, unanswered ? &desk_threads_unanswered : &desk_threads_active, out, at, id);
}

static void read_topic(struct row *r, struct desk_topic *x)
{
	x->slug = row_text(r, "slug");
	x->name = row_text(r, "name");
}

QUERY(desk_topics_list, DOOR_DESK, struct desk_topic, read_topic,
	"SELECT slug, name FROM community.topic WHERE merged_into IS NULL ORDER BY position, name LIMIT 200");

void desk_topics_find(struct task *t, struct desk_topics *out)
{
	db_many(t, &desk_topics_list, out);
}
