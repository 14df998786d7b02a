/* draft_pages.c -- saving drafts, listing them, throwing them away. */
#include "forum/draft/draft_pages.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/draft/draft_inside.h"
#include "forum/draft/draft_view.h"
#include "forum/frame/frame.h"
#include "templates/drafts.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

#define EXCERPT 160

enum kept { KEPT, KEPT_NOTHING, KEPT_FULL };

static enum kept put_wait(struct request *rq, const char *place, const char *fields)
{
	struct task *t = &rq->task;
	struct draft_put *put = NULL;

	db_begin(t);
	if (*fields)
		draft_put(t, rq->viewer.id, place, fields, (struct blob){guard_form_nonce(rq), 16}, &put);
	else
		draft_forget(t, rq->viewer.id, place);
	if (db_commit_wait(t) != DB_OK || !put || put->posted)
		return KEPT_NOTHING;
	return put->full ? KEPT_FULL : KEPT;
}

void draft_keep_wait(struct request *rq, const char *place)
{
	const char *fields = draft_fields(&rq->task.arena, &rq->body);

	if (fields)
		(void)put_wait(rq, place, fields);
}

static void say(struct request *rq, int status, const char *sentence)
{
	out_raw(rq->out, sentence, strlen(sentence));
	reply_type(rq, "text/plain; charset=utf-8");
	rq->reply.status = status;
}

/* POST /draft -- answers with a short sentence that the script shows beside the form. */
void draft_save(struct request *rq)
{
	const char *place = form_text(&rq->body, "place"), *fields = draft_fields(&rq->task.arena, &rq->body);

	if (!draft_place_ok(place))
		return say(rq, 422, _("This draft belongs nowhere."));
	if (!fields)
		return say(rq, 422, _("Too long to be kept as a draft."));
	switch (put_wait(rq, place, fields)) {
	case KEPT:
		return say(rq, 200, _("Draft saved"));
	case KEPT_FULL:
		return say(rq, 422, _("Not kept: you have 50 drafts already."));
	case KEPT_NOTHING:
		say(rq, 200, "");
	}
}

static enum draft_kind kind_of(const char *place)
{
	switch (place[0] == 'a' && place[1] == 's' ? 'q' : place[0]) {
	case 'q':
		return DRAFT_QUESTION;
	case 't':
		return DRAFT_ANSWER;
	case 'a':
		return DRAFT_COMMENT;
	default:
		return DRAFT_EDIT;
	}
}

static const char *path_of_draft(struct arena *a, const struct draft_line *line, enum draft_kind kind)
{
	if (kind == DRAFT_QUESTION)
		return arena_printf(a, "/ask?step=details&draft=%s",
			line->draft.place[3] ? line->draft.place + sizeof("ask/") - 1 : "0");
	if (!line->thread_title)
		return NULL;
	if (kind == DRAFT_EDIT)
		return arena_printf(a, "/a/%s/edit", line->draft.place + sizeof("edit/") - 1);
	return arena_printf(a, kind == DRAFT_ANSWER ? "/%s#answer" : "/%s", line->draft.place);
}

static struct draft_item item_of(struct arena *a, const struct draft_line *line)
{
	enum draft_kind kind = kind_of(line->draft.place);
	struct form typed;

	draft_form(a, &line->draft, &typed);
	return (struct draft_item){
		.kind = kind,
		.place = line->draft.place,
		.title = kind == DRAFT_QUESTION ? form_text(&typed, "title") : line->thread_title,
		.path = path_of_draft(a, line, kind),
		.excerpt = text_excerpt(a, text_one_line(a, form_text_or_empty(&typed, "body")), EXCERPT),
		.saved_at = line->draft.saved_at,
	};
}

/* GET /drafts -- all of the member's, newest first. */
void drafts_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct drafts_view v = {.frame = frame_of(rq, _("Drafts"))};
	struct draft_lines lines = {0};
	size_t i;

	drafts_all(t, rq->viewer.id, &lines);
	db_wait(t);
	v.items.v = arena_array(&t->arena, struct draft_item, lines.n);
	for (i = 0; i < lines.n; i++)
		v.items.v[v.items.n++] = item_of(&t->arena, &lines.v[i]);
	drafts_page(rq->out, &v);
	reply_page(rq);
}

/* POST /drafts -- throws one away. */
void draft_delete_post(struct request *rq)
{
	struct task *t = &rq->task;

	db_begin(t);
	draft_forget(t, rq->viewer.id, form_text_or_empty(&rq->body, "place"));
	db_commit_wait(t);
	frame_flash(rq, "draft-deleted");
	reply_see_other(rq, "/drafts");
}
