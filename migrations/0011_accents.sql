-- Searching folds accents: "cafe" finds "café", and the other way round.

-- Text without accents, for comparing words. unaccent() itself depends on a dictionary that could be changed, so an index
-- may not stand on it; ours is named, and is not changed.
CREATE FUNCTION community.folded(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN public.unaccent('public.unaccent'::regdictionary, given);

-- Every language of PostgreSQL once more, in this schema, with its accents folded before words are stemmed. What was
-- written is shown as it was written, and marked where its folded form matches. In a language where å is a letter of its own,
-- a search for it also finds what has an a there: rather one result too many than none for who cannot type it.
DO $$
DECLARE
	c record;
	m record;
BEGIN
	FOR c IN SELECT oid, cfgname FROM pg_ts_config WHERE cfgnamespace = 'pg_catalog'::regnamespace LOOP
		EXECUTE format('CREATE TEXT SEARCH CONFIGURATION community.%I (COPY = pg_catalog.%I)', c.cfgname, c.cfgname);
		FOR m IN
			SELECT t.alias, string_agg(d.dictname, ', ' ORDER BY x.mapseqno) AS dictionaries
			FROM pg_ts_config_map x JOIN ts_token_type('default') t ON t.tokid = x.maptokentype
			JOIN (SELECT oid, format('%I.%I', dictnamespace::regnamespace::text, dictname) AS dictname FROM pg_ts_dict) d
				ON d.oid = x.mapdict
			WHERE x.mapcfg = c.oid
				AND t.alias IN ('word', 'hword', 'hword_part', 'numword', 'numhword', 'hword_numpart')
			GROUP BY t.alias
		LOOP
			EXECUTE format('ALTER TEXT SEARCH CONFIGURATION community.%I ALTER MAPPING FOR %s WITH public.unaccent, %s',
				c.cfgname, m.alias, m.dictionaries);
		END LOOP;
	END LOOP;
END $$;

-- Threads are in a language of ours from here on.
DROP TRIGGER search_language_note ON community.thread;
CREATE TRIGGER search_language_note AFTER INSERT OR UPDATE OF language ON community.thread
	FOR EACH ROW WHEN (NEW.language <> 'community.english'::regconfig) EXECUTE FUNCTION community.search_language_note();
ALTER TABLE community.thread ALTER language SET DEFAULT 'community.english'::regconfig;

-- Words as they were written stay, to be shown; they are compared without accents.
DROP INDEX community.search_word_like;
CREATE INDEX search_word_like ON community.search_word USING gin (community.folded(word) gin_trgm_ops);
CREATE INDEX search_word_folded ON community.search_word (community.folded(word));
CREATE OR REPLACE FUNCTION community.word_meant(given text) RETURNS TABLE (word text, threads integer)
	LANGUAGE sql STABLE ROWS 1 AS $$
	SELECT near.word, near.threads FROM (
		SELECT w.word, w.threads, levenshtein_less_equal(community.folded(w.word), community.folded(given),
			CASE WHEN char_length(given) < 6 THEN 1 ELSE 2 END) AS slips
		FROM community.search_word w
		WHERE community.folded(w.word) % community.folded(given)
			AND char_length(w.word) BETWEEN char_length(given) - 2 AND char_length(given) + 2) near
	WHERE near.slips <= CASE WHEN char_length(given) < 6 THEN 1 ELSE 2 END AND char_length(given) BETWEEN 4 AND 40
	ORDER BY near.slips, near.threads DESC, near.word LIMIT 1
$$;

UPDATE community.thread SET language = ('community.' || quote_ident(c.cfgname))::regconfig
	FROM pg_ts_config c WHERE c.oid = language AND c.cfgnamespace = 'pg_catalog'::regnamespace;
UPDATE community.post SET plain = plain WHERE kind <> 'comment';
DELETE FROM community.search_language;
INSERT INTO community.search_language VALUES ('community.english');
INSERT INTO community.search_language SELECT DISTINCT language FROM community.thread ON CONFLICT DO NOTHING;
