-- Where no schema is said, pg_temp is looked into first, and a door that may make temporary things could put a type of its own where a function
-- that runs as the owner says "text". Named last, it is looked into last. (A function made later says so itself: tests/sql/walls_test.c.)
DO $$
DECLARE
	f regprocedure;
BEGIN
	FOR f IN SELECT p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
		WHERE p.pronamespace IN ('community'::regnamespace, 'standing'::regnamespace, 'crm'::regnamespace, 'money'::regnamespace,
			'desk'::regnamespace, 'intake'::regnamespace, 'ops'::regnamespace)
		AND (p.proconfig = '{search_path=pg_catalog}' OR p.proconfig IS NULL AND l.lanname = 'plpgsql')
	LOOP
		EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, pg_temp', f);
	END LOOP;
END $$;
