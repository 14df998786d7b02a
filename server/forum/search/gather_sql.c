/* gather_sql.c -- which words there are, in how many threads; and which threads wait for `work`. */
#include "forum/search/similar_inside.h"

#include "db/query.h"
#include "db/row.h"

/* Statements are laid out by hand. */
/* clang-format off */

/* The words of the title and the beginning of the question of each thread of ${threads}(thread_id). Addresses
 * are no words. */
#define WORDS_OF(threads) \
	"SELECT w.lexeme AS word, count(*)::integer AS n FROM " threads \
	" k JOIN community.thread t ON t.id = k.thread_id" \
	" LEFT JOIN community.post p ON p.thread_id = t.id AND p.kind = 'question'" \
	" CROSS JOIN LATERAL unnest(to_tsvector('simple'," \
	"  t.title || ' ' || t.product || ' ' || left(COALESCE(p.plain, ''), 8000))) w" \
	" WHERE char_length(w.lexeme) BETWEEN 1 AND 40 AND w.lexeme !~ '[/@]' GROUP BY w.lexeme"

static void read_gathered(struct row *r, struct gathered *x)
{
	x->threads = row_int8(r, "threads");
}

static void read_thread_id(struct row *r, struct thread_id *x)
{
	x->id = row_int8(r, "id");
}

QUERY(words_of_pending, DOOR_WORK, struct gathered, read_gathered,
	"WITH taken AS MATERIALIZED (SELECT thread_id FROM community.search_pending"
	"  WHERE NOT gathered AND ($2::bigint = 0 OR thread_id = $2) ORDER BY thread_id LIMIT $1 FOR UPDATE SKIP LOCKED),"
	" put AS (INSERT INTO community.search_word AS s (word, threads)"
	"  SELECT word, n FROM (" WORDS_OF("taken") ") f ORDER BY word"
			 "  ON CONFLICT (word) DO UPDATE SET threads = s.threads + EXCLUDED.threads),"
			 " noted AS (UPDATE community.search_pending p SET gathered = true FROM taken WHERE "
			 "p.thread_id = taken.thread_id)"
			 " SELECT count(*) AS threads FROM taken");
COMMAND(words_of_changed, DOOR_WORK,
	"INSERT INTO community.search_word (word, threads)"
	" SELECT word, n FROM (" WORDS_OF("(SELECT $1::bigint AS thread_id)") ") f ORDER BY word ON CONFLICT (word) DO NOTHING");
QUERY(pending_gathered, DOOR_WORK, struct thread_id, read_thread_id,
	"SELECT thread_id AS id FROM community.search_pending WHERE gathered ORDER BY thread_id LIMIT $1"
	" FOR UPDATE SKIP LOCKED");
COMMAND(pending_delete, DOOR_WORK, "DELETE FROM community.search_pending WHERE thread_id = $1");
/* clang-format on */

void words_gather(struct task *t, int64_t most, int64_t thread, struct gathered **out)
{
	db_one(t, &words_of_pending, out, most, thread);
}

void words_gather_new(struct task *t, int64_t thread)
{
	db_run(t, &words_of_changed, thread);
}

void pending_take(struct task *t, int64_t most, struct thread_ids *out)
{
	db_many(t, &pending_gathered, out, most);
}

void pending_done(struct task *t, int64_t thread)
{
	db_run(t, &pending_delete, thread);
}
