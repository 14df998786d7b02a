/* bulk_rows.c -- rows in PostgreSQL's binary COPY format: a header, then for each row the number of its
 * values, and for each value its length and its bytes, most significant first. See bulk.h. */
#include "db/bulk.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#define EPOCH_2000_US 946684800000000 /* PostgreSQL counts from 2000-01-01 */

static void put(struct bulk_rows *rows, const void *data, size_t n)
{
	if (rows->n + n > rows->room) {
		rows->room = (rows->n + n) * 2 + 4096;
		rows->s = realloc(rows->s, rows->room);
		must(rows->s);
	}
	if (n)
		memcpy(rows->s + rows->n, data, n);
	rows->n += n;
}

static void put_16(struct bulk_rows *rows, uint16_t v)
{
	v = htobe16(v);
	put(rows, &v, sizeof(v));
}

static void put_32(struct bulk_rows *rows, uint32_t v)
{
	v = htobe32(v);
	put(rows, &v, sizeof(v));
}

static void put_64(struct bulk_rows *rows, uint64_t v)
{
	v = htobe64(v);
	put(rows, &v, sizeof(v));
}

void bulk_row_begin(struct bulk_rows *rows)
{
	static const char header[19] = "PGCOPY\n\377\r\n"; /* signature, flags, length of an extension */

	must(rows->left == 0);
	if (rows->n == 0)
		put(rows, header, sizeof(header));
	put_16(rows, (uint16_t)rows->columns);
	rows->left = rows->columns;
	rows->count++;
}

static void put_length(struct bulk_rows *rows, uint32_t n)
{
	must(rows->left > 0);
	rows->left--;
	put_32(rows, n);
}

void bulk_put_null(struct bulk_rows *rows)
{
	put_length(rows, UINT32_MAX);
}

void bulk_put_int8(struct bulk_rows *rows, int64_t v)
{
	put_length(rows, 8);
	put_64(rows, (uint64_t)v);
}

void bulk_put_int4(struct bulk_rows *rows, int64_t v)
{
	must(v >= INT32_MIN && v <= INT32_MAX);
	put_length(rows, 4);
	put_32(rows, (uint32_t)v);
}

void bulk_put_int2(struct bulk_rows *rows, int64_t v)
{
	must(v >= INT16_MIN && v <= INT16_MAX);
	put_length(rows, 2);
	put_16(rows, (uint16_t)v);
}

void bulk_put_id(struct bulk_rows *rows, int64_t id)
{
	if (id)
		bulk_put_int8(rows, id);
	else
		bulk_put_null(rows);
}

void bulk_put_bool(struct bulk_rows *rows, bool v)
{
	char byte = v;

	put_length(rows, 1);
	put(rows, &byte, 1);
}

void bulk_put_text(struct bulk_rows *rows, const char *s)
{
	size_t n;

	if (!s) {
		bulk_put_null(rows);
		return;
	}
	n = strlen(s);
	must(n < INT32_MAX);
	put_length(rows, (uint32_t)n);
	put(rows, s, n);
}

void bulk_put_when(struct bulk_rows *rows, struct when at)
{
	if (when_known(at))
		bulk_put_int8(rows, at.us - EPOCH_2000_US);
	else
		bulk_put_null(rows);
}

void bulk_put_end_of_rows(struct bulk_rows *rows)
{
	put_16(rows, UINT16_MAX);
}

void bulk_rows_clear(struct bulk_rows *rows)
{
	rows->n = 0;
	rows->left = 0;
	rows->count = 0;
}

void bulk_rows_end(struct bulk_rows *rows)
{
	free(rows->s);
	rows->s = NULL;
	rows->room = 0;
	bulk_rows_clear(rows);
}
