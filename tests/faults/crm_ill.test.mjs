// A CRM that is slow, answers rubbish, or has its clock wrong: it holds up nobody but the ticket it is about, and nothing is said to a
// customer twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { secrets, startWithCrm, until } from '../web/lib/crm.mjs';
import { event, FakeRt } from '../web/lib/rt_fake.mjs';

const rt = await new FakeRt().open();
// For a second text of one ticket there is never time.
const desk = await (await startWithCrm(rt.url, rt.token, { BOTHY_FAULT: 'crm.hurried:1:0', BOTHY_CRM_ADOPT: 'yes' })).signIn();
const ticketOf = (id) => rt.tickets.get(Number(desk.ticket(id)));
const caseOf = (ticket) => desk.row(`SELECT id, subject, state FROM crm.case WHERE external_id = '${ticket.id}'`);
const told = (ticket) => desk.hook(event(rt.historyOf(ticket).at(-1), secrets.now));

test('a history there was no time for is read on from where it was left, each entry once', async () => {
	const ticket = rt.create('root', { Subject: 'Slow', Content: 'the beginning' });
	for (let i = 0; i < 6; i++) {
		rt.say(ticket, 'root', 'Comment', `note ${i}`);
		rt.set(ticket, 'root', { Priority: i % 2 ? 0 : 100 });
	}
	rt.set(ticket, 'root', { Status: 'stalled' });
	await told(ticket);
	await until(() => caseOf(ticket) && desk.history(caseOf(ticket)[0]).length === 14, 60000);
	await desk.quiet();
	const [id, , state] = caseOf(ticket);
	assert.deepEqual(desk.history(id).map(([kind, , text]) => text || kind), ['the beginning', ...[0, 1, 2, 3, 4, 5].flatMap((i) => [`note ${i}`, 'priority']), 'state']);
	assert.equal(state, 'on_hold');
});

test('a ticket without a subject becomes a case all the same', async () => {
	const ticket = rt.create('jo@example.org', { Subject: '', Content: 'Help', Requestor: ['jo@example.org'] });
	await told(ticket);
	await until(() => caseOf(ticket), 30000);
	assert.equal(caseOf(ticket)[1], '(no subject)');
});

test('a ticket that cannot be taken as it is keeps no other one waiting', async () => {
	const [bad, good] = [rt.create('root', { Subject: 'Bad' }), rt.create('root', { Subject: 'Good' })];
	desk.at.sql(`ALTER TABLE crm.case ADD CONSTRAINT unlucky CHECK (subject <> 'Bad')`);
	await told(bad);
	await told(good);
	await until(() => caseOf(good), 30000);
	await until(() => desk.row(`SELECT tries FROM crm.hook WHERE external_case = '${bad.id}' AND tries > 0 AND next_try > now()`), 30000);
	assert.equal(caseOf(bad), undefined);
	desk.at.sql('ALTER TABLE crm.case DROP CONSTRAINT unlucky');
	await until(() => desk.hurry() ?? caseOf(bad), 30000);
});

test('a round that dies over a ticket leaves it for later, and looks at the others', async () => {
	const [bad, good] = [rt.create('root', { Subject: 'Deadly' }), rt.create('root', { Subject: 'Harmless' })];
	desk.at.sql(`CREATE FUNCTION public.deadly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
		CREATE TRIGGER deadly BEFORE INSERT ON crm.case FOR EACH ROW WHEN (NEW.subject = 'Deadly') EXECUTE FUNCTION public.deadly()`);
	await told(bad);
	await told(good);
	await until(() => caseOf(good), 30000);
	desk.at.sql('DROP TRIGGER deadly ON crm.case; DROP FUNCTION public.deadly()');
	await until(() => desk.hurry() ?? caseOf(bad), 30000);
});

for (const [what, body] of [['another ticket’s name', { id: '../user/root' }], ['no number', { id: '' }], ['a list', []], ['a page to sign in', '<html><form action="/login">'], ['half of it', '{"id": 1, "Subj']])
	test(`a ticket that is answered by ${what} is no ticket, and is made when the CRM is well again`, async () => {
		let ill = true;
		rt.manner = (method, path) => (ill && method === 'POST' && path === '/ticket' ? { status: 201, body } : undefined);
		const id = await desk.open(`Answered by ${what}`);
		await until(() => desk.sync(id)[0] === 'failed', 30000);
		assert.equal(desk.ticket(id), undefined);
		ill = false;
		await until(() => desk.hurry() ?? desk.sync(id)[0] === 'synced', 30000);
		assert.equal(ticketOf(id).Subject, `Answered by ${what}`);
		rt.manner = () => undefined;
	});

test('a redirect is not followed: the token stays with the CRM', async () => {
	rt.manner = (method, path) => (method === 'POST' && path === '/ticket' ? { status: 302, body: '', location: `${rt.url}/REST/2.0/elsewhere` } : undefined);
	const id = await desk.open('Redirected');
	await until(() => desk.sync(id)[0] === 'failed', 30000);
	rt.manner = () => undefined;
	assert.ok(!rt.asked.some(([, path]) => path === '/elsewhere'));
	await until(() => desk.hurry() ?? desk.sync(id)[0] === 'synced', 30000);
});

test('what was given up after its answer was lost is not said to the customer twice when staff say it again', async () => {
	const id = await desk.open('Lost and given up');
	await desk.inStep(id);
	const number = desk.ticket(id);
	rt.manner = (method, path) => (method === 'POST' && path === `/ticket/${number}/correspond` ? 'mute' : undefined);
	await desk.reply(id, 'Dear Jo, it is mended.');
	await until(() => desk.sync(id)[0] === 'failed', 30000);
	desk.at.sql(`UPDATE crm.delivery SET dead_at = now(), taken_at = NULL WHERE case_id = ${id} AND done_at IS NULL; UPDATE crm.sync SET state = 'dead' WHERE case_id = ${id}`);
	rt.manner = () => undefined;
	const [delivery] = desk.row(`SELECT id FROM crm.delivery WHERE case_id = ${id} AND dead_at IS NOT NULL`);
	await desk.decide('again', delivery);
	await until(() => desk.hurry() ?? desk.sync(id)[0] === 'synced', 30000);
	assert.deepEqual(rt.historyOf(ticketOf(id)).filter(({ Type }) => Type === 'Correspond').map(({ text }) => text), ['Dear Jo, it is mended.']);
});

test('a CRM whose clock is ahead is asked from now on, not from its tomorrow', async () => {
	const ticket = rt.create('root', { Subject: 'From tomorrow' });
	ticket.updated += 86400000;
	await until(() => caseOf(ticket), 30000);
	assert.equal(desk.row('SELECT count(*) FROM crm.poll WHERE seen > now()')[0], '0');
	ticket.updated = Date.now();
});

test('more tickets changed at the same time than a round asks for are all heard of', async () => {
	const many = Array.from({ length: 2150 }, (_, i) => rt.create('root', { Subject: `Of many ${i}` }));
	const at = Date.now();
	for (const ticket of many)
		ticket.updated = at;
	// That they are looked at is another matter.
	const theirs = new Set(many.map(({ id }) => `/ticket/${id}`));
	rt.manner = (method, path) => (theirs.has(path) ? { status: 404, body: {} } : undefined);
	await until(() => desk.row(`SELECT count(DISTINCT external_case) FROM crm.hook WHERE event_id LIKE 'poll-%' AND external_case::bigint >= ${many[0].id}`)[0] === '2150', 60000);
	for (const { id } of many)
		rt.tickets.delete(id);
	desk.at.sql(`DELETE FROM crm.hook WHERE external_case::bigint >= ${many[0].id}`);
	rt.manner = () => undefined;
	assert.equal(rt.failure, undefined);
});
