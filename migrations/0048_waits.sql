-- What moderation leaves behind. Whatever waits can be ended, also when the post is gone; what was moved, hidden and taken back in any order
-- stands where it belongs and is shown only if it should be; a sanction ends when it is over, not when it was.

-- ---- the queue follows posts -----------------------------------------------------------------------------------------

-- The items that a decision ended are open again (of_posts: those about these posts alone); what the decision itself was about is looked at by
-- who takes it back. Not where the same has come anew, be it at this moment, nor where nothing is left to decide: an author does not bring back
-- what he deleted, and who has left is gone for good.
CREATE FUNCTION community.queue_open_again(of_decision bigint, of_posts bigint[], who bigint) RETURNS void LANGUAGE plpgsql
	SET search_path = pg_catalog AS $$
DECLARE
	d community.decision;
	one bigint;
BEGIN
	SELECT * INTO d FROM community.decision WHERE id = of_decision;
	FOR one IN SELECT q.id FROM community.queue_item q WHERE q.decision_id = d.id AND q.done_at IS NOT NULL
		AND (of_posts IS NULL OR q.post_id = ANY (of_posts))
		AND NOT EXISTS (SELECT FROM community.post p JOIN community.thread t ON t.id = p.thread_id
			WHERE p.id = q.post_id AND 'author' IN (p.gone, t.gone))
		AND NOT EXISTS (SELECT FROM community.member WHERE id = q.member_id AND state = 'former') ORDER BY q.id LOOP
		BEGIN
			UPDATE community.queue_item q SET done_at = NULL, done_by = NULL, decision_id = NULL, taken_by = x.taker,
				taken_at = CASE WHEN x.taker IS NOT NULL THEN now() END
				FROM (SELECT CASE WHEN i.id = d.item_id OR i.post_id = d.post_id OR i.post_id IS NULL AND i.member_id = d.member_id
					THEN who END AS taker FROM community.queue_item i WHERE i.id = one) x
				WHERE q.id = one AND NOT EXISTS (SELECT FROM community.queue_item o WHERE o.done_at IS NULL AND o.kind = q.kind
					AND o.post_id IS NOT DISTINCT FROM q.post_id AND o.member_id IS NOT DISTINCT FROM q.member_id
					AND o.link_id IS NOT DISTINCT FROM q.link_id);
		EXCEPTION WHEN unique_violation THEN
			NULL;  -- somebody reported the same while this was being done: that one will do
		END;
	END LOOP;
END $$;

-- Ends what waits about posts, and withdraws the edits that are suggested of them.
CREATE FUNCTION community.queue_end_of_posts(of_posts bigint[]) RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	UPDATE community.queue_item SET done_at = now(), taken_by = NULL, taken_at = NULL
		WHERE done_at IS NULL AND post_id = ANY (of_posts);
	UPDATE community.suggestion SET state = 'withdrawn', decided_by = author_id, decided_at = now()
		WHERE state = 'open' AND post_id = ANY (of_posts);
$$;

-- A post that its author deletes is judged no more: reports of it stay where moderators and who reported it read them, and are counted beside
-- his name. A suggested edit waits as long as what it would change is shown.
CREATE FUNCTION community.queue_follows_post() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	IF NEW.gone = 'author' THEN
		PERFORM community.queue_end_of_posts(ARRAY[NEW.id]);
	ELSIF NEW.gone IS NOT NULL THEN
		PERFORM community.queue_end('suggestion', id, NULL) FROM community.suggestion WHERE post_id = NEW.id AND state = 'open';
	ELSE
		PERFORM community.queue_put('suggestion', NULL, NULL, id, 5, '', ARRAY[member_id]) FROM community.suggestion
			WHERE post_id = NEW.id AND state = 'open';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER queue_follows_post AFTER UPDATE OF deleted_at ON community.post FOR EACH ROW
	WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)) EXECUTE FUNCTION community.queue_follows_post();

-- With a thread goes what is held in it, and so was not shown.
CREATE FUNCTION community.queue_follows_thread() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM community.queue_end_of_posts(ARRAY(SELECT id FROM community.post WHERE thread_id = NEW.id));
	RETURN NULL;
END $$;
CREATE TRIGGER queue_follows_thread AFTER UPDATE OF deleted_at ON community.thread FOR EACH ROW
	WHEN (NEW.gone = 'author' AND OLD.gone IS DISTINCT FROM 'author') EXECUTE FUNCTION community.queue_follows_thread();

-- ---- deciding --------------------------------------------------------------------------------------------------------

-- A thread is shown, hidden or held as its question is.
CREATE FUNCTION community.threads_as_their_questions(of_threads bigint[]) RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	UPDATE community.thread t SET deleted_at = q.deleted_at, gone = q.gone, gone_by = q.gone_by FROM community.post q
		WHERE t.id = ANY (of_threads) AND q.thread_id = t.id AND q.kind = 'question'
		AND (t.deleted_at, t.gone, t.gone_by) IS DISTINCT FROM (q.deleted_at, q.gone, q.gone_by)
$$;

-- As before (migrations/0030), and criticism is about a post: the desk gets a thread.
CREATE OR REPLACE FUNCTION community.moderation_step(of_action text, of_state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE
		WHEN of_action = 'hide' THEN of_state IN ('shown', 'held')
		WHEN of_action = 'restore' THEN of_state IN ('hidden', 'held')
		WHEN of_action = 'keep' THEN of_state IN ('shown', 'held', 'active', 'suspended', 'unclaimed')
		WHEN of_action = 'criticism' THEN of_state IN ('shown', 'held')
		WHEN of_action IN ('edit', 'retitle', 'retag', 'move', 'merge', 'split', 'lock', 'unlock', 'pin', 'unpin') THEN of_state = 'shown'
		WHEN of_action IN ('warn', 'silence', 'unsilence') THEN of_state = 'active'
		WHEN of_action = 'suspend' THEN of_state IN ('active', 'suspended')
		WHEN of_action = 'unsuspend' THEN of_state = 'suspended'
		WHEN of_action = 'pseudonymise' THEN of_state IN ('active', 'suspended', 'unclaimed')
		ELSE false END
$$;

-- As before (migrations/0030), and: hiding ends what waits about all it hides; what is said of a post is refused where only a thread is named.
CREATE OR REPLACE FUNCTION community.moderate(actor bigint, of_session bigint, of_action text, of_rule text, of_note text, of_post bigint,
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
	PERFORM FROM community.thread WHERE id IN (of_thread, (SELECT thread_id FROM community.post WHERE id = of_post), target)
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
		-- What is said of one post, or of a member, is not said of a whole thread: its question is meant, then.
		IF of_action IN ('hide', 'restore', 'keep', 'criticism') THEN
			PERFORM community.moderation_refused('decision_target');
		END IF;
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
		-- What was hidden along with it is shown again, and whoever had reported that is heard again.
		PERFORM community.queue_open_again(p.gone_by, ARRAY(SELECT (x->>'id')::bigint FROM jsonb_array_elements(kept->'posts') x
			WHERE (x->>'id')::bigint <> of_post), NULL);
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
			AND (id = of_item OR of_action IN ('hide', 'restore', 'keep', 'criticism') AND post_id = of_post
				OR of_action = 'hide' AND post_id = ANY (ARRAY(SELECT (x->>'id')::bigint FROM jsonb_array_elements(kept->'posts') x)));
	END IF;
	RETURN made;
END $$;

-- As before (migrations/0030), and: posts come back where they stand now; a thread comes back as its question is, and not without it; items are
-- opened by queue_open_again().
CREATE OR REPLACE FUNCTION community.moderate_undo(actor bigint, of_session bigint, of_decision bigint) RETURNS void
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	who community.member := community.moderator_acts(actor, of_session);
	d community.decision;
	of_posts bigint[];
	places bigint[];
	other bigint;
BEGIN
	SELECT * INTO d FROM community.decision WHERE id = of_decision;
	of_posts := ARRAY(SELECT (x->>'id')::bigint FROM jsonb_array_elements(d.before->'posts') x);
	PERFORM FROM community.thread WHERE id = ANY (ARRAY[d.thread_id, (d.after->>'to_id')::bigint, (d.after->>'made')::bigint]
		|| ARRAY(SELECT thread_id FROM community.post WHERE id = ANY (of_posts))) ORDER BY id FOR NO KEY UPDATE;
	SELECT * INTO d FROM community.decision WHERE id = of_decision FOR UPDATE;
	IF d.id IS NULL OR d.undone_at IS NOT NULL OR d.upheld_at IS NOT NULL AND d.action <> 'hide' THEN
		PERFORM community.moderation_refused('decision_step');
	END IF;
	IF d.member_id = actor AND d.action NOT IN ('edit', 'retitle', 'retag', 'move', 'merge', 'split', 'lock', 'unlock', 'pin', 'unpin') THEN
		PERFORM community.moderation_refused('decision_not_of_oneself');
	END IF;
	CASE
	WHEN d.action IN ('hide', 'restore') OR d.action IN ('keep', 'criticism') AND d.before ? 'posts' THEN
		-- Not if somebody has decided about it since.
		IF NOT EXISTS (SELECT FROM community.post WHERE id = d.post_id
			AND CASE d.action WHEN 'hide' THEN gone_by = d.id ELSE deleted_at IS NULL END) THEN
			PERFORM community.moderation_refused('decision_step');
		END IF;
		-- Posts may have gone to another thread since; their place stays.
		PERFORM community.posts_put_back((SELECT coalesce(jsonb_agg(x || jsonb_build_object('thread_id', p.thread_id, 'kind', p.kind,
			'parent_id', p.parent_id)), '[]') FROM jsonb_array_elements(d.before->'posts') x
			JOIN community.post p ON p.id = (x->>'id')::bigint
			WHERE CASE d.action WHEN 'hide' THEN p.gone_by = d.id ELSE p.deleted_at IS NULL END));
		places := ARRAY(SELECT DISTINCT thread_id FROM community.post WHERE id = ANY (of_posts) ORDER BY thread_id);
		PERFORM community.threads_as_their_questions(places);
		PERFORM community.thread_recount(x) FROM unnest(places) x;
		PERFORM community.topic_and_tags_recount(ARRAY(SELECT thread_id FROM community.post WHERE id = ANY (of_posts) AND kind = 'question'),
			'{}');
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
			OR d.action = 'split' AND EXISTS (SELECT FROM community.thread WHERE id = d.thread_id AND gone = 'merged')
			OR d.action = 'merge' AND NOT EXISTS (SELECT FROM jsonb_array_elements(d.before->'posts') x
				JOIN community.post p ON p.id = (x->>'id')::bigint WHERE x->>'kind' = 'question' AND p.thread_id = other) THEN
			PERFORM community.moderation_refused('decision_later_first');
		END IF;
		-- A thread that its author would have deleted along with what others wrote in it does not come back that way.
		IF d.action = 'merge' AND EXISTS (SELECT FROM jsonb_array_elements(d.before->'posts') x
				JOIN community.post p ON p.id = (x->>'id')::bigint WHERE x->>'kind' = 'question' AND p.gone = 'author') THEN
			PERFORM community.moderation_refused('decision_question_gone');
		END IF;
		-- Nor does anything go back into a thread that is not shown.
		IF d.action = 'split' AND EXISTS (SELECT FROM community.thread WHERE id = d.thread_id AND deleted_at IS NOT NULL) THEN
			PERFORM community.moderation_refused('decision_thread_first');
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
			-- Shown, unless its question was hidden where it stood meanwhile.
			PERFORM community.threads_as_their_questions(ARRAY[d.thread_id]);
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
	PERFORM community.queue_open_again(d.id, NULL, actor);
END $$;

-- As before (migrations/0038), by queue_open_again().
CREATE OR REPLACE FUNCTION community.sweep_items_open(of_decision bigint) RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	SELECT community.queue_open_again(of_decision, NULL, NULL)
$$;
-- As before (migrations/0038), and whatever constraint refuses one target leaves that one alone.
CREATE OR REPLACE FUNCTION community.sweep_one_back(s community.sweep, x community.sweep_target) RETURNS bigint
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
EXCEPTION WHEN check_violation OR unique_violation THEN
	GET STACKED DIAGNOSTICS refusal = CONSTRAINT_NAME;
	UPDATE community.sweep_target SET state = 'left', why = refusal WHERE sweep_id = x.sweep_id AND n = x.n;
	RETURN NULL;
END $$;

-- ---- sanctions that are over -----------------------------------------------------------------------------------------

-- Ends that sanction of the member if it is over now; one that was prolonged since somebody looked goes on. Whether it was ended.
CREATE FUNCTION community.sanction_over(of_member bigint, of_kind text) RETURNS boolean LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM FROM community.member WHERE id = of_member FOR NO KEY UPDATE;  -- as who decides about him does first
	IF NOT EXISTS (SELECT FROM community.sanction WHERE member_id = of_member AND kind = of_kind AND ended_at IS NULL AND until <= now()) THEN
		RETURN false;
	END IF;
	PERFORM community.sanction_end(of_member, of_kind);
	RETURN true;
END $$;

REVOKE ALL ON FUNCTION community.queue_open_again, community.queue_end_of_posts, community.queue_follows_post, community.queue_follows_thread,
	community.threads_as_their_questions, community.sanction_over FROM PUBLIC;
GRANT EXECUTE ON FUNCTION community.sanction_over TO bothy_work;

-- ---- what went wrong until now ---------------------------------------------------------------------------------------

-- Hidden posts of threads that a merge was undone of: not shown any more.
DO $$
DECLARE
	which bigint[] := ARRAY(SELECT t.id FROM community.post p JOIN community.thread t ON t.id = p.thread_id
		WHERE p.kind = 'question' AND p.deleted_at IS NOT NULL AND t.deleted_at IS NULL);
BEGIN
	PERFORM community.threads_as_their_questions(which);
	PERFORM community.topic_and_tags_recount(which, '{}');
END $$;

-- Posts that were brought back into a thread that had been merged: they go where all of it went.
DO $$
DECLARE
	lost bigint;
	goes_to bigint;
BEGIN
	FOR lost IN SELECT t.id FROM community.thread t WHERE t.gone = 'merged'
		AND EXISTS (SELECT FROM community.post p WHERE p.thread_id = t.id) ORDER BY t.id LOOP
		WITH RECURSIVE way AS (SELECT to_id, 1 AS step FROM community.thread_redirect WHERE thread_id = lost
			UNION ALL SELECT r.to_id, w.step + 1 FROM way w JOIN community.thread_redirect r ON r.thread_id = w.to_id WHERE w.step < 50)
			SELECT to_id INTO goes_to FROM way ORDER BY step DESC LIMIT 1;
		CONTINUE WHEN goes_to IS NULL;
		UPDATE community.post SET thread_id = goes_to, kind = CASE kind WHEN 'question' THEN 'reply' ELSE kind END, plain = plain
			WHERE thread_id = lost;
		PERFORM community.thread_recount(lost);
		PERFORM community.thread_recount(goes_to);
	END LOOP;
END $$;

-- What waits and cannot be ended by anybody.
SELECT community.queue_end_of_posts(ARRAY(
	SELECT q.post_id FROM community.queue_item q JOIN community.post p ON p.id = q.post_id JOIN community.thread t ON t.id = p.thread_id
		WHERE q.done_at IS NULL AND 'author' IN (p.gone, t.gone)
	UNION SELECT s.post_id FROM community.suggestion s JOIN community.post p ON p.id = s.post_id JOIN community.thread t ON t.id = p.thread_id
		WHERE s.state = 'open' AND 'author' IN (p.gone, t.gone)));
UPDATE community.queue_item q SET done_at = now(), decision_id = p.gone_by, taken_by = NULL, taken_at = NULL FROM community.post p
	WHERE q.done_at IS NULL AND p.id = q.post_id AND p.gone = 'hidden';
SELECT community.queue_end('suggestion', s.id, NULL) FROM community.suggestion s JOIN community.post p ON p.id = s.post_id
	WHERE s.state = 'open' AND p.gone IS NOT NULL;
