-- Clocks, the inbox, follow-ups, and private details: what 0021 leaves to say.

-- ---- how clocks run --------------------------------------------------------------------------------------------------
-- One row: whose time the calendar is in, how long sealed messages are kept, how far events have been taken.
CREATE TABLE crm.clock_setting (
	one_row     boolean PRIMARY KEY DEFAULT true CHECK (one_row),
	zone        text NOT NULL DEFAULT 'UTC' CHECK (char_length(zone) BETWEEN 1 AND 63),
	intake_days integer NOT NULL DEFAULT 90 CHECK (intake_days BETWEEN 1 AND 3650),
	cursor_tx   xid8 NOT NULL DEFAULT '0',
	cursor_id   bigint NOT NULL DEFAULT 0
);
INSERT INTO crm.clock_setting DEFAULT VALUES;
GRANT SELECT ON crm.clock_setting TO bothy_desk;
GRANT UPDATE (zone, intake_days) ON crm.clock_setting TO bothy_desk;
GRANT SELECT, UPDATE ON crm.clock_setting TO bothy_work;

-- Words that send a question to staff at once, whole words or phrases, in lower case.
CREATE TABLE crm.alarm_word (
	reason   text NOT NULL CHECK (reason IN ('distress', 'security', 'payment')),
	language text NOT NULL CHECK (language ~ '^[a-z]{2,3}$'),
	word     text NOT NULL CHECK (char_length(word) BETWEEN 2 AND 80),
	PRIMARY KEY (reason, language, word)
);
INSERT INTO crm.alarm_word SELECT 'distress', 'en', w FROM unnest(ARRAY['suicide', 'suicidal', 'kill myself', 'end my life', 'hurt myself',
	'harm myself', 'cannot go on', 'can''t go on', 'desperate', 'emergency', '999', '911', 'ambulance', 'insulin']) w;
INSERT INTO crm.alarm_word SELECT 'security', 'en', w FROM unnest(ARRAY['hacked', 'stolen phone', 'phone was stolen', 'identity theft',
	'sim swap', 'phishing', 'scam', 'scammed', 'blackmail', 'stalker', 'stalking', 'someone is using my account']) w;
INSERT INTO crm.alarm_word SELECT 'payment', 'en', w FROM unnest(ARRAY['charged twice', 'double charged', 'cannot pay', 'can''t pay',
	'debt collector', 'bailiff', 'overcharged', 'money was taken', 'chargeback', 'direct debit failed']) w;
INSERT INTO crm.alarm_word SELECT 'distress', 'de', w FROM unnest(ARRAY['suizid', 'selbstmord', 'umbringen', 'verzweifelt', 'notfall',
	'notruf', 'krankenwagen']) w;
INSERT INTO crm.alarm_word SELECT 'security', 'de', w FROM unnest(ARRAY['gehackt', 'handy gestohlen', 'betrug', 'phishing', 'erpresst']) w;
INSERT INTO crm.alarm_word SELECT 'payment', 'de', w FROM unnest(ARRAY['doppelt abgebucht', 'kann nicht zahlen', 'inkasso', 'mahnung']) w;
GRANT SELECT, INSERT, DELETE ON crm.alarm_word TO bothy_desk;
GRANT SELECT ON crm.alarm_word TO bothy_work;

ALTER TABLE crm.policy ADD CHECK (nudge <= queue AND queue <= open_case);
ALTER TABLE crm.clock ADD COLUMN since timestamptz NOT NULL DEFAULT now();   -- it has stood as it stands since
-- Each turn a clock took, for ever: what a change of the settings would have done is computed from these.
CREATE TABLE crm.clock_turn (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	thread_id bigint NOT NULL REFERENCES community.thread ON DELETE CASCADE,
	episode   integer NOT NULL,
	at        timestamptz NOT NULL,
	state     text NOT NULL CHECK (state IN ('running', 'paused', 'stopped')),
	why       text NOT NULL,
	priority  text NOT NULL
);
CREATE INDEX clock_turn_of ON crm.clock_turn (thread_id, id);
CREATE INDEX clock_turn_at ON crm.clock_turn (at);
CREATE INDEX clock_running ON crm.clock (run_from) WHERE run_from IS NOT NULL;
GRANT SELECT ON crm.clock_turn TO bothy_desk;
GRANT SELECT, INSERT ON crm.clock_turn TO bothy_work;

-- Who was asked to help, with what: each at most once a day.
CREATE TABLE crm.nudge (
	member_id bigint NOT NULL REFERENCES community.member ON DELETE CASCADE,
	day       date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
	thread_id bigint NOT NULL REFERENCES community.thread ON DELETE CASCADE,
	at        timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (member_id, day)
);
CREATE INDEX nudge_of_thread ON crm.nudge (thread_id);
GRANT SELECT ON crm.nudge TO bothy_desk;
GRANT SELECT, INSERT, DELETE ON crm.nudge TO bothy_work;

-- All of it as one value, which a change keeps as it was and as it became; and back.
CREATE FUNCTION crm.clock_settings() RETURNS jsonb LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT jsonb_build_object('zone', s.zone, 'intake_days', s.intake_days,
		'calendar', (SELECT jsonb_agg(jsonb_build_object('opens', to_char(opens, 'HH24:MI'),
			'closes', to_char(closes, 'HH24:MI')) ORDER BY weekday) FROM crm.calendar),
		'holidays', (SELECT coalesce(jsonb_agg(jsonb_build_object('day', day, 'name', name) ORDER BY day), '[]') FROM crm.holiday),
		'policies', (SELECT jsonb_object_agg(priority, jsonb_build_array(nudge, queue, open_case)) FROM crm.policy),
		'words', (SELECT coalesce(jsonb_agg(jsonb_build_array(reason, language, word) ORDER BY reason, language, word), '[]')
			FROM crm.alarm_word))
	FROM crm.clock_setting s
$$;
-- Every clock that runs is looked at again at once. The change's id, or NULL: it is as it was.
CREATE FUNCTION crm.clock_settings_change(account bigint, x jsonb) RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	was jsonb;
	made bigint;
BEGIN
	PERFORM FROM crm.calendar WHERE weekday = 1 FOR UPDATE;
	was := crm.clock_settings();
	UPDATE crm.clock_setting SET zone = x->>'zone', intake_days = (x->>'intake_days')::integer;
	UPDATE crm.calendar c SET opens = (d.day->>'opens')::time, closes = (d.day->>'closes')::time
		FROM jsonb_array_elements(x->'calendar') WITH ORDINALITY d (day, n) WHERE c.weekday = d.n;
	DELETE FROM crm.holiday;
	INSERT INTO crm.holiday (day, name) SELECT (h->>'day')::date, h->>'name' FROM jsonb_array_elements(x->'holidays') h
		ON CONFLICT (day) DO NOTHING;
	UPDATE crm.policy p SET nudge = (x->'policies'->p.priority->>0)::integer, queue = (x->'policies'->p.priority->>1)::integer,
		open_case = (x->'policies'->p.priority->>2)::integer;
	DELETE FROM crm.alarm_word;
	INSERT INTO crm.alarm_word (reason, language, word) SELECT w->>0, w->>1, w->>2 FROM jsonb_array_elements(x->'words') w
		ON CONFLICT DO NOTHING;
	IF crm.clock_settings() = was THEN
		RETURN NULL;
	END IF;
	INSERT INTO crm.policy_change (by_id, before, after) VALUES (account, was, crm.clock_settings()) RETURNING id INTO made;
	INSERT INTO crm.audit (account_id, what, details) VALUES (account, 'clocks.changed', jsonb_build_object('change', made));
	UPDATE crm.clock SET next_at = now() WHERE run_from IS NOT NULL AND done < 3;
	RETURN made;
END $$;
-- Takes the latest change back, if ${change} is that. False: it is not, any more.
CREATE FUNCTION crm.clock_settings_undo(account bigint, change bigint) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	c crm.policy_change;
	made bigint;
BEGIN
	PERFORM FROM crm.calendar WHERE weekday = 1 FOR UPDATE;
	SELECT * INTO c FROM crm.policy_change WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1 FOR UPDATE;
	IF c.id IS DISTINCT FROM change THEN
		RETURN false;
	END IF;
	made := crm.clock_settings_change(account, c.before);
	UPDATE crm.policy_change SET undone_at = now() WHERE id IN (c.id, made);
	RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION crm.clock_settings(), crm.clock_settings_change(bigint, jsonb), crm.clock_settings_undo(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm.clock_settings(), crm.clock_settings_change(bigint, jsonb), crm.clock_settings_undo(bigint, bigint) TO bothy_desk;

-- ---- the inbox -------------------------------------------------------------------------------------------------------
CREATE INDEX inbox_done ON crm.inbox (done_at DESC, id DESC) WHERE done_at IS NOT NULL;
CREATE INDEX inbox_thread ON crm.inbox (thread_id) WHERE done_at IS NULL;
ALTER TABLE crm.inbox ADD CHECK ((taken_by IS NULL) = (taken_at IS NULL));

-- ---- did it stay solved? ---------------------------------------------------------------------------------------------
-- Asked by work, answered at the public door, which knows nothing of cases.
CREATE TABLE community.stayed_solved (
	thread_id   bigint NOT NULL REFERENCES community.thread ON DELETE CASCADE,
	episode     integer NOT NULL,
	days        smallint NOT NULL CHECK (days IN (3, 14)),
	member_id   bigint NOT NULL REFERENCES community.member,
	asked_at    timestamptz NOT NULL DEFAULT now(),
	answer      text CHECK (answer IN ('yes', 'no')),
	answered_at timestamptz,
	PRIMARY KEY (thread_id, episode, days),
	CHECK ((answer IS NULL) = (answered_at IS NULL))
);
GRANT SELECT ON community.stayed_solved TO bothy_web, bothy_desk;
GRANT UPDATE (answer, answered_at) ON community.stayed_solved TO bothy_web;
GRANT SELECT, INSERT ON community.stayed_solved TO bothy_work;
GRANT DELETE ON crm.followup TO bothy_work;

-- ---- private details -------------------------------------------------------------------------------------------------
-- What the public door seals with. The other half is a file of the desk's ([database] secrets, intake).
CREATE TABLE ops.intake_key (
	one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
	public  bytea NOT NULL CHECK (octet_length(public) = 32)
);
GRANT SELECT ON ops.intake_key TO bothy_web;

-- That the asker sent something, and when: all that the public door keeps of it.
CREATE TABLE community.private_sent (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	thread_id bigint NOT NULL REFERENCES community.thread ON DELETE CASCADE,
	member_id bigint NOT NULL REFERENCES community.member,
	at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX private_sent_of ON community.private_sent (thread_id, member_id, at DESC);
GRANT SELECT, INSERT ON community.private_sent TO bothy_web;
GRANT SELECT ON community.private_sent TO bothy_work;
CREATE INDEX message_thread ON intake.message (thread_id, id);
ALTER TABLE intake.message ADD COLUMN opened_by bigint REFERENCES desk.account, ADD COLUMN opened_at timestamptz,
	ADD COLUMN case_id bigint REFERENCES crm."case";
REVOKE INSERT ON intake.message FROM bothy_web;
GRANT INSERT (thread_id, member_id, sealed) ON intake.message TO bothy_web;
GRANT UPDATE (opened_by, opened_at, case_id) ON intake.message TO bothy_desk;
