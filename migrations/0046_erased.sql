-- What an erasure reaches, and that nothing is written about an erased customer after it; what the desk may do to its own accounts and keys.

-- ---- nothing after an erasure -------------------------------------------------------------------------------------------
-- An erasure holds its customers FOR UPDATE. Who writes about one at that moment waits here, and is refused.
CREATE FUNCTION crm.not_of_the_erased() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM FROM crm.customer c WHERE c.id = NEW.customer_id AND c.erased_at IS NULL FOR KEY SHARE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'this customer was erased' USING ERRCODE = 'check_violation', CONSTRAINT = 'not_of_the_erased';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER not_of_the_erased BEFORE INSERT ON crm.contact FOR EACH ROW EXECUTE FUNCTION crm.not_of_the_erased();
CREATE TRIGGER not_of_the_erased BEFORE INSERT ON crm.touchpoint FOR EACH ROW EXECUTE FUNCTION crm.not_of_the_erased();
CREATE TRIGGER not_of_the_erased BEFORE INSERT ON crm.member_customer FOR EACH ROW EXECUTE FUNCTION crm.not_of_the_erased();
CREATE TRIGGER not_of_the_erased BEFORE INSERT ON crm."case" FOR EACH ROW
	WHEN (NEW.customer_id IS NOT NULL) EXECUTE FUNCTION crm.not_of_the_erased();
-- The erasure itself gives him what belongs to nobody else.
CREATE TRIGGER not_of_the_erased_later BEFORE UPDATE OF customer_id ON crm."case" FOR EACH ROW
	WHEN (NEW.customer_id IS DISTINCT FROM OLD.customer_id AND NEW.customer_id IS NOT NULL AND current_user IN ('bothy_desk', 'bothy_work'))
	EXECUTE FUNCTION crm.not_of_the_erased();

-- ---- what an erasure reaches ----------------------------------------------------------------------------------------------
-- His cases, and those without a customer that are one with them by merging: what is told of him stands there, too. One into which another's
-- case was merged as well is left alone.
CREATE FUNCTION crm.matters_of(whole bigint[]) RETURNS bigint[] LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	WITH RECURSIVE m AS (
		SELECT c.id FROM crm."case" c WHERE c.customer_id = ANY (whole)
		UNION
		SELECT n.id FROM m, LATERAL (SELECT c.id, c.customer_id FROM crm."case" c WHERE c.merged_into = m.id
			UNION ALL SELECT i.id, i.customer_id FROM crm."case" o JOIN crm."case" i ON i.id = o.merged_into WHERE o.id = m.id) n
		 WHERE n.customer_id IS NULL
			AND NOT EXISTS (SELECT FROM crm."case" p WHERE p.merged_into = n.id AND p.customer_id <> ALL (whole)))
	SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM m
$$;
REVOKE EXECUTE ON FUNCTION crm.matters_of(bigint[]), crm.not_of_the_erased() FROM PUBLIC;

-- As in 0023; also what the CRM said of him when it refused, and a form that was made before is an old one.
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

-- ---- a decided solution ---------------------------------------------------------------------------------------------------
-- It is decided once by those who decide. A member who is forgotten is forgotten there, too.
DROP TRIGGER solution_is_decided_once ON crm.solution;
CREATE TRIGGER solution_is_decided_once BEFORE UPDATE ON crm.solution FOR EACH ROW
	WHEN (OLD.state <> 'draft' AND (NEW.state <> OLD.state OR current_user IN ('bothy_desk', 'bothy_work')))
	EXECUTE FUNCTION crm.solution_is_decided_once();

-- ---- the desk's own ---------------------------------------------------------------------------------------------------------
-- Accounts and keys are made, closed and raised from the command line alone, as bothy_work; which steps a case may take is nobody's to change.
REVOKE INSERT, UPDATE, DELETE ON desk.account, desk.api_key FROM bothy_desk;
GRANT UPDATE (password_hash, password_at, totp_secret, totp_since, totp_last, display, zone, theme, shortcuts) ON desk.account TO bothy_desk;
GRANT UPDATE (used_at) ON desk.api_key TO bothy_desk;
REVOKE INSERT, UPDATE ON crm.case_step FROM bothy_desk;
REVOKE INSERT, UPDATE, DELETE ON crm.case_step FROM bothy_work;
-- What happened, and who looked, is added to.
REVOKE UPDATE, DELETE ON crm.audit, crm.event FROM bothy_work;
