/* harm_ask.c -- the page that asks an author before his post is published: what was found in it, and what can be done with that. The whole form
 * goes along in it, so one more click is all it takes. */
#include "base/arena.h"
#include "base/intl.h"
#include "forum/frame/frame.h"
#include "forum/harm/harm_inside.h"
#include "forum/harm/harm_view.h"
#include "templates/harm.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

const char *harm_text_of(struct arena *a, const struct harm_draft *d)
{
	return d->title ? arena_printf(a, "%s\n%s", d->title, d->source) : d->source;
}

static void private_of(struct arena *a, const struct harm_look *look, const char *was,
	struct private_details *found)
{
	struct private_rules rules = {look->settings.list[HARM_PATTERNS], look->settings.list[HARM_FINE]};
	struct private_details known;

	private_find(a, harm_text_of(a, &look->draft), &rules, found);
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

void harm_ask_reply(struct request *rq, struct harm_view *v)
{
	v->frame = frame_of(rq, v->same ? _("This was posted already") : _("Before everybody can read it"));
	v->action = rq->path;
	v->fields = fields_of(rq);
	harm_page(rq->out, v);
	reply_page_status(rq, 422);
}

/* ---- without what was found ---- */

/* ${text} with what was found taken out. */
static const char *without(struct arena *a, const char *text, const struct private_details *found)
{
	struct slice rest = slice_of(text);
	const char *out = "";
	size_t i;

	for (i = 0; i < found->n; i++) {
		const struct private_detail *d = &found->v[i];
		size_t at = (size_t)(rest.s - text);

		out = arena_printf(a, "%s%.*s%s", out, (int)(d->at - at), rest.s,
			d->kind == PRIVATE_CARD ? _("(left out)") : _("(sent to the company)"));
		rest = (struct slice){text + d->at + d->n, rest.n - (d->at + d->n - at)};
	}
	return arena_printf(a, "%s%s", out, rest.s);
}

static const char *cleaned(struct arena *a, const struct harm_look *look, const char *text)
{
	struct private_rules rules = {look->settings.list[HARM_PATTERNS], look->settings.list[HARM_FINE]};
	struct private_details found;

	private_find(a, text, &rules, &found);
	return without(a, text, &found);
}

/* What was found, a line for each, after what was for the company already. Cards are nobody's business. */
static const char *for_company(struct arena *a, const struct form *typed, const struct private_details *found)
{
	const char *text = form_text_or_empty(typed, "for_company");
	size_t i;

	for (i = 0; i < found->n; i++)
		if (found->v[i].kind != PRIVATE_CARD)
			text = arena_printf(a, "%s%s%s: %s", text, *text ? "\n" : "",
				private_label(found->v[i].kind), found->v[i].text);
	return text;
}

/* The form as it would be without what was found. */
static void seal(struct request *rq, const struct harm_look *look, struct harm_view *v)
{
	struct arena *a = &rq->task.arena;
	struct form all = fields_of(rq), kept = {arena_array(a, struct form_field, all.n + 1), 0};
	size_t i;

	v->title = look->draft.title ? cleaned(a, look, look->draft.title) : NULL;
	v->body = cleaned(a, look, look->draft.source);
	for (i = 0; i < all.n; i++) {
		struct form_field f = all.v[i];

		if (text_is(f.name, "for_company"))
			continue;
		if (text_is(f.name, "title"))
			f.value = v->title;
		if (text_is(f.name, "body"))
			f.value = v->body;
		kept.v[kept.n++] = f;
	}
	kept.v[kept.n++] = (struct form_field){"for_company", for_company(a, &rq->body, &v->found)};
	v->sealed = kept;
}

/* ---- asking ---- */

enum harm_next harm_ask_about_private(struct request *rq, const struct harm_look *look, const char *was)
{
	struct harm_view v = {0};

	if (!look->settings.number[HARM_ASK_PRIVATE] || text_is(form_text(&rq->body, "private"), "publish"))
		return HARM_GO;
	private_of(&rq->task.arena, look, was, &v.found);
	if (!v.found.n)
		return HARM_GO;
	if (look->facts->desk && look->draft.asks && v.found.n < PRIVATE_MOST)
		seal(rq, look, &v);
	v.aside = look->facts->desk && look->facts->asked;
	harm_ask_reply(rq, &v);
	return HARM_ASKED;
}
