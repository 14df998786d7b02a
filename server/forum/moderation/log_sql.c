/* log_sql.c -- see log_sql.h. */
#include "forum/moderation/log_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "forum/event.h"

static void read_log(struct row *r, struct log_row *x)
{
	x->id = row_int8(r, "id");
	x->thread = row_int8(r, "thread");
	x->post = row_int8(r, "post");
	x->group = row_int8(r, "group_id");
	x->grouped = row_int8(r, "grouped");
	x->accounts = row_int8(r, "accounts");
	x->action = moderation_of(row_text(r, "action"));
	x->rule = rule_of(row_text(r, "rule"));
	x->note = row_text(r, "note");
	x->actor = row_text(r, "actor");
	x->title = row_text(r, "title");
	x->slug = row_text(r, "slug");
	x->reach = row_text(r, "reach");
	x->member = row_text(r, "member");
	x->at = row_when(r, "at");
	x->undone_at = row_when(r, "undone_at");
	x->upheld = row_bool(r, "upheld");
	x->may_appeal = row_bool(r, "may_appeal");
	x->mine = row_bool(r, "mine");
	x->appeal = row_text(r, "appeal");
	x->reply = row_text(r, "reply");
	x->answered_at = row_when(r, "answered_at");
	x->overturned = row_bool(r, "overturned");
}

static void read_appeal(struct row *r, struct appeal_row *x)
{
	x->id = row_int8(r, "id");
	x->decision = row_int8(r, "decision");
	x->member = row_int8(r, "member");
	x->text = row_text(r, "text");
	x->reply = row_text(r, "reply");
	x->name = row_text(r, "name");
	x->display = row_text(r, "display");
	x->decider = row_text(r, "decider");
	x->answerer = row_text(r, "answerer");
	x->at = row_when(r, "at");
	x->answered_at = row_when(r, "answered_at");
	x->answered = when_known(x->answered_at);
	x->overturned = row_bool(r, "overturned");
	x->by_viewer = row_bool(r, "by_viewer");
}

static void read_reported(struct row *r, struct reported *x)
{
	x->item = row_int8(r, "item");
	x->held = row_int8(r, "held");
}

static void read_own_report(struct row *r, struct own_report *x)
{
	x->reason = row_text(r, "reason");
	x->text = row_text(r, "text");
	x->title = row_text(r, "title");
	x->post = row_int8(r, "post");
	x->member = row_text(r, "member");
	x->member_display = row_text(r, "member_display");
	x->at = row_when(r, "at");
	x->done_at = row_when(r, "done_at");
	x->outcome = moderation_of(row_text(r, "outcome"));
	x->withdrawn = row_bool(r, "withdrawn");
}

static void read_record_rule(struct row *r, struct record_rule *x)
{
	x->rule = rule_of(row_text(r, "rule"));
	x->action = moderation_of(row_text(r, "action"));
	x->n = row_int8(r, "n");
	x->overturned = row_int8(r, "overturned");
}

static void read_record_person(struct row *r, struct record_person *x)
{
	x->name = row_text(r, "name");
	x->display = row_text(r, "display");
	x->n = row_int8(r, "n");
	x->week = row_int8(r, "week");
	x->seconds = row_int8(r, "seconds");
	x->appeals = row_int8(r, "appeals");
	x->overturned = row_int8(r, "overturned");
}

static void read_record_all(struct row *r, struct record_all *x)
{
	x->n = row_int8(r, "n");
	x->waiting = row_int8(r, "waiting");
	x->seconds = row_int8(r, "seconds");
	x->appeals = row_int8(r, "appeals");
	x->overturned = row_int8(r, "overturned");
	x->oldest = row_when(r, "oldest");
}

/* clang-format off */
/* What of it $1 finds at its own address: the post, where the post would be, what leads on to it or holds it for him, or nothing. */
#define REACH \
	"CASE WHEN t.deleted_at IS NULL AND p.id IS NOT NULL AND p.deleted_at IS NULL THEN 'post'" \
	" WHEN t.deleted_at IS NOT NULL AND t.gone <> 'merged' AND (t.gone <> 'held' OR t.author_id <> $1) THEN 'nothing'" \
	" WHEN p.id IS NULL OR p.gone = 'merged' OR p.gone = 'held' AND p.author_id = $1 THEN 'thread' ELSE 'place' END AS reach"
/* $1: the viewer. A thread that is not shown has no title in the log. */
#define LOG(names, which) \
	"SELECT d.id, d.thread_id AS thread, d.post_id AS post, d.group_id," \
	" CASE WHEN d.action = 'sweep' THEN (d.after->>'posts')::bigint WHEN d.group_id IS NULL THEN 1" \
	" ELSE (SELECT count(*) FROM community.decision g WHERE g.group_id = d.group_id) END AS grouped, (d.after->>'members')::bigint AS accounts," \
	" d.action, d.rule, d.note, CASE WHEN " names " THEN a.display END AS actor," \
	" CASE WHEN " names " OR t.deleted_at IS NULL OR d.member_id = $1 THEN t.title END AS title, t.slug, " REACH "," \
	" CASE WHEN " names " THEN m.username END AS member, d.at, d.undone_at, d.upheld_at IS NOT NULL AS upheld," \
	" d.member_id = $1 AND d.actor_id IS DISTINCT FROM $1 AND d.undone_at IS NULL AND d.upheld_at IS NULL AND x.id IS NULL" \
	"  AND d.action NOT IN ('keep', 'restore', 'unsilence', 'unsuspend', 'criticism', 'pin', 'unlock')" \
	"  AND (d.at > now() - interval '14 days' OR EXISTS (SELECT FROM community.sanction s WHERE s.decision_id = d.id AND s.ended_at IS NULL))" \
	"  AS may_appeal, d.actor_id = $1 AS mine, x.text AS appeal, x.reply, x.answered_at, x.overturned" \
	" FROM (" which ") d LEFT JOIN community.thread t ON t.id = d.thread_id LEFT JOIN community.post p ON p.id = d.post_id LEFT JOIN community.member a ON a.id = d.actor_id" \
	" LEFT JOIN community.member m ON m.id = d.member_id LEFT JOIN community.appeal x ON x.decision_id = d.id"
#define BEFORE "d.id < COALESCE(NULLIF($2::bigint, 0), 9223372036854775807)"

QUERY(log_public_page, DOOR_WEB, struct log_row, read_log,
	LOG("false", "SELECT d.* FROM community.decision d WHERE d.public AND NOT d.part AND " BEFORE " ORDER BY d.id DESC LIMIT 31")
	" ORDER BY d.id DESC");
QUERY(log_all_page, DOOR_WEB, struct log_row, read_log,
	LOG("true", "SELECT d.* FROM community.decision d WHERE NOT d.part AND " BEFORE " ORDER BY d.id DESC LIMIT 31")
	" ORDER BY d.id DESC");
QUERY(log_mine, DOOR_WEB, struct log_row, read_log,
	LOG("false", "SELECT d.* FROM community.decision d WHERE d.member_id = $1 AND d.actor_id IS DISTINCT FROM $1"
	    " AND d.action <> 'keep' ORDER BY d.id DESC LIMIT 50") " ORDER BY d.id DESC");
QUERY(log_by_post, DOOR_WEB, struct log_row, read_log,
	LOG("true", "SELECT d.* FROM community.decision d WHERE d.post_id = $2 ORDER BY d.id DESC LIMIT 20") " ORDER BY d.id DESC");
QUERY(log_by_member, DOOR_WEB, struct log_row, read_log,
	LOG("true", "SELECT d.* FROM community.decision d WHERE d.member_id = $2 ORDER BY d.id DESC LIMIT 20") " ORDER BY d.id DESC");
QUERY(log_by_thread, DOOR_WEB, struct log_row, read_log,
	LOG("true", "SELECT d.* FROM community.decision d WHERE d.thread_id = $2 ORDER BY d.id DESC LIMIT 20") " ORDER BY d.id DESC");
QUERY(log_by_id, DOOR_WEB, struct log_row, read_log, LOG("true", "SELECT d.* FROM community.decision d WHERE d.id = $2"));

COMMAND(appeal_put, DOOR_WEB, "SELECT community.appeal_add($1, $2, $3, $4)");
COMMAND(appeal_reply, DOOR_WEB, "SELECT community.appeal_answer($1, $2, $3, $4, $5)");
QUERY(moderation_appeal_by_id, DOOR_WEB | DOOR_WORK, struct appeal_row, read_appeal,
	"SELECT x.id, x.decision_id AS decision, x.member_id AS member, x.text, x.reply, m.username AS name, m.display, a.display AS decider,"
	" b.display AS answerer, x.at, x.answered_at, x.overturned, $2 IN (d.actor_id, x.member_id) AS by_viewer"
	" FROM community.appeal x JOIN community.decision d ON d.id = x.decision_id JOIN community.member m ON m.id = x.member_id"
	" LEFT JOIN community.member a ON a.id = d.actor_id LEFT JOIN community.member b ON b.id = x.answered_by WHERE x.id = $1");

QUERY(report_put, DOOR_WEB, struct reported, read_reported,
	"WITH r AS (SELECT item, held FROM community.report_add(NULLIF($1::bigint, 0), NULLIF($2::bigint, 0), NULLIF($3::bigint, 0), $4, $5, $6::integer)),"
	" e AS (INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id, number)"
	"  SELECT $7::integer, NULLIF($1::bigint, 0), $10::bigint, NULLIF($9::bigint, 0), NULLIF($2::bigint, 0), item FROM r WHERE item IS NOT NULL"
	"  UNION ALL SELECT $8::integer, NULL, $10::bigint, NULLIF($9::bigint, 0), NULLIF($2::bigint, 0), held FROM r WHERE held IS NOT NULL)"
	" SELECT item, held FROM r");
QUERY(reports_own, DOOR_WEB, struct own_report, read_own_report,
	"SELECT r.reason, r.text, CASE WHEN t.deleted_at IS NULL THEN t.title END AS title, CASE WHEN p.deleted_at IS NULL THEN p.id END AS post,"
	" m.username AS member, m.display AS member_display, r.at, q.done_at,"
	" CASE WHEN d.undone_at IS NULL THEN d.action END AS outcome,"
	" d.id IS NULL AND COALESCE('author' IN (p.gone, t.gone), false) AS withdrawn"
	" FROM community.report r JOIN community.queue_item q ON q.id = r.item_id LEFT JOIN community.post p ON p.id = q.post_id"
	" LEFT JOIN community.thread t ON t.id = p.thread_id LEFT JOIN community.member m ON m.id = q.member_id"
	" LEFT JOIN community.decision d ON d.id = q.decision_id WHERE r.reporter_id = $1 ORDER BY r.id DESC LIMIT 50");

/* Of the last 90 days. What a rule did by itself is not a moderator's work; many at once are one decision, whose parts are appealed one by one. */
#define LATELY "d.at > now() - interval '90 days' AND d.actor_id IS NOT NULL"
#define WORK	"count(*) FILTER (WHERE NOT d.part)"
QUERY(record_rules, DOOR_WEB, struct record_rule, read_record_rule,
	"SELECT d.rule, d.action, " WORK " AS n, count(*) FILTER (WHERE x.overturned) AS overturned FROM community.decision d"
	" LEFT JOIN community.appeal x ON x.decision_id = d.id WHERE " LATELY " GROUP BY d.rule, d.action HAVING " WORK " > 0 OR bool_or(x.overturned) ORDER BY n DESC, d.rule, d.action LIMIT 60");
#define MEDIAN \
	"COALESCE(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM q.done_at - q.created_at)::float8)" \
	" FILTER (WHERE q.id IS NOT NULL), -1)::bigint AS seconds"
QUERY(record_people, DOOR_WEB, struct record_person, read_record_person,
	"SELECT m.username AS name, m.display, " WORK " AS n, count(*) FILTER (WHERE NOT d.part AND d.at > now() - interval '7 days') AS week, " MEDIAN ","
	" count(x.id) AS appeals, count(*) FILTER (WHERE x.overturned) AS overturned FROM community.decision d"
	" JOIN community.member m ON m.id = d.actor_id LEFT JOIN community.appeal x ON x.decision_id = d.id"
	" LEFT JOIN community.queue_item q ON q.decision_id = d.id AND q.id = d.item_id WHERE " LATELY
	" GROUP BY m.id ORDER BY n DESC, m.username LIMIT 100");
QUERY(record_total, DOOR_WEB, struct record_all, read_record_all,
	"SELECT " WORK " AS n, (SELECT count(*) FROM community.queue_item WHERE done_at IS NULL) AS waiting, " MEDIAN ","
	" count(x.id) AS appeals, count(*) FILTER (WHERE x.overturned) AS overturned,"
	" (SELECT min(created_at) FROM community.queue_item WHERE done_at IS NULL) AS oldest FROM community.decision d"
	" LEFT JOIN community.appeal x ON x.decision_id = d.id LEFT JOIN community.queue_item q ON q.decision_id = d.id AND q.id = d.item_id"
	" WHERE " LATELY);
/* clang-format on */

void log_public(struct task *t, int64_t viewer, bool all, int64_t before, struct log_rows *out)
{
	db_many(t, all ? &log_all_page : &log_public_page, out, viewer, before);
}

void log_of_mine(struct task *t, int64_t member, struct log_rows *out)
{
	db_many(t, &log_mine, out, member);
}

void log_of_post(struct task *t, int64_t post, int64_t viewer, struct log_rows *out)
{
	db_many(t, &log_by_post, out, viewer, post);
}

void log_of_member(struct task *t, int64_t member, int64_t viewer, struct log_rows *out)
{
	db_many(t, &log_by_member, out, viewer, member);
}

void log_of_thread(struct task *t, int64_t thread, int64_t viewer, struct log_rows *out)
{
	db_many(t, &log_by_thread, out, viewer, thread);
}

void log_row_find(struct task *t, int64_t id, int64_t viewer, struct log_row **out)
{
	db_one(t, &log_by_id, out, viewer, id);
}

void moderation_appeal_add(struct task *t, int64_t member, int64_t session, int64_t decision,
	const char *text)
{
	db_run(t, &appeal_put, member, session, decision, text);
}

void moderation_appeal_answer(struct task *t, int64_t actor, int64_t session, int64_t appeal, bool overturn,
	const char *reply)
{
	db_run(t, &appeal_reply, actor, session, appeal, overturn, reply);
}

void moderation_appeal_find(struct task *t, int64_t id, int64_t viewer, struct appeal_row **out)
{
	db_one(t, &moderation_appeal_by_id, out, id, viewer);
}

void report_add(struct task *t, const struct new_report *n, struct reported **out)
{
	db_one(t, &report_put, out, n->reporter, n->post, n->member, n->reason, n->text, n->weight,
		(int)EVENT_REPORTED, (int)EVENT_HIDDEN, n->thread, n->about);
}

void reports_of_mine(struct task *t, int64_t member, struct own_reports *out)
{
	db_many(t, &reports_own, out, member);
}

void record_by_rule(struct task *t, struct record_rules *out)
{
	db_many(t, &record_rules, out);
}

void record_by_person(struct task *t, struct record_people *out)
{
	db_many(t, &record_people, out);
}

void record_of_all(struct task *t, struct record_all **out)
{
	db_one(t, &record_total, out);
}
