-- Evidence of abuse, for people to judge. `work` finds it each night; a finding holds the credit of the acts it names until a moderator
-- releases or voids it, and the member whose credit it is may appeal. Ids and numbers only: the sentences are the program's.

CREATE SEQUENCE standing.finding_id AS bigint;
CREATE TABLE standing.finding (
	id        bigint PRIMARY KEY DEFAULT nextval('standing.finding_id'),
	kind      text NOT NULL CHECK (kind IN ('circle', 'mutual', 'newcomers', 'burst', 'quick', 'pair', 'inactive')),
	day       integer NOT NULL,                    -- the last day that was looked at
	found_at  timestamptz NOT NULL DEFAULT now(),
	members   bigint[] NOT NULL CHECK (cardinality(members) >= 2),
	concerned bigint[] NOT NULL CHECK (cardinality(concerned) >= 1 AND concerned <@ members),  -- whose credit is held
	acts      integer NOT NULL CHECK (acts > 0),
	credit    bigint NOT NULL CHECK (credit >= 0), -- of these acts, milli-he: the graver comes first
	evidence  jsonb NOT NULL DEFAULT '{}',
	state     text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'released', 'voided')),
	CONSTRAINT finding_evidence_is_numbers CHECK (
		jsonb_typeof(evidence) = 'object' AND NOT jsonb_path_exists(evidence, '$.** ? (@.type() == "string")'))
);
ALTER SEQUENCE standing.finding_id OWNED BY standing.finding.id;
CREATE INDEX finding_queue ON standing.finding (day, (-credit), id) WHERE state <> 'released';
CREATE INDEX finding_member ON standing.finding USING gin (members);

CREATE TABLE standing.finding_act (
	finding  bigint NOT NULL REFERENCES standing.finding,
	position bigint NOT NULL REFERENCES standing.ledger,
	PRIMARY KEY (finding, position)
);
-- Whether an act was judged, or is to be.
CREATE INDEX finding_act_position ON standing.finding_act (position);
-- What a night reads.
CREATE INDEX act_window ON standing.act (day) WHERE state IN (0, 1) AND NOT held AND kind <> 6;

-- The last day that was looked at. One row; whoever looks holds a lock on it.
CREATE TABLE standing.finding_night (
	one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
	day     integer
);
INSERT INTO standing.finding_night DEFAULT VALUES;

-- ---- from when on something is a sign: a row for each time the limits were set; the newest holds --------------------
CREATE TABLE standing.evidence_rules (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	before_id bigint UNIQUE REFERENCES standing.evidence_rules,  -- what held before; two admins cannot both follow one row
	member_id bigint REFERENCES community.member,                -- who set it; NULL: as delivered
	at        timestamptz NOT NULL DEFAULT now(),
	undoes_id bigint REFERENCES standing.evidence_rules,         -- this row takes that one back
	limits    jsonb NOT NULL,                                    -- those that differ from what the program delivers (limits.h)
	CONSTRAINT evidence_rules_are_numbers CHECK (
		jsonb_typeof(limits) = 'object' AND NOT jsonb_path_exists(limits, '$.* ? (@.type() != "number")'))
);
INSERT INTO standing.evidence_rules (limits) VALUES ('{}');
GRANT SELECT ON standing.evidence_rules TO bothy_web, bothy_work;
GRANT INSERT (before_id, member_id, undoes_id, limits) ON standing.evidence_rules TO bothy_web;
-- An admin sets them, and he follows what held.
CREATE FUNCTION standing.evidence_rules_are_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.before_id IS NULL OR NOT EXISTS (
		SELECT FROM community.member m WHERE m.id = NEW.member_id AND m.roles & 8 <> 0 AND m.state = 'active') THEN
		RAISE EXCEPTION 'an admin sets the limits' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER evidence_rules_are_set BEFORE INSERT ON standing.evidence_rules
	FOR EACH ROW EXECUTE FUNCTION standing.evidence_rules_are_set();

-- ---- decisions ------------------------------------------------------------------------------------------------------

CREATE TABLE standing.finding_decision (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	finding   bigint NOT NULL REFERENCES standing.finding,
	at        timestamptz NOT NULL DEFAULT now(),
	member_id bigint NOT NULL REFERENCES community.member,
	what      text NOT NULL CHECK (what IN ('release', 'void', 'undo')),
	why       text NOT NULL DEFAULT '' CHECK (char_length(why) <= 1000),
	was       text NOT NULL,                       -- the finding's state before and after; the trigger knows
	becomes   text NOT NULL,
	undoes_id bigint REFERENCES standing.finding_decision,
	undone_at timestamptz
);
CREATE INDEX finding_decision_of ON standing.finding_decision (finding, id);

CREATE TABLE standing.appeal (
	finding     bigint NOT NULL REFERENCES standing.finding,
	member_id   bigint NOT NULL REFERENCES community.member,
	text        text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 4000),
	at          timestamptz NOT NULL DEFAULT now(),
	answered_at timestamptz,                       -- "it stays"; being released is a decision
	answered_by bigint REFERENCES community.member,
	reply       text NOT NULL DEFAULT '' CHECK (char_length(reply) <= 1000),
	PRIMARY KEY (finding, member_id),
	CHECK ((answered_at IS NULL) = (answered_by IS NULL))
);

-- Who made the decision that holds now; NULL: nobody yet.
CREATE FUNCTION standing.finding_decider(of_finding bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT member_id FROM standing.finding_decision
	WHERE finding = of_finding AND what <> 'undo' AND undone_at IS NULL ORDER BY id DESC LIMIT 1
$$;

CREATE FUNCTION standing.is_moderator(of_member bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT EXISTS (SELECT FROM community.member WHERE id = of_member AND roles & 10 <> 0 AND state = 'active')
$$;

-- A decision moves the finding, one at a time: the second of two moderators is refused and sees the first one's. Nobody decides
-- about himself, nor about an appeal against his own decision.
CREATE FUNCTION standing.finding_decide() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	f standing.finding;
	d standing.finding_decision;
BEGIN
	SELECT * INTO f FROM standing.finding WHERE id = NEW.finding FOR UPDATE;
	SELECT * INTO d FROM standing.finding_decision
		WHERE finding = NEW.finding AND what <> 'undo' AND undone_at IS NULL ORDER BY id DESC LIMIT 1;
	IF NOT standing.is_moderator(NEW.member_id) THEN
		RAISE EXCEPTION 'moderators judge' USING ERRCODE = 'insufficient_privilege';
	END IF;
	IF NEW.member_id = ANY (f.members) THEN
		RAISE EXCEPTION 'nobody judges himself' USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_not_of_oneself';
	END IF;
	NEW.was := f.state;
	IF NEW.what = 'undo' THEN
		NEW.becomes := d.was;
		NEW.undoes_id := d.id;
		UPDATE standing.finding_decision SET undone_at = now() WHERE id = d.id;
	ELSIF f.state = 'open' THEN
		NEW.becomes := CASE NEW.what WHEN 'release' THEN 'released' ELSE 'voided' END;
	ELSIF f.state = 'voided' AND NEW.what = 'release' AND d.member_id <> NEW.member_id
		AND EXISTS (SELECT FROM standing.appeal WHERE finding = NEW.finding AND answered_at IS NULL) THEN
		NEW.becomes := 'released';
	END IF;
	IF NEW.becomes IS NULL THEN
		RAISE EXCEPTION 'this was decided already' USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_step';
	END IF;
	UPDATE standing.finding SET state = NEW.becomes WHERE id = f.id;
	RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION standing.finding_decide FROM PUBLIC;
CREATE TRIGGER finding_decide BEFORE INSERT ON standing.finding_decision
	FOR EACH ROW EXECUTE FUNCTION standing.finding_decide();

CREATE FUNCTION standing.appeal_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM standing.finding
		WHERE id = NEW.finding AND NEW.member_id = ANY (concerned) AND state <> 'released') THEN
		RAISE EXCEPTION 'there is nothing to appeal against' USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_against';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER appeal_made BEFORE INSERT ON standing.appeal FOR EACH ROW EXECUTE FUNCTION standing.appeal_made();

CREATE FUNCTION standing.appeal_answered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	decider bigint := standing.finding_decider(NEW.finding);
BEGIN
	IF OLD.answered_at IS NOT NULL OR decider IS NULL
		OR NOT EXISTS (SELECT FROM standing.finding WHERE id = NEW.finding AND state = 'voided') THEN
		RAISE EXCEPTION 'there is nothing to answer' USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_step';
	END IF;
	IF NOT standing.is_moderator(NEW.answered_by) THEN
		RAISE EXCEPTION 'moderators answer' USING ERRCODE = 'insufficient_privilege';
	END IF;
	IF decider = NEW.answered_by
		OR EXISTS (SELECT FROM standing.finding WHERE id = NEW.finding AND NEW.answered_by = ANY (members)) THEN
		RAISE EXCEPTION 'somebody else answers' USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_by_another';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER appeal_answered BEFORE UPDATE ON standing.appeal FOR EACH ROW EXECUTE FUNCTION standing.appeal_answered();

-- ---- who may see and do it --------------------------------------------------------------------------------------------

GRANT SELECT ON standing.finding, standing.finding_act, standing.finding_decision, standing.appeal TO bothy_web;
GRANT INSERT (finding, member_id, what, why) ON standing.finding_decision TO bothy_web;
GRANT INSERT (finding, member_id, text), UPDATE (answered_at, answered_by, reply) ON standing.appeal TO bothy_web;
GRANT SELECT, INSERT ON standing.finding, standing.finding_act TO bothy_work;
GRANT SELECT ON standing.finding_decision, standing.appeal TO bothy_work;
GRANT SELECT, UPDATE ON standing.finding_night TO bothy_work;
GRANT USAGE ON SEQUENCE standing.finding_id TO bothy_work;
