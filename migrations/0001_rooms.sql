-- The rooms of the house, and who may enter them. Tables come with the migrations that follow; each says who may do what.
-- Roles are made by `bothy migrate --create-roles`: bothy_owner (this script), bothy_web, bothy_desk, bothy_work.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

CREATE SCHEMA community;  -- members, topics, threads, posts and what people do with them
CREATE SCHEMA standing;   -- reputation
CREATE SCHEMA crm;        -- customers, cases, links, touch-points
CREATE SCHEMA money;      -- values in currency
CREATE SCHEMA desk;       -- staff accounts, sessions, keys
CREATE SCHEMA intake;     -- what an asker sends privately to the company
-- ops (events, jobs, settings, audit of the public side) was made by the migrator for its own table.

GRANT USAGE ON SCHEMA community, standing, ops TO bothy_web, bothy_desk, bothy_work;
GRANT USAGE ON SCHEMA crm, desk, intake TO bothy_desk, bothy_work;
GRANT USAGE ON SCHEMA money TO bothy_desk, bothy_work;
GRANT USAGE ON SCHEMA intake TO bothy_web;

-- ---- events: the community's append-only history -------------------------------------------------------------------
-- Ids are given before commit, so whoever reads in order takes only tx < pg_snapshot_xmin(pg_current_snapshot()), by
-- (tx, id): nothing is skipped. Ids, kinds and numbers only, never text or names. Kinds: server/forum/event.h.
CREATE TABLE ops.event (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	tx        xid8 NOT NULL DEFAULT pg_current_xact_id(),
	at        timestamptz NOT NULL DEFAULT now(),
	kind      smallint NOT NULL,
	member_id bigint,           -- who acted; NULL: a guest, or the system
	other_id  bigint,           -- whom it concerns
	thread_id bigint,
	post_id   bigint,
	number    bigint
);
CREATE INDEX event_in_order ON ops.event (tx, id);
GRANT INSERT ON ops.event TO bothy_web, bothy_desk;
GRANT SELECT, INSERT ON ops.event TO bothy_work;

-- ---- jobs ----------------------------------------------------------------------------------------------------------
CREATE TABLE ops.job (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kind       text NOT NULL,
	payload    jsonb NOT NULL DEFAULT '{}',
	run_at     timestamptz NOT NULL DEFAULT now(),
	once       text,                         -- at most one waiting job of a kind with the same text here
	attempts   smallint NOT NULL DEFAULT 0,
	taken_at   timestamptz,                  -- in work since; NULL: waiting
	failed_at  timestamptz,                  -- dead after its last try
	error      text,
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX job_due ON ops.job (run_at, id) WHERE failed_at IS NULL;
CREATE UNIQUE INDEX job_once ON ops.job (kind, once) WHERE once IS NOT NULL AND taken_at IS NULL AND failed_at IS NULL;
GRANT INSERT ON ops.job TO bothy_web, bothy_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON ops.job TO bothy_work;

-- ---- settings, audit, limits ---------------------------------------------------------------------------------------
CREATE TABLE ops.setting (
	key        text PRIMARY KEY,
	value      text NOT NULL,
	changed_at timestamptz NOT NULL DEFAULT now(),
	changed_by bigint
);
GRANT SELECT ON ops.setting TO bothy_web, bothy_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON ops.setting TO bothy_work;

-- Signs what leaves the house and comes back (links that stop mail, hashes of address prefixes).
CREATE TABLE ops.site_key (
	one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
	key     bytea NOT NULL CHECK (octet_length(key) = 32)
);
INSERT INTO ops.site_key (key)
	SELECT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
GRANT SELECT ON ops.site_key TO bothy_web, bothy_work;

CREATE TABLE ops.audit (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at        timestamptz NOT NULL DEFAULT now(),
	actor_id  bigint,
	what      text NOT NULL,
	member_id bigint,
	thread_id bigint,
	post_id   bigint,
	details   jsonb NOT NULL DEFAULT '{}'
);
GRANT INSERT ON ops.audit TO bothy_web, bothy_desk;
GRANT SELECT, INSERT ON ops.audit TO bothy_work;

-- How often something happened in a span of time; not worth a WAL record.
CREATE UNLOGGED TABLE ops.rate (
	bucket bytea NOT NULL,               -- hash of (what, address or account)
	span   timestamptz NOT NULL,         -- its beginning
	n      integer NOT NULL DEFAULT 1,
	PRIMARY KEY (bucket, span)
);
GRANT SELECT, INSERT, UPDATE ON ops.rate TO bothy_web, bothy_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON ops.rate TO bothy_work;
