// How long a question may wait: clocks, who is asked, what comes into the inbox, follow-ups, private details; without JavaScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { colleague, crmCase, deskKey, entriesOf, link } from './lib/cases.mjs';
import { Client, visible } from './lib/client.mjs';
import { ROLE, atDesk, staff } from './lib/desk.mjs';
import { eventually as holds } from './lib/evidence.mjs';
import { instance } from './lib/instance.mjs';
import { asWeb, keyOf, member, number, post, thread } from './lib/scene.mjs';

const asker = member();
const helper = member();
const run = Date.now().toString(36);
const one = (sql) => instance.sql(sql)[0];

// Until ${check} throws no more; what it threw last.
async function eventually(check, seconds) {
	let last;
	try {
		await holds(() => {
			try {
				check();
				return true;
			} catch (error) {
				last = error;
				return false;
			}
		}, seconds);
	} catch {
		throw last;
	}
}

// What the public door would have written down: kind, thread, who; ${more}: { post, number, at }.
function event(kind, t, who, more = {}) {
	instance.sql(`INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id, number, at)
		VALUES (${kind}, ${who.id}, ${asker.id}, ${t.id}, ${more.post ?? 'NULL'}, ${more.number ?? 'NULL'}, ${more.at ?? 'now()'})`);
}
const clockOf = (t) => (one(`SELECT state || ' ' || why || ' ' || episode || ' ' || done FROM crm.clock WHERE thread_id = ${t.id}`) ?? [''])[0];
const stands = (t, what) => eventually(() => assert.equal(clockOf(t), what));
const inboxOf = (t, reason) => instance.sql(`SELECT id FROM crm.inbox WHERE thread_id = ${t.id} AND reason = '${reason}' AND done_at IS NULL`).map(([id]) => Number(id));
// It has been running for a fortnight.
const wait = (t) => instance.sql(`UPDATE crm.clock SET run_from = run_from - interval '14 days', next_at = now() WHERE thread_id = ${t.id}`);

function asked(more = {}) {
	const t = thread(asker, more);
	event(1, t, asker, { post: t.question, number: 1 });
	return t;
}
const item = (t, reason = 'said_no') => number(`INSERT INTO crm.inbox (reason, thread_id) VALUES ('${reason}', ${t.id}) RETURNING id`);
const act = async (desk, id, fields) => desk.post(`/inbox/${id}`, { key: await deskKey(desk), ...fields });

test('a question starts its clock; comments and the asker’s own answer leave it running, an attempt stops it, reopening begins another', async () => {
	const t = asked();
	await stands(t, 'running asked 1 0');
	event(3, t, helper, { post: post(t, helper, 'comment', t.question), number: t.question });
	event(2, t, asker, { post: post(t, asker) });
	event(24, t, helper, { number: 2 });
	await stands(t, 'paused awaiting_asker 1 0');
	event(24, t, asker, { number: 1 });
	await stands(t, 'running open_again 1 0');
	event(2, t, helper, { post: post(t, helper) });
	await stands(t, 'stopped answered 1 0');
	event(24, t, asker, { number: 6 });
	await stands(t, 'running reopened 2 0');
});

test('a thread that is hidden stops its clock, and goes on where it was when it is shown again', async () => {
	const t = asked();
	await stands(t, 'running asked 1 0');
	instance.sql(`UPDATE community.thread SET deleted_at = now() WHERE id = ${t.id}`);
	event(6, t, asker);
	await stands(t, 'stopped gone 1 0');
	instance.sql(`UPDATE community.thread SET deleted_at = NULL WHERE id = ${t.id}`);
	event(102, t, asker);
	await stands(t, 'running open_again 1 0');
});

test('events of long ago start nothing', async () => {
	const old = thread(asker);
	event(1, old, asker, { post: old.question, number: 1, at: "now() - interval '20 days'" });
	const t = asked();
	await stands(t, 'running asked 1 0');
	assert.equal(clockOf(old), '');
});

test('what waits too long: five helpers are asked, none twice a day and none who minds; staff is told; a case opens, once', async () => {
	const [topic] = one(`INSERT INTO community.topic (slug, name) VALUES ('clocks-${run}', 'Clocks ${run}') RETURNING id`);
	const move = (t) => instance.sql(`UPDATE community.thread SET topic_id = ${topic} WHERE id = ${t.id}`);
	const before = thread(asker);
	move(before);
	const helpers = Array.from({ length: 8 }, () => member());
	for (const who of helpers)
		post(before, who);
	instance.sql(`INSERT INTO community.notice_setting (member_id, kind, mail) VALUES (${helpers[0].id}, 'nudge', false)`);
	const [t, second] = [asked(), asked()];
	move(t);
	move(second);
	const nudged = (of) => instance.sql(`SELECT member_id FROM crm.nudge WHERE thread_id = ${of.id}`).map(([id]) => Number(id));
	await stands(t, 'running asked 1 0');
	wait(t);
	await eventually(() => assert.equal(nudged(t).length, 5));
	await stands(t, 'running asked 1 3');
	assert.equal(inboxOf(t, 'clock').length, 1);
	await eventually(() => assert.equal(number(`SELECT count(*) FROM crm."case" WHERE origin_key = '${t.id}:1'`), 1));
	await stands(second, 'running asked 1 0');
	wait(second);
	await eventually(() => assert.equal(nudged(second).length, 2));
	const all = [...nudged(t), ...nudged(second)];
	assert.equal(new Set(all).size, 7);
	assert.ok(!all.includes(helpers[0].id));
	assert.equal(number(`SELECT count(*) FROM community.notice WHERE kind = 'nudge' AND thread_id = ${t.id} AND member_id IN (${nudged(t)})`), 5);
	const asks = helpers.find(({ id }) => id === nudged(t)[0]);
	assert.match(visible((await asks.client.get('/notices')).html), /Could you help\?/);
	// Again due: nothing is done twice.
	wait(t);
	instance.sql(`UPDATE crm.clock SET done = 0, next_at = now() WHERE thread_id = ${t.id}`);
	await stands(t, 'running asked 1 3');
	assert.equal(inboxOf(t, 'clock').length, 1);
	assert.equal(number(`SELECT count(*) FROM crm.link WHERE thread_id = ${t.id} AND kind = 'origin'`), 1);
	// An answer ends what waits in the inbox.
	event(2, t, helper, { post: post(t, helper) });
	await eventually(() => assert.equal(inboxOf(t, 'clock').length, 0));
});

test('words of distress, security or payment trouble come into the inbox at once, and make it urgent', async () => {
	for (const [words, reason] of [['Somebody hacked my account', 'security'], ['I was CHARGED twice', 'payment'], ['I can’t go on like this', 'distress']]) {
		const t = asked({ title: `${words} ${run}` });
		await eventually(() => assert.equal(inboxOf(t, reason).length, 1, words));
		await stands(t, 'running asked 1 2');
		assert.equal(one(`SELECT priority FROM crm.clock WHERE thread_id = ${t.id}`)[0], 'urgent');
	}
	const t = asked();
	event(3, t, helper, { post: post(t, helper, 'comment', t.question, 'My phone was hacked once'), number: t.question });
	event(3, t, helper, { post: post(t, helper, 'comment', t.question, 'I want to end my life'), number: t.question });
	await eventually(() => assert.equal(inboxOf(t, 'distress').length, 1));
	assert.equal(inboxOf(t, 'security').length, 0);
});

// A question that was solved, accepted, and whose asker was asked after three days.
const { desk } = colleague();
async function followed() {
	const t = asked();
	const answer = post(t, helper);
	instance.sql(`INSERT INTO community.acceptance (thread_id, post_id, member_id) VALUES (${t.id}, ${answer}, ${asker.id});
		UPDATE community.post SET accepted = 1 WHERE id = ${answer};
		UPDATE community.thread SET state = 'confirmed', solved_at = now() WHERE id = ${t.id}`);
	event(2, t, helper, { post: answer });
	event(24, t, asker, { number: 5 });
	await eventually(() => assert.equal(number(`SELECT count(*) FROM crm.followup WHERE thread_id = ${t.id}`), 2));
	assert.deepEqual(instance.sql(`SELECT f.days, f.due_at >= h.solved_at + f.days * interval '1 day', f.due_at < h.solved_at + (f.days + 3) * interval '1 day',
		(SELECT count(*) FROM crm.calendar c WHERE c.weekday = extract(isodow FROM f.due_at AT TIME ZONE s.zone)
			AND (f.due_at AT TIME ZONE s.zone)::time BETWEEN c.opens AND c.closes)
		FROM crm.followup f JOIN community.thread h ON h.id = f.thread_id, crm.clock_setting s WHERE f.thread_id = ${t.id} ORDER BY f.days`),
		[['3', 't', 't', '1'], ['14', 't', 't', '1']], 'days later, when the company is open');
	assert.match(visible((await desk.get(`/thread/${t.id}`)).html), /◷ Planned 3 days after it was solved, the asker is asked .*: .* ◷ Planned 14 days after/);
	instance.sql(`UPDATE crm.followup SET due_at = now() WHERE thread_id = ${t.id} AND days = 3`);
	await eventually(() => assert.equal(number(`SELECT count(*) FROM community.stayed_solved WHERE thread_id = ${t.id}`), 1), 60);
	const { location } = await asker.client.get(`/t/${t.id}/stayed`);
	return { t, answer, location };
}

test('“did it stay solved?”: no, without signing in, opens it again, tells the inbox and the case, and counts once', async () => {
	const { t, answer, location } = await followed();
	const theCase = crmCase();
	link(t, theCase);
	assert.match(location, new RegExp(`^/stayed/${t.id}\\.${asker.id}\\.`));
	assert.match(visible((await asker.client.get('/notices')).html), /Did “.*” stay solved\?/);
	assert.equal((await helper.client.get(`/t/${t.id}/stayed`)).status, 404);
	const guest = new Client();
	const page = await guest.get(location);
	assert.equal(page.status, 200);
	assert.match(page.headers.get('cache-control'), /no-store/);
	assert.equal((await guest.get(`${location.slice(0, -2)}xx`)).status, 404);
	assert.equal((await guest.post(`${location.slice(0, -2)}xx`, { answer: 'no' })).status, 401);
	assert.equal((await guest.post(location, { answer: 'maybe' })).status, 422);
	for (let i = 0; i < 2; i++) {
		const said = await guest.post(location, { answer: 'no' });
		assert.equal(said.status, 200);
		assert.match(visible(said.html), /Your question is open again/);
	}
	assert.deepEqual(one(`SELECT state, episode FROM community.thread WHERE id = ${t.id}`), ['reopened', '2']);
	assert.equal(number(`SELECT accepted FROM community.post WHERE id = ${answer}`), 0);
	await stands(t, 'running reopened 2 0');
	await eventually(() => assert.equal(inboxOf(t, 'said_no').length, 1));
	await eventually(() => assert.equal(entriesOf(theCase).filter((kind) => kind === 'reopened').length, 1));
	assert.equal(number(`SELECT count(*) FROM ops.event WHERE thread_id = ${t.id} AND kind = 131`), 1);
	assert.equal(one(`SELECT answer FROM crm.followup WHERE thread_id = ${t.id} AND days = 3`)[0], 'no');
	assert.match(visible((await desk.get(`/thread/${t.id}`)).html), /✕ Did not stay solved 3 days after it was solved, the asker said so:/);
	// Of the solved episode nothing more is asked.
	assert.equal(number(`SELECT count(*) FROM crm.followup WHERE thread_id = ${t.id} AND asked_at IS NULL`), 0);
	assert.match(visible((await guest.post(location, { answer: 'yes' })).html), /Your question is open again/);
	assert.equal(one(`SELECT state FROM community.thread WHERE id = ${t.id}`)[0], 'reopened');
});

test('the link in the mail of who was suspended, or has left, says nothing more for him', async () => {
	const { t, location } = await followed();
	for (const state of ['suspended', 'former']) {
		instance.sql(`UPDATE community.member SET state = '${state}' WHERE id = ${asker.id}`);
		try {
			const answers = [await new Client().get(location), await new Client().post(location, { answer: 'no' })];
			assert.deepEqual(answers.map(({ status }) => status), [404, 404], state);
		} finally {
			instance.sql(`UPDATE community.member SET state = 'active' WHERE id = ${asker.id}`);
		}
	}
	assert.equal(number(`SELECT count(*) FROM community.stayed_solved WHERE thread_id = ${t.id} AND answer IS NOT NULL`), 0);
});

test('a yes is the asker’s word on the whole, and may still become a no', async () => {
	const { t, location } = await followed();
	instance.sql(`UPDATE community.thread SET state = 'reopened' WHERE id = ${t.id}; UPDATE community.thread SET state = 'solved_unconfirmed' WHERE id = ${t.id}`);
	const guest = new Client();
	assert.match(visible((await guest.post(location, { answer: 'yes' })).html), /Thank you/);
	assert.equal(one(`SELECT state FROM community.thread WHERE id = ${t.id}`)[0], 'confirmed');
	assert.equal(number(`SELECT count(*) FROM ops.event WHERE thread_id = ${t.id} AND kind IN (25, 130)`), 2);
	await guest.post(location, { answer: 'yes' });
	assert.equal(number(`SELECT count(*) FROM ops.event WHERE thread_id = ${t.id} AND kind IN (25, 130)`), 2);
	await guest.post(location, { answer: 'no' });
	assert.equal(one(`SELECT state FROM community.thread WHERE id = ${t.id}`)[0], 'reopened');
});

test('two never take the same: the second is told who is on it; of many at once one has it', async () => {
	const [lee, kim] = [colleague(), colleague()];
	const id = item(asked());
	assert.equal((await act(lee.desk, id, { act: 'take' })).status, 303);
	assert.equal((await act(lee.desk, id, { act: 'take' })).status, 303);
	for (const what of ['take', 'release', 'snooze', 'done', 'hand']) {
		const { status, html } = await act(kim.desk, id, { act: what, until: '2h', how: 'handled', to: kim.id });
		assert.equal(status, 409, what);
		assert.match(visible(html), /is on it\./);
	}
	const other = item(asked());
	const keys = [await deskKey(lee.desk), await deskKey(kim.desk)];
	await Promise.all(Array.from({ length: 12 }, (_, i) => [lee, kim][i % 2].desk.post(`/inbox/${other}`, { key: keys[i % 2], act: 'take' })));
	const [[taken]] = instance.sql(`SELECT taken_by FROM crm.inbox WHERE id = ${other}`);
	assert.ok([lee.id, kim.id].includes(Number(taken)));
	assert.equal(number(`SELECT count(*) FROM crm.audit WHERE what = 'inbox.taken' AND thread_id = (SELECT thread_id FROM crm.inbox WHERE id = ${other})`), 1);
});

test('an item is handed over, put off, brought back, done, and put back', async () => {
	const [lee, kim] = [colleague(), colleague()];
	const t = asked();
	const id = item(t);
	const state = () => one(`SELECT coalesce(taken_by, 0), coalesce(snoozed_until > now(), false), done_how FROM crm.inbox WHERE id = ${id}`);
	await act(lee.desk, id, { act: 'hand', to: kim.id });
	assert.deepEqual(state(), [String(kim.id), 'f', '']);
	assert.ok((await kim.desk.get('/?show=mine')).html.includes(t.title));
	assert.equal((await act(kim.desk, id, { act: 'hand', to: 999999 })).status, 422);
	assert.match(visible((await act(kim.desk, id, { act: 'hand', to: '' })).html), /Please choose a colleague/);
	await act(kim.desk, id, { act: 'snooze', until: 'morning' });
	assert.deepEqual(state(), [String(kim.id), 't', '']);
	assert.ok(!(await kim.desk.get('/?show=mine')).html.includes(t.title));
	assert.ok((await kim.desk.get('/?show=asleep')).html.includes(t.title));
	assert.equal((await act(kim.desk, id, { act: 'snooze', until: 'ever' })).status, 422);
	await act(kim.desk, id, { act: 'wake' });
	await act(kim.desk, id, { act: 'done', how: 'handled' });
	assert.deepEqual(state(), [String(kim.id), 'f', 'handled']);
	assert.equal((await act(lee.desk, id, { act: 'take' })).status, 409);
	assert.ok((await lee.desk.get('/?show=done&reason=said_no')).html.includes(t.title));
	await act(lee.desk, id, { act: 'undo' });
	assert.deepEqual(state(), [String(kim.id), 'f', '']);
	// What has come up again meanwhile is not there twice.
	await act(kim.desk, id, { act: 'done', how: 'no_need' });
	item(t);
	assert.equal((await act(kim.desk, id, { act: 'undo' })).status, 409);
	assert.equal((await act(kim.desk, 999999999, { act: 'take' })).status, 404);
	assert.equal((await act(kim.desk, id, { act: 'eat' })).status, 409);
});

test('a card of the inbox says who asks, of what, how it begins and which case it is; overdue is not due', async () => {
	const lee = colleague();
	const t = asked();
	instance.sql(`UPDATE community.post SET plain = 'The antenna fell.\n\n${'Wind '.repeat(200)}' WHERE id = ${t.question}`);
	const matter = crmCase({ customer: null });
	link(t, matter);
	const id = item(t, 'security');
	const card = async () => (await lee.desk.get('/?reason=security')).html.match(new RegExp(`<li class="card" data-item id="i${id}">.*?</li>`, 's'))[0];
	const [[topic, display]] = instance.sql(`SELECT p.name, m.display FROM community.thread t JOIN community.topic p ON p.id = t.topic_id JOIN community.member m ON m.id = t.author_id WHERE t.id = ${t.id}`);
	instance.sql(`UPDATE crm.inbox SET due_at = now() + interval '1 hour' WHERE id = ${id}`);
	let shown = visible(await card());
	for (const said of [topic, display, 'The antenna fell. Wind Wind', `Case: ${matter.subject}`, t.title])
		assert.ok(shown.includes(said), `${said}: ${shown}`);
	assert.ok(!/Overdue/.test(shown) && shown.match(/Wind/g).length < 40, shown);
	instance.sql(`UPDATE crm.inbox SET due_at = now() - interval '1 hour' WHERE id = ${id}`);
	shown = visible(await card());
	assert.match(shown, /Overdue was due/);
	// Whose it is, once that is known.
	const customer = number(`INSERT INTO crm.customer (name) VALUES ('Otto ${run}') RETURNING id`);
	instance.sql(`INSERT INTO crm.member_customer (member_id, customer_id, how) VALUES (${asker.id}, ${customer}, 'staff')`);
	assert.ok(visible(await card()).includes(`Customer: Otto ${run}`));
	instance.sql(`UPDATE crm.member_customer SET undone_at = now() WHERE customer_id = ${customer}`);
});

test('who answers or solves has done what waited for that; the thread says who has it and takes “Done”', async () => {
	const [lee, kim] = [colleague(), colleague()];
	const state = (id) => one(`SELECT coalesce(done_by, 0), done_how FROM crm.inbox WHERE id = ${id}`);
	const reply = async (who, t) => who.desk.post(`/thread/${t.id}/reply`, { key: await deskKey(who.desk), body: 'We have mended the antenna.' });
	for (const [what, does] of [['reply', (t) => reply(lee, t)], ['state', async (t) => lee.desk.post(`/thread/${t.id}/state`, { key: await deskKey(lee.desk), state: 'solved_unconfirmed' })]]) {
		const [free, mine, theirs] = [asked(), asked(), asked()];
		const [a, b, c, other] = [item(free, 'clock'), item(mine, 'clock'), item(theirs, 'clock'), item(mine, 'intake')];
		await act(lee.desk, b, { act: 'take' });
		await act(kim.desk, c, { act: 'take' });
		for (const t of [free, mine, theirs])
			assert.equal((await does(t)).status, 303);
		assert.deepEqual([a, b, c, other].map(state), [[String(lee.id), 'handled'], [String(lee.id), 'handled'], ['0', ''], ['0', '']], what);
	}
	const t = asked();
	const id = item(t, 'payment');
	const page = async () => visible((await lee.desk.get(`/thread/${t.id}`)).html);
	assert.match(await page(), /Payment trouble .*Take it.* Done/);
	const taken = await act(lee.desk, id, { act: 'take', back: 'thread' });
	assert.deepEqual([taken.status, taken.location], [303, `/thread/${t.id}`]);
	assert.match(await page(), /Payment trouble .*You have it.* Done/);
	assert.match(visible((await kim.desk.get(`/thread/${t.id}`)).html), /is on it(?!.*Done: Payment)/);
	assert.equal((await act(lee.desk, id, { act: 'done', how: 'handled' })).location, '/?show=open&reason=');
	assert.deepEqual(state(id), [String(lee.id), 'handled']);
	assert.doesNotMatch(await page(), /Payment trouble/);
});

test('every act in every state of an item of the inbox is done, was so already, or is refused without a trace', async () => {
	const [lee, kim] = [colleague(), colleague()];
	const t = asked();
	const states = {
		free: '', mine: `taken_by = ${lee.id}, taken_at = now()`, theirs: `taken_by = ${kim.id}, taken_at = now()`,
		asleep: "snoozed_until = now() + interval '1 day'", done: `done_at = now(), done_by = ${kim.id}, done_how = 'handled'`,
	};
	// + done, = so already, - refused.
	const wanted = {
		free: { take: '+', release: '=', hand: '+', snooze: '+', wake: '=', done: '+', undo: '=' },
		mine: { take: '=', release: '+', hand: '+', snooze: '+', wake: '=', done: '+', undo: '=' },
		theirs: { take: '-', release: '-', hand: '-', snooze: '-', wake: '=', done: '-', undo: '=' },
		asleep: { take: '+', release: '=', hand: '+', snooze: '+', wake: '+', done: '+', undo: '=' },
		done: { take: '-', release: '-', hand: '-', snooze: '-', wake: '-', done: '=', undo: '+' },
	};
	const key = await deskKey(lee.desk);
	for (const [was, set] of Object.entries(states))
		for (const [what, sign] of Object.entries(wanted[was])) {
			const id = item(t);
			if (set)
				instance.sql(`UPDATE crm.inbox SET ${set} WHERE id = ${id}`);
			const rows = () => one(`SELECT i::text, (SELECT count(*) FROM crm.audit WHERE thread_id = ${t.id}) FROM crm.inbox i WHERE id = ${id}`);
			const before = rows();
			const { status } = await lee.desk.post(`/inbox/${id}`, { key, act: what, to: kim.id, until: '2h', how: 'handled' });
			assert.equal(status, sign === '-' ? 409 : 303, `${was}: ${what}`);
			(sign === '+' ? assert.notDeepEqual : assert.deepEqual)(rows(), before, `${was}: ${what}`);
			instance.sql(`DELETE FROM crm.inbox WHERE id = ${id}`);
		}
});

test('a lead tries settings before he saves them, sees who changed what, and undoes it', async () => {
	const { boss, agent } = staff({ boss: ROLE.lead, agent: ROLE.agent });
	assert.equal((await atDesk(agent).get('/settings/clocks')).status, 403);
	const desk = atDesk(boss);
	const t = asked();
	await stands(t, 'running asked 1 0');
	instance.sql(`UPDATE crm.clock_turn SET at = at - interval '3 days' WHERE thread_id = ${t.id}`);
	const before = one('SELECT crm.clock_settings()')[0];
	const tried = await desk.submit('/settings/clocks', { act: 'try', policy00: '0:30', policy01: '1', policy02: '2' });
	assert.equal(tried.status, 200);
	assert.match(visible(tried.html), /Case opened: \d+ threads?/);
	assert.ok(tried.html.includes(`href="/thread/${t.id}"`));
	assert.equal(one('SELECT crm.clock_settings()')[0], before);
	const refused = await desk.submit('/settings/clocks', { act: 'save', zone: 'Mars/Olympus', holidays: 'kept as typed' });
	assert.equal(refused.status, 422);
	assert.match(refused.html, /kept as typed/);
	assert.equal((await desk.submit('/settings/clocks', { act: 'save', intake_days: '91', holidays: '2026-12-25 Christmas' })).status, 303);
	assert.equal(number('SELECT intake_days FROM crm.clock_setting'), 91);
	const { html } = await desk.get('/settings/clocks');
	const change = html.match(/name="change" value="(\d+)"/)[1];
	for (let i = 0; i < 2; i++)
		assert.equal((await desk.post('/settings/clocks/undo', { key: await deskKey(desk), change })).status, 303);
	assert.equal(one('SELECT crm.clock_settings()')[0], before);
});

// The thread was solved so many days ago; its clock has taken the turn, and the state is what events would have made.
async function solvedAgo(days) {
	const t = asked();
	await stands(t, 'running asked 1 0');
	instance.sql(`INSERT INTO crm.clock_turn (thread_id, episode, at, state, why, priority) VALUES (${t.id}, 1, now() - interval '${days} days', 'stopped', 'solved', 'normal')`);
	return t;
}
const plannedOf = (t) => instance.sql(`SELECT days FROM crm.followup WHERE thread_id = ${t.id} ORDER BY days`).flat();
function solve(t) {
	instance.sql(`UPDATE community.thread SET state = 'solved_unconfirmed', solved_at = now() WHERE id = ${t.id}`);
	event(24, t, asker, { number: 4 });
}

test('a lead tries and sets after how many days it is asked whether it stayed solved; what is planned keeps its day', async () => {
	const boss = atDesk(staff({ boss: ROLE.lead }).boss);
	const page = await boss.get('/settings/clocks');
	assert.match(visible(page.html), /What is planned for questions that are solved already keeps its day\./);
	assert.deepEqual(['followup1', 'followup2'].map((name) => page.html.match(new RegExp(`name="${name}"[^>]* value="(\\d+)"`))[1]), ['3', '14']);
	const before = one('SELECT crm.clock_settings()')[0];
	// By 3 days asked before last week, by 7 within it, also where the community is closed on the day itself; never 20.
	const [old, planned] = [await solvedAgo(13), asked()];
	solve(planned);
	await eventually(() => assert.deepEqual(plannedOf(planned), ['3', '14']));
	const tried = await boss.submit('/settings/clocks', { act: 'try', followup1: '7', followup2: '20' });
	assert.equal(tried.status, 200);
	assert.match(visible(tried.html), /Asked 7 days after it was solved: \d+ threads? .* Asked 20 days after it was solved: \d+ threads? /);
	const [, first, second] = tried.html.split(/Asked \d+ days after it was solved/);
	assert.match(first, new RegExp(`href="/thread/${old.id}".*?not by the settings of now`));
	assert.ok(!second.split('</section>')[0].includes(`href="/thread/${old.id}"`));
	assert.equal(one('SELECT crm.clock_settings()')[0], before);
	for (const [followup1, followup2, why] of [['0', '14', /from 1 to 60/], ['3', '61', /from 1 to 60/], ['soon', '', /from 1 to 60/], ['14', '14', /must come later/], ['20', '5', /must come later/]]) {
		const refused = await boss.submit('/settings/clocks', { act: 'save', followup1, followup2 });
		assert.equal(refused.status, 422);
		assert.match(visible(refused.html), why);
		assert.ok(refused.html.includes(`name="followup1" maxlength="2" inputmode="numeric" value="${followup1}"`), 'kept as typed');
	}
	assert.equal(one('SELECT crm.clock_settings()')[0], before);
	try {
		assert.equal((await boss.submit('/settings/clocks', { act: 'save', followup1: '1', followup2: '20' })).status, 303);
		const later = asked();
		solve(later);
		await eventually(() => assert.deepEqual(plannedOf(later), ['1', '20']));
		assert.deepEqual(plannedOf(planned), ['3', '14']);
		assert.match(visible((await boss.get(`/thread/${later.id}`)).html), /◷ Planned 20 days after it was solved, .* ◷ Planned 1 day after it was solved|◷ Planned 1 day after it was solved, .* ◷ Planned 20 days after/);
		// Asked once, hidden and shown again by other days: the second question alone is left.
		instance.sql(`UPDATE crm.followup SET due_at = now() WHERE thread_id = ${planned.id} AND days = 3`);
		await eventually(() => assert.equal(number(`SELECT count(*) FROM community.stayed_solved WHERE thread_id = ${planned.id}`), 1), 60);
		instance.sql(`UPDATE community.thread SET deleted_at = now() WHERE id = ${planned.id}`);
		event(6, planned, asker);
		await eventually(() => assert.deepEqual(plannedOf(planned), ['3']));
		instance.sql(`UPDATE community.thread SET deleted_at = NULL WHERE id = ${planned.id}`);
		event(102, planned, asker);
		await eventually(() => assert.deepEqual(plannedOf(planned), ['3', '20']));
		// The answer to another day's question finds its row.
		instance.sql(`UPDATE crm.followup SET due_at = now() WHERE thread_id = ${later.id} AND days = 1`);
		await eventually(() => assert.equal(number(`SELECT count(*) FROM community.stayed_solved WHERE thread_id = ${later.id} AND days = 1`), 1), 60);
		const { location } = await asker.client.get(`/t/${later.id}/stayed`);
		assert.equal((await new Client().post(location, { answer: 'yes' })).status, 200);
		await eventually(() => assert.equal(one(`SELECT coalesce(answer, '') FROM crm.followup WHERE thread_id = ${later.id} AND days = 1`)[0], 'yes'));
		assert.match(visible((await boss.get(`/thread/${later.id}`)).html), /✓ Stayed solved 1 day after it was solved, the asker said so:/);
	} finally {
		const change = (await boss.get('/settings/clocks')).html.match(/name="change" value="(\d+)"/)[1];
		await boss.post('/settings/clocks/undo', { key: await deskKey(boss), change });
	}
	assert.equal(one('SELECT crm.clock_settings()')[0], before);
	// A change of the time before these days were settings says nothing of them.
	assert.equal(number(`WITH x AS MATERIALIZED (SELECT crm.clock_settings_change(NULL, crm.clock_settings() - 'followups') AS made) SELECT count(made) FROM x`), 0);
});

test('private details go to the company alone: sealed, opened on the desk with a trace, put into the case, deleted', async () => {
	const lee = colleague();
	const t = asked();
	const theCase = crmCase();
	link(t, theCase);
	const secret = `CANARY-${run}`;
	const form = await asker.client.get(t.path);
	assert.match(form.html, new RegExp(`/t/${t.id}/private`));
	assert.equal((await helper.client.get(`/t/${t.id}/private`)).status, 403);
	assert.equal((await new Client().get(`/t/${t.id}/private`)).status, 303);
	const key = await keyOf(asker.client);
	assert.equal((await asker.client.post(`/t/${t.id}/private`, { key, account: ' ', phone: '', address: '', text: '' })).status, 422);
	const fields = { key, account: secret, phone: '+44 1', address: '', text: 'Please <call>' };
	for (let i = 0; i < 2; i++)
		assert.equal((await asker.client.post(`/t/${t.id}/private`, fields)).status, 303);
	assert.equal(number(`SELECT count(*) FROM intake.message WHERE thread_id = ${t.id}`), 1);
	assert.equal(number(`SELECT count(*) FROM intake.message WHERE position('${secret}'::bytea IN sealed) > 0`), 0);
	const page = await asker.client.get(`/t/${t.id}/private`);
	assert.match(visible(page.html), /Sent to the company/);
	for (const read of [page, await asker.client.get(t.path), await new Client().get(t.path)])
		assert.ok(!read.html.includes(secret));
	assert.throws(() => asWeb('SELECT sealed FROM intake.message'), /permission denied/);
	assert.throws(() => asWeb('DELETE FROM intake.message'), /permission denied/);
	await eventually(() => assert.equal(inboxOf(t, 'intake').length, 1));
	const id = number(`SELECT id FROM intake.message WHERE thread_id = ${t.id}`);
	assert.match((await lee.desk.get(`/thread/${t.id}`)).html, new RegExp(`/private/${id}"`));
	const opened = await lee.desk.get(`/private/${id}`);
	assert.equal(opened.status, 200);
	assert.match(visible(opened.html), new RegExp(secret));
	assert.match(opened.html, /Please &lt;call&gt;/);
	assert.equal(number(`SELECT count(*) FROM crm.audit WHERE what = 'private.opened' AND thread_id = ${t.id} AND account_id = ${lee.id}`), 1);
	assert.equal((await lee.desk.post(`/private/${id}`, { key: await deskKey(lee.desk), act: 'attach', case: 0 })).status, 422);
	assert.equal((await lee.desk.post(`/private/${id}`, { key: await deskKey(lee.desk), act: 'attach', case: theCase.id })).status, 303);
	assert.match(JSON.stringify(instance.sql(`SELECT text FROM crm.case_entry WHERE case_id = ${theCase.id}`)), new RegExp(secret));
	assert.equal((await lee.desk.post(`/private/${id}`, { key: await deskKey(lee.desk), act: 'delete' })).status, 303);
	assert.equal(number(`SELECT count(*) FROM intake.message WHERE thread_id = ${t.id}`), 0);
	assert.equal((await lee.desk.get(`/private/${id}`)).status, 404);
});

test('private details have a rate, also sent side by side, and the desk is shown the newest', async () => {
	const lee = colleague();
	const t = asked();
	instance.sql('DELETE FROM ops.rate');
	const send = async (text) => asker.client.post(`/t/${t.id}/private`, { key: await keyOf(asker.client), account: text, phone: '', address: '', text: '' });
	const statuses = (await Promise.all(Array.from({ length: 24 }, (_, i) => send(`number ${i}`)))).map(({ status }) => status);
	assert.deepEqual([303, 429].map((wanted) => statuses.filter((status) => status === wanted).length), [20, 4]);
	const refused = await send('typed and <kept>');
	assert.equal(refused.status, 429);
	assert.match(refused.html, /typed and &lt;kept&gt;/);
	assert.equal(number(`SELECT count(*) FROM intake.message WHERE thread_id = ${t.id}`), 20);
	instance.sql('DELETE FROM ops.rate');
	instance.sql(`INSERT INTO intake.message (thread_id, member_id, sealed) SELECT thread_id, member_id, sealed FROM intake.message, generate_series(1, 2) WHERE thread_id = ${t.id}`);
	const { html } = await lee.desk.get(`/thread/${t.id}`);
	const shown = [...html.matchAll(/\/private\/(\d+)"/g)].map(([, id]) => Number(id));
	assert.deepEqual(shown, instance.sql(`SELECT id FROM intake.message WHERE thread_id = ${t.id} ORDER BY id OFFSET 10`).flat().map(Number));
});

test('every act in every state of private details is done once, or refused without a trace', async () => {
	const lee = colleague();
	const t = asked();
	const [here, elsewhere] = [crmCase(), crmCase()];
	link(t, here);
	const sealed = async () => {
		const key = await keyOf(asker.client);
		assert.equal((await asker.client.post(`/t/${t.id}/private`, { key, account: `of ${run}`, phone: '', address: '', text: '' })).status, 303);
		return number(`SELECT max(id) FROM intake.message WHERE thread_id = ${t.id}`);
	};
	const acts = { open: null, here: { act: 'attach', case: here.id }, elsewhere: { act: 'attach', case: elsewhere.id }, delete: { act: 'delete' } };
	const statuses = {
		sent: { open: 200, here: 303, elsewhere: 303, delete: 303 },
		'in a case': { open: 200, here: 409, elsewhere: 303, delete: 303 },
		gone: { open: 404, here: 404, elsewhere: 404, delete: 303 },
	};
	const traces = () => one(`SELECT (SELECT count(*) FROM crm.case_entry WHERE case_id IN (${here.id}, ${elsewhere.id})), (SELECT count(*) FROM crm.event WHERE thread_id = ${t.id} AND kind = 62),
		(SELECT count(*) FROM intake.message WHERE thread_id = ${t.id}), (SELECT count(*) FROM crm.audit WHERE thread_id = ${t.id} AND what <> 'private.opened')`);
	for (const [was, wanted] of Object.entries(statuses))
		for (const [what, status] of Object.entries(wanted)) {
			instance.sql(`DELETE FROM ops.rate; DELETE FROM intake.message WHERE thread_id = ${t.id}`);
			const id = was === 'gone' ? 999999999 : await sealed();
			if (was === 'in a case')
				assert.equal((await lee.desk.post(`/private/${id}`, { key: await deskKey(lee.desk), ...acts.here })).status, 303);
			const before = traces();
			const answer = acts[what] ? await lee.desk.post(`/private/${id}`, { key: await deskKey(lee.desk), ...acts[what] }) : await lee.desk.get(`/private/${id}`);
			assert.equal(answer.status, status, `${was}: ${what}`);
			(status === 303 && was !== 'gone' ? assert.notDeepEqual : assert.deepEqual)(traces(), before, `${was}: ${what}`);
		}
});
