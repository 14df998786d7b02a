-- Customers, their contacts with the company, cases, and how threads hang together with them. Read and written by the desk
-- and work; the public door has no right to this schema at all.

-- ---- customers -----------------------------------------------------------------------------------------------------
CREATE TABLE crm.customer (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	source      text NOT NULL DEFAULT 'bothy' CHECK (source ~ '^[a-z0-9][a-z0-9_-]{0,29}$'),  -- whose id the next one is
	external_id text,
	kind        text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'household', 'business')),
	name        text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
	since       date,
	tier        text NOT NULL DEFAULT '' CHECK (char_length(tier) <= 60),       -- "gold", "prepaid"
	relation    text NOT NULL DEFAULT 'new' CHECK (relation IN ('new', 'growing', 'steady', 'fatigued', 'renewed')),
	note        text NOT NULL DEFAULT '' CHECK (char_length(note) <= 4000),
	merged_into bigint REFERENCES crm.customer CHECK (merged_into <> id),
	erased_at   timestamptz,
	created_at  timestamptz NOT NULL DEFAULT now(),
	changed_at  timestamptz NOT NULL DEFAULT now(),
	UNIQUE (source, external_id)
);
CREATE INDEX customer_name_like ON crm.customer USING gin (name gin_trgm_ops);
CREATE TABLE crm.contact (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
	kind        text NOT NULL CHECK (kind IN ('email', 'phone', 'address', 'account')),
	value       text NOT NULL CHECK (char_length(value) BETWEEN 1 AND 300),      -- as given
	key         text NOT NULL,                                                    -- normalised: compared by this
	UNIQUE (customer_id, kind, key)
);
CREATE INDEX contact_key ON crm.contact (kind, key text_pattern_ops);
-- A member of the community is at most one customer; a customer may be several members.
CREATE TABLE crm.member_customer (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	member_id   bigint NOT NULL REFERENCES community.member ON DELETE CASCADE,
	customer_id bigint NOT NULL REFERENCES crm.customer,
	how         text NOT NULL CHECK (how IN ('sso', 'email', 'staff')),
	by_id       bigint REFERENCES desk.account,
	at          timestamptz NOT NULL DEFAULT now(),
	undone_at   timestamptz,
	undone_by   bigint REFERENCES desk.account
);
CREATE UNIQUE INDEX member_customer_live ON crm.member_customer (member_id) WHERE undone_at IS NULL;
CREATE INDEX member_customer_of ON crm.member_customer (customer_id) WHERE undone_at IS NULL;

-- ---- cases ---------------------------------------------------------------------------------------------------------
CREATE TABLE crm.case_step (
	was     text NOT NULL,
	becomes text NOT NULL,
	PRIMARY KEY (was, becomes)
);
INSERT INTO crm.case_step VALUES
	('new', 'open'), ('new', 'pending_customer'), ('new', 'on_hold'), ('new', 'solved'), ('new', 'closed'), ('new', 'deleted'),
	('open', 'pending_customer'), ('open', 'on_hold'), ('open', 'solved'), ('open', 'closed'), ('open', 'deleted'),
	('pending_customer', 'open'), ('pending_customer', 'on_hold'), ('pending_customer', 'solved'),
	('pending_customer', 'closed'), ('pending_customer', 'deleted'),
	('on_hold', 'open'), ('on_hold', 'pending_customer'), ('on_hold', 'solved'), ('on_hold', 'closed'), ('on_hold', 'deleted'),
	('solved', 'open'), ('solved', 'closed'), ('solved', 'deleted'),
	('closed', 'open'), ('closed', 'deleted'), ('deleted', 'open');
CREATE TABLE crm."case" (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	customer_id  bigint REFERENCES crm.customer,
	adapter      text NOT NULL DEFAULT 'bothy',        -- whose case it is: 'bothy' is the built-in store, 'rt' a Request Tracker
	external_id  text,                                 -- there; NULL until it is known
	external_at  timestamptz,                          -- what we mirror is of that time there: older news is ignored
	origin_key   text UNIQUE,                          -- "thread:episode" or "thread:episode:post": created once
	subject      text NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 300),
	state        text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'open', 'pending_customer', 'on_hold', 'solved', 'closed', 'deleted')),
	priority     text NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
	owner_id     bigint REFERENCES desk.account,
	owner_name   text NOT NULL DEFAULT '',             -- as the CRM calls him, where it is not one of us
	merged_into  bigint REFERENCES crm."case" CHECK (merged_into <> id),
	opened_at    timestamptz NOT NULL DEFAULT now(),
	changed_at   timestamptz NOT NULL DEFAULT now(),
	solved_at    timestamptz,
	closed_at    timestamptz,
	version      integer NOT NULL DEFAULT 1,           -- a form of an older version is refused
	words        tsvector,
	UNIQUE (adapter, external_id)
);
CREATE INDEX case_customer ON crm."case" (customer_id, changed_at DESC, id DESC);
CREATE INDEX case_open ON crm."case" (changed_at DESC, id DESC) WHERE state IN ('new', 'open', 'pending_customer', 'on_hold');
CREATE INDEX case_words ON crm."case" USING gin (words);
CREATE INDEX case_subject_like ON crm."case" USING gin (subject gin_trgm_ops);
-- Everything that happened to it, for ever.
CREATE TABLE crm.case_entry (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	case_id     bigint NOT NULL REFERENCES crm."case",
	kind        text NOT NULL CHECK (kind IN ('opened', 'note', 'reply', 'received', 'state', 'owner', 'priority', 'customer', 'subject',
	            'linked', 'unlinked', 'merged', 'split', 'solution', 'posted', 'followup', 'reopened')),
	by_id       bigint REFERENCES desk.account,
	by_name     text NOT NULL DEFAULT '',
	text        text NOT NULL DEFAULT '' CHECK (octet_length(text) <= 65536),
	was         text,
	becomes     text,
	thread_id   bigint,
	external_id text,                                  -- the CRM's own id of this entry: mirrored once
	at          timestamptz NOT NULL DEFAULT now(),
	UNIQUE (case_id, external_id)
);
CREATE INDEX case_entry_list ON crm.case_entry (case_id, at DESC, id DESC);

-- ---- links ---------------------------------------------------------------------------------------------------------
CREATE TABLE crm.link (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	thread_id  bigint NOT NULL REFERENCES community.thread,
	episode    integer NOT NULL,
	post_id    bigint REFERENCES community.post,
	case_id    bigint NOT NULL REFERENCES crm."case",
	kind       text NOT NULL CHECK (kind IN ('origin', 'same_problem', 'evidence', 'solution')),
	state      text NOT NULL DEFAULT 'active' CHECK (state IN ('proposed', 'active', 'removed')),
	reason     text NOT NULL DEFAULT '' CHECK (char_length(reason) <= 500),
	by_id      bigint REFERENCES desk.account,
	at         timestamptz NOT NULL DEFAULT now(),
	removed_by bigint REFERENCES desk.account,
	removed_at timestamptz,
	merged_from bigint REFERENCES crm."case"           -- it came here when that case was merged: splitting takes it back
);
CREATE UNIQUE INDEX link_live ON crm.link (thread_id, case_id) WHERE state = 'active';
CREATE UNIQUE INDEX link_origin ON crm.link (thread_id) WHERE state = 'active' AND kind = 'origin';
CREATE INDEX link_of_case ON crm.link (case_id, at DESC);
CREATE INDEX link_of_thread ON crm.link (thread_id, at DESC);

-- ---- touch-points --------------------------------------------------------------------------------------------------
CREATE TABLE crm.touchpoint (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	customer_id bigint NOT NULL REFERENCES crm.customer,
	source      text NOT NULL CHECK (source ~ '^[a-z0-9][a-z0-9_-]{0,29}$'),
	external_id text NOT NULL,
	channel     text NOT NULL CHECK (channel IN ('call', 'chat', 'mail', 'visit', 'delivery', 'invoice', 'post', 'other')),
	inbound     boolean,                               -- NULL: neither
	at          timestamptz NOT NULL,
	seconds     integer CHECK (seconds >= 0),
	subject     text NOT NULL DEFAULT '' CHECK (char_length(subject) <= 300),
	text        text NOT NULL DEFAULT '' CHECK (octet_length(text) <= 65536),
	agent       text NOT NULL DEFAULT '' CHECK (char_length(agent) <= 100),
	case_id     bigint REFERENCES crm."case",
	mood        smallint CHECK (mood BETWEEN -2 AND 2),
	promise     text NOT NULL DEFAULT '' CHECK (char_length(promise) <= 500),   -- "we call back"
	promise_due timestamptz,
	promise_kept_at timestamptz,
	created_at  timestamptz NOT NULL DEFAULT now(),
	UNIQUE (source, external_id)
);
CREATE INDEX touchpoint_list ON crm.touchpoint (customer_id, at DESC, id DESC);
CREATE INDEX touchpoint_channel ON crm.touchpoint (customer_id, channel, at DESC, id DESC);
CREATE INDEX touchpoint_promise ON crm.touchpoint (customer_id, promise_due) WHERE promise <> '' AND promise_kept_at IS NULL;

-- ---- clocks, inbox, follow-ups -------------------------------------------------------------------------------------
CREATE TABLE crm.calendar (                            -- business hours by weekday, 1 Monday
	weekday smallint PRIMARY KEY CHECK (weekday BETWEEN 1 AND 7),
	opens   time,
	closes  time CHECK (closes > opens),
	CHECK ((opens IS NULL) = (closes IS NULL))
);
INSERT INTO crm.calendar VALUES (1, '08:00', '20:00'), (2, '08:00', '20:00'), (3, '08:00', '20:00'), (4, '08:00', '20:00'),
	(5, '08:00', '20:00'), (6, '09:00', '17:00'), (7, NULL, NULL);
CREATE TABLE crm.holiday (day date PRIMARY KEY, name text NOT NULL DEFAULT '');
CREATE TABLE crm.policy (                              -- minutes of business time after which a step is taken
	priority text PRIMARY KEY CHECK (priority IN ('normal', 'urgent')),
	nudge    integer NOT NULL CHECK (nudge >= 0),
	queue    integer NOT NULL CHECK (queue >= 0),
	open_case integer NOT NULL CHECK (open_case >= 0)
);
INSERT INTO crm.policy VALUES ('normal', 240, 720, 1440), ('urgent', 0, 0, 240);
CREATE TABLE crm.policy_change (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at timestamptz NOT NULL DEFAULT now(),
	by_id bigint REFERENCES desk.account,
	before jsonb NOT NULL,
	after jsonb NOT NULL,
	undone_at timestamptz
);
CREATE TABLE crm.clock (                               -- one per thread; of the episode it says
	thread_id  bigint PRIMARY KEY REFERENCES community.thread ON DELETE CASCADE,
	episode    integer NOT NULL,
	priority   text NOT NULL DEFAULT 'normal' REFERENCES crm.policy,
	state      text NOT NULL CHECK (state IN ('running', 'paused', 'stopped')),
	why        text NOT NULL,                          -- "waiting for the asker since …", a code of clock.h
	run_from   timestamptz,                            -- running since; NULL: not running
	elapsed    integer NOT NULL DEFAULT 0,             -- business seconds before run_from
	done       smallint NOT NULL DEFAULT 0,            -- steps taken: 1 nudged, 2 queued, 3 case opened
	next_at    timestamptz                             -- when the next step is due
);
CREATE INDEX clock_due ON crm.clock (next_at) WHERE next_at IS NOT NULL;
CREATE TABLE crm.inbox (                               -- what needs a person now
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	reason      text NOT NULL CHECK (reason IN ('clock', 'distress', 'security', 'payment', 'said_no', 'sync', 'proposed', 'author', 'draft',
	            'intake', 'criticism')),
	thread_id   bigint REFERENCES community.thread ON DELETE CASCADE,
	case_id     bigint REFERENCES crm."case",
	customer_id bigint REFERENCES crm.customer,
	link_id     bigint REFERENCES crm.link,
	due_at      timestamptz NOT NULL DEFAULT now(),
	created_at  timestamptz NOT NULL DEFAULT now(),
	taken_by    bigint REFERENCES desk.account,
	taken_at    timestamptz,
	snoozed_until timestamptz,
	done_at     timestamptz,
	done_by     bigint REFERENCES desk.account,
	done_how    text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX inbox_once ON crm.inbox (reason, coalesce(thread_id, 0), coalesce(case_id, 0), coalesce(link_id, 0)) WHERE done_at IS NULL;
CREATE INDEX inbox_list ON crm.inbox (due_at, id) WHERE done_at IS NULL;
CREATE TABLE crm.followup (                            -- "did it stay solved?", asked of each asker after 3 and 14 days
	thread_id  bigint NOT NULL REFERENCES community.thread ON DELETE CASCADE,
	episode    integer NOT NULL,
	days       smallint NOT NULL CHECK (days IN (3, 14)),
	member_id  bigint NOT NULL REFERENCES community.member,
	due_at     timestamptz NOT NULL,
	asked_at   timestamptz,
	answer     text CHECK (answer IN ('yes', 'no')),
	answered_at timestamptz,
	PRIMARY KEY (thread_id, episode, days)
);
CREATE INDEX followup_due ON crm.followup (due_at) WHERE asked_at IS NULL;

-- ---- the company's answer, copied back -----------------------------------------------------------------------------
CREATE TABLE crm.solution (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	case_id    bigint NOT NULL REFERENCES crm."case",
	text       text NOT NULL CHECK (octet_length(text) <= 32768),    -- Markdown, redacted
	redacted   text[] NOT NULL DEFAULT '{}',                          -- what kinds of things were taken out
	credited   bigint[] NOT NULL DEFAULT '{}',                        -- members whose answers were used
	state      text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'approved', 'rejected')),
	by_id      bigint REFERENCES desk.account,
	at         timestamptz NOT NULL DEFAULT now(),
	decided_at timestamptz
);
CREATE UNIQUE INDEX solution_draft ON crm.solution (case_id) WHERE state = 'draft';
CREATE TABLE crm.solution_post (
	solution_id bigint NOT NULL REFERENCES crm.solution,
	thread_id   bigint NOT NULL REFERENCES community.thread,
	post_id     bigint REFERENCES community.post,
	PRIMARY KEY (solution_id, thread_id)
);

-- ---- keeping in step with a CRM ------------------------------------------------------------------------------------
CREATE TABLE crm.sync (
	case_id  bigint PRIMARY KEY REFERENCES crm."case",
	state    text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'synced', 'failed', 'dead')),
	last_try timestamptz,
	next_try timestamptz,
	error    text NOT NULL DEFAULT ''
);
CREATE TABLE crm.delivery (                            -- the outbox: in order within a case
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	delivery_id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),    -- the same at each try
	case_id     bigint NOT NULL REFERENCES crm."case",
	adapter     text NOT NULL,
	kind        text NOT NULL CHECK (kind IN ('create', 'comment', 'reply', 'state', 'link', 'unlink', 'owner')),
	payload     jsonb NOT NULL,
	tries       smallint NOT NULL DEFAULT 0,
	taken_at    timestamptz,
	next_try    timestamptz NOT NULL DEFAULT now(),
	done_at     timestamptz,
	dead_at     timestamptz,
	error       text NOT NULL DEFAULT ''
);
CREATE INDEX delivery_order ON crm.delivery (case_id, id) WHERE done_at IS NULL;
CREATE INDEX delivery_due ON crm.delivery (next_try) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE TABLE crm.hook (                                -- signed events that came in; the id counts once
	adapter  text NOT NULL,
	event_id text NOT NULL CHECK (char_length(event_id) BETWEEN 1 AND 200),
	external_case text NOT NULL,
	at       timestamptz NOT NULL DEFAULT now(),
	done_at  timestamptz,
	PRIMARY KEY (adapter, event_id)
);
CREATE INDEX hook_waiting ON crm.hook (at) WHERE done_at IS NULL;
CREATE TABLE crm.poll (adapter text PRIMARY KEY, seen timestamptz NOT NULL);

-- ---- what happened on this side; and who looked ---------------------------------------------------------------------
CREATE TABLE crm.event (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	tx          xid8 NOT NULL DEFAULT pg_current_xact_id(),
	at          timestamptz NOT NULL DEFAULT now(),
	kind        smallint NOT NULL,                     -- server/forum/case/case_event.h
	account_id  bigint,
	customer_id bigint,
	case_id     bigint,
	thread_id   bigint,
	number      bigint
);
CREATE INDEX event_in_order ON crm.event (tx, id);
CREATE TABLE crm.job (LIKE ops.job INCLUDING ALL);
CREATE TABLE crm.audit (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at          timestamptz NOT NULL DEFAULT now(),
	account_id  bigint REFERENCES desk.account,        -- NULL: the system
	what        text NOT NULL,                         -- "customer.viewed", "link.added" …
	customer_id bigint,
	case_id     bigint,
	thread_id   bigint,
	details     jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_customer ON crm.audit (customer_id, id DESC);
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA crm TO bothy_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA crm TO bothy_work;
GRANT DELETE ON crm.holiday TO bothy_desk;
REVOKE UPDATE ON crm.audit, crm.event, crm.case_entry FROM bothy_desk;

-- ---- what the public side sees, and what it may hand in ---------------------------------------------------------------
CREATE TABLE community.thread_company (                -- "The company is looking into this"
	thread_id bigint PRIMARY KEY REFERENCES community.thread ON DELETE CASCADE,
	since     timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON community.thread_company TO bothy_web;
GRANT SELECT, INSERT, DELETE ON community.thread_company TO bothy_desk, bothy_work;

CREATE TABLE intake.message (                          -- private details, sealed to the desk's key: the public door only writes
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	thread_id bigint NOT NULL REFERENCES community.thread,
	member_id bigint NOT NULL REFERENCES community.member,
	sealed    bytea NOT NULL CHECK (octet_length(sealed) BETWEEN 49 AND 16384),
	at        timestamptz NOT NULL DEFAULT now()
);
GRANT INSERT ON intake.message TO bothy_web;
GRANT SELECT, DELETE ON intake.message TO bothy_desk, bothy_work;
