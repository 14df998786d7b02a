-- What the room of the cases knows of contacts: whether a member asked the company's support within that many days after an act, as any
-- of those who were one customer with him. Asked is: called, wrote, came by; or had a case opened that was not made of a thread; or
-- wrote into a case he had. What the company sent (deliveries, invoices, its own calls) is no asking.
CREATE OR REPLACE FUNCTION money.contacted_support(member_id bigint, after timestamptz, days integer) RETURNS boolean
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	WITH own AS (SELECT f AS id FROM crm.member_customer l, crm.family(crm.root(l.customer_id)) f
		WHERE l.member_id = $1 AND l.undone_at IS NULL)
	SELECT EXISTS (SELECT FROM own JOIN crm.touchpoint p ON p.customer_id = own.id
			WHERE p.inbound AND p.channel NOT IN ('delivery', 'invoice') AND p.at > $2 AND p.at <= $2 + $3 * interval '1 day')
		OR EXISTS (SELECT FROM own JOIN crm."case" c ON c.customer_id = own.id
			WHERE c.origin_key IS NULL AND c.opened_at > $2 AND c.opened_at <= $2 + $3 * interval '1 day')
		OR EXISTS (SELECT FROM own JOIN crm."case" c ON c.customer_id = own.id JOIN crm.case_entry e ON e.case_id = c.id
			WHERE e.kind = 'received' AND e.at > $2 AND e.at <= $2 + $3 * interval '1 day')
$$;
