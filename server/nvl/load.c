/* load.c -- incremental use: what is stored goes in, what changed comes out. Loaded rows are copies, not touched until an entry touches
 * them. */
#include "base/must.h"
#include "nvl/state.h"

void nvl_load_member(struct nvl *n, const struct nvl_member *m)
{
	struct table_key key = *TABLE_KEY(m->id);

	must(m->id && !table_find(&n->members, &key));
	*(struct nvl_member *)table_add(&n->members, &key) = *m;
}

void nvl_load_pair(struct nvl *n, const struct nvl_pair *p)
{
	must(!nvl_pair_of(n, p->giver, p->receiver));
	*state_pair(n, p->giver, p->receiver) = *p;
}

void nvl_load_tie(struct nvl *n, const struct nvl_tie *t)
{
	must(t->low < t->high && !nvl_tie_of(n, t->low, t->high));
	*state_tie(n, t->low, t->high) = *t;
}

void nvl_load_found(struct nvl *n, const struct nvl_found *f)
{
	struct table_key key = *TABLE_KEY(f->post);

	must(!table_find(&n->found, &key));
	*state_found(n, f->post, f->receiver) = *f;
}

void nvl_load_said(struct nvl *n, const struct nvl_said *s)
{
	struct nvl_said *row = state_said(n, s->thread, s->low, s->high);

	must(s->low < s->high && !row->directions);
	*row = *s;
}

void nvl_load_act(struct nvl *n, const struct nvl_act *a)
{
	struct act_row *row = state_act(n, a);

	if (a->state == NVL_PENDING || (a->state == NVL_VOIDED && a->before == NVL_PENDING))
		state_enqueue(n, row);
}

/* Calls a function that wants its own type with the rows of a table, which has none. */
#define EACH(name, table_name, type) \
	struct name##_call { \
		void (*f)(void *arg, const struct type *row); \
		void *arg; \
	}; \
	static void name##_tell(void *call, const void *row) \
	{ \
		const struct name##_call *c = call; \
\
		c->f(c->arg, row); \
	} \
	void nvl_each_##name(const struct nvl *n, bool changed, \
		void (*f)(void *arg, const struct type *row), void *arg) \
	{ \
		table_each(&n->table_name, changed, name##_tell, &(struct name##_call){f, arg}); \
	}

EACH(pair, pairs, nvl_pair)
EACH(tie, ties, nvl_tie)
EACH(found, found, nvl_found)
EACH(said, said, nvl_said)
EACH(act, acts, nvl_act)

struct member_call {
	void (*f)(void *arg, const struct nvl_member *m);
	void *arg;
};

static void member_tell(void *call, const void *row)
{
	const struct member_call *c = call;

	c->f(c->arg, row);
}

void nvl_each_member(const struct nvl *n, bool changed, void (*f)(void *arg, const struct nvl_member *m),
	void *arg)
{
	sums_refresh(n);
	table_each(&n->members, changed, member_tell, &(struct member_call){f, arg});
}
