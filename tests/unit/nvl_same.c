/* nvl_same.c -- see nvl_same.h. A network is written as text, and texts are compared. */
#include "nvl_same.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void tell_member(void *f, const struct nvl_member *m)
{
	fprintf(f, "member %ld: %d %d %d %ld / %d %d %d %ld level %d spent %d %d circle %ld %d", (long)m->id,
		m->recorded.since, m->recorded.staff, m->recorded.suspended, (long)m->recorded.household,
		m->counting.since, m->counting.staff, m->counting.suspended, (long)m->counting.household,
		m->level, m->spent, m->dialog_spent, (long)m->circle, m->beta);
	fprintf(f, " scores %ld %ld %ld people %d waiting %d active %d\n", (long)m->help, (long)m->found,
		(long)m->ties, m->people, m->waiting, m->active);
}

static void tell_pair(void *f, const struct nvl_pair *p)
{
	char sum[41];

	fprintf(f, "pair %ld %ld: %s acts %d\n", (long)p->giver, (long)p->receiver, wide_text(p->sum, sum),
		p->acts);
}

static void tell_tie(void *f, const struct nvl_tie *t)
{
	char x[41], y[41];

	fprintf(f, "tie %ld %ld: %s %s\n", (long)t->low, (long)t->high, wide_text(t->x, x),
		wide_text(t->y, y));
}

static void tell_found(void *f, const struct nvl_found *x)
{
	char sum[41];

	fprintf(f, "found %ld %ld: %s credits %d\n", (long)x->post, (long)x->receiver, wide_text(x->sum, sum),
		x->credits);
}

static void tell_said(void *f, const struct nvl_said *s)
{
	fprintf(f, "said %ld %ld %ld: %d\n", (long)s->thread, (long)s->low, (long)s->high, s->directions);
}

static void tell_act(void *f, const struct nvl_act *a)
{
	fprintf(f, "act %ld: day %d kind %d %ld %ld %ld %ld state %d before %d held %d reason %d",
		(long)a->position, a->day, a->kind, (long)a->giver, (long)a->receiver, (long)a->thread,
		(long)a->post, a->state, a->before, a->held, a->reason);
	fprintf(f, " row %ld: %d %d %d %d %d\n", (long)a->credit_id, a->credit, a->month, a->weight, a->voice,
		a->beta);
}

static char *text_of(const struct nvl *n)
{
	char *text = NULL;
	size_t length;
	FILE *f = open_memstream(&text, &length);

	fprintf(f, "day %d value %ld next %ld\n", nvl_day(n), (long)nvl_value(n), (long)nvl_next_credit(n));
	nvl_each_member(n, false, tell_member, f);
	nvl_each_pair(n, false, tell_pair, f);
	nvl_each_tie(n, false, tell_tie, f);
	nvl_each_found(n, false, tell_found, f);
	nvl_each_said(n, false, tell_said, f);
	nvl_each_act(n, false, tell_act, f);
	fclose(f);
	return text;
}

/* Fails with the first line that differs. */
static void same_text(const char *what, char *one, char *other)
{
	size_t from = 0, i;

	if (strcmp(one, other) != 0) {
		for (i = 0; one[i] == other[i]; i++)
			if (one[i] == '\n')
				from = i + 1;
		one[from + strcspn(one + from, "\n")] = 0;
		other[from + strcspn(other + from, "\n")] = 0;
		fail_msg("%s:\n  %s\n  %s", what, one + from, other + from);
	}
	free(one);
	free(other);
}

void same_network(const char *what, const struct nvl *one, const struct nvl *other)
{
	same_text(what, text_of(one), text_of(other));
}

void same_credits(const char *what, const struct credits *one, const struct credits *other)
{
	size_t i;

	assert_int_equal(one->n, other->n);
	for (i = 0; i < one->n; i++) {
		const struct nvl_credit *a = &one->v[i], *b = &other->v[i];

		if (a->id != b->id || a->position != b->position || a->day != b->day ||
			a->month != b->month || a->kind != b->kind || a->giver != b->giver ||
			a->receiver != b->receiver || a->thread != b->thread || a->post != b->post ||
			a->weight != b->weight || a->voice != b->voice || a->beta != b->beta ||
			a->credit != b->credit || a->total != b->total || a->corrects != b->corrects ||
			a->reason != b->reason)
			fail_msg("%s: row %zu of credit differs", what, i + 1);
	}
}
