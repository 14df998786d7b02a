/* history_pages.c -- the versions of a post, each beside the one before it. */
#include "forum/edit/edit_pages.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/edit/edit_sql.h"
#include "forum/edit/edit_view.h"
#include "forum/frame/frame.h"
#include "forum/thread/thread.h"
#include "templates/history.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define LINES_AROUND 2 /* of what stayed the same, beside each change */
#define BYTES_SHOWN \
	(96u << 10) /* of texts on a page, beyond its first version; escaped they may take six times as much \
		     */

/* Whether both are known and differ; ${out} says how. */
static bool compare(struct arena *a, const char *was, const char *is, struct diff_pieces *out)
{
	if (!was || !is || text_is(was, is))
		return false;
	diff_texts(a, was, is, out);
	return true;
}

/* What was hidden is no part of the page, nor of the difference to the version after it. */
static void hidden_take_out(struct versions *all)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->v[i].hidden)
			all->v[i].source = all->v[i].title = all->v[i].product = all->v[i].tags = NULL;
}

/* ${before} NULL: it is the first version. */
static struct version_view version_compare(struct arena *a, const struct version *v,
	const struct version *before)
{
	struct version_view view = {.version = v, .first = !before};

	if (!before)
		return view;
	view.title_changed = compare(a, before->title, v->title, &view.title);
	view.product_changed = compare(a, before->product, v->product, &view.product);
	view.tags_changed = compare(a, before->tags, v->tags, &view.tags);
	if (compare(a, before->source, v->source, &view.body))
		diff_shorten(a, &view.body, LINES_AROUND);
	return view;
}

static size_t bytes_of(const struct version *v)
{
	return v->source ? strlen(v->source) : 0;
}

static void versions_compare(struct arena *a, const struct versions *all, struct history_view *v)
{
	size_t i, bytes = 0;

	v->versions.v = arena_array(a, struct version_view, all->n);
	for (i = 0; i < all->n && i < HISTORY_PAGE; i++) {
		const struct version *before = i + 1 < all->n ? &all->v[i + 1] : NULL;

		bytes += bytes_of(&all->v[i]) + (before ? bytes_of(before) : 0);
		if (i && bytes > BYTES_SHOWN)
			break;
		v->versions.v[v->versions.n++] = version_compare(a, &all->v[i], before);
	}
	if (i < all->n)
		v->older = all->v[i].revision;
}

/* GET /a/:post/history */
void history_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct editable *post = NULL;
	struct versions all = {0};
	struct history_view v = {.post = route_int8(rq, "post")};

	editable_find(t, v.post, &post);
	versions_find(t, v.post, form_int8(&rq->query, "from"), &all);
	db_wait(t);
	if (!post || !all.n)
		return reply_not_found(rq);
	v.frame = frame_of(rq, _("History"));
	v.title = post->title;
	v.path = post_path(&t->arena, v.post);
	if (!viewer_is(&rq->viewer, ROLE_MODERATOR))
		hidden_take_out(&all);
	versions_compare(&t->arena, &all, &v);
	history_page(rq->out, &v);
	reply_page(rq);
}
