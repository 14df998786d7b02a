-- A title that named somebody made an address that names him: "thanks-anna-berg". When he leaves, it goes from there, too, and from what
-- moderators' splits remember of titles. Old addresses lead to the thread as ever.

-- An address is cut at some length: where the name does not stand in it whole, a part of it may, and nothing of it is kept.
CREATE FUNCTION community.slug_without(given text, name text, fresh text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
	SET search_path = pg_catalog, pg_temp AS $$
	SELECT CASE WHEN given ~ ('(^|-)' || w.word || '(-|$)')
		THEN regexp_replace(given, '(^|-)' || w.word || '(?=-|$)', '\1' || fresh, 'g') ELSE 'thread' END
		FROM (SELECT trim('-' FROM regexp_replace(name, '[_-]+', '-', 'g')) AS word) w
$$;

-- Asked by work in the same transaction, before the titles lose the name.
CREATE FUNCTION community.forget_addresses(whom bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	name text;
	fresh text := 'former-' || whom;
BEGIN
	SELECT m.username INTO name FROM community.member m JOIN community.erasure e ON e.member_id = m.id
		WHERE m.id = whom AND e.done_at IS NULL AND e.due_at <= now();
	IF NOT FOUND THEN
		RETURN;
	END IF;
	UPDATE community.thread SET slug = community.slug_without(slug, name, fresh) WHERE community.has_name(title, name);
	UPDATE community.decision SET after = after || jsonb_build_object('title', community.without_name(after->>'title', name, fresh),
		'slug', community.slug_without(after->>'slug', name, fresh))
		WHERE after ?& ARRAY['title', 'slug'] AND community.has_name(after->>'title', name);
END $$;
REVOKE ALL ON FUNCTION community.slug_without(text, text, text), community.forget_addresses(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION community.forget_addresses(bigint) TO bothy_work;
