/* plan.c -- see plan.h. */
#include "import/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "import/dump.h"

static bool within(int64_t id, int64_t first, int64_t n)
{
	return id >= first && id < first + n;
}

/* ---- what belongs to it ---- */

static bool plans_user(const struct dump_user *u, const struct plan_ids *up)
{
	return u->display && (!u->here || (up && within(u->member_id, up->first_member, up->members)));
}

/* Everybody who wrote, edited or follows something in the threads of the plan. */
static bool *needed_users(const struct dump *d, const bool *planned)
{
	bool *needed = calloc(d->users, sizeof(*needed));
	size_t i;

	must(needed);
	for (i = 0; i < d->posts; i++)
		if (d->post[i].thread != DUMP_NONE && planned[d->post[i].thread])
			needed[d->post[i].owner] = true;
	for (i = 0; i < d->comments; i++)
		if (planned[d->post[d->comment[i].post].thread])
			needed[d->comment[i].author] = true;
	for (i = 0; i < d->changes; i++)
		if (planned[d->post[d->change[i].post].thread])
			needed[d->change[i].author] = true;
	for (i = 0; i < d->follows; i++)
		if (planned[d->post[d->follow[i].post].thread])
			needed[d->follow[i].user] = true;
	return needed;
}

static bool plans_thread(const struct dump_thread *t, const struct plan_ids *up)
{
	return !t->here || (up && within(t->thread_id, up->first_thread, up->threads));
}

/* ---- order ---- */

/* A post or a comment, as it stands in the order of time. */
struct item {
	int64_t at, id;
	int64_t *number; /* where its id goes */
	bool comment;
};

#define BY(a, b) \
	if ((a) != (b)) \
	return (a) < (b) ? -1 : 1

static int by_written(const void *x, const void *y)
{
	const struct item *a = x, *b = y;

	BY(a->at, b->at);
	BY(a->comment, b->comment);
	BY(a->id, b->id);
	return 0;
}

static int by_joined(const void *x, const void *y, void *arg)
{
	const struct dump *d = arg;
	const struct dump_user *a = &d->user[*(const uint32_t *)x], *b = &d->user[*(const uint32_t *)y];

	BY(a->joined.us, b->joined.us);
	BY(a->id, b->id);
	return 0;
}

static size_t add_post(struct item *items, size_t n, struct dump_post *post)
{
	items[n] = (struct item){.at = post->created.us, .id = post->id, .number = &post->post_id};
	return n + 1;
}

/* All posts and comments of the threads in the plan, oldest first. The caller frees. */
static struct item *items_of(const struct dump *d, const bool *planned, size_t *n)
{
	struct item *items = reallocarray(NULL, d->posts + d->comments + 1, sizeof(*items));
	const struct dump_thread *thread;
	size_t t, i;

	must(items);
	*n = 0;
	for (t = 0; t < d->threads; t++) {
		thread = &d->thread[t];
		if (!planned[t])
			continue;
		*n = add_post(items, *n, &d->post[thread->question]);
		for (i = 0; i < thread->answers; i++)
			*n = add_post(items, *n, &d->post[d->answer[thread->answer + i]]);
		for (i = 0; i < thread->comments; i++) {
			struct dump_comment *comment = &d->comment[thread->comment + i];

			items[(*n)++] = (struct item){.at = comment->created.us,
				.id = comment->id,
				.number = &comment->post_id,
				.comment = true};
		}
	}
	qsort(items, *n, sizeof(*items), by_written);
	return items;
}

/* ---- the hash ---- */

/* What decides about ids, as numbers in a row. */
struct digest {
	int64_t *v;
	size_t n;
};

static void digest_add(struct digest *g, int64_t a, int64_t b, int64_t c)
{
	g->v[g->n++] = a;
	g->v[g->n++] = b;
	g->v[g->n++] = c;
}

static void hash_plan(struct plan *p, const struct dump *d, const struct item *items)
{
	struct digest g = {0};
	size_t i;

	g.v = reallocarray(NULL, (p->members + p->posts + 1) * 3, sizeof(*g.v));
	must(g.v);
	digest_add(&g, (int64_t)p->members, (int64_t)p->threads, (int64_t)p->posts);
	for (i = 0; i < p->members; i++)
		digest_add(&g, d->user[p->member[i]].id, d->user[p->member[i]].joined.us, 0);
	for (i = 0; i < p->posts; i++)
		digest_add(&g, items[i].id, items[i].at, items[i].comment);
	secret_hash(p->hash, g.v, g.n * sizeof(*g.v), NULL, 0);
	free(g.v);
}

/* ---- the plan ---- */

void plan_make(struct plan *p, const struct dump *d, const struct plan_ids *taken_up)
{
	struct item *items;
	bool *needed;
	size_t i;

	memset(p, 0, sizeof(*p));
	p->member = reallocarray(NULL, d->users + 1, sizeof(*p->member));
	p->planned = calloc(d->threads + 1, sizeof(*p->planned));
	must(p->member && p->planned);
	for (i = 0; i < d->threads; i++) {
		p->planned[i] = plans_thread(&d->thread[i], taken_up);
		p->threads += p->planned[i];
	}
	needed = needed_users(d, p->planned);
	for (i = 1; i < d->users; i++)
		if (needed[i] && plans_user(&d->user[i], taken_up))
			p->member[p->members++] = (uint32_t)i;
	free(needed);
	qsort_r(p->member, p->members, sizeof(*p->member), by_joined, (void *)d);
	items = items_of(d, p->planned, &p->posts);
	hash_plan(p, d, items);
	free(items);
}

void plan_number(const struct plan *p, struct dump *d, const struct plan_ids *ids)
{
	int64_t thread = ids->first_thread;
	struct item *items;
	size_t i, n;

	for (i = 0; i < p->members; i++)
		d->user[p->member[i]].member_id = ids->first_member + (int64_t)i;
	for (i = 0; i < d->threads; i++)
		if (p->planned[i])
			d->thread[i].thread_id = thread++;
	items = items_of(d, p->planned, &n);
	must(n == p->posts);
	for (i = 0; i < n; i++)
		*items[i].number = ids->first_post + (int64_t)i;
	free(items);
}

void plan_end(struct plan *p)
{
	free(p->member);
	free(p->planned);
	memset(p, 0, sizeof(*p));
}

/* ---- what is here already ---- */

static const char here[] = "here already";
static const char late[] = "new in a thread that was imported before";

static void count_post(struct dump *d, const struct dump_post *post)
{
	tally_skip(&d->posts_t, post->here ? here : late, 1);
	tally_skip(&d->votes_t, here, post->votes_up + post->votes_down + post->accept_vote);
	tally_skip(&d->history_t, here, post->histories);
}

static void count_thread(struct dump *d, const struct dump_thread *thread)
{
	size_t i;

	count_post(d, &d->post[thread->question]);
	for (i = 0; i < thread->answers; i++)
		count_post(d, &d->post[d->answer[thread->answer + i]]);
	for (i = 0; i < thread->comments; i++)
		tally_skip(&d->comments_t, d->comment[thread->comment + i].here ? here : late, 1);
	tally_skip(&d->votes_t, here, thread->follows);
}

static void count_users(const struct plan *p, struct dump *d)
{
	size_t i, waiting = 0, absent = 0;

	for (i = 0; i < p->members; i++)
		waiting += !d->user[p->member[i]].here;
	for (i = 1; i < d->users; i++) {
		tally_skip(&d->users_t, here, d->user[i].here && d->user[i].display);
		absent += !d->user[i].here && d->user[i].display;
	}
	tally_skip(&d->users_t, "only in what is new in threads imported before",
		(int64_t)(absent - waiting));
}

void plan_count_here(const struct plan *p, struct dump *d)
{
	size_t i;

	count_users(p, d);
	for (i = 0; i < d->threads; i++)
		if (d->thread[i].here)
			count_thread(d, &d->thread[i]);
	for (i = 0; i < d->links; i++) {
		struct dump_link *link = &d->link[i];

		link->done = d->thread[d->post[link->post].thread].here &&
			     d->thread[d->post[link->other].thread].here;
		tally_skip(&d->links_t, here, link->done);
	}
}
