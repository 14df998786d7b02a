/* rate.c -- see rate.h. */
#include "forum/rate.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/must.h"
#include "base/secret.h"
#include "db/pool.h"
#include "db/query.h"
#include "db/row.h"
#include "loop/task.h"

#define DAY_S 86400

struct rate_count {
	int64_t n, left_s;
};

static void read_count(struct row *r, struct rate_count *x)
{
	x->n = row_int8(r, "n");
	x->left_s = row_int8(r, "left_s");
}

/* $1 bucket, $2 seconds of a span. */
#define RATE_ADD(table) \
	"INSERT INTO " table " AS r (bucket, span)" \
	" SELECT $1, to_timestamp(floor(extract(epoch FROM now()) / $2::int) * $2::int)" \
	" ON CONFLICT (bucket, span) DO UPDATE SET n = r.n + 1" \
	" RETURNING n, ceil(extract(epoch FROM span + $2::int * interval '1 second' - now()))::int AS left_s"
/* Changes no number; whoever asks next for the same waits for this transaction's end. */
#define RATE_HOLD(table) \
	"INSERT INTO " table " AS r (bucket, span, n)" \
	" SELECT $1, to_timestamp(floor(extract(epoch FROM now()) / $2::int) * $2::int), 0" \
	" ON CONFLICT (bucket, span) DO UPDATE SET n = r.n" \
	" RETURNING n, ceil(extract(epoch FROM span + $2::int * interval '1 second' - now()))::int AS left_s"
#define RATE_SUBTRACT(table) \
	"UPDATE " table " SET n = n - 1 WHERE bucket = $1 AND n > 0" \
	" AND span = to_timestamp(floor(extract(epoch FROM now()) / $2::int) * $2::int)"
#define RATE_DELETE(table) "DELETE FROM " table " WHERE span < now() - interval '2 days'"

QUERY(rate_add, DOOR_WEB, struct rate_count, read_count, RATE_ADD("ops.rate"));
QUERY(rate_hold_row, DOOR_WEB, struct rate_count, read_count, RATE_HOLD("ops.rate"));
COMMAND(rate_subtract, DOOR_WEB, RATE_SUBTRACT("ops.rate"));
COMMAND(rate_delete, DOOR_WORK, RATE_DELETE("ops.rate"));

/* The desk counts where the public door can neither look nor write. */
QUERY(desk_rate_add, DOOR_DESK, struct rate_count, read_count, RATE_ADD("desk.rate"));
COMMAND(desk_rate_subtract, DOOR_DESK, RATE_SUBTRACT("desk.rate"));
COMMAND(desk_rate_delete, DOOR_WORK, RATE_DELETE("desk.rate"));

static const struct query *at_door(const struct query *web, const struct query *desk)
{
	return pool_door() == DOOR_DESK ? desk : web;
}

static struct blob bucket(struct arena *a, const struct rate *r)
{
	unsigned char *hash = arena_alloc(a, SECRET_HASH);
	const char *text = arena_printf(a, "%s %d %s", r->what, r->span_s, r->whom);

	secret_hash(hash, text, strlen(text), NULL, 0);
	return (struct blob){hash, SECRET_HASH};
}

static void add(struct task *t, const struct rate *limit, struct rate_count **count)
{
	must(limit->span_s > 0 && limit->span_s <= DAY_S);
	db_one(t, at_door(&rate_add, &desk_rate_add), count, bucket(&t->arena, limit), limit->span_s);
}

/* Whether ${further} more are within the limits; NULL: none has been counted. */
static bool are_within(const struct rate *limits, size_t n, struct rate_count *const *counts, int further,
	int *again_s)
{
	size_t i;

	*again_s = 0;
	for (i = 0; i < n; i++)
		if (counts[i] && counts[i]->n + further > limits[i].most && counts[i]->left_s > *again_s)
			*again_s = (int)counts[i]->left_s;
	return *again_s == 0;
}

void rate_hold(struct task *t, const struct rate *limits, size_t n, struct rate_count **counts)
{
	size_t i;

	must(db_in_transaction(t));
	for (i = 0; i < n; i++)
		db_one(t, &rate_hold_row, &counts[i], bucket(&t->arena, &limits[i]), limits[i].span_s);
}

int64_t rate_so_far(const struct rate_count *count)
{
	return count ? count->n : 0;
}

bool rate_room(const struct rate *limits, size_t n, struct rate_count *const *counts, int *again_s)
{
	return are_within(limits, n, counts, 1, again_s);
}

void rate_count(struct task *t, const struct rate *limits, size_t n)
{
	struct rate_count **counts = arena_array(&t->arena, struct rate_count *, n);
	size_t i;

	must(db_in_transaction(t));
	for (i = 0; i < n; i++)
		add(t, &limits[i], &counts[i]);
}

bool rate_ok_wait(struct task *t, const struct rate *limits, size_t n, int *again_s)
{
	struct rate_count **counts = arena_array(&t->arena, struct rate_count *, n);
	size_t i;

	must(!db_in_transaction(t));
	db_begin(t);
	for (i = 0; i < n; i++)
		add(t, &limits[i], &counts[i]);
	db_commit_sure_wait(t);
	return are_within(limits, n, counts, 0, again_s);
}

void rate_take_back(struct task *t, const struct rate *limits, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		db_run(t, at_door(&rate_subtract, &desk_rate_subtract), bucket(&t->arena, &limits[i]),
			limits[i].span_s);
}

const char *rate_prefix(struct arena *a, const char *address)
{
	struct in6_addr six;

	if (!address || inet_pton(AF_INET6, address, &six) != 1 || IN6_IS_ADDR_V4MAPPED(&six))
		return address ? address : "";
	return text_hex(a, six.s6_addr, 8);
}

void rate_clean(struct task *t)
{
	db_run(t, &rate_delete);
	db_run(t, &desk_rate_delete);
}
