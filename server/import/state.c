/* state.c -- see state.h. */
#include "import/state.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"
#include "db/bulk.h"
#include "import/dump.h"

#define IMPORT_LOCK 5150470361 /* a number of ours among PostgreSQL's advisory locks */

bool state_lock(struct bulk *b)
{
	return bulk_number(b, "SELECT pg_try_advisory_lock($1)::int", (int64_t)IMPORT_LOCK) == 1 ||
	       !bulk_ok(b);
}

/* ---- the place of the dump ---- */

static int64_t topic_make(struct bulk *b, const char *name, const char *slug)
{
	return bulk_number(b,
		"INSERT INTO community.topic (slug, name, colour, position)"
		" SELECT $1, left($2, 60), 1 + count(*) % 12, COALESCE(max(position), 0) + 1 FROM "
		"community.topic"
		" RETURNING id",
		slug, name);
}

static int64_t topic_find(struct bulk *b, const char *called)
{
	struct arena a = ARENA_EMPTY;
	const char *name = text_one_line(&a, called), *slug = intl_slug(&a, name);
	int64_t id = bulk_number(b,
		"SELECT id FROM community.topic WHERE lower(name) = lower(left($1, 60)) OR slug = $2"
		" ORDER BY slug = $2, id LIMIT 1",
		name, slug);

	if (id == 0)
		id = topic_make(b, name, slug);
	arena_end(&a);
	return id;
}

static int64_t former_make(struct bulk *b, struct when joined)
{
	struct arena a = ARENA_EMPTY;
	int64_t id = bulk_number(b,
		"INSERT INTO community.member (username, display, skeleton, state, joined_at)"
		" SELECT 'former-member' || CASE WHEN n > 1 THEN '-' || n ELSE '' END, 'former member', $1, "
		"'former', $2"
		" FROM generate_series(1, 1000) n WHERE NOT EXISTS (SELECT FROM community.member"
		"  WHERE username = 'former-member' || CASE WHEN n > 1 THEN '-' || n ELSE '' END)"
		" ORDER BY n LIMIT 1 RETURNING id",
		intl_skeleton(&a, "former member"), joined);

	arena_end(&a);
	return id;
}

/* Everybody whose account is gone. He joined before the first of them wrote. */
static int64_t former_find(struct bulk *b, const struct dump *d)
{
	int64_t id = bulk_number(b,
		"UPDATE community.member SET joined_at = least(joined_at, $1) WHERE id ="
		" (SELECT id FROM community.member WHERE state = 'former' AND username ~ '^former-member(-[0-9]+)?$'"
		"  ORDER BY id LIMIT 1) RETURNING id",
		d->site_at);

	return id ? id : former_make(b, d->site_at);
}

static int64_t source_find(struct bulk *b, const struct dump *d, int64_t topic)
{
	struct arena a = ARENA_EMPTY;
	const char *site = arena_printf(&a, "%lld@%lld", (long long)d->site_id, (long long)d->site_at.us);
	int64_t id = bulk_number(b,
		"SELECT id FROM ops.import_source WHERE system = 'stackexchange' AND site = $1 AND topic_id "
		"= $2",
		site, topic);

	if (id == 0)
		id = bulk_number(b,
			"INSERT INTO ops.import_source (system, site, topic_id) VALUES ('stackexchange', $1, "
			"$2)"
			" RETURNING id",
			site, topic);
	arena_end(&a);
	return id;
}

static int hex(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void take_run(void *arg, const struct bulk_row *r)
{
	struct state *st = arg;
	const char *plan = bulk_text(r, 1);
	size_t i;

	st->run = bulk_int(r, 0);
	for (i = 0; i < sizeof(st->plan); i++)
		st->plan[i] = (unsigned char)(hex(plan[2 * i]) << 4 | hex(plan[2 * i + 1]));
	st->ids = (struct plan_ids){.first_member = bulk_int(r, 2),
		.members = bulk_int(r, 3),
		.first_thread = bulk_int(r, 4),
		.threads = bulk_int(r, 5),
		.first_post = bulk_int(r, 6),
		.posts = bulk_int(r, 7)};
}

/* Only the last run can be taken up: what an earlier one left unwritten, that one had in its own plan. */
static void run_find(struct bulk *b, struct state *st)
{
	bulk_each(b, take_run, st,
		"SELECT id, encode(plan, 'hex'), first_member, members, first_thread, threads, first_post, "
		"posts FROM"
		" (SELECT * FROM ops.import_run WHERE source_id = $1 ORDER BY id DESC LIMIT 1) last"
		" WHERE finished_at IS NULL",
		st->source);
}

void state_open(struct bulk *b, struct state *st, const struct dump *d, const char *topic)
{
	bulk_doing(b, "finding the place for the dump");
	bulk_begin(b);
	st->topic = topic_find(b, topic);
	st->former = former_find(b, d);
	st->source = source_find(b, d, st->topic);
	run_find(b, st);
	bulk_commit(b);
}

/* ---- what is here ---- */

static void mark_user(void *arg, const struct bulk_row *r)
{
	struct dump *d = arg;
	int64_t number = idmap_find(&d->user_of, bulk_int(r, 0));

	if (number < 0)
		return;
	d->user[number].here = true;
	d->user[number].member_id = bulk_int(r, 1);
}

static void mark_post(void *arg, const struct bulk_row *r)
{
	struct dump *d = arg;
	int64_t number = idmap_find(&d->post_of, bulk_int(r, 0));

	if (number < 0)
		return;
	d->post[number].here = true;
	d->post[number].post_id = bulk_int(r, 1);
	if (d->post[number].kind != DUMP_QUESTION)
		return;
	d->thread[d->post[number].thread].here = true;
	d->thread[d->post[number].thread].thread_id = bulk_int(r, 2);
}

static void mark_comment(void *arg, const struct bulk_row *r)
{
	struct dump *d = arg;
	int64_t number = idmap_find(&d->comment_of, bulk_int(r, 0));

	if (number < 0)
		return;
	d->comment[number].here = true;
	d->comment[number].post_id = bulk_int(r, 1);
}

/* What has been erased here since reads as 0. */
void state_mark(struct bulk *b, const struct state *st, struct dump *d)
{
	bulk_doing(b, "looking what is here already");
	bulk_each(b, mark_user, d,
		"SELECT i.external_id, COALESCE(m.id, 0) FROM ops.import_map i LEFT JOIN community.member m "
		"ON m.id = i.id"
		" WHERE i.source_id = $1 AND i.kind = 'member'",
		st->source);
	bulk_each(b, mark_post, d,
		"SELECT i.external_id, i.id, COALESCE(p.thread_id, 0)"
		" FROM ops.import_map i LEFT JOIN community.post p ON p.id = i.id"
		" WHERE i.source_id = $1 AND i.kind = 'post'",
		st->source);
	bulk_each(b, mark_comment, d,
		"SELECT external_id, id FROM ops.import_map WHERE source_id = $1 AND kind = 'comment'",
		st->source);
}

/* ---- runs ---- */

/* The first of ${n} ids for rows of a ${kind}. A statement, and so a transaction, for each kind: we never
 * hold one lock while we wait for another. */
static int64_t reserve(struct bulk *b, const char *kind, int64_t n)
{
	return n ? bulk_number(b, "SELECT ops.reserve_ids($1, $2)", kind, n) : 0;
}

void state_begin(struct bulk *b, struct state *st, const struct plan *p)
{
	struct blob plan = {p->hash, sizeof(p->hash)};

	bulk_doing(b, "reserving ids");
	st->ids = (struct plan_ids){
		.first_member = reserve(b, "member", (int64_t)p->members),
		.members = (int64_t)p->members,
		.first_thread = reserve(b, "thread", (int64_t)p->threads),
		.threads = (int64_t)p->threads,
		.first_post = reserve(b, "post", (int64_t)p->posts),
		.posts = (int64_t)p->posts,
	};
	st->run = bulk_number(b,
		"INSERT INTO ops.import_run"
		" (source_id, plan, first_member, members, first_thread, threads, first_post, posts)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
		st->source, plan, st->ids.first_member, st->ids.members, st->ids.first_thread,
		st->ids.threads, st->ids.first_post, st->ids.posts);
	memcpy(st->plan, p->hash, sizeof(st->plan));
}

void state_finish(struct bulk *b, const struct state *st)
{
	bulk_doing(b, "finishing");
	bulk_run(b, "UPDATE ops.import_run SET finished_at = now() WHERE id = $1", st->run);
	bulk_run(b, "SELECT ops.community_grew()");
}
