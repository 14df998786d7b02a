/* similar_sql.c -- finding threads that are like a text, for somebody who is about to ask it, and for the
 * list beside a thread.
 *
 * A word says the more the fewer threads hold it (community.search_word knows). So the text's rarest words
 * choose the candidates: titles that hold one which is rare in itself, or any two; where those are few, also
 * questions whose text holds two. They are scored by the share of the text's weight that they cover, a word
 * of the title counting fully, one of the product or the text less, and by trigrams. A word that nobody has
 * used is taken for the known one that was probably meant. What says nothing in one of the community's
 * languages is left out in all: else "how" would weigh where German is spoken, too.
 *
 * The numbers of candidates are bounded, so a question made of common words costs no more than one made of
 * rare ones; of thousands of titles that hold two common words it then sees only some. */
#include "forum/search/similar_inside.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"

/* Statements are laid out by hand. */
/* clang-format off */
#define EXCERPT 240 /* characters of a solution */
/* Of the best score. What is further from it is not shown: of 300 duplicates in a community of 22,000 threads this hid none that was among
 * the best eight. What is solved goes first only where it fits nearly as well: a solution of something else helps nobody. */
#define NEAR "0.6"
#define NEARLY "0.8"

/* The candidates for the text ${given} without the thread ${except}, as scored(id, score): common table
 * expressions. */
#define SCORED(given_text, except) \
	"given AS MATERIALIZED (SELECT u.lexeme AS word, (SELECT sum(s.threads) FROM community.search_word s" \
	"   WHERE community.folded(s.word) = community.folded(u.lexeme)) AS threads" \
	"  FROM unnest(to_tsvector('simple', left(" given_text ", 400))) u ORDER BY u.positions[1] LIMIT 20)," \
	" meant AS MATERIALIZED (" \
	"  SELECT g.word, g.threads FROM given g WHERE g.threads IS NOT NULL" \
	"  UNION SELECT COALESCE(m.word, g.word), m.threads FROM given g" \
	"  LEFT JOIN LATERAL community.word_meant(g.word) m ON true WHERE g.threads IS NULL)," \
	" telling AS MATERIALIZED (" \
	"  SELECT m.word, m.threads, community.any_of(plainto_tsquery('simple', x.lexeme)) AS query," \
	"   ln(1 + (SELECT GREATEST(sum(threads), 1) FROM community.topic)" \
	"    / (1.0 + COALESCE(m.threads, 0)))::float8 AS weight" \
	"  FROM meant m CROSS JOIN community.search_language l" \
	"  CROSS JOIN LATERAL unnest(to_tsvector(l.language, m.word)) x" \
	"  WHERE NOT EXISTS (SELECT FROM community.search_language o WHERE to_tsvector(o.language, m.word) = '')" \
	"  GROUP BY m.word, m.threads)," \
	" rare AS MATERIALIZED (SELECT word, query FROM telling WHERE threads IS NOT NULL" \
	"  ORDER BY threads, word LIMIT 6)," \
	" pairs AS MATERIALIZED (SELECT community.any_of(a.query && b.query) AS query" \
	"  FROM rare a JOIN rare b ON a.word < b.word)," \
	" alone AS MATERIALIZED (SELECT community.any_of(query) AS query FROM telling" \
	"  WHERE threads IS NULL OR threads < 300 OR (SELECT count(*) FROM telling) = 1)," \
	" either AS MATERIALIZED (SELECT community.any_of(query) AS query FROM (" \
	"  SELECT query FROM pairs UNION ALL SELECT query FROM alone) e)," \
	" titles AS MATERIALIZED (SELECT t.id FROM community.thread t" \
	"  WHERE to_tsvector(t.language, t.title || ' ' || t.product) @@ (SELECT query FROM either)" \
	"  AND t.deleted_at IS NULL AND t.id <> " except " LIMIT 500)," \
	" bodies AS MATERIALIZED (SELECT p.thread_id AS id, strip(p.words) AS words FROM community.post p" \
	"  WHERE p.words @@ (SELECT query FROM pairs) AND p.deleted_at IS NULL AND p.kind = 'question'" \
	"  AND p.thread_id <> " except \
	"  LIMIT CASE WHEN (SELECT count(*) FROM titles) < 20 THEN 200 ELSE 0 END)," \
	" covered AS (SELECT t.id, t.title, t.solved, sum(w.weight) AS whole," \
	"   COALESCE(sum(w.weight) FILTER (WHERE x.words @@ w.query), 0) AS in_title," \
	"   COALESCE(sum(w.weight) FILTER (WHERE (b.words @@ w.query OR x.product @@ w.query)" \
	"    AND NOT x.words @@ w.query), 0) AS in_body" \
	"  FROM titles n FULL JOIN bodies b ON b.id = n.id" \
	"  JOIN community.thread t ON t.id = COALESCE(n.id, b.id) AND t.deleted_at IS NULL" \
	"  CROSS JOIN LATERAL (" \
	"   SELECT to_tsvector(t.language, t.title) AS words, to_tsvector(t.language, t.product) AS product OFFSET 0) x" \
	"  CROSS JOIN telling w GROUP BY t.id)," \
	" scored AS (SELECT id, (in_title + 0.4 * in_body) / whole + 0.5 * similarity(title, " given_text \
	")" \
	"  + CASE WHEN solved THEN 0.05 ELSE 0 END AS score FROM covered" \
	"  WHERE in_title >= 0.2 * whole OR in_title + 0.4 * in_body >= 0.3 * whole)"

static const char *excerpt(struct arena *a, const char *plain)
{
	return plain ? text_excerpt(a, text_one_line(a, plain), EXCERPT) : NULL;
}

static void read_similar(struct row *r, struct similar *x)
{
	x->id = row_int8(r, "id");
	x->title = row_text(r, "title");
	x->slug = row_text(r, "slug");
	x->question = row_bool(r, "question");
	x->solved = row_bool(r, "solved");
	x->answers = row_int8(r, "answers");
	x->topic = row_text(r, "topic");
	x->topic_slug = row_text(r, "topic_slug");
	x->topic_colour = row_int8(r, "topic_colour");
	x->solution_id = row_int8(r, "solution_id");
	x->solution = excerpt(row_arena(r), row_text(r, "solution"));
	x->solution_by = row_text(r, "solution_by");
}

QUERY(similar_to_text, DOOR_WEB, struct similar, read_similar,
	"WITH " SCORED("$1::text", "$2::bigint") ","
	" top AS (SELECT max(score) AS score FROM scored),"
	" best AS MATERIALIZED (SELECT s.id, s.score, s.score >= " NEARLY " * top.score AS nearly FROM scored s, top"
	"  WHERE s.score >= " NEAR " * top.score ORDER BY s.score DESC, s.id DESC LIMIT 8)"
	" SELECT t.id, t.title, t.slug, t.kind = 'question' AS question, t.solved, t.answers,"
	" c.name AS topic, c.slug AS topic_slug, c.colour AS topic_colour,"
	" a.id AS solution_id, left(a.plain, 400) AS solution, m.display AS solution_by"
	" FROM best b JOIN community.thread t ON t.id = b.id JOIN community.topic c ON c.id = t.topic_id"
	" LEFT JOIN LATERAL (SELECT p.id, p.plain, p.author_id FROM community.post p"
	"  WHERE p.thread_id = t.id AND p.kind IN ('answer', 'reply') AND p.deleted_at IS NULL AND p.accepted > 0"
	"  ORDER BY p.place, p.created_at, p.id LIMIT 1) a ON true"
	" LEFT JOIN community.member m ON m.id = a.author_id"
	" ORDER BY (t.solved AND b.nearly) DESC, b.score DESC, b.id DESC");

/* ---- kept beside each thread, by work ---- */

static void read_thread_id(struct row *r, struct thread_id *x)
{
	x->id = row_int8(r, "id");
}

COMMAND(similar_lock, DOOR_WORK, "SELECT pg_advisory_xact_lock(hashtext('community.thread_similar'))");
COMMAND(similar_clear, DOOR_WORK, "DELETE FROM community.thread_similar WHERE thread_id = $1");
/* What people have linked comes first. */
COMMAND(similar_fill, DOOR_WORK,
	"WITH asked AS MATERIALIZED (SELECT title || ' ' || product AS text FROM community.thread"
	"  WHERE id = $1 AND deleted_at IS NULL),"
	" " SCORED("(SELECT text FROM asked)", "$1::bigint") ","
	" linked AS ("
	"  SELECT other_id AS id, kind FROM community.thread_link WHERE thread_id = $1"
	"  UNION SELECT thread_id, kind FROM community.thread_link WHERE other_id = $1),"
	" candidates AS ("
	"  SELECT id, score FROM scored"
	"  UNION ALL SELECT l.id, CASE WHEN l.kind = 'duplicate' THEN 20 ELSE 10 END + CASE WHEN t.solved THEN 1 ELSE 0 END"
	"  FROM linked l JOIN community.thread t ON t.id = l.id WHERE t.deleted_at IS NULL AND t.id <> $1),"
	" best AS (SELECT id, max(score) AS score FROM candidates GROUP BY id ORDER BY max(score) DESC, id DESC LIMIT 6)"
	" INSERT INTO community.thread_similar (thread_id, similar_id, position)"
	" SELECT $1, id, row_number() OVER (ORDER BY score DESC, id DESC) FROM best"
	" WHERE EXISTS (SELECT FROM asked)");

QUERY(similar_ids, DOOR_WORK, struct thread_id, read_thread_id,
	"SELECT similar_id AS id FROM community.thread_similar WHERE thread_id = $1 ORDER BY position LIMIT 6");
/* clang-format on */

void similar_find(struct task *t, const char *text, int64_t except, struct similars *out)
{
	db_many(t, &similar_to_text, out, text, except);
}

void similar_begin(struct task *t)
{
	db_begin(t);
	db_run(t, &similar_lock);
}

void similar_keep(struct task *t, int64_t thread)
{
	db_run(t, &similar_clear, thread);
	db_run(t, &similar_fill, thread);
	stamp_touch(t, STAMP_THREAD, thread);
}

void similar_kept(struct task *t, int64_t thread, struct thread_ids *out)
{
	db_many(t, &similar_ids, out, thread);
}
