-- What members' names look like, and in which browser somebody signed up.

-- What a username looks like (UTS 39): of the characters it may have, these are the ones that look like others. The
-- program reckons the same for display names, with all of Unicode.
CREATE FUNCTION community.username_skeleton(username text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN replace(translate(username, '01', 'ol'), 'm', 'rn');

-- Every look belongs to one member, whether it is his display name's or his username's, so nobody can write as another.
-- Accounts that nobody has claimed keep their names as they were imported and have no look; who left gives his back.
CREATE TABLE community.name_look (
	skeleton  text PRIMARY KEY,
	member_id bigint NOT NULL REFERENCES community.member ON DELETE CASCADE
);
CREATE INDEX name_look_of_member ON community.name_look (member_id);
GRANT SELECT ON community.name_look TO bothy_web, bothy_work;

INSERT INTO community.name_look (skeleton, member_id)
	SELECT skeleton, id FROM community.member WHERE state IN ('active', 'suspended');
-- Members of before keep a username that looks like another's name.
INSERT INTO community.name_look (skeleton, member_id)
	SELECT community.username_skeleton(username), id FROM community.member WHERE state IN ('active', 'suspended')
	ON CONFLICT DO NOTHING;
DROP INDEX community.member_skeleton;

-- In one order, so that two who want each other's names do not wait for each other. A username is given once: later, when
-- an imported account is claimed, it is no reason to refuse its person.
CREATE FUNCTION community.member_looks() RETURNS trigger LANGUAGE plpgsql
	SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	named text := community.username_skeleton(NEW.username);
BEGIN
	IF NEW.state NOT IN ('active', 'suspended') THEN
		DELETE FROM community.name_look WHERE member_id = NEW.id;
		RETURN NULL;
	END IF;
	DELETE FROM community.name_look WHERE member_id = NEW.id AND skeleton NOT IN (NEW.skeleton, named);
	INSERT INTO community.name_look (skeleton, member_id)
		SELECT DISTINCT look, NEW.id FROM unnest(ARRAY[NEW.skeleton, CASE WHEN TG_OP = 'INSERT' THEN named END]) look
		WHERE look IS NOT NULL AND NOT EXISTS (SELECT FROM community.name_look WHERE skeleton = look AND member_id = NEW.id)
		ORDER BY look;
	INSERT INTO community.name_look (skeleton, member_id) VALUES (named, NEW.id) ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION community.member_looks() FROM PUBLIC;
CREATE TRIGGER member_looks_made AFTER INSERT ON community.member
	FOR EACH ROW WHEN (NEW.state IN ('active', 'suspended')) EXECUTE FUNCTION community.member_looks();
CREATE TRIGGER member_looks_changed AFTER UPDATE OF username, skeleton, state ON community.member
	FOR EACH ROW WHEN ((OLD.username, OLD.skeleton, OLD.state) IS DISTINCT FROM (NEW.username, NEW.skeleton, NEW.state))
	EXECUTE FUNCTION community.member_looks();

-- A secret of the browser in which somebody signed up, as a hash. Who opens the link in another one says the password
-- again, so that nobody confirms an account whose password a stranger chose for him.
ALTER TABLE community.signup ADD COLUMN browser_hash bytea CHECK (octet_length(browser_hash) = 32);
