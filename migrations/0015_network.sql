-- What pages show of reputation and what would take too long to find out while somebody waits: where members stand in the picture
-- of the network, and the topics they are strong in. `work` makes all of it anew each day.

CREATE TABLE standing.drawn (
	one_row    boolean PRIMARY KEY DEFAULT true CHECK (one_row),
	day        integer,               -- of what it was drawn from: standing.progress; NULL: nothing yet
	rebuilt_at timestamptz,
	width      integer NOT NULL DEFAULT 800,
	height     integer NOT NULL DEFAULT 600
);
INSERT INTO standing.drawn DEFAULT VALUES;

CREATE TABLE standing.place (
	rank smallint PRIMARY KEY CHECK (rank BETWEEN 0 AND 299),  -- 0: the strongest ties
	m    bigint NOT NULL UNIQUE,
	x    smallint NOT NULL,
	y    smallint NOT NULL,
	ties integer NOT NULL
);
CREATE TABLE standing.line (
	a        smallint NOT NULL,       -- ranks
	b        smallint NOT NULL,
	strength integer NOT NULL,
	PRIMARY KEY (a, b)
);

-- People helped in the last year, by topic.
CREATE TABLE standing.member_topic (
	m      bigint NOT NULL,
	topic  bigint NOT NULL REFERENCES community.topic ON DELETE CASCADE,
	people integer NOT NULL CHECK (people > 0),
	PRIMARY KEY (m, topic)
);

-- A page of a member's answers that were found; the others are many.
CREATE INDEX found_page ON standing.answer_found (h, post) WHERE sum > 0;

GRANT SELECT ON standing.drawn, standing.place, standing.line, standing.member_topic TO bothy_web, bothy_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON standing.drawn, standing.place, standing.line, standing.member_topic TO bothy_work;
