/* search_pages.c -- GET /search: what was found; where that is nothing, what was probably meant and what that finds, and
 * the way to ask. */
#include "forum/search/search_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/frame/frame.h"
#include "forum/search/search_view.h"
#include "templates/search.h"
#include "web/reply.h"
#include "web/request.h"

#define FEW 5 /* results; fewer may be all there is, or a sentence that nobody else said so */

static void results_take(struct arena *a, const struct search_typed *typed, struct search_hits *hits,
	struct search_view *v)
{
	size_t i;

	if (hits->n > SEARCH_PAGE) {
		const struct search_hit *last = &hits->v[SEARCH_PAGE - 1];

		hits->n = SEARCH_PAGE;
		v->next_path = search_path(a, typed, typed->newest, search_key(a, last->key, last->id));
	}
	v->results.v = arena_array(a, struct search_result, hits->n);
	v->results.n = hits->n;
	for (i = 0; i < hits->n; i++) {
		v->results.v[i].hit = &hits->v[i];
		marks_cut(a, hits->v[i].title, &v->results.v[i].title);
		marks_cut(a, hits->v[i].passage, &v->results.v[i].passage);
	}
}

/* Nothing was found: this is worth a second round trip, and a third where it was a slip. ${meant} becomes the search that
 * was probably meant. */
static void otherwise_wait(struct request *rq, struct search_view *v, struct search *meant,
	struct search_hits *hits)
{
	struct task *t = &rq->task;
	struct corrections corrections = {0};
	const char *words;

	corrections_find(t, v->search->words, &corrections);
	similar_find(t, v->search->words, 0, &v->similars);
	db_wait(t);
	words = search_corrected(&t->arena, v->search->words, &corrections);
	if (!words)
		return;
	v->meant = search_corrected(&t->arena, v->search->typed.q, &corrections);
	meant->words = words;
	meant->typed.q = v->meant;
	v->meant_path = search_path(&t->arena, &meant->typed, meant->typed.newest, NULL);
	search_find(t, meant, hits);
	db_wait(t);
}

/* Little was found for what is said as one would ask it: all words must be in a text that is found, and nobody else may have used all of
 * them. What is like them is worth a second round trip. */
static bool is_asked_like_a_person(const struct search *s)
{
	size_t words = 1;
	const char *p;

	if (s->tag || s->topic || s->author || s->state || s->after.us || s->before.us)
		return false;
	for (p = s->words; *p; p++) {
		words += *p == ' ' && p[1] != ' ' && p[1];
		if (*p == '"' || (*p == '-' && (p == s->words || p[-1] == ' ')))
			return false;
	}
	return words >= 3;
}

static void similar_besides_wait(struct request *rq, const struct search_hits *hits, struct search_view *v)
{
	struct similars all = {0};
	size_t i, k;

	similar_find(&rq->task, v->search->words, 0, &all);
	db_wait(&rq->task);
	v->similars.v = arena_array(&rq->task.arena, struct similar, all.n);
	for (i = 0; i < all.n; i++) {
		for (k = 0; k < hits->n && hits->v[k].id != all.v[i].id; k++)
			;
		if (k == hits->n)
			v->similars.v[v->similars.n++] = all.v[i];
	}
}

static struct frame frame_for(struct request *rq, const struct search *s)
{
	struct frame f = frame_of(rq,
		*s->typed.q ? arena_printf(&rq->task.arena, _("Search: %s"), s->typed.q) : _("Search"));

	f.nav = "search";
	f.own_box = true;
	return f;
}

static bool fields_used(const struct search_typed *s)
{
	return *s->tag || *s->topic || *s->author || *s->state || *s->after || *s->before;
}

/* GET /search */
void search_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct arena *a = &t->arena;
	struct search s, meant;
	struct search_hits hits = {0};
	struct search_view v = {.search = &s};

	search_read(a, &rq->query, &s);
	v.asked = search_asks(&s);
	v.later_page = s.key_id != 0;
	if (v.asked)
		search_find(t, &s, &hits);
	topics_all(t, &v.topics);
	db_wait(t);

	meant = s;
	if (v.asked && !hits.n && s.words && !v.later_page)
		otherwise_wait(rq, &v, &meant, &hits);
	else if (hits.n && hits.n < FEW && s.words && !v.later_page && is_asked_like_a_person(&s))
		similar_besides_wait(rq, &hits, &v);
	results_take(a, &meant.typed, &hits, &v);
	v.frame = frame_for(rq, &s);
	v.more_open = fields_used(&s.typed);
	v.best_path = search_path(a, &meant.typed, false, NULL);
	v.newest_path = search_path(a, &meant.typed, true, NULL);
	search_page(rq->out, &v);
	reply_page(rq);
}
