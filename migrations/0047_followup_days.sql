-- After how many days it is asked whether something stayed solved: settings beside the clocks. What is planned keeps its day.
ALTER TABLE crm.clock_setting
	ADD COLUMN followup_first  smallint NOT NULL DEFAULT 3 CHECK (followup_first BETWEEN 1 AND 60),
	ADD COLUMN followup_second smallint NOT NULL DEFAULT 14 CHECK (followup_second BETWEEN 1 AND 60),
	ADD CHECK (followup_first < followup_second);
GRANT UPDATE (followup_first, followup_second) ON crm.clock_setting TO bothy_desk;

ALTER TABLE crm.followup DROP CONSTRAINT followup_days_check, ADD CONSTRAINT followup_days_check CHECK (days BETWEEN 1 AND 60);
ALTER TABLE community.stayed_solved DROP CONSTRAINT stayed_solved_days_check,
	ADD CONSTRAINT stayed_solved_days_check CHECK (days BETWEEN 1 AND 60);

-- 0024's, with the days.
CREATE OR REPLACE FUNCTION crm.clock_settings() RETURNS jsonb LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT jsonb_build_object('zone', s.zone, 'intake_days', s.intake_days,
		'followups', jsonb_build_array(s.followup_first, s.followup_second),
		'calendar', (SELECT jsonb_agg(jsonb_build_object('opens', to_char(opens, 'HH24:MI'),
			'closes', to_char(closes, 'HH24:MI')) ORDER BY weekday) FROM crm.calendar),
		'holidays', (SELECT coalesce(jsonb_agg(jsonb_build_object('day', day, 'name', name) ORDER BY day), '[]') FROM crm.holiday),
		'policies', (SELECT jsonb_object_agg(priority, jsonb_build_array(nudge, queue, open_case)) FROM crm.policy),
		'words', (SELECT coalesce(jsonb_agg(jsonb_build_array(reason, language, word) ORDER BY reason, language, word), '[]')
			FROM crm.alarm_word))
	FROM crm.clock_setting s
$$;
-- A value without days, as changes of before have it, leaves them as they are.
CREATE OR REPLACE FUNCTION crm.clock_settings_change(account bigint, x jsonb) RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	was jsonb;
	made bigint;
BEGIN
	PERFORM FROM crm.calendar WHERE weekday = 1 FOR UPDATE;
	was := crm.clock_settings();
	UPDATE crm.clock_setting SET zone = x->>'zone', intake_days = (x->>'intake_days')::integer,
		followup_first = coalesce((x->'followups'->>0)::smallint, followup_first),
		followup_second = coalesce((x->'followups'->>1)::smallint, followup_second);
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
