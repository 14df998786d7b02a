-- Keeping in step with a CRM: what we have seen of each ticket, and what became of what we said.

ALTER TABLE crm.sync
	ADD COLUMN seen   bigint NOT NULL DEFAULT 0,   -- the newest entry there that is mirrored
	ADD COLUMN walked bigint NOT NULL DEFAULT 0;   -- how many entries there were: the next look begins near the end
ALTER TABLE crm.delivery
	ADD COLUMN entry text;                         -- what it became there: not said twice
ALTER TABLE crm.hook
	ADD COLUMN tries    smallint NOT NULL DEFAULT 0,
	ADD COLUMN next_try timestamptz NOT NULL DEFAULT now();
CREATE INDEX hook_case ON crm.hook (adapter, external_case) WHERE done_at IS NULL;
CREATE INDEX sync_not ON crm.sync (state, case_id) WHERE state <> 'synced';
