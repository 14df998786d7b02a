/* announcement_sql.c -- see announcement_sql.h. The public door has no right to write them; the functions of migrations/0036 look who asks. */
#include "forum/announcement/announcement_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "web/request.h"

#define DAY_S 86400

static void read_announcement(struct row *r, struct announcement *x)
{
	x->id = row_int8(r, "id");
	x->revision = row_int8(r, "revision");
	x->topic_id = row_int8(r, "topic_id");
	x->thread_id = row_int8(r, "thread_id");
	x->text = row_text(r, "text");
	x->html = row_html(r, "html");
	x->kind = row_text(r, "kind");
	x->audience = row_text(r, "audience");
	x->from_at = row_when(r, "from_at");
	x->until_at = row_when(r, "until_at");
}

static void read_thread(struct row *r, struct announcement_thread *x)
{
	x->id = row_int8(r, "id");
}

static void read_done(struct row *r, struct announcement_done *x)
{
	x->id = row_int8(r, "done");
}

/* A topic that was merged is shown as the one it leads to. */
#define TOPIC_NOW \
	"COALESCE((SELECT p.merged_into FROM community.topic p WHERE p.id = a.topic_id), a.topic_id)"
#define ANNOUNCEMENT \
	"SELECT a.id, a.revision, " TOPIC_NOW \
	" AS topic_id, a.thread_id, a.text, a.html, a.kind, a.audience, a.from_at, a.until_at" \
	" FROM community.announcement a"

/* A link to a thread that has been deleted since is left out. Where there are more than a process keeps, what stands goes before what will,
 * and outages before all else. */
QUERY(announcements_standing, DOOR_WEB, struct announcement, read_announcement,
	"SELECT * FROM (SELECT a.id, a.revision, " TOPIC_NOW
	" AS topic_id, t.id AS thread_id, a.text, a.html, a.kind, a.audience, a.from_at, a.until_at"
	" FROM community.announcement a LEFT JOIN community.thread t ON t.id = a.thread_id AND t.deleted_at IS NULL"
	" WHERE a.until_at IS NULL OR a.until_at > now()"
	" ORDER BY a.from_at > now(), a.kind <> 'outage', a.from_at DESC, a.id DESC LIMIT 50) x ORDER BY from_at DESC, id DESC");
QUERY(announcements_listed, DOOR_WEB, struct announcement, read_announcement,
	ANNOUNCEMENT " ORDER BY a.from_at DESC, a.id DESC LIMIT 100");
QUERY(announcement_by_id, DOOR_WEB, struct announcement, read_announcement, ANNOUNCEMENT " WHERE a.id = $1");
QUERY(announcement_thread_by_id, DOOR_WEB, struct announcement_thread, read_thread,
	"SELECT id FROM community.thread WHERE id = $1 AND deleted_at IS NULL");
QUERY(announcement_put, DOOR_WEB, struct announcement_done, read_done,
	"SELECT ops.announcement_set($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS done");
QUERY(announcement_stop, DOOR_WEB, struct announcement_done, read_done,
	"SELECT ops.announcement_end($1, $2, $3)::int AS done");

void announcements_coming(struct task *t, struct announcements *out)
{
	db_many(t, &announcements_standing, out);
}

void announcements_all(struct task *t, struct announcements *out)
{
	db_many(t, &announcements_listed, out);
}

void announcement_find(struct task *t, int64_t id, struct announcement **out)
{
	db_one(t, &announcement_by_id, out, id);
}

void announcement_thread_find(struct task *t, int64_t id, struct announcement_thread **out)
{
	db_one(t, &announcement_thread_by_id, out, id);
}

void announcement_set(struct request *rq, const struct announcement *x, struct announcement_done **out)
{
	db_one(&rq->task, &announcement_put, out, rq->viewer.id, rq->viewer.session, x->id, x->revision,
		x->text, x->html, x->kind, x->audience, x->topic_id, x->thread_id, x->from_at, x->until_at);
	stamp_touch(&rq->task, STAMP_SITE, 0);
}

void announcement_end(struct request *rq, int64_t id, struct announcement_done **out)
{
	db_one(&rq->task, &announcement_stop, out, rq->viewer.id, rq->viewer.session, id);
	stamp_touch(&rq->task, STAMP_SITE, 0);
}

void announcement_add(struct request *rq, const char *text, struct html html, int64_t days)
{
	struct announcement x = {.text = text,
		.html = html,
		.kind = "information",
		.audience = "members",
		.until_at = when_plus(clock_now(), days * DAY_S)};
	struct announcement_done **ignored = arena_new(&rq->task.arena, struct announcement_done *);

	announcement_set(rq, &x, ignored);
}
