-- Reputation: the ledger of what members did for each other, and what follows from it. The ledger is the truth; all other tables
-- here are computed from it (server/nvl) and can be made again at any time: `bothy reputation rebuild`. Only `work` writes.
--
-- Days are days since 1970-01-01 UTC, months are year * 12 + month - 1. Credit is in milli-he, scores in µhe, strengths and the value of
-- the network in millionths. 0 stands for "none" where an id could stand. numeric: sums of credit times a decay factor.

-- ---- time, by the database's clock ----

-- The day reputation is at: a new one begins 60 s after midnight, so that what was being written at midnight is there.
CREATE FUNCTION standing.today() RETURNS integer LANGUAGE sql STABLE AS
	$$ SELECT (now() AT TIME ZONE 'UTC' - interval '60 seconds')::date - date '1970-01-01' $$;
CREATE FUNCTION standing.day_of(at timestamptz) RETURNS integer LANGUAGE sql IMMUTABLE AS
	$$ SELECT (at AT TIME ZONE 'UTC')::date - date '1970-01-01' $$;
CREATE FUNCTION standing.month_of(day integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
	$$ SELECT (date_part('year', date '1970-01-01' + day) * 12 + date_part('month', date '1970-01-01' + day))::integer - 1 $$;

CREATE FUNCTION standing.month_begins(month integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
	$$ SELECT make_date(month / 12, month % 12 + 1, 1) - date '1970-01-01' $$;

-- ---- the truth ----

CREATE TABLE standing.ledger (
	position bigint PRIMARY KEY CHECK (position > 0),
	event_id bigint NOT NULL UNIQUE,     -- ops.event
	at       timestamptz NOT NULL,
	day      integer NOT NULL,
	kind     smallint NOT NULL,          -- enum nvl_kind in server/nvl/engine.h
	giver    bigint NOT NULL,
	receiver bigint NOT NULL,
	thread   bigint NOT NULL,
	post     bigint NOT NULL,
	number   bigint NOT NULL
);
CREATE INDEX ledger_order ON standing.ledger (day, position);
CREATE UNIQUE INDEX ledger_said ON standing.ledger (thread, giver, receiver) WHERE kind = 5;
CREATE INDEX ledger_facts ON standing.ledger (giver, kind, position) WHERE kind >= 20;
CREATE INDEX ledger_corrections ON standing.ledger (number, position) WHERE kind BETWEEN 11 AND 14;

-- Events that cannot be in the ledger, and why.
CREATE TABLE standing.refused (
	event_id   bigint PRIMARY KEY,
	at         timestamptz NOT NULL,      -- the event's
	kind       smallint NOT NULL,         -- enum event_kind
	reason     text NOT NULL,
	refused_at timestamptz NOT NULL DEFAULT now()
);

-- One row. Whoever takes events or applies the ledger holds a lock on it.
CREATE TABLE standing.progress (
	one_row     boolean PRIMARY KEY DEFAULT true CHECK (one_row),
	cursor_tx   xid8 NOT NULL DEFAULT '0',   -- events up to (tx, id) are in the ledger, refused, or none of its business
	cursor_id   bigint NOT NULL DEFAULT 0,
	position    bigint NOT NULL DEFAULT 0,   -- the last one given
	applied     bigint NOT NULL DEFAULT 0,   -- computed up to here
	day         integer,                     -- what is computed is of this day; NULL: nothing yet
	landmark    integer,                     -- decay counts from here
	next_credit bigint NOT NULL DEFAULT 1,
	circle_max  integer NOT NULL DEFAULT 0,  -- struct nvl_settings
	rebuild_due boolean NOT NULL DEFAULT true, -- the ledger has got rows of days that were computed already
	rebuilt_at  timestamptz,
	rebuild_ms  integer NOT NULL DEFAULT 0
);
INSERT INTO standing.progress DEFAULT VALUES;

-- ---- what follows from it ----

-- What became of each act (kinds 1 to 4), and of each DIALOG (6) that had to wait: struct nvl_act. States: 0 pending, 1 credited, 2 nothing,
-- 3 undone, 4 voided. The two DIALOGs of a SAID share its position.
CREATE TABLE standing.act (
	position  bigint NOT NULL,
	day       integer NOT NULL,
	kind      smallint NOT NULL CHECK (kind IN (1, 2, 3, 4, 6)),
	b         bigint NOT NULL,
	h         bigint NOT NULL,
	thread    bigint NOT NULL,
	post      bigint NOT NULL,
	state     smallint NOT NULL CHECK (state BETWEEN 0 AND 4),
	before    smallint NOT NULL CHECK (before BETWEEN 0 AND 4),
	held      boolean NOT NULL,
	reason    smallint NOT NULL,
	credit_id bigint NOT NULL,       -- its row in credit_event; what follows is that row's
	credit    integer NOT NULL,
	month     integer NOT NULL,
	weight    integer NOT NULL,
	voice     integer NOT NULL,
	beta      integer NOT NULL,
	PRIMARY KEY (position, b)
);
-- One solution of a helper in a thread by each asker, one of each other kind on a post: a key is free again once undone. True at the end
-- of a transaction; within it a key may pass from one act to another in any order.
ALTER TABLE standing.act ADD CONSTRAINT act_accept EXCLUDE (thread WITH =, b WITH =, h WITH =)
	WHERE (kind = 1 AND state IN (0, 1, 4)) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE standing.act ADD CONSTRAINT act_other EXCLUDE (post WITH =, b WITH =, h WITH =, kind WITH =)
	WHERE (kind IN (2, 3, 4) AND state IN (0, 1, 4)) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX act_key ON standing.act (thread, b, h) WHERE state <> 3;
CREATE INDEX act_of_post ON standing.act (post, b);
CREATE INDEX act_pending ON standing.act (h, position) WHERE state = 0;
CREATE INDEX act_pending_of ON standing.act (b, position) WHERE state = 0;
CREATE INDEX act_helped ON standing.act (h, day) WHERE state IN (0, 1) AND NOT held AND kind <> 6;

-- Rows of credit, frozen: struct nvl_credit.
CREATE TABLE standing.credit_event (
	id       bigint PRIMARY KEY,
	position bigint NOT NULL,
	day      integer NOT NULL,       -- of the act: decay counts from here
	month    integer NOT NULL,       -- whose budget it used
	kind     smallint NOT NULL,
	b        bigint NOT NULL,
	h        bigint NOT NULL,
	thread   bigint NOT NULL,
	post     bigint NOT NULL,
	w        integer NOT NULL,
	voice    integer NOT NULL,       -- per mille
	beta     integer NOT NULL,       -- per mille
	c        integer NOT NULL,       -- negative: a correction
	acc      numeric NOT NULL,       -- the pair's sum after this row; 0 for kind 6
	void_of  bigint NOT NULL,        -- the row of credit it corrects
	reason   smallint NOT NULL
);
CREATE INDEX credit_of_helper ON standing.credit_event (h, id DESC);
CREATE INDEX credit_of_giver ON standing.credit_event (b, month);
CREATE INDEX credit_of_position ON standing.credit_event (position);

CREATE TABLE standing.pair_state (
	b    bigint NOT NULL,
	h    bigint NOT NULL,
	sum  numeric NOT NULL,
	acts integer NOT NULL CHECK (acts >= 0), -- live ones, credited or pending
	PRIMARY KEY (b, h)
);
CREATE INDEX pair_of_helper ON standing.pair_state (h);

CREATE TABLE standing.tie_state (
	i        bigint NOT NULL,
	j        bigint NOT NULL CHECK (i < j),
	x        numeric NOT NULL,       -- i to j
	y        numeric NOT NULL,
	strength integer NOT NULL CHECK (strength >= 0 AND strength < 1000000),
	PRIMARY KEY (i, j)
);
CREATE INDEX tie_other ON standing.tie_state (j);
CREATE INDEX tie_strongest ON standing.tie_state (strength DESC);

CREATE TABLE standing.answer_found (
	post    bigint PRIMARY KEY,
	h       bigint NOT NULL,
	sum     numeric NOT NULL,        -- milli-visitors times their factors
	credits integer NOT NULL         -- acts on it whose credit is in force
);
CREATE INDEX found_of_helper ON standing.answer_found (h, post);

CREATE TABLE standing.said (
	thread     bigint NOT NULL,
	low        bigint NOT NULL,
	high       bigint NOT NULL CHECK (low < high),
	directions smallint NOT NULL CHECK (directions BETWEEN 1 AND 15),
	PRIMARY KEY (thread, low, high)
);

-- What is known of a member, and what of it counts this month. since NULL: not verified.
CREATE TABLE standing.member_fact (
	m                   bigint PRIMARY KEY,
	since               integer,
	staff               boolean NOT NULL,
	suspended           boolean NOT NULL,
	household           bigint NOT NULL,
	counting_since      integer,
	counting_staff      boolean NOT NULL,
	counting_suspended  boolean NOT NULL,
	counting_household  bigint NOT NULL
);
CREATE TABLE standing.member_voice (
	m      bigint PRIMARY KEY,
	level  smallint NOT NULL CHECK (level BETWEEN 0 AND 3),  -- enum nvl_level, this month
	spent  integer NOT NULL,         -- milli-he given this month
	dspent integer NOT NULL,         -- the same of kind 6
	circle bigint NOT NULL,          -- the least member of the closed circle one is in
	beta   integer NOT NULL,
	active integer                   -- the day of the last act given or received
);
CREATE TABLE standing.member_score (
	m      bigint PRIMARY KEY,
	hv     bigint NOT NULL,
	fv     bigint NOT NULL,
	tv     bigint NOT NULL,
	people integer NOT NULL,         -- helped: with an act in force or on its way
	pending integer NOT NULL         -- acts that wait for their giver's voice
);
CREATE INDEX score_order ON standing.member_score ((hv + fv + tv) DESC, m);

-- The value of the network, day by day. A rebuild writes the first of each month and the last days anew; others stay as they were seen.
CREATE TABLE standing.network (
	day     integer PRIMARY KEY,
	v       bigint NOT NULL,
	members integer NOT NULL,        -- whose score is not 0
	ties    integer NOT NULL         -- of some strength; of the day that is not over, both as they were when it was last computed
);

CREATE TABLE standing.helped_month (
	month  integer NOT NULL,
	h      bigint NOT NULL,
	people integer NOT NULL,
	PRIMARY KEY (month, h)
);
CREATE INDEX helped_most ON standing.helped_month (month, people DESC, h);

-- ---- who may see it ----

GRANT SELECT ON standing.ledger, standing.progress, standing.act, standing.credit_event, standing.pair_state, standing.tie_state,
	standing.answer_found, standing.member_voice, standing.member_score, standing.network, standing.helped_month TO bothy_web;
GRANT SELECT (m, since) ON standing.member_fact TO bothy_web;
GRANT SELECT ON ALL TABLES IN SCHEMA standing TO bothy_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA standing TO bothy_work;

-- A rebuild puts what should be beside what is.
DO $$ BEGIN
	EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO bothy_work', current_database());
END $$;

-- After many rows at once the planner must learn what is there; only the owner may say so.
CREATE FUNCTION standing.grew() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	ANALYZE standing.ledger, standing.act, standing.credit_event, standing.pair_state, standing.tie_state, standing.answer_found,
		standing.said, standing.member_fact, standing.member_voice, standing.member_score, standing.helped_month;
END $$;
REVOKE EXECUTE ON FUNCTION standing.grew() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION standing.grew() TO bothy_work;
