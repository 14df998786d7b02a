-- Levels: what members may do beyond asking and answering, by how many people they have helped. Suggested edits.

-- ---- the thresholds, a row for each time they were set -----------------------------------------------------------
-- The newest row holds. Element n of an array is of level n (level 0 needs nothing). Ratios are per mille.
CREATE TABLE standing.level_rules (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	before_id   bigint UNIQUE REFERENCES standing.level_rules,  -- what held before; two admins cannot both follow one row
	member_id   bigint REFERENCES community.member,             -- who set it; NULL: as delivered
	at          timestamptz NOT NULL DEFAULT now(),
	undoes_id   bigint REFERENCES standing.level_rules,         -- this row takes that one back
	people      integer[] NOT NULL,     -- people helped, to rise
	ratio       integer[] NOT NULL,     -- helpful ratio, to rise
	keep_people integer[] NOT NULL,     -- with fewer one falls
	keep_ratio  integer[] NOT NULL,
	judgements  integer NOT NULL CHECK (judgements BETWEEN 1 AND 1000),  -- before "not helpful" counts against an answer
	settle_days integer NOT NULL CHECK (settle_days BETWEEN 0 AND 365),  -- nobody falls sooner after a change
	CONSTRAINT level_rules_are_whole CHECK (
		array_length(people, 1) = 4 AND array_length(ratio, 1) = 4
		AND array_length(keep_people, 1) = 4 AND array_length(keep_ratio, 1) = 4
		AND array_position(people || ratio || keep_people || keep_ratio, NULL) IS NULL
		AND 1 <= ALL (people) AND 1000000 >= ALL (people) AND 0 <= ALL (ratio) AND 1000 >= ALL (ratio)
		AND 0 <= ALL (keep_people) AND 0 <= ALL (keep_ratio)),
	CONSTRAINT level_rules_rise CHECK (
		people[1] <= people[2] AND people[2] <= people[3] AND people[3] <= people[4]
		AND ratio[1] <= ratio[2] AND ratio[2] <= ratio[3] AND ratio[3] <= ratio[4]),
	CONSTRAINT level_rules_keep CHECK (
		keep_people[1] <= people[1] AND keep_people[2] <= people[2] AND keep_people[3] <= people[3] AND keep_people[4] <= people[4]
		AND keep_ratio[1] <= ratio[1] AND keep_ratio[2] <= ratio[2] AND keep_ratio[3] <= ratio[3] AND keep_ratio[4] <= ratio[4])
);
INSERT INTO standing.level_rules (people, ratio, keep_people, keep_ratio, judgements, settle_days)
	VALUES ('{1,3,10,25}', '{500,600,700,750}', '{1,2,8,20}', '{400,500,600,650}', 3, 7);
GRANT SELECT ON standing.level_rules TO bothy_web, bothy_desk, bothy_work;
GRANT INSERT (before_id, member_id, undoes_id, people, ratio, keep_people, keep_ratio, judgements, settle_days)
	ON standing.level_rules TO bothy_web;
-- From the public door it is an admin who sets them, and he follows what held.
CREATE FUNCTION standing.level_rules_are_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.before_id IS NULL OR NOT EXISTS (
		SELECT FROM community.member m WHERE m.id = NEW.member_id AND m.roles & 8 <> 0 AND m.state = 'active') THEN
		RAISE EXCEPTION 'an admin sets the thresholds' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER level_rules_are_set BEFORE INSERT ON standing.level_rules
	FOR EACH ROW EXECUTE FUNCTION standing.level_rules_are_set();

-- ---- the rules, as server/forum/level/level.c has them; a test compares -------------------------------------------
CREATE FUNCTION standing.level_ratio(good bigint, bad bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
	SELECT ((good + 2) * 1000 / (good + bad + 4))::integer
$$;
CREATE FUNCTION standing.level_after(now integer, settled boolean, people bigint, ratio integer, rise_people integer[],
	rise_ratio integer[], keep_people integer[], keep_ratio integer[]) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
	SELECT GREATEST(
		(SELECT COALESCE(max(i), 0) FROM generate_series(1, 4) i WHERE people >= rise_people[i] AND ratio >= rise_ratio[i]),
		CASE WHEN settled THEN (SELECT COALESCE(max(i), 0) FROM generate_series(1, now) i
			WHERE people >= keep_people[i] AND ratio >= keep_ratio[i]) ELSE now END)
$$;

-- ---- where each member stands ---------------------------------------------------------------------------------------
CREATE TABLE standing.member_level (
	member_id bigint PRIMARY KEY REFERENCES community.member ON DELETE CASCADE,
	level     smallint NOT NULL CHECK (level BETWEEN 0 AND 4),
	since     timestamptz NOT NULL,
	good      integer NOT NULL CHECK (good >= 0),       -- live thanks, "helped me too" and acceptances
	bad       integer NOT NULL CHECK (bad >= 0),        -- removals, and answers most found not helpful
	removals  integer NOT NULL CHECK (removals >= 0),
	people    integer NOT NULL CHECK (people >= 0),     -- distinct ones among the good
	ratio     integer NOT NULL CHECK (ratio BETWEEN 0 AND 1000),
	due_at    timestamptz                               -- when to look again, though nothing happens: a fall that waits
);
CREATE INDEX member_level_due ON standing.member_level (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE standing.level_change (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	member_id    bigint NOT NULL REFERENCES community.member ON DELETE CASCADE,
	at           timestamptz NOT NULL DEFAULT now(),
	level_before smallint NOT NULL CHECK (level_before BETWEEN 0 AND 4),
	level        smallint NOT NULL CHECK (level BETWEEN 0 AND 4),
	ratio        integer NOT NULL,
	people       integer NOT NULL,
	good         integer NOT NULL,
	bad          integer NOT NULL,
	why          text NOT NULL CHECK (why IN ('helped', 'people', 'ratio')),
	rules_id     bigint NOT NULL REFERENCES standing.level_rules,  -- those that held
	CHECK (level <> level_before)
);
CREATE INDEX level_change_member ON standing.level_change (member_id, id DESC);

-- How far the events have been read for it, in the order (tx, id).
CREATE TABLE standing.level_progress (
	one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
	tx      xid8 NOT NULL DEFAULT '0',
	id      bigint NOT NULL DEFAULT 0
);
INSERT INTO standing.level_progress DEFAULT VALUES;

-- Members of whose acts the ledger has held back or voided some, or not any longer: it says so in the transaction that does it, and they
-- are judged again.
CREATE TABLE standing.level_again (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	member_id bigint NOT NULL
);
GRANT SELECT, INSERT, DELETE ON standing.level_again TO bothy_work;

GRANT SELECT ON standing.member_level, standing.level_change TO bothy_web, bothy_desk;
GRANT SELECT, INSERT, UPDATE ON standing.member_level TO bothy_work;
GRANT SELECT, INSERT ON standing.level_change TO bothy_work;
GRANT SELECT, UPDATE ON standing.level_progress TO bothy_work;

-- What counting reads. `place` depends on the same columns, so these cost no update that was free before.
CREATE INDEX post_accepted_of ON community.post (author_id) WHERE accepted > 0;
CREATE INDEX post_doubtful_of ON community.post (author_id)
	WHERE kind = 'answer' AND deleted_at IS NULL AND unhelpful > thanks + helped;
CREATE INDEX event_removal_of ON ops.event (other_id) WHERE kind = 64;

-- Who was here before has a level, too.
INSERT INTO ops.job (kind) VALUES ('level.all');

-- ---- suggested edits ----------------------------------------------------------------------------------------------
CREATE TABLE community.suggestion (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	post_id    bigint NOT NULL,
	author_id  bigint NOT NULL,                        -- the post's
	base       integer NOT NULL,                       -- the revision it changes
	member_id  bigint NOT NULL REFERENCES community.member,
	source     text NOT NULL CHECK (octet_length(source) <= 32768),
	note       text NOT NULL DEFAULT '' CHECK (char_length(note) <= 300),
	state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'declined', 'withdrawn', 'undone')),
	made       integer,                                -- the revision it became
	created_at timestamptz NOT NULL DEFAULT now(),
	decided_at timestamptz,
	decided_by bigint REFERENCES community.member,
	FOREIGN KEY (post_id, author_id) REFERENCES community.post (id, author_id) ON UPDATE CASCADE ON DELETE CASCADE,
	CONSTRAINT suggestion_not_to_oneself CHECK (member_id <> author_id),
	CONSTRAINT suggestion_is_decided CHECK ((state = 'open') = (decided_by IS NULL) AND (state IN ('approved', 'undone')) = (made IS NOT NULL))
);
CREATE UNIQUE INDEX suggestion_pending ON community.suggestion (post_id, member_id) WHERE state = 'open';
CREATE INDEX suggestion_open ON community.suggestion (id) WHERE state = 'open';
CREATE INDEX suggestion_to ON community.suggestion (author_id, id) WHERE state = 'open';
CREATE INDEX suggestion_by ON community.suggestion (member_id, id) WHERE state = 'open';
GRANT SELECT ON community.suggestion TO bothy_web, bothy_desk, bothy_work;
GRANT INSERT (post_id, author_id, base, member_id, source, note) ON community.suggestion TO bothy_web;
GRANT UPDATE (state, made, decided_at, decided_by) ON community.suggestion TO bothy_web;

-- ---- notices --------------------------------------------------------------------------------------------------------
-- Their kinds stand in server/forum/notice/notice.h, and more are to come.
ALTER TABLE community.notice DROP CONSTRAINT notice_kind,
	ADD CONSTRAINT notice_kind CHECK (kind ~ '^[a-z]{1,20}(-[a-z]{1,20})*$');
