-- The words a case is found by, made anew only when its subject is another one. A mirrored change names the subject whether it changed or not,
-- and each time the old words stayed beside the new ones.
CREATE OR REPLACE FUNCTION crm.case_subject_words() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	NEW.words := setweight(to_tsvector('community.english', NEW.subject), 'A') || ts_filter(COALESCE(NEW.words, ''), '{d}');
	RETURN NEW;
END $$;
DROP TRIGGER case_subject_words ON crm."case";
CREATE TRIGGER case_subject_words BEFORE INSERT ON crm."case" FOR EACH ROW EXECUTE FUNCTION crm.case_subject_words();
CREATE TRIGGER case_subject_words_anew BEFORE UPDATE OF subject ON crm."case" FOR EACH ROW
	WHEN (NEW.subject IS DISTINCT FROM OLD.subject) EXECUTE FUNCTION crm.case_subject_words();
UPDATE crm."case" SET words = setweight(to_tsvector('community.english', subject), 'A') || ts_filter(words, '{d}') WHERE words IS NOT NULL;

-- Asked of every text there is when somebody leaves: bound when it is made, it needs no search path and becomes part of the statement that asks.
CREATE OR REPLACE FUNCTION community.has_name(given text, name text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN strpos(lower(given), '@' || name) > 0 OR strpos(given, '/u/' || name) > 0;
