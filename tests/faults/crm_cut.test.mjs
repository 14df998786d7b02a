// `work` killed at the worst moment: a ticket was made, and we do not know its number yet. And tickets that began there.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { secrets, startWithCrm, until } from '../web/lib/crm.mjs';
import { pidsOf } from '../web/lib/processes.mjs';
import { event, FakeRt } from '../web/lib/rt_fake.mjs';

const rt = await new FakeRt().open();
const desk = await (await startWithCrm(rt.url, rt.token, { BOTHY_FAULT: 'crm.created:1:1', BOTHY_CRM_ADOPT: 'yes' })).signIn();

test('a worker killed between making a ticket and knowing it makes no second one, and the case learns its number', async () => {
	const before = pidsOf(desk.at, 'work')[0];
	const id = await desk.open('Cut off', 'What is known', desk.thread());
	await desk.note(id, 'afterwards');
	await until(() => rt.tickets.size === 1, 30000);
	await until(() => pidsOf(desk.at, 'work').some((pid) => pid !== before), 30000);
	assert.equal(desk.ticket(id), undefined, 'its number was not written down');
	await until(() => desk.hurry() ?? desk.sync(id)[0] === 'synced', 60000);
	assert.equal(rt.tickets.size, 1);
	assert.equal(desk.ticket(id), '1');
	assert.deepEqual(rt.transactions.filter((t) => t.Type === 'Comment').map((t) => t.text), ['afterwards']);
	assert.equal(desk.row("SELECT count(*) FROM crm.case WHERE adapter = 'rt'")[0], '1', 'the ticket was not taken for a new matter either');
});

test('a ticket that began there becomes a case of its customer, once, with what was written so far', async () => {
	const [customer] = desk.row("INSERT INTO crm.customer (name) VALUES ('Jane') RETURNING id");
	desk.at.sql(`INSERT INTO crm.contact (customer_id, kind, value, key) VALUES (${customer}, 'email', 'jane@example.org', 'jane@example.org')`);
	const ticket = rt.create('jane@example.org', { Subject: 'By mail', Content: 'Help', Requestor: ['jane@example.org'] });
	rt.say(ticket, 'root', 'Comment', 'a note');
	const one = event(rt.historyOf(ticket).at(-1), secrets.now);
	assert.deepEqual(await Promise.all([desk.hook(one), desk.hook(one)]), [200, 200]);
	await until(() => desk.row(`SELECT count(*) FROM crm.case WHERE external_id = '${ticket.id}'`)[0] === '1', 30000);
	await desk.quiet();
	const [id, state, whose] = desk.row(`SELECT id, state, customer_id FROM crm.case WHERE external_id = '${ticket.id}'`);
	assert.deepEqual([state, whose], ['new', customer]);
	assert.deepEqual(desk.history(id).map(([kind, by, text]) => [kind, by, text]), [['opened', 'jane@example.org', 'Help'], ['note', 'Enoch Root', 'a note']]);
	rt.set(ticket, 'root', { Status: 'resolved' });
	await until(() => desk.stateOf(id) === 'solved', 30000);
	assert.equal(rt.failure, undefined);
});
