-- What the desk may write in the community, as narrow as can be: official posts, the state of a thread, and the counters that go
-- with both. And what the tables of cases need so that their rules hold whoever writes.

-- ---- official replies ----------------------------------------------------------------------------------------------
GRANT USAGE ON SEQUENCE community.post_id_seq TO bothy_desk;
GRANT INSERT (id, thread_id, kind, parent_id, author_id, source, html, plain, official) ON community.post TO bothy_desk;
GRANT UPDATE (state, episode, solved_at, active_at, answers, last_post_id, last_member_id) ON community.thread TO bothy_desk;
GRANT UPDATE (active_at) ON community.thread_tag TO bothy_desk;   -- follows its thread's, by trigger
GRANT UPDATE (answers) ON community.member TO bothy_desk;

-- The desk writes the company's own word, by members who speak for it, and nothing else.
CREATE FUNCTION community.desk_post_is_official() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT NEW.official OR NEW.kind NOT IN ('answer', 'reply') OR NOT EXISTS (
		SELECT FROM community.member m WHERE m.id = NEW.author_id AND m.state = 'active' AND m.roles & 4 > 0) THEN
		RAISE EXCEPTION 'the desk writes official replies by staff only'
			USING ERRCODE = 'check_violation', CONSTRAINT = 'desk_post_is_official';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER desk_post_is_official BEFORE INSERT ON community.post
	FOR EACH ROW WHEN (current_user = 'bothy_desk') EXECUTE FUNCTION community.desk_post_is_official();

-- ---- cases ---------------------------------------------------------------------------------------------------------
-- The built-in store keeps to the table of steps. A mirror shows what its CRM says.
CREATE FUNCTION crm.case_step_is_legal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM crm.case_step s WHERE s.was = OLD.state AND s.becomes = NEW.state) THEN
		RAISE EXCEPTION 'a case cannot go from % to %', OLD.state, NEW.state
			USING ERRCODE = 'check_violation', CONSTRAINT = 'case_step_is_legal';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER case_step_is_legal BEFORE UPDATE OF state ON crm."case"
	FOR EACH ROW WHEN (NEW.state <> OLD.state AND NEW.adapter = 'bothy') EXECUTE FUNCTION crm.case_step_is_legal();

-- The words a case is found by: its subject, and what was written in it, up to a bound.
CREATE FUNCTION crm.case_subject_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.words := setweight(to_tsvector('community.english', NEW.subject), 'A') || COALESCE(NEW.words, '');
	RETURN NEW;
END $$;
CREATE TRIGGER case_subject_words BEFORE INSERT OR UPDATE OF subject ON crm."case"
	FOR EACH ROW EXECUTE FUNCTION crm.case_subject_words();
CREATE FUNCTION crm.case_entry_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE crm."case" SET words = words || setweight(to_tsvector('community.english', left(NEW.text, 20000)), 'D')
		WHERE id = NEW.case_id AND length(words) < 5000;
	RETURN NULL;
END $$;
CREATE TRIGGER case_entry_words AFTER INSERT ON crm.case_entry
	FOR EACH ROW WHEN (NEW.text <> '' AND NEW.kind IN ('opened', 'note', 'reply', 'received', 'solution'))
	EXECUTE FUNCTION crm.case_entry_words();

CREATE INDEX case_changed ON crm."case" (changed_at DESC, id DESC);
CREATE INDEX case_owner ON crm."case" (owner_id, changed_at DESC, id DESC);
CREATE INDEX case_merged ON crm."case" (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX case_external ON crm."case" (external_id) WHERE external_id IS NOT NULL;

-- Where links went when cases or threads were merged: splitting goes back along these.
CREATE TABLE crm.link_move (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	link_id   bigint NOT NULL REFERENCES crm.link,
	what      text NOT NULL CHECK (what IN ('case', 'thread')),
	from_id   bigint NOT NULL,
	to_id     bigint NOT NULL,
	was_kind  text NOT NULL,                  -- a thread has one origin: another's becomes same_problem
	doubled   boolean NOT NULL,               -- there was such a link already: this one did not move, it ended
	at        timestamptz NOT NULL DEFAULT now(),
	undone_at timestamptz
);
CREATE INDEX link_move_live ON crm.link_move (what, from_id, to_id) WHERE undone_at IS NULL;
CREATE INDEX link_move_link ON crm.link_move (link_id);
GRANT SELECT, INSERT, UPDATE ON crm.link_move TO bothy_desk, bothy_work;

-- ---- links ---------------------------------------------------------------------------------------------------------
CREATE TABLE crm.link_step (was text NOT NULL, becomes text NOT NULL, PRIMARY KEY (was, becomes));
INSERT INTO crm.link_step VALUES ('proposed', 'active'), ('proposed', 'removed'), ('active', 'removed'), ('removed', 'active');
GRANT SELECT ON crm.link_step TO bothy_desk, bothy_work;
CREATE FUNCTION crm.link_step_is_legal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM crm.link_step s WHERE s.was = OLD.state AND s.becomes = NEW.state) THEN
		RAISE EXCEPTION 'a link cannot go from % to %', OLD.state, NEW.state
			USING ERRCODE = 'check_violation', CONSTRAINT = 'link_step_is_legal';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER link_step_is_legal BEFORE UPDATE OF state ON crm.link
	FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION crm.link_step_is_legal();

-- ---- solutions -----------------------------------------------------------------------------------------------------
CREATE FUNCTION crm.solution_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'a solution is decided once' USING ERRCODE = 'check_violation', CONSTRAINT = 'solution_is_decided_once';
END $$;
CREATE TRIGGER solution_is_decided_once BEFORE UPDATE ON crm.solution
	FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION crm.solution_is_decided_once();
