-- What the company has to say on the start page: an outage above all. The admin page writes it.
CREATE TABLE community.announcement (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	text      text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 300),
	thread_id bigint REFERENCES community.thread ON DELETE SET NULL,
	from_at   timestamptz NOT NULL DEFAULT now(),
	until_at  timestamptz
);
GRANT SELECT ON community.announcement TO bothy_web, bothy_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON community.announcement TO bothy_work;
