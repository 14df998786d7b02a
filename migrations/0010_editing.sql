-- Who wrote the version of a post that stands there now, and why; what else a question's versions hold; and what an
-- acceptance must be.

ALTER TABLE community.post
	ADD COLUMN editor_id bigint REFERENCES community.member,  -- of the version of now; NULL: its author, or not known
	ADD COLUMN edit_reason text NOT NULL DEFAULT '' CHECK (char_length(edit_reason) <= 300);
ALTER TABLE community.post_revision
	ADD COLUMN product text,  -- of a question, like its title; NULL: not known
	ADD COLUMN tags text;     -- "roaming, esim"
GRANT UPDATE (editor_id, edit_reason) ON community.post TO bothy_web;
GRANT UPDATE (position) ON community.thread_tag TO bothy_web;

-- A self-made solution is the asker's to accept, and nobody else confirms his own answer. Rows of before are not looked at.
CREATE FUNCTION community.acceptance_is_fit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	helper bigint;
	asker bigint;
BEGIN
	SELECT p.author_id, t.author_id INTO helper, asker
		FROM community.post p JOIN community.thread t ON t.id = p.thread_id
		WHERE p.id = NEW.post_id AND t.id = NEW.thread_id AND p.kind = 'answer';
	IF NOT FOUND THEN
		RAISE EXCEPTION 'only an answer of the thread can be accepted'
			USING ERRCODE = 'check_violation', CONSTRAINT = 'acceptance_of_an_answer';
	END IF;
	IF NEW.member_id <> asker AND (NEW.member_id = helper OR NOT NEW.staff) THEN
		RAISE EXCEPTION 'an answer is accepted by the asker, or by staff who did not write it'
			USING ERRCODE = 'check_violation', CONSTRAINT = 'acceptance_not_of_oneself';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER acceptance_is_fit BEFORE INSERT ON community.acceptance
	FOR EACH ROW EXECUTE FUNCTION community.acceptance_is_fit();
