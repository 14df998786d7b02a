-- Members, as those who run the site look after them: searching, roles, sessions and where they were begun, addresses, notes. The public
-- door gets no right to tables: functions look whose session it is, do one thing each, and write the audit; who looks up an e-mail address
-- or where somebody signed in is in the audit as well.

-- ---- who asks --------------------------------------------------------------------------------------------------------
CREATE FUNCTION community.is_moderator(actor bigint, of_session bigint) RETURNS boolean LANGUAGE sql STABLE
	SECURITY DEFINER SET search_path = pg_catalog AS $$
	SELECT EXISTS (SELECT FROM community.member m JOIN community.session s ON s.member_id = m.id
		WHERE m.id = actor AND s.id = of_session AND s.expires_at > now() AND m.roles & 10 <> 0 AND m.state = 'active')
$$;
-- Rights can go while a page is open, so that these refuse is told to people: see member_refusal() in server/forum/member.
CREATE FUNCTION community.admins_only(actor bigint, of_session bigint) RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
	IF ops.is_admin(actor, of_session) IS NOT TRUE THEN
		PERFORM community.moderation_refused('admins_only');
	END IF;
END $$;
CREATE FUNCTION community.moderators_only(actor bigint, of_session bigint) RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
	IF community.is_moderator(actor, of_session) IS NOT TRUE THEN
		PERFORM community.moderation_refused('moderators_only');
	END IF;
END $$;
REVOKE ALL ON FUNCTION community.is_moderator, community.admins_only, community.moderators_only FROM PUBLIC;

-- ---- where somebody signed in ---------------------------------------------------------------------------------------
-- For 30 days; of IPv6 what one household has at hand, the /64. It outlives the session, so that a wave of accounts is still seen to come
-- from one place. Nobody at the public door can read it but by the functions below.
CREATE TABLE community.sign_in (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	member_id  bigint NOT NULL REFERENCES community.member ON DELETE CASCADE,
	session_id bigint NOT NULL,
	address    inet NOT NULL,
	at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_of_member ON community.sign_in (member_id);
CREATE INDEX sign_in_of_session ON community.sign_in (session_id);
CREATE INDEX sign_in_range ON community.sign_in USING gist (address inet_ops);
CREATE INDEX sign_in_age ON community.sign_in (at);
CREATE FUNCTION community.sign_in_shortened() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	IF family(NEW.address) = 6 THEN
		NEW.address := network(set_masklen(NEW.address, least(masklen(NEW.address), 64)));
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER sign_in_shortened BEFORE INSERT OR UPDATE ON community.sign_in
	FOR EACH ROW EXECUTE FUNCTION community.sign_in_shortened();
GRANT INSERT (member_id, session_id, address) ON community.sign_in TO bothy_web;
GRANT SELECT, DELETE ON community.sign_in TO bothy_work;

-- ---- finding members ---------------------------------------------------------------------------------------------------
CREATE INDEX member_joined ON community.member (joined_at DESC, id DESC);
CREATE INDEX member_display_like ON community.member USING gin (community.folded(lower(display)) gin_trgm_ops);
CREATE INDEX member_with_roles ON community.member (joined_at DESC, id DESC) WHERE roles <> 1;
CREATE INDEX member_silenced ON community.member (joined_at DESC, id DESC) WHERE silenced_until IS NOT NULL;
CREATE INDEX member_away ON community.member (joined_at DESC, id DESC) WHERE state IN ('suspended', 'former');
CREATE INDEX login_domain ON community.login (split_part(email_key, '@', 2));
CREATE INDEX audit_of_member ON ops.audit (member_id, id DESC) WHERE member_id IS NOT NULL;

-- How well a member's names fit what was looked for (in small letters, without accents): 0 exactly … 3 nearly.
CREATE FUNCTION community.name_fits(username text, display text, looked_for text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN username = looked_for OR community.folded(lower(display)) = looked_for THEN 0
		WHEN starts_with(username, looked_for) OR starts_with(community.folded(lower(display)), looked_for) THEN 1
		WHEN strpos(username, looked_for) > 0 OR strpos(community.folded(lower(display)), looked_for) > 0 THEN 2 ELSE 3 END
$$;
-- NULL: not asked for. of_state: active, silenced, suspended, unclaimed, erased. of_sort: newest, oldest, name, answers, fit. of_after: the
-- last member of the page before. 51 rows: one more than is shown. Addresses are for admins, and each look at them is noted.
-- The statement is put together from the constant pieces below, so that each question gets a plan of its own.
CREATE FUNCTION community.members_seen(actor bigint, of_session bigint, of_name text, of_email text, of_domain text, of_range inet,
	of_role integer, of_state text, of_level integer, of_since timestamptz, of_sort text, of_after bigint)
	RETURNS TABLE (id bigint, username text, display text, roles integer, state text, silenced_until timestamptz, joined_at timestamptz,
		level integer, answers integer, seen_at timestamptz, notes bigint, email text, address inet)
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	looked_for text := community.folded(lower(of_name));
	pattern text := '%' || regexp_replace(looked_for, '([\\%_])', '\\\1', 'g') || '%';
	only_if text := 'true';
	ordered text := CASE of_sort WHEN 'oldest' THEN 'm.joined_at, m.id' WHEN 'name' THEN 'm.username'
		WHEN 'answers' THEN 'm.answers DESC, m.id DESC' WHEN 'fit' THEN 'community.name_fits(m.username, m.display, $1), m.username'
		ELSE 'm.joined_at DESC, m.id DESC' END;
	private boolean := num_nonnulls(of_email, of_domain, of_range) > 0;
	last community.member;
BEGIN
	IF private THEN
		PERFORM community.admins_only(actor, of_session);
		INSERT INTO ops.audit (actor_id, what, member_id, details) VALUES (actor, 'members.looked_up',
			(SELECT l.member_id FROM community.login l WHERE l.email_key = of_email), jsonb_strip_nulls(jsonb_build_object(
				'email', CASE WHEN of_email IS NOT NULL THEN true END, 'domain', of_domain, 'range', of_range)));
	ELSIF community.is_moderator(actor, of_session) IS NOT TRUE THEN
		RETURN;
	END IF;
	IF of_name IS NOT NULL THEN
		only_if := only_if || CASE WHEN char_length(looked_for) < 3
			THEN ' AND (m.username LIKE substr($2, 2) OR community.folded(lower(m.display)) LIKE substr($2, 2))'
			ELSE ' AND (m.username LIKE $2 OR community.folded(lower(m.display)) LIKE $2'
				' OR m.username OPERATOR(public.%>) $1 OR community.folded(lower(m.display)) OPERATOR(public.%>) $1)' END;
	END IF;
	IF of_email IS NOT NULL THEN
		only_if := only_if || ' AND m.id = (SELECT l.member_id FROM community.login l WHERE l.email_key = $3)';
	END IF;
	IF of_domain IS NOT NULL THEN
		only_if := only_if || ' AND m.id IN (SELECT l.member_id FROM community.login l WHERE split_part(l.email_key, ''@'', 2) = $4)';
	END IF;
	IF of_range IS NOT NULL THEN
		only_if := only_if || ' AND m.id IN (SELECT i.member_id FROM community.sign_in i WHERE i.address OPERATOR(pg_catalog.<<=) $5)';
	END IF;
	IF of_role IS NOT NULL THEN
		only_if := only_if || CASE WHEN of_role = 1 THEN ' AND m.roles = $6' ELSE ' AND m.roles & $6 <> 0 AND m.roles <> 1' END;
	END IF;
	IF of_state IS NOT NULL THEN
		only_if := only_if || CASE of_state
			WHEN 'active' THEN ' AND m.state = ''active'' AND (m.silenced_until IS NULL OR m.silenced_until <= now())'
			WHEN 'silenced' THEN ' AND m.state = ''active'' AND m.silenced_until > now()'
			WHEN 'suspended' THEN ' AND m.state = ''suspended'''
			WHEN 'unclaimed' THEN ' AND m.state = ''unclaimed'''
			WHEN 'erased' THEN ' AND m.state = ''former''' ELSE ' AND false' END;
	END IF;
	IF of_level IS NOT NULL THEN
		only_if := only_if || CASE of_level WHEN 0
			THEN ' AND NOT EXISTS (SELECT FROM standing.member_level g WHERE g.member_id = m.id AND g.level > 0)'
			ELSE ' AND m.id IN (SELECT g.member_id FROM standing.member_level g WHERE g.level = $7)' END;
	END IF;
	IF of_since IS NOT NULL THEN
		only_if := only_if || ' AND m.joined_at >= $8';
	END IF;
	IF of_after IS NOT NULL THEN
		SELECT * INTO last FROM community.member m WHERE m.id = of_after;
		only_if := only_if || CASE of_sort WHEN 'oldest' THEN ' AND (m.joined_at, m.id) > ($9, $10)' WHEN 'name' THEN ' AND m.username > $11'
			WHEN 'answers' THEN ' AND (m.answers, m.id) < ($12, $10)'
			WHEN 'fit' THEN ' AND (community.name_fits(m.username, m.display, $1), m.username) > (community.name_fits($11, $13, $1), $11)'
			ELSE ' AND (m.joined_at, m.id) < ($9, $10)' END;
	END IF;
	RETURN QUERY EXECUTE 'SELECT m.id, m.username, m.display, m.roles, m.state, CASE WHEN m.silenced_until > now() THEN m.silenced_until END, m.joined_at, coalesce(g.level, 0)::integer,'
		' m.answers, (SELECT max(s.seen_at) FROM community.session s WHERE s.member_id = m.id),'
		' (SELECT count(*) FROM community.member_note n WHERE n.member_id = m.id AND n.deleted_at IS NULL),'
		' CASE WHEN $14 THEN (SELECT l.email FROM community.login l WHERE l.member_id = m.id) END,'
		' (SELECT i.address FROM community.sign_in i WHERE i.member_id = m.id AND i.address OPERATOR(pg_catalog.<<=) $5'
		'  ORDER BY i.id DESC LIMIT 1)'
		' FROM (SELECT m.* FROM community.member m WHERE ' || only_if || ' ORDER BY ' || ordered || ' LIMIT 51) m'
		' LEFT JOIN standing.member_level g ON g.member_id = m.id ORDER BY ' || ordered
		USING looked_for, pattern, of_email, of_domain, of_range, of_role, of_level, of_since, last.joined_at, last.id, last.username,
			last.answers, last.display, of_email IS NOT NULL OR of_domain IS NOT NULL;
END $$;

-- One member, by number or by name: what moderators may see.
CREATE FUNCTION community.member_seen(actor bigint, of_session bigint, of_member bigint, of_name text)
	RETURNS TABLE (id bigint, username text, display text, roles integer, state text, silenced_until timestamptz, suspended_until timestamptz,
		joined_at timestamptz, level integer, answers integer, solutions integer, sessions bigint, seen_at timestamptz, decisions bigint,
		reports bigint, login boolean, confirmed boolean, password boolean)
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
	SELECT m.id, m.username, m.display, m.roles, m.state, CASE WHEN m.silenced_until > now() THEN m.silenced_until END,
		(SELECT x.until FROM community.sanction x WHERE x.member_id = m.id AND x.kind = 'suspend' AND x.ended_at IS NULL),
		m.joined_at, coalesce(g.level, 0)::integer, m.answers, m.solutions, s.n, s.seen_at,
		(SELECT count(*) FROM community.decision d WHERE d.member_id = m.id AND d.undone_at IS NULL),
		(SELECT count(*) FROM community.queue_item q WHERE q.member_id = m.id AND q.done_at IS NULL),
		l.member_id IS NOT NULL, l.confirmed_at IS NOT NULL, l.password_hash IS NOT NULL
	FROM community.member m LEFT JOIN community.login l ON l.member_id = m.id LEFT JOIN standing.member_level g ON g.member_id = m.id,
		LATERAL (SELECT count(*) AS n, max(x.seen_at) AS seen_at FROM community.session x WHERE x.member_id = m.id AND x.expires_at > now()) s
	WHERE community.is_moderator(actor, of_session) AND (m.id = of_member OR of_member IS NULL AND m.username = of_name)
$$;

-- ---- for admins: addresses, sessions, what was done --------------------------------------------------------------------
-- The e-mail address; that it was looked at is noted.
CREATE FUNCTION community.member_email_seen(actor bigint, of_session bigint, of_member bigint) RETURNS TABLE (email text, confirmed_at timestamptz)
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	IF ops.is_admin(actor, of_session) THEN
		INSERT INTO ops.audit (actor_id, what, member_id) VALUES (actor, 'member.email_seen', of_member);
		RETURN QUERY SELECT l.email, l.confirmed_at FROM community.login l WHERE l.member_id = of_member;
	END IF;
END $$;
-- Sessions that live, with where they were begun if addresses is asked for: that is noted.
CREATE FUNCTION community.member_sessions_seen(actor bigint, of_session bigint, of_member bigint, addresses boolean)
	RETURNS TABLE (id bigint, agent text, created_at timestamptz, seen_at timestamptz, address inet)
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	IF ops.is_admin(actor, of_session) IS NOT TRUE THEN
		RETURN;
	END IF;
	IF addresses THEN
		INSERT INTO ops.audit (actor_id, what, member_id) VALUES (actor, 'member.addresses_seen', of_member);
	END IF;
	RETURN QUERY SELECT s.id, s.agent, s.created_at, s.seen_at,
		CASE WHEN addresses THEN (SELECT i.address FROM community.sign_in i WHERE i.session_id = s.id ORDER BY i.id DESC LIMIT 1) END
		FROM community.session s WHERE s.member_id = of_member AND s.expires_at > now() ORDER BY s.seen_at DESC, s.id DESC LIMIT 100;
END $$;
-- What was done with the member's account, and who looked at his addresses.
CREATE FUNCTION community.member_audit_seen(actor bigint, of_session bigint, of_member bigint)
	RETURNS TABLE (at timestamptz, by text, what text, said text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
	SELECT a.at, m.display, a.what, a.details->>'said' FROM ops.audit a LEFT JOIN community.member m ON m.id = a.actor_id
		WHERE a.member_id = of_member AND split_part(a.what, '.', 1) IN ('user', 'member', 'members') AND ops.is_admin(actor, of_session)
		ORDER BY a.id DESC LIMIT 50
$$;

-- ---- roles ---------------------------------------------------------------------------------------------------------------
-- Somebody must be able to run the site. One after the other, so that two admins cannot both take the other's rights.
CREATE FUNCTION community.last_admin_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(hashtext('community.last_admin'));
	IF NOT EXISTS (SELECT FROM community.member WHERE roles & 8 <> 0 AND state = 'active' AND id <> OLD.id) THEN
		PERFORM community.moderation_refused('last_admin');
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER last_admin_stays BEFORE UPDATE OF roles, state ON community.member FOR EACH ROW
	WHEN (OLD.roles & 8 <> 0 AND OLD.state = 'active' AND (NEW.roles & 8 = 0 OR NEW.state <> 'active'))
	EXECUTE FUNCTION community.last_admin_stays();
GRANT EXECUTE ON FUNCTION community.moderation_refused TO bothy_work;  -- for this trigger

-- More rights begin with a new sign-in, which asks for the longer password they need. Also for the command line.
CREATE FUNCTION community.roles_set(of_member bigint, of_roles integer) RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	DELETE FROM community.session s USING community.member m WHERE m.id = of_member AND s.member_id = m.id AND of_roles & ~m.roles <> 0;
	UPDATE community.member SET roles = of_roles WHERE id = of_member
$$;
REVOKE ALL ON FUNCTION community.roles_set FROM PUBLIC;
GRANT EXECUTE ON FUNCTION community.roles_set TO bothy_work;

-- of_base: the roles that were seen. False: nothing to change.
CREATE FUNCTION community.member_roles_set(actor bigint, of_session bigint, of_member bigint, of_base integer, of_roles integer, of_said text)
	RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	m community.member;
BEGIN
	PERFORM community.admins_only(actor, of_session);
	SELECT * INTO m FROM community.member WHERE id = of_member AND state <> 'former' FOR UPDATE;
	IF NOT FOUND THEN
		PERFORM community.moderation_refused('member_gone');
	END IF;
	IF of_roles IS NULL OR of_roles & 1 = 0 OR of_roles NOT BETWEEN 1 AND 15 OR of_base IS DISTINCT FROM m.roles THEN
		PERFORM community.moderation_refused('roles_stale');
	END IF;
	IF of_roles = m.roles THEN
		RETURN false;
	END IF;
	IF m.state <> 'active' AND of_roles & ~m.roles <> 0 THEN
		PERFORM community.moderation_refused('member_not_active');
	END IF;
	PERFORM community.roles_set(of_member, of_roles);
	INSERT INTO ops.audit (actor_id, what, member_id, details) VALUES (actor, 'user.role', of_member, jsonb_build_object('said', of_said));
	RETURN true;
END $$;

-- ---- sessions, links, addresses --------------------------------------------------------------------------------------------
-- Ends one session of the member, or (0) all but the admin's own. How many ended.
CREATE FUNCTION community.member_sessions_end(actor bigint, of_session bigint, of_member bigint, of_ended bigint) RETURNS bigint
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	n bigint;
BEGIN
	PERFORM community.admins_only(actor, of_session);
	DELETE FROM community.session WHERE member_id = of_member AND (id = of_ended OR of_ended = 0) AND id <> of_session;
	GET DIAGNOSTICS n = ROW_COUNT;
	IF n > 0 THEN
		INSERT INTO ops.audit (actor_id, what, member_id, details) VALUES (actor, 'member.sessions_ended', of_member,
			jsonb_build_object('said', n::text));
	END IF;
	RETURN n;
END $$;
-- The login of a member whom mail can reach, for the functions below.
CREATE FUNCTION community.login_reached(of_member bigint) RETURNS community.login LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	l community.login;
BEGIN
	SELECT x.* INTO l FROM community.login x JOIN community.member m ON m.id = x.member_id
		WHERE m.id = of_member AND m.state = 'active' FOR UPDATE OF x;
	IF NOT FOUND THEN
		PERFORM community.moderation_refused('member_not_active');
	END IF;
	RETURN l;
END $$;
-- Notes that a link to set a password goes out. The name it goes to.
CREATE FUNCTION community.member_reset_noted(actor bigint, of_session bigint, of_member bigint) RETURNS text LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM community.admins_only(actor, of_session);
	PERFORM community.login_reached(of_member);
	INSERT INTO ops.audit (actor_id, what, member_id) VALUES (actor, 'member.reset_sent', of_member);
	RETURN (SELECT username FROM community.member WHERE id = of_member);
END $$;
-- Notes that a link goes to another address: opening it changes the address. The addresses stay out of the audit, which is for ever.
CREATE FUNCTION community.member_email_noted(actor bigint, of_session bigint, of_member bigint, of_key text) RETURNS boolean LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	l community.login;
BEGIN
	PERFORM community.admins_only(actor, of_session);
	l := community.login_reached(of_member);
	IF EXISTS (SELECT FROM community.login x WHERE x.email_key = of_key AND x.member_id <> of_member) THEN
		PERFORM community.moderation_refused('email_taken');
	END IF;
	IF l.email_key = of_key AND l.confirmed_at IS NOT NULL THEN
		RETURN false;
	END IF;
	INSERT INTO ops.audit (actor_id, what, member_id) VALUES (actor, 'member.email_asked', of_member);
	RETURN true;
END $$;
-- The address counts as the member's own from now on, without a mail having been opened. False: it did already.
CREATE FUNCTION community.member_email_confirm(actor bigint, of_session bigint, of_member bigint) RETURNS boolean LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	l community.login;
BEGIN
	PERFORM community.admins_only(actor, of_session);
	l := community.login_reached(of_member);
	IF l.confirmed_at IS NOT NULL THEN
		RETURN false;
	END IF;
	UPDATE community.login SET confirmed_at = now() WHERE member_id = of_member;
	INSERT INTO ops.audit (actor_id, what, member_id) VALUES (actor, 'member.email_confirmed', of_member);
	RETURN true;
END $$;

-- ---- notes ---------------------------------------------------------------------------------------------------------------
-- The notes of moderators about members (0030) are behind functions now, too.
ALTER TABLE community.member_note ADD COLUMN edited_at timestamptz;
REVOKE ALL ON community.member_note FROM bothy_web;
REVOKE ALL (member_id, author_id, text, deleted_at) ON community.member_note FROM bothy_web;

CREATE FUNCTION community.notes_seen(actor bigint, of_session bigint, of_member bigint)
	RETURNS TABLE (id bigint, author_id bigint, text text, by text, at timestamptz, edited_at timestamptz)
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
	SELECT n.id, n.author_id, n.text, m.display, n.at, n.edited_at FROM community.member_note n JOIN community.member m ON m.id = n.author_id
		WHERE n.member_id = of_member AND n.deleted_at IS NULL AND community.is_moderator(actor, of_session) ORDER BY n.id DESC LIMIT 50
$$;
-- A new note (of_note 0), or other words for one's own. False: there is no such note of his.
CREATE FUNCTION community.note_write(actor bigint, of_session bigint, of_member bigint, of_note bigint, of_text text) RETURNS boolean
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM community.moderators_only(actor, of_session);
	IF of_note = 0 THEN
		INSERT INTO community.member_note (member_id, author_id, text) VALUES (of_member, actor, of_text);
	ELSE
		UPDATE community.member_note SET text = of_text, edited_at = now()
			WHERE id = of_note AND member_id = of_member AND author_id = actor AND deleted_at IS NULL;
		IF NOT FOUND THEN
			RETURN false;
		END IF;
	END IF;
	INSERT INTO ops.audit (actor_id, what, member_id)
		VALUES (actor, CASE of_note WHEN 0 THEN 'member.note_written' ELSE 'member.note_edited' END, of_member);
	RETURN true;
END $$;
CREATE FUNCTION community.note_delete(actor bigint, of_session bigint, of_member bigint, of_note bigint) RETURNS boolean
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM community.moderators_only(actor, of_session);
	UPDATE community.member_note SET deleted_at = now()
		WHERE id = of_note AND member_id = of_member AND author_id = actor AND deleted_at IS NULL;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	INSERT INTO ops.audit (actor_id, what, member_id) VALUES (actor, 'member.note_deleted', of_member);
	RETURN true;
END $$;

REVOKE ALL ON FUNCTION community.login_reached, community.members_seen, community.member_seen, community.member_email_seen,
	community.member_sessions_seen, community.member_audit_seen, community.member_roles_set, community.member_sessions_end,
	community.member_reset_noted, community.member_email_noted, community.member_email_confirm, community.notes_seen,
	community.note_write, community.note_delete FROM PUBLIC;
GRANT EXECUTE ON FUNCTION community.members_seen, community.member_seen, community.member_email_seen, community.member_sessions_seen,
	community.member_audit_seen, community.member_roles_set, community.member_sessions_end, community.member_reset_noted,
	community.member_email_noted, community.member_email_confirm, community.notes_seen, community.note_write, community.note_delete
	TO bothy_web;
