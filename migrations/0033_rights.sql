-- What a member may ask of us about himself: all of his data in one archive, and to be forgotten. The public door writes none of these
-- tables; it calls functions, which look first whether the session they are told is that member's.

CREATE FUNCTION community.is_oneself(whom bigint, of_session bigint) RETURNS boolean LANGUAGE sql STABLE
	SECURITY DEFINER SET search_path = pg_catalog AS $$
	SELECT EXISTS (SELECT FROM community.session s JOIN community.member m ON m.id = s.member_id
		WHERE s.id = of_session AND s.member_id = whom AND s.expires_at > now() AND m.state IN ('active', 'suspended'))
$$;
REVOKE ALL ON FUNCTION community.is_oneself(bigint, bigint) FROM PUBLIC;

-- ---- all of his data ------------------------------------------------------------------------------------------------
-- Made by work, in parts of a few megabytes that are each an archive of their own; kept for a week, then forgotten.
CREATE TABLE community.export (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	member_id  bigint NOT NULL REFERENCES community.member ON DELETE CASCADE,
	asked_at   timestamptz NOT NULL DEFAULT now(),
	done_at    timestamptz,
	expires_at timestamptz NOT NULL DEFAULT now() + interval '1 day',  -- work sets a later one when it is done
	parts      integer NOT NULL DEFAULT 0 CHECK (parts >= 0),
	bytes      bigint NOT NULL DEFAULT 0 CHECK (bytes >= 0)             -- of all parts
);
CREATE INDEX export_of_member ON community.export (member_id, id DESC);
CREATE UNIQUE INDEX export_being_made ON community.export (member_id) WHERE done_at IS NULL;
CREATE INDEX export_over ON community.export (expires_at);
CREATE TABLE community.export_chunk (
	export_id bigint NOT NULL REFERENCES community.export ON DELETE CASCADE,
	part      integer NOT NULL CHECK (part >= 1),
	n         integer NOT NULL CHECK (n >= 0),
	data      bytea NOT NULL CHECK (octet_length(data) BETWEEN 1 AND 1048576),
	PRIMARY KEY (export_id, part, n)
);
ALTER TABLE community.export_chunk ALTER data SET STORAGE EXTERNAL;  -- it is compressed already
GRANT SELECT ON community.export TO bothy_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON community.export, community.export_chunk TO bothy_work;

-- One at a time, one in a day. The export's id, NULL: not now.
CREATE FUNCTION community.export_ask(whom bigint, of_session bigint) RETURNS bigint LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	made bigint;
BEGIN
	IF community.is_oneself(whom, of_session) IS NOT TRUE THEN
		RAISE EXCEPTION 'members ask for their own data, each in his own session' USING ERRCODE = 'insufficient_privilege';
	END IF;
	PERFORM FROM community.member WHERE id = whom FOR NO KEY UPDATE;
	IF NOT EXISTS (SELECT FROM community.export WHERE member_id = whom AND (done_at IS NULL OR asked_at > now() - interval '1 day')) THEN
		INSERT INTO community.export (member_id) VALUES (whom) RETURNING id INTO made;
	END IF;
	RETURN made;
END $$;
-- A piece of what is ready, for its member alone.
CREATE FUNCTION community.export_read(whom bigint, of_session bigint, of_export bigint, of_part integer, of_n integer) RETURNS bytea
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
	SELECT c.data FROM community.export e JOIN community.export_chunk c ON c.export_id = e.id
	WHERE e.id = of_export AND e.member_id = whom AND community.is_oneself(whom, of_session) AND e.done_at IS NOT NULL
		AND e.expires_at > now() AND c.part = of_part AND c.n = of_n
$$;
REVOKE ALL ON FUNCTION community.export_ask(bigint, bigint), community.export_read(bigint, bigint, bigint, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION community.export_ask(bigint, bigint), community.export_read(bigint, bigint, bigint, integer, integer) TO bothy_web;

-- ---- to be forgotten -------------------------------------------------------------------------------------------------
-- Who asked for it has 14 days to change his mind. The row stays when it is done: it says that, and nothing else.
CREATE TABLE community.erasure (
	member_id    bigint PRIMARY KEY REFERENCES community.member ON DELETE CASCADE,
	asked_at     timestamptz NOT NULL DEFAULT now(),
	due_at       timestamptz NOT NULL DEFAULT now() + interval '14 days',
	remove_texts boolean NOT NULL DEFAULT false,   -- of his posts as well
	done_at      timestamptz
);
CREATE INDEX erasure_due ON community.erasure (due_at) WHERE done_at IS NULL;
GRANT SELECT ON community.erasure TO bothy_web, bothy_work;

-- False: who speaks for the community gives that up first. All other sessions end, so that who comes back has to sign in, and is told.
CREATE FUNCTION community.erasure_ask(whom bigint, of_session bigint, with_texts boolean) RETURNS boolean LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	IF community.is_oneself(whom, of_session) IS NOT TRUE THEN
		RAISE EXCEPTION 'members leave by themselves, each in his own session' USING ERRCODE = 'insufficient_privilege';
	END IF;
	PERFORM FROM community.member WHERE id = whom AND roles & 14 = 0 FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	-- Asked again before it is done: what he wants now holds, and the day stays.
	INSERT INTO community.erasure (member_id, remove_texts) VALUES (whom, with_texts) ON CONFLICT (member_id) DO UPDATE
		SET remove_texts = with_texts WHERE erasure.done_at IS NULL;
	DELETE FROM community.session WHERE member_id = whom AND id <> of_session;
	RETURN true;
END $$;
-- False: there was nothing to call off, or it is too late.
CREATE FUNCTION community.erasure_cancel(whom bigint, of_session bigint) RETURNS boolean LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	IF community.is_oneself(whom, of_session) IS NOT TRUE THEN
		RAISE EXCEPTION 'members stay by themselves, each in his own session' USING ERRCODE = 'insufficient_privilege';
	END IF;
	DELETE FROM community.erasure WHERE member_id = whom AND done_at IS NULL;
	RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION community.erasure_ask(bigint, bigint, boolean), community.erasure_cancel(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION community.erasure_ask(bigint, bigint, boolean), community.erasure_cancel(bigint, bigint) TO bothy_web;

-- A text in which @name and /u/name stand for somebody else from now on. Usernames have no signs that mean something in a pattern.
CREATE FUNCTION community.without_name(given text, name text, fresh text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
	SET search_path = pg_catalog AS $$
	SELECT regexp_replace(regexp_replace(regexp_replace(given,
		'<a class="mention" href="/u/' || name || '">[^<]*</a>', '@' || fresh, 'g'),
		'(^|[^a-zA-Z0-9_])@' || name || '(?![a-zA-Z0-9_-])', '\1@' || fresh, 'gi'),
		'/u/' || name || '(?![a-zA-Z0-9_-])', '/u/' || fresh, 'g')
$$;
-- The same in a column that holds ${most} bytes: where the new name does not fit as often as the old one stood there, a shorter sign does, so that
-- nobody is kept from leaving by being named often.
CREATE FUNCTION community.without_name(given text, name text, fresh text, most integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT
	SET search_path = pg_catalog AS $$
	SELECT CASE WHEN octet_length(x.text) <= most THEN x.text ELSE community.without_name(given, name, '---') END
		FROM (SELECT community.without_name(given, name, fresh) AS text) x
$$;
-- Whether one of these stands in it: quick to say no.
CREATE FUNCTION community.has_name(given text, name text) RETURNS boolean LANGUAGE sql IMMUTABLE
	SET search_path = pg_catalog AS $$
	SELECT strpos(lower(given), '@' || name) > 0 OR strpos(given, '/u/' || name) > 0
$$;

-- A job that has a list of usernames as its text, without one of them.
CREATE FUNCTION community.job_without(given jsonb, name text) RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
	SELECT jsonb_set(given, '{text}', to_jsonb(array_to_string(array_remove(string_to_array(given->>'text', ','), name), ',')))
$$;

-- An appeal whose words go is not answered by that. No door may change the words, so nobody empties a reply by seeming to erase.
DROP TRIGGER appeal_answered ON standing.appeal;
CREATE TRIGGER appeal_answered BEFORE UPDATE OF answered_at, answered_by, reply ON standing.appeal FOR EACH ROW
	WHEN (NEW.text = OLD.text) EXECUTE FUNCTION standing.appeal_answered();

-- The case side, asked by work in the same transaction, before he is erased here: which customer he was, what he handed in privately, and his name in what was written there.
CREATE FUNCTION crm.forget_member(whom bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	name text;
	fresh text := 'former-' || whom;
BEGIN
	SELECT m.username INTO name FROM community.member m JOIN community.erasure e ON e.member_id = m.id
		WHERE m.id = whom AND e.done_at IS NULL AND e.due_at <= now();
	IF NOT FOUND THEN
		RETURN;
	END IF;
	DELETE FROM crm.member_customer WHERE member_id = whom;
	UPDATE crm.event SET number = NULL WHERE kind IN (45, 46) AND number = whom;
	UPDATE crm.audit SET details = details - 'member' WHERE details->>'member' = whom::text;
	DELETE FROM crm.nudge WHERE member_id = whom;
	DELETE FROM crm.followup WHERE member_id = whom AND asked_at IS NULL;
	DELETE FROM intake.message WHERE member_id = whom;
	UPDATE desk.account SET member_id = NULL WHERE member_id = whom;
	DELETE FROM money.member_value WHERE member_id = whom;
	UPDATE crm.case_entry SET text = community.without_name(text, name, fresh, 65536) WHERE community.has_name(text, name);
	UPDATE crm.solution SET text = community.without_name(text, name, fresh, 32768) WHERE community.has_name(text, name);
	UPDATE crm.link SET reason = community.without_name(reason, name, fresh, 500) WHERE community.has_name(reason, name);
	UPDATE crm.delivery SET payload = community.without_name(payload::text, name, fresh)::jsonb
		WHERE community.has_name(payload::text, name);
END $$;
REVOKE ALL ON FUNCTION crm.forget_member(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm.forget_member(bigint) TO bothy_work;

-- Takes the words out of all that he wrote. What others built on them stays: the threads, and who helped whom.
CREATE FUNCTION community.erase_texts(whom bigint, source_then text, html_then text, plain_then text, title_then text) RETURNS void
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	learnt text[];
BEGIN
	-- His threads no longer count among those that hold a word; a word that stood nowhere else is not known any more.
	WITH his AS (SELECT w.lexeme AS word, count(*)::integer AS n FROM community.thread t
		LEFT JOIN community.post p ON p.thread_id = t.id AND p.kind = 'question'
		CROSS JOIN LATERAL unnest(to_tsvector('simple', t.title || ' ' || t.product || ' ' || left(coalesce(p.plain, ''), 8000))) w
		WHERE t.author_id = whom GROUP BY w.lexeme),
	gone AS (DELETE FROM community.search_word s USING his WHERE s.word = his.word AND s.threads <= his.n)
	UPDATE community.search_word s SET threads = s.threads - his.n FROM his WHERE s.word = his.word AND s.threads > his.n;
	SELECT array_agg(DISTINCT s) INTO learnt FROM community.harm_lesson l JOIN community.decision d ON d.id = l.decision_id
		JOIN community.post p ON p.id = d.post_id, unnest(l.signs) s WHERE p.author_id = whom;
	UPDATE community.harm_lesson l SET signs = '{}' FROM community.decision d, community.post p
		WHERE d.id = l.decision_id AND p.id = d.post_id AND p.author_id = whom;
	DELETE FROM community.harm_sign WHERE sign = ANY (learnt) AND spam + ham <= 1;
	DELETE FROM community.harm_look k USING community.post p WHERE p.id = k.post_id AND p.author_id = whom;
	UPDATE community.queue_item q SET why = '' FROM community.post p WHERE p.id = q.post_id AND p.author_id = whom AND q.why <> '';
	INSERT INTO community.search_pending (thread_id, gathered) SELECT id, true FROM community.thread WHERE author_id = whom
		ON CONFLICT DO NOTHING;
	UPDATE community.thread SET title = title_then, slug = 'removed', product = '' WHERE author_id = whom;
	DELETE FROM community.post_revision v USING community.post p WHERE p.id = v.post_id AND p.author_id = whom;
	UPDATE community.post_revision SET reason = '' WHERE editor_id = whom AND reason <> '';
	UPDATE community.post SET edit_reason = '' WHERE editor_id = whom AND edit_reason <> '';
	UPDATE community.post SET source = source_then, html = html_then, plain = plain_then, edit_reason = ''
		WHERE author_id = whom AND NOT official;
	UPDATE community.decision SET after = after - ARRAY['title', 'slug'] WHERE member_id = whom AND after ?| ARRAY['title', 'slug'];
	UPDATE community.acceptance SET label = '' WHERE member_id = whom AND label <> '';
	UPDATE community.reaction SET context = '' WHERE member_id = whom AND context <> '';
END $$;
REVOKE ALL ON FUNCTION community.erase_texts(bigint, text, text, text, text) FROM PUBLIC;

-- Erases a member who asked for it and whose time is over: nothing is left that says who he was. His id stays, under which others were
-- helped, and names nobody. called, look: the name that stands there from now on; the texts: what stands instead of his words, if he
-- asked for that. False: it is not to be done (any more).
CREATE FUNCTION community.erase_member(whom bigint, called text, look text, source_then text, html_then text, plain_then text,
	title_then text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	e community.erasure;
	m community.member;
	l community.login;
	fresh text := 'former-' || whom;
BEGIN
	SELECT * INTO e FROM community.erasure WHERE member_id = whom FOR UPDATE;
	IF e.member_id IS NULL OR e.done_at IS NOT NULL OR e.due_at > now() THEN
		RETURN false;
	END IF;
	SELECT * INTO m FROM community.member WHERE id = whom FOR UPDATE;
	SELECT * INTO l FROM community.login WHERE member_id = whom;
	WHILE EXISTS (SELECT FROM community.member WHERE username = fresh) LOOP
		fresh := fresh || 'x';
	END LOOP;
	-- who he is, and what only he sees
	DELETE FROM community.session WHERE member_id = whom;
	DELETE FROM community.token WHERE member_id = whom;
	DELETE FROM community.form_key WHERE member_id = whom;
	DELETE FROM community.login WHERE member_id = whom;
	DELETE FROM community.signup WHERE email_key = l.email_key;
	DELETE FROM community.draft WHERE member_id = whom;
	DELETE FROM community.notice WHERE member_id = whom;
	DELETE FROM community.notice_setting WHERE member_id = whom;
	DELETE FROM community.thread_read WHERE member_id = whom;
	UPDATE community.thread t SET followers = greatest(t.followers - 1, 0) FROM community.follow f
		WHERE f.member_id = whom AND t.id = f.thread_id;
	DELETE FROM community.follow WHERE member_id = whom;
	DELETE FROM community.export WHERE member_id = whom;
	DELETE FROM community.private_sent WHERE member_id = whom;
	UPDATE community.deflection SET member_id = NULL WHERE member_id = whom;
	-- what he suggested, reported, objected; what was written about him
	UPDATE community.suggestion SET state = 'withdrawn', decided_by = whom, decided_at = now() WHERE member_id = whom AND state = 'open';
	UPDATE community.suggestion SET source = '', note = '' WHERE member_id = whom;
	UPDATE community.report SET reporter_id = NULL, text = '' WHERE reporter_id = whom;
	UPDATE community.report r SET text = '' FROM community.queue_item q WHERE q.id = r.item_id AND q.member_id = whom;
	UPDATE community.queue_item SET done_at = now() WHERE member_id = whom AND done_at IS NULL;
	UPDATE community.queue_item SET why = '' WHERE member_id = whom AND why <> '';
	UPDATE community.queue_item SET taken_by = NULL, taken_at = NULL WHERE taken_by = whom AND done_at IS NULL;
	UPDATE community.appeal SET text = '-', reply = '' WHERE member_id = whom;
	UPDATE standing.appeal SET text = CASE text WHEN '-' THEN '--' ELSE '-' END, reply = '' WHERE member_id = whom;
	DELETE FROM community.member_note WHERE member_id = whom;
	UPDATE community.decision SET note = CASE rule WHEN 'other' THEN '---' ELSE '' END,
		before = before - ARRAY['username', 'display', 'skeleton', 'bio'], after = after - ARRAY['display', 'skeleton']
		WHERE member_id = whom;
	UPDATE community.sanction SET ended_at = now() WHERE member_id = whom AND ended_at IS NULL;
	UPDATE ops.audit SET details = '{}' WHERE details <> '{}' AND (member_id = whom OR strpos(lower(details::text), lower(l.email)) > 0);
	-- What is to be done for him alone. Of a post that names him others are told still; a username may be any word of ours ("edited").
	DELETE FROM ops.job WHERE kind LIKE 'account.%' AND (payload->>'subject' = whom::text
		OR payload->>'text' IN (l.email, l.email_key) OR kind = 'account.reset_mail' AND payload->>'text' = m.username);
	DELETE FROM ops.job_dropped WHERE kind LIKE 'account.%' AND (payload->>'subject' = whom::text
		OR payload->>'text' IN (l.email, l.email_key) OR kind = 'account.reset_mail' AND payload->>'text' = m.username);
	UPDATE ops.job SET payload = community.job_without(payload, m.username)
		WHERE kind = 'notice.post' AND m.username = ANY (string_to_array(payload->>'text', ','));
	UPDATE ops.job_dropped SET payload = community.job_without(payload, m.username)
		WHERE kind = 'notice.post' AND m.username = ANY (string_to_array(payload->>'text', ','));
	-- his words, if he wants that; then his name in the words of others
	IF e.remove_texts THEN
		PERFORM community.erase_texts(whom, source_then, html_then, plain_then, title_then);
	END IF;
	UPDATE community.post SET source = community.without_name(source, m.username, fresh, 65536), html = community.without_name(html, m.username, fresh),
		plain = community.without_name(plain, m.username, fresh) WHERE community.has_name(source, m.username);
	UPDATE community.post_revision SET source = community.without_name(source, m.username, fresh)
		WHERE community.has_name(source, m.username);
	UPDATE community.suggestion SET source = community.without_name(source, m.username, fresh, 32768) WHERE community.has_name(source, m.username);
	UPDATE community.draft SET fields = replace(fields, '%40' || m.username, '%40' || CASE WHEN octet_length(fields) < 40000 THEN fresh ELSE '---' END)
		WHERE strpos(fields, '%40' || m.username) > 0;
	UPDATE community.report SET text = community.without_name(text, m.username, fresh, 1000) WHERE community.has_name(text, m.username);
	UPDATE community.appeal SET text = community.without_name(text, m.username, fresh, 4000), reply = community.without_name(reply, m.username, fresh, 1000)
		WHERE community.has_name(text || ' ' || reply, m.username);
	UPDATE community.decision SET note = community.without_name(note, m.username, fresh, 1000) WHERE community.has_name(note, m.username);
	UPDATE community.member_note SET text = community.without_name(text, m.username, fresh, 2000) WHERE community.has_name(text, m.username);
	UPDATE standing.appeal SET text = community.without_name(text, m.username, fresh, 4000) WHERE community.has_name(text, m.username);
	UPDATE standing.finding_decision SET why = community.without_name(why, m.username, fresh, 1000) WHERE community.has_name(why, m.username);
	WITH named AS (UPDATE community.thread SET title = community.without_name(title, m.username, fresh, 300)
		WHERE community.has_name(title, m.username) RETURNING id)
	INSERT INTO community.search_pending (thread_id, gathered) SELECT id, true FROM named ON CONFLICT DO NOTHING;
	UPDATE community.post_revision SET title = community.without_name(title, m.username, fresh, 300)
		WHERE community.has_name(title, m.username);
	UPDATE community.member SET bio = community.without_name(bio, m.username, fresh, 1000) WHERE community.has_name(bio, m.username);
	UPDATE community.topic SET description = community.without_name(description, m.username, fresh)
		WHERE community.has_name(description, m.username);
	UPDATE community.tag SET description = community.without_name(description, m.username, fresh, 500)
		WHERE community.has_name(description, m.username);
	UPDATE community.announcement SET text = community.without_name(text, m.username, fresh, 2000),
		html = community.without_name(html, m.username, fresh) WHERE community.has_name(text, m.username);
	-- The trigger takes the looks of his names back.
	UPDATE community.member SET username = fresh, display = called, skeleton = look, bio = '', roles = 1, state = 'former',
		joined_at = date_trunc('year', joined_at), locale = NULL, zone = NULL, theme = NULL, silenced_until = NULL, unread_notices = 0
		WHERE id = whom;
	UPDATE community.erasure SET done_at = now() WHERE member_id = whom;
	RETURN true;
END $$;
REVOKE ALL ON FUNCTION community.erase_member(bigint, text, text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION community.erase_member(bigint, text, text, text, text, text, text) TO bothy_work;
