-- What people do with threads and posts. Each row carries the author it concerns, tied to the post by a foreign key,
-- so that a plain CHECK refuses thanking or confirming oneself.

CREATE TABLE community.acceptance (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	thread_id  bigint NOT NULL REFERENCES community.thread ON DELETE CASCADE,
	post_id    bigint NOT NULL REFERENCES community.post ON DELETE CASCADE,
	member_id  bigint NOT NULL REFERENCES community.member,
	staff      boolean NOT NULL DEFAULT false,       -- accepted by the company, not by the asker
	label      text NOT NULL DEFAULT '' CHECK (char_length(label) <= 60),  -- "on Pixel 7"
	created_at timestamptz NOT NULL DEFAULT now(),
	undone_at  timestamptz
);
-- Live: one of each person and answer. The rest is history.
CREATE UNIQUE INDEX acceptance_live ON community.acceptance (post_id, member_id) WHERE undone_at IS NULL;
CREATE INDEX acceptance_thread ON community.acceptance (thread_id) WHERE undone_at IS NULL;

CREATE TABLE community.reaction (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	post_id    bigint NOT NULL,
	author_id  bigint NOT NULL,
	member_id  bigint NOT NULL REFERENCES community.member,
	kind       text NOT NULL CHECK (kind IN ('thanks', 'helped', 'unhelpful')),
	context    text NOT NULL DEFAULT '' CHECK (char_length(context) <= 60),
	created_at timestamptz NOT NULL DEFAULT now(),
	undone_at  timestamptz,
	FOREIGN KEY (post_id, author_id) REFERENCES community.post (id, author_id) ON UPDATE CASCADE ON DELETE CASCADE,
	CONSTRAINT reaction_not_to_oneself CHECK (member_id <> author_id)
);
CREATE UNIQUE INDEX reaction_live ON community.reaction (post_id, member_id, kind) WHERE undone_at IS NULL;
CREATE INDEX reaction_member ON community.reaction (member_id, created_at DESC);
CREATE INDEX reaction_author ON community.reaction (author_id) WHERE undone_at IS NULL;

CREATE TABLE community.me_too (
	thread_id  bigint NOT NULL,
	author_id  bigint NOT NULL,
	member_id  bigint NOT NULL REFERENCES community.member ON DELETE CASCADE,
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (thread_id, member_id),
	FOREIGN KEY (thread_id, author_id) REFERENCES community.thread (id, author_id) ON UPDATE CASCADE ON DELETE CASCADE,
	CONSTRAINT me_too_not_oneself CHECK (member_id <> author_id)
);

CREATE TABLE community.follow (
	member_id  bigint NOT NULL REFERENCES community.member ON DELETE CASCADE,
	thread_id  bigint NOT NULL REFERENCES community.thread ON DELETE CASCADE,
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (member_id, thread_id)
);
CREATE INDEX follow_thread ON community.follow (thread_id);

CREATE TABLE community.thread_read (
	member_id bigint NOT NULL REFERENCES community.member ON DELETE CASCADE,
	thread_id bigint NOT NULL REFERENCES community.thread ON DELETE CASCADE,
	post_id   bigint NOT NULL,                          -- the newest seen
	read_at   timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (member_id, thread_id)
);

-- "This solved it" by visitors, once in 30 days each; at most five a day of one address prefix and answer.
CREATE TABLE community.found (
	post_id    bigint NOT NULL REFERENCES community.post ON DELETE CASCADE,
	visitor    bytea NOT NULL,                          -- hash of the cookie given at the click, or of the member
	prefix     bytea NOT NULL,                          -- hash of the address prefix under the day's key
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (post_id, visitor, created_at)
);
CREATE INDEX found_prefix ON community.found (post_id, prefix);

-- An asker who found the answer before posting: the best service is no service.
CREATE TABLE community.deflection (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	thread_id  bigint NOT NULL REFERENCES community.thread ON DELETE CASCADE,
	member_id  bigint REFERENCES community.member ON DELETE CASCADE,
	created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE community.draft (
	member_id  bigint NOT NULL REFERENCES community.member ON DELETE CASCADE,
	place      text NOT NULL CHECK (char_length(place) <= 40),   -- "ask", "t/42", "a/7", "edit/9"
	fields     text NOT NULL CHECK (octet_length(fields) <= 131072),  -- the form as it was sent, urlencoded
	saved_at   timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (member_id, place)
);

CREATE TABLE community.notice (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	member_id  bigint NOT NULL REFERENCES community.member ON DELETE CASCADE,
	kind       text NOT NULL,                            -- server/forum/notice/notice.h
	actor_id   bigint REFERENCES community.member,
	thread_id  bigint REFERENCES community.thread ON DELETE CASCADE,
	post_id    bigint REFERENCES community.post ON DELETE CASCADE,
	created_at timestamptz NOT NULL DEFAULT now(),
	read_at    timestamptz,
	mailed_at  timestamptz
);
CREATE INDEX notice_list ON community.notice (member_id, id DESC);
CREATE UNIQUE INDEX notice_once ON community.notice (member_id, kind, actor_id, post_id) WHERE post_id IS NOT NULL;
CREATE INDEX notice_to_mail ON community.notice (member_id, created_at) WHERE mailed_at IS NULL AND read_at IS NULL;

CREATE TABLE community.notice_setting (
	member_id bigint NOT NULL REFERENCES community.member ON DELETE CASCADE,
	kind      text NOT NULL,
	mail      boolean NOT NULL,
	PRIMARY KEY (member_id, kind)
);

GRANT SELECT, INSERT ON community.acceptance, community.reaction, community.found, community.deflection TO bothy_web;
GRANT UPDATE (undone_at, label) ON community.acceptance TO bothy_web;
GRANT UPDATE (undone_at) ON community.reaction TO bothy_web;
GRANT SELECT, INSERT, DELETE ON community.me_too, community.follow TO bothy_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON community.thread_read, community.draft, community.notice_setting TO bothy_web;
GRANT SELECT, INSERT ON community.notice TO bothy_web;
GRANT UPDATE (read_at) ON community.notice TO bothy_web;
GRANT SELECT ON community.acceptance, community.reaction, community.me_too, community.follow TO bothy_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON community.acceptance, community.reaction, community.me_too, community.follow,
	community.thread_read, community.found, community.deflection, community.draft, community.notice,
	community.notice_setting TO bothy_work;
