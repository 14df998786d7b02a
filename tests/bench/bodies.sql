-- bodies.sql -- gives imported posts, whose dump has no texts, bodies of realistic length: 300 to 1500 bytes, comments 40 to
-- 300; the same ones each time. The words are those of the titles, and as in any language the nth most frequent one comes
-- about 1/n as often as the first, so searches find much and little as they would in real texts.
SET client_min_messages = error;
SET work_mem = '256MB';

-- A number from 0 to 1 that looks random and is the same each time.
CREATE FUNCTION pg_temp.chance(of bigint, which int) RETURNS float8 LANGUAGE sql IMMUTABLE
RETURN (hashint8extended(of, which) & 2147483647) / 2147483648.0;

CREATE TEMP TABLE word AS
SELECT row_number() OVER (ORDER BY count(*) DESC, w) AS rank, w
FROM community.thread, regexp_split_to_table(lower(title), '[^[:alpha:]]+') w
WHERE w <> '' GROUP BY w;

CREATE TEMP TABLE sentence AS
SELECT s, string_agg(w.w, ' ' ORDER BY i) || '.' AS text
FROM (SELECT s, i, power((SELECT count(*) FROM word), pg_temp.chance(s, i))::bigint AS rank
	FROM generate_series(0, 29999) s, generate_series(1, 12) i) x
JOIN word w USING (rank) GROUP BY s;
ANALYZE sentence;

CREATE TEMP TABLE body AS
SELECT x.id, string_agg(s.text, CASE WHEN x.i % 5 = 0 THEN E'\n\n' ELSE ' ' END ORDER BY x.i) AS text
FROM (SELECT p.id, i, floor(30000 * pg_temp.chance(p.id, i))::int AS s
	FROM community.post p, generate_series(1, CASE p.kind WHEN 'comment' THEN 1 + (3 * pg_temp.chance(p.id, 0))::int
		ELSE 5 + (16 * pg_temp.chance(p.id, 0))::int END) i
	WHERE p.missing) x
JOIN sentence s USING (s) GROUP BY x.id;
ANALYZE body;

UPDATE community.post p SET missing = false, source = b.text, plain = replace(b.text, E'\n\n', ' '),
	html = '<p>' || replace(b.text, E'\n\n', E'</p>\n<p>') || E'</p>\n'
	FROM body b WHERE b.id = p.id;
VACUUM FULL community.post;
VACUUM ANALYZE;
