/* rows.c -- see rows.h. Numbers need no quoting. */
#include "forum/standing/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

static void put(struct rows *r, const char *s, size_t n)
{
	if (r->n + n + 3 > r->room) {
		r->room = (r->n + n) * 2 + 256;
		r->s = realloc(r->s, r->room);
		must(r->s);
	}
	memcpy(r->s + r->n, s, n);
	r->n += n;
}

void row_begin(struct rows *r)
{
	if (!r->copy)
		put(r, r->count ? ",\"(" : "{\"(", 3);
	r->first = true;
	r->count++;
}

static void value(struct rows *r, const char *s)
{
	if (!r->first)
		put(r, r->copy ? "\t" : ",", 1);
	r->first = false;
	put(r, s, strlen(s));
}

void row_put(struct rows *r, int64_t v)
{
	char s[24];

	snprintf(s, sizeof(s), "%lld", (long long)v);
	value(r, s);
}

void row_put_wide(struct rows *r, wide_t v)
{
	char s[41];

	value(r, wide_text(v, s));
}

void row_put_bool(struct rows *r, bool v)
{
	value(r, v ? "t" : "f");
}

void row_put_null(struct rows *r)
{
	value(r, r->copy ? "\\N" : "");
}

void row_end(struct rows *r)
{
	put(r, r->copy ? "\n" : ")\"", r->copy ? 1 : 2);
}

const char *rows_text(struct rows *r)
{
	if (!r->copy && !r->count)
		return "{}";
	put(r, "", 0);
	if (!r->copy)
		r->s[r->n] = '}';
	r->s[r->n + !r->copy] = 0;
	return r->s;
}

void rows_free(struct rows *r)
{
	free(r->s);
	*r = (struct rows){.copy = r->copy};
}

/* ---- reading ---- */

#define VALUE_MOST 41 /* of a wide_t, with its NUL */

static void take(struct row_values *v, char out[VALUE_MOST])
{
	size_t n;

	must(*v->s == '(' || *v->s == ',');
	n = strcspn(++v->s, ",)");
	must(n < VALUE_MOST && v->s[n]);
	memcpy(out, v->s, n);
	out[n] = 0;
	v->s += n;
}

int64_t row_take(struct row_values *v)
{
	char s[VALUE_MOST], *end;
	long long x;

	take(v, s);
	x = strtoll(s, &end, 10);
	must(!*end);
	return x;
}

wide_t row_take_wide(struct row_values *v)
{
	char s[VALUE_MOST];
	wide_t x;

	take(v, s);
	must(wide_read(s, &x));
	return x;
}

bool row_take_bool(struct row_values *v)
{
	char s[VALUE_MOST];

	take(v, s);
	must(!s[0] || ((s[0] == 't' || s[0] == 'f') && !s[1]));
	return s[0] == 't';
}

bool row_next_is_null(const struct row_values *v)
{
	return *v->s && (v->s[1] == ',' || v->s[1] == ')');
}
