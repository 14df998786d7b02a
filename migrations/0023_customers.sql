-- Customers as one finds them: who else he is, what he may be told apart by, who looked, and how he is forgotten.

-- A contact told by a CRM goes when that CRM no longer tells it; one written down at the desk ('bothy') stays.
ALTER TABLE crm.contact ADD COLUMN source text NOT NULL DEFAULT 'bothy' CHECK (source ~ '^[a-z0-9][a-z0-9_-]{0,29}$');
GRANT DELETE ON crm.contact TO bothy_desk;

-- ---- the same person twice -----------------------------------------------------------------------------------------
-- Merging says only "that one is this one": rows stay where they are fed, and are read through. So undoing it gives back what was.
CREATE INDEX customer_merged ON crm.customer (merged_into) WHERE merged_into IS NOT NULL;
CREATE FUNCTION crm.family(whom bigint) RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 2 SET search_path = pg_catalog AS $$
	WITH RECURSIVE f AS (
		SELECT id FROM crm.customer WHERE id = whom
		UNION SELECT c.id FROM crm.customer c JOIN f ON c.merged_into = f.id)
	SELECT id FROM f
$$;
CREATE FUNCTION crm.root(whom bigint) RETURNS bigint LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	WITH RECURSIVE f AS (
		SELECT id, merged_into FROM crm.customer WHERE id = whom
		UNION SELECT c.id, c.merged_into FROM crm.customer c JOIN f ON c.id = f.merged_into)
	SELECT id FROM f WHERE merged_into IS NULL
$$;
REVOKE EXECUTE ON FUNCTION crm.family(bigint), crm.root(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm.family(bigint), crm.root(bigint) TO bothy_desk, bothy_work;

-- ---- members -------------------------------------------------------------------------------------------------------
-- The desk may not read members' addresses. What it may know is whose confirmed address this customer is known by already.
CREATE FUNCTION crm.members_by_email(whom bigint) RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 1
	SECURITY DEFINER SET search_path = pg_catalog AS $$
	SELECT l.member_id FROM crm.family(whom) f
	  JOIN crm.contact k ON k.customer_id = f AND k.kind = 'email'
	  JOIN community.login l ON l.email_key = k.key AND l.confirmed_at IS NOT NULL
	 GROUP BY l.member_id
$$;
REVOKE EXECUTE ON FUNCTION crm.members_by_email(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm.members_by_email(bigint) TO bothy_desk, bothy_work;

-- What a member accepted, newest first, for the timeline.
CREATE INDEX acceptance_member ON community.acceptance (member_id, created_at DESC, id DESC);
-- What of his was accepted.
CREATE INDEX post_author_accepted ON community.post (author_id) WHERE accepted > 0;
-- What the company said in his threads; and who was in touch last of all.
CREATE INDEX post_official ON community.post (thread_id, created_at DESC, id DESC) WHERE official;
CREATE INDEX touchpoint_lately ON crm.touchpoint (at DESC) WHERE channel NOT IN ('invoice', 'delivery');

-- ---- fed in bulk -----------------------------------------------------------------------------------------------------
-- After many rows at once the planner must learn what is there; only the owner may say so.
CREATE FUNCTION crm.grew() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	ANALYZE crm.customer, crm.contact, crm."case", crm.case_entry, crm.touchpoint;
END $$;
REVOKE EXECUTE ON FUNCTION crm.grew() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm.grew() TO bothy_work;

-- ---- who looked ----------------------------------------------------------------------------------------------------
CREATE UNIQUE INDEX audit_viewed ON crm.audit (account_id, customer_id, date_trunc('hour', at AT TIME ZONE 'UTC'))
	WHERE what = 'customer.viewed';

-- ---- forgotten -----------------------------------------------------------------------------------------------------
-- Whom to refuse when a CRM sends him again: hashes of external ids.
CREATE TABLE crm.erased (
	source text NOT NULL,
	hash   bytea NOT NULL CHECK (octet_length(hash) = 32),
	at     timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (source, hash)
);
GRANT SELECT ON crm.erased TO bothy_desk, bothy_work;

-- Takes away all that says who a customer is, and keeps that there was one, what kind of matters he had, and when. Only a lead (bit 2) may;
-- asked as the desk, which could not rewrite history by itself. False: there is no such customer, he is erased already, or the account may not.
CREATE FUNCTION crm.erase_customer(whom bigint, by_whom bigint, event_number smallint) RETURNS boolean LANGUAGE plpgsql
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
	SELECT coalesce(array_agg(c.id), '{}') INTO matters FROM crm."case" c WHERE c.customer_id = ANY (whole);
	INSERT INTO crm.erased (source, hash) SELECT c.source, sha256(convert_to(c.external_id, 'UTF8')) FROM crm.customer c
		WHERE c.id = ANY (whole) AND c.external_id IS NOT NULL ON CONFLICT DO NOTHING;
	UPDATE crm.customer c SET name = 'Erased customer ' || c.id, external_id = NULL, since = NULL, tier = '', note = '',
		erased_at = now(), changed_at = now() WHERE c.id = ANY (whole);
	DELETE FROM crm.contact k WHERE k.customer_id = ANY (whole);
	UPDATE crm.touchpoint t SET external_id = 'erased-' || t.id, subject = '', text = '', agent = '', promise = '', promise_due = NULL
		WHERE t.customer_id = ANY (whole);
	UPDATE crm.member_customer m SET undone_at = now(), undone_by = by_whom WHERE m.customer_id = ANY (whole) AND m.undone_at IS NULL;
	UPDATE crm."case" c SET subject = 'Erased', words = NULL, owner_name = '' WHERE c.id = ANY (matters);
	UPDATE crm.case_entry e SET text = '', by_name = '',
		was = CASE WHEN e.kind IN ('customer', 'subject') THEN NULL ELSE e.was END,
		becomes = CASE WHEN e.kind IN ('customer', 'subject') THEN NULL ELSE e.becomes END WHERE e.case_id = ANY (matters);
	UPDATE crm.link l SET reason = '' WHERE l.case_id = ANY (matters);
	DELETE FROM crm.solution s WHERE s.case_id = ANY (matters) AND s.state <> 'approved';
	UPDATE crm.delivery d SET payload = '{}', done_at = coalesce(d.done_at, now()) WHERE d.case_id = ANY (matters);
	UPDATE crm.audit a SET details = '{}' WHERE a.customer_id = ANY (whole) AND a.details <> '{}';
	INSERT INTO crm.event (kind, account_id, customer_id) VALUES (event_number, by_whom, whom);
	INSERT INTO crm.audit (account_id, what, customer_id) VALUES (by_whom, 'customer.erased', whom);
	RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION crm.erase_customer(bigint, bigint, smallint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm.erase_customer(bigint, bigint, smallint) TO bothy_desk;
