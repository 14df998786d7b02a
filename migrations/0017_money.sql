-- What members are worth to the company, in integer cents: rates, and the figures made from them. For the desk and for `work` alone: the
-- public door has no right here, so nothing public can be made from it. The arithmetic: server/forum/standing/money.h.

-- Each row is valid from its day to the day before the next one's.
CREATE TABLE money.rate (
	valid_from  date PRIMARY KEY,
	margin      bigint NOT NULL CHECK (margin >= 0),        -- a customer's, a month
	contact     bigint NOT NULL CHECK (contact >= 0),       -- what a contact with support costs
	acquisition bigint NOT NULL CHECK (acquisition >= 0),   -- what winning a customer costs
	retention   integer NOT NULL CHECK (retention BETWEEN 0 AND 1000),  -- per mille who stay another month
	discount    integer NOT NULL CHECK (discount BETWEEN 0 AND 1000),   -- per mille a month
	kept        integer NOT NULL CHECK (kept BETWEEN 0 AND 1000),       -- per mille of a customer's value that help keeps
	by_accept   integer NOT NULL CHECK (by_accept BETWEEN 0 AND 100),   -- percent of such acts that avoided a contact
	by_confirm  integer NOT NULL CHECK (by_confirm BETWEEN 0 AND 100),
	by_helped   integer NOT NULL CHECK (by_helped BETWEEN 0 AND 100),
	by_thanks   integer NOT NULL CHECK (by_thanks BETWEEN 0 AND 100),
	by_found    integer NOT NULL CHECK (by_found BETWEEN 0 AND 100),    -- percent of finds that did
	referred    integer NOT NULL CHECK (referred BETWEEN 0 AND 100),    -- percent who would not have come otherwise
	CHECK (1000 + discount > retention),                    -- else a customer would be worth more than any number
	CHECK (greatest(margin, contact, acquisition) <= 1000000000)
);
-- Placeholders, to be calibrated by a survey.
INSERT INTO money.rate VALUES ('-infinity', 400, 600, 2000, 970, 8, 4, 60, 0, 30, 5, 5, 50);

-- Who brought whom.
CREATE TABLE money.referral (
	referred_id bigint PRIMARY KEY,
	referrer_id bigint NOT NULL,
	at          timestamptz NOT NULL DEFAULT now(),
	CHECK (referrer_id <> referred_id)
);
CREATE INDEX referral_referrer ON money.referral (referrer_id);

-- Written whole by `bothy reputation cev`.
CREATE TABLE money.member_value (
	member_id  bigint PRIMARY KEY,
	clv        bigint NOT NULL,
	avoided    bigint NOT NULL,
	found      bigint NOT NULL,
	retention  bigint NOT NULL,
	crv        bigint NOT NULL,
	cev        bigint NOT NULL,
	computed   date NOT NULL,
	CHECK (cev = clv + avoided + found + retention + crv)
);
CREATE INDEX member_value_most ON money.member_value (cev DESC, member_id);

-- Who found what whose is asked for by member.
CREATE INDEX ledger_found ON standing.ledger (receiver) WHERE kind = 7;

-- Whether the member asked the company's support within that many days after an act. The room of the cases replaces it; without cases nobody has.
CREATE FUNCTION money.contacted_support(member_id bigint, after timestamptz, days integer) RETURNS boolean
	LANGUAGE sql STABLE AS 'SELECT false';
REVOKE ALL ON FUNCTION money.contacted_support FROM PUBLIC;
GRANT EXECUTE ON FUNCTION money.contacted_support TO bothy_desk, bothy_work;

GRANT SELECT ON money.rate, money.referral, money.member_value TO bothy_desk, bothy_work;
GRANT INSERT, UPDATE, DELETE ON money.member_value TO bothy_work;
