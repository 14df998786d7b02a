/* search_sql.c -- finding posts by their words, and of each thread the best one.
 *
 * Whatever is asked, the work is bounded. A search by words takes what the index gives, at most 5,000 posts
 * (20,000 are looked at where a phrase or a condition must be tried on each), ranks the newest 1,000 of them
 * and the newest 500 threads that have the words in their titles. So a word that half of all posts hold costs
 * about 20 ms, and its best matches are those with it in the title. Sorted by activity, such a word is found
 * by walking through the threads instead, newest first, which ends soon because every other thread has it.
 * With an author or a tag, their own posts are tried, not the word's.
 *
 * Statements are put together from the pieces below when this file is compiled; each has its own plan.
 * Arguments: $1 words, $2 key, $3 id of the last thread of the page before, $4 topic, $5 tag, $6 author, $7
 * state, $8 after, $9 before. */
#include "forum/search/search_inside.h"

#include "db/query.h"
#include "db/row.h"

/* Statements are laid out by hand. */
/* clang-format off */

/* What the index is asked: every language's stems. It does not know the order of words, so a phrase is
 * looked for without it ("loose") and tried on what is found; but not beside a
 * negation, where looser would mean stricter. */
#define ASKED \
	"spoken AS MATERIALIZED (" \
	"  SELECT community.any_of(websearch_to_tsquery(language, $1::text)) AS query, count(*) > 1 AS many" \
	"  FROM community.search_language)," \
	" asked AS MATERIALIZED (SELECT query, many," \
	"  CASE WHEN query::text ~ '!' THEN query" \
	"   ELSE regexp_replace(query::text, '<(-|[0-9]+)>', '&', 'g')::tsquery END AS loose," \
	"  query::text ~ '<(-|[0-9]+)>' AS phrase FROM spoken)," \
	" wanted AS MATERIALIZED (SELECT" \
	"  community.topic_meant($4::text) AS topic_id," \
	"  COALESCE((SELECT id FROM community.tag WHERE name = $5::text)," \
	"   (SELECT tag_id FROM community.tag_synonym WHERE name = $5::text)) AS tag_id," \
	"  (SELECT id FROM community.member WHERE username = $6::text) AS author_id," \
	"  COALESCE($4::text, $5::text, $7::text) IS NOT NULL OR $8::timestamptz IS NOT NULL" \
	"   OR $9::timestamptz IS NOT NULL OR many AS limited FROM spoken)"

/* Conditions on the thread t, on the post p. */
#define THREAD_FITS \
	"t.deleted_at IS NULL" \
	" AND ($4::text IS NULL OR t.topic_id = (SELECT topic_id FROM wanted))" \
	" AND CASE $7::text WHEN 'solved' THEN t.solved WHEN 'unsolved' THEN t.kind = 'question' AND NOT t.solved" \
	"  WHEN 'unanswered' THEN t.kind = 'question' AND t.answers = 0 ELSE true END" \
	" AND ($5::text IS NULL OR EXISTS (SELECT FROM community.thread_tag k" \
	"  WHERE k.thread_id = t.id AND k.tag_id = (SELECT tag_id FROM wanted)))"
#define POST_FITS \
	"p.deleted_at IS NULL AND p.kind <> 'comment'" \
	" AND ($8::timestamptz IS NULL OR p.created_at >= $8) AND ($9::timestamptz IS NULL OR p.created_at < $9)"
/* One language's stems may be another's words: with several, each thread is asked in its own. */
#define POST_SAYS \
	"($1::text IS NULL OR p.words @@ COALESCE((SELECT query FROM asked WHERE NOT many)," \
	" websearch_to_tsquery(t.language, $1::text)))"

/* ---- candidates(post_id, thread_id) ---- */

/* Posts with the words, as the index finds them. */
#define FOUND \
	"found AS MATERIALIZED (" \
	"  SELECT p.id, p.thread_id FROM (" \
	"   SELECT id, thread_id, words, created_at, deleted_at, kind FROM community.post" \
	"   WHERE words @@ (SELECT loose FROM asked) AND deleted_at IS NULL LIMIT 20000) p" \
	"  WHERE (NOT (SELECT phrase FROM asked) OR p.words @@ (SELECT query FROM asked))" \
	"  AND (NOT (SELECT limited FROM wanted) OR (" POST_FITS \
	"   AND EXISTS (SELECT FROM community.thread t WHERE t.id = p.thread_id" \
	"    AND " THREAD_FITS " AND " POST_SAYS ")))" \
	"  LIMIT 5000)"
#define BY_WORDS \
	FOUND "," \
	" titled AS MATERIALIZED (" \
	"  SELECT t.id FROM community.thread t" \
	"  WHERE to_tsvector(t.language, t.title || ' ' || t.product) @@ (SELECT query FROM asked)" \
	"  AND (NOT (SELECT many FROM asked) OR to_tsvector(t.language, t.title || ' ' || t.product)" \
	"   @@ websearch_to_tsquery(t.language, $1::text))" \
	"  AND " THREAD_FITS " AND ($8::timestamptz IS NULL OR t.created_at >= $8)" \
	"  AND ($9::timestamptz IS NULL OR t.created_at < $9) LIMIT 5000)," \
	" candidates AS MATERIALIZED (" \
	"  (SELECT id AS post_id, thread_id FROM found ORDER BY id DESC LIMIT 1000)" \
	"  UNION SELECT p.id, p.thread_id FROM (SELECT id FROM titled ORDER BY id DESC LIMIT 500) n" \
	"  JOIN community.post p ON p.thread_id = n.id AND p.kind = 'question' AND p.deleted_at IS NULL)"
/* Where a limit cut off some that may be newer, those are looked for among the threads: the newest 5,000 that fit. */
#define BY_WORDS_NEWEST \
	FOUND "," \
	" cut AS MATERIALIZED (SELECT (SELECT count(*) FROM found) >= 5000" \
	"  OR ((SELECT limited FROM wanted) OR (SELECT phrase FROM asked)) AND (SELECT count(*) FROM (" \
	"   SELECT FROM community.post WHERE words @@ (SELECT loose FROM asked) AND deleted_at IS NULL LIMIT 20000) x)" \
	"  >= 20000 AS off)," \
	" walked AS MATERIALIZED (" \
	"  SELECT m.id AS post_id, t.id AS thread_id FROM (" \
	"   SELECT * FROM community.thread t WHERE (SELECT off FROM cut) AND " THREAD_FITS \
	"   AND (t.active_at, t.id) < ($2::timestamptz, $3::bigint) ORDER BY t.active_at DESC, t.id DESC LIMIT 5000) t" \
	"  CROSS JOIN LATERAL (SELECT p.id FROM community.post p WHERE p.thread_id = t.id AND " POST_FITS \
	"   AND " POST_SAYS " LIMIT 1) m" \
	"  ORDER BY t.active_at DESC, t.id DESC LIMIT 21)," \
	" candidates AS MATERIALIZED (" \
	"  SELECT post_id, thread_id FROM walked" \
	"  UNION SELECT id, thread_id FROM found" \
	"   WHERE NOT (SELECT off FROM cut) OR (SELECT count(*) FROM walked) < 21)"
/* The newest 2,000 threads with the tag; without words their questions. */
#define BY_TAG \
	"candidates AS MATERIALIZED (" \
	"  SELECT p.id AS post_id, p.thread_id FROM (" \
	"   SELECT thread_id FROM community.thread_tag WHERE tag_id = (SELECT tag_id FROM wanted)" \
	"   ORDER BY active_at DESC, thread_id DESC LIMIT 2000) k" \
	"  JOIN community.thread t ON t.id = k.thread_id" \
	"  JOIN community.post p ON p.thread_id = t.id" \
	"  WHERE " THREAD_FITS " AND " POST_FITS " AND " POST_SAYS \
	"  AND ($6::text IS NULL OR p.author_id = (SELECT author_id FROM wanted))" \
	"  AND ($1::text IS NOT NULL OR $6::text IS NOT NULL OR p.kind = 'question'))"
/* The newest 5,000 posts of the author. */
#define BY_AUTHOR \
	"candidates AS MATERIALIZED (" \
	"  SELECT p.id AS post_id, p.thread_id FROM (" \
	"   SELECT id, thread_id, words, created_at, deleted_at, kind FROM community.post" \
	"   WHERE author_id = (SELECT author_id FROM wanted) ORDER BY created_at DESC, id DESC LIMIT 5000) p" \
	"  JOIN community.thread t ON t.id = p.thread_id" \
	"  WHERE " THREAD_FITS " AND " POST_FITS " AND " POST_SAYS ")"
#define ALL_THREADS \
	"candidates AS MATERIALIZED (" \
	"  SELECT p.id AS post_id, t.id AS thread_id FROM community.thread t" \
	"  JOIN community.post p ON p.thread_id = t.id AND p.kind = 'question'" \
	"  WHERE " THREAD_FITS " AND " POST_FITS " AND $1::text IS NULL AND $6::text IS NULL" \
	"  AND (t.active_at, t.id) < ($2::timestamptz, $3::bigint) ORDER BY t.active_at DESC, t.id DESC LIMIT 21)"

/* ---- the page(post_id, thread_id, key) ---- */

#define RANK "ts_rank_cd('{0.3, 0.4, 0.2, 1}', p.words, (SELECT query FROM asked), 33)"

/* Words in the title outweigh any number of them in a text; then what is solved, and its solution above all. */
#define PAGE_BEST \
	"ranked AS (" \
	"  SELECT DISTINCT ON (c.thread_id) c.post_id, c.thread_id, (1000000 * (" RANK \
	"   + CASE WHEN ts_filter(p.words, '{a}') @@ (SELECT query FROM asked) THEN 0.5 ELSE 0 END)" \
	"   * CASE WHEN p.accepted > 0 THEN 1.6 WHEN t.solved THEN 1.3 ELSE 1 END)::bigint AS key" \
	"  FROM candidates c JOIN community.post p ON p.id = c.post_id JOIN community.thread t ON t.id = c.thread_id" \
	"  WHERE t.deleted_at IS NULL ORDER BY c.thread_id, key DESC, c.post_id)," \
	" page AS MATERIALIZED (SELECT post_id, thread_id, key FROM ranked" \
	"  WHERE (key, thread_id) < ($2::bigint, $3::bigint) ORDER BY key DESC, thread_id DESC LIMIT 21)"
#define PAGE_NEWEST \
	"newest AS MATERIALIZED (" \
	"  SELECT t.id, t.active_at FROM (SELECT DISTINCT thread_id FROM candidates) c" \
	"  JOIN community.thread t ON t.id = c.thread_id" \
	"  WHERE t.deleted_at IS NULL AND (t.active_at, t.id) < ($2::timestamptz, $3::bigint)" \
	"  ORDER BY t.active_at DESC, t.id DESC LIMIT 21)," \
	" page AS MATERIALIZED (" \
	"  SELECT DISTINCT ON (n.id) c.post_id, n.id AS thread_id," \
	"   (extract(epoch FROM n.active_at) * 1000000)::bigint AS key" \
	"  FROM newest n JOIN candidates c ON c.thread_id = n.id JOIN community.post p ON p.id = c.post_id" \
	"  ORDER BY n.id, CASE WHEN $1::text IS NOT NULL THEN " RANK \
	" ELSE 0 END DESC, p.accepted DESC, c.post_id DESC)"

#define HEADLINE(text, options) \
	"COALESCE(ts_headline(t.language, " text ", (SELECT query FROM asked), 'StartSel=" MARK_ON \
	", StopSel=" MARK_OFF ", " options "'), left(" text ", 250))"
#define SHOWN \
	" SELECT t.id, " HEADLINE("t.title", "HighlightAll=true") " AS title, t.slug, t.kind = 'question' AS question," \
	" t.solved, t.answers, t.active_at, o.name AS topic, o.slug AS topic_slug, o.colour AS topic_colour," \
	" p.id AS post_id, p.kind IN ('answer', 'reply') AS is_answer, p.accepted > 0 AS accepted, p.created_at," \
	" " BYLINE_COLUMNS("m") "," \
	" " HEADLINE("left(p.plain, 30000)", "MaxFragments=2, MaxWords=40, MinWords=25, FragmentDelimiter=\" … \"") \
	" AS passage, g.key" \
	" FROM page g JOIN community.thread t ON t.id = g.thread_id JOIN community.topic o ON o.id = t.topic_id" \
	" JOIN community.post p ON p.id = g.post_id JOIN community.member m ON m.id = p.author_id" \
	" ORDER BY g.key DESC, t.id DESC"

static void read_hit(struct row *r, struct search_hit *x)
{
	x->id = row_int8(r, "id");
	x->title = row_text(r, "title");
	x->slug = row_text(r, "slug");
	x->question = row_bool(r, "question");
	x->solved = row_bool(r, "solved");
	x->answers = row_int8(r, "answers");
	x->active_at = row_when(r, "active_at");
	x->topic = row_text(r, "topic");
	x->topic_slug = row_text(r, "topic_slug");
	x->topic_colour = row_int8(r, "topic_colour");
	x->post_id = row_int8(r, "post_id");
	x->is_answer = row_bool(r, "is_answer");
	x->accepted = row_bool(r, "accepted");
	x->created_at = row_when(r, "created_at");
	byline_read(r, &x->author);
	x->passage = row_text(r, "passage");
	x->key = row_int8(r, "key");
}

static void read_correction(struct row *r, struct correction *x)
{
	x->word = row_text(r, "word");
	x->meant = row_text(r, "meant");
}

#define SEARCH(name, candidates, page) \
	QUERY(name, DOOR_WEB, struct search_hit, read_hit, "WITH " ASKED ", " candidates ", " page SHOWN)

SEARCH(search_words_best, BY_WORDS, PAGE_BEST);
SEARCH(search_words_newest, BY_WORDS_NEWEST, PAGE_NEWEST);
SEARCH(search_tag_best, BY_TAG, PAGE_BEST);
SEARCH(search_tag_newest, BY_TAG, PAGE_NEWEST);
SEARCH(search_author_best, BY_AUTHOR, PAGE_BEST);
SEARCH(search_author_newest, BY_AUTHOR, PAGE_NEWEST);
SEARCH(search_all_newest, ALL_THREADS, PAGE_NEWEST);

/* Words of what is hidden are known, too, and neither told nor confirmed; one of a hundred threads is no secret. */
QUERY(words_meant, DOOR_WEB, struct correction, read_correction,
	"SELECT u.lexeme AS word, m.word AS meant FROM unnest(to_tsvector('simple', left($1, 400))) u"
	" CROSS JOIN LATERAL community.word_meant_shown(u.lexeme) m"
	" WHERE NOT EXISTS (SELECT FROM community.search_word s"
	"  WHERE community.folded(s.word) = community.folded(u.lexeme) AND (s.threads >= 100 OR community.word_is_shown(s.word))) LIMIT 20");

/* clang-format on */

static const struct query *statement_of(const struct search *s)
{
	if (s->tag)
		return s->newest ? &search_tag_newest : &search_tag_best;
	if (s->author)
		return s->newest ? &search_author_newest : &search_author_best;
	if (s->words)
		return s->newest ? &search_words_newest : &search_words_best;
	return &search_all_newest;
}

#define FIRST ((int64_t)900000000000000000)

void search_find(struct task *t, const struct search *s, struct search_hits *out)
{
	const struct query *q = statement_of(s);
	int64_t key = s->key_id ? s->key : FIRST, id = s->key_id ? s->key_id : FIRST;

	if (s->newest)
		db_many(t, q, out, s->words, (struct when){key}, id, s->topic, s->tag, s->author, s->state,
			s->after, s->before);
	else
		db_many(t, q, out, s->words, key, id, s->topic, s->tag, s->author, s->state, s->after,
			s->before);
}

void corrections_find(struct task *t, const char *words, struct corrections *out)
{
	db_many(t, &words_meant, out, words);
}
