-- The staff's door: who may enter, and what it trusts. Nothing here is readable or writable by the public door.

CREATE TABLE desk.account (
	id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	username      text NOT NULL UNIQUE CHECK (username ~ '^[a-z0-9][a-z0-9_-]{2,29}$'),
	display       text NOT NULL CHECK (char_length(display) BETWEEN 1 AND 60),
	email         text NOT NULL CHECK (octet_length(email) <= 254),
	password_hash text,                                -- Argon2id; NULL: cannot sign in yet
	password_at   timestamptz NOT NULL DEFAULT now(),
	totp_secret   bytea CHECK (octet_length(totp_secret) = 20),
	totp_since    timestamptz,                         -- proved once with a code; NULL: not in force
	totp_last     bigint,                              -- the last step used: a code counts once
	roles         integer NOT NULL DEFAULT 1 CHECK (roles > 0),  -- enum desk_role: 1 agent, 2 lead (settings, erasure)
	member_id     bigint REFERENCES community.member,  -- the community account that official replies are written as
	state         text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'closed')),
	zone          text,
	theme         text CHECK (theme IN ('light', 'dark')),
	shortcuts     boolean NOT NULL DEFAULT true,       -- single keys do things: j, k, o …
	created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE desk.recovery (                         -- one-time codes for a lost phone
	account_id bigint NOT NULL REFERENCES desk.account ON DELETE CASCADE,
	hash       bytea NOT NULL CHECK (octet_length(hash) = 32),
	used_at    timestamptz,
	PRIMARY KEY (account_id, hash)
);
CREATE TABLE desk.session (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	hash       bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
	account_id bigint NOT NULL REFERENCES desk.account ON DELETE CASCADE,
	proved     boolean NOT NULL DEFAULT false,         -- the second factor was given, or none is asked
	created_at timestamptz NOT NULL DEFAULT now(),
	seen_at    timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL,
	agent      text NOT NULL DEFAULT ''
);
CREATE INDEX session_of_account ON desk.session (account_id);
CREATE TABLE desk.form_key (
	nonce      bytea PRIMARY KEY CHECK (octet_length(nonce) = 16),
	account_id bigint NOT NULL REFERENCES desk.account ON DELETE CASCADE,
	body_hash  bytea NOT NULL,
	result     text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX form_key_age ON desk.form_key (created_at);
CREATE TABLE desk.api_key (                          -- for machines: /api
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
	hash       bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
	scopes     text[] NOT NULL CHECK (scopes <@ ARRAY['customers', 'cases', 'touchpoints']),
	source     text NOT NULL CHECK (source ~ '^[a-z0-9][a-z0-9_-]{0,29}$'),   -- whose external ids these are
	created_by bigint REFERENCES desk.account,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz,
	revoked_at timestamptz,
	used_at    timestamptz
);
CREATE TABLE desk.api_answer (                       -- an idempotency key's first answer, for a day
	api_key_id bigint NOT NULL REFERENCES desk.api_key ON DELETE CASCADE,
	key        text NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
	body_hash  bytea NOT NULL,
	status     smallint NOT NULL,
	answer     text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (api_key_id, key)
);
-- Who has what open just now; lost in a crash, and nobody misses it.
CREATE UNLOGGED TABLE desk.presence (
	item       text NOT NULL CHECK (item ~ '^(thread|case|customer)/[0-9]+$'),
	account_id bigint NOT NULL,
	seen_at    timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (item, account_id)
);
-- How often somebody tried to sign in: not in ops, where the public door could write.
CREATE UNLOGGED TABLE desk.rate (
	bucket bytea NOT NULL,
	span   timestamptz NOT NULL,
	n      integer NOT NULL DEFAULT 1,
	PRIMARY KEY (bucket, span)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA desk TO bothy_desk, bothy_work;
GRANT SELECT ON community.search_language TO bothy_desk;   -- it searches the threads, too
