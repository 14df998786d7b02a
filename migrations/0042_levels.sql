-- Levels count no thanks for what is not shown. Who wrote a post that is hidden, deleted or shown again is judged again, whoever did it and
-- however many posts at once: events tell of one author each, or of none.
CREATE FUNCTION standing.post_gone_or_back() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	INSERT INTO standing.level_again (member_id) VALUES (NEW.author_id);
	RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION standing.post_gone_or_back() FROM PUBLIC;
CREATE TRIGGER post_gone_or_back AFTER UPDATE OF deleted_at ON community.post FOR EACH ROW
	WHEN (NEW.author_id IS NOT NULL AND (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
	EXECUTE FUNCTION standing.post_gone_or_back();

-- Removals that stand are counted where it is written that they do, not by their events, which stay when one is taken back.
DROP INDEX ops.event_removal_of;
CREATE INDEX decision_upheld ON community.decision (member_id) WHERE upheld_at IS NOT NULL;
-- Judged by what was not known until now.
INSERT INTO standing.level_again (member_id) SELECT member_id FROM standing.member_level;
