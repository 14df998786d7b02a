-- What an admin does in the browser. The public door gets no right to the tables behind it: it calls functions, which run as the owner, do
-- one thing each, write the audit, and look first whether the session they are told is that of an active admin.

CREATE FUNCTION ops.is_admin(actor bigint, of_session bigint) RETURNS boolean LANGUAGE sql STABLE
	SECURITY DEFINER SET search_path = pg_catalog AS $$
	SELECT EXISTS (SELECT FROM community.member m JOIN community.session s ON s.member_id = m.id
		WHERE m.id = actor AND s.id = of_session AND s.expires_at > now() AND m.roles & 8 <> 0 AND m.state = 'active')
$$;
CREATE FUNCTION ops.admin_acts(actor bigint, of_session bigint) RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
	IF ops.is_admin(actor, of_session) IS NOT TRUE THEN
		RAISE EXCEPTION 'an admin does this, in his own session' USING ERRCODE = 'insufficient_privilege';
	END IF;
END $$;
REVOKE ALL ON FUNCTION ops.is_admin(bigint, bigint), ops.admin_acts(bigint, bigint) FROM PUBLIC;

-- ---- the system -----------------------------------------------------------------------------------------------------
-- The processes of this server, as `work` saw them last; replaced each minute.
CREATE TABLE ops.process (
	pid       integer PRIMARY KEY,
	name      text NOT NULL,
	memory_kb bigint NOT NULL,    -- resident now
	peak_kb   bigint NOT NULL,    -- the most it ever was
	at        timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON ops.process TO bothy_web;
GRANT SELECT, INSERT, DELETE ON ops.process TO bothy_work;

-- A row a minute for a day: how much there is to do, and how much memory it takes.
CREATE TABLE ops.minute (
	at        timestamptz PRIMARY KEY DEFAULT now(),
	waiting   bigint NOT NULL,    -- jobs that are due
	dead      bigint NOT NULL,
	memory_kb bigint NOT NULL     -- of all processes
);
GRANT SELECT ON ops.minute TO bothy_web;
GRANT SELECT, INSERT, DELETE ON ops.minute TO bothy_work;

-- Rows come nearly in the order of time, so the last thirty days are found by a few ranges of pages.
CREATE INDEX post_created ON community.post USING brin (created_at) WITH (pages_per_range = 16);
CREATE INDEX reaction_created ON community.reaction USING brin (created_at) WITH (pages_per_range = 16);
CREATE INDEX acceptance_created ON community.acceptance USING brin (created_at) WITH (pages_per_range = 16);

-- Statements by the time they took, where pg_stat_statements is installed and loaded; else no rows.
CREATE FUNCTION ops.costly_statements(actor bigint, of_session bigint)
	RETURNS TABLE (query text, calls bigint, total_ms bigint, mean_us bigint) LANGUAGE plpgsql STABLE
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	room text;
BEGIN
	SELECT n.nspname INTO room FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
		WHERE e.extname = 'pg_stat_statements';
	IF room IS NULL OR ops.is_admin(actor, of_session) IS NOT TRUE THEN
		RETURN;
	END IF;
	RETURN QUERY EXECUTE format('SELECT left(s.query, 400), s.calls, s.total_exec_time::bigint, (s.mean_exec_time * 1000)::bigint'
		' FROM %I.pg_stat_statements s WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())'
		' AND s.query !~ ''\m(crm|money|desk|intake)\.'''  -- what is done behind the wall is not for this side
		' ORDER BY s.total_exec_time DESC LIMIT 15', room);
EXCEPTION WHEN object_not_in_prerequisite_state THEN
	RETURN;  -- installed, but the server does not load it
END $$;
REVOKE ALL ON FUNCTION ops.costly_statements(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.costly_statements(bigint, bigint) TO bothy_web;

-- ---- jobs -----------------------------------------------------------------------------------------------------------
-- What was dropped, so that it can be put back. work forgets it after a month.
CREATE TABLE ops.job_dropped (
	id         bigint PRIMARY KEY,     -- as it was in ops.job
	kind       text NOT NULL,
	payload    jsonb NOT NULL,
	once       text,
	attempts   smallint NOT NULL,
	failed_at  timestamptz,
	run_at     timestamptz NOT NULL,
	error      text,
	created_at timestamptz NOT NULL,
	dropped_at timestamptz NOT NULL DEFAULT now(),
	dropped_by bigint NOT NULL
);
GRANT SELECT, DELETE ON ops.job_dropped TO bothy_work;

-- "running", "waiting", "failed" (waits for its next try), "dead", "dropped".
CREATE FUNCTION ops.job_state(taken_at timestamptz, failed_at timestamptz, error text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN failed_at IS NOT NULL THEN 'dead' WHEN taken_at IS NOT NULL THEN 'running'
		WHEN error IS NOT NULL THEN 'failed' ELSE 'waiting' END
$$;
-- For an admin: what there is. No texts of jobs: some hold an address. Of the company's own jobs neither whom they are about (a case, a
-- thread that became one) nor what went wrong: they are seen at all so that they can be tried again.
CREATE FUNCTION ops.job_is_open(kind text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT split_part(kind, '.', 1) NOT IN ('solution', 'clock', 'case', 'link', 'customer', 'crm', 'desk', 'inbox', 'intake', 'private')
$$;
CREATE FUNCTION ops.jobs_seen(actor bigint, of_session bigint, of_state text)
	RETURNS TABLE (id bigint, kind text, subject text, state text, attempts smallint, error text, at timestamptz, created_at timestamptz)
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
	SELECT * FROM (
		SELECT j.id, j.kind, CASE WHEN ops.job_is_open(j.kind) THEN j.payload->>'subject' END,
			ops.job_state(j.taken_at, j.failed_at, j.error) AS state, j.attempts, CASE WHEN ops.job_is_open(j.kind) THEN left(j.error, 500) END,
			COALESCE(j.failed_at, j.taken_at, j.run_at), j.created_at FROM ops.job j
		UNION ALL SELECT d.id, d.kind, CASE WHEN ops.job_is_open(d.kind) THEN d.payload->>'subject' END, 'dropped', d.attempts,
			CASE WHEN ops.job_is_open(d.kind) THEN left(d.error, 500) END, d.dropped_at, d.created_at
			FROM ops.job_dropped d) x
	WHERE ops.is_admin(actor, of_session) AND x.state = of_state ORDER BY 7 DESC, 1 DESC LIMIT 100
$$;
CREATE FUNCTION ops.job_counts(actor bigint, of_session bigint)
	RETURNS TABLE (state text, jobs bigint, due bigint, oldest_at timestamptz) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
	SELECT ops.job_state(taken_at, failed_at, error), count(*), count(*) FILTER (WHERE run_at <= now()),
		min(run_at) FILTER (WHERE run_at <= now()) FROM ops.job WHERE ops.is_admin(actor, of_session) GROUP BY 1
	UNION ALL SELECT 'dropped', count(*), 0, NULL FROM ops.job_dropped WHERE ops.is_admin(actor, of_session)
$$;
-- Each returns whether there was something to do: a job that meanwhile runs is left alone.
CREATE FUNCTION ops.job_retry(actor bigint, of_session bigint, of_job bigint) RETURNS boolean LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM ops.admin_acts(actor, of_session);
	UPDATE ops.job SET failed_at = NULL, taken_at = NULL, run_at = now(), attempts = CASE WHEN failed_at IS NULL THEN attempts ELSE 0 END
		WHERE id = of_job AND (failed_at IS NOT NULL OR taken_at IS NULL);
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	INSERT INTO ops.audit (actor_id, what, details) VALUES (actor, 'job.retried', jsonb_build_object('job', of_job));
	RETURN true;
END $$;
CREATE FUNCTION ops.job_drop(actor bigint, of_session bigint, of_job bigint) RETURNS boolean LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM ops.admin_acts(actor, of_session);
	WITH gone AS (DELETE FROM ops.job WHERE id = of_job AND (failed_at IS NOT NULL OR taken_at IS NULL) RETURNING *)
	INSERT INTO ops.job_dropped (id, kind, payload, once, attempts, failed_at, run_at, error, created_at, dropped_by)
		SELECT id, kind, payload, once, attempts, failed_at, run_at, error, created_at, actor FROM gone;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	INSERT INTO ops.audit (actor_id, what, details) VALUES (actor, 'job.dropped', jsonb_build_object('job', of_job));
	RETURN true;
END $$;
CREATE FUNCTION ops.job_put_back(actor bigint, of_session bigint, of_job bigint) RETURNS boolean LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM ops.admin_acts(actor, of_session);
	WITH back AS (DELETE FROM ops.job_dropped WHERE id = of_job RETURNING *)
	INSERT INTO ops.job (id, kind, payload, once, attempts, taken_at, failed_at, run_at, error, created_at) OVERRIDING SYSTEM VALUE
		SELECT id, kind, payload, once, attempts, failed_at, failed_at, run_at, error, created_at FROM back;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	INSERT INTO ops.audit (actor_id, what, details) VALUES (actor, 'job.put_back', jsonb_build_object('job', of_job));
	RETURN true;
END $$;
REVOKE ALL ON FUNCTION ops.jobs_seen(bigint, bigint, text), ops.job_counts(bigint, bigint), ops.job_retry(bigint, bigint, bigint),
	ops.job_drop(bigint, bigint, bigint), ops.job_put_back(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.jobs_seen(bigint, bigint, text), ops.job_counts(bigint, bigint), ops.job_retry(bigint, bigint, bigint),
	ops.job_drop(bigint, bigint, bigint), ops.job_put_back(bigint, bigint, bigint) TO bothy_web;

-- ---- settings -------------------------------------------------------------------------------------------------------
-- Each change of a setting of the admin page, append-only. NULL: as delivered, or as the configuration file says.
CREATE TABLE ops.setting_change (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	key       text NOT NULL,
	before    text,
	after     text,
	at        timestamptz NOT NULL DEFAULT now(),
	member_id bigint NOT NULL REFERENCES community.member,
	undoes_id bigint UNIQUE REFERENCES ops.setting_change,   -- this one takes that one back
	CHECK (before IS DISTINCT FROM after)
);
CREATE INDEX setting_change_of_key ON ops.setting_change (key, id DESC);
GRANT SELECT ON ops.setting_change TO bothy_web, bothy_work;

-- Sets one of the keys that the admin page has, and no other: what subjects keep in ops.setting by themselves is theirs. ${of_base}: the
-- newest change that was seen; false, and nothing done, if there has been another since.
CREATE FUNCTION ops.setting_set(actor bigint, of_session bigint, of_key text, of_value text, of_base bigint, of_undoes bigint)
	RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	was text;
BEGIN
	PERFORM ops.admin_acts(actor, of_session);
	IF of_key IS NULL OR of_key NOT IN ('site.name', 'theme.light', 'theme.dark') OR char_length(of_value) NOT BETWEEN 1 AND 200 THEN
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
REVOKE ALL ON FUNCTION ops.setting_set(bigint, bigint, text, text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.setting_set(bigint, bigint, text, text, bigint, bigint) TO bothy_web;
