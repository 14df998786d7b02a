// api.test.mjs -- other systems tell of customers: keys, batches, what comes back, and that the same request does nothing twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { link } from './lib/cases.mjs';
import { ROLE, atDesk, staff } from './lib/desk.mjs';
import { eventually } from './lib/evidence.mjs';
import { instance } from './lib/instance.mjs';
import { member, thread } from './lib/scene.mjs';

const run = Date.now().toString(36);
const source = `t${run}`;
const { bothy } = instance;
const made = (scopes, name = 'a test') => {
	const said = bothy('user', 'key', 'add', name, '--scopes', scopes, '--source', source);
	return { id: said.match(/^key (\d+)/)[1], key: said.trim().split('\n').at(-1) };
};
const { key } = made('customers,cases,touchpoints');

async function post(what, records, { bearer = key, headers = {}, body } = {}) {
	const answer = await fetch(`${instance.deskUrl}/api/${what}`, {
		method: 'POST',
		headers: { ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}), 'Content-Type': 'application/json', ...headers },
		body: body ?? JSON.stringify(records),
	});
	return { status: answer.status, type: answer.headers.get('content-type'), headers: answer.headers, body: await answer.json() };
}
const count = (sql) => Number(instance.sql(sql)[0][0]);

test('the good records of a batch go in, the others come back with why', async () => {
	const answer = await post('customers', [{ external_id: `${run}-1`, name: 'Ann Example', email: `ann-${run}@example.org` }, { external_id: `${run}-2` }]);
	assert.equal(answer.status, 207);
	assert.deepEqual(answer.body, { added: 1, updated: 0, unchanged: 0, refused: [{ index: 1, external_id: `${run}-2`, reason: 'name is missing' }] });
	const again = await post('customers', [{ external_id: `${run}-1`, name: 'Ann Example', email: `ann-${run}@example.org` }]);
	assert.equal(again.status, 200);
	assert.deepEqual(again.body, { added: 0, updated: 0, unchanged: 1, refused: [] });
	const contact = await post('customers', [{ external_id: `${run}-1`, name: 'Ann Example', phone: '020 7946 0123' }]);
	assert.equal(contact.body.updated, 1);
});

test('touch-points find their customer by id or by a contact', async () => {
	await post('customers', [{ external_id: `${run}-t`, name: 'Tom Example', email: `tom-${run}@example.org` }]);
	const at = new Date().toISOString();
	const answer = await post('touchpoints', { touchpoints: [
		{ external_id: `${run}-a`, customer: `${run}-t`, channel: 'call', at, direction: 'in' },
		{ external_id: `${run}-b`, email: `TOM-${run}@example.org`, channel: 'mail', at },
		{ external_id: `${run}-c`, customer: 'nobody', channel: 'mail', at },
	] });
	assert.equal(answer.status, 207);
	assert.equal(answer.body.added, 2);
	assert.deepEqual(answer.body.refused, [{ index: 2, external_id: `${run}-c`, reason: 'there is no customer of that id from this source' }]);
	assert.equal(count(`SELECT count(DISTINCT customer_id) FROM crm.touchpoint WHERE source = '${source}'`), 1);
});

test('a case that is told to be solved drafts the answer for its linked threads, once', async () => {
	const told = (state, changed) => ({ external_id: `${run}-loop`, subject: 'No signal since the update', state, changed_at: changed,
		entries: [{ external_id: '1', kind: 'reply', at: '2026-11-02', text: 'We have moved the antenna.' }] });
	assert.equal((await post('cases', [told('open', '2026-11-01')])).body.added, 1);
	const [[id]] = instance.sql(`SELECT id FROM crm.case WHERE adapter = '${source}' AND external_id = '${run}-loop'`);
	link(thread(member()), { id });
	const drafts = () => count(`SELECT count(*) FROM crm.solution WHERE case_id = ${id}`);
	assert.equal((await post('cases', [told('pending_customer', '2026-11-02')])).body.updated, 1);
	assert.equal(drafts(), 0);
	assert.equal((await post('cases', [told('solved', '2026-11-03')])).body.updated, 1);
	await eventually(() => drafts() === 1);
	assert.match(instance.sql(`SELECT text FROM crm.solution WHERE case_id = ${id}`)[0][0], /moved the antenna/);
	assert.equal((await post('cases', [told('solved', '2026-11-03')])).body.unchanged, 1);
	await eventually(() => !count("SELECT count(*) FROM ops.job WHERE kind = 'solution.draft'"));
	assert.equal(drafts(), 1);
	assert.deepEqual(instance.sql(`SELECT number FROM crm.event WHERE case_id = ${id} AND kind = 5 ORDER BY id`).flat(), ['2', '4']);
});

test('an Idempotency-Key gives the first answer again, and is for one body', async () => {
	const headers = { 'Idempotency-Key': `k-${run}` };
	const records = [{ external_id: `${run}-once`, subject: 'Once' }];
	const [first, second] = await Promise.all([post('cases', records, { headers }), post('cases', records, { headers })]);
	assert.deepEqual([first.status, second.status], [200, 200]);
	assert.deepEqual([first.body.added, second.body.added], [1, 1]);
	assert.equal([first, second].filter((answer) => answer.headers.get('idempotent-replayed') === 'true').length, 1);
	const other = await post('cases', [], { headers });
	assert.equal(other.status, 422);
	assert.match(other.body.detail, /another body/);
	assert.equal(count(`SELECT count(*) FROM crm.case_entry e JOIN crm."case" c ON c.id = e.case_id WHERE c.external_id = '${run}-once'`), 1);
});

test('what is wrong with a request as a whole is a problem of RFC 9457', async () => {
	const few = made('touchpoints').key;
	const table = [
		[401, () => post('customers', [], { bearer: '' })],
		[401, () => post('customers', [], { bearer: 'bothy_x' })],
		[401, () => post('customers', [], { bearer: `bothy_${'A'.repeat(43)}` })],
		[403, () => post('customers', [], { bearer: few })],
		[404, () => post('nothing', [])],
		[400, () => post('customers', null, { body: '[' })],
		[400, () => post('customers', null, { body: '{"cases": []}' })],
		[400, () => post('customers', [], { headers: { 'Idempotency-Key': 'with space' } })],
		[415, () => post('customers', [], { headers: { 'Content-Type': 'text/plain' } })],
		[413, () => post('customers', Array.from({ length: 1001 }, (_, i) => ({ external_id: `${run}-m${i}`, name: 'M' })))],
		[422, () => post('customers', [{}])],
	];
	for (const [i, [status, ask]] of table.entries()) {
		const answer = await ask();
		assert.deepEqual([answer.status, answer.type, answer.body.status], [status, 'application/problem+json', status], `row ${i}`);
		assert.ok(answer.body.title);
		if (status === 401)
			assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
	}
	assert.equal(count(`SELECT count(*) FROM crm.customer WHERE external_id LIKE '${run}-m%'`), 0);
});

test('a revoked key is none, and no key is stored or listed', async () => {
	const { id, key: ended } = made('customers', 'soon over');
	assert.equal((await post('customers', [], { bearer: ended })).status, 200);
	bothy('user', 'key', 'revoke', id);
	assert.equal((await post('customers', [], { bearer: ended })).status, 401);
	const list = bothy('user', 'key', 'list');
	assert.match(list, /soon over.*revoked/);
	assert.ok(!list.includes(key.slice(6)));
	assert.throws(() => bothy('user', 'key', 'revoke', id));
});

test('the page that says how is for staff', async () => {
	const { agent } = staff({ agent: ROLE.agent });
	const page = await atDesk(agent).get('/api-docs');
	assert.equal(page.status, 200);
	assert.match(page.html, /Idempotency-Key/);
	assert.equal((await fetch(`${instance.deskUrl}/api-docs`, { redirect: 'manual' })).status, 303);
});

test('the public door knows no such address', async () => {
	const answer = await fetch(`${instance.url}/api/customers`, { method: 'POST', headers: { Authorization: `Bearer ${key}` }, body: '[]' });
	assert.equal(answer.status, 404);
});
