/* table.c -- rows in chunks that stay where they are; an open hash of their indexes beside them. */
#include "nvl/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#define CHUNK 1024 /* rows */

/* Stands before each row; its size keeps the row aligned for 128-bit sums. */
struct head {
	_Alignas(16) uint32_t hash;
	uint32_t index;
	bool touched;
};

static struct head *head_of(const void *row)
{
	return (struct head *)((char *)row - sizeof(struct head));
}

void *table_memory(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size);

	must(p);
	return p;
}

void table_start(struct table *t, size_t row_size, struct table_key (*key_of)(const void *row))
{
	*t = (struct table){.row_size = (row_size + 15) / 16 * 16 + sizeof(struct head), .key_of = key_of};
	t->slots_n = 64;
	t->slots = table_memory(t->slots_n, sizeof(*t->slots));
}

void table_end(struct table *t)
{
	size_t i;

	for (i = 0; i * CHUNK < t->n; i++)
		free(t->chunks[i]);
	free(t->chunks);
	free(t->slots);
}

static uint32_t hash_of(const struct table_key *key)
{
	uint64_t h = 0;
	size_t i;

	for (i = 0; i < 4; i++) {
		h = (h ^ (uint64_t)key->v[i]) * 0x9e3779b97f4a7c15;
		h ^= h >> 32;
	}
	return (uint32_t)h;
}

void *table_row(const struct table *t, size_t i)
{
	return t->chunks[i / CHUNK] + i % CHUNK * t->row_size + sizeof(struct head);
}

size_t table_index(const void *row)
{
	return head_of(row)->index;
}

void table_touch(void *row)
{
	head_of(row)->touched = true;
}

static bool has_key(const struct table *t, const void *row, const struct table_key *key)
{
	struct table_key own = t->key_of(row);

	return memcmp(&own, key, sizeof(own)) == 0;
}

void *table_find(const struct table *t, const struct table_key *key)
{
	uint32_t hash = hash_of(key);
	size_t at = hash & (t->slots_n - 1);

	for (; t->slots[at]; at = (at + 1) & (t->slots_n - 1)) {
		void *row = table_row(t, t->slots[at] - 1);

		if (head_of(row)->hash == hash && has_key(t, row, key))
			return row;
	}
	return NULL;
}

static void slot_take(struct table *t, const struct head *h)
{
	size_t at = h->hash & (t->slots_n - 1);

	while (t->slots[at])
		at = (at + 1) & (t->slots_n - 1);
	t->slots[at] = h->index + 1;
}

static void slots_double(struct table *t)
{
	size_t i;

	free(t->slots);
	t->slots_n *= 2;
	t->slots = table_memory(t->slots_n, sizeof(*t->slots));
	for (i = 0; i < t->n; i++)
		slot_take(t, head_of(table_row(t, i)));
}

static void chunk_add(struct table *t)
{
	size_t chunk = t->n / CHUNK;

	if (chunk == t->chunks_room) {
		t->chunks_room = chunk ? chunk * 2 : 4;
		t->chunks = realloc(t->chunks, t->chunks_room * sizeof(*t->chunks));
		must(t->chunks);
	}
	t->chunks[chunk] = table_memory(CHUNK, t->row_size);
}

void *table_add(struct table *t, const struct table_key *key)
{
	struct head *h;

	must(t->n < UINT32_MAX / 4);
	if ((t->n + 1) * 2 > t->slots_n)
		slots_double(t);
	if (t->n % CHUNK == 0)
		chunk_add(t);
	h = head_of(table_row(t, t->n));
	h->hash = hash_of(key);
	h->index = (uint32_t)t->n++;
	slot_take(t, h);
	return h + 1;
}

static int by_key(const void *one, const void *other, void *table)
{
	const struct table *t = table;
	struct table_key a = t->key_of(*(void *const *)one), b = t->key_of(*(void *const *)other);
	size_t i;

	for (i = 0; i < 3 && a.v[i] == b.v[i]; i++)
		;
	return (a.v[i] > b.v[i]) - (a.v[i] < b.v[i]);
}

void table_each(const struct table *t, bool touched, void (*f)(void *arg, const void *row), void *arg)
{
	void **rows = table_memory(t->n, sizeof(*rows));
	size_t i, n = 0;

	for (i = 0; i < t->n; i++)
		if (!touched || head_of(table_row(t, i))->touched)
			rows[n++] = table_row(t, i);
	qsort_r(rows, n, sizeof(*rows), by_key, (void *)t);
	for (i = 0; i < n; i++)
		f(arg, rows[i]);
	free(rows);
}
