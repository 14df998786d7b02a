/* batch_send.c -- a batch's rows on their way: the tables they go to, and the sums that grow. See
 * batch_rows.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/batch_rows.h"
#include "import/state.h"

#define COPY(table_and_columns) "COPY " table_and_columns " FROM STDIN (FORMAT binary)"

void batch_rows_open(struct batch *w)
{
	w->thread = (struct bulk_rows){
		.copy = COPY(
			"community.thread (id, kind, topic_id, author_id, title, slug, state, created_at, "
			"active_at,"
			" solved_at, locked, answers, comments, followers, last_post_id, last_member_id)"),
		.columns = 16};
	w->post = (struct bulk_rows){
		.copy = COPY("community.post (id, thread_id, kind, parent_id, author_id, source, html, "
			     "plain, missing,"
			     " created_at, edited_at, revision, editor_id, edit_reason, accepted, votes_up,"
			     " votes_down, comments)"),
		.columns = 18};
	w->acceptance = (struct bulk_rows){
		.copy = COPY("community.acceptance (thread_id, post_id, member_id, created_at)"),
		.columns = 4};
	w->views =
		(struct bulk_rows){.copy = COPY("community.thread_views (thread_id, views)"), .columns = 2};
	w->tag = (struct bulk_rows){
		.copy = COPY("community.thread_tag (thread_id, tag_id, active_at, position)"),
		.columns = 4};
	w->follow = (struct bulk_rows){.copy = COPY("community.follow (member_id, thread_id, created_at)"),
		.columns = 3};
	w->link = (struct bulk_rows){
		.copy = COPY("community.thread_link (thread_id, other_id, kind, created_at)"),
		.columns = 4};
	w->revision = (struct bulk_rows){
		.copy = COPY("community.post_revision (post_id, revision, editor_id, title,"
			     " source, reason, written_at)"),
		.columns = 7};
	w->event = (struct bulk_rows){
		.copy = COPY("ops.event (at, kind, member_id, other_id, thread_id, post_id, number)"),
		.columns = 7};
	w->map = (struct bulk_rows){.copy = COPY("ops.import_map (source_id, kind, external_id, id)"),
		.columns = 4};
}

/* In an order that no foreign key minds. */
static struct bulk_rows *const *tables(struct batch *w, struct bulk_rows *list[11])
{
	struct bulk_rows *const all[] = {&w->thread, &w->post, &w->acceptance, &w->views, &w->tag, &w->follow,
		&w->link, &w->revision, &w->event, &w->map, NULL};

	return memcpy(list, all, sizeof(all));
}

static void gains_clear(struct gains *g)
{
	g->gains = 0;
	idmap_end(&g->of);
}

void batch_rows_clear(struct batch *w)
{
	struct bulk_rows *list[11], *const *rows;

	for (rows = tables(w, list); *rows; rows++)
		bulk_rows_clear(*rows);
	gains_clear(&w->members);
	gains_clear(&w->tags);
	w->happenings = w->duplicates = 0;
	w->threads = 0;
	w->counts = (struct batch_counts){0};
	arena_end(&w->arena);
}

void batch_rows_close(struct batch *w)
{
	struct bulk_rows *list[11], *const *rows;

	batch_rows_clear(w);
	for (rows = tables(w, list); *rows; rows++)
		bulk_rows_end(*rows);
	free(w->members.gain);
	free(w->tags.gain);
	free(w->happening);
	free(w->duplicate);
}

/* ---- events, in the order of time ---- */

static int by_time(const void *x, const void *y)
{
	const struct batch_event *a = x, *b = y;

	if (a->at.us != b->at.us)
		return a->at.us < b->at.us ? -1 : 1;
	if (a->post != b->post)
		return a->post < b->post ? -1 : 1;
	return (int)a->kind - (int)b->kind;
}

static void put_events(struct batch *w)
{
	size_t i;

	qsort(w->happening, w->happenings, sizeof(*w->happening), by_time);
	for (i = 0; i < w->happenings; i++) {
		const struct batch_event *e = &w->happening[i];

		bulk_row_begin(&w->event);
		bulk_put_when(&w->event, e->at);
		bulk_put_int2(&w->event, e->kind);
		bulk_put_id(&w->event, e->member);
		bulk_put_id(&w->event, e->other);
		bulk_put_id(&w->event, e->thread);
		bulk_put_id(&w->event, e->post);
		bulk_put_id(&w->event, e->number);
	}
}

/* ---- sums ---- */

_Static_assert(sizeof(struct gain) == 3 * sizeof(int64_t), "read as three columns");

/* Every ${step}th number from ${v} on, as an array PostgreSQL reads. */
static const char *array_of(struct arena *a, const int64_t *v, size_t n, size_t step)
{
	char *out = arena_alloc(a, n * 21 + 3), *p = out;
	size_t i;

	*p++ = '{';
	for (i = 0; i < n; i++)
		p += sprintf(p, "%s%lld", i ? "," : "", (long long)v[i * step]);
	*p = '}';
	return out;
}

static void add_members(struct batch *w)
{
	const struct gains *g = &w->members;

	if (g->gains)
		bulk_run(w->b,
			"UPDATE community.member m SET answers = m.answers + d.a, solutions = m.solutions + "
			"d.s"
			" FROM unnest($1::bigint[], $2::int[], $3::int[]) d (id, a, s) WHERE m.id = d.id",
			array_of(&w->arena, &g->gain->id, g->gains, 3),
			array_of(&w->arena, &g->gain->first, g->gains, 3),
			array_of(&w->arena, &g->gain->second, g->gains, 3));
}

static void add_tags(struct batch *w)
{
	const struct gains *g = &w->tags;

	if (g->gains)
		bulk_run(w->b,
			"UPDATE community.tag t SET threads = t.threads + d.n"
			" FROM unnest($1::bigint[], $2::int[]) d (id, n) WHERE t.id = d.id",
			array_of(&w->arena, &g->gain->id, g->gains, 3),
			array_of(&w->arena, &g->gain->first, g->gains, 3));
}

static void add_duplicates(struct batch *w)
{
	if (w->duplicates)
		bulk_run(w->b,
			"UPDATE community.thread t SET duplicate_of = d.other"
			" FROM unnest($1::bigint[], $2::bigint[]) d (id, other) WHERE t.id = d.id",
			array_of(&w->arena, w->duplicate, w->duplicates / 2, 2),
			array_of(&w->arena, w->duplicate + 1, w->duplicates / 2, 2));
}

void batch_rows_send(struct batch *w)
{
	struct bulk_rows *list[11], *const *rows;

	put_events(w);
	for (rows = tables(w, list); *rows; rows++)
		bulk_send(w->b, *rows);
	add_members(w);
	add_tags(w);
	add_duplicates(w);
	bulk_run(w->b,
		"UPDATE community.topic SET threads = threads + $2 "
		"WHERE id = (SELECT COALESCE(merged_into, id) FROM community.topic WHERE id = $1)",
		w->st->topic, w->threads);
}
