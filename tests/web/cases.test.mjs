// Cases at the desk, as they work without JavaScript: their states, every act and its undo, stale forms, merging and splitting.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { act, colleague, crmCase, customer, deskKey, entriesOf, link, looking, rowsOf, stateOf, versionOf } from './lib/cases.mjs';
import { visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { member, number, thread } from './lib/scene.mjs';

const states = ['new', 'open', 'pending_customer', 'on_hold', 'solved', 'closed', 'deleted'];
const lee = colleague();
const kim = colleague();
const asker = member();

test('every step between two states is done once if it is legal, and is refused without a trace if not', async () => {
	const legal = new Set(instance.sql('SELECT was, becomes FROM crm.case_step').map((pair) => pair.join('>')));
	for (const was of states)
		for (const becomes of states) {
			const one = crmCase({ state: was });
			const before = rowsOf(one);
			const answer = await act(lee.desk, one, 'state', { value: becomes });
			if (legal.has(`${was}>${becomes}`)) {
				assert.equal(answer.status, 303, `${was} to ${becomes}`);
				assert.equal(stateOf(one), becomes);
				assert.deepEqual(instance.sql(`SELECT was, becomes FROM crm.case_entry WHERE case_id = ${one.id}`), [[was, becomes]]);
				assert.equal(number(`SELECT count(*) FROM crm.event WHERE case_id = ${one.id} AND kind = 5`), 1);
				assert.equal(number(`SELECT count(*) FROM crm.audit WHERE case_id = ${one.id} AND account_id = ${lee.id}`), 1);
			} else {
				assert.equal(answer.status, 409, `${was} to ${becomes}`);
				assert.deepEqual(rowsOf(one), before);
			}
		}
});

test('the database itself refuses an illegal step of a case that is ours, and mirrors what another CRM says', () => {
	const one = crmCase({ state: 'closed' });
	assert.throws(() => instance.sql(`UPDATE crm.case SET state = 'solved' WHERE id = ${one.id}`), /case_step_is_legal|cannot go from/);
	const mirror = crmCase({ state: 'closed', adapter: 'rt' });
	instance.sql(`UPDATE crm.case SET state = 'solved' WHERE id = ${mirror.id}`);
	assert.equal(stateOf(mirror), 'solved');
});

test('a case is opened, taken, noted, replied to, given on, solved, closed and reopened; its history tells all of it', async () => {
	const opened = await lee.desk.submit('/case/new', { subject: 'The bill is wrong', text: 'She called.', priority: 'high' });
	assert.equal(opened.status, 303);
	const one = { id: Number(opened.location.split('/').at(-1)), path: opened.location };
	assert.deepEqual(instance.sql(`SELECT state, priority, owner_id FROM crm.case WHERE id = ${one.id}`), [['open', 'high', String(lee.id)]]);
	const u = customer({ name: `Unique Person ${one.id}` });
	for (const [what, fields] of [['note', { text: 'Only we read this.' }], ['reply', { text: 'We have corrected it.' }], ['priority', { value: 'urgent' }],
		['owner', { value: kim.id }], ['customer', { value: u.name }], ['subject', { value: 'The bill of May is wrong' }], ['state', { value: 'solved' }],
		['state', { value: 'closed' }], ['state', { value: 'open' }]]) {
		const answer = await act(lee.desk, one, what, fields);
		assert.equal(answer.status, 303, `${what}: ${visible(answer.html)}`);
	}
	assert.deepEqual(entriesOf(one), ['opened', 'note', 'reply', 'priority', 'owner', 'customer', 'subject', 'state', 'state', 'reopened']);
	const page = visible((await kim.desk.get(one.path)).html);
	for (const said of ['The bill of May is wrong', 'Only we read this.', 'We have corrected it.', 'Owner: lee', u.name, 'Reopened: Open, before: Closed'])
		assert.ok(page.includes(said), said);
	assert.equal(number(`SELECT count(*) FROM crm.event WHERE case_id = ${one.id}`), 10);
	assert.equal(number(`SELECT count(*) FROM crm.audit WHERE case_id = ${one.id}`), 10);
	assert.equal(number(`SELECT count(*) FROM crm.delivery WHERE case_id = ${one.id}`), 0, 'the built-in store is told by nobody');
});

test('a case that another CRM keeps has everything put in the outbox, in order', async () => {
	const one = crmCase({ state: 'open', adapter: 'rt' });
	await act(lee.desk, one, 'note', { text: 'a "quoted" note' });
	await act(lee.desk, one, 'reply', { text: 'hello' });
	await act(lee.desk, one, 'take');
	await act(lee.desk, one, 'state', { value: 'solved' });
	assert.deepEqual(instance.sql(`SELECT kind, payload->>'text', payload->>'state', payload->>'owner' FROM crm.delivery WHERE case_id = ${one.id} ORDER BY id`),
		[['comment', 'a "quoted" note', '', ''], ['reply', 'hello', '', ''], ['owner', '', '', 'lee'], ['state', '', 'solved', '']]);
	assert.equal(instance.sql(`SELECT state FROM crm.sync WHERE case_id = ${one.id}`)[0][0], 'queued');
});

test('what is typed wrongly comes back with what was typed, and nothing is done', async () => {
	const one = crmCase();
	const before = rowsOf(one);
	for (const [what, fields, said] of [['note', { text: ' ' }, /write something/], ['state', { value: 'gone' }, /choose a state/], ['priority', { value: 'x' }, /choose a priority/],
		['subject', { value: '' }, /needs a subject/], ['owner', { value: 'x' }, /choose a colleague/], ['customer', { value: 'Nobody Of That Name Zzz' }, /No customer/],
		['merge', { value: 'abc' }, /number of the case/], ['merge', { value: one.id }, /this case itself/], ['customer', { value: 'x'.repeat(300) }, /too long/]]) {
		const answer = await act(lee.desk, one, what, fields);
		assert.equal(answer.status, 422, what);
		assert.match(visible(answer.html), said);
	}
	assert.equal((await act(lee.desk, one, 'owner', { value: 999999999 })).status, 409);
	assert.equal((await act(lee.desk, one, 'split', { value: 999999 })).status, 409);
	assert.equal((await act(lee.desk, one, 'nonsense')).status, 422);
	assert.equal((await lee.desk.post('/case/999999999', { key: await deskKey(lee.desk), act: 'note', text: 'x' })).status, 404);
	assert.deepEqual(rowsOf(one), before);
});

test('a form of an older version is refused, and shows what was sent beside what is there', async () => {
	const one = crmCase({ state: 'open' });
	const version = versionOf(one);
	await act(kim.desk, one, 'state', { value: 'on_hold' });
	const before = rowsOf(one);
	const stale = await act(lee.desk, one, 'state', { version, value: 'solved', text: 'It was the antenna.' });
	assert.equal(stale.status, 409);
	const said = visible(stale.html);
	assert.match(said, /Somebody changed this case/);
	assert.match(said, /What you sent State: Solved/);
	assert.match(said, /What is there now State: On hold/);
	assert.ok(stale.html.includes('It was the antenna.'), 'what was typed is kept');
	assert.deepEqual(rowsOf(one), before);
	const reply = await act(lee.desk, one, 'reply', { version, text: 'Dear customer, we found it.' });
	assert.equal(reply.status, 409);
	assert.ok(reply.html.includes('Dear customer, we found it.'));
	assert.equal((await act(lee.desk, one, 'note', { version, text: 'A note is never stale.' })).status, 303);
	assert.equal((await act(lee.desk, one, 'state', { value: 'solved' })).status, 303);
});

test('two who act on the same version: one is done, the other is told', async () => {
	const one = crmCase({ state: 'open' });
	const version = versionOf(one);
	const answers = await Promise.all([lee, kim, lee, kim].map(({ desk }, i) => act(desk, one, 'priority', { version, value: ['low', 'high', 'urgent', 'low'][i] })));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409, 409, 409]);
	assert.equal(number(`SELECT count(*) FROM crm.case_entry WHERE case_id = ${one.id}`), 1);
});

test('a case that somebody has is not taken from him by t, but can be given', async () => {
	const one = crmCase({ state: 'open', owner: kim });
	assert.equal((await act(lee.desk, one, 'take')).status, 409);
	assert.equal((await act(lee.desk, one, 'owner', { value: lee.id })).status, 303);
	assert.equal((await act(lee.desk, one, 'owner', { value: 0 })).status, 303);
	assert.equal((await act(lee.desk, one, 'take')).status, 303);
});

test('no form does anything before something is chosen in it, and each shows what is there now', async () => {
	const one = crmCase({ state: 'pending_customer' });
	const chosen = (html, id) => html.match(new RegExp(`<select id="${id}".*?</select>`, 's'))[0].match(/<option value="([^"]*)"( selected)?>[^<]*/g).map((o) => /value="([^"]*)"( selected)?>(.*)/.exec(o).slice(1));
	const first = (html, id) => chosen(html, id).find(([, selected]) => selected) ?? chosen(html, id)[0];
	let { html } = await lee.desk.get(one.path);
	assert.deepEqual(first(html, 'state').toSpliced(1, 1), ['', 'Change to…']);
	assert.equal(first(html, 'owner')[0], '0');
	// Somebody the CRM names, who has no account here.
	instance.sql(`UPDATE crm.case SET owner_name = 'Aisha' WHERE id = ${one.id}`);
	({ html } = await lee.desk.get(one.path));
	assert.deepEqual(first(html, 'owner').toSpliced(1, 1), ['', 'Aisha']);
	const before = rowsOf(one);
	for (const [what, said] of [['state', /Please choose a state/], ['owner', /Please choose a colleague/]]) {
		const answer = await act(lee.desk, one, what, { value: '' });
		assert.equal(answer.status, 422, what);
		assert.match(visible(answer.html), said);
		assert.ok(!/What you sent/.test(visible(answer.html)), 'nothing was');
	}
	assert.deepEqual(rowsOf(one), before);
	assert.equal((await act(lee.desk, one, 'owner', { value: 0 })).status, 303);
	assert.equal(number(`SELECT count(*) FROM crm.case WHERE id = ${one.id} AND owner_name = ''`), 1);
	await act(lee.desk, one, 'owner', { value: kim.id });
	assert.equal(first((await lee.desk.get(one.path)).html, 'owner')[0], String(kim.id));
});

test('a double click counts once', async () => {
	const one = crmCase();
	const key = await deskKey(lee.desk);
	const fields = { key, act: 'note', text: 'Twice?', version: 1 };
	const answers = await Promise.all([lee.desk.post(one.path, fields), lee.desk.post(one.path, fields)]);
	assert.deepEqual(answers.map(({ status, location }) => [status, location]), [[303, one.path], [303, one.path]]);
	assert.deepEqual(entriesOf(one), ['note']);
	await lee.desk.post(one.path, fields);
	assert.match((await lee.desk.get(one.path)).html, /You sent this twice, and it counts once\./);
});

test('a double click on what changes the case counts once, too, and is not told that somebody was quicker', async () => {
	const into = crmCase();
	for (const [fields, leads] of [[{ act: 'state', value: 'solved' }], [{ act: 'subject', value: 'Another' }], [{ act: 'merge', value: String(into.id) }, into.path]]) {
		const one = crmCase({ state: 'open' });
		const sent = { key: await deskKey(lee.desk), version: 1, ...fields };
		const answers = await Promise.all(Array.from({ length: 5 }, () => lee.desk.post(one.path, sent)));
		assert.deepEqual(answers.map(({ status, location }) => [status, location]), Array(5).fill([303, leads ?? one.path]), fields.act);
		assert.equal(entriesOf(one).length, 1);
	}
});

test('customers of one name are offered, and one of them is chosen by number', async () => {
	const name = `Twin Otter ${Date.now()}`;
	const [a, b] = [customer({ name }), customer({ name })];
	const one = crmCase();
	const answer = await act(lee.desk, one, 'customer', { value: name });
	assert.equal(answer.status, 422);
	for (const { id } of [a, b])
		assert.ok(answer.html.includes(`value="${id}"`));
	assert.equal((await act(lee.desk, one, 'customer', { value: b.id })).status, 303);
	assert.equal(number(`SELECT customer_id FROM crm.case WHERE id = ${one.id}`), b.id);
	assert.equal((await act(lee.desk, one, 'customer', { value: '' })).status, 303);
	assert.equal(number(`SELECT count(*) FROM crm.case WHERE id = ${one.id} AND customer_id IS NULL`), 1);
});

test('merging moves links, splitting takes them back, whatever was merged before and after', async () => {
	const threads = [1, 2, 3].map(() => thread(asker));
	const [a, b, c] = [crmCase({ state: 'open' }), crmCase({ state: 'open' }), crmCase({ state: 'open' })];
	link(threads[0], a, { kind: 'origin' });
	link(threads[1], a);
	link(threads[1], b);
	link(threads[2], b);
	const activeOf = (one) => instance.sql(`SELECT thread_id, kind FROM crm.link WHERE case_id = ${one.id} AND state = 'active' ORDER BY 1`).map(([id, kind]) => `${threads.findIndex((t) => t.id === Number(id))}${kind[0]}`).join(' ');
	const start = [a, b, c].map(activeOf);
	assert.deepEqual(start, ['0o 1s', '1s 2s', '']);
	const merged = await act(lee.desk, a, 'merge', { value: `#${b.id}` });
	assert.equal(merged.location, b.path);
	assert.deepEqual([a, b, c].map(activeOf), ['', '0o 1s 2s', '']);
	assert.equal(number(`SELECT count(*) FROM crm.link WHERE case_id = ${b.id} AND merged_from = ${a.id}`), 1);
	assert.equal((await act(lee.desk, b, 'merge', { value: c.id })).location, c.path);
	assert.deepEqual([a, b, c].map(activeOf), ['', '', '0o 1s 2s']);
	for (const t of threads)
		assert.ok(looking(t));
	// a is in b, which is in c: first the last
	assert.equal((await act(lee.desk, a, 'split', { value: b.id })).status, 409);
	for (const what of ['note', 'reply'])
		assert.equal((await act(lee.desk, a, what, { text: 'x' })).status, 409, 'a merged case takes nothing');
	assert.equal((await act(lee.desk, a, 'state', { value: 'solved' })).status, 409);
	assert.equal((await act(lee.desk, b, 'split', { value: c.id })).status, 303);
	assert.deepEqual([a, b, c].map(activeOf), ['', '0o 1s 2s', '']);
	assert.equal((await act(lee.desk, a, 'split', { value: b.id })).status, 303);
	assert.deepEqual([a, b, c].map(activeOf), start);
	assert.equal((await act(lee.desk, a, 'split', { value: b.id })).status, 409);
	assert.deepEqual(entriesOf(a), ['merged', 'split']);
	assert.deepEqual(entriesOf(b), ['merged', 'merged', 'split', 'split']);
	assert.match(visible((await lee.desk.get(b.path)).html), new RegExp(`Case ${a.id} was split off again`));
});

test('a split gives back a link whose double was taken off meanwhile, and the public is told again', async () => {
	const t = thread(asker);
	const [a, b] = [crmCase({ state: 'open' }), crmCase({ state: 'open' })];
	link(t, a);
	const double = link(t, b);
	await act(lee.desk, a, 'merge', { value: b.id });
	const key = await deskKey(lee.desk);
	assert.equal((await lee.desk.post(`/link/${double}`, { key, act: 'remove', back: 'case' })).status, 303);
	assert.ok(!looking(t));
	assert.equal((await act(lee.desk, a, 'split', { value: b.id })).status, 303);
	assert.ok(looking(t));
	assert.equal(number(`SELECT count(*) FROM crm.link WHERE thread_id = ${t.id} AND state = 'active'`), 1);
});

test('cases of another CRM are not merged here', async () => {
	const [a, b] = [crmCase({ adapter: 'rt' }), crmCase()];
	assert.equal((await act(lee.desk, a, 'merge', { value: b.id })).status, 409);
	assert.equal((await act(lee.desk, b, 'merge', { value: a.id })).status, 409);
	assert.equal((await act(lee.desk, b, 'merge', { value: 999999999 })).status, 409);
});

test('the list shows open, mine and all, filters, pages by key, and finds by number, customer and words', async () => {
	const me = colleague();
	const u = customer({ name: `Quincy Zebrafinch ${Date.now()}` });
	const word = `zyx${Date.now().toString(36)}`;
	const mine = crmCase({ state: 'open', owner: me, subject: `Antenna ${word} fell`, customer: u });
	const solved = crmCase({ state: 'solved', owner: me });
	const list = async (query) => visible((await me.desk.get(`/cases${query}`)).html);
	assert.ok((await list('?tab=mine')).includes(mine.subject));
	assert.ok(!(await list('?tab=mine')).includes(solved.subject));
	assert.ok((await list('?tab=all&state=solved')).includes(solved.subject));
	assert.ok(!(await list('?tab=mine&priority=urgent')).includes(mine.subject));
	for (const q of [mine.id, `%23${mine.id}`, 'Quincy+Zebrafinch', word, `${word}+antenna`])
		assert.ok((await list(`?q=${q}`)).includes(mine.subject), String(q));
	await act(me.desk, mine, 'note', { text: `It says ${word}note in the cellar` });
	assert.ok((await list(`?q=${word}note`)).includes(mine.subject), 'found by a word of a note');
	instance.sql(`INSERT INTO crm.case (subject, owner_id, state) SELECT 'Paged ' || i, ${me.id}, 'open' FROM generate_series(1, 70) i`);
	const seen = new Set();
	let next = '/cases?tab=mine';
	for (let pages = 0; next; pages++) {
		assert.ok(pages < 4);
		const { html } = await me.desk.get(next);
		for (const [, id] of html.matchAll(/href="\/case\/(\d+)" data-key="o"/g)) {
			assert.ok(!seen.has(id), 'a case stands on one page only');
			seen.add(id);
		}
		next = html.match(/rel="next" href="([^"]+)"/)?.[1].replaceAll('&amp;', '&');
	}
	assert.equal(seen.size, 71);
});

test('a case says what happened lately with its customer, but not itself again; that somebody looked is in the audit', async () => {
	const pat = customer();
	const [one, other] = [crmCase({ customer: pat }), crmCase({ customer: pat })];
	instance.sql(`INSERT INTO crm.case_entry (case_id, kind, text) VALUES (${one.id}, 'note', 'Its own words.'), (${other.id}, 'note', 'Words of another case.')`);
	instance.sql(`INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, inbound, at, subject, promise, promise_due)
		VALUES (${pat.id}, 'test', 'lately-${pat.id}', 'call', true, now() - interval '2 days', 'Rang <b>twice</b>', 'We call back', now() - interval '1 hour')`);
	const lately = async (path) => visible((await lee.desk.get(path)).html).split('Lately with this customer')[1] ?? '';
	const said = await lately(one.path);
	assert.match(said, /Note in a case .*staff see it.* Words of another case\. .*Call from the customer .* Rang <b>twice<\/b> Promised: We call back ⚠ overdue/);
	assert.doesNotMatch(said, /Its own words/);
	assert.equal(number(`SELECT count(*) FROM crm.audit WHERE what = 'customer.viewed' AND customer_id = ${pat.id} AND account_id = ${lee.id}`), 1);
	assert.equal(await lately(crmCase().path), '', 'nobody is known, and nothing is said of him');
});

test('what was promised and is overdue stands above the case and in the inbox, until it is kept', async () => {
	const pat = customer();
	const one = crmCase({ customer: pat });
	const word = `promise${Date.now().toString(36)}`;
	const promise = (text, due, kept = 'NULL') => number(`INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, at, promise, promise_due, promise_kept_at)
		VALUES (${pat.id}, 'bothy', '${text}', 'call', now() - interval '2 days', '${text}', now() + interval '${due}', ${kept}) RETURNING id`);
	const late = promise(`${word} late`, '-1 minute');
	promise(`${word} soon`, '1 hour');
	promise(`${word} far`, '9 days');
	promise(`${word} kept`, '-1 minute', 'now()');
	const said = async (path, of) => [...(visible((await lee.desk.get(path)).html.match(of)?.[0] ?? '')).matchAll(new RegExp(`${word} (\\w+)`, 'g'))].map(([, which]) => which);
	const card = /<section class="card overdue".*?<\/section>/s;
	assert.deepEqual([...new Set(await said(one.path, card))], ['late']);
	assert.deepEqual([...new Set(await said('/', card))].sort(), ['late', 'soon']);
	assert.deepEqual(await said('/?show=mine', card), []);
	const kept = await lee.desk.post(`/customer/${pat.id}/promise`, { key: await deskKey(lee.desk), promise: late, act: 'kept' });
	assert.equal(kept.status, 303);
	assert.deepEqual(await said(one.path, card), []);
	assert.deepEqual([...new Set(await said('/', card))], ['soon']);
});

test('who opens a case sees who else has it open', async () => {
	const one = crmCase();
	instance.sql(`INSERT INTO desk.presence (item, account_id) VALUES ('case/${one.id}', ${kim.id})`);
	assert.match((await lee.desk.get(one.path)).html, /data-presence="case\/\d+">[^<]*lee is on it/);
});
