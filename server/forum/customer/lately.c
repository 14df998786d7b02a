/* lately.c -- what happened lately with a customer, for the page of a case. */
#include "forum/customer/lately.h"

#include "base/arena.h"
#include "db/query.h"
#include "forum/customer/customer_view.h"
#include "loop/task.h"

/* What its own case says stands on its page already. */
static void entry_take(struct arena *a, struct customer_lately *l, const struct timeline_entry *e,
	int64_t but_case)
{
	bool late = when_known(e->due) && !when_known(e->kept) && e->due.us < clock_now().us;

	if (l->entries.n == LATELY_MOST || (e->from == FROM_CASE && e->case_id == but_case))
		return;
	l->entries.v[l->entries.n++] = (struct entry_view){e, entry_url(a, e), late};
}

static void promises_take(struct arena *a, struct customer_lately *l, const struct promises *all)
{
	struct when now = clock_now();
	size_t i;

	l->promises.v = arena_array(a, struct promise_view, all->n + 1);
	for (i = 0; i < all->n; i++)
		if (when_known(all->v[i].due) && all->v[i].due.us < now.us)
			l->promises.v[l->promises.n++] = (struct promise_view){&all->v[i], true};
}

const struct customer_lately *customer_lately_wait(struct task *t, int64_t account, int64_t customer,
	int64_t but_case)
{
	struct customer_lately *l = arena_new(&t->arena, struct customer_lately);
	struct timeline_entries rows = {0};
	struct promises promised = {0};
	size_t i;

	if (!customer)
		return NULL;
	db_begin(t);
	timeline_of(t, customer, "", (struct timeline_place){0}, &rows);
	promises_of(t, customer, &promised);
	customer_viewed(t, account, customer);
	db_commit_wait(t);
	l->url = arena_printf(&t->arena, "%s#timeline", customer_path(&t->arena, customer));
	l->entries.v = arena_array(&t->arena, struct entry_view, LATELY_MOST);
	for (i = 0; i < rows.n; i++)
		entry_take(&t->arena, l, &rows.v[i], but_case);
	promises_take(&t->arena, l, &promised);
	return l;
}
