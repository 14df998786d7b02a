-- Before harm, set by admins: its thresholds, and what is kept to tell what others would have done. What solved a thread and is hidden does not
-- solve it any more.

-- ---- what is kept of each look --------------------------------------------------------------------------------------
-- No text: a number that is the same for the same text. work forgets all of it after 31 days.
ALTER TABLE community.harm_look
	ADD COLUMN posts     integer  NOT NULL DEFAULT 0,  -- of the author that stood then, up to 1000
	ADD COLUMN learnt    integer  NOT NULL DEFAULT 0,  -- decisions of the kind there were fewer of, up to 100000
	ADD COLUMN fate      smallint NOT NULL DEFAULT 0 CHECK (fate BETWEEN 0 AND 2),  -- shown; shown and put before a moderator; held
	ADD COLUMN seconds   integer,                      -- from the form to its sending; NULL: not known
	ADD COLUMN text_size integer  NOT NULL DEFAULT 0,  -- characters
	ADD COLUMN text_hash bigint;
UPDATE community.harm_look SET posts = CASE WHEN first THEN 0 WHEN newcomer THEN 1 ELSE 1000 END, learnt = CASE WHEN spam < 0 THEN 0 ELSE 100000 END;

-- What becomes of a post: 0 shown, 1 shown and put before a moderator, 2 held. The same stands in server/forum/harm/judge.c; a test compares.
CREATE FUNCTION community.harm_fate(newcomer_posts integer, first_post integer, least_learnt integer, hold integer, queue integer,
	like_removed integer, of_level integer, posts integer, learnt integer, spam integer, alike integer) RETURNS integer
	LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN of_level > 0 OR posts >= newcomer_posts THEN 0
		ELSE greatest(CASE WHEN posts = 0 THEN first_post ELSE 0 END,
			CASE WHEN learnt >= least_learnt AND spam >= hold OR alike >= like_removed THEN 2
				WHEN learnt >= least_learnt AND spam >= queue THEN 1 ELSE 0 END) END
$$;

-- ---- thresholds -----------------------------------------------------------------------------------------------------
-- Sets some of them at once, for an admin in his own session; '' stands for "as delivered". ${of_base}: the newest change of any of them that
-- was seen; false, and nothing done, if there has been another since.
CREATE FUNCTION ops.harm_set(actor bigint, of_session bigint, of_keys text[], of_values text[], of_base bigint, of_undoes bigint)
	RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	x record;
	was text;
BEGIN
	PERFORM ops.admin_acts(actor, of_session);
	PERFORM pg_advisory_xact_lock(hashtext('ops.setting'));
	IF of_base IS DISTINCT FROM (SELECT COALESCE(max(id), 0) FROM ops.setting_change WHERE key LIKE 'harm.%') THEN
		RETURN false;
	END IF;
	FOR x IN SELECT k.key, NULLIF(k.value, '') AS value FROM unnest(of_keys, of_values) AS k(key, value) LOOP
		IF x.key ~ '^harm\.((posts_hour|links|mentions)_[0-4]|ask_private|posts_address|same_(hours|members|length)|fill_seconds|newcomer_posts|first_post|learnt|hold|queue|alike(_days)?)$'
			AND (x.value IS NULL OR x.value ~ '^[0-9]{1,6}$')
			OR x.key IN ('harm.account_patterns', 'harm.not_private') AND (x.value IS NULL OR char_length(x.value) <= 4000) THEN
			SELECT value INTO was FROM ops.setting WHERE key = x.key;
			CONTINUE WHEN was IS NOT DISTINCT FROM x.value;
			INSERT INTO ops.setting_change (key, before, after, member_id, undoes_id) VALUES (x.key, was, x.value, actor, NULLIF(of_undoes, 0));
			DELETE FROM ops.setting WHERE key = x.key;
			IF x.value IS NOT NULL THEN
				INSERT INTO ops.setting (key, value, changed_by) VALUES (x.key, x.value, actor);
			END IF;
			INSERT INTO ops.audit (actor_id, what, details)
				VALUES (actor, 'setting.changed', jsonb_build_object('key', x.key, 'before', was, 'after', x.value));
		ELSE
			RAISE EXCEPTION 'no threshold of what is looked at' USING ERRCODE = 'insufficient_privilege';
		END IF;
	END LOOP;
	RETURN true;
END $$;
REVOKE ALL ON FUNCTION ops.harm_set(bigint, bigint, text[], text[], bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.harm_set(bigint, bigint, text[], text[], bigint, bigint) TO bothy_web;

-- ---- solved by what is hidden -----------------------------------------------------------------------------------------
-- A question whose accepted answers are all hidden is open again; this is what it was, until one of them is shown again. Gone as soon as
-- somebody else moves the thread on.
CREATE TABLE community.thread_unsolved (
	thread_id bigint PRIMARY KEY REFERENCES community.thread ON DELETE CASCADE,
	state     text NOT NULL,
	solved_at timestamptz,
	episode   integer NOT NULL,     -- the one that began
	at        timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON community.thread_unsolved TO bothy_web, bothy_work;

-- Of a thread that is shown itself: one that is hidden whole comes back as it was.
CREATE FUNCTION community.thread_solved_follows(of_thread bigint) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	t community.thread;
	u community.thread_unsolved;
	becomes text;
	shown boolean;
	hidden boolean;
BEGIN
	SELECT * INTO t FROM community.thread WHERE id = of_thread AND deleted_at IS NULL AND kind = 'question';
	SELECT bool_or(p.deleted_at IS NULL), bool_or(p.deleted_at IS NOT NULL) INTO shown, hidden FROM community.acceptance a
		JOIN community.post p ON p.id = a.post_id WHERE a.thread_id = t.id AND a.undone_at IS NULL;
	SELECT * INTO u FROM community.thread_unsolved WHERE thread_id = t.id;
	IF t.state IN ('confirmed', 'solved_unconfirmed') AND hidden AND NOT shown THEN
		becomes := 'reopened';
		INSERT INTO community.thread_unsolved (thread_id, state, solved_at, episode) VALUES (t.id, t.state, t.solved_at, t.episode + 1)
			ON CONFLICT (thread_id) DO UPDATE SET state = t.state, solved_at = t.solved_at, episode = t.episode + 1, at = now();
		UPDATE community.thread SET state = becomes, episode = episode + 1, solved_at = NULL WHERE id = t.id;
	ELSIF u.state IS NOT NULL AND shown THEN
		DELETE FROM community.thread_unsolved WHERE thread_id = t.id;
		IF u.episode = t.episode AND t.state IN ('reopened', 'answered', 'awaiting_asker', 'open') THEN
			becomes := u.state;
			UPDATE community.thread SET state = becomes, solved_at = u.solved_at WHERE id = t.id;
		END IF;
	END IF;
	IF becomes IS NOT NULL THEN  -- EVENT_STATE_CHANGED, with the number of the state in server/forum/thread/thread.h
		INSERT INTO ops.event (kind, other_id, thread_id, number)
			VALUES (24, t.author_id, t.id, CASE becomes WHEN 'solved_unconfirmed' THEN 4 WHEN 'confirmed' THEN 5 ELSE 6 END);
	END IF;
END $$;
REVOKE ALL ON FUNCTION community.thread_solved_follows(bigint) FROM PUBLIC;

-- As before (migrations/0030), and the thread's state follows what is accepted.
CREATE OR REPLACE FUNCTION community.thread_recount(of_thread bigint) RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	UPDATE community.post q SET comments = c.n FROM (
		SELECT p.id, (SELECT count(*) FROM community.post c WHERE c.parent_id = p.id AND c.kind = 'comment' AND c.deleted_at IS NULL) AS n
		FROM community.post p WHERE p.thread_id = of_thread AND p.kind <> 'comment') c
		WHERE q.id = c.id AND q.comments <> c.n;
	UPDATE community.thread t SET
		answers = (SELECT count(*) FROM community.post p WHERE p.thread_id = t.id AND p.deleted_at IS NULL
			AND p.kind = CASE t.kind WHEN 'question' THEN 'answer' ELSE 'reply' END),
		comments = (SELECT count(*) FROM community.post p WHERE p.thread_id = t.id AND p.kind = 'comment' AND p.deleted_at IS NULL),
		last_post_id = l.id, last_member_id = l.author_id, active_at = coalesce(l.created_at, t.created_at),
		followers = (SELECT count(*) FROM community.follow f WHERE f.thread_id = t.id)
		FROM (SELECT) AS one LEFT JOIN LATERAL (SELECT id, author_id, created_at FROM community.post
			WHERE thread_id = of_thread AND kind <> 'question' AND deleted_at IS NULL ORDER BY id DESC LIMIT 1) l ON true
		WHERE t.id = of_thread;
	-- A question is answered when somebody else than the asker has answered.
	UPDATE community.thread t SET state = CASE WHEN a.others THEN 'answered' ELSE 'open' END
		FROM (SELECT EXISTS (SELECT FROM community.post p JOIN community.thread x ON x.id = p.thread_id
			WHERE p.thread_id = of_thread AND p.kind = 'answer' AND p.deleted_at IS NULL AND p.author_id <> x.author_id) AS others) a
		WHERE t.id = of_thread AND (t.state = 'open' AND a.others OR t.state = 'answered' AND NOT a.others);
	SELECT community.thread_solved_follows(of_thread);
$$;
