-- What an admin sets for the whole site besides its name and colours: announcements, policies, a logo, texts; and whether mail goes out.
-- The public door does it by functions, as in 0032.

-- ---- settings -------------------------------------------------------------------------------------------------------
-- Which keys of ops.setting the admin page has, and how many characters a value may have.
CREATE TABLE ops.setting_key (
	key  text PRIMARY KEY,
	most integer NOT NULL
);
INSERT INTO ops.setting_key VALUES ('site.name', 200), ('theme.light', 200), ('theme.dark', 200), ('site.tagline', 160),
	('site.welcome', 500), ('site.contact', 254), ('site.logo', 64);

CREATE OR REPLACE FUNCTION ops.setting_set(actor bigint, of_session bigint, of_key text, of_value text, of_base bigint, of_undoes bigint)
	RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	was text;
BEGIN
	PERFORM ops.admin_acts(actor, of_session);
	IF NOT EXISTS (SELECT FROM ops.setting_key k WHERE k.key = of_key AND (of_value IS NULL OR char_length(of_value) BETWEEN 1 AND k.most)) THEN
		RAISE EXCEPTION 'no setting of the admin page' USING ERRCODE = 'insufficient_privilege';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtext('ops.setting'));
	IF of_base IS DISTINCT FROM (SELECT COALESCE(max(id), 0) FROM ops.setting_change WHERE key = of_key) THEN
		RETURN false;
	END IF;
	SELECT value INTO was FROM ops.setting WHERE key = of_key;
	INSERT INTO ops.setting_change (key, before, after, member_id, undoes_id) VALUES (of_key, was, of_value, actor, NULLIF(of_undoes, 0));
	IF of_value IS NULL THEN
		DELETE FROM ops.setting WHERE key = of_key;
	ELSE
		INSERT INTO ops.setting (key, value, changed_by) VALUES (of_key, of_value, actor)
			ON CONFLICT (key) DO UPDATE SET value = of_value, changed_by = actor, changed_at = now();
	END IF;
	INSERT INTO ops.audit (actor_id, what, details)
		VALUES (actor, 'setting.changed', jsonb_build_object('key', of_key, 'before', was, 'after', of_value));
	RETURN true;
END $$;

-- ---- announcements --------------------------------------------------------------------------------------------------
ALTER TABLE community.announcement
	DROP CONSTRAINT announcement_text_check,
	ADD CONSTRAINT announcement_text CHECK (char_length(text) BETWEEN 1 AND 2000),
	ADD COLUMN html text,   -- of the text as Markdown; NULL: the text is shown as it stands
	ADD COLUMN kind text NOT NULL DEFAULT 'information' CHECK (kind IN ('information', 'outage')),
	ADD COLUMN audience text NOT NULL DEFAULT 'all' CHECK (audience IN ('all', 'guests', 'members', 'topic')),
	ADD COLUMN topic_id bigint REFERENCES community.topic ON DELETE CASCADE,
	ADD COLUMN revision integer NOT NULL DEFAULT 1,   -- who has put an earlier one away sees it again
	ADD CONSTRAINT announcement_topic CHECK ((audience = 'topic') = (topic_id IS NOT NULL)),
	ADD CONSTRAINT announcement_order CHECK (until_at >= from_at);

-- ${of_id} 0: a new one. Returns its id; 0, and nothing done, if somebody has changed it since ${of_revision}.
CREATE FUNCTION ops.announcement_set(actor bigint, of_session bigint, of_id bigint, of_revision bigint, of_text text, of_html text, of_kind text,
	of_audience text, of_topic bigint, of_thread bigint, of_from timestamptz, of_until timestamptz) RETURNS bigint LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	made bigint;
BEGIN
	PERFORM ops.admin_acts(actor, of_session);
	IF of_id = 0 THEN
		INSERT INTO community.announcement (text, html, kind, audience, topic_id, thread_id, from_at, until_at)
			VALUES (of_text, of_html, of_kind, of_audience, NULLIF(of_topic, 0), NULLIF(of_thread, 0), COALESCE(of_from, now()), of_until)
			RETURNING id INTO made;
	ELSE
		UPDATE community.announcement SET text = of_text, html = of_html, kind = of_kind, audience = of_audience, topic_id = NULLIF(of_topic, 0),
			thread_id = NULLIF(of_thread, 0), from_at = COALESCE(of_from, from_at), until_at = of_until, revision = revision + 1
			WHERE id = of_id AND revision = of_revision RETURNING id INTO made;
	END IF;
	IF made IS NULL THEN
		RETURN 0;
	END IF;
	INSERT INTO ops.audit (actor_id, what, details) VALUES (actor, CASE of_id WHEN 0 THEN 'announcement.made' ELSE 'announcement.changed' END,
		jsonb_build_object('announcement', made, 'text', of_text, 'kind', of_kind, 'audience', of_audience, 'until', of_until));
	RETURN made;
END $$;
-- False: it is over already, or is not there.
CREATE FUNCTION ops.announcement_end(actor bigint, of_session bigint, of_id bigint) RETURNS boolean LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM ops.admin_acts(actor, of_session);
	UPDATE community.announcement SET from_at = least(from_at, now()), until_at = now(), revision = revision + 1
		WHERE id = of_id AND (until_at IS NULL OR until_at > now());
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	INSERT INTO ops.audit (actor_id, what, details) VALUES (actor, 'announcement.ended', jsonb_build_object('announcement', of_id));
	RETURN true;
END $$;

-- ---- policies -------------------------------------------------------------------------------------------------------
-- Each version of each page under /policy/, for ever: what members agreed to can be read later. The last one holds. Without a text it is
-- as delivered with the program, or there is no such page.
CREATE TABLE community.policy_version (
	slug      text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
	revision  integer NOT NULL CHECK (revision > 0),
	title     text CHECK (char_length(title) BETWEEN 1 AND 80),
	source    text CHECK (char_length(source) BETWEEN 1 AND 32768),
	html      text,
	at        timestamptz NOT NULL DEFAULT now(),
	member_id bigint NOT NULL REFERENCES community.member,
	PRIMARY KEY (slug, revision),
	CHECK ((source IS NULL) = (html IS NULL) AND (source IS NULL) = (title IS NULL))
);
GRANT SELECT ON community.policy_version TO bothy_web;

-- ${of_source} NULL: as delivered. Returns the new revision; 0, and nothing done, if there has been another since ${of_base}.
CREATE FUNCTION ops.policy_set(actor bigint, of_session bigint, of_slug text, of_base bigint, of_title text, of_source text, of_html text)
	RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM ops.admin_acts(actor, of_session);
	PERFORM pg_advisory_xact_lock(hashtext('community.policy_version'));
	IF of_base IS DISTINCT FROM (SELECT COALESCE(max(revision), 0) FROM community.policy_version WHERE slug = of_slug) THEN
		RETURN 0;
	END IF;
	INSERT INTO community.policy_version (slug, revision, title, source, html, member_id)
		VALUES (of_slug, of_base + 1, of_title, of_source, of_html, actor);
	INSERT INTO ops.audit (actor_id, what, details)
		VALUES (actor, 'policy.changed', jsonb_build_object('policy', of_slug, 'revision', of_base + 1));
	RETURN of_base + 1;
END $$;

-- ---- the logo -------------------------------------------------------------------------------------------------------
-- Pictures that were a logo once, by the hash in their address: pages that were kept name them. Which one holds is the setting site.logo.
CREATE TABLE community.picture (
	hash   text PRIMARY KEY CHECK (hash ~ '^[0-9a-f]{12}$'),
	bytes  bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 65536),
	width  integer NOT NULL CHECK (width BETWEEN 1 AND 512),
	height integer NOT NULL CHECK (height BETWEEN 1 AND 512),
	at     timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON community.picture TO bothy_web;
CREATE FUNCTION ops.picture_put(actor bigint, of_session bigint, of_hash text, of_bytes bytea, of_width bigint, of_height bigint) RETURNS void
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM ops.admin_acts(actor, of_session);
	INSERT INTO community.picture (hash, bytes, width, height) VALUES (of_hash, of_bytes, of_width, of_height) ON CONFLICT (hash) DO NOTHING;
END $$;

-- ---- mail -----------------------------------------------------------------------------------------------------------
-- Mails that could not be handed over, without whom they were for. work forgets them after 30 days.
CREATE TABLE ops.mail_failure (
	id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at      timestamptz NOT NULL DEFAULT now(),
	kind    text NOT NULL,
	outcome text NOT NULL,
	code    integer NOT NULL,   -- the server's, 0: none
	answer  text NOT NULL       -- its words, without addresses
);
CREATE INDEX mail_failure_at ON ops.mail_failure (at);
GRANT SELECT, INSERT, DELETE ON ops.mail_failure TO bothy_work;

-- Mails that admins have sent themselves to see whether they arrive, and what came of each. Forgotten likewise.
CREATE TABLE ops.mail_test (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	member_id bigint NOT NULL REFERENCES community.member,
	asked_at  timestamptz NOT NULL DEFAULT now(),
	done_at   timestamptz,
	outcome   text,
	code      integer,
	answer    text
);
CREATE INDEX mail_test_member ON ops.mail_test (member_id, id DESC);
GRANT SELECT, UPDATE (done_at, outcome, code, answer), DELETE ON ops.mail_test TO bothy_work;

-- The id of a new test; 0 while the last one of the same admin waits, or is not ten seconds old.
CREATE FUNCTION ops.mail_test_ask(actor bigint, of_session bigint) RETURNS bigint LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	made bigint;
BEGIN
	PERFORM ops.admin_acts(actor, of_session);
	PERFORM pg_advisory_xact_lock(hashtext('ops.mail_test'));
	IF EXISTS (SELECT FROM ops.mail_test WHERE member_id = actor AND asked_at > now() - interval '2 minutes'
			AND (done_at IS NULL OR asked_at > now() - interval '10 seconds')) THEN
		RETURN 0;
	END IF;
	INSERT INTO ops.mail_test (member_id) VALUES (actor) RETURNING id INTO made;
	INSERT INTO ops.audit (actor_id, what, details) VALUES (actor, 'mail.tested', jsonb_build_object('test', made));
	RETURN made;
END $$;
CREATE FUNCTION ops.mail_tests_seen(actor bigint, of_session bigint)
	RETURNS TABLE (id bigint, asked_at timestamptz, done_at timestamptz, outcome text, code integer, answer text) LANGUAGE sql STABLE
	SECURITY DEFINER SET search_path = pg_catalog AS $$
	SELECT t.id, t.asked_at, t.done_at, t.outcome, t.code, t.answer FROM ops.mail_test t
		WHERE ops.is_admin(actor, of_session) AND t.member_id = actor ORDER BY t.id DESC LIMIT 5
$$;
CREATE FUNCTION ops.mail_failures_seen(actor bigint, of_session bigint)
	RETURNS TABLE (id bigint, at timestamptz, kind text, outcome text, code integer, answer text) LANGUAGE sql STABLE
	SECURITY DEFINER SET search_path = pg_catalog AS $$
	SELECT f.id, f.at, f.kind, f.outcome, f.code, f.answer FROM ops.mail_failure f
		WHERE ops.is_admin(actor, of_session) ORDER BY f.id DESC LIMIT 50
$$;

REVOKE ALL ON FUNCTION ops.announcement_set(bigint, bigint, bigint, bigint, text, text, text, text, bigint, bigint, timestamptz, timestamptz),
	ops.announcement_end(bigint, bigint, bigint), ops.policy_set(bigint, bigint, text, bigint, text, text, text),
	ops.picture_put(bigint, bigint, text, bytea, bigint, bigint), ops.mail_test_ask(bigint, bigint), ops.mail_tests_seen(bigint, bigint),
	ops.mail_failures_seen(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.announcement_set(bigint, bigint, bigint, bigint, text, text, text, text, bigint, bigint, timestamptz, timestamptz),
	ops.announcement_end(bigint, bigint, bigint), ops.policy_set(bigint, bigint, text, bigint, text, text, text),
	ops.picture_put(bigint, bigint, text, bytea, bigint, bigint), ops.mail_test_ask(bigint, bigint), ops.mail_tests_seen(bigint, bigint),
	ops.mail_failures_seen(bigint, bigint) TO bothy_web;
