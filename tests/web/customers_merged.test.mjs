// customers_merged.test.mjs -- two records of one person are read as one, wherever a case or a thread shows whose it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { act, colleague, crmCase, customer, deskKey } from './lib/cases.mjs';
import { visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { member, number, thread } from './lib/scene.mjs';

const run = Date.now().toString(36) + process.pid.toString(36);
const lee = colleague();
const card = (html) => html.match(/<section class="card" aria-labelledby="customer-heading">.*?<\/section>/s)[0];

// Jane as two records, the first with a case and her member, merged into the second, with a case and a call.
async function janes() {
	const asker = member();
	const one = customer({ name: `Jane First ${run}`, of: [asker], contacts: [['email', `first-${run}@example.org`], ['phone', '+44 1']] });
	const two = customer({ name: `Jane Second ${run}`, contacts: [['email', `second-${run}@example.org`], ['phone', '+44 1']] });
	instance.sql(`INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, inbound, at, subject)
		VALUES (${two.id}, 'web', 'm${run}-${two.id}', 'call', true, now() - interval '1 hour', 'Said to the second ${run}')`);
	const [ofOne, ofTwo] = [crmCase({ subject: `Zither matter ${run} one`, state: 'open', customer: one }), crmCase({ subject: `Quokka matter ${run} two`, state: 'open', customer: two })];
	const merge = async (what) => assert.equal((await lee.desk.post(`/customer/${two.id}/merge`, { key: await deskKey(lee.desk), act: what, other: one.id })).status, 303);
	await merge('merge');
	return { asker, one, two, ofOne, ofTwo, merge };
}

test('the case of a record that was merged shows who it was merged into, with what belongs to both; apart again, its own', async () => {
	const { one, two, ofOne, merge } = await janes();
	const { html } = await lee.desk.get(ofOne.path);
	assert.match(card(html), new RegExp(`href="/customer/${two.id}"[^>]*><bdi>Jane Second`));
	assert.match(card(html), new RegExp(`first-${run}@example.org`));
	assert.match(card(html), new RegExp(`second-${run}@example.org`));
	assert.equal(card(html).split('+44 1').length, 2, 'a number of both stands once');
	assert.match(visible(html), new RegExp(`Said to the second ${run}`));
	assert.match(html, new RegExp(`name="value"[^>]*value="#${two.id}"`));
	assert.match((await lee.desk.get(`/cases?tab=all&q=Jane+Second+${run}`)).html, new RegExp(`href="${ofOne.path}"`), 'found by the name both go by');
	assert.match(visible((await lee.desk.get(`/search?q=Zither+${run}`)).html), new RegExp(`Jane Second ${run}`));
	await merge('split');
	const apart = (await lee.desk.get(ofOne.path)).html;
	assert.match(card(apart), new RegExp(`href="/customer/${one.id}"[^>]*><bdi>Jane First`));
	assert.doesNotMatch(visible(apart), new RegExp(`Said to the second ${run}`));
});

test('the thread of a member of a record that was merged is offered the cases of both, and opens the next for the one they are', async () => {
	const { asker, two, ofOne, ofTwo } = await janes();
	const t = thread(asker, { title: `Something else ${run}` });
	const { html } = await lee.desk.get(`/thread/${t.id}`);
	assert.match(card(html), new RegExp(`href="/customer/${two.id}"[^>]*><bdi>Jane Second`));
	assert.match(visible(card(html)), /2/);
	for (const c of [ofOne, ofTwo])
		assert.match((await lee.desk.get(`/thread/${t.id}/link`)).html, new RegExp(`value="${c.id}"`), c.subject);
	assert.equal((await lee.desk.post('/case/new', { key: await deskKey(lee.desk), thread: t.id, subject: 'New', priority: 'normal', text: '' })).status, 303);
	assert.equal(number(`SELECT customer_id FROM crm.case c JOIN crm.link l ON l.case_id = c.id WHERE l.thread_id = ${t.id}`), two.id);
});

test('a case of a record that was merged can be given to the one they are, and is then the same', async () => {
	const { two, ofOne } = await janes();
	assert.equal((await act(lee.desk, ofOne, 'customer', { value: `#${two.id}` })).status, 303);
	assert.equal(number(`SELECT customer_id FROM crm.case WHERE id = ${ofOne.id}`), two.id);
});
