/* tag_sql.c -- writing the tags of a thread. */
#include "forum/topic/topic.h"

#include "db/query.h"
#include "db/stamp.h"

COMMAND(tags_make, DOOR_WEB | DOOR_WORK,
	"INSERT INTO community.tag (name) SELECT n FROM unnest($1::text[]) n"
	" WHERE NOT EXISTS (SELECT FROM community.tag_synonym s WHERE s.name = n) ORDER BY n ON CONFLICT (name) DO NOTHING");

/* A name is a tag's, else it stands for one. */
#define MEANT \
	"SELECT COALESCE(g.id, s.tag_id) AS tag_id, min(u.place)::smallint AS place" \
	" FROM unnest($2::text[]) WITH ORDINALITY u(name, place) LEFT JOIN community.tag g ON g.name = u.name" \
	" LEFT JOIN community.tag_synonym s ON s.name = u.name GROUP BY 1"

/* Two writes that count the same tags lock them in one order. */
COMMAND(tags_lock, DOOR_WEB | DOOR_WORK,
	"WITH meant AS (" MEANT ") SELECT FROM community.tag WHERE id IN (SELECT tag_id FROM meant UNION"
	" SELECT tag_id FROM community.thread_tag WHERE thread_id = $1) ORDER BY id FOR NO KEY UPDATE");
COMMAND(thread_tags_replace, DOOR_WEB | DOOR_WORK,
	"WITH meant AS (" MEANT "),"
	" gone AS (DELETE FROM community.thread_tag WHERE thread_id = $1 AND tag_id NOT IN (SELECT tag_id FROM meant)"
	"  RETURNING tag_id),"
	" put AS (INSERT INTO community.thread_tag AS x (thread_id, tag_id, active_at, position)"
	"  SELECT t.id, m.tag_id, t.active_at, m.place FROM meant m, community.thread t WHERE t.id = $1"
	"  ON CONFLICT (thread_id, tag_id) DO UPDATE SET position = EXCLUDED.position RETURNING tag_id, xmax = 0 AS fresh)"
	" UPDATE community.tag g SET threads = g.threads + c.by FROM ("
	"  SELECT tag_id, 1 AS by FROM put WHERE fresh UNION ALL SELECT tag_id, -1 FROM gone) c WHERE g.id = c.tag_id");

void thread_tags_set(struct task *t, int64_t thread, struct texts names)
{
	db_run(t, &tags_make, names);
	db_run(t, &tags_lock, thread, names);
	db_run(t, &thread_tags_replace, thread, names);
	stamp_touch(t, STAMP_THREAD, thread);
	stamp_touch(t, STAMP_LISTS, 0);
}
