-- Topics and tags, looked after in the browser: topics by admins, tags by moderators. As in 0032, the public door gets no right to change
-- them: it calls functions, which do one thing each, look whose session it is, keep what was before, and write the audit.

-- ---- topics ---------------------------------------------------------------------------------------------------------
-- A topic that was merged stays as a signpost: its address leads on, and whoever still puts a thread there (an undone move, an import) puts
-- it where the signpost leads. A signpost never leads to another.
ALTER TABLE community.topic
	ADD COLUMN merged_into bigint REFERENCES community.topic,
	ADD CONSTRAINT topic_leads_elsewhere CHECK (merged_into <> id);
CREATE INDEX topic_signposts ON community.topic (merged_into) WHERE merged_into IS NOT NULL;

-- Addresses that topics had before.
CREATE TABLE community.topic_redirect (
	slug     text PRIMARY KEY,
	topic_id bigint NOT NULL REFERENCES community.topic ON DELETE CASCADE
);
CREATE INDEX topic_redirect_of ON community.topic_redirect (topic_id);
GRANT SELECT ON community.topic_redirect TO bothy_web, bothy_desk, bothy_work;

-- The topic that an address means now.
CREATE FUNCTION community.topic_meant(of_slug text) RETURNS bigint LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT COALESCE(merged_into, id) FROM community.topic WHERE id = COALESCE((SELECT id FROM community.topic WHERE slug = of_slug),
		(SELECT topic_id FROM community.topic_redirect WHERE slug = of_slug))
$$;

-- FOR KEY SHARE is what the foreign key takes anyway; taken here, a merge under way is waited for and then seen.
CREATE FUNCTION community.thread_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	leads_to bigint;
BEGIN
	SELECT merged_into INTO leads_to FROM community.topic WHERE id = NEW.topic_id FOR KEY SHARE;
	NEW.topic_id := COALESCE(leads_to, NEW.topic_id);
	RETURN NEW;
END $$;
CREATE TRIGGER thread_goes_on BEFORE INSERT OR UPDATE OF topic_id ON community.thread
	FOR EACH ROW EXECUTE FUNCTION community.thread_goes_on();

-- As before (0030), and where a topic is a signpost, the one it leads to.
CREATE OR REPLACE FUNCTION community.topic_and_tags_recount(of_threads bigint[], of_topics bigint[]) RETURNS void LANGUAGE sql
	SET search_path = pg_catalog AS $$
	UPDATE community.topic p SET threads = (SELECT count(*) FROM community.thread t WHERE t.topic_id = p.id AND t.deleted_at IS NULL)
		WHERE p.id = ANY (of_topics || ARRAY(SELECT topic_id FROM community.thread WHERE id = ANY (of_threads))
			|| ARRAY(SELECT merged_into FROM community.topic WHERE id = ANY (of_topics) AND merged_into IS NOT NULL));
	UPDATE community.tag g SET threads = (SELECT count(*) FROM community.thread_tag x JOIN community.thread t ON t.id = x.thread_id
			WHERE x.tag_id = g.id AND t.deleted_at IS NULL)
		WHERE g.id IN (SELECT tag_id FROM community.thread_tag WHERE thread_id = ANY (of_threads));
$$;

-- What admins did to topics, append-only. No reference to the topic: it may be deleted.
CREATE TABLE community.topic_change (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	what      text NOT NULL CHECK (what IN ('made', 'changed', 'ordered', 'merged', 'unmerged', 'deleted', 'restored')),
	topic_id  bigint,                    -- NULL: the order of all of them
	other_id  bigint,                    -- what it was merged into
	before    jsonb,
	after     jsonb,
	moved     bigint[],                  -- the threads that a merge moved
	signposts bigint[],                  -- those that led to it and were turned
	threads   integer NOT NULL DEFAULT 0,  -- how many were moved
	done      boolean NOT NULL DEFAULT true,  -- false: threads are still being moved
	at        timestamptz NOT NULL DEFAULT now(),
	member_id bigint NOT NULL REFERENCES community.member,
	undoes_id bigint UNIQUE REFERENCES community.topic_change
);
CREATE INDEX topic_change_of ON community.topic_change (topic_id, id DESC);
CREATE INDEX topic_change_member ON community.topic_change (member_id);
GRANT SELECT (id, what, topic_id, other_id, before, after, threads, done, at, member_id, undoes_id) ON community.topic_change TO bothy_web;
GRANT SELECT ON community.topic_change TO bothy_work;

-- One admin at a time; and he is one.
CREATE FUNCTION community.topics_held(actor bigint, of_session bigint) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM ops.admin_acts(actor, of_session);
	PERFORM pg_advisory_xact_lock(hashtext('community.topic'));
END $$;
-- What of a topic can be changed.
CREATE FUNCTION community.topic_kept(t community.topic) RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
	SELECT jsonb_build_object('name', t.name, 'description', t.description, 'slug', t.slug, 'colour', t.colour, 'open', t.open)
$$;
CREATE FUNCTION community.topic_noted(actor bigint, of_what text, of_topic bigint, of_before jsonb, of_after jsonb, of_undoes bigint)
	RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO community.topic_change (what, topic_id, before, after, member_id, undoes_id)
		VALUES (of_what, of_topic, of_before, of_after, actor, of_undoes) RETURNING id INTO made;
	INSERT INTO ops.audit (actor_id, what, details) VALUES (actor, 'topic.' || of_what,
		jsonb_strip_nulls(jsonb_build_object('change', made, 'topic', of_topic, 'before', of_before, 'after', of_after, 'undoes', of_undoes)));
	RETURN made;
END $$;
-- A name and an address that no other topic has, nor had.
CREATE FUNCTION community.topic_is_alone(of_topic bigint, of_name text, of_slug text) RETURNS void LANGUAGE plpgsql
	SET search_path = pg_catalog AS $$
BEGIN
	IF EXISTS (SELECT FROM community.topic WHERE lower(name) = lower(of_name) AND id <> of_topic AND merged_into IS NULL) THEN
		PERFORM community.moderation_refused('topic_name_taken');
	END IF;
	IF EXISTS (SELECT FROM community.topic WHERE slug = of_slug AND id <> of_topic)
		OR EXISTS (SELECT FROM community.topic_redirect WHERE slug = of_slug AND topic_id <> of_topic) THEN
		PERFORM community.moderation_refused('topic_slug_taken');
	END IF;
END $$;

CREATE FUNCTION community.topic_make(actor bigint, of_session bigint, of_name text, of_description text, of_slug text, of_colour integer,
	of_open boolean) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	t community.topic;
BEGIN
	PERFORM community.topics_held(actor, of_session);
	IF (SELECT count(*) FROM community.topic WHERE merged_into IS NULL) >= 100 THEN
		PERFORM community.moderation_refused('topic_too_many');
	END IF;
	PERFORM community.topic_is_alone(0, of_name, of_slug);
	INSERT INTO community.topic (name, description, slug, colour, open, position)
		VALUES (of_name, of_description, of_slug, of_colour, of_open,
			(SELECT COALESCE(max(position), 0) + 1 FROM community.topic WHERE merged_into IS NULL)) RETURNING * INTO t;
	PERFORM community.topic_noted(actor, 'made', t.id, NULL, community.topic_kept(t), NULL);
	RETURN t.id;
END $$;

-- ${of_base}: the newest change of it that was seen; false, and nothing done, if there has been another since.
CREATE FUNCTION community.topic_write(actor bigint, of_topic bigint, of_after jsonb, of_undoes bigint) RETURNS void LANGUAGE plpgsql
	SET search_path = pg_catalog AS $$
DECLARE
	t community.topic;
BEGIN
	SELECT * INTO t FROM community.topic WHERE id = of_topic AND merged_into IS NULL FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		PERFORM community.moderation_refused('topic_gone');
	END IF;
	PERFORM community.topic_is_alone(t.id, of_after->>'name', of_after->>'slug');
	DELETE FROM community.topic_redirect WHERE slug = of_after->>'slug';
	UPDATE community.topic SET name = of_after->>'name', description = of_after->>'description', slug = of_after->>'slug',
		colour = (of_after->>'colour')::smallint, open = (of_after->>'open')::boolean WHERE id = t.id;
	IF t.slug <> of_after->>'slug' THEN
		INSERT INTO community.topic_redirect (slug, topic_id) VALUES (t.slug, t.id);
	END IF;
	PERFORM community.topic_noted(actor, 'changed', t.id, community.topic_kept(t), of_after, of_undoes);
END $$;
CREATE FUNCTION community.topic_set(actor bigint, of_session bigint, of_topic bigint, of_base bigint, of_name text, of_description text,
	of_slug text, of_colour integer, of_open boolean) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM community.topics_held(actor, of_session);
	IF of_base IS DISTINCT FROM (SELECT COALESCE(max(id), 0) FROM community.topic_change WHERE topic_id = of_topic) THEN
		RETURN false;
	END IF;
	PERFORM community.topic_write(actor, of_topic, jsonb_build_object('name', of_name, 'description', of_description, 'slug', of_slug,
		'colour', of_colour, 'open', of_open), NULL);
	RETURN true;
END $$;

-- All of them in this order; those that are not named stay behind, as they are.
CREATE FUNCTION community.topics_arrange(actor bigint, ids bigint[], of_undoes bigint) RETURNS void LANGUAGE plpgsql
	SET search_path = pg_catalog AS $$
DECLARE
	was bigint[] := ARRAY(SELECT id FROM community.topic WHERE merged_into IS NULL ORDER BY position, id);
	now_so bigint[] := ARRAY(SELECT t.id FROM community.topic t LEFT JOIN unnest(ids) WITH ORDINALITY u (id, n) ON u.id = t.id
		WHERE t.merged_into IS NULL GROUP BY t.id ORDER BY min(u.n), t.position, t.id);
BEGIN
	UPDATE community.topic t SET position = u.n FROM unnest(now_so) WITH ORDINALITY u (id, n) WHERE t.id = u.id AND t.position <> u.n;
	PERFORM community.topic_noted(actor, 'ordered', NULL, to_jsonb(was), to_jsonb(now_so), of_undoes);
END $$;
CREATE FUNCTION community.topics_order(actor bigint, of_session bigint, of_base bigint, ids bigint[]) RETURNS boolean LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM community.topics_held(actor, of_session);
	IF of_base IS DISTINCT FROM (SELECT COALESCE(max(id), 0) FROM community.topic_change WHERE what = 'ordered') THEN
		RETURN false;
	END IF;
	PERFORM community.topics_arrange(actor, ids, NULL);
	RETURN true;
END $$;

-- People helped in the last year, anew for these topics; `work` counts all of them each day.
CREATE FUNCTION standing.topics_recount(of_topics bigint[]) RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	DELETE FROM standing.member_topic WHERE topic = ANY (of_topics);
	INSERT INTO standing.member_topic AS o (m, topic, people)
		SELECT a.h, t.topic_id, count(DISTINCT a.b) FROM standing.act a JOIN community.thread t ON t.id = a.thread, standing.drawn d
			WHERE t.topic_id = ANY (of_topics) AND a.state IN (0, 1) AND a.day > d.day - 365 GROUP BY a.h, t.topic_id
		ON CONFLICT (m, topic) DO UPDATE SET people = EXCLUDED.people;
$$;

-- Moves at most ${most} threads from one topic to another, of those in ${which} (NULL: of all); counts move by the rows that moved. Threads
-- are locked before topics, as by everybody else who locks both.
CREATE FUNCTION community.threads_move(of_from bigint, of_to bigint, which bigint[], most integer) RETURNS bigint[] LANGUAGE plpgsql
	SET search_path = pg_catalog AS $$
DECLARE
	ids bigint[];
	seen bigint;
BEGIN
	IF which IS NULL THEN
		ids := ARRAY(SELECT id FROM community.thread WHERE topic_id = of_from ORDER BY id LIMIT most);
	ELSE
		ids := ARRAY(SELECT t.id FROM unnest(which) u (id) JOIN community.thread t ON t.id = u.id AND t.topic_id = of_from ORDER BY t.id LIMIT most);
	END IF;
	WITH m AS (UPDATE community.thread t SET topic_id = of_to FROM unnest(ids) u (id) WHERE t.id = u.id AND t.topic_id = of_from
		RETURNING t.id, t.deleted_at)
	SELECT COALESCE(array_agg(id ORDER BY id), '{}'), count(*) FILTER (WHERE deleted_at IS NULL) INTO ids, seen FROM m;
	UPDATE community.topic SET threads = threads + CASE id WHEN of_to THEN seen ELSE -seen END WHERE id IN (of_from, of_to) AND seen > 0;
	RETURN ids;
END $$;

-- Some more of the threads that a merge, or taking one back, moves; whether it is done. Each call takes less than a second, so that who
-- writes in one of them does not wait for long. The first is in the admin's own transaction, `work` makes the others.
CREATE FUNCTION community.topic_move_some(of_change bigint) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	c community.topic_change;
	ids bigint[];
BEGIN
	SELECT * INTO c FROM community.topic_change WHERE id = of_change AND NOT done FOR UPDATE;
	CASE c.what
	WHEN 'merged' THEN
		ids := community.threads_move(c.topic_id, c.other_id, NULL, 5000);
	WHEN 'unmerged' THEN
		ids := community.threads_move(c.other_id, c.topic_id, c.moved, 5000);
	ELSE
		RETURN true;
	END CASE;
	UPDATE community.topic_change SET threads = threads + cardinality(ids), moved = CASE what WHEN 'merged' THEN moved || ids ELSE moved END,
		done = cardinality(ids) < 5000 WHERE id = c.id;
	RETURN cardinality(ids) < 5000;
END $$;
CREATE FUNCTION community.topic_move_on(of_change bigint) RETURNS boolean LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	c community.topic_change;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtext('community.topic'));
	IF NOT community.topic_move_some(of_change) THEN
		RETURN false;
	END IF;
	SELECT * INTO c FROM community.topic_change WHERE id = of_change AND what IN ('merged', 'unmerged');
	IF FOUND THEN
		PERFORM standing.topics_recount(ARRAY[c.topic_id, c.other_id]);
	END IF;
	RETURN true;
END $$;

-- The topic becomes a signpost. Returns the change, for topic_move_on().
CREATE FUNCTION community.topic_merge(actor bigint, of_session bigint, of_topic bigint, of_target bigint) RETURNS bigint LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	t community.topic;
	turned bigint[];
	made bigint;
BEGIN
	PERFORM community.topics_held(actor, of_session);
	SELECT * INTO t FROM community.topic WHERE id = of_topic AND merged_into IS NULL;
	IF NOT FOUND OR NOT EXISTS (SELECT FROM community.topic WHERE id = of_target AND merged_into IS NULL) THEN
		PERFORM community.moderation_refused('topic_gone');
	END IF;
	IF of_topic = of_target THEN
		PERFORM community.moderation_refused('topic_merge_itself');
	END IF;
	IF EXISTS (SELECT FROM community.topic_change WHERE NOT done) THEN
		PERFORM community.moderation_refused('topic_moving');
	END IF;
	made := community.topic_noted(actor, 'merged', t.id, community.topic_kept(t), jsonb_build_object('into', of_target,
		'name', (SELECT name FROM community.topic WHERE id = of_target)), NULL);
	UPDATE community.topic_change SET other_id = of_target, moved = '{}', done = false WHERE id = made;
	-- From the lock on the topic on nobody begins a thread in it. Those who were about to are waited for, and count it still: so nothing of the
	-- topic is changed before. Threads are locked before that, as by everybody.
	PERFORM FROM community.thread WHERE topic_id = of_topic ORDER BY id LIMIT 5000 FOR NO KEY UPDATE;
	PERFORM FROM community.topic WHERE id = of_topic FOR UPDATE;
	PERFORM community.topic_move_some(made);
	WITH p AS (UPDATE community.topic SET merged_into = of_target WHERE merged_into = of_topic RETURNING id)
	SELECT COALESCE(array_agg(id), '{}') INTO turned FROM p;
	UPDATE community.topic SET merged_into = of_target WHERE id = of_topic;
	UPDATE community.topic_change SET signposts = turned, done = false WHERE id = made;
	RETURN made;
END $$;

-- Only one that never had a thread: a deleted thread can come back, and wants to be somewhere.
CREATE FUNCTION community.topic_delete(actor bigint, of_session bigint, of_topic bigint) RETURNS void LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	t community.topic;
BEGIN
	PERFORM community.topics_held(actor, of_session);
	SELECT * INTO t FROM community.topic WHERE id = of_topic AND merged_into IS NULL FOR UPDATE;
	IF NOT FOUND THEN
		PERFORM community.moderation_refused('topic_gone');
	END IF;
	IF EXISTS (SELECT FROM community.thread WHERE topic_id = t.id) OR EXISTS (SELECT FROM community.topic WHERE merged_into = t.id)
		OR EXISTS (SELECT FROM ops.import_source WHERE topic_id = t.id)
		OR EXISTS (SELECT FROM community.announcement WHERE topic_id = t.id) THEN
		PERFORM community.moderation_refused('topic_not_empty');
	END IF;
	PERFORM community.topic_noted(actor, 'deleted', t.id, community.topic_kept(t) || jsonb_build_object('position', t.position, 'redirects',
		(SELECT COALESCE(jsonb_agg(slug), '[]') FROM community.topic_redirect WHERE topic_id = t.id)), NULL, NULL);
	DELETE FROM community.topic WHERE id = t.id;
END $$;

-- Takes one change back, if what it did is still so. Where threads must move: the change, for topic_move_on().
CREATE FUNCTION community.topic_undo(actor bigint, of_session bigint, of_change bigint) RETURNS bigint LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	c community.topic_change;
	made bigint;
BEGIN
	PERFORM community.topics_held(actor, of_session);
	SELECT * INTO c FROM community.topic_change WHERE id = of_change
		AND NOT EXISTS (SELECT FROM community.topic_change WHERE undoes_id = of_change);
	CASE
	WHEN c.what = 'changed' AND c.id = (SELECT max(id) FROM community.topic_change WHERE topic_id = c.topic_id) THEN
		PERFORM community.topic_write(actor, c.topic_id, c.before, c.id);
	WHEN c.what = 'ordered' AND c.id = (SELECT max(id) FROM community.topic_change WHERE what = 'ordered') THEN
		PERFORM community.topics_arrange(actor, ARRAY(SELECT x::bigint FROM jsonb_array_elements_text(c.before) x), c.id);
	WHEN c.what = 'merged' THEN
		IF EXISTS (SELECT FROM community.topic_change WHERE NOT done) THEN
			PERFORM community.moderation_refused('topic_moving');
		END IF;
		PERFORM FROM community.topic WHERE id = c.topic_id AND merged_into = c.other_id;
		IF NOT FOUND THEN
			PERFORM community.moderation_refused('topic_later_first');
		END IF;
		PERFORM community.topic_is_alone(c.topic_id, c.before->>'name', c.before->>'slug');
		made := community.topic_noted(actor, 'unmerged', c.topic_id, NULL, c.after - 'into' || jsonb_build_object('from', c.other_id), c.id);
		UPDATE community.topic_change SET other_id = c.other_id, moved = c.moved, done = false WHERE id = made;
		UPDATE community.topic SET merged_into = NULL WHERE id = c.topic_id;
		UPDATE community.topic SET merged_into = c.topic_id WHERE id = ANY (c.signposts) AND merged_into = c.other_id;
		PERFORM community.topic_move_some(made);
		RETURN made;
	WHEN c.what = 'deleted' THEN
		PERFORM community.topic_is_alone(c.topic_id, c.before->>'name', c.before->>'slug');
		INSERT INTO community.topic (id, name, description, slug, colour, open, position) VALUES (c.topic_id, c.before->>'name',
			c.before->>'description', c.before->>'slug', (c.before->>'colour')::smallint, (c.before->>'open')::boolean,
			(c.before->>'position')::integer);
		INSERT INTO community.topic_redirect (slug, topic_id) SELECT x, c.topic_id FROM jsonb_array_elements_text(c.before->'redirects') x
			WHERE NOT EXISTS (SELECT FROM community.topic WHERE slug = x) ON CONFLICT DO NOTHING;
		PERFORM community.topic_noted(actor, 'restored', c.topic_id, NULL, c.before - 'position' - 'redirects', c.id);
	ELSE
		PERFORM community.moderation_refused('topic_later_first');
	END CASE;
	RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION community.topics_held, community.topic_noted, community.topic_is_alone, community.topic_make, community.topic_write,
	community.topic_set, community.topics_arrange, community.topics_order, standing.topics_recount, community.threads_move,
	community.topic_move_some, community.topic_move_on, community.topic_merge, community.topic_delete, community.topic_undo FROM PUBLIC;
GRANT EXECUTE ON FUNCTION community.topic_make, community.topic_set, community.topics_order, community.topic_merge, community.topic_delete,
	community.topic_undo TO bothy_web;
GRANT EXECUTE ON FUNCTION community.topic_move_on TO bothy_work;

-- ---- tags -----------------------------------------------------------------------------------------------------------
ALTER TABLE community.tag
	ADD COLUMN description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 500),
	ADD COLUMN forbidden boolean NOT NULL DEFAULT false;   -- nobody puts it on a thread that does not have it
-- NOT VALID: for new ones; what is there was looked at by the program.
ALTER TABLE community.tag_synonym
	ADD CONSTRAINT tag_synonym_name CHECK (name ~ '^[^[:space:][:cntrl:]/?#&,]{1,35}$') NOT VALID;
CREATE INDEX tag_synonym_of ON community.tag_synonym (tag_id);

-- A name is a tag's or a synonym, never both. Two who make each at the same time wait for each other: makers of tags share the lock, whoever
-- makes synonyms has it alone. It is taken before any tag is locked.
CREATE FUNCTION community.tag_name_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock_shared(hashtext('community.tag'));
	IF EXISTS (SELECT FROM community.tag_synonym WHERE name = NEW.name) THEN
		RAISE EXCEPTION 'that name stands for another tag' USING ERRCODE = 'unique_violation', CONSTRAINT = 'tag_name_once';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER tag_name_once AFTER INSERT OR UPDATE OF name ON community.tag
	FOR EACH ROW EXECUTE FUNCTION community.tag_name_once();
CREATE FUNCTION community.tag_synonym_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(hashtext('community.tag'));
	IF EXISTS (SELECT FROM community.tag WHERE name = NEW.name) THEN
		RAISE EXCEPTION 'there is a tag of that name' USING ERRCODE = 'unique_violation', CONSTRAINT = 'tag_name_once';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER tag_synonym_once AFTER INSERT OR UPDATE OF name ON community.tag_synonym
	FOR EACH ROW EXECUTE FUNCTION community.tag_synonym_once();

-- What moderators did to tags, append-only.
CREATE TABLE community.tag_change (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	what       text NOT NULL CHECK (what IN ('made', 'changed', 'synonym', 'no_synonym', 'merged', 'unmerged', 'unmade', 'makers')),
	tag_id     bigint,                   -- NULL: who makes new tags
	name       text,                     -- the tag's, as it was then; or the synonym's
	other_id   bigint,                   -- what it was merged into
	before     jsonb,
	after      jsonb,
	moved      bigint[],                 -- threads that a merge gave the other tag
	beside     bigint[],                 -- threads that had it already
	places     smallint[],               -- … and where among their tags this one stood
	threads    integer NOT NULL DEFAULT 0,
	at         timestamptz NOT NULL DEFAULT now(),
	member_id  bigint NOT NULL REFERENCES community.member,
	undoes_id  bigint UNIQUE REFERENCES community.tag_change
);
CREATE INDEX tag_change_of ON community.tag_change (tag_id, id DESC);
CREATE INDEX tag_change_member ON community.tag_change (member_id);
GRANT SELECT (id, what, tag_id, name, other_id, before, after, threads, at, member_id, undoes_id) ON community.tag_change TO bothy_web;
GRANT SELECT ON community.tag_change TO bothy_work;

CREATE FUNCTION community.tags_held(actor bigint, of_session bigint) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM community.moderator_acts(actor, of_session);
	PERFORM pg_advisory_xact_lock(hashtext('community.tag'));
END $$;
CREATE FUNCTION community.tag_kept(g community.tag) RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
	SELECT jsonb_build_object('name', g.name, 'description', g.description, 'forbidden', g.forbidden)
$$;
CREATE FUNCTION community.tag_noted(actor bigint, of_what text, of_tag bigint, of_name text, of_before jsonb, of_after jsonb,
	of_undoes bigint) RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO community.tag_change (what, tag_id, name, before, after, member_id, undoes_id)
		VALUES (of_what, of_tag, of_name, of_before, of_after, actor, of_undoes) RETURNING id INTO made;
	INSERT INTO ops.audit (actor_id, what, details) VALUES (actor, 'tag.' || of_what, jsonb_strip_nulls(jsonb_build_object(
		'change', made, 'tag', of_tag, 'name', of_name, 'before', of_before, 'after', of_after, 'undoes', of_undoes)));
	RETURN made;
END $$;
-- A name that is free for ${of_tag}: no other's, and no synonym but its own.
CREATE FUNCTION community.tag_is_alone(of_tag bigint, of_name text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	IF EXISTS (SELECT FROM community.tag WHERE name = of_name AND id <> of_tag) THEN
		PERFORM community.moderation_refused('tag_name_taken');
	END IF;
	IF EXISTS (SELECT FROM community.tag_synonym WHERE name = of_name AND tag_id <> of_tag) THEN
		PERFORM community.moderation_refused('tag_name_synonym');
	END IF;
END $$;

CREATE FUNCTION community.tag_make(actor bigint, of_session bigint, of_name text, of_forbidden boolean) RETURNS bigint LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	g community.tag;
BEGIN
	PERFORM community.tags_held(actor, of_session);
	PERFORM community.tag_is_alone(0, of_name);
	INSERT INTO community.tag (name, forbidden) VALUES (of_name, of_forbidden) RETURNING * INTO g;
	PERFORM community.tag_noted(actor, 'made', g.id, g.name, NULL, community.tag_kept(g), NULL);
	RETURN g.id;
END $$;

-- A new name leaves the old one as a synonym, so that it still leads here.
CREATE FUNCTION community.tag_write(actor bigint, of_tag bigint, of_after jsonb, of_undoes bigint) RETURNS void LANGUAGE plpgsql
	SET search_path = pg_catalog AS $$
DECLARE
	g community.tag;
BEGIN
	SELECT * INTO g FROM community.tag WHERE id = of_tag FOR UPDATE;
	IF NOT FOUND THEN
		PERFORM community.moderation_refused('tag_gone');
	END IF;
	PERFORM community.tag_is_alone(g.id, of_after->>'name');
	DELETE FROM community.tag_synonym WHERE name = of_after->>'name';
	UPDATE community.tag SET name = of_after->>'name', description = of_after->>'description', forbidden = (of_after->>'forbidden')::boolean
		WHERE id = g.id;
	IF g.name <> of_after->>'name' THEN
		INSERT INTO community.tag_synonym (name, tag_id) VALUES (g.name, g.id);
	END IF;
	PERFORM community.tag_noted(actor, 'changed', g.id, of_after->>'name', community.tag_kept(g), of_after, of_undoes);
END $$;
CREATE FUNCTION community.tag_set(actor bigint, of_session bigint, of_tag bigint, of_base bigint, of_name text, of_description text,
	of_forbidden boolean) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM community.tags_held(actor, of_session);
	IF of_base IS DISTINCT FROM (SELECT COALESCE(max(id), 0) FROM community.tag_change WHERE tag_id = of_tag) THEN
		RETURN false;
	END IF;
	PERFORM community.tag_write(actor, of_tag,
		jsonb_build_object('name', of_name, 'description', of_description, 'forbidden', of_forbidden), NULL);
	RETURN true;
END $$;

-- A synonym stands for a tag, never for a synonym, and a tag's name is none: so there are no rings.
CREATE FUNCTION community.tag_synonym_put(actor bigint, of_tag bigint, of_name text, of_undoes bigint) RETURNS void LANGUAGE plpgsql
	SET search_path = pg_catalog AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM community.tag WHERE id = of_tag) THEN
		PERFORM community.moderation_refused('tag_gone');
	END IF;
	IF EXISTS (SELECT FROM community.tag WHERE id = of_tag AND name = of_name) THEN
		PERFORM community.moderation_refused('tag_synonym_itself');
	END IF;
	PERFORM community.tag_is_alone(of_tag, of_name);
	INSERT INTO community.tag_synonym (name, tag_id) VALUES (of_name, of_tag) ON CONFLICT DO NOTHING;
	IF FOUND THEN
		PERFORM community.tag_noted(actor, 'synonym', of_tag, of_name, NULL, NULL, of_undoes);
	END IF;
END $$;
CREATE FUNCTION community.tag_synonym_drop(actor bigint, of_tag bigint, of_name text, of_undoes bigint) RETURNS void LANGUAGE plpgsql
	SET search_path = pg_catalog AS $$
BEGIN
	DELETE FROM community.tag_synonym WHERE name = of_name AND tag_id = of_tag;
	IF NOT FOUND THEN
		PERFORM community.moderation_refused('tag_later_first');
	END IF;
	PERFORM community.tag_noted(actor, 'no_synonym', of_tag, of_name, NULL, NULL, of_undoes);
END $$;
CREATE FUNCTION community.tag_synonym_add(actor bigint, of_session bigint, of_tag bigint, of_name text) RETURNS void LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM community.tags_held(actor, of_session);
	PERFORM community.tag_synonym_put(actor, of_tag, of_name, NULL);
END $$;
CREATE FUNCTION community.tag_synonym_remove(actor bigint, of_session bigint, of_tag bigint, of_name text) RETURNS void LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM community.tags_held(actor, of_session);
	PERFORM community.tag_synonym_drop(actor, of_tag, of_name, NULL);
END $$;

-- The tag goes; its name and its synonyms stand for the other one. Threads that had both keep one. Two statements for all threads; whoever
-- writes tags at the same time waits for them.
CREATE FUNCTION community.tag_merge(actor bigint, of_session bigint, of_tag bigint, of_target bigint) RETURNS bigint LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	g community.tag;
	made bigint;
	names jsonb;
	had_both bigint[];
	at_places smallint[];
	ids bigint[];
BEGIN
	PERFORM community.tags_held(actor, of_session);
	PERFORM FROM community.tag WHERE id IN (of_tag, of_target) ORDER BY id FOR UPDATE;
	SELECT * INTO g FROM community.tag WHERE id = of_tag;
	IF NOT FOUND OR NOT EXISTS (SELECT FROM community.tag WHERE id = of_target) THEN
		PERFORM community.moderation_refused('tag_gone');
	END IF;
	IF of_tag = of_target THEN
		PERFORM community.moderation_refused('tag_merge_itself');
	END IF;
	WITH gone AS (DELETE FROM community.thread_tag x USING community.thread_tag y
		WHERE x.tag_id = of_tag AND y.tag_id = of_target AND y.thread_id = x.thread_id RETURNING x.thread_id, x.position)
	SELECT COALESCE(array_agg(thread_id ORDER BY thread_id), '{}'), COALESCE(array_agg(position ORDER BY thread_id), '{}')
		INTO had_both, at_places FROM gone;
	WITH m AS (UPDATE community.thread_tag SET tag_id = of_target WHERE tag_id = of_tag RETURNING thread_id)
	SELECT COALESCE(array_agg(thread_id ORDER BY thread_id), '{}') INTO ids FROM m;
	UPDATE community.tag SET threads = threads
		+ (SELECT count(*) FROM community.thread WHERE id = ANY (ids) AND deleted_at IS NULL) WHERE id = of_target;
	SELECT COALESCE(jsonb_agg(name), '[]') INTO names FROM community.tag_synonym WHERE tag_id = of_tag;
	UPDATE community.tag_synonym SET tag_id = of_target WHERE tag_id = of_tag;
	DELETE FROM community.tag WHERE id = of_tag;
	INSERT INTO community.tag_synonym (name, tag_id) VALUES (g.name, of_target);
	made := community.tag_noted(actor, 'merged', g.id, g.name, community.tag_kept(g) || jsonb_build_object('synonyms', names),
		jsonb_build_object('into', of_target, 'name', (SELECT name FROM community.tag WHERE id = of_target),
			'threads', cardinality(ids) + cardinality(had_both)), NULL);
	UPDATE community.tag_change SET other_id = of_target, moved = ids, beside = had_both, places = at_places,
		threads = cardinality(ids) + cardinality(had_both) WHERE id = made;
	RETURN cardinality(ids) + cardinality(had_both);
END $$;

-- Gives the tag back to the threads it was taken from and that still have the other one; whoever took that off meanwhile has the last word.
CREATE FUNCTION community.tag_unmerge(actor bigint, c community.tag_change) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	made bigint;
	back bigint[];
	again bigint[];
	seen bigint;
BEGIN
	DELETE FROM community.tag_synonym WHERE name = c.name AND tag_id = c.other_id;
	IF NOT FOUND THEN
		PERFORM community.moderation_refused('tag_later_first');
	END IF;
	PERFORM FROM community.tag WHERE id = c.other_id FOR UPDATE;
	INSERT INTO community.tag (id, name, description, forbidden)
		VALUES (c.tag_id, c.name, c.before->>'description', (c.before->>'forbidden')::boolean);
	UPDATE community.tag_synonym SET tag_id = c.tag_id WHERE tag_id = c.other_id
		AND name IN (SELECT x FROM jsonb_array_elements_text(c.before->'synonyms') x);
	WITH m AS (UPDATE community.thread_tag SET tag_id = c.tag_id WHERE tag_id = c.other_id AND thread_id = ANY (c.moved) RETURNING thread_id)
	SELECT COALESCE(array_agg(thread_id), '{}') INTO back FROM m;
	WITH m AS (INSERT INTO community.thread_tag (thread_id, tag_id, active_at, position)
		SELECT y.thread_id, c.tag_id, y.active_at, u.place FROM unnest(c.beside, c.places) u (thread, place)
			JOIN community.thread_tag y ON y.thread_id = u.thread AND y.tag_id = c.other_id
			WHERE (SELECT count(*) FROM community.thread_tag z WHERE z.thread_id = u.thread) < 5 RETURNING thread_id)
	SELECT COALESCE(array_agg(thread_id), '{}') INTO again FROM m;
	SELECT count(*) INTO seen FROM community.thread WHERE id = ANY (back) AND deleted_at IS NULL;
	UPDATE community.tag SET threads = threads - seen WHERE id = c.other_id;
	UPDATE community.tag SET threads = seen
		+ (SELECT count(*) FROM community.thread WHERE id = ANY (again) AND deleted_at IS NULL) WHERE id = c.tag_id;
	made := community.tag_noted(actor, 'unmerged', c.tag_id, c.name, NULL,
		jsonb_build_object('from', c.other_id, 'name', c.after->>'name', 'threads', cardinality(back) + cardinality(again)), c.id);
	UPDATE community.tag_change SET other_id = c.other_id, threads = cardinality(back) + cardinality(again) WHERE id = made;
END $$;

-- Who makes new tags by using them: 'all', 'level' (who may edit the tags of others), 'moderators'. Not there: all.
CREATE FUNCTION community.tag_makers_write(actor bigint, of_value text, of_undoes bigint) RETURNS void LANGUAGE plpgsql
	SET search_path = pg_catalog AS $$
DECLARE
	was text;
BEGIN
	IF of_value NOT IN ('all', 'level', 'moderators') OR of_value IS NULL THEN
		RAISE EXCEPTION 'no such makers of tags' USING ERRCODE = 'insufficient_privilege';
	END IF;
	SELECT value INTO was FROM ops.setting WHERE key = 'tags.makers';
	INSERT INTO ops.setting (key, value, changed_by) VALUES ('tags.makers', of_value, actor)
		ON CONFLICT (key) DO UPDATE SET value = of_value, changed_by = actor, changed_at = now();
	PERFORM community.tag_noted(actor, 'makers', NULL, NULL, to_jsonb(COALESCE(was, 'all')), to_jsonb(of_value), of_undoes);
END $$;
CREATE FUNCTION community.tag_makers_set(actor bigint, of_session bigint, of_value text) RETURNS void LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM ops.admin_acts(actor, of_session);
	PERFORM community.tags_held(actor, of_session);
	PERFORM community.tag_makers_write(actor, of_value, NULL);
END $$;

-- Takes one change back, if what it did is still so.
CREATE FUNCTION community.tag_undo(actor bigint, of_session bigint, of_change bigint) RETURNS void LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	c community.tag_change;
BEGIN
	PERFORM community.tags_held(actor, of_session);
	SELECT * INTO c FROM community.tag_change WHERE id = of_change
		AND NOT EXISTS (SELECT FROM community.tag_change WHERE undoes_id = of_change);
	CASE
	WHEN c.what = 'changed' AND c.id = (SELECT max(id) FROM community.tag_change WHERE tag_id = c.tag_id) THEN
		PERFORM community.tag_write(actor, c.tag_id, c.before, c.id);
	WHEN c.what = 'synonym' THEN
		PERFORM community.tag_synonym_drop(actor, c.tag_id, c.name, c.id);
	WHEN c.what = 'no_synonym' THEN
		PERFORM community.tag_synonym_put(actor, c.tag_id, c.name, c.id);
	WHEN c.what = 'merged' THEN
		PERFORM community.tag_unmerge(actor, c);
	WHEN c.what = 'made' THEN
		PERFORM FROM community.tag WHERE id = c.tag_id FOR UPDATE;
		IF EXISTS (SELECT FROM community.thread_tag WHERE tag_id = c.tag_id) OR EXISTS (SELECT FROM community.tag_synonym WHERE tag_id = c.tag_id) THEN
			PERFORM community.moderation_refused('tag_later_first');
		END IF;
		DELETE FROM community.tag WHERE id = c.tag_id;
		PERFORM community.tag_noted(actor, 'unmade', c.tag_id, c.name, NULL, NULL, c.id);
	WHEN c.what = 'makers' AND c.id = (SELECT max(id) FROM community.tag_change WHERE what = 'makers') THEN
		PERFORM ops.admin_acts(actor, of_session);
		PERFORM community.tag_makers_write(actor, c.before #>> '{}', c.id);
	ELSE
		PERFORM community.moderation_refused('tag_later_first');
	END CASE;
END $$;

REVOKE ALL ON FUNCTION community.tags_held, community.tag_noted, community.tag_is_alone, community.tag_make, community.tag_write,
	community.tag_set, community.tag_synonym_put, community.tag_synonym_drop, community.tag_synonym_add, community.tag_synonym_remove,
	community.tag_merge, community.tag_unmerge, community.tag_makers_write, community.tag_makers_set, community.tag_undo FROM PUBLIC;
GRANT EXECUTE ON FUNCTION community.tag_make, community.tag_set, community.tag_synonym_add, community.tag_synonym_remove,
	community.tag_merge, community.tag_makers_set, community.tag_undo TO bothy_web;
