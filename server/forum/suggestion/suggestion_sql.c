/* suggestion_sql.c -- see suggestion_sql.h. */
#include "forum/suggestion/suggestion_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "forum/event.h"
#include "jobs/queue.h"

static void read_suggestion(struct row *r, struct suggestion *x)
{
	x->id = row_int8(r, "id");
	x->post_id = row_int8(r, "post_id");
	x->author_id = row_int8(r, "author_id");
	x->thread_id = row_int8(r, "thread_id");
	x->base = row_int8(r, "base");
	x->made = row_int8(r, "made");
	x->source = row_text(r, "source");
	x->note = row_text(r, "note");
	x->state = row_text(r, "state");
	x->base_source = row_text(r, "base_source");
	x->base_hidden = row_bool(r, "base_hidden");
	x->title = row_text(r, "title");
	x->created_at = row_when(r, "created_at");
	x->decided_at = row_when(r, "decided_at");
	x->decider = row_text(r, "decider");
	byline_read(r, &x->by);
}

static void read_earlier(struct row *r, struct earlier *x)
{
	x->source = row_text(r, "source");
}

/* What a post said at the base of a suggestion stands in it, or among its earlier versions. Where that one was hidden, only moderators compare with it. */
/* clang-format off */
#define SUGGESTION \
	"SELECT s.id, s.post_id, s.author_id, p.thread_id, s.base, s.made, s.source, s.note, s.state," \
	" COALESCE(v.source, p.source) AS base_source, COALESCE(v.hidden, false) AS base_hidden, t.title, s.created_at, s.decided_at, d.display AS decider, " BYLINE_COLUMNS("m") \
	" FROM community.suggestion s JOIN community.post p ON p.id = s.post_id JOIN community.thread t ON t.id = p.thread_id" \
	" JOIN community.member m ON m.id = s.member_id LEFT JOIN community.member d ON d.id = s.decided_by" \
	" LEFT JOIN community.post_revision v ON v.post_id = s.post_id AND v.revision = s.base" \
	" WHERE p.deleted_at IS NULL AND t.deleted_at IS NULL"
/* clang-format on */

QUERY(suggestion_by_id, DOOR_WEB, struct suggestion, read_suggestion, SUGGESTION " AND s.id = $1");
QUERY(suggestion_held, DOOR_WEB, struct suggestion, read_suggestion,
	SUGGESTION " AND s.id = $1 FOR UPDATE OF s");
QUERY(suggestion_waiting, DOOR_WEB, struct suggestion, read_suggestion,
	SUGGESTION " AND s.post_id = $1 AND s.member_id = $2 AND s.state = 'open'");
QUERY(suggestions_waiting, DOOR_WEB, struct suggestion, read_suggestion,
	SUGGESTION
	" AND s.state = 'open' AND s.id >= $3 AND ($2 OR s.author_id = $1 OR s.member_id = $1) ORDER BY s.id LIMIT 31");
COMMAND(suggestion_insert, DOOR_WEB,
	"INSERT INTO community.suggestion (post_id, author_id, base, member_id, source, note) VALUES ($1, $2, $3, $4, $5, $6)");
COMMAND(suggestion_update, DOOR_WEB,
	"UPDATE community.suggestion SET state = $2, made = COALESCE(NULLIF($3::integer, 0), made), decided_by = $4, decided_at = now()"
	" WHERE id = $1");
QUERY(post_earlier, DOOR_WEB, struct earlier, read_earlier,
	"SELECT source FROM community.post_revision WHERE post_id = $1 AND revision = $2 - 1");

void suggestion_find(struct task *t, int64_t id, struct suggestion **out)
{
	db_one(t, &suggestion_by_id, out, id);
}

void suggestion_hold(struct task *t, int64_t id, struct suggestion **out)
{
	db_one(t, &suggestion_held, out, id);
}

void suggestion_pending_find(struct task *t, int64_t post, int64_t member, struct suggestion **out)
{
	db_one(t, &suggestion_waiting, out, post, member);
}

void suggestions_open(struct task *t, int64_t member, bool all, int64_t from, struct suggestions *out)
{
	db_many(t, &suggestions_waiting, out, member, all, from);
}

void earlier_find(struct task *t, int64_t post, int64_t revision, struct earlier **out)
{
	db_one(t, &post_earlier, out, post, revision);
}

void suggestion_add(struct task *t, const struct new_suggestion *s)
{
	db_run(t, &suggestion_insert, s->post_id, s->author_id, s->base, s->member_id, s->source, s->note);
	event_note(t, EVENT_EDIT_SUGGESTED, s->member_id, s->author_id, s->thread_id, s->post_id, 0);
	job_put(t, &(struct job){.kind = "notice.act",
			   .subject = s->post_id,
			   .other = s->member_id,
			   .text = "suggested"});
}

static enum event_kind event_of(const char *state)
{
	return text_is(state, "approved")   ? EVENT_SUGGESTION_APPROVED
	       : text_is(state, "declined") ? EVENT_SUGGESTION_DECLINED
	       : text_is(state, "undone")   ? EVENT_SUGGESTION_UNDONE
					    : EVENT_SUGGESTION_WITHDRAWN;
}

void suggestion_decide(struct task *t, const struct suggestion *s, const char *state, int64_t made,
	int64_t decider)
{
	db_run(t, &suggestion_update, s->id, state, made, decider);
	event_note(t, event_of(state), decider, s->by.id, s->thread_id, s->post_id, s->id);
	if (decider != s->by.id && !text_is(state, "undone"))
		job_put(t, &(struct job){.kind = "suggestion.told", .subject = s->id});
}
