/* policy_pages.c -- a policy as everybody reads it, and what it said before. */
#include "forum/policy/policy_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "craft/craft.h"
#include "db/query.h"
#include "forum/frame/frame.h"
#include "forum/policy/policy_inside.h"
#include "forum/policy/policy_rules.h"
#include "templates/policy.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define LINES_AROUND 2

/* GET /policy/:slug */
void policy_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct policy_view v = {.slug = route_text(rq, "slug")};
	struct policy_text delivered;
	struct rendered text = {0};
	struct policy *p = NULL;

	policy_find(t, v.slug, &p);
	db_wait(t);
	v.changed = p != NULL;
	if (p)
		v.at = p->at;
	if (p && p->source) {
		v.title = p->title;
		v.html = p->html;
	} else if (policy_delivered(&t->arena, v.slug, &delivered)) {
		craft_markdown_wait(t, delivered.text, &text);
		v.title = delivered.title;
		v.html = text.html;
	} else {
		return reply_not_found(rq);
	}
	v.frame = frame_of(rq, v.title);
	v.frame.canonical = arena_printf(&t->arena, "/policy/%s", v.slug);
	v.frame.index = true;
	policy_page(rq->out, &v);
	reply_page(rq);
}

/* The text of a version; "" where there was no page. */
static const char *text_of(struct arena *a, const char *slug, const struct policy *p)
{
	struct policy_text delivered;

	if (p && p->source)
		return p->source;
	return policy_delivered(a, slug, &delivered) ? delivered.text : "";
}

static const char *title_of(struct arena *a, const char *slug, const struct policy *p)
{
	struct policy_text delivered;

	if (p->title)
		return p->title;
	return policy_delivered(a, slug, &delivered) ? delivered.title : NULL;
}

void policy_compare(struct arena *a, const char *slug, const struct policies *all, int64_t newest,
	struct policy_steps *out)
{
	size_t i;

	*out = (struct policy_steps){arena_array(a, struct policy_step, all->n + 1), 0};
	for (i = 0; i < all->n && i < POLICY_VERSIONS; i++) {
		const struct policy *before = i + 1 < all->n ? &all->v[i + 1] : NULL;
		struct policy_step *step = &out->v[out->n++];

		step->version = &all->v[i];
		step->title = title_of(a, slug, step->version);
		step->may_restore = step->version->revision != newest && step->version->source;
		diff_texts(a, text_of(a, slug, before), text_of(a, slug, step->version), &step->difference);
		diff_shorten(a, &step->difference, LINES_AROUND);
	}
}

int64_t policy_compared_next(const struct policies *all, const struct policy_steps *steps)
{
	return all->n > steps->n ? all->v[steps->n - 1].revision : 0;
}

/* GET /policy/:slug/history -- ?before: the versions before that one. */
void policy_history_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct policy_history_view v = {.slug = route_text(rq, "slug")};
	struct policies all = {0};

	policy_versions(t, v.slug, form_int8(&rq->query, "before"), &all);
	db_wait(t);
	if (!all.n)
		return reply_not_found(rq);
	v.title = title_of(&t->arena, v.slug, &all.v[0]);
	policy_compare(&t->arena, v.slug, &all, 0, &v.steps);
	v.next = policy_compared_next(&all, &v.steps);
	v.frame = frame_of(rq, _("What it said before"));
	policy_history_page(rq->out, &v);
	reply_page(rq);
}
