-- Before harm: what is looked up before a post is published.

-- The same for texts that differ only in capitals and white space.
CREATE FUNCTION community.text_key(text text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog AS $$ SELECT sha256(convert_to(lower(btrim(regexp_replace(text, '\s+', ' ', 'g'))), 'UTF8')) $$;
CREATE INDEX post_text ON community.post (community.text_key(source), created_at);

-- ---- what moderators' decisions teach ---------------------------------------------------------------------------------
-- In how many removed and kept texts each sign stood (server/forum/harm/bayes.h). Numbers only: no text can be read back from them.
CREATE TABLE community.harm_sign (
	sign text PRIMARY KEY CHECK (char_length(sign) <= 300),
	spam bigint NOT NULL DEFAULT 0 CHECK (spam >= 0),
	ham  bigint NOT NULL DEFAULT 0 CHECK (ham >= 0)
);
CREATE TABLE community.harm_learnt (
	one_row    boolean PRIMARY KEY DEFAULT true CHECK (one_row),
	spam       bigint NOT NULL DEFAULT 0,
	ham        bigint NOT NULL DEFAULT 0,
	decision   bigint NOT NULL DEFAULT 0  -- the newest that was looked at; some before it may have committed later
);
INSERT INTO community.harm_learnt DEFAULT VALUES;
-- What was learnt from which decision, so that one that is undone is unlearnt as it was learnt.
CREATE TABLE community.harm_lesson (
	decision_id bigint PRIMARY KEY REFERENCES community.decision ON DELETE CASCADE,
	spam        boolean NOT NULL,
	signs       text[] NOT NULL
);
CREATE INDEX decision_undone ON community.decision (id) WHERE undone_at IS NOT NULL AND action IN ('hide', 'keep', 'restore');
-- What was thought of a post before it was published: for a look back at what other thresholds would have done.
CREATE TABLE community.harm_look (
	post_id  bigint PRIMARY KEY REFERENCES community.post ON DELETE CASCADE,
	at       timestamptz NOT NULL DEFAULT now(),
	newcomer boolean NOT NULL,
	level    smallint NOT NULL,
	links    smallint NOT NULL,
	mentions smallint NOT NULL,
	spam     smallint NOT NULL CHECK (spam BETWEEN -1 AND 1000),  -- per mille; -1: too little was learnt
	alike    smallint NOT NULL CHECK (alike BETWEEN 0 AND 100),   -- percent, to something that was removed lately
	first    boolean NOT NULL
);
CREATE INDEX harm_look_at ON community.harm_look (at);
CREATE INDEX post_lately_gone ON community.post (deleted_at) WHERE gone IN ('hidden', 'held');

GRANT SELECT ON community.harm_sign, community.harm_learnt TO bothy_web, bothy_work;
GRANT SELECT, INSERT ON community.harm_look TO bothy_web;
GRANT INSERT, UPDATE, DELETE ON community.harm_sign TO bothy_work;
GRANT UPDATE ON community.harm_learnt TO bothy_work;
GRANT SELECT, INSERT, DELETE ON community.harm_lesson TO bothy_work;
GRANT SELECT, DELETE ON community.harm_look TO bothy_work;

-- A post that was inserted in this very transaction waits for a look: nobody but its author has seen it. Older ones are held by reports only.
CREATE FUNCTION community.post_hold(of_post bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	p community.post;
BEGIN
	SELECT * INTO p FROM community.post WHERE id = of_post AND created_at = now() AND deleted_at IS NULL;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	PERFORM community.post_hide(p.id, 'held', NULL);
	PERFORM community.thread_recount(p.thread_id);
	PERFORM community.topic_and_tags_recount(CASE WHEN p.kind = 'question' THEN ARRAY[p.thread_id] ELSE '{}' END, '{}');
	PERFORM community.member_answers_recount(ARRAY[p.author_id]);
END $$;
REVOKE ALL ON FUNCTION community.post_hold FROM PUBLIC;
GRANT EXECUTE ON FUNCTION community.post_hold TO bothy_web;
