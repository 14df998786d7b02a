-- Before harm: what is looked up before a post is published.

-- The same for texts that differ only in capitals and white space.
CREATE FUNCTION community.text_key(text text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog AS $$ SELECT sha256(convert_to(lower(btrim(regexp_replace(text, '\s+', ' ', 'g'))), 'UTF8')) $$;
CREATE INDEX post_text ON community.post (community.text_key(source), created_at);
