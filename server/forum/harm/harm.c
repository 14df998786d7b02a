/* harm.c -- see harm.h. */
#include "forum/harm/harm.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/frame/frame.h"
#include "forum/harm/harm_inside.h"
#include "forum/harm/harm_view.h"
#include "templates/harm.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

static void settings_read(struct arena *a, struct harm_look *look)
{
	size_t i;

	harm_settings_default(&look->settings);
	for (i = 0; i < look->rows.n; i++)
		harm_settings_take(a, &look->settings, look->rows.v[i].key, look->rows.v[i].value);
}

struct harm_look *harm_look_wait(struct request *rq, const struct harm_draft *draft)
{
	struct task *t = &rq->task;
	struct harm_look *look = arena_new(&t->arena, struct harm_look);

	look->draft = *draft;
	harm_rows_find(t, &look->rows);
	db_wait(t);
	settings_read(&t->arena, look);
	return look;
}

/* ---- private details ---- */

static void private_of(struct arena *a, const struct harm_look *look, const char *was,
	struct private_details *found)
{
	struct private_rules rules = {look->settings.list[HARM_PATTERNS], look->settings.list[HARM_FINE]};
	struct private_details known;
	const char *text = look->draft.title
				   ? arena_printf(a, "%s\n%s", look->draft.title, look->draft.source)
				   : look->draft.source;

	private_find(a, text, &rules, found);
	if (!was)
		return;
	private_find(a, was, &rules, &known);
	private_leave_out(found, &known);
}

/* What was sent, to be sent again by another form: with a fresh key that counts once together with this one. */
static struct form fields_of(struct request *rq)
{
	struct form kept = {arena_array(&rq->task.arena, struct form_field, rq->body.n + 1), 0};
	size_t i;

	for (i = 0; i < rq->body.n; i++) {
		struct form_field f = rq->body.v[i];

		if (text_is(f.name, "private"))
			continue;
		if (text_is(f.name, "key"))
			f.value = guard_form_key_again(rq, f.value);
		kept.v[kept.n++] = f;
	}
	return kept;
}

static void ask_about_private(struct request *rq, const struct private_details *found)
{
	struct harm_view v = {
		.frame = frame_of(rq, _("Before everybody can read it")),
		.found = *found,
		.action = rq->path,
		.fields = fields_of(rq),
	};

	harm_page(rq->out, &v);
	reply_page_status(rq, 422);
}

enum harm_next harm_next(struct request *rq, struct harm_look *look, const char *was)
{
	const char *chosen = form_text(&rq->body, "private");
	struct private_details found;

	if (text_is(chosen, "edit"))
		return HARM_AGAIN;
	if (text_is(chosen, "publish") || !look->settings.number[HARM_ASK_PRIVATE])
		return HARM_GO;
	private_of(&rq->task.arena, look, was, &found);
	if (!found.n)
		return HARM_GO;
	ask_about_private(rq, &found);
	return HARM_ASKED;
}
