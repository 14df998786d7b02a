// customers_erased.test.mjs -- erasing at the desk: clicked twice, in the middle of other work, and what it reaches.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { act, colleague, crmCase, customer, deskKey } from './lib/cases.mjs';
import { ROLE } from './lib/desk.mjs';
import { held } from './lib/held.mjs';
import { instance } from './lib/instance.mjs';
import { erased } from './lib/personal.mjs';
import { pidsOf } from './lib/processes.mjs';
import { keyOf, member, number, thread } from './lib/scene.mjs';

const run = Date.now().toString(36) + process.pid.toString(36);
const lead = colleague({ role: ROLE.lead });
const erasing = (who) => `SELECT crm.erase_customer(${who.id}, ${lead.id}, 44::smallint)`;

test('erased by a double click, he is erased once, and both are told so', async () => {
	const pat = customer();
	const pids = pidsOf(instance, 'desk');
	const fields = { key: await deskKey(lead.desk), name: pat.name };
	const answers = await Promise.all([1, 2, 3].map(() => lead.desk.post(`/customer/${pat.id}/erase`, fields)));
	answers.push(await lead.desk.post(`/customer/${pat.id}/erase`, fields));
	assert.deepEqual(answers.map(({ status, location }) => [status, location]), Array(4).fill([303, `/customer/${pat.id}`]));
	assert.equal(number(`SELECT count(*) FROM crm.audit WHERE customer_id = ${pat.id} AND what = 'customer.erased'`), 1);
	assert.deepEqual(pidsOf(instance, 'desk'), pids);
});

test('a customer added by a double click is there once, and both are led to him', async () => {
	const name = `Added ${run}`;
	const fields = { key: await deskKey(lead.desk), name, kind: 'person', relation: 'new', tier: '', note: '', email: '', phone: '', account: '' };
	const answers = await Promise.all([1, 2, 3].map(() => lead.desk.post('/customers', fields)));
	const id = number(`SELECT id FROM crm.customer WHERE name = '${name}'`);
	assert.deepEqual(answers.map(({ status, location }) => [status, location]), Array(3).fill([303, `/customer/${id}`]));
});

test('a case opened of his thread, and a record of his that is fed, while he is being erased, are refused', async () => {
	const asker = member();
	const pat = customer({ of: [asker] });
	const [fed, external] = [`f${run}`, `e${run}`];
	instance.sql(`UPDATE crm.customer SET source = '${fed}', external_id = '${external}' WHERE id = ${pat.id}`);
	const t = thread(asker);
	const bearer = instance.bothy('user', 'key', 'add', `key ${run}`, '--scopes', 'touchpoints', '--source', fed).trim().split('\n').at(-1);
	const fields = { key: await deskKey(lead.desk), thread: t.id, subject: 'His', priority: 'normal', text: 'Secret' };
	const pids = pidsOf(instance, 'desk');
	const [opened, put] = await held(erasing(pat), () => Promise.all([lead.desk.post('/case/new', fields),
		fetch(`${instance.deskUrl}/api/touchpoints`, { method: 'POST', headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
			body: JSON.stringify([{ external_id: `t${run}`, customer: external, channel: 'call', direction: 'in', at: new Date().toISOString(), subject: 'Secret' }]) })]));
	assert.equal(opened.status, 409);
	assert.ok([200, 207, 409].includes(put.status), `${put.status} ${await put.text()}`);
	assert.equal(number(`SELECT count(*) FROM crm.link WHERE thread_id = ${t.id}`), 0);
	assert.equal(number(`SELECT count(*) FROM crm.touchpoint WHERE customer_id = ${pat.id}`), 0);
	assert.deepEqual(pidsOf(instance, 'desk'), pids);
});

test('his name goes from a case that was taken from him, too', async () => {
	const [pat, right] = [customer({ name: `Wrongly Named ${run}` }), customer({ name: `Rightly Named ${run}` })];
	const matter = crmCase({ state: 'open' });
	for (const who of [pat, right])
		assert.equal((await act(lead.desk, matter, 'customer', { value: `#${who.id}` })).status, 303);
	assert.match((await lead.desk.get(matter.path)).html, /Wrongly Named/);
	instance.sql(erasing(pat));
	const { html } = await lead.desk.get(matter.path);
	assert.doesNotMatch(html, /Wrongly Named/);
	assert.match(html, /Rightly Named/);
});

test('private details that were put into a case go with the member, and the case is not found by them', async () => {
	const [asker, other] = [member(), member()];
	const matter = crmCase({ state: 'open', subject: `Matter ${run}` });
	const attached = async (who, text) => {
		const t = thread(who);
		assert.equal((await who.client.post(`/t/${t.id}/private`, { key: await keyOf(who.client), account: text, phone: '', address: '', text: '' })).status, 303);
		const id = number(`SELECT id FROM intake.message WHERE thread_id = ${t.id}`);
		assert.equal((await lead.desk.post(`/private/${id}`, { key: await deskKey(lead.desk), act: 'attach', case: matter.id })).status, 303);
	};
	await attached(asker, `account${run}gone`);
	await attached(other, `account${run}stays`);
	assert.equal((await act(lead.desk, matter, 'note', { text: `note${run}` })).status, 303);
	// As of a case that a CRM is told of.
	instance.sql(`INSERT INTO crm.delivery (case_id, adapter, kind, payload) SELECT case_id, 'rt', 'comment', jsonb_build_object('text', text)
		FROM crm.case_entry WHERE case_id = ${matter.id} AND kind = 'note'; UPDATE crm.delivery SET done_at = now() WHERE case_id = ${matter.id}`);
	await erased(asker);
	const { html } = await lead.desk.get(matter.path);
	assert.doesNotMatch(html, new RegExp(`account${run}gone`));
	assert.match(html, /Private details, which went with the member\./);
	for (const there of [`account${run}stays`, `note${run}`, `Matter ${run}`])
		assert.ok(html.includes(there), there);
	const found = (word) => number(`SELECT count(*) FROM crm.case WHERE id = ${matter.id} AND words @@ plainto_tsquery('community.english', '${word}')`);
	assert.deepEqual([`account${run}gone`, `account${run}stays`, `note${run}`, `Matter ${run}`].map(found), [0, 1, 1, 1]);
	assert.deepEqual(instance.sql(`SELECT payload::text FROM crm.delivery WHERE case_id = ${matter.id} AND payload::text LIKE '%${run}gone%'`), []);
	assert.equal(number(`SELECT count(*) FROM crm.delivery WHERE case_id = ${matter.id} AND payload::text LIKE '%${run}stays%'`), 1);
});
