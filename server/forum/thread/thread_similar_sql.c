/* thread_similar_sql.c -- similar questions, found when a thread is written (by `work`), so that reading costs an index scan. */
#include "forum/thread/thread_assemble.h"

#include "db/query.h"
#include "db/row.h"

static void read_link(struct row *r, struct thread_link *x)
{
	x->id = row_int8(r, "id");
	x->title = row_text(r, "title");
	x->slug = row_text(r, "slug");
	x->solved = row_bool(r, "solved");
	x->answers = row_int8(r, "answers");
}

QUERY(thread_similar_list, DOOR_WEB | DOOR_DESK, struct thread_link, read_link,
	"SELECT t.id, t.title, t.slug, t.solved, t.answers FROM community.thread_similar s"
	" JOIN community.thread t ON t.id = s.similar_id"
	" WHERE s.thread_id = $1 AND t.deleted_at IS NULL ORDER BY s.position LIMIT 6");

void thread_similar(struct task *t, int64_t thread, struct thread_links *out)
{
	db_many(t, &thread_similar_list, out, thread);
}
