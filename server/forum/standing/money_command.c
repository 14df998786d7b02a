/* money_command.c -- `bothy reputation cev`: everybody's figures, a page of members at a time, in one transaction. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "db/query.h"
#include "forum/standing/money_sql.h"
#include "loop/task.h"

struct valued {
	int64_t member;
	struct money_value value;
};

/* Members and rows come by member; a row of a member who is not on the page belongs to nobody and is passed over. */
static size_t reckon(const struct money_members *members, const struct money_rows *rows,
	const struct money_rate *now, struct valued *out)
{
	size_t i, row = 0, n = 0;

	for (i = 0; i < members->n; i++) {
		struct valued v = {.member = members->v[i].id};

		for (; row < rows->n && rows->v[row].member <= v.member; row++)
			if (rows->v[row].member == v.member)
				money_add(&v.value, &rows->v[row].rate, &rows->v[row].deeds);
		money_close(&v.value, now, members->v[i].customer);
		if (v.value.cev)
			out[n++] = v;
	}
	return n;
}

/* One figure of each, as an array of PostgreSQL's. */
static const char *column(struct arena *a, const struct valued *all, size_t n, size_t offset)
{
	char *text = arena_alloc(a, n * 21 + 3), *end = text;
	size_t i;

	*end++ = '{';
	for (i = 0; i < n; i++) {
		int64_t x;

		memcpy(&x, (const char *)&all[i] + offset, sizeof(x));
		end += sprintf(end, i ? ",%lld" : "%lld", (long long)x);
	}
	strcpy(end, "}");
	return text;
}

static void put(struct task *t, const struct valued *all, size_t n)
{
	struct arena *a = &t->arena;

	money_values_put(t, &(struct money_columns){
				    .member = column(a, all, n, offsetof(struct valued, member)),
				    .clv = column(a, all, n, offsetof(struct valued, value.clv)),
				    .avoided = column(a, all, n, offsetof(struct valued, value.avoided)),
				    .found = column(a, all, n, offsetof(struct valued, value.found)),
				    .retention = column(a, all, n, offsetof(struct valued, value.retention)),
				    .crv = column(a, all, n, offsetof(struct valued, value.crv)),
				    .cev = column(a, all, n, offsetof(struct valued, value.cev)),
			    });
}

int money_command_wait(struct task *t, void *arg)
{
	struct money_rate *now = NULL;
	struct money_members members = {0};
	int64_t after = 0, written = 0;

	(void)arg;
	db_begin(t);
	money_rate_now(t, &now);
	money_values_forget(t);
	db_wait(t);
	if (!now) {
		fprintf(stderr, "bothy reputation cev: money.rate has no rates that are valid today\n");
		return 1;
	}
	do {
		struct money_rows rows = {0};
		struct valued *all;
		size_t n;

		members = (struct money_members){0};
		money_members_after(t, after, &members);
		money_rows_after(t, after, &rows);
		db_wait(t);
		all = arena_array(&t->arena, struct valued, members.n + 1);
		n = reckon(&members, &rows, now, all);
		put(t, all, n);
		written += (int64_t)n;
		after = members.n ? members.v[members.n - 1].id : after;
	} while (members.n == MONEY_PAGE);
	if (db_commit_wait(t) != DB_OK) {
		fprintf(stderr, "bothy reputation cev: %s\n", db_conflict(t));
		return 1;
	}
	printf("%lld members have a value\n", (long long)written);
	return 0;
}
