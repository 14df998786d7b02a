/* harm_try_sql.c -- see harm_try.h. One statement reads the looks once, a bounded number of them: 50,000 take about half a second. */
#include "forum/harm/harm_try.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"
#include "loop/task.h"

static void read_tried(struct row *r, struct harm_tried *x, const char *posts, const char *members,
	const char *samples)
{
	x->posts = row_int8(r, posts);
	x->members = row_int8(r, members);
	x->samples = row_texts(r, samples);
}

static void read_all(struct row *r, struct harm_tried_all *x)
{
	x->looks = row_int8(r, "looks");
	read_tried(r, &x->of[TRY_HELD], "held", "held_members", "held_posts");
	read_tried(r, &x->of[TRY_SHOWN], "shown", "shown_members", "shown_posts");
	read_tried(r, &x->of[TRY_QUEUED], "queued", "queued_members", "queued_posts");
	read_tried(r, &x->of[TRY_UNQUEUED], "unqueued", "unqueued_members", "unqueued_posts");
	read_tried(r, &x->of[TRY_OFTEN], "often", "often_members", "often_posts");
	read_tried(r, &x->of[TRY_ADDRESS], "crowded", "crowded_members", "crowded_posts");
	read_tried(r, &x->of[TRY_LINKS], "links", "links_members", "links_posts");
	read_tried(r, &x->of[TRY_MENTIONS], "mentions", "mentions_members", "mentions_posts");
	read_tried(r, &x->of[TRY_SAME], "same", "same_members", "same_posts");
	read_tried(r, &x->of[TRY_QUICK], "quick", "quick_members", "quick_posts");
}

#define TRIED(name, condition) \
	", count(*) FILTER (WHERE " condition ") AS " name \
	", count(DISTINCT author_id) FILTER (WHERE " condition ") AS " name "_members," \
	" (array_agg(post_id::text ORDER BY post_id DESC) FILTER (WHERE " condition "))[1:5] AS " name \
	"_posts"

#define NUMBER_TEXT(n) #n
#define NUMBER(n)      NUMBER_TEXT(n)

/* clang-format off */
/* $1 newcomer_posts, $2 first_post, $3 learnt, $4 hold, $5 queue, $6 alike, $7 to $9 by level: posts in an hour, links, mentions;
 * $10 fill_seconds, $11 same_hours, $12 same_members, $13 same_length, $14 posts_address, $15 wave, $16 alike_days. An hour is one of the clock, as in forum/rate.h. Of a text that several
 * posted, each author counts when he posted it first. */
QUERY(harm_tried_row, DOOR_WEB, struct harm_tried_all, read_all,
	"WITH lately AS (SELECT * FROM community.harm_look WHERE at > now() - interval '30 days' ORDER BY at DESC LIMIT " NUMBER(HARM_TRIED_MOST) "),"
	" looked AS (SELECT l.post_id, l.at, CASE WHEN l.wave THEN 2 ELSE l.fate END AS fate, l.text_hash, p.author_id, l.text_size >= $13::integer AND l.text_hash IS NOT NULL AS long,"
	"  CASE WHEN $15::integer > 0 AND l.fresh AND l.level = 0 AND l.suspects >= $15::integer THEN 2 ELSE community.harm_fate($1::integer, $2::integer, $3::integer, $4::integer, $5::integer, $6::integer, l.level, l.posts, l.learnt, l.spam,"
	"   CASE WHEN l.text_size < $13::integer AND NOT l.reached THEN 0 WHEN l.alike_steps IS NULL THEN l.alike ELSE COALESCE((SELECT max(s % 1000) FROM unnest(l.alike_steps) s"
	"    WHERE s / 1000 < $16::integer), 0) END) END AS would, l.of_address > $14::integer AS crowded,"
	"  l.links > ($8::text[]::integer[])[l.level + 1] AS links, l.mentions > ($9::text[]::integer[])[l.level + 1] AS mentions,"
	"  l.seconds < $10::integer AS quick,"
	"  row_number() OVER (PARTITION BY p.author_id, extract(epoch FROM l.at)::bigint / 3600 ORDER BY l.at)"
	"   > ($7::text[]::integer[])[l.level + 1] AS often"
	"  FROM lately l JOIN community.post p ON p.id = l.post_id),"
	" own AS (SELECT *, lag(at) OVER w > at - $11::integer * interval '1 hour' AS again, row_number() OVER w = 1 AS his_first"
	"  FROM looked WINDOW w AS (PARTITION BY text_hash, long, author_id ORDER BY at)),"
	" tried AS (SELECT *, $11::integer > 0 AND long AND (again IS TRUE OR sum(his_first::integer) OVER (PARTITION BY text_hash, long ORDER BY at"
	"  RANGE BETWEEN $11::integer * interval '1 hour' PRECEDING AND CURRENT ROW) - his_first::integer >= $12::integer) AS same FROM own)"
	" SELECT count(*) AS looks"
	TRIED("held", "would = 2 AND fate < 2")
	TRIED("shown", "would < 2 AND fate = 2")
	TRIED("queued", "would = 1 AND fate = 0")
	TRIED("unqueued", "would = 0 AND fate = 1")
	TRIED("often", "often")
	TRIED("crowded", "crowded")
	TRIED("links", "links")
	TRIED("mentions", "mentions")
	TRIED("same", "same")
	TRIED("quick", "quick")
	" FROM tried");
/* clang-format on */

static struct texts by_level(struct arena *a, const struct harm_settings *s, enum harm_number first)
{
	struct texts list = {arena_array(a, const char *, 5), 5};
	int i;

	for (i = 0; i < 5; i++)
		list.v[i] = arena_printf(a, "%lld", (long long)s->number[harm_of_level(first, i)]);
	return list;
}

void harm_try(struct task *t, const struct harm_settings *s, struct harm_tried_all **out)
{
	const int64_t *n = s->number;
	struct arena *a = &t->arena;

	db_one(t, &harm_tried_row, out, n[HARM_NEWCOMER_POSTS], n[HARM_FIRST_POST], n[HARM_LEARNT],
		n[HARM_HOLD], n[HARM_QUEUE], n[HARM_ALIKE], by_level(a, s, HARM_POSTS),
		by_level(a, s, HARM_LINKS), by_level(a, s, HARM_MENTIONS), n[HARM_FILL_SECONDS],
		n[HARM_SAME_HOURS], n[HARM_SAME_MEMBERS], n[HARM_SAME_LENGTH], n[HARM_ADDRESS], n[HARM_WAVE],
		n[HARM_ALIKE_DAYS]);
}

static void read_sample(struct row *r, struct harm_sample *x)
{
	x->post = row_int8(r, "id");
	x->title = row_text(r, "title");
	x->author = row_text(r, "display");
}

QUERY(harm_samples_rows, DOOR_WEB, struct harm_sample, read_sample,
	"SELECT p.id, t.title, m.display FROM community.post p JOIN community.thread t ON t.id = p.thread_id"
	" JOIN community.member m ON m.id = p.author_id WHERE p.id = ANY ($1::text[]::bigint[]) ORDER BY p.id DESC LIMIT 100");

void harm_samples_find(struct task *t, struct texts posts, struct harm_samples *out)
{
	db_many(t, &harm_samples_rows, out, posts);
}
