-- What an answer of so many days ago still counts for "who to ask": halves every 90 days, in millionths. The same as
-- nvl_ask_weight() (server/nvl/ask.c); a test compares.
CREATE TABLE standing.ask_weight (
	days   integer PRIMARY KEY CHECK (days >= 0),
	weight bigint NOT NULL CHECK (weight BETWEEN 0 AND 1000000)
);
-- ⌊2^20 · 2^(r/90)⌋ << ⌊d/90⌋ with r = d mod 90, as decay.c has it.
INSERT INTO standing.ask_weight
	SELECT d, div(1000000::numeric * 1048576,
		floor(1048576 * power(2::numeric(60, 50), (d % 90)::numeric(60, 50) / 90)) * power(2::numeric, d / 90))
	FROM generate_series(0, 1825) d;
GRANT SELECT ON standing.ask_weight TO bothy_work;
