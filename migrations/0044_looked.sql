-- What an admin may try before setting it, and what members may read of what moderators do.

-- ---- thresholds --------------------------------------------------------------------------------------------------
-- Kept of each look as well, so that every threshold can be tried on it. Numbers, and no address.
ALTER TABLE community.harm_look
	ADD COLUMN of_address  integer,                    -- this was so manieth post within the hour from its address; NULL: not counted
	ADD COLUMN fresh       boolean NOT NULL DEFAULT false,  -- its author had joined within a day
	ADD COLUMN suspects    integer NOT NULL DEFAULT 0,      -- so many other new accounts were taken for spam within the hour
	ADD COLUMN wave        boolean NOT NULL DEFAULT false,  -- and so it was held
	ADD COLUMN alike_steps integer[];                  -- how alike it was to what was removed: 1000 × days ago + percent; NULL: not kept

-- ---- one item, one moderator -----------------------------------------------------------------------------------------
-- An item that somebody else has just decided, or looks at, is not decided once more by who still has its page open.
CREATE FUNCTION community.decision_of_free_item() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	q community.queue_item;
BEGIN
	SELECT * INTO q FROM community.queue_item WHERE id = NEW.item_id FOR NO KEY UPDATE;
	IF q.done_at IS NOT NULL OR q.taken_by <> NEW.actor_id AND q.taken_at > now() - interval '10 minutes' THEN
		PERFORM community.moderation_refused('decision_item_taken');
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER decision_of_free_item BEFORE INSERT ON community.decision
	FOR EACH ROW WHEN (NEW.item_id IS NOT NULL AND NEW.actor_id IS NOT NULL) EXECUTE FUNCTION community.decision_of_free_item();
REVOKE ALL ON FUNCTION community.decision_of_free_item FROM PUBLIC;

-- ---- the open log ----------------------------------------------------------------------------------------------------
-- A warning names nobody there, as silence does not.
CREATE OR REPLACE FUNCTION community.decision_is_public(of_action text, of_rule text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT of_rule <> 'private' AND of_action NOT IN ('keep', 'pseudonymise', 'criticism')
$$;
UPDATE community.decision SET public = true WHERE action = 'warn' AND rule <> 'private';
