-- Walls around the closed rooms, where the tables' own rights leave a gap.

-- Functions are PUBLIC's unless somebody says otherwise. Nobody without a right to the schema reaches these, but intake is entered by
-- the public door as well, and a wall that stands twice may lose one side. Triggers run all the same.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA crm, money, desk, intake FROM PUBLIC;

-- Which CRM there is, is the company's business: of the settings the public door sees its own.
ALTER TABLE ops.setting ENABLE ROW LEVEL SECURITY;
CREATE POLICY inside ON ops.setting TO bothy_desk, bothy_work USING (true) WITH CHECK (true);
CREATE POLICY outside ON ops.setting FOR SELECT TO bothy_web USING (key NOT LIKE 'crm.%');
