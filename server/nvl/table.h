/* table.h -- rows of one size, found by a key of up to four numbers. Rows never move and are never removed, so pointers to
 * them stay good; each knows whether it changed. Memory is the table's own; without any, must(). */
#ifndef NVL_TABLE_H
#define NVL_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table_key {
	int64_t v[4];
};
#define TABLE_KEY(...) (&(struct table_key){{__VA_ARGS__}})

struct table {
	size_t row_size;
	struct table_key (*key_of)(const void *row);
	char **chunks;
	uint32_t *slots; /* index + 1 of a row; 0: free */
	size_t n, chunks_room, slots_n;
};

/* ${key_of} reads the key out of a row. */
void table_start(struct table *t, size_t row_size, struct table_key (*key_of)(const void *row));
void table_end(struct table *t);

void *table_find(const struct table *t, const struct table_key *key); /* or NULL */
/* A row of zeroes; the caller writes the key into it before the table is used again. There must be none with that key. */
void *table_add(struct table *t, const struct table_key *key);

/* The ${i}-th in the order of adding, and back. */
void *table_row(const struct table *t, size_t i);
size_t table_index(const void *row);

void table_touch(void *row); /* it changed */

/* Calls ${f} for all rows, or those touched, in ascending order of the key. */
void table_each(const struct table *t, bool touched, void (*f)(void *arg, const void *row), void *arg);

/* Zeroed memory, or must(). */
void *table_memory(size_t count, size_t size);

#endif
