-- Short texts with nothing to reach anybody by are compared with nothing that was removed.

-- Kept of each look, so that other lengths can be tried on it. What was looked at before was compared, whatever it was.
ALTER TABLE community.harm_look
	ADD COLUMN reached boolean NOT NULL DEFAULT true;  -- there was a link, a number or an address in it
