/* bulk_pages.c -- many posts at once: all of one author, or what waits and is of one kind. First the moderator sees how many they are, the most
 * doubtful of them, and whose are left out; then one decision hides them and says what becomes of the accounts. What was posted after the preview
 * is not among them: nobody has seen it. */
#include "forum/moderation/moderation_pages.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/moderation/moderation.h"
#include "forum/moderation/pages.h"
#include "forum/site.h"
#include "jobs/queue.h"
#include "templates/moderation_bulk.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define HOURS_MOST   (365 * 24)
#define MINUTES_MOST (365 * 24 * 60)
#define SILENCE_MIN  (7 * 24 * 60)
#define DOUBTFUL     20 /* so many are shown */
#define LEFT_OUT     20

static int64_t between(int64_t n, int64_t most)
{
	return n < 0 ? 0 : n > most ? most : n;
}

/* "forum.example" of "https://forum.example:8080/x". */
static const char *host_of(struct arena *a, const char *url)
{
	const char *begin = strstr(url, "://");

	begin = begin ? begin + 3 : url;
	return arena_text_n(a, begin, strcspn(begin, ":/"));
}

static struct bulk_choice choice_of(struct request *rq, const struct form *f)
{
	int64_t days = between(form_int8(f, "days"), HOURS_MOST / 24);
	struct bulk_choice c = {
		.by = bulk_of(form_text(f, "by")),
		.member = form_int8(f, "member"),
		.like = form_int8(f, "like"),
		.minutes = between(form_int8(f, "minutes"), MINUTES_MOST),
		.hours = between(days ? 24 * days : form_int8(f, "hours"), HOURS_MOST),
		.also = form_has(f, "also"),
		.upto = form_int8(f, "upto"),
		.viewer = rq->viewer.id,
		.own = host_of(&rq->task.arena, site.url),
	};

	if (c.by == BULK_KINDS)
		c.by = c.member ? BULK_AUTHOR : c.like ? BULK_WORDS : BULK_HELD;
	if (!c.hours)
		c.hours = 24;
	return c;
}

static struct texts first_of(struct arena *a, const struct bulk_posts *posts, bool standing, size_t most)
{
	struct texts ids = {arena_array(a, const char *, most), 0};
	size_t i;

	for (i = 0; i < posts->n && ids.n < most; i++)
		if (posts->v[i].standing == standing)
			ids.v[ids.n++] = posts->v[i].id_text;
	return ids;
}

static int by_number(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return a < b ? -1 : a > b;
}

static int64_t accounts_of(struct arena *a, const struct bulk_posts *posts)
{
	int64_t *all = arena_array(a, int64_t, posts->n + 1), different = 0;
	size_t i, n = 0;

	for (i = 0; i < posts->n; i++)
		if (!posts->v[i].standing)
			all[n++] = posts->v[i].author;
	qsort(all, n, sizeof(*all), by_number);
	for (i = 0; i < n; i++)
		different += i == 0 || all[i] != all[i - 1];
	return different;
}

static int64_t going(const struct bulk_posts *posts)
{
	int64_t n = 0;
	size_t i;

	for (i = 0; i < posts->n; i++)
		n += !posts->v[i].standing;
	return n;
}

static void bulk_count(struct arena *a, struct bulk_view *v)
{
	size_t i;

	for (i = 0; i < v->all.n; i++)
		if (v->all.v[i].id > v->choice.upto)
			v->choice.upto = v->all.v[i].id;
	v->n = going(&v->all);
	v->standing = (int64_t)v->all.n - v->n;
	v->accounts = accounts_of(a, &v->all);
}

/* Beside the suspicious ones of a wave: the wider choice, so that nobody decides about it twice. */
static void wider_ask(struct task *t, const struct bulk_choice *c, struct bulk_posts *out)
{
	struct bulk_choice wider = *c;

	wider.by = BULK_HELD;
	if (c->by == BULK_WAVE)
		bulk_find(t, &wider, out);
}

/* GET /moderation/bulk?like=7&by=words, ?by=wave&hours=24, ?member=7&minutes=60 -- what would be hidden. */
void moderation_bulk_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct bulk_view v = {.frame = frame_of(rq, _("Hide many posts")),
		.choice = choice_of(rq, &rq->query)};
	struct bulk_posts wider = {0};

	bulk_find(t, &v.choice, &v.all);
	wider_ask(t, &v.choice, &wider);
	if (v.choice.member)
		person_find(t, v.choice.member, 0, &v.person);
	if (v.choice.like)
		judged_find(t, v.choice.like, &v.like);
	db_wait(t);
	if ((v.choice.member && !v.person) || (v.choice.like && !v.like))
		return reply_not_found(rq);
	bulk_count(&t->arena, &v);
	v.more = wider.n ? going(&wider) - v.n : 0;
	bulk_show(t, first_of(&t->arena, &v.all, false, DOUBTFUL), &v.doubtful);
	bulk_show(t, first_of(&t->arena, &v.all, true, LEFT_OUT), &v.left);
	db_wait(t);
	v.rules = rule_choices_for(rq, MODERATION_WARN, "spam");
	bulk_page(rq->out, &v);
	reply_page(rq);
}

/* ---- deciding ---- */

/* Whether the moderator took that one out. */
static bool is_spared(const struct form *f, const char *id)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (text_is(f->v[i].name, "spare[]") && text_is(f->v[i].value, id))
			return true;
	return false;
}

static struct texts ids_of(struct request *rq, const struct bulk_posts *posts)
{
	struct texts ids = {arena_array(&rq->task.arena, const char *, posts->n + 1), 0};
	size_t i;

	for (i = 0; i < posts->n; i++)
		if (!posts->v[i].standing && !is_spared(&rq->body, posts->v[i].id_text))
			ids.v[ids.n++] = posts->v[i].id_text;
	return ids;
}

static void order_read(struct request *rq, struct sweep_order *o)
{
	const char *accounts = form_text_or_empty(&rq->body, "accounts");

	*o = (struct sweep_order){
		.rule = rule_of(form_text(&rq->body, "rule")),
		.note = text_excerpt(&rq->task.arena,
			text_one_line(&rq->task.arena, form_text_or_empty(&rq->body, "note")), 1000),
		.accounts = text_is(accounts, "silence") || text_is(accounts, "suspend") ? accounts : "leave",
		.minutes = text_is(accounts, "silence") ? SILENCE_MIN : 0,
	};
}

static void bulk_commit_wait(struct request *rq, const struct sweep_order *o)
{
	struct task *t = &rq->task;
	int64_t *decision = NULL;
	struct sweep *made = NULL;

	sweep_begin(t, rq->viewer.id, rq->viewer.session, o, &decision);
	if (db_wait(t) == DB_CONFLICT)
		return reply_error(rq, 409, moderation_refusal(t));
	sweep_find_by_decision(t, *decision, &made);
	db_wait(t);
	sweep_put(rq, made, false);
	if (db_commit_wait(t) == DB_CONFLICT)
		return reply_error(rq, 409, moderation_refusal(t));
	reply_see_other(rq, arena_printf(&t->arena, "/moderation/sweep/%lld", (long long)made->id));
}

/* POST /moderation/bulk */
void moderation_bulk_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct bulk_choice c = choice_of(rq, &rq->body);
	struct bulk_posts posts = {0};
	struct sweep_order o;

	order_read(rq, &o);
	if (!rule_fits(MODERATION_HIDE, o.rule))
		return reply_error(rq, 422, _("Please choose a reason."));
	if (o.rule == RULE_OTHER && text_characters(o.note) < 3)
		return reply_error(rq, 422, _("Please say why, in a few words."));
	db_begin(t);
	form_key_note(rq, "/moderation");
	bulk_find(t, &c, &posts);
	if (db_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return reply_error(rq, 409, moderation_refusal(t));
	}
	o.posts = ids_of(rq, &posts);
	if (o.posts.n)
		return bulk_commit_wait(rq, &o);
	db_rollback_wait(t);
	frame_flash(rq, "unchanged");
	reply_see_other(rq, "/moderation");
}
