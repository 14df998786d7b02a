// desk_pages.mjs -- every page of the desk that a staff member can meet, in each of the forms it has, for the tests that look at all
// of them. A subject with pages at the desk adds its own here.
import { Client, formFields } from './client.mjs';
import { ROLE, deskCookies, staff } from './desk.mjs';
import { instance } from './instance.mjs';

const one = (sql) => instance.sql(sql)[0];
const read = (name, address, status = 200) => ({ name, address, status });
// A form of the page ${from}, sent with ${fields}.
const sent = (name, from, address, fields, status) => ({ name, from, address, fields, status });

const { agent, coded, half } = staff({ agent: ROLE.lead, coded: ROLE.agent, half: ROLE.agent });
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
instance.sql(`
	UPDATE desk.account SET totp_secret = decode('48656c6c6f21deadbeef48656c6c6f21deadbeef', 'hex'), totp_since = now() WHERE id IN (${coded.id}, ${half.id});
	INSERT INTO desk.recovery (account_id, hash) VALUES (${coded.id}, sha256('x'))`);
const [customer] = one(`INSERT INTO crm.customer (source, external_id, name, tier) VALUES ('test', 'P-${agent.name}', 'Pat Findable', 'gold') RETURNING id`);
instance.sql(`INSERT INTO crm.contact (customer_id, kind, value, key) VALUES (${customer}, 'email', 'pat@example.org', 'pat-${agent.name}@example.org');
	INSERT INTO crm."case" (customer_id, subject, words) VALUES (${customer}, 'Findable roaming data in Norway', to_tsvector('simple', 'findable roaming data in norway'))`);

instance.sql(`INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, inbound, at, seconds, subject, text, agent, mood, promise, promise_due, promise_kept_at) VALUES
	(${customer}, 'test', 'a-${agent.name}', 'call', true, now() - interval '1 day', 312, 'The <bill>', 'She said that it is wrong.', 'Lee', -2, 'We call back', now() - interval '1 hour', NULL),
	(${customer}, 'bothy', 'b-${agent.name}', 'visit', NULL, now() - interval '2 days', NULL, '', 'Looked at the router.', '', 1, 'A new router', now(), now())`);

// A case with everything on its page: links in each state, a history, a solution that waits; and one that is merged.
const [asker] = one("SELECT id FROM community.member WHERE username = 'maya'");
const [speaker] = one("INSERT INTO community.member (username, display, skeleton, roles) VALUES ('y" + agent.name + "', 'Lee of Fernline', 'y" + agent.name + "', 5) RETURNING id");
const threads = instance.sql("SELECT id FROM community.thread WHERE kind = 'question' AND deleted_at IS NULL AND answers > 0 ORDER BY id LIMIT 3").map(([id]) => id);
const [theCase] = one(`INSERT INTO crm."case" (customer_id, subject, state, priority, owner_id, solved_at) VALUES (${customer}, 'Findable: her SIM is not active & the <bill> is wrong', 'solved', 'high', ${coded.id}, now()) RETURNING id`);
instance.sql("INSERT INTO crm.customer (name) VALUES ('Twin Otter Ltd'), ('Twin Otters')");
const [merged] = one(`INSERT INTO crm."case" (subject, merged_into) VALUES ('The same once more', ${theCase}) RETURNING id`);
instance.sql(`
	UPDATE desk.account SET member_id = ${speaker} WHERE id = ${agent.id};
	INSERT INTO crm.member_customer (member_id, customer_id, how) VALUES (${asker}, ${customer}, 'staff') ON CONFLICT DO NOTHING;
	INSERT INTO crm.link (thread_id, episode, case_id, kind, state, reason, by_id) VALUES (${threads[0]}, 1, ${theCase}, 'same_problem', 'active', 'the same antenna', ${agent.id}),
		(${threads[1]}, 1, ${theCase}, 'evidence', 'proposed', '', NULL), (${threads[2]}, 1, ${theCase}, 'evidence', 'removed', '', ${agent.id});
	INSERT INTO community.thread_company (thread_id) VALUES (${threads[0]}) ON CONFLICT DO NOTHING;
	INSERT INTO crm.case_entry (case_id, kind, by_id, text, was, becomes, thread_id) VALUES (${theCase}, 'opened', ${agent.id}, 'She called twice.', NULL, NULL, NULL),
		(${theCase}, 'linked', ${agent.id}, 'the same antenna', NULL, 'same_problem', ${threads[0]}), (${theCase}, 'reply', ${coded.id}, E'Dear Pat,\\n\\nwe have moved the antenna.', NULL, NULL, NULL),
		(${theCase}, 'merged', ${agent.id}, '', '${merged}', NULL, NULL), (${theCase}, 'state', ${agent.id}, '', 'open', 'solved', NULL);
	INSERT INTO crm.solution (case_id, text, redacted, credited) VALUES (${theCase}, 'Dear [name], we have **moved** the antenna.', '{phone,name}', '{${asker}}');
	INSERT INTO crm.sync (case_id, state, last_try, error) VALUES (${theCase}, 'failed', now(), 'connection refused')`);
const [draft] = one(`SELECT id FROM crm.solution WHERE case_id = ${theCase}`);
// In the inbox: one of each reason about those threads, taken by another, put off, done; and something sealed for a key nobody has.
instance.sql(`DELETE FROM crm.inbox WHERE done_at IS NULL AND thread_id IN (${threads})`);
const items = instance.sql(`INSERT INTO crm.inbox (reason, thread_id, case_id, due_at, taken_by, taken_at, snoozed_until, done_at, done_by, done_how) VALUES
	('said_no', ${threads[0]}, NULL, now() + interval '1 hour', ${agent.id}, now(), NULL, NULL, NULL, ''), ('distress', ${threads[1]}, NULL, now() - interval '1 hour', ${coded.id}, now(), NULL, NULL, NULL, ''),
	('payment', ${threads[0]}, NULL, now(), NULL, NULL, NULL, NULL, NULL, ''), ('draft', NULL, ${theCase}, now(), NULL, NULL, now() + interval '1 day', NULL, NULL, ''),
	('criticism', ${threads[2]}, NULL, now(), ${agent.id}, now(), NULL, now(), ${agent.id}, 'handled') RETURNING id`).map(([id]) => id);
instance.sql(`INSERT INTO crm.clock (thread_id, episode, state, why, run_from, next_at, done, priority) VALUES (${threads[0]}, 1, 'running', 'asked', now(), now() + interval '3 hours', 1, 'urgent'),
	(${threads[1]}, 1, 'paused', 'awaiting_asker', NULL, NULL, 0, 'normal'), (${threads[2]}, 1, 'stopped', 'answered', NULL, NULL, 2, 'normal') ON CONFLICT (thread_id) DO NOTHING`);
const [sealed] = one(`INSERT INTO intake.message (thread_id, member_id, sealed) VALUES (${threads[0]}, ${asker}, decode(repeat('ab', 80), 'hex')) RETURNING id`);
// As a form of its page sends it.
const acted = (name, fields, status) => sent(name, `/case/${theCase}`, `/case/${theCase}`, fields, status);

// Those who look: { name: cookie }. "half" has given the password and not the code.
const [agentCookie, codedCookie, halfCookie] = deskCookies([agent, coded, half]);
instance.sql(`UPDATE desk.session SET proved = false WHERE account_id = ${half.id}`);
export const deskViewers = { guest: '', half: halfCookie, agent: agentCookie, coded: codedCookie };

export const deskPages = {
	guest: [
		read('sign in', '/signin'),
		sent('sign in, refused', '/signin', '/signin', { name: 'nobody-here', password: 'wrong' }, 422),
		sent('form without a session', null, '/settings', { display: 'Kept', zone: '' }, 403),
		read('nothing there, as a guest', '/no/such/page', 404),
	],
	half: [
		read('code', '/signin/code'),
		sent('code, refused', '/signin/code', '/signin/code', { code: '000000' }, 422),
	],
	agent: [
		read('inbox', '/'),
		read('inbox, of one reason', '/?reason=said_no'),
		read('inbox, mine', '/?show=mine'),
		read('inbox, later', '/?show=asleep'),
		read('inbox, done', '/?show=done'),
		sent('inbox, refused', '/', `/inbox/${items[2]}`, { act: 'done', how: '' }, 422),
		read('private details, not to be opened', `/private/${sealed}`),
		read('clocks', '/settings/clocks'),
		sent('clocks, tried', '/settings/clocks', '/settings/clocks', { act: 'try' }, 200),
		sent('clocks, refused', '/settings/clocks', '/settings/clocks', { act: 'save', zone: 'Mars', holidays: 'x', policy00: 'x', intake_days: '0', followup1: '0', opens1: 'x', security: 'x' }, 422),
		read('members and customers', '/settings/members'),
		read('search', '/search'),
		read('search, found', '/search?q=roaming'),
		read('search, a customer', '/search?q=Findable'),
		read('search, nothing', '/search?q=xyzzyplugh'),
		read('threads', '/threads'),
		read('threads, all', '/threads?tab=all'),
		read('threads, past the end', '/threads?tab=all&before=1.1'),
		read('cases', '/cases'),
		read('cases, all', '/cases?tab=all'),
		read('cases, none', '/cases?tab=mine&priority=urgent'),
		read('case', `/case/${theCase}`),
		read('case, merged', `/case/${merged}`),
		acted('case, stale', { act: 'state', value: 'closed', version: '0', text: 'Why not' }, 409),
		acted('case, refused', { act: 'note', text: '' }, 422),
		acted('case, several customers', { act: 'customer', value: 'Twin Otter', version: '1' }, 422),
		read('case, link a thread', `/case/${theCase}/link`),
		read('case, threads found', `/case/${theCase}/link?q=sim`),
		read('open a case', `/case/new?thread=${threads[0]}`),
		sent('open a case, refused', '/case/new', '/case/new', { subject: '' }, 422),
		read('solution', `/case/${theCase}/solution`),
		sent('solution, held back', `/case/${theCase}/solution`, `/case/${theCase}/solution`, { act: 'approve', text: 'Call +44 20 7946 0018', solution: draft }, 422),
		read('solution, none', `/case/${merged}/solution`),
		read('thread', `/thread/${threads[0]}`),
		sent('thread, reply refused', `/thread/${threads[0]}`, `/thread/${threads[0]}/reply`, { body: '' }, 422),
		sent('thread, previewed', `/thread/${threads[0]}`, `/thread/${threads[0]}/reply`, { body: 'It **works**.', preview: '1' }, 200),
		read('thread, link a case', `/thread/${threads[0]}/link`),
		read('thread, cases found', `/thread/${threads[0]}/link?q=Findable`),
		read('in step with the CRM', '/sync'),
		read('keys', '/keys'),
		read('customers, found', '/customers?q=Findable'),
		read('customer, calls', `/customer/${customer}?channel=call`),
		sent('customer, call refused', `/customer/${customer}`, `/customer/${customer}/touch`, { channel: 'fax', subject: 'A matter' }, 422),
		sent('customer, nobody of that name', `/customer/${customer}`, `/customer/${customer}/member`, { act: 'link', name: 'nobody-here' }, 422),
		sent('customer, edit refused', `/customer/${customer}/edit`, `/customer/${customer}/edit`, { name: '' }, 422),
		sent('customer, erase refused', `/customer/${customer}/erase`, `/customer/${customer}/erase`, { name: 'x' }, 422),
		read('for other systems', '/api-docs'),
		read('customers', '/customers'),
		read('customer', `/customer/${customer}`),
		read('customer, edit', `/customer/${customer}/edit`),
		read('customer, erase', `/customer/${customer}/erase`),
		read('settings', '/settings'),
		sent('settings, refused', '/settings', '/settings', { display: '', zone: 'Mars/Olympus' }, 422),
		read('password', '/settings/password'),
		sent('password, refused', '/settings/password', '/settings/password', { password: 'wrong', new_password: 'short' }, 422),
		read('one-time codes', '/settings/totp'),
		sent('one-time codes, refused', '/settings/totp', '/settings/totp', { code: '000000', password: 'x', secret }, 422),
		read('sessions', '/settings/sessions'),
		read('nothing there', '/no/such/page', 404),
		sent('form in a place that takes none', null, '/keys', {}, 405),
		sent('form with an old key', null, '/settings', { key: 'x', display: 'Kept' }, 403),
	],
	coded: [
		read('one-time codes, on', '/settings/totp'),
	],
};

// Opens the page as the viewer, in a client: { status, html, headers }.
export async function fetchDeskPage(viewer, page) {
	const client = new Client({}, { url: instance.deskUrl });
	if (deskViewers[viewer])
		client.cookies.set('desk', deskViewers[viewer].slice('desk='.length));
	if (!page.fields)
		return client.get(page.address);
	if (!page.from)
		return client.post(page.address, page.fields);
	const form = new Map(formFields((await client.get(page.from)).html, page.address));
	for (const [name, value] of Object.entries(page.fields))
		form.set(name, value);
	return client.post(page.address, [...form]);
}

// The same in a browser's ${tab}; the status.
export async function showDeskPage(tab, page) {
	if (!page.fields)
		return (await tab.goto(page.address)).status();
	await tab.goto(page.from ?? '/signin');
	const [answer] = await Promise.all([
		tab.waitForNavigation(),
		tab.evaluate(([action, from, pairs]) => {
			const form = document.createElement('form');
			form.method = 'post';
			form.action = action;
			const fields = new Map(from ? new FormData(document.querySelector(`form[action="${action}"]`)) : []);
			for (const [name, value] of [...fields, ...pairs].filter(([name], i, all) => !all.slice(i + 1).some(([later]) => later === name))) {
				const field = document.createElement('textarea');
				field.name = name;
				field.value = value;
				form.append(field);
			}
			document.body.append(form);
			form.submit();
		}, [page.address, page.from, Object.entries(page.fields)]),
	]);
	return answer.status();
}
