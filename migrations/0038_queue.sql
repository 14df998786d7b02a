-- Many at once: a moderator's one decision about thousands of posts and the accounts that wrote them. It is taken by the public door in one
-- statement, carried out by the worker in small steps, and taken back by one click in the same way. Each post and account has a decision of
-- its own, so that whoever it concerns is told why, appeals by himself, and gets right by himself; in the logs one row stands for all.

ALTER TABLE community.decision
	DROP CONSTRAINT decision_action_check,
	ADD CONSTRAINT decision_action_check CHECK (action IN ('keep', 'hide', 'restore', 'edit', 'retitle', 'retag', 'move', 'merge', 'split',
		'lock', 'unlock', 'pin', 'unpin', 'warn', 'silence', 'unsilence', 'suspend', 'unsuspend', 'pseudonymise', 'criticism', 'sweep')),
	DROP CONSTRAINT decision_has_a_rule,
	ADD CONSTRAINT decision_has_a_rule CHECK (rule <> 'none' OR action NOT IN ('hide', 'warn', 'silence', 'suspend', 'sweep')),
	ADD COLUMN part boolean NOT NULL DEFAULT false;  -- one of a group: another row of it stands in the logs
UPDATE community.decision d SET part = true FROM (SELECT group_id, max(id) AS last FROM community.decision WHERE group_id IS NOT NULL
	GROUP BY group_id) g WHERE d.group_id = g.group_id AND d.id <> g.last;
DROP INDEX community.decision_log;
CREATE INDEX decision_log ON community.decision (id DESC) WHERE public AND NOT part;
CREATE INDEX decision_log_all ON community.decision (id DESC) WHERE NOT part;
-- community.moderate_many() stays for processes of the version before, which may run until all are new.

CREATE TABLE community.sweep (
	id          bigint PRIMARY KEY,                  -- the group of its decisions
	decision_id bigint NOT NULL UNIQUE REFERENCES community.decision,  -- the row that stands for all: who, when, why
	accounts    text NOT NULL CHECK (accounts IN ('leave', 'silence', 'suspend')),  -- what becomes of who wrote the posts
	minutes     integer NOT NULL CHECK (minutes BETWEEN 0 AND 525600),  -- how long; suspend 0: until it is ended
	posts       integer NOT NULL CHECK (posts > 0),
	members     integer NOT NULL CHECK (members >= 0),
	ended_at    timestamptz,                         -- all is decided
	undo_at     timestamptz,                         -- it is being taken back since
	undo_by     bigint REFERENCES community.member,
	undone_at   timestamptz,                         -- all is back
	CHECK ((undo_at IS NULL) = (undo_by IS NULL)),
	CHECK (undone_at IS NULL OR undo_at IS NOT NULL)
);
CREATE INDEX sweep_under_way ON community.sweep (id) WHERE ended_at IS NULL OR undo_at IS NOT NULL AND undone_at IS NULL;
CREATE TABLE community.sweep_target (
	sweep_id    bigint NOT NULL REFERENCES community.sweep,
	n           integer NOT NULL,                    -- the order in which it is done: what opens a thread takes its posts along
	post_id     bigint REFERENCES community.post ON DELETE CASCADE,
	member_id   bigint REFERENCES community.member ON DELETE CASCADE,
	state       text NOT NULL DEFAULT 'waits' CHECK (state IN ('waits', 'done', 'left', 'back')),
	decision_id bigint REFERENCES community.decision,
	why         text,                                -- left: the name of the refusal
	PRIMARY KEY (sweep_id, n),
	CHECK (num_nonnulls(post_id, member_id) = 1),
	CHECK (state NOT IN ('done', 'back') OR decision_id IS NOT NULL)
);
CREATE INDEX sweep_target_waits ON community.sweep_target (sweep_id, n) WHERE state = 'waits';
CREATE INDEX sweep_target_done ON community.sweep_target (sweep_id, n DESC) WHERE state = 'done';
CREATE INDEX sweep_target_of_post ON community.sweep_target (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX sweep_target_of_member ON community.sweep_target (member_id) WHERE member_id IS NOT NULL;
GRANT SELECT ON community.sweep, community.sweep_target TO bothy_web, bothy_work;

-- The session is the moderator's own, or the call is refused. The worker has no session: what it carries out was decided in one, by a
-- function that looked, and it may call nothing else that asks.
CREATE OR REPLACE FUNCTION community.moderator_acts(actor bigint, of_session bigint) RETURNS community.member LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	m community.member;
BEGIN
	SELECT x.* INTO m FROM community.member x WHERE x.id = actor AND (of_session IS NULL AND session_user = 'bothy_work'
		OR x.roles & 10 <> 0 AND x.state = 'active' AND EXISTS (SELECT FROM community.session s
			WHERE s.id = of_session AND s.member_id = x.id AND s.expires_at > now()));
	IF NOT FOUND THEN
		RAISE EXCEPTION 'moderators decide, each in his own session' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN m;
END $$;

-- The row that stands for a sweep goes back with all of it only.
CREATE FUNCTION community.sweep_goes_back_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM community.sweep WHERE decision_id = NEW.id AND undo_at IS NOT NULL) THEN
		PERFORM community.moderation_refused('decision_step');
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER sweep_goes_back_whole BEFORE UPDATE OF undone_at ON community.decision
	FOR EACH ROW WHEN (NEW.action = 'sweep' AND NEW.undone_at IS NOT NULL) EXECUTE FUNCTION community.sweep_goes_back_whole();

-- Decides that these posts are hidden, and what becomes of who wrote them: leave, silence, suspend. What is gone already, and what is the
-- moderator's own, is left out; accounts of moderators, staff and admins are not touched. The queue is rid of them at once. The decision's id.
CREATE FUNCTION community.sweep_begin(actor bigint, of_session bigint, of_rule text, of_note text, of_posts bigint[], of_accounts text,
	of_minutes integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	who community.member := community.moderator_acts(actor, of_session);
	made bigint;
	of_group bigint := nextval('community.decision_group');
	which bigint[] := ARRAY(SELECT p.id FROM community.post p JOIN community.thread t ON t.id = p.thread_id
		WHERE p.id = ANY (of_posts) AND p.author_id <> actor AND (p.gone IS NULL AND t.gone IS NULL OR p.gone = 'held')
		ORDER BY p.thread_id, p.kind <> 'question', p.kind = 'comment', p.id);
	whose bigint[] := CASE of_accounts WHEN 'leave' THEN '{}' ELSE ARRAY(SELECT m.id FROM community.member m
		WHERE m.id IN (SELECT author_id FROM community.post WHERE id = ANY (which)) AND m.roles & 14 = 0 AND m.state = 'active'
		AND (of_accounts = 'suspend' OR coalesce(m.silenced_until, '-infinity') < now() + of_minutes * interval '1 minute')
		ORDER BY m.id) END;
BEGIN
	IF cardinality(which) = 0 THEN
		PERFORM community.moderation_refused('decision_step');
	END IF;
	INSERT INTO community.decision (actor_id, action, rule, note, group_id, after, public)
		VALUES (actor, 'sweep', of_rule, of_note, of_group, jsonb_build_object('posts', cardinality(which), 'members', cardinality(whose),
			'accounts', of_accounts), community.decision_is_public('sweep', of_rule))
		RETURNING id INTO made;
	INSERT INTO community.sweep (id, decision_id, accounts, minutes, posts, members)
		VALUES (of_group, made, of_accounts, of_minutes, cardinality(which), cardinality(whose));
	INSERT INTO community.sweep_target (sweep_id, n, post_id)
		SELECT of_group, n, id FROM unnest(which) WITH ORDINALITY AS x (id, n);
	INSERT INTO community.sweep_target (sweep_id, n, member_id)
		SELECT of_group, cardinality(which) + n, id FROM unnest(whose) WITH ORDINALITY AS x (id, n);
	UPDATE community.queue_item SET done_at = now(), done_by = actor, decision_id = made, taken_by = NULL, taken_at = NULL
		WHERE done_at IS NULL AND kind NOT IN ('appeal', 'suggestion', 'evidence')
		AND (post_id = ANY (which) OR member_id = ANY (whose) AND post_id IS NULL);
	RETURN made;
END $$;

-- One target of a sweep is decided, in the name of who decided the sweep. Its decision's id; NULL: it was left out.
CREATE FUNCTION community.sweep_one(s community.sweep, by_whom community.decision, x community.sweep_target) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	made bigint;
	refusal text;
BEGIN
	-- A few dozen teach what such a wave looks like; thousands would make all forget what else spam is.
	made := community.moderate(by_whom.actor_id, NULL, CASE WHEN x.post_id IS NULL THEN s.accounts ELSE 'hide' END, by_whom.rule,
		by_whom.note, x.post_id, NULL, x.member_id, CASE WHEN x.post_id IS NULL
			THEN jsonb_build_object('until', by_whom.at + nullif(s.minutes, 0) * interval '1 minute')
			WHEN x.n > 25 THEN '{"one_of_many": true}' ELSE '{}' END, s.id, NULL);
	UPDATE community.decision SET part = true WHERE id = made;
	UPDATE community.queue_item SET decision_id = made WHERE decision_id = s.decision_id
		AND (post_id = x.post_id OR member_id = x.member_id AND post_id IS NULL);
	UPDATE community.sweep_target SET state = 'done', decision_id = made WHERE sweep_id = x.sweep_id AND n = x.n;
	RETURN made;
EXCEPTION WHEN check_violation THEN
	-- Decided by somebody meanwhile, or gone with its thread.
	GET STACKED DIAGNOSTICS refusal = CONSTRAINT_NAME;
	UPDATE community.sweep_target SET state = 'left', why = refusal WHERE sweep_id = x.sweep_id AND n = x.n;
	RETURN NULL;
END $$;

-- The next step of a sweep: up to so many of its targets, each with what was decided (0: it was left out) and what it touches. None: it has
-- ended, or is being taken back.
CREATE FUNCTION community.sweep_on(of_sweep bigint, most integer) RETURNS TABLE (decision bigint, thread bigint, member bigint,
	suspends boolean, was_shown boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	s community.sweep;
	by_whom community.decision;
	x community.sweep_target;
BEGIN
	SELECT * INTO s FROM community.sweep WHERE id = of_sweep FOR UPDATE;
	IF s.id IS NULL OR s.ended_at IS NOT NULL OR s.undo_at IS NOT NULL THEN
		RETURN;
	END IF;
	SELECT * INTO by_whom FROM community.decision WHERE id = s.decision_id;
	-- Threads are locked in the order of their ids, before anything else is.
	PERFORM FROM community.thread WHERE id IN (SELECT p.thread_id FROM (SELECT w.post_id FROM community.sweep_target w
		WHERE w.sweep_id = s.id AND w.state = 'waits' ORDER BY w.n LIMIT most) w JOIN community.post p ON p.id = w.post_id)
		ORDER BY id FOR NO KEY UPDATE;
	FOR x IN SELECT * FROM community.sweep_target w WHERE w.sweep_id = s.id AND w.state = 'waits' ORDER BY w.n LIMIT most LOOP
		SELECT p.thread_id, p.author_id, p.deleted_at IS NULL INTO thread, member, was_shown FROM community.post p WHERE p.id = x.post_id;
		member := coalesce(member, x.member_id);
		decision := coalesce(community.sweep_one(s, by_whom, x), 0);
		suspends := x.member_id IS NOT NULL AND s.accounts = 'suspend' AND decision <> 0;
		RETURN NEXT;
	END LOOP;
	IF NOT FOUND THEN
		UPDATE community.sweep SET ended_at = now() WHERE id = s.id;
	END IF;
END $$;

-- Takes all of a sweep back: what waits is not done, and what was done goes back in small steps. False: that is so already.
CREATE FUNCTION community.sweep_undo(actor bigint, of_session bigint, of_sweep bigint) RETURNS boolean
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	who community.member := community.moderator_acts(actor, of_session);
	s community.sweep;
BEGIN
	SELECT * INTO s FROM community.sweep WHERE id = of_sweep FOR UPDATE;
	IF s.id IS NULL OR s.undo_at IS NOT NULL THEN
		RETURN false;
	END IF;
	UPDATE community.sweep SET undo_at = now(), undo_by = actor, ended_at = coalesce(ended_at, now()) WHERE id = s.id;
	UPDATE community.sweep_target SET state = 'left', why = 'sweep_undone' WHERE sweep_id = s.id AND state = 'waits';
	UPDATE community.decision SET undone_at = now(), undone_by = actor WHERE id = s.decision_id;
	PERFORM community.sweep_items_open(s.decision_id);
	RETURN true;
END $$;

-- The items that a decision ended are open again, for whoever comes first; not where the same has come anew.
CREATE FUNCTION community.sweep_items_open(of_decision bigint) RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	UPDATE community.queue_item q SET done_at = NULL, done_by = NULL, decision_id = NULL, taken_by = NULL, taken_at = NULL
		WHERE decision_id = of_decision AND NOT EXISTS (SELECT FROM community.queue_item o WHERE o.done_at IS NULL AND o.kind = q.kind
			AND o.post_id IS NOT DISTINCT FROM q.post_id AND o.member_id IS NOT DISTINCT FROM q.member_id
			AND o.link_id IS NOT DISTINCT FROM q.link_id)
$$;

-- One target goes back. What somebody has decided about since stays.
CREATE FUNCTION community.sweep_one_back(s community.sweep, x community.sweep_target) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	refusal text;
BEGIN
	PERFORM community.moderate_undo(s.undo_by, NULL, x.decision_id);
	UPDATE community.sweep_target SET state = 'back' WHERE sweep_id = x.sweep_id AND n = x.n;
	-- Its item is open again, and not the undoer's to look at before others may.
	UPDATE community.queue_item SET taken_by = NULL, taken_at = NULL WHERE done_at IS NULL AND taken_by = s.undo_by
		AND (post_id = x.post_id OR member_id = x.member_id);
	RETURN x.decision_id;
EXCEPTION WHEN check_violation THEN
	GET STACKED DIAGNOSTICS refusal = CONSTRAINT_NAME;
	UPDATE community.sweep_target SET state = 'left', why = refusal WHERE sweep_id = x.sweep_id AND n = x.n;
	RETURN NULL;
END $$;

-- The same as sweep_on(), backwards: the last first.
CREATE FUNCTION community.sweep_back(of_sweep bigint, most integer) RETURNS TABLE (decision bigint, thread bigint, member bigint,
	suspends boolean, was_shown boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	s community.sweep;
	x community.sweep_target;
BEGIN
	SELECT * INTO s FROM community.sweep WHERE id = of_sweep FOR UPDATE;
	IF s.id IS NULL OR s.undo_at IS NULL OR s.undone_at IS NOT NULL THEN
		RETURN;
	END IF;
	PERFORM FROM community.thread WHERE id IN (SELECT p.thread_id FROM (SELECT w.post_id FROM community.sweep_target w
		WHERE w.sweep_id = s.id AND w.state = 'done' ORDER BY w.n DESC LIMIT most) w JOIN community.post p ON p.id = w.post_id)
		ORDER BY id FOR NO KEY UPDATE;
	FOR x IN SELECT * FROM community.sweep_target w WHERE w.sweep_id = s.id AND w.state = 'done' ORDER BY w.n DESC LIMIT most LOOP
		decision := coalesce(community.sweep_one_back(s, x), 0);
		SELECT p.thread_id, p.author_id, p.deleted_at IS NULL INTO thread, member, was_shown FROM community.post p WHERE p.id = x.post_id;
		member := coalesce(member, x.member_id);
		suspends := x.member_id IS NOT NULL AND s.accounts = 'suspend' AND decision <> 0;
		RETURN NEXT;
	END LOOP;
	IF NOT FOUND THEN
		UPDATE community.sweep SET undone_at = now() WHERE id = s.id;
	END IF;
END $$;

REVOKE ALL ON FUNCTION community.sweep_goes_back_whole, community.sweep_begin, community.sweep_one, community.sweep_on,
	community.sweep_undo, community.sweep_items_open, community.sweep_one_back, community.sweep_back FROM PUBLIC;
GRANT EXECUTE ON FUNCTION community.sweep_begin, community.sweep_undo TO bothy_web;
GRANT EXECUTE ON FUNCTION community.sweep_on, community.sweep_back TO bothy_work;

-- ---- a wave ----------------------------------------------------------------------------------------------------------
-- How many new accounts were taken for spam just now: counted with each post (server/forum/harm).
CREATE INDEX queue_item_suspicion ON community.queue_item (created_at) WHERE kind = 'suspicion';
