-- What was found by trying the public door as an adversary would.

-- Holds back the post that was written, or given other words, in this transaction. Replaces that of 0031, which knew new posts alone.
CREATE OR REPLACE FUNCTION community.post_hold(of_post bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	p community.post;
BEGIN
	SELECT * INTO p FROM community.post WHERE id = of_post AND now() IN (created_at, edited_at) AND deleted_at IS NULL;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	PERFORM community.post_hide(p.id, 'held', NULL);
	PERFORM community.thread_recount(p.thread_id);
	PERFORM community.topic_and_tags_recount(CASE WHEN p.kind = 'question' THEN ARRAY[p.thread_id] ELSE '{}' END, '{}');
	PERFORM community.member_answers_recount(ARRAY[p.author_id]);
END $$;

-- Whether a word stands where everybody reads it. search_word keeps the words of what was hidden, too: a word of those is told to nobody.
-- What is in no index (a word that is left out of all searches) says nothing.
CREATE FUNCTION community.word_is_shown(given text) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT numnode(q.query) = 0 OR EXISTS (SELECT FROM community.post p JOIN community.thread t ON t.id = p.thread_id
		WHERE p.words @@ q.query AND p.deleted_at IS NULL AND t.deleted_at IS NULL)
	FROM (SELECT community.any_of(plainto_tsquery(language, given)) AS query FROM community.search_language) q
$$;
-- As word_meant() of 0011, for being told: of the ten that are nearest the first that stands where everybody reads it.
CREATE FUNCTION community.word_meant_shown(given text) RETURNS TABLE (word text) LANGUAGE sql STABLE ROWS 1 AS $$
	SELECT near.word FROM (
		SELECT x.* FROM (
			SELECT w.word, w.threads, levenshtein_less_equal(community.folded(w.word), community.folded(given),
				CASE WHEN char_length(given) < 6 THEN 1 ELSE 2 END) AS slips
			FROM community.search_word w
			WHERE community.folded(w.word) % community.folded(given)
				AND char_length(w.word) BETWEEN char_length(given) - 2 AND char_length(given) + 2) x
		WHERE x.slips <= CASE WHEN char_length(given) < 6 THEN 1 ELSE 2 END AND char_length(given) BETWEEN 4 AND 40
		ORDER BY x.slips, x.threads DESC, x.word LIMIT 10) near
	WHERE community.word_is_shown(near.word) ORDER BY near.slips, near.threads DESC, near.word LIMIT 1
$$;

-- Rights of moderators, staff and admins are for admins: also where a moderator would take back what was decided about them.
CREATE FUNCTION community.decision_of_peers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	IF EXISTS (SELECT FROM community.member WHERE id = OLD.member_id AND roles & 14 <> 0)
		AND NOT EXISTS (SELECT FROM community.member WHERE id = NEW.undone_by AND roles & 8 <> 0) THEN
		PERFORM community.moderation_refused('decision_admins');
	END IF;
	RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION community.decision_of_peers FROM PUBLIC;
CREATE TRIGGER decision_of_peers BEFORE UPDATE OF undone_at ON community.decision FOR EACH ROW
	WHEN (OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL
		AND OLD.action IN ('silence', 'unsilence', 'suspend', 'unsuspend', 'pseudonymise'))
	EXECUTE FUNCTION community.decision_of_peers();
