// Cases kept in step with a Request Tracker: what is said there, in order and once; what happens there, shown here; events believed or
// not. The tracker is a small one whose answers were recorded from a real one; `make test-rt5` does the like with a real one.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { visible } from './lib/client.mjs';
import { secrets, startWithCrm, until } from './lib/crm.mjs';
import { event, FakeRt } from './lib/rt_fake.mjs';

const rt = await new FakeRt().open();
const desk = await (await startWithCrm(rt.url, rt.token)).signIn();
const ticketOf = (id) => rt.tickets.get(Number(desk.ticket(id)));
const ours = (ticket) => rt.historyOf(ticket).filter((t) => t.by === 'forum');
const texts = (ticket, type) => rt.historyOf(ticket).filter((t) => t.Type === type).map((t) => t.text);

test('a case opened of a thread becomes a ticket with its key, text and priority, and the case knows its number', async () => {
	const thread = desk.thread();
	const id = await desk.open('No calls abroad – Grüße', 'He cannot dial\nin "France".', thread);
	await desk.inStep(id);
	const ticket = ticketOf(id);
	assert.equal(ticket.Subject, 'No calls abroad – Grüße');
	assert.equal(texts(ticket, 'Create')[0], 'He cannot dial\nin "France".');
	assert.equal(ticket.link, `${desk.at.url}/t/${thread}#${thread}:1`);
	assert.equal(ticket.Priority, 50);
	assert.equal(rt.tickets.size, 1);
});

test('notes, replies and states are said in the order they were made', async () => {
	const id = await desk.open('In order');
	await desk.note(id, 'first');
	await desk.reply(id, 'second');
	await desk.note(id, 'third');
	await desk.state(id, 'on_hold', 'fourth');
	await desk.inStep(id);
	assert.deepEqual(ours(ticketOf(id)).filter((t) => t.text || t.Type === 'Status').map((t) => `${t.Type} ${t.text || t.NewValue}`),
		['Create What is known', 'Comment first', 'Correspond second', 'Comment third', 'Comment fourth', 'Status stalled']);
	await desk.quiet();
	assert.equal(desk.stateOf(id), 'on_hold', 'two of our states are one of theirs, and ours stays');
});

test('what we did ourselves does not come back as news', async () => {
	const id = await desk.open('No echo');
	await desk.note(id, 'a note');
	await desk.state(id, 'solved');
	await desk.inStep(id);
	await desk.quiet();
	assert.deepEqual(desk.history(id), []);
	assert.equal(desk.stateOf(id), 'solved');
});

test('while the CRM is away nothing is lost, and when it is back all of it arrives, in order, once', async () => {
	const [one, other] = [await desk.open('Away one'), await desk.open('Away other')];
	await desk.inStep(one);
	await desk.inStep(other);
	await rt.close();
	for (const text of ['1', '2', '3']) {
		await desk.note(one, text);
		await desk.note(other, text);
	}
	await until(() => desk.sync(one)[0] === 'failed' || desk.sync(other)[0] === 'failed', 20000);
	const fresh = await desk.open('Opened meanwhile');
	await rt.open(rt.port);
	for (const id of [one, other, fresh])
		await desk.inStep(id, 90000);
	for (const id of [one, other])
		assert.deepEqual(texts(ticketOf(id), 'Comment'), ['1', '2', '3']);
	assert.equal(texts(ticketOf(fresh), 'Create').length, 1);
});

const illnesses = {
	'answers 500': { status: 500, body: 'Internal Server Error', type: 'text/plain' },
	'answers something that is no JSON': { status: 200, body: '<html>Welcome</html>' },
	'answers lists without end': { status: 200, body: '['.repeat(100000) },
	'answers an object that says nothing': { status: 200, body: {} },
	'sends us elsewhere': { status: 302, body: '', location: 'http://127.0.0.1:9/' },
	'answers more than anybody reads': { status: 200, body: `"${'x'.repeat(5 << 20)}"` },
	'is busy': { status: 503, body: '' },
};
for (const [how, manner] of Object.entries(illnesses))
	test(`a CRM that ${how} is asked again, and then it is said once`, async () => {
		const id = await desk.open(`Ill: ${how}`);
		await desk.inStep(id);
		const number = desk.ticket(id);
		let ill = true;
		rt.manner = (method, path) => (ill && path.startsWith(`/ticket/${number}`) ? manner : undefined);
		await desk.note(id, 'said once');
		await desk.state(id, 'on_hold');
		await until(() => desk.sync(id)[0] === 'failed', 20000).catch((error) => assert.fail(`${error.message}: ${desk.sync(id)}`));
		ill = false;
		await until(() => desk.hurry() ?? desk.sync(id)[0] === 'synced', 30000);
		rt.manner = () => undefined;
		assert.deepEqual(texts(ticketOf(id), 'Comment'), ['said once']);
		assert.equal(ticketOf(id).Status, 'stalled');
	});

test('an answer that is lost on its way makes neither a second ticket nor a second note', async () => {
	const lost = new Set();
	rt.manner = (method, path) => {
		const act = method === 'POST' && path.replace(/\d+/, 'n');
		if (!act || lost.has(act))
			return undefined;
		lost.add(act);
		return 'mute';
	};
	const before = rt.tickets.size;
	const id = await desk.open('Lost answers');
	await desk.note(id, 'the same words');
	await desk.reply(id, 'a reply');
	await desk.note(id, 'the same words');
	await until(() => desk.hurry() ?? desk.sync(id)[0] === 'synced', 60000);
	rt.manner = () => undefined;
	assert.equal(lost.size, 3);
	assert.equal(rt.tickets.size, before + 1);
	assert.deepEqual(texts(ticketOf(id), 'Comment'), ['the same words', 'the same words']);
	assert.deepEqual(texts(ticketOf(id), 'Correspond'), ['a reply']);
});

test('a CRM that never answers holds up nobody but itself', { timeout: 120000 }, async () => {
	const id = await desk.open('Slow');
	await desk.inStep(id);
	rt.manner = (method) => (method === 'POST' ? 'deaf' : undefined);
	await desk.note(id, 'waits');
	await until(() => desk.sync(id)[0] === 'sending', 10000);
	// `work` does other things meanwhile.
	desk.at.sql("INSERT INTO ops.job (kind, payload) VALUES ('level.all', '{}')");
	await until(() => desk.row("SELECT count(*) FROM ops.job WHERE kind = 'level.all'")[0] === '0', 15000);
	assert.equal(desk.sync(id)[0], 'sending', 'it still waits');
	await until(() => desk.sync(id)[0] === 'failed', 60000);
	rt.manner = () => undefined;
	await until(() => desk.hurry() ?? desk.sync(id)[0] === 'synced', 60000);
	assert.deepEqual(texts(ticketOf(id), 'Comment'), ['waits']);
});

test('a refusal that says 200 is noticed, given up, shown; what comes after it waits for what staff decide', async () => {
	const id = await desk.open('Refused');
	await desk.inStep(id);
	await desk.state(id, 'deleted');
	await desk.note(id, 'afterwards');
	await until(() => desk.hurry() ?? desk.sync(id)[0] === 'dead', 60000);
	assert.match(desk.sync(id)[1], /The CRM did not do it: .*Permission Denied/);
	assert.equal(ticketOf(id).Status, 'open');
	assert.deepEqual(texts(ticketOf(id), 'Comment'), []);
	assert.equal(desk.row(`SELECT count(*) FROM crm.inbox WHERE reason = 'sync' AND case_id = ${id} AND done_at IS NULL`)[0], '1');
	assert.match((await desk.client.get('/cases')).html, /href="\/sync"/);
	const { html } = await desk.client.get('/sync');
	assert.match(visible(html), /Refused #\d+ · \d+ given up Next to be said: its state.* Waiting: 2 Tries: 5 .*Permission Denied/);
	const [delivery] = desk.row(`SELECT id FROM crm.delivery WHERE case_id = ${id} AND dead_at IS NOT NULL`);

	// Said again, it is refused again.
	await desk.decide('again', delivery);
	await until(() => desk.sync(id)[0] === 'failed' || desk.sync(id)[0] === 'sending', 10000);
	await until(() => desk.hurry() ?? desk.sync(id)[0] === 'dead', 60000);
	assert.equal((await desk.decide('drop', delivery)).status, 303);
	await desk.inStep(id);
	assert.deepEqual(texts(ticketOf(id), 'Comment'), ['afterwards']);
	await desk.quiet();
	assert.equal(desk.stateOf(id), 'open', 'the CRM owns the state');
	assert.equal(desk.row(`SELECT count(*) FROM crm.inbox WHERE reason = 'sync' AND case_id = ${id} AND done_at IS NULL`)[0], '0');
	assert.deepEqual(desk.at.sql(`SELECT what FROM crm.audit WHERE case_id = ${id} AND what LIKE 'sync.%' ORDER BY id`).flat(), ['sync.replayed', 'sync.dropped']);
});

test('who owns a case here need not be known there: then it is told in words', async () => {
	const id = await desk.open('Whose');
	await desk.act(id, 'owner', { value: '0' });
	const [me] = desk.row(`SELECT id FROM desk.account WHERE username = '${desk.at.env.DESK_NAME}'`);
	await desk.act(id, 'owner', { value: me });
	await desk.inStep(id);
	assert.equal(ticketOf(id).Owner, 'Nobody');
	assert.match(texts(ticketOf(id), 'Comment').at(-1), /^At the desk, .* has this now\.$/);
});

test('somebody who changes the ticket at the same moment is not run over', async () => {
	const id = await desk.open('At once');
	await desk.inStep(id);
	let meddled = false;
	rt.manner = (method, path) => {
		if (method === 'PUT' && !meddled && path === `/ticket/${desk.ticket(id)}`) {
			meddled = true;
			rt.set(ticketOf(id), 'root', { Subject: 'Changed meanwhile' });
		}
	};
	await desk.act(id, 'priority', { value: 'urgent' });
	await desk.inStep(id);
	rt.manner = () => undefined;
	assert.ok(meddled);
	assert.equal(ticketOf(id).Priority, 100);
	assert.equal(ticketOf(id).Subject, 'Changed meanwhile');
	await desk.quiet();
	assert.equal(desk.row(`SELECT subject FROM crm.case WHERE id = ${id}`)[0], 'Changed meanwhile');
});

// ---- what happens there ----

test('what people do there is shown here, by asking alone', async () => {
	const id = await desk.open('By asking');
	await desk.inStep(id);
	const ticket = ticketOf(id);
	rt.say(ticket, 'root', 'Comment', 'internal: looking');
	rt.say(ticket, 'root', 'Correspond', '<p>Please <b>restart</b> it.</p><script>alert(1)</script>', { html: true });
	rt.set(ticket, 'root', { Status: 'stalled', Owner: 'root', Priority: 100, Subject: 'Renamed' });
	await until(() => desk.stateOf(id) === 'on_hold', 30000);
	await desk.quiet();
	assert.deepEqual(desk.history(id), [
		['note', 'Enoch Root', 'internal: looking', '', ''],
		['reply', 'Enoch Root', 'Please restart it.', '', ''],
		['state', 'Enoch Root', '', 'open', 'on_hold'],
		['owner', 'Enoch Root', '', '', 'root'],
		['priority', 'Enoch Root', '', 'normal', 'urgent'],
		['subject', 'Enoch Root', '', 'By asking', 'Renamed'],
	]);
	assert.deepEqual(desk.row(`SELECT state, priority, owner_name, subject FROM crm.case WHERE id = ${id}`), ['on_hold', 'urgent', 'root', 'Renamed']);
	// It is found by what it is called now and by what was written in it, each counted once.
	assert.deepEqual(desk.row(`SELECT words @@ plainto_tsquery('community.english', 'renamed restart'), words @@ plainto_tsquery('community.english', 'asking'), words::text ~ '''renam'':\\d+A,'
		FROM crm.case WHERE id = ${id}`), ['t', 'f', 'f']);
});

test('solved there is solved here, and reopened there reopened here', async () => {
	const id = await desk.open('Solved there');
	await desk.inStep(id);
	const ticket = ticketOf(id);
	assert.equal(await desk.hook(event(rt.historyOf(ticket).at(-1), secrets.now)), 200);
	rt.set(ticket, 'root', { Status: 'resolved' });
	assert.equal(await desk.hook(event(rt.historyOf(ticket).at(-1), secrets.now)), 200);
	await until(() => desk.stateOf(id) === 'solved', 30000);
	assert.ok(desk.row(`SELECT solved_at IS NOT NULL FROM crm.case WHERE id = ${id}`)[0] === 't');
	rt.set(ticket, 'root', { Status: 'open' });
	await desk.hook(event(rt.historyOf(ticket).at(-1), secrets.now));
	await until(() => desk.stateOf(id) === 'open', 30000);
	assert.deepEqual(desk.history(id).map(([kind, , , was, becomes]) => [kind, was, becomes]), [['state', 'open', 'solved'], ['reopened', 'solved', 'open']]);
	rt.set(ticket, 'root', { Status: 'rejected' });
	await until(() => desk.stateOf(id) === 'closed', 30000);
});

test('files stay there: their names, how long they are and the way to them stand at the entry', async () => {
	const id = await desk.open('Files');
	await desk.inStep(id);
	const ticket = ticketOf(id);
	const { id: entry } = rt.say(ticket, 'root', 'Correspond', 'The bill, and a log.', { files: [
		{ name: 'bill für <Jane>.pdf', type: 'application/pdf', bytes: 3000 },
		{ name: '', type: 'image/png', bytes: 5 << 20 },
	] });
	await until(() => desk.history(id).length === 1, 30000);
	const { html } = await desk.client.get(`/case/${id}`);
	assert.match(visible(html), /The bill, and a log\.\s+2 files, kept in the CRM:\s+bill für <Jane>\.pdf 3 KB\s+image\/png 5\.0 MB/);
	assert.ok(html.includes(`href="${rt.url}/Ticket/Attachment/${entry}/${entry * 100 + 1}/bill%20f%C3%BCr%20%3CJane%3E.pdf"`));
	assert.ok(html.includes(`href="${rt.url}/Ticket/Display.html?id=${ticket.id}"`));
	assert.deepEqual(rt.asked.filter(([, path]) => path.startsWith('/attachment/')).map(([, path]) => path).filter((path) => path.startsWith(`/attachment/${entry}`)),
		[`/attachment/${entry * 100}`], 'what is in them is not fetched');
});

test('a text longer than anybody reads is not fetched, and the rest is shown', async () => {
	const id = await desk.open('Long text');
	await desk.inStep(id);
	rt.say(ticketOf(id), 'root', 'Comment', 'x'.repeat((1 << 20) + 1));
	rt.say(ticketOf(id), 'root', 'Comment', 'short');
	await until(() => desk.history(id).length === 2, 30000);
	assert.deepEqual(desk.history(id).map(([, , text]) => text), ['(This text is too long to be shown here.)', 'short']);
});

test('tickets that are merged there: their cases are merged, and links move', async () => {
	const threads = [desk.thread()];
	const from = await desk.open('Merged from', 'x', threads[0]);
	const into = await desk.open('Merged into');
	await desk.inStep(from);
	await desk.inStep(into);
	await desk.quiet();
	rt.say(ticketOf(from), 'root', 'Comment', 'said before');
	await until(() => desk.history(from).length === 1, 30000);
	// Polling finds the one that is left; its history tells of the other.
	rt.merge(ticketOf(from), 'root', ticketOf(into));
	await until(() => desk.row(`SELECT coalesce(merged_into, 0) FROM crm.case WHERE id = ${from}`)[0] === String(into), 30000);
	assert.deepEqual(desk.at.sql(`SELECT thread_id, case_id FROM crm.link WHERE state = 'active' AND thread_id = ${threads[0]}`), [[String(threads[0]), String(into)]]);
	rt.say(ticketOf(into), 'root', 'Comment', 'said after');
	await until(() => desk.history(into).some(([, , text]) => text === 'said after'), 30000);
	assert.equal(desk.row(`SELECT count(*) FROM crm.audit WHERE what = 'case.merged' AND case_id = ${into}`)[0], '1');
	assert.match(visible((await desk.client.get(`/case/${from}`)).html), new RegExp(`This case was merged\\. What happens now is at case #${into}`));
	await desk.quiet();
	assert.equal(desk.stateOf(into), 'open');
});

test('a ticket that is merged into one of which we have no case: the case goes on as that one', async () => {
	const id = await desk.open('Followed');
	await desk.inStep(id);
	await desk.quiet();
	const ticket = ticketOf(id);
	const other = rt.create('root', { Subject: 'Theirs', Content: 'their beginning' });
	rt.say(other, 'root', 'Comment', 'older than the merge');
	rt.merge(ticket, 'root', other);
	rt.set(other, 'root', { Status: 'stalled' });
	// Nobody told of it: what was not looked at for an hour is looked at by itself.
	desk.at.sql(`UPDATE crm.sync SET last_try = now() - interval '61 minutes' WHERE case_id = ${id}`);
	await until(() => desk.ticket(id) === String(other.id) && desk.stateOf(id) === 'on_hold', 30000);
	assert.deepEqual(desk.history(id).map(([kind, , text]) => [kind, text]), [['opened', 'their beginning'], ['note', 'older than the merge'], ['state', '']]);
	assert.match(visible((await desk.client.get(`/case/${id}`)).html), new RegExp(`Its ticket was merged.*Ticket ${ticket.id} was merged into ticket ${other.id} in the CRM`, 's'));
	await desk.note(id, 'goes on');
	await desk.inStep(id);
	assert.equal(texts(other, 'Comment').at(-1) ?? texts(ticket, 'Comment').at(-1), 'goes on');
});

test('a ticket that is deleted there without an event is noticed within the hour', async () => {
	const id = await desk.open('Deleted');
	await desk.inStep(id);
	await desk.quiet();
	rt.set(ticketOf(id), 'root', { Status: 'deleted' });
	await new Promise((done) => setTimeout(done, 2500));
	assert.equal(desk.stateOf(id), 'open', 'no search tells of it');
	desk.at.sql(`UPDATE crm.sync SET last_try = now() - interval '61 minutes' WHERE case_id = ${id}`);
	await until(() => desk.stateOf(id) === 'deleted', 30000);
	assert.deepEqual(desk.history(id).map(([, , , was, becomes]) => [was, becomes]), [['open', 'deleted']]);
});

test('what is written in the ticket of a customer who was erased does not come back', async () => {
	const id = await desk.open('Erased');
	await desk.inStep(id);
	const [customer] = desk.row(`INSERT INTO crm.customer (name, erased_at) VALUES ('Erased customer', now()) RETURNING id`);
	desk.at.sql(`UPDATE crm.case SET customer_id = ${customer}, subject = 'Erased' WHERE id = ${id}`);
	rt.say(ticketOf(id), 'root', 'Comment', 'Jane called');
	rt.set(ticketOf(id), 'root', { Subject: 'Jane again' });
	await desk.hook(event(rt.historyOf(ticketOf(id)).at(-1), secrets.now));
	await desk.quiet();
	assert.deepEqual(desk.history(id), []);
	assert.equal(desk.row(`SELECT subject FROM crm.case WHERE id = ${id}`)[0], 'Erased');
});

test('a customer\'s words are received; one nobody knows is asked about once, a contact of the customer is not', async () => {
	const id = await desk.open('Who is that');
	const [customer] = desk.row("INSERT INTO crm.customer (name) VALUES ('Jane') RETURNING id");
	desk.at.sql(`INSERT INTO crm.contact (customer_id, kind, value, key) VALUES (${customer}, 'email', 'Jane@Example.org', 'jane@example.org')`);
	await desk.act(id, 'customer', { value: `#${customer}` });
	await desk.inStep(id);
	const ticket = ticketOf(id);
	assert.deepEqual(ticket.Requestor, ['Jane@Example.org'], 'her address went along');
	const asked = () => desk.row(`SELECT count(*) FROM crm.inbox WHERE reason = 'author' AND case_id = ${id} AND done_at IS NULL`)[0];
	rt.say(ticket, 'jane@example.org', 'Correspond', 'It is me.');
	await until(() => desk.history(id).length >= 1, 30000);
	assert.deepEqual(desk.history(id)[0].slice(0, 3), ['received', 'jane@example.org', 'It is me.']);
	assert.equal(asked(), '0');
	rt.say(ticket, 'stranger@example.org', 'Correspond', 'And me.');
	rt.say(ticket, 'stranger@example.org', 'Correspond', 'Me again.');
	await until(() => desk.history(id).length >= 3, 30000);
	assert.equal(asked(), '1');
	assert.equal(desk.row(`SELECT count(*) FROM crm.event WHERE case_id = ${id} AND kind = 4`)[0], '3');
});

test('a long history is read to its end, and its beginning not again', async () => {
	const id = await desk.open('Long');
	await desk.inStep(id);
	const ticket = ticketOf(id);
	for (let i = 0; i < 260; i++)
		rt.set(ticket, 'root', { Priority: i % 2 ? 0 : 100 });
	rt.set(ticket, 'root', { Status: 'stalled' });
	await until(() => desk.stateOf(id) === 'on_hold', 30000);
	assert.equal(desk.history(id).length, 261);
	await desk.quiet();
	rt.asked.length = 0;
	rt.say(ticket, 'root', 'Comment', 'the last');
	await until(() => desk.history(id).length === 262, 30000);
	assert.deepEqual([...new Set(rt.asked.filter(([, path]) => path === `/ticket/${ticket.id}/history`).map(([, , { page }]) => page))], ['3']);
});

// ---- events ----

test('an event that is forged, old, changed, unsigned or for another CRM is refused and changes nothing', async () => {
	const id = await desk.open('Forged');
	await desk.inStep(id);
	await desk.quiet();
	const ticket = ticketOf(id);
	const transaction = { ...rt.historyOf(ticket)[0], id: 999999 };
	const before = () => desk.row(`SELECT (SELECT count(*) FROM crm.hook WHERE event_id LIKE 'rt-%'), (SELECT last_try FROM crm.sync WHERE case_id = ${id})`);
	const rows = before();
	const now = Math.floor(Date.now() / 1000);
	const right = event(transaction, secrets.now);
	const without = (name) => ({ ...right, headers: Object.fromEntries(Object.entries(right.headers).filter(([n]) => n !== name)) });
	const wrong = {
		'another secret': event(transaction, 'a secret of mine'),
		'no secret': event(transaction, ''),
		'six minutes old': event(transaction, secrets.now, { at: now - 360 }),
		'of the future': event(transaction, secrets.now, { at: now + 360 }),
		'no time': event(transaction, secrets.now, { at: 'now' }),
		'another body': { ...right, body: right.body.replace('"ticket":', '"ticket": ') },
		'another id': { ...right, headers: { ...right.headers, 'webhook-id': 'rt-1000000' } },
		'another time': { ...right, headers: { ...right.headers, 'webhook-timestamp': String(now - 1) } },
		'another version of signature': { ...right, headers: { ...right.headers, 'webhook-signature': right.headers['webhook-signature'].replace('v1,', 'v1a,') } },
		'no signature': without('webhook-signature'),
		'no id': without('webhook-id'),
		'no timestamp': without('webhook-timestamp'),
	};
	for (const [how, sent] of Object.entries(wrong))
		assert.equal(await desk.hook(sent), 401, how);
	assert.equal(await desk.hook(right, 'bothy'), 401);
	assert.equal(await desk.hook(event(transaction, secrets.now, { body: '{"data":{}}' })), 422);
	assert.equal(await desk.hook(event(transaction, secrets.now, { body: '['.repeat(50000) })), 422);
	assert.deepEqual(before(), rows);
});

test('an event counts once; its secret may be one of two; a signature may be one of several', async () => {
	const id = await desk.open('Once');
	await desk.inStep(id);
	await desk.quiet();
	const transaction = { ...rt.historyOf(ticketOf(id))[0], id: 888888 };
	const one = event(transaction, secrets.old);
	const count = () => desk.row("SELECT count(*), count(done_at) FROM crm.hook WHERE event_id = 'rt-888888'");
	one.headers['webhook-signature'] = `v1,AAAA ${one.headers['webhook-signature']}`;
	assert.equal(await desk.hook(one), 200);
	await desk.quiet();
	assert.deepEqual(count(), ['1', '1']);
	rt.asked.length = 0;
	assert.equal(await desk.hook(one), 200);
	assert.equal(await desk.hook(event(transaction, secrets.now)), 200);
	assert.deepEqual(count(), ['1', '1']);
	assert.deepEqual(rt.asked.filter(([, path]) => path.startsWith(`/ticket/${desk.ticket(id)}`)), [], 'nothing was looked at for a duplicate');
});

test('an event of a ticket that is no case of ours changes nothing', async () => {
	const ticket = rt.create('root', { Subject: 'Not ours' });
	const cases = desk.row('SELECT count(*) FROM crm.case')[0];
	assert.equal(await desk.hook(event(rt.historyOf(ticket)[0], secrets.now)), 200);
	await desk.quiet();
	assert.equal(desk.row('SELECT count(*) FROM crm.case')[0], cases);
});

test('10,000 events with duplicates, in any order, end as they would have in order', { timeout: 300000 }, async () => {
	const ids = [];
	for (let i = 0; i < 12; i++)
		ids.push(await desk.open(`Many ${i}`));
	for (const id of ids)
		await desk.inStep(id, 90000);
	await desk.quiet();
	const tickets = ids.map(ticketOf);
	const events = [];
	const steps = ['open', 'stalled', 'resolved', 'open', 'rejected', 'stalled'];
	let seed = 42;
	const random = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
	const sending = new Set();
	const statuses = {};
	const send = async (one) => {
		const status = await desk.hook(one);
		statuses[status] = (statuses[status] ?? 0) + 1;
	};
	// Things happen while events come: some of them early, most late, each two or three times.
	for (let i = 0; i < 4000; i++) {
		const ticket = tickets[random(tickets.length)];
		if (random(3) === 0)
			rt.set(ticket, 'root', { Status: steps[random(steps.length)] });
		const last = rt.historyOf(ticket).at(-1);
		events.push(event(last, secrets.now, { id: `many-${i}` }));
	}
	const all = [...events, ...events, ...events.slice(0, 2000)].map((e) => [random(1e9), e]).sort((a, b) => a[0] - b[0]).map(([, e]) => e);
	assert.equal(all.length, 10000);
	for (const one of all) {
		const sent = send(one).finally(() => sending.delete(sent));
		sending.add(sent);
		if (sending.size >= 16)
			await Promise.race(sending);
		if (random(200) === 0)
			rt.set(tickets[random(tickets.length)], 'root', { Status: steps[random(steps.length)] });
	}
	await Promise.all(sending);
	assert.deepEqual(statuses, { 200: 10000 });
	assert.equal(desk.row("SELECT count(*) FROM crm.hook WHERE event_id LIKE 'many-%'")[0], '4000');
	for (const ticket of tickets)
		await desk.hook(event(rt.historyOf(ticket).at(-1), secrets.now, { id: `last-${ticket.id}` }));
	await desk.quiet(120000);
	const here = { new: 'new', open: 'open', stalled: 'on_hold', resolved: 'solved', rejected: 'closed' };
	for (const [i, id] of ids.entries()) {
		assert.equal(desk.stateOf(id), here[tickets[i].Status], `case ${id}`);
		const there = rt.historyOf(tickets[i]).filter((t) => t.by === 'root').map((t) => [here[t.OldValue], here[t.NewValue]]);
		assert.deepEqual(desk.history(id).map(([, , , was, becomes]) => [was, becomes]), there, `history of case ${id}`);
	}
});

test('nothing went wrong in the tracker of this test', () => assert.equal(rt.failure, undefined));
