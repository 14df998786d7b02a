-- Accounts: sign-ups that wait for their mail, and how long a session lasts.

-- A member is made when the link in the mail is opened. Until then a sign-up takes no name and no address, so nobody can
-- block another's, and nothing on the site tells whether an address already has an account.
CREATE TABLE community.signup (
	key           text PRIMARY KEY CHECK (key ~ '^[0-9a-f]{32}$'),  -- random: names it in a job, proves nothing
	username      text NOT NULL CHECK (username ~ '^[a-z0-9][a-z0-9_-]{2,29}$'),
	display       text NOT NULL CHECK (char_length(display) BETWEEN 1 AND 60),
	email         text NOT NULL CHECK (octet_length(email) <= 254),
	email_key     text NOT NULL,
	password_hash text NOT NULL,
	next          text NOT NULL DEFAULT '' CHECK (octet_length(next) <= 2000),  -- the page they came from
	created_at    timestamptz NOT NULL DEFAULT now(),
	token_hash    bytea UNIQUE CHECK (octet_length(token_hash) = 32)  -- by work, when it sends the mail
);
CREATE INDEX signup_email ON community.signup (email_key);
CREATE INDEX signup_age ON community.signup (created_at);
GRANT SELECT, INSERT, DELETE ON community.signup TO bothy_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON community.signup TO bothy_work;

-- Kept: 30 days from the last visit, a year at most. Else: a day from the last visit, and the cookie ends with the browser.
ALTER TABLE community.session ADD COLUMN kept boolean NOT NULL DEFAULT false;
