-- Searching: how words of a query become what post.words holds, which words there are, and what is like what.
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

-- What the extensions brought stands in public: to be used by the roles, who can make nothing there.
GRANT USAGE ON SCHEMA public TO bothy_web, bothy_desk, bothy_work;

-- A search must not wade through a long list of words that are not yet sorted in.
ALTER INDEX community.post_words SET (gin_pending_list_limit = 512);

-- An answer is found by the words of its thread's title, too: who searches has words of both in mind. They weigh less there
-- than in the question, which is what a search for the title should lead to. Replaces the functions of 0003.
CREATE OR REPLACE FUNCTION community.post_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	t record;
BEGIN
	IF NEW.kind = 'comment' THEN
		RETURN NEW;
	END IF;
	SELECT title, product, language INTO t FROM community.thread WHERE id = NEW.thread_id;
	NEW.words := setweight(to_tsvector(t.language, t.title || ' ' || t.product),
			CASE WHEN NEW.kind = 'question' THEN 'A'::"char" ELSE 'B'::"char" END)
		|| setweight(to_tsvector(t.language, left(NEW.plain, 100000)),
			CASE WHEN NEW.kind = 'question' THEN 'C'::"char" ELSE 'D'::"char" END);
	RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION community.thread_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE community.post SET plain = plain WHERE thread_id = NEW.id AND kind <> 'comment';
	RETURN NULL;
END $$;
UPDATE community.post SET plain = plain WHERE kind IN ('answer', 'reply');

-- Titles alone: what a word in a title finds weighs most, and similar questions are looked for here.
CREATE INDEX thread_title_words ON community.thread
	USING gin (to_tsvector(language, title || ' ' || product)) WITH (gin_pending_list_limit = 256)
	WHERE deleted_at IS NULL;

-- The languages threads are written in. A query is stemmed in each of them.
CREATE TABLE community.search_language (
	language regconfig PRIMARY KEY
);
INSERT INTO community.search_language VALUES ('english');
INSERT INTO community.search_language SELECT DISTINCT language FROM community.thread ON CONFLICT DO NOTHING;
GRANT SELECT, INSERT ON community.search_language TO bothy_web, bothy_work;
CREATE FUNCTION community.search_language_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO community.search_language VALUES (NEW.language) ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
CREATE TRIGGER search_language_note AFTER INSERT OR UPDATE OF language ON community.thread
	FOR EACH ROW WHEN (NEW.language <> 'english'::regconfig) EXECUTE FUNCTION community.search_language_note();

CREATE AGGREGATE community.any_of(tsquery) (SFUNC = tsquery_or, STYPE = tsquery);

-- The words of titles and questions, as written, with the number of threads they stand in: for "did you mean", and to
-- know which words of a question are telling. Kept by `work`.
CREATE TABLE community.search_word (
	word    text PRIMARY KEY CHECK (char_length(word) BETWEEN 1 AND 40),
	threads integer NOT NULL DEFAULT 1
) WITH (fillfactor = 80);
CREATE INDEX search_word_like ON community.search_word USING gin (word gin_trgm_ops);
GRANT SELECT ON community.search_word TO bothy_web;
GRANT SELECT, INSERT, UPDATE ON community.search_word TO bothy_work;

-- The known word that somebody probably meant by one that nobody has used: one slip in a short word, two in a longer one.
CREATE FUNCTION community.word_meant(given text) RETURNS TABLE (word text, threads integer)
	LANGUAGE sql STABLE ROWS 1 AS $$
	SELECT near.word, near.threads FROM (
		SELECT w.word, w.threads,
			levenshtein_less_equal(w.word, given, CASE WHEN char_length(given) < 6 THEN 1 ELSE 2 END) AS slips
		FROM community.search_word w
		WHERE w.word % given AND char_length(w.word) BETWEEN char_length(given) - 2 AND char_length(given) + 2) near
	WHERE near.slips <= CASE WHEN char_length(given) < 6 THEN 1 ELSE 2 END AND char_length(given) BETWEEN 4 AND 40
	ORDER BY near.slips, near.threads DESC, near.word LIMIT 1
$$;

-- Threads whose words have not been gathered, or whose similar ones have not been looked for. An import puts all of its
-- threads here; `work` takes them in batches.
CREATE TABLE community.search_pending (
	thread_id bigint PRIMARY KEY,
	gathered  boolean NOT NULL DEFAULT false
);
CREATE INDEX search_pending_new ON community.search_pending (thread_id) WHERE NOT gathered;
GRANT INSERT ON community.search_pending TO bothy_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON community.search_pending TO bothy_work;
INSERT INTO community.search_pending SELECT id FROM community.thread;
CREATE FUNCTION community.search_pending_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO community.search_pending SELECT id FROM added ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
CREATE TRIGGER search_pending_note AFTER INSERT ON community.thread
	REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION community.search_pending_note();
