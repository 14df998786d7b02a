-- What an import remembers, so that it can be interrupted at any moment and goes on, and adds nothing when run twice.

-- One dump of one site in one topic. The site is known by what never changes in its dumps (server/import/README.md).
CREATE TABLE ops.import_source (
	id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	system   text NOT NULL,                          -- 'stackexchange'
	site     text NOT NULL,
	topic_id bigint NOT NULL REFERENCES community.topic,
	UNIQUE (system, site, topic_id)
);

-- A run reserves the ids of all it will write, in the order of time, before it writes anything; one that goes on after
-- an interruption has the same plan and takes the same ids.
CREATE TABLE ops.import_run (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	source_id    integer NOT NULL REFERENCES ops.import_source,
	plan         bytea NOT NULL CHECK (octet_length(plan) = 32),  -- hash of what is to be written, in order
	first_member bigint NOT NULL,
	members      bigint NOT NULL,
	first_thread bigint NOT NULL,
	threads      bigint NOT NULL,
	first_post   bigint NOT NULL,
	posts        bigint NOT NULL,
	started_at   timestamptz NOT NULL DEFAULT now(),
	finished_at  timestamptz
);
CREATE INDEX import_run_source ON ops.import_run (source_id, id DESC);

-- Which row of ours a row of theirs became. No foreign keys to what it names: it outlives an erased member or post,
-- which must not come back with the next run.
CREATE TABLE ops.import_map (
	source_id   integer NOT NULL,
	kind        text NOT NULL CHECK (kind IN ('member', 'post', 'comment')),
	external_id bigint NOT NULL,
	id          bigint NOT NULL,
	PRIMARY KEY (source_id, kind, external_id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON ops.import_source, ops.import_run, ops.import_map TO bothy_work;

-- Threads that belong together: somebody linked one from the other, or marked it as the same question.
CREATE TABLE community.thread_link (
	thread_id  bigint NOT NULL REFERENCES community.thread ON DELETE CASCADE,
	other_id   bigint NOT NULL REFERENCES community.thread ON DELETE CASCADE,
	kind       text NOT NULL CHECK (kind IN ('related', 'duplicate')),  -- duplicate: thread_id repeats other_id
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (thread_id, other_id, kind),
	CHECK (thread_id <> other_id)
);
CREATE INDEX thread_link_other ON community.thread_link (other_id);
GRANT SELECT ON community.thread_link TO bothy_web, bothy_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON community.thread_link TO bothy_work;

-- n ids in a row that nobody else gets; the first of them. While the sequence is being altered nobody can draw from
-- it, not even somebody who has not inserted yet, and altering it is the owner's to do.
CREATE FUNCTION ops.reserve_ids(kind text, n bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE
	first bigint;
BEGIN
	CASE kind
		WHEN 'member' THEN ALTER SEQUENCE community.member_id_seq NO CYCLE;
		WHEN 'thread' THEN ALTER SEQUENCE community.thread_id_seq NO CYCLE;
		WHEN 'post' THEN ALTER SEQUENCE community.post_id_seq NO CYCLE;
	END CASE;
	first := nextval('community.' || kind || '_id_seq');
	PERFORM setval('community.' || kind || '_id_seq', first + n - 1);
	RETURN first;
END $$;
REVOKE EXECUTE ON FUNCTION ops.reserve_ids(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.reserve_ids(text, bigint) TO bothy_work;

-- After many rows at once the planner must learn what is there, and searches must not wade through the lists of words not yet
-- sorted in. Both are the owner's to do.
CREATE FUNCTION ops.community_grew() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	list regclass;
BEGIN
	FOR list IN SELECT c.oid FROM pg_class c JOIN pg_am a ON a.oid = c.relam
		WHERE a.amname = 'gin' AND c.relkind = 'i' AND c.relnamespace = 'community'::regnamespace
	LOOP
		PERFORM gin_clean_pending_list(list);
	END LOOP;
	ANALYZE community.member;
	ANALYZE community.topic;
	ANALYZE community.tag;
	ANALYZE community.thread;
	ANALYZE community.thread_tag;
	ANALYZE community.thread_views;
	ANALYZE community.thread_link;
	ANALYZE community.post;
	ANALYZE community.post_revision;
	ANALYZE community.acceptance;
	ANALYZE community.follow;
	ANALYZE ops.event;
	ANALYZE ops.import_map;
END $$;
REVOKE EXECUTE ON FUNCTION ops.community_grew() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.community_grew() TO bothy_work;
