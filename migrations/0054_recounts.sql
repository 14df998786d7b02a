-- Counts of what others are changing at this moment. A statement sees what was committed when it began, also what it waited for behind a
-- lock: counted in the statement that waits, a thread asked meanwhile was missed for good. So rows are held first, by statements of their own,
-- and always tags before topics, each in the order of their ids: whoever asks or deletes does so, too, and nobody waits in a circle.
CREATE OR REPLACE FUNCTION community.topic_and_tags_recount(of_threads bigint[], of_topics bigint[]) RETURNS void LANGUAGE plpgsql
	SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	topics bigint[] := of_topics || ARRAY(SELECT topic_id FROM community.thread WHERE id = ANY (of_threads))
		|| ARRAY(SELECT merged_into FROM community.topic WHERE id = ANY (of_topics) AND merged_into IS NOT NULL);
BEGIN
	PERFORM FROM community.tag WHERE id IN (SELECT tag_id FROM community.thread_tag WHERE thread_id = ANY (of_threads))
		ORDER BY id FOR NO KEY UPDATE;
	PERFORM FROM community.topic WHERE id = ANY (topics) ORDER BY id FOR NO KEY UPDATE;
	UPDATE community.tag g SET threads = (SELECT count(*) FROM community.thread_tag x JOIN community.thread t ON t.id = x.thread_id
			WHERE x.tag_id = g.id AND t.deleted_at IS NULL)
		WHERE g.id IN (SELECT tag_id FROM community.thread_tag WHERE thread_id = ANY (of_threads));
	UPDATE community.topic p SET threads = (SELECT count(*) FROM community.thread t WHERE t.topic_id = p.id AND t.deleted_at IS NULL)
		WHERE p.id = ANY (topics);
END $$;
CREATE OR REPLACE FUNCTION community.member_answers_recount(of_members bigint[]) RETURNS void LANGUAGE plpgsql
	SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM FROM community.member WHERE id = ANY (of_members) ORDER BY id FOR NO KEY UPDATE;
	UPDATE community.member m SET answers = (SELECT count(*) FROM community.post p
			WHERE p.author_id = m.id AND p.kind IN ('answer', 'reply') AND p.deleted_at IS NULL)
		WHERE m.id = ANY (of_members);
END $$;
