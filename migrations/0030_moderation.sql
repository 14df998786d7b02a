-- Moderation: reports, one queue, decisions that can be undone, sanctions, appeals. What a moderator does is done by the functions at the
-- end, as the owner: the public door can call them and read the tables, and has no right to write a decision, a sanction, or who hid
-- what by itself. Each function first looks whether the session it is told belongs to that moderator.

-- ---- what is not shown, and why ------------------------------------------------------------------------------------
-- deleted_at alone says that something is not shown. `gone` says why:
--   author: its author took it back          hidden: a moderator removed it
--   held: it waits for a moderator's look, and its author sees it
--   merged: (threads) its posts stand in another thread; thread_redirect says in which
-- gone_by is the decision that did it. Restoring clears all three.
ALTER TABLE community.thread ADD COLUMN gone text, ADD COLUMN gone_by bigint, ADD COLUMN pinned_at timestamptz;
ALTER TABLE community.post ADD COLUMN gone text, ADD COLUMN gone_by bigint;
UPDATE community.thread SET gone = 'author' WHERE deleted_at IS NOT NULL;
UPDATE community.post SET gone = 'author' WHERE deleted_at IS NOT NULL;
ALTER TABLE community.thread
	ADD CONSTRAINT thread_gone CHECK (gone IN ('author', 'hidden', 'held', 'merged')),
	ADD CONSTRAINT thread_gone_is_deleted CHECK ((gone IS NULL) = (deleted_at IS NULL));
ALTER TABLE community.post
	ADD CONSTRAINT post_gone CHECK (gone IN ('author', 'hidden', 'held')),
	ADD CONSTRAINT post_gone_is_deleted CHECK ((gone IS NULL) = (deleted_at IS NULL));
CREATE INDEX post_waiting ON community.post (thread_id, id) WHERE gone IN ('held', 'hidden');
CREATE INDEX thread_pinned ON community.thread (topic_id, pinned_at) WHERE pinned_at IS NOT NULL AND deleted_at IS NULL;

-- Who only sets deleted_at is the author. What a moderator hid or what is held, the public door does not bring back by itself.
CREATE FUNCTION community.gone_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND current_user = 'bothy_web' AND OLD.gone IN ('hidden', 'held', 'merged')
		AND (NEW.deleted_at, NEW.gone) IS DISTINCT FROM (OLD.deleted_at, OLD.gone) THEN
		RAISE EXCEPTION 'moderators bring back what was hidden' USING ERRCODE = 'insufficient_privilege';
	END IF;
	IF NEW.deleted_at IS NULL THEN
		NEW.gone := NULL;
		NEW.gone_by := NULL;
	ELSIF NEW.gone IS NULL THEN
		NEW.gone := 'author';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER thread_gone_follows BEFORE INSERT OR UPDATE OF deleted_at, gone ON community.thread
	FOR EACH ROW EXECUTE FUNCTION community.gone_follows();
CREATE TRIGGER post_gone_follows BEFORE INSERT OR UPDATE OF deleted_at, gone ON community.post
	FOR EACH ROW EXECUTE FUNCTION community.gone_follows();

-- Where a thread went that was merged into another, or whose split was undone: /t/OLD leads there for ever. Rows may form chains.
CREATE TABLE community.thread_redirect (
	thread_id   bigint PRIMARY KEY REFERENCES community.thread,
	to_id       bigint NOT NULL REFERENCES community.thread CHECK (to_id <> thread_id),
	decision_id bigint NOT NULL,
	at          timestamptz NOT NULL DEFAULT now()
);

-- Earlier versions of a post that only moderators read: they held private data.
ALTER TABLE community.post_revision ADD COLUMN hidden boolean NOT NULL DEFAULT false;

-- ---- the queue -----------------------------------------------------------------------------------------------------
-- What waits for a moderator; at most one open item of a kind for each target. Its target is a post, a member, or (link_id) a row of
-- its kind: the suggestion, the finding, the appeal. The harmful come first, of these the oldest.
CREATE TABLE community.queue_item (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kind        text NOT NULL CHECK (kind IN ('report', 'held', 'first_post', 'edit', 'suspicion', 'suggestion', 'evidence', 'appeal')),
	thread_id   bigint REFERENCES community.thread ON DELETE CASCADE,
	post_id     bigint REFERENCES community.post ON DELETE CASCADE,
	member_id   bigint REFERENCES community.member ON DELETE CASCADE,
	link_id     bigint,
	harm        integer NOT NULL DEFAULT 0 CHECK (harm BETWEEN 0 AND 1000000),
	why         text NOT NULL DEFAULT '' CHECK (char_length(why) <= 1000),  -- for moderators: which rule, which words
	not_for     bigint[] NOT NULL DEFAULT '{}',      -- whom it concerns: they are not shown it
	passed_by   bigint[] NOT NULL DEFAULT '{}',      -- moderators who left it to others: they get it last
	created_at  timestamptz NOT NULL DEFAULT now(),
	taken_by    bigint REFERENCES community.member,  -- looks at it since taken_at, for ten minutes
	taken_at    timestamptz,
	done_at     timestamptz,
	done_by     bigint REFERENCES community.member,
	decision_id bigint,                              -- what ended it; NULL: its row did (a suggestion was approved …)
	CHECK (num_nonnulls(thread_id, post_id, member_id, link_id) >= 1),
	CHECK ((taken_by IS NULL) = (taken_at IS NULL))
);
CREATE UNIQUE INDEX queue_item_open ON community.queue_item
	(kind, coalesce(post_id, 0), coalesce(thread_id, 0), coalesce(member_id, 0), coalesce(link_id, 0)) WHERE done_at IS NULL;
CREATE INDEX queue_item_next ON community.queue_item (harm DESC, created_at, id) WHERE done_at IS NULL;
CREATE INDEX queue_item_of_post ON community.queue_item (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX queue_item_of_member ON community.queue_item (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX queue_item_done ON community.queue_item (done_at) WHERE done_at IS NOT NULL;

-- What somebody reported; several on one target share an item. A guest has no reporter_id, and hears nothing.
CREATE TABLE community.report (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	item_id     bigint NOT NULL REFERENCES community.queue_item ON DELETE CASCADE,
	reporter_id bigint REFERENCES community.member ON DELETE SET NULL,
	reason      text NOT NULL CHECK (reason IN ('spam', 'abuse', 'private', 'dangerous', 'off_topic', 'other')),
	text        text NOT NULL DEFAULT '' CHECK (char_length(text) <= 1000),
	weight      smallint NOT NULL CHECK (weight BETWEEN 0 AND 10),  -- level_flag_weight()
	at          timestamptz NOT NULL DEFAULT now(),
	told_at     timestamptz                          -- the reporter has been told what came of it
);
CREATE UNIQUE INDEX report_once ON community.report (item_id, reporter_id) WHERE reporter_id IS NOT NULL;
CREATE INDEX report_of_item ON community.report (item_id, id);
CREATE INDEX report_of_reporter ON community.report (reporter_id, id DESC) WHERE reporter_id IS NOT NULL;

-- ---- decisions -----------------------------------------------------------------------------------------------------
-- The audit trail: each act of a moderator, for ever. before and after hold what is needed to undo it. A decision of several (bulk)
-- is a group. The public log shows what is public, without names.
CREATE TABLE community.decision (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at         timestamptz NOT NULL DEFAULT now(),
	actor_id   bigint REFERENCES community.member,   -- NULL: a rule did it (private data is held at once)
	action     text NOT NULL CHECK (action IN ('keep', 'hide', 'restore', 'edit', 'retitle', 'retag', 'move', 'merge', 'split', 'lock',
	           'unlock', 'pin', 'unpin', 'warn', 'silence', 'unsilence', 'suspend', 'unsuspend', 'pseudonymise', 'criticism')),
	rule       text NOT NULL CHECK (rule IN ('none', 'spam', 'abuse', 'private', 'dangerous', 'off_topic', 'duplicate', 'order', 'other')),
	note       text NOT NULL DEFAULT '' CHECK (char_length(note) <= 1000),  -- the reason in words; the person concerned reads it
	thread_id  bigint REFERENCES community.thread,
	post_id    bigint REFERENCES community.post,
	member_id  bigint REFERENCES community.member,   -- whom it concerns
	item_id    bigint REFERENCES community.queue_item,
	group_id   bigint,
	before     jsonb NOT NULL DEFAULT '{}',
	after      jsonb NOT NULL DEFAULT '{}',
	public     boolean NOT NULL,
	undone_at  timestamptz,
	undone_by  bigint REFERENCES community.member,
	upheld_at  timestamptz,                          -- a removal that stands for good: levels count it
	CONSTRAINT decision_has_a_rule CHECK (rule <> 'none' OR action NOT IN ('hide', 'warn', 'silence', 'suspend')),
	CONSTRAINT decision_says_why CHECK (rule <> 'other' OR char_length(note) >= 3),
	CHECK ((undone_at IS NULL) OR (upheld_at IS NULL))
);
CREATE INDEX decision_log ON community.decision (id DESC) WHERE public;
CREATE INDEX decision_of_member ON community.decision (member_id, id DESC);
CREATE INDEX decision_of_post ON community.decision (post_id, id DESC) WHERE post_id IS NOT NULL;
CREATE INDEX decision_of_thread ON community.decision (thread_id, id DESC) WHERE thread_id IS NOT NULL;
CREATE INDEX decision_of_actor ON community.decision (actor_id, at DESC);
CREATE INDEX decision_of_group ON community.decision (group_id, id) WHERE group_id IS NOT NULL;
CREATE INDEX decision_stands ON community.decision (at) WHERE action = 'hide' AND undone_at IS NULL AND upheld_at IS NULL;
CREATE SEQUENCE community.decision_group AS bigint;
ALTER TABLE community.thread ADD FOREIGN KEY (gone_by) REFERENCES community.decision;
ALTER TABLE community.post ADD FOREIGN KEY (gone_by) REFERENCES community.decision;
ALTER TABLE community.queue_item ADD FOREIGN KEY (decision_id) REFERENCES community.decision;
ALTER TABLE community.thread_redirect ADD FOREIGN KEY (decision_id) REFERENCES community.decision;

-- What a member may not do for a while. silence: he does not post. suspend: he does nothing but read, appeal and take his data along.
CREATE TABLE community.sanction (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	member_id   bigint NOT NULL REFERENCES community.member ON DELETE CASCADE,
	kind        text NOT NULL CHECK (kind IN ('silence', 'suspend')),
	since       timestamptz NOT NULL DEFAULT now(),
	until       timestamptz,                         -- NULL: until it is ended
	decision_id bigint NOT NULL REFERENCES community.decision,
	ended_at    timestamptz,
	CHECK (until > since),
	CHECK (kind <> 'silence' OR until IS NOT NULL)
);
CREATE UNIQUE INDEX sanction_in_force ON community.sanction (member_id, kind) WHERE ended_at IS NULL;
CREATE INDEX sanction_over ON community.sanction (until) WHERE ended_at IS NULL;
-- Read with each session, so it stands in the member's row: kept by the functions below.
ALTER TABLE community.member ADD COLUMN silenced_until timestamptz;

-- One appeal for each decision, by the person it concerns. Another moderator than who decided answers.
CREATE TABLE community.appeal (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	decision_id bigint NOT NULL REFERENCES community.decision,
	member_id   bigint NOT NULL REFERENCES community.member,
	text        text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 4000),
	at          timestamptz NOT NULL DEFAULT now(),
	answered_at timestamptz,
	answered_by bigint REFERENCES community.member,
	overturned  boolean,
	reply       text NOT NULL DEFAULT '' CHECK (char_length(reply) <= 1000),
	CONSTRAINT appeal_once UNIQUE (decision_id),
	CHECK (num_nonnulls(answered_at, answered_by, overturned) IN (0, 3))
);
CREATE INDEX appeal_of_member ON community.appeal (member_id, id DESC);

-- What moderators write down about a member for each other. Nobody else reads it.
CREATE TABLE community.member_note (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	member_id  bigint NOT NULL REFERENCES community.member ON DELETE CASCADE,
	author_id  bigint NOT NULL REFERENCES community.member,
	text       text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 2000),
	at         timestamptz NOT NULL DEFAULT now(),
	deleted_at timestamptz
);
CREATE INDEX member_note_list ON community.member_note (member_id, id DESC);

GRANT SELECT ON community.thread_redirect, community.queue_item, community.report, community.decision, community.sanction,
	community.appeal, community.member_note TO bothy_web, bothy_work;
GRANT SELECT ON community.thread_redirect TO bothy_desk;
GRANT UPDATE (taken_by, taken_at, passed_by) ON community.queue_item TO bothy_web;
GRANT INSERT (member_id, author_id, text), UPDATE (deleted_at) ON community.member_note TO bothy_web;
GRANT USAGE ON SEQUENCE community.decision_group TO bothy_web;
GRANT UPDATE (told_at) ON community.report TO bothy_work;
GRANT UPDATE (upheld_at) ON community.decision TO bothy_work;

-- ---- who may ---------------------------------------------------------------------------------------------------------

-- The session is the moderator's own, or the call is refused: so nothing is decided in somebody else's name.
CREATE FUNCTION community.moderator_acts(actor bigint, of_session bigint) RETURNS community.member LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	m community.member;
BEGIN
	SELECT x.* INTO m FROM community.member x JOIN community.session s ON s.member_id = x.id
		WHERE x.id = actor AND s.id = of_session AND s.expires_at > now() AND x.roles & 10 <> 0 AND x.state = 'active';
	IF NOT FOUND THEN
		RAISE EXCEPTION 'moderators decide, each in his own session' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN m;
END $$;

-- A refusal that people are told: the constraint's name says which (server/forum/moderation/moderation_rules.c).
CREATE FUNCTION community.moderation_refused(which text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'refused: %', which USING ERRCODE = 'check_violation', CONSTRAINT = which;
END $$;

-- ---- the queue's functions -------------------------------------------------------------------------------------------

-- Puts something into the queue, or adds to the open item of that kind and target: the greater harm holds. The item's id.
CREATE FUNCTION community.queue_put(of_kind text, of_post bigint, of_member bigint, of_link bigint, of_harm integer, of_why text,
	of_not_for bigint[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	item bigint;
BEGIN
	INSERT INTO community.queue_item AS q (kind, post_id, member_id, link_id, harm, why, not_for)
		VALUES (of_kind, of_post, of_member, of_link, of_harm, left(of_why, 1000), coalesce(of_not_for, '{}')
			|| coalesce((SELECT array_agg(author_id) FROM community.post WHERE id = of_post), '{}')
			|| CASE WHEN of_member IS NULL THEN '{}' ELSE ARRAY[of_member] END)
		ON CONFLICT (kind, coalesce(post_id, 0), coalesce(thread_id, 0), coalesce(member_id, 0), coalesce(link_id, 0))
			WHERE done_at IS NULL
		DO UPDATE SET harm = greatest(q.harm, EXCLUDED.harm), why = CASE WHEN EXCLUDED.why = '' THEN q.why ELSE EXCLUDED.why END
		RETURNING id INTO item;
	RETURN item;
END $$;

-- Ends the open items of a kind for a row of that kind.
CREATE FUNCTION community.queue_end(of_kind text, of_link bigint, who bigint) RETURNS void LANGUAGE sql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
	UPDATE community.queue_item SET done_at = now(), done_by = who, taken_by = NULL, taken_at = NULL
		WHERE kind = of_kind AND link_id = of_link AND done_at IS NULL
$$;

-- Suggested edits and findings have tables and pages of their own; in the queue they come and go with their state.
CREATE FUNCTION community.suggestion_queued() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	IF NEW.state = 'open' THEN
		PERFORM community.queue_put('suggestion', NULL, NULL, NEW.id, 5, '', ARRAY[NEW.member_id]);
	ELSE
		PERFORM community.queue_end('suggestion', NEW.id, NEW.decided_by);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER suggestion_queued AFTER INSERT OR UPDATE OF state ON community.suggestion
	FOR EACH ROW EXECUTE FUNCTION community.suggestion_queued();

CREATE FUNCTION standing.finding_queued() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	IF NEW.state = 'open' THEN
		PERFORM community.queue_put('evidence', NULL, NULL, NEW.id, 30, '', NEW.members);
	ELSE
		PERFORM community.queue_end('evidence', NEW.id, standing.finding_decider(NEW.id));
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER finding_queued AFTER INSERT OR UPDATE OF state ON standing.finding
	FOR EACH ROW EXECUTE FUNCTION standing.finding_queued();

-- An appeal about credit that was voided is for another moderator; about credit that is still held the item is there already.
CREATE FUNCTION standing.appeal_queued() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	f standing.finding;
BEGIN
	SELECT * INTO f FROM standing.finding WHERE id = NEW.finding;
	IF NEW.answered_at IS NULL AND f.state = 'voided' THEN
		PERFORM community.queue_put('evidence', NULL, NULL, f.id, 35, '',
			array_remove(f.members || standing.finding_decider(f.id), NULL));
	ELSIF NOT EXISTS (SELECT FROM standing.appeal WHERE finding = f.id AND answered_at IS NULL) AND f.state <> 'open' THEN
		PERFORM community.queue_end('evidence', f.id, NEW.answered_by);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER appeal_queued AFTER INSERT OR UPDATE OF answered_at ON standing.appeal
	FOR EACH ROW EXECUTE FUNCTION standing.appeal_queued();

SELECT community.queue_put('suggestion', NULL, NULL, id, 5, '', ARRAY[member_id]) FROM community.suggestion WHERE state = 'open';
SELECT community.queue_put('evidence', NULL, NULL, id, 30, '', members) FROM standing.finding WHERE state = 'open';

-- ---- what goes along with hiding and moving --------------------------------------------------------------------------

-- Counters of a thread as its visible posts say. A question that came by merging stands as a reply: it is no answer.
CREATE FUNCTION community.thread_recount(of_thread bigint) RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
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
$$;

CREATE FUNCTION community.topic_and_tags_recount(of_threads bigint[], of_topics bigint[]) RETURNS void LANGUAGE sql
	SET search_path = pg_catalog AS $$
	UPDATE community.topic p SET threads = (SELECT count(*) FROM community.thread t WHERE t.topic_id = p.id AND t.deleted_at IS NULL)
		WHERE p.id = ANY (of_topics || ARRAY(SELECT topic_id FROM community.thread WHERE id = ANY (of_threads)));
	UPDATE community.tag g SET threads = (SELECT count(*) FROM community.thread_tag x JOIN community.thread t ON t.id = x.thread_id
			WHERE x.tag_id = g.id AND t.deleted_at IS NULL)
		WHERE g.id IN (SELECT tag_id FROM community.thread_tag WHERE thread_id = ANY (of_threads));
$$;
CREATE FUNCTION community.member_answers_recount(of_members bigint[]) RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	UPDATE community.member m SET answers = (SELECT count(*) FROM community.post p
			WHERE p.author_id = m.id AND p.kind IN ('answer', 'reply') AND p.deleted_at IS NULL)
		WHERE m.id = ANY (of_members)
$$;

-- Posts as a decision found them, so that they can be put back; and putting them back.
CREATE FUNCTION community.posts_kept(which bigint[]) RETURNS jsonb LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'thread_id', thread_id, 'kind', kind, 'parent_id', parent_id,
		'deleted_at', deleted_at, 'gone', gone, 'gone_by', gone_by) ORDER BY id), '[]') FROM community.post WHERE id = ANY (which)
$$;
CREATE FUNCTION community.posts_put_back(kept jsonb) RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	UPDATE community.post p SET thread_id = s.thread_id, kind = s.kind, parent_id = s.parent_id, deleted_at = s.deleted_at,
		gone = s.gone, gone_by = s.gone_by, plain = p.plain
		FROM jsonb_to_recordset(kept) AS s(id bigint, thread_id bigint, kind text, parent_id bigint, deleted_at timestamptz,
			gone text, gone_by bigint)
		WHERE p.id = s.id
$$;

-- ---- the acts ---------------------------------------------------------------------------------------------------------

-- Not shown any more: a post with its comments, or all of a thread for what opens it. Returns what it was before.
CREATE FUNCTION community.post_hide(of_post bigint, how text, decision bigint) RETURNS jsonb LANGUAGE plpgsql
	SET search_path = pg_catalog AS $$
DECLARE
	p community.post;
	which bigint[];
	kept jsonb;
BEGIN
	SELECT * INTO p FROM community.post WHERE id = of_post;
	SELECT array_agg(id) INTO which FROM community.post WHERE deleted_at IS NULL AND thread_id = p.thread_id
		AND (p.kind = 'question' OR parent_id = p.id AND kind = 'comment') OR id = p.id
		OR gone = 'held' AND p.gone = 'held' AND gone_by = p.gone_by AND (parent_id = p.id OR p.kind = 'question' AND thread_id = p.thread_id);
	kept := jsonb_build_object('posts', community.posts_kept(which));
	IF p.kind = 'question' THEN
		kept := kept || (SELECT jsonb_build_object('thread', jsonb_build_object('deleted_at', deleted_at, 'gone', gone,
			'gone_by', gone_by)) FROM community.thread WHERE id = p.thread_id);
		UPDATE community.thread SET deleted_at = now(), gone = how, gone_by = decision WHERE id = p.thread_id;
	END IF;
	UPDATE community.post SET deleted_at = now(), gone = how, gone_by = decision WHERE id = ANY (which);
	RETURN kept;
END $$;

-- Shown again: what went together with the post comes back together.
CREATE FUNCTION community.post_restore(of_post bigint) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	p community.post;
	which bigint[];
	kept jsonb;
BEGIN
	SELECT * INTO p FROM community.post WHERE id = of_post;
	SELECT array_agg(id) INTO which FROM community.post WHERE id = p.id OR (thread_id = p.thread_id AND gone = p.gone
		AND deleted_at = p.deleted_at AND gone_by IS NOT DISTINCT FROM p.gone_by AND (p.kind = 'question' OR parent_id = p.id));
	kept := jsonb_build_object('posts', community.posts_kept(which));
	IF p.kind = 'question' THEN
		kept := kept || (SELECT jsonb_build_object('thread', jsonb_build_object('deleted_at', deleted_at, 'gone', gone,
			'gone_by', gone_by)) FROM community.thread WHERE id = p.thread_id);
		UPDATE community.thread SET deleted_at = NULL WHERE id = p.thread_id;
	END IF;
	UPDATE community.post SET deleted_at = NULL WHERE id = ANY (which);
	RETURN kept;
END $$;

-- All posts of one thread go on in another of the same kind, under that one's title; its question stands there as a reply.
CREATE FUNCTION community.thread_merge(of_thread bigint, target bigint, decision bigint) RETURNS jsonb LANGUAGE plpgsql
	SET search_path = pg_catalog AS $$
DECLARE
	kept jsonb;
BEGIN
	SELECT jsonb_build_object('posts', community.posts_kept(array_agg(p.id))) INTO kept FROM community.post p
		WHERE p.thread_id = of_thread;
	kept := kept || jsonb_build_object(
		'thread', jsonb_build_object('deleted_at', NULL, 'gone', NULL, 'gone_by', NULL),
		'acceptances', (SELECT coalesce(jsonb_agg(id), '[]') FROM community.acceptance WHERE thread_id = of_thread),
		'followers', (SELECT coalesce(jsonb_agg(f.member_id), '[]') FROM community.follow f WHERE f.thread_id = of_thread
			AND NOT EXISTS (SELECT FROM community.follow x WHERE x.thread_id = target AND x.member_id = f.member_id)));
	UPDATE community.post SET thread_id = target, kind = CASE kind WHEN 'question' THEN 'reply' ELSE kind END, plain = plain
		WHERE thread_id = of_thread;
	UPDATE community.acceptance SET thread_id = target WHERE thread_id = of_thread;
	INSERT INTO community.follow (member_id, thread_id) SELECT member_id, target FROM community.follow WHERE thread_id = of_thread
		ON CONFLICT DO NOTHING;
	UPDATE community.thread SET deleted_at = now(), gone = 'merged', gone_by = decision WHERE id = of_thread;
	INSERT INTO community.thread_redirect (thread_id, to_id, decision_id) VALUES (of_thread, target, decision)
		ON CONFLICT (thread_id) DO UPDATE SET to_id = EXCLUDED.to_id, decision_id = EXCLUDED.decision_id, at = now();
	RETURN kept;
END $$;

-- Answers, with their comments, go on in a new thread: the first becomes its question. Returns what it was, and the new thread.
CREATE FUNCTION community.thread_split(of_thread bigint, posts bigint[], new_title text, new_slug text) RETURNS jsonb
	LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	t community.thread;
	first community.post;
	which bigint[];
	kept jsonb;
	made bigint := nextval('community.thread_id_seq');
BEGIN
	SELECT * INTO t FROM community.thread WHERE id = of_thread;
	SELECT * INTO first FROM community.post WHERE id = ANY (posts) AND thread_id = of_thread AND kind IN ('answer', 'reply')
		AND deleted_at IS NULL ORDER BY created_at, id LIMIT 1;
	IF NOT FOUND OR first.accepted > 0 OR (SELECT count(*) FROM community.post WHERE id = ANY (posts) AND thread_id = of_thread
		AND kind IN ('answer', 'reply') AND deleted_at IS NULL) <> cardinality(posts) THEN
		PERFORM community.moderation_refused('decision_split');
	END IF;
	SELECT array_agg(id) INTO which FROM community.post WHERE thread_id = of_thread AND (id = ANY (posts) OR parent_id = ANY (posts));
	kept := jsonb_build_object('posts', community.posts_kept(which), 'made', made,
		'acceptances', (SELECT coalesce(jsonb_agg(id), '[]') FROM community.acceptance WHERE post_id = ANY (which)));
	INSERT INTO community.thread (id, kind, topic_id, author_id, title, slug, product, language, state, created_at)
		VALUES (made, t.kind, t.topic_id, first.author_id, new_title, new_slug, t.product, t.language,
			CASE t.kind WHEN 'question' THEN 'open' END, first.created_at);
	INSERT INTO community.thread_tag (thread_id, tag_id, active_at, position)
		SELECT made, tag_id, first.created_at, position FROM community.thread_tag WHERE thread_id = of_thread;
	UPDATE community.post SET thread_id = made, kind = CASE WHEN id = first.id THEN 'question' ELSE kind END, plain = plain
		WHERE id = ANY (which);
	UPDATE community.acceptance SET thread_id = made WHERE post_id = ANY (which);
	INSERT INTO community.follow (member_id, thread_id) SELECT DISTINCT author_id, made FROM community.post WHERE thread_id = made
		ON CONFLICT DO NOTHING;
	RETURN kept;
END $$;

-- A sanction begins; one of its kind that is in force ends.
CREATE FUNCTION community.sanction_begin(of_member bigint, of_kind text, until timestamptz, decision bigint) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	UPDATE community.sanction SET ended_at = now() WHERE member_id = of_member AND kind = of_kind AND ended_at IS NULL;
	INSERT INTO community.sanction (member_id, kind, until, decision_id) VALUES (of_member, of_kind, until, decision);
	IF of_kind = 'silence' THEN
		UPDATE community.member SET silenced_until = until WHERE id = of_member;
	ELSE
		UPDATE community.member SET state = 'suspended' WHERE id = of_member;
		DELETE FROM community.session WHERE member_id = of_member;
	END IF;
END $$;
CREATE FUNCTION community.sanction_end(of_member bigint, of_kind text) RETURNS void LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	UPDATE community.sanction SET ended_at = now() WHERE member_id = of_member AND kind = of_kind AND ended_at IS NULL;
	IF of_kind = 'silence' THEN
		UPDATE community.member SET silenced_until = NULL WHERE id = of_member;
	ELSE
		UPDATE community.member SET state = 'active' WHERE id = of_member AND state = 'suspended';
	END IF;
END $$;

-- ---- deciding -----------------------------------------------------------------------------------------------------------

-- Whether that step is possible: what stands there now, by the same table as moderation_rules.c.
-- of_state: of a post or thread: shown, hidden, held, author, merged; of a member: his state.
CREATE FUNCTION community.moderation_step(of_action text, of_state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE
		WHEN of_action = 'hide' THEN of_state IN ('shown', 'held')
		WHEN of_action = 'restore' THEN of_state IN ('hidden', 'held')
		WHEN of_action IN ('keep', 'criticism') THEN of_state IN ('shown', 'held', 'active', 'suspended', 'unclaimed')
		WHEN of_action IN ('edit', 'retitle', 'retag', 'move', 'merge', 'split', 'lock', 'unlock', 'pin', 'unpin') THEN of_state = 'shown'
		WHEN of_action IN ('warn', 'silence', 'unsilence') THEN of_state = 'active'
		WHEN of_action = 'suspend' THEN of_state IN ('active', 'suspended')
		WHEN of_action = 'unsuspend' THEN of_state = 'suspended'
		WHEN of_action = 'pseudonymise' THEN of_state IN ('active', 'suspended', 'unclaimed')
		ELSE false END
$$;

-- What members should read in the log. What would expose somebody is not there: private data, warnings, new names; nor what changed nothing.
CREATE FUNCTION community.decision_is_public(of_action text, of_rule text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT of_rule <> 'private' AND of_action NOT IN ('keep', 'warn', 'pseudonymise', 'criticism')
$$;

-- One act of a moderator on a post, a thread or a member. details: what the act needs: topic_id; to_id; posts, title, slug; until; display,
-- skeleton; revision, hide_history. Ends of_item, and the other open items of the same post or member that say the same. The decision's id.
CREATE FUNCTION community.moderate(actor bigint, of_session bigint, of_action text, of_rule text, of_note text, of_post bigint,
	of_thread bigint, of_member bigint, details jsonb, of_group bigint, of_item bigint) RETURNS bigint
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	who community.member := community.moderator_acts(actor, of_session);
	p community.post;
	t community.thread;
	m community.member;
	concerned bigint;
	state_now text;
	made bigint;
	kept jsonb := '{}';
	target bigint := (details->>'to_id')::bigint;
BEGIN
	-- Threads are locked in the order of their ids, before anything else is.
	PERFORM FROM community.thread WHERE id IN (coalesce(of_thread, (SELECT thread_id FROM community.post WHERE id = of_post)), target)
		ORDER BY id FOR NO KEY UPDATE;
	IF of_post IS NOT NULL THEN
		SELECT * INTO p FROM community.post WHERE id = of_post FOR NO KEY UPDATE;
		SELECT * INTO t FROM community.thread WHERE id = p.thread_id;
		state_now := CASE WHEN p.gone IS NULL AND t.gone IS NOT NULL THEN t.gone ELSE coalesce(p.gone, 'shown') END;
		-- What is hidden together with its thread comes back with it.
		IF of_action IN ('restore', 'keep') AND p.kind <> 'question' AND t.deleted_at IS NOT NULL THEN
			PERFORM community.moderation_refused('decision_thread_first');
		END IF;
		concerned := p.author_id;
	ELSIF of_thread IS NOT NULL THEN
		SELECT * INTO t FROM community.thread WHERE id = of_thread;
		state_now := coalesce(t.gone, 'shown');
		concerned := t.author_id;
	ELSE
		SELECT * INTO m FROM community.member WHERE id = of_member FOR NO KEY UPDATE;
		state_now := m.state;
		concerned := m.id;
	END IF;
	IF concerned IS NULL THEN
		PERFORM community.moderation_refused('decision_target');
	END IF;
	IF concerned = actor AND of_action NOT IN ('edit', 'retitle', 'retag', 'move', 'merge', 'split', 'lock', 'unlock', 'pin', 'unpin') THEN
		PERFORM community.moderation_refused('decision_not_of_oneself');
	END IF;
	IF of_action IN ('silence', 'suspend', 'pseudonymise') AND m.roles & 14 <> 0 AND who.roles & 8 = 0 THEN
		PERFORM community.moderation_refused('decision_admins');
	END IF;
	IF NOT community.moderation_step(of_action, state_now)
		OR of_action = 'lock' AND t.locked OR of_action = 'unlock' AND NOT t.locked
		OR of_action = 'pin' AND t.pinned_at IS NOT NULL OR of_action = 'unpin' AND t.pinned_at IS NULL
		OR of_action = 'unsilence' AND m.silenced_until IS NULL THEN
		PERFORM community.moderation_refused('decision_step');
	END IF;
	INSERT INTO community.decision (actor_id, action, rule, note, thread_id, post_id, member_id, item_id, group_id, after, public)
		VALUES (actor, of_action, of_rule, of_note, t.id, of_post, concerned, of_item, of_group, details,
			community.decision_is_public(of_action, of_rule))
		RETURNING id INTO made;
	CASE
	WHEN of_action = 'hide' THEN
		kept := community.post_hide(of_post, 'hidden', made);
	WHEN of_action = 'restore' OR of_action IN ('keep', 'criticism') AND p.gone = 'held' THEN
		kept := community.post_restore(of_post);
	WHEN of_action IN ('edit', 'retitle', 'retag') THEN
		kept := jsonb_build_object('revision', (details->>'revision')::integer - 1);
		IF (details->>'hide_history')::boolean THEN
			UPDATE community.post_revision SET hidden = true WHERE post_id = of_post;
		END IF;
	WHEN of_action IN ('lock', 'unlock') THEN
		UPDATE community.thread SET locked = of_action = 'lock' WHERE id = t.id;
	WHEN of_action IN ('pin', 'unpin') THEN
		kept := jsonb_build_object('pinned_at', t.pinned_at);
		UPDATE community.thread SET pinned_at = CASE of_action WHEN 'pin' THEN now() END WHERE id = t.id;
	WHEN of_action = 'move' THEN
		kept := jsonb_build_object('topic_id', t.topic_id);
		IF t.topic_id = (details->>'topic_id')::bigint THEN
			PERFORM community.moderation_refused('decision_step');
		END IF;
		UPDATE community.thread SET topic_id = (details->>'topic_id')::bigint, pinned_at = NULL WHERE id = t.id;
		PERFORM community.topic_and_tags_recount('{}', ARRAY[t.topic_id, (details->>'topic_id')::bigint]);
	WHEN of_action = 'merge' THEN
		IF t.id = target OR NOT EXISTS (SELECT FROM community.thread WHERE id = target AND deleted_at IS NULL AND kind = t.kind) THEN
			PERFORM community.moderation_refused('decision_merge');
		END IF;
		kept := community.thread_merge(t.id, target, made);
		PERFORM community.thread_recount(target);
		PERFORM community.topic_and_tags_recount(ARRAY[t.id], '{}');
	WHEN of_action = 'split' THEN
		kept := community.thread_split(t.id, ARRAY(SELECT jsonb_array_elements_text(details->'posts')::bigint), details->>'title',
			details->>'slug');
		UPDATE community.decision SET after = after || jsonb_build_object('made', kept->'made') WHERE id = made;
		PERFORM community.thread_recount((kept->>'made')::bigint);
		PERFORM community.thread_recount(t.id);
		PERFORM community.topic_and_tags_recount(ARRAY[(kept->>'made')::bigint], '{}');
	WHEN of_action IN ('silence', 'suspend') THEN
		-- One that is in force already comes back when this one is undone.
		IF of_action = 'suspend' AND m.state = 'suspended' OR of_action = 'silence' AND m.silenced_until > now() THEN
			kept := jsonb_build_object('again', true, 'until', (SELECT until FROM community.sanction WHERE member_id = m.id
				AND kind = of_action AND ended_at IS NULL));
		END IF;
		PERFORM community.sanction_begin(m.id, of_action, (details->>'until')::timestamptz, made);
	WHEN of_action = 'unsilence' THEN
		kept := jsonb_build_object('until', m.silenced_until);
		PERFORM community.sanction_end(m.id, 'silence');
	WHEN of_action = 'unsuspend' THEN
		kept := (SELECT jsonb_build_object('until', until) FROM community.sanction WHERE member_id = m.id AND kind = 'suspend'
			AND ended_at IS NULL);
		PERFORM community.sanction_end(m.id, 'suspend');
	WHEN of_action = 'pseudonymise' THEN
		kept := jsonb_build_object('username', m.username, 'display', m.display, 'skeleton', m.skeleton, 'bio', m.bio);
		UPDATE community.member SET username = 'member-' || m.id, display = details->>'display', skeleton = details->>'skeleton', bio = ''
			WHERE id = m.id;
	ELSE
		NULL;  -- keep, warn and criticism change nothing that is shown
	END CASE;
	IF of_action IN ('hide', 'restore', 'keep', 'criticism') AND of_post IS NOT NULL AND kept <> '{}' THEN
		PERFORM community.thread_recount(t.id);
		PERFORM community.topic_and_tags_recount(CASE WHEN p.kind = 'question' THEN ARRAY[t.id] ELSE '{}' END, '{}');
		PERFORM community.member_answers_recount(ARRAY(SELECT author_id FROM community.post
			WHERE id IN (SELECT (x->>'id')::bigint FROM jsonb_array_elements(kept->'posts') x)));
	END IF;
	UPDATE community.decision SET before = coalesce(kept, '{}') WHERE id = made;
	IF of_item IS NOT NULL OR of_action IN ('hide', 'restore', 'keep', 'criticism') THEN
		UPDATE community.queue_item SET done_at = now(), done_by = actor, decision_id = made, taken_by = NULL, taken_at = NULL
			WHERE done_at IS NULL AND kind NOT IN ('appeal', 'suggestion', 'evidence')
			AND (id = of_item OR of_action IN ('hide', 'restore', 'keep', 'criticism') AND post_id = of_post);
	END IF;
	RETURN made;
END $$;

-- Takes a decision back: everything is as it was, as far as nobody has built on it since. An edit is taken back by a new version of the
-- text, which the program writes. The item it ended is open again.
CREATE FUNCTION community.moderate_undo(actor bigint, of_session bigint, of_decision bigint) RETURNS void
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	who community.member := community.moderator_acts(actor, of_session);
	d community.decision;
	of_posts bigint[];
	other bigint;
BEGIN
	SELECT * INTO d FROM community.decision WHERE id = of_decision;
	PERFORM FROM community.thread WHERE id IN (d.thread_id, (d.after->>'to_id')::bigint, (d.after->>'made')::bigint)
		ORDER BY id FOR NO KEY UPDATE;
	SELECT * INTO d FROM community.decision WHERE id = of_decision FOR UPDATE;
	IF d.id IS NULL OR d.undone_at IS NOT NULL OR d.upheld_at IS NOT NULL AND d.action <> 'hide' THEN
		PERFORM community.moderation_refused('decision_step');
	END IF;
	IF d.member_id = actor AND d.action NOT IN ('edit', 'retitle', 'retag', 'move', 'merge', 'split', 'lock', 'unlock', 'pin', 'unpin') THEN
		PERFORM community.moderation_refused('decision_not_of_oneself');
	END IF;
	of_posts := ARRAY(SELECT (x->>'id')::bigint FROM jsonb_array_elements(d.before->'posts') x);
	CASE
	WHEN d.action IN ('hide', 'restore') OR d.action IN ('keep', 'criticism') AND d.before ? 'posts' THEN
		-- Not if somebody has decided about it since.
		IF NOT EXISTS (SELECT FROM community.post WHERE id = d.post_id
			AND CASE d.action WHEN 'hide' THEN gone_by = d.id ELSE deleted_at IS NULL END) THEN
			PERFORM community.moderation_refused('decision_step');
		END IF;
		PERFORM community.posts_put_back((SELECT coalesce(jsonb_agg(x), '[]') FROM jsonb_array_elements(d.before->'posts') x
			JOIN community.post p ON p.id = (x->>'id')::bigint
			WHERE CASE d.action WHEN 'hide' THEN p.gone_by = d.id ELSE p.deleted_at IS NULL END));
		-- Posts may have gone to another thread since; their place stays.
		IF d.before ? 'thread' THEN
			UPDATE community.thread SET deleted_at = (d.before->'thread'->>'deleted_at')::timestamptz, gone = d.before->'thread'->>'gone',
				gone_by = (d.before->'thread'->>'gone_by')::bigint WHERE id = d.thread_id;
		END IF;
		PERFORM community.thread_recount(d.thread_id);
		PERFORM community.topic_and_tags_recount(CASE WHEN d.before ? 'thread' THEN ARRAY[d.thread_id] ELSE '{}' END, '{}');
		PERFORM community.member_answers_recount(ARRAY(SELECT author_id FROM community.post WHERE id = ANY (of_posts)));
	WHEN d.action IN ('edit', 'retitle', 'retag') THEN
		IF (d.after->>'hide_history')::boolean THEN
			UPDATE community.post_revision SET hidden = false
				WHERE post_id = d.post_id AND revision <= (d.before->>'revision')::integer;
		END IF;
	WHEN d.action IN ('lock', 'unlock') THEN
		UPDATE community.thread SET locked = d.action = 'unlock' WHERE id = d.thread_id;
	WHEN d.action IN ('pin', 'unpin') THEN
		UPDATE community.thread SET pinned_at = (d.before->>'pinned_at')::timestamptz WHERE id = d.thread_id;
	WHEN d.action = 'move' THEN
		UPDATE community.thread SET topic_id = (d.before->>'topic_id')::bigint WHERE id = d.thread_id
			AND topic_id = (d.after->>'topic_id')::bigint;
		IF NOT FOUND THEN
			PERFORM community.moderation_refused('decision_step');
		END IF;
		PERFORM community.topic_and_tags_recount('{}', ARRAY[(d.before->>'topic_id')::bigint, (d.after->>'topic_id')::bigint]);
	WHEN d.action IN ('merge', 'split') THEN
		other := coalesce(d.after->>'to_id', d.after->>'made')::bigint;
		-- Where they went has gone elsewhere itself: that is undone first.
		IF EXISTS (SELECT FROM community.thread WHERE id = other AND gone = 'merged')
			OR d.action = 'split' AND EXISTS (SELECT FROM community.thread WHERE id = d.thread_id AND gone = 'merged') THEN
			PERFORM community.moderation_refused('decision_later_first');
		END IF;
		PERFORM community.posts_put_back((SELECT coalesce(jsonb_agg(x || jsonb_build_object('deleted_at', p.deleted_at, 'gone', p.gone,
			'gone_by', p.gone_by)), '[]') FROM jsonb_array_elements(d.before->'posts') x
			JOIN community.post p ON p.id = (x->>'id')::bigint WHERE p.thread_id = other));
		UPDATE community.acceptance SET thread_id = d.thread_id WHERE thread_id = other
			AND id IN (SELECT x::bigint FROM jsonb_array_elements_text(d.before->'acceptances') x);
		IF d.action = 'merge' THEN
			-- Comments that were written since under a post go where it goes.
			UPDATE community.post c SET thread_id = d.thread_id FROM community.post p
				WHERE c.parent_id = p.id AND p.thread_id = d.thread_id AND c.thread_id = other;
			DELETE FROM community.follow WHERE thread_id = other
				AND member_id IN (SELECT x::bigint FROM jsonb_array_elements_text(d.before->'followers') x);
			UPDATE community.thread SET deleted_at = NULL WHERE id = d.thread_id;
			DELETE FROM community.thread_redirect WHERE thread_id = d.thread_id;
		ELSE
			-- What was written in the new thread since comes along.
			UPDATE community.post SET thread_id = d.thread_id, plain = plain WHERE thread_id = other;
			UPDATE community.acceptance SET thread_id = d.thread_id WHERE thread_id = other;
			UPDATE community.thread SET deleted_at = now(), gone = 'merged', gone_by = d.id WHERE id = other;
			INSERT INTO community.thread_redirect (thread_id, to_id, decision_id) VALUES (other, d.thread_id, d.id);
		END IF;
		PERFORM community.thread_recount(other);
		PERFORM community.thread_recount(d.thread_id);
		PERFORM community.topic_and_tags_recount(ARRAY[d.thread_id, other], '{}');
	WHEN d.action IN ('silence', 'suspend') THEN
		PERFORM FROM community.sanction WHERE decision_id = d.id AND ended_at IS NULL;
		IF FOUND THEN
			PERFORM community.sanction_end(d.member_id, d.action);
			IF d.before ? 'again' AND coalesce((d.before->>'until')::timestamptz, 'infinity') > now() THEN
				PERFORM community.sanction_begin(d.member_id, d.action, (d.before->>'until')::timestamptz, d.id);
			END IF;
		END IF;
	WHEN d.action = 'unsilence' THEN
		IF (d.before->>'until')::timestamptz > now() THEN
			PERFORM community.sanction_begin(d.member_id, 'silence', (d.before->>'until')::timestamptz, d.id);
		END IF;
	WHEN d.action = 'unsuspend' THEN
		PERFORM community.sanction_begin(d.member_id, 'suspend', (d.before->>'until')::timestamptz, d.id);
	WHEN d.action = 'pseudonymise' THEN
		UPDATE community.member SET username = d.before->>'username', display = d.before->>'display', skeleton = d.before->>'skeleton',
			bio = d.before->>'bio' WHERE id = d.member_id AND username = 'member-' || d.member_id;
	ELSE
		NULL;
	END CASE;
	UPDATE community.decision SET undone_at = now(), undone_by = actor, upheld_at = NULL WHERE id = d.id;
	UPDATE community.queue_item q SET done_at = NULL, done_by = NULL, decision_id = NULL, taken_by = actor, taken_at = now()
		WHERE decision_id = d.id AND NOT EXISTS (SELECT FROM community.queue_item o WHERE o.done_at IS NULL AND o.kind = q.kind
			AND o.post_id IS NOT DISTINCT FROM q.post_id AND o.member_id IS NOT DISTINCT FROM q.member_id
			AND o.link_id IS NOT DISTINCT FROM q.link_id);
END $$;

-- The same for many posts at once, as one group that one click takes back; posts that are gone already, or the moderator's own, are left
-- out. How many there were.
CREATE FUNCTION community.moderate_many(actor bigint, of_session bigint, of_action text, of_rule text, of_note text, of_posts bigint[],
	of_group bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	who community.member := community.moderator_acts(actor, of_session);
	one bigint;
	n bigint := 0;
BEGIN
	-- What opens a thread takes its posts along, so it comes first.
	FOR one IN SELECT p.id FROM community.post p WHERE p.id = ANY (of_posts) AND p.author_id <> actor
		ORDER BY p.thread_id, p.kind <> 'question', p.kind = 'comment', p.id LOOP
		IF community.moderation_step(of_action, (SELECT CASE WHEN p.gone IS NULL AND t.gone IS NOT NULL THEN t.gone
			ELSE coalesce(p.gone, 'shown') END FROM community.post p JOIN community.thread t ON t.id = p.thread_id WHERE p.id = one)) THEN
			PERFORM community.moderate(actor, of_session, of_action, of_rule, of_note, one, NULL, NULL, '{}', of_group, NULL);
			n := n + 1;
		END IF;
	END LOOP;
	RETURN n;
END $$;

-- Takes a group back, the latest first; what somebody has decided about since stays. How many were taken back.
CREATE FUNCTION community.moderate_undo_many(actor bigint, of_session bigint, of_group bigint) RETURNS bigint
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	who community.member := community.moderator_acts(actor, of_session);
	one bigint;
	n bigint := 0;
BEGIN
	FOR one IN SELECT d.id FROM community.decision d WHERE d.group_id = of_group AND d.undone_at IS NULL
		AND d.member_id IS DISTINCT FROM actor AND (d.action <> 'hide' OR EXISTS (SELECT FROM community.post p
			WHERE p.id = d.post_id AND p.gone_by = d.id)) ORDER BY d.id DESC LOOP
		PERFORM community.moderate_undo(actor, of_session, one);
		n := n + 1;
	END LOOP;
	RETURN n;
END $$;

-- ---- reports -------------------------------------------------------------------------------------------------------------

-- Somebody reports a post (of_post) or a member (of_member); reporter NULL: a guest. Each further report adds its weight to the item. Private
-- data is held at once, unless a moderator has looked at the post already or it is the company's own. Returns the item; held: the decision that
-- holds the post now, if this report did that; NULL as item: there is no such thing.
CREATE FUNCTION community.report_add(reporter bigint, of_post bigint, of_member bigint, of_reason text, of_text text, of_weight integer,
	OUT item bigint, OUT held bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	p community.post;
	gravity integer := CASE of_reason WHEN 'private' THEN 100 WHEN 'abuse' THEN 60 WHEN 'dangerous' THEN 50 WHEN 'spam' THEN 40
		WHEN 'other' THEN 20 ELSE 10 END;
BEGIN
	IF of_post IS NOT NULL THEN
		PERFORM FROM community.thread WHERE id = (SELECT thread_id FROM community.post WHERE id = of_post) FOR NO KEY UPDATE;
		SELECT * INTO p FROM community.post WHERE id = of_post AND (deleted_at IS NULL OR gone = 'held') FOR NO KEY UPDATE;
		IF NOT FOUND THEN
			RETURN;
		END IF;
		IF p.author_id = reporter THEN
			PERFORM community.moderation_refused('report_not_of_oneself');
		END IF;
	ELSIF of_member = reporter THEN
		PERFORM community.moderation_refused('report_not_of_oneself');
	ELSIF NOT EXISTS (SELECT FROM community.member WHERE id = of_member AND state <> 'former') THEN
		RETURN;
	END IF;
	item := community.queue_put('report', of_post, of_member, NULL, gravity, '', '{}');
	INSERT INTO community.report (item_id, reporter_id, reason, text, weight) VALUES (item, reporter, of_reason, of_text, of_weight);
	UPDATE community.queue_item SET harm = least(harm + 5 * of_weight, 1000000), not_for = CASE WHEN reporter IS NULL THEN not_for
		ELSE not_for || reporter END WHERE id = item;
	IF of_reason = 'private' AND p.deleted_at IS NULL AND p.id IS NOT NULL AND NOT p.official AND NOT EXISTS (
		SELECT FROM community.decision WHERE post_id = p.id AND action IN ('keep', 'restore') AND undone_at IS NULL) THEN
		INSERT INTO community.decision (action, rule, thread_id, post_id, member_id, item_id, public)
			VALUES ('hide', 'private', p.thread_id, p.id, p.author_id, item, false) RETURNING id INTO held;
		UPDATE community.decision SET before = community.post_hide(p.id, 'held', held) WHERE id = held;
		PERFORM community.thread_recount(p.thread_id);
		PERFORM community.topic_and_tags_recount(CASE WHEN p.kind = 'question' THEN ARRAY[p.thread_id] ELSE '{}' END, '{}');
		PERFORM community.member_answers_recount(ARRAY[p.author_id]);
	END IF;
END $$;

-- ---- appeals -------------------------------------------------------------------------------------------------------------

-- The person concerned appeals, once, within 14 days or as long as he is suspended by it.
CREATE FUNCTION community.appeal_add(of_member bigint, of_session bigint, of_decision bigint, of_text text) RETURNS bigint
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	d community.decision;
	made bigint;
BEGIN
	IF NOT EXISTS (SELECT FROM community.session WHERE id = of_session AND member_id = of_member AND expires_at > now()) THEN
		RAISE EXCEPTION 'members appeal, each in his own session' USING ERRCODE = 'insufficient_privilege';
	END IF;
	SELECT * INTO d FROM community.decision WHERE id = of_decision FOR UPDATE;
	IF d.member_id IS DISTINCT FROM of_member OR d.actor_id = of_member OR d.undone_at IS NOT NULL OR d.upheld_at IS NOT NULL
		OR d.action IN ('keep', 'restore', 'unsilence', 'unsuspend', 'criticism', 'pin', 'unlock')
		OR d.at < now() - interval '14 days' AND NOT EXISTS (SELECT FROM community.sanction WHERE decision_id = d.id AND ended_at IS NULL) THEN
		PERFORM community.moderation_refused('appeal_against');
	END IF;
	INSERT INTO community.appeal (decision_id, member_id, text) VALUES (of_decision, of_member, of_text) RETURNING id INTO made;
	PERFORM community.queue_put('appeal', NULL, NULL, made, 45, '', array_remove(ARRAY[of_member, d.actor_id], NULL));
	RETURN made;
END $$;

-- Another moderator answers. Overturned, the decision is undone.
CREATE FUNCTION community.appeal_answer(actor bigint, of_session bigint, of_appeal bigint, overturn boolean, of_reply text) RETURNS void
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	who community.member := community.moderator_acts(actor, of_session);
	a community.appeal;
	d community.decision;
BEGIN
	SELECT * INTO a FROM community.appeal WHERE id = of_appeal FOR UPDATE;
	SELECT * INTO d FROM community.decision WHERE id = a.decision_id;
	IF d.actor_id = actor OR a.member_id = actor THEN
		PERFORM community.moderation_refused('appeal_by_another');
	END IF;
	IF a.id IS NULL OR a.answered_at IS NOT NULL THEN
		PERFORM community.moderation_refused('decision_step');
	END IF;
	UPDATE community.appeal SET answered_at = now(), answered_by = actor, overturned = overturn, reply = of_reply WHERE id = a.id;
	IF overturn AND d.undone_at IS NULL THEN
		PERFORM community.moderate_undo(actor, of_session, d.id);
		-- It was looked at twice; what reported it does not come back.
		UPDATE community.queue_item SET done_at = now(), done_by = actor, taken_by = NULL, taken_at = NULL
			WHERE id = d.item_id AND done_at IS NULL;
	END IF;
	PERFORM community.queue_end('appeal', a.id, actor);
END $$;

REVOKE ALL ON FUNCTION community.moderator_acts, community.moderation_refused, community.queue_put, community.queue_end,
	community.suggestion_queued, standing.finding_queued, standing.appeal_queued, community.thread_recount,
	community.topic_and_tags_recount, community.member_answers_recount, community.posts_kept, community.posts_put_back,
	community.post_hide, community.post_restore, community.thread_merge, community.thread_split, community.sanction_begin,
	community.sanction_end, community.moderate, community.moderate_undo, community.moderate_many, community.moderate_undo_many,
	community.report_add, community.appeal_add,
	community.appeal_answer FROM PUBLIC;
GRANT EXECUTE ON FUNCTION community.queue_put, community.moderate, community.moderate_undo, community.moderate_many,
	community.moderate_undo_many, community.report_add, community.appeal_add, community.appeal_answer TO bothy_web;
GRANT EXECUTE ON FUNCTION community.queue_put, community.sanction_end TO bothy_work;
