/* home_sql.c -- see home_sql.h. */
#include "forum/home/home_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_announcement(struct row *r, struct announcement *x)
{
	x->text = row_text(r, "text");
	x->thread_id = row_int8(r, "thread_id");
	x->slug = row_text(r, "slug");
	x->from_at = row_when(r, "from_at");
}

QUERY(announcements_standing, DOOR_WEB, struct announcement, read_announcement,
	"SELECT a.text, a.thread_id, t.slug, a.from_at FROM community.announcement a"
	" LEFT JOIN community.thread t ON t.id = a.thread_id AND t.deleted_at IS NULL"
	" WHERE a.from_at <= now() AND (a.until_at IS NULL OR a.until_at > now()) ORDER BY a.from_at DESC LIMIT 3");

void announcements_now(struct task *t, struct announcements *out)
{
	db_many(t, &announcements_standing, out);
}
