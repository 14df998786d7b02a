-- Cases that follow what happens to their tickets in a CRM, members who are linked by a confirmed address, and what an erasure reaches.

-- ---- files of tickets --------------------------------------------------------------------------------------------------
-- That there is a file, what it is called and how long it is. What is in it stays in the CRM.
CREATE TABLE crm.case_file (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	case_id     bigint NOT NULL REFERENCES crm."case",
	entry_id    bigint NOT NULL REFERENCES crm.case_entry,
	external_id text NOT NULL,                         -- of the file, there
	name        text NOT NULL DEFAULT '' CHECK (char_length(name) <= 255),
	type        text NOT NULL DEFAULT '' CHECK (char_length(type) <= 127),
	bytes       bigint CHECK (bytes >= 0),             -- NULL: not told
	UNIQUE (entry_id, external_id)
);
CREATE INDEX case_file_case ON crm.case_file (case_id, id);
GRANT SELECT ON crm.case_file TO bothy_desk;
GRANT SELECT, INSERT, DELETE ON crm.case_file TO bothy_work;

-- ---- members and customers ---------------------------------------------------------------------------------------------
CREATE TABLE crm.member_setting (
	one_row    boolean PRIMARY KEY DEFAULT true CHECK (one_row),
	by_email   boolean NOT NULL DEFAULT false,         -- members whose confirmed address is one customer's are linked by themselves
	changed_at timestamptz,
	changed_by bigint REFERENCES desk.account
);
INSERT INTO crm.member_setting DEFAULT VALUES;
GRANT SELECT, UPDATE (by_email, changed_at, changed_by) ON crm.member_setting TO bothy_desk;
GRANT SELECT ON crm.member_setting TO bothy_work;

-- Who would be linked to whom: active members whose confirmed address one customer alone is known by, who are linked to nobody, and never were
-- to this one: what a person took back stays so. The desk may not read members' addresses, and learns none here.
CREATE FUNCTION crm.members_to_link() RETURNS TABLE (member_id bigint, customer_id bigint) LANGUAGE sql STABLE
	SECURITY DEFINER SET search_path = pg_catalog AS $$
	SELECT w.member_id, min(w.root) FROM (
		SELECT l.member_id, crm.root(k.customer_id) AS root
		  FROM community.login l
		  JOIN crm.contact k ON k.kind = 'email' AND k.key = l.email_key
		  JOIN community.member m ON m.id = l.member_id AND m.state = 'active'
		 WHERE l.confirmed_at IS NOT NULL
		   AND NOT EXISTS (SELECT FROM crm.member_customer c WHERE c.member_id = l.member_id AND c.undone_at IS NULL)) w
	 GROUP BY w.member_id
	HAVING count(DISTINCT w.root) = 1
	   AND NOT EXISTS (SELECT FROM crm.member_customer o WHERE o.member_id = w.member_id AND crm.root(o.customer_id) = min(w.root))
	   AND EXISTS (SELECT FROM crm.customer u WHERE u.id = min(w.root) AND u.erased_at IS NULL)
$$;
REVOKE EXECUTE ON FUNCTION crm.members_to_link() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm.members_to_link() TO bothy_desk, bothy_work;

-- ---- forgotten ---------------------------------------------------------------------------------------------------------
-- Erasing a customer reaches what is kept beside him: names of files, and what his members sent privately or what was put into his cases.
CREATE FUNCTION crm.customer_erased() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	DELETE FROM crm.case_file f USING crm."case" c WHERE c.id = f.case_id AND c.customer_id = NEW.id;
	DELETE FROM intake.message i WHERE i.case_id IN (SELECT c.id FROM crm."case" c WHERE c.customer_id = NEW.id)
		OR i.member_id IN (SELECT m.member_id FROM crm.member_customer m WHERE m.customer_id = NEW.id AND m.undone_at IS NULL);
	RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION crm.customer_erased() FROM PUBLIC;
CREATE TRIGGER erased AFTER UPDATE OF erased_at ON crm.customer FOR EACH ROW
	WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL) EXECUTE FUNCTION crm.customer_erased();
CREATE INDEX message_case ON intake.message (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX message_member ON intake.message (member_id);
