-- What an erasure left standing: a customer's name in a case that was taken from him, and private details that were put into a case.

-- ---- private details in a case -------------------------------------------------------------------------------------------
-- Whose they are: they go with him. A number that names nobody else; the rule is in crm.private_forget().
ALTER TABLE crm.case_entry ADD COLUMN private_of bigint REFERENCES community.member;
CREATE INDEX case_entry_private ON crm.case_entry (private_of) WHERE private_of IS NOT NULL;

-- Those of before are known by the event (62) of the same transaction, which has its time; only the asker sends such details.
UPDATE crm.case_entry e SET private_of = t.author_id FROM crm.event v JOIN community.thread t ON t.id = v.thread_id
	WHERE v.kind = 62 AND e.case_id = v.case_id AND e.at = v.at AND e.kind = 'note';

-- The entry stays, and says what is gone; what is still to be told to a CRM says that instead. The words a case is found by are made anew, as by
-- crm.case_entry_words().
CREATE FUNCTION crm.private_forget(whom bigint) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	gone CONSTANT text := 'Private details, which went with the member.';
	cases bigint[];
BEGIN
	SELECT array_agg(DISTINCT e.case_id) INTO cases FROM crm.case_entry e WHERE e.private_of = whom;
	IF cases IS NULL THEN
		RETURN;
	END IF;
	PERFORM FROM crm."case" c WHERE c.id = ANY (cases) ORDER BY c.id FOR NO KEY UPDATE;
	UPDATE crm.delivery d SET payload = jsonb_set(d.payload, '{text}', to_jsonb(gone)) FROM crm.case_entry e
		WHERE e.private_of = whom AND d.case_id = e.case_id AND d.payload->>'text' = e.text;
	UPDATE crm.case_entry SET text = gone, private_of = NULL WHERE private_of = whom;
	UPDATE crm."case" c SET words = setweight(to_tsvector('community.english', c.subject), 'A')
			|| setweight(to_tsvector('community.english', left(coalesce(x.said, ''), 200000)), 'D')
		FROM (SELECT w.id, (SELECT string_agg(left(e.text, 20000), ' ' ORDER BY e.id) FROM crm.case_entry e WHERE e.case_id = w.id
				AND e.text <> '' AND e.kind IN ('opened', 'note', 'reply', 'received', 'solution')) AS said
			FROM unnest(cases) w (id)) x
		WHERE c.id = x.id AND c.words IS NOT NULL;
END $$;
REVOKE EXECUTE ON FUNCTION crm.private_forget(bigint) FROM PUBLIC;
SELECT crm.private_forget(e.member_id) FROM community.erasure e WHERE e.done_at IS NOT NULL;

-- As in 0033; also the private details that were put into cases.
CREATE OR REPLACE FUNCTION crm.forget_member(whom bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	name text;
	fresh text := 'former-' || whom;
BEGIN
	SELECT m.username INTO name FROM community.member m JOIN community.erasure e ON e.member_id = m.id
		WHERE m.id = whom AND e.done_at IS NULL AND e.due_at <= now();
	IF NOT FOUND THEN
		RETURN;
	END IF;
	PERFORM crm.private_forget(whom);
	DELETE FROM crm.member_customer WHERE member_id = whom;
	UPDATE crm.event SET number = NULL WHERE kind IN (45, 46) AND number = whom;
	UPDATE crm.audit SET details = details - 'member' WHERE details->>'member' = whom::text;
	DELETE FROM crm.nudge WHERE member_id = whom;
	DELETE FROM crm.followup WHERE member_id = whom AND asked_at IS NULL;
	DELETE FROM intake.message WHERE member_id = whom;
	UPDATE desk.account SET member_id = NULL WHERE member_id = whom;
	DELETE FROM money.member_value WHERE member_id = whom;
	UPDATE crm.case_entry SET text = community.without_name(text, name, fresh, 65536) WHERE community.has_name(text, name);
	UPDATE crm.solution SET text = community.without_name(text, name, fresh, 32768) WHERE community.has_name(text, name);
	UPDATE crm.link SET reason = community.without_name(reason, name, fresh, 500) WHERE community.has_name(reason, name);
	UPDATE crm.delivery SET payload = community.without_name(payload::text, name, fresh)::jsonb
		WHERE community.has_name(payload::text, name);
END $$;

-- ---- a customer a case was taken from ------------------------------------------------------------------------------------
-- The entry of kind "customer" says "#7" and his name, and stays when another takes his place.
CREATE INDEX case_entry_customer ON crm.case_entry (becomes) WHERE kind = 'customer';
UPDATE crm.case_entry e SET text = '' FROM crm.customer c WHERE c.erased_at IS NOT NULL AND e.kind = 'customer' AND e.becomes = '#' || c.id AND e.text <> '';

-- As in 0046; also his name in cases that were his once.
CREATE OR REPLACE FUNCTION crm.erase_customer(whom bigint, by_whom bigint, event_number smallint) RETURNS boolean LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	whole bigint[];
	matters bigint[];
BEGIN
	IF NOT EXISTS (SELECT FROM desk.account a WHERE a.id = by_whom AND a.state = 'active' AND a.roles & 2 <> 0) THEN
		RETURN false;
	END IF;
	PERFORM FROM crm.customer c WHERE c.id IN (SELECT crm.family(whom)) ORDER BY c.id FOR UPDATE;
	SELECT array_agg(f) INTO whole FROM crm.family(whom) f;
	IF NOT EXISTS (SELECT FROM crm.customer c WHERE c.id = whom AND c.erased_at IS NULL) THEN
		RETURN false;
	END IF;
	PERFORM FROM crm."case" c WHERE c.id = ANY (crm.matters_of(whole)) ORDER BY c.id FOR NO KEY UPDATE;
	matters := crm.matters_of(whole);
	INSERT INTO crm.erased (source, hash) SELECT c.source, sha256(convert_to(c.external_id, 'UTF8')) FROM crm.customer c
		WHERE c.id = ANY (whole) AND c.external_id IS NOT NULL ON CONFLICT DO NOTHING;
	UPDATE crm."case" c SET customer_id = whom WHERE c.id = ANY (matters) AND c.customer_id IS NULL;
	UPDATE crm.customer c SET name = 'Erased customer ' || c.id, external_id = NULL, since = NULL, tier = '', note = '',
		erased_at = now(), changed_at = now() WHERE c.id = ANY (whole);
	DELETE FROM crm.contact k WHERE k.customer_id = ANY (whole);
	UPDATE crm.touchpoint t SET external_id = 'erased-' || t.id, subject = '', text = '', agent = '', promise = '', promise_due = NULL
		WHERE t.customer_id = ANY (whole);
	UPDATE crm.member_customer m SET undone_at = now(), undone_by = by_whom WHERE m.customer_id = ANY (whole) AND m.undone_at IS NULL;
	UPDATE crm."case" c SET subject = 'Erased', words = NULL, owner_name = '', version = c.version + 1 WHERE c.id = ANY (matters);
	UPDATE crm.case_entry e SET text = '', by_name = '',
		was = CASE WHEN e.kind IN ('customer', 'subject') THEN NULL ELSE e.was END,
		becomes = CASE WHEN e.kind IN ('customer', 'subject') THEN NULL ELSE e.becomes END WHERE e.case_id = ANY (matters);
	UPDATE crm.case_entry e SET text = '' WHERE e.kind = 'customer' AND e.becomes IN (SELECT '#' || w FROM unnest(whole) w) AND e.text <> '';
	UPDATE crm.link l SET reason = '' WHERE l.case_id = ANY (matters);
	DELETE FROM crm.solution s WHERE s.case_id = ANY (matters) AND s.state <> 'approved';
	UPDATE crm.delivery d SET payload = '{}', error = '', done_at = coalesce(d.done_at, now()) WHERE d.case_id = ANY (matters);
	UPDATE crm.sync s SET state = 'synced', error = '', next_try = NULL WHERE s.case_id = ANY (matters);
	UPDATE crm.inbox i SET done_at = now(), done_by = by_whom, done_how = 'no_need'
		WHERE i.case_id = ANY (matters) AND i.reason IN ('sync', 'draft', 'author') AND i.done_at IS NULL;
	UPDATE crm.audit a SET details = '{}' WHERE a.customer_id = ANY (whole) AND a.details <> '{}';
	INSERT INTO crm.event (kind, account_id, customer_id) VALUES (event_number, by_whom, whom);
	INSERT INTO crm.audit (account_id, what, customer_id) VALUES (by_whom, 'customer.erased', whom);
	RETURN true;
END $$;
