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
		read('search', '/search'),
		read('search, found', '/search?q=roaming'),
		read('search, a customer', '/search?q=Findable'),
		read('search, nothing', '/search?q=xyzzyplugh'),
		read('keys', '/keys'),
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
