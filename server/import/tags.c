/* tags.c -- see tags.h. */
#include "import/tags.h"

#include <stdlib.h>

#include "base/must.h"
#include "db/bulk.h"
#include "import/dump.h"
#include "import/plan.h"

struct found {
	struct dump *d;
	int64_t *id;
};

static struct texts names_carried(struct arena *a, const struct dump *d, const struct plan *p)
{
	bool *carried = arena_array(a, bool, d->tags.n + 1);
	struct texts names = {.v = arena_array(a, const char *, d->tags.n + 1)};
	const struct dump_post *question;
	size_t i, k;

	for (i = 0; i < d->threads; i++) {
		question = &d->post[d->thread[i].question];
		for (k = 0; k < question->tags && p->planned[i]; k++)
			carried[question->tag[k]] = true;
	}
	for (i = 0; i < d->tags.n; i++)
		if (carried[i])
			names.v[names.n++] = d->tags.name[i];
	return names;
}

static void take_made(void *arg, const struct bulk_row *r)
{
	struct dump *d = arg;

	d->tags_t.written += names_find(&d->listed, bulk_text(r, 0)) >= 0;
}

static void take_id(void *arg, const struct bulk_row *r)
{
	struct found *found = arg;
	int64_t number = names_find(&found->d->tags, bulk_text(r, 0));

	must(number >= 0);
	found->id[number] = bulk_int(r, 1);
}

int64_t *tags_write(struct bulk *b, struct dump *d, const struct plan *p)
{
	struct arena a = ARENA_EMPTY;
	struct texts names = names_carried(&a, d, p);
	struct found found = {.d = d, .id = calloc(d->tags.n + 1, sizeof(*found.id))};

	must(found.id);
	bulk_doing(b, "making tags");
	bulk_each(b, take_made, d,
		"INSERT INTO community.tag (name) SELECT n FROM unnest($1::text[]) WITH ORDINALITY x(n, o)"
		" WHERE NOT EXISTS (SELECT FROM community.tag WHERE name = n)"
		" AND NOT EXISTS (SELECT FROM community.tag_synonym WHERE name = n)"
		" ORDER BY o ON CONFLICT DO NOTHING RETURNING name",
		names);
	bulk_each(b, take_id, &found,
		"SELECT n, COALESCE(t.id, s.tag_id) FROM unnest($1::text[]) n"
		" LEFT JOIN community.tag t ON t.name = n LEFT JOIN community.tag_synonym s ON s.name = n",
		names);
	arena_end(&a);
	return found.id;
}
