// What was found by trying the public door as an adversary would: each of these worked once.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, formFields, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { asWeb, keyOf, member, number, post, thread } from './lib/scene.mjs';

const run = Date.now().toString(36);
const guest = new Client();
const asker = member();
const moderator = member('moderator');
const admin = member('admin');
const act = async (who, fields) => who.client.post('/moderation/act', { key: await keyOf(who.client), ...fields });
const report = async (who, what, id, reason) => who.client.post(`/report/${what}/${id}`, { key: await keyOf(who.client), reason });
const goneOf = (a) => instance.sql(`SELECT coalesce(gone, 'shown') FROM community.post WHERE id = ${a}`)[0][0];
const itemOf = (a) => number(`SELECT max(id) FROM community.queue_item WHERE post_id = ${a}`);
const level = (who, n) => instance.sql(`INSERT INTO standing.member_level (member_id, level, since, good, bad, removals, people, ratio)
	VALUES (${who.id}, ${n}, now(), 0, 0, 0, 0, 500)`);

// Opens the form that changes a post and sends it with ${fields}.
const edit = (who, a, fields) => who.client.submit(`/a/${a}/edit`, fields);
// Writes an answer by the form; its id.
async function answer(who, t, body) {
	const { status, location } = await who.client.submit(t.path, { body, private: 'publish' }, `/t/${t.id}/answer`);
	assert.equal(status, 303);
	return Number(location.match(/\/a\/(\d+)/)[1]);
}

// ---- an honest sentence first ----

const pitch = `Cheap genuine watches, free shipping ${run}: write to our shop today and get two for the price of one, only this week.`;

test('spam that comes by editing an honest post is held like any other', async () => {
	const [spammer, newcomer] = [member(), member()];
	const t = thread(asker);
	const first = await answer(spammer, t, pitch);
	assert.equal((await act(moderator, { act: 'hide', rule: 'spam', post: first })).status, 303);
	const a = await answer(newcomer, t, 'Turning it off for a minute helped here.');
	const sent = await edit(newcomer, a, { body: `${pitch}!` });
	assert.equal(sent.status, 303);
	assert.equal(goneOf(a), 'held');
	assert.ok(itemOf(a), 'a moderator is asked');
	assert.equal(number(`SELECT answers FROM community.thread WHERE id = ${t.id}`), 0);
	assert.ok(!(await guest.get(t.path)).html.includes('genuine watches'));
	const page = await newcomer.client.get(sent.location);
	assert.equal(page.status, 200);
	assert.match(page.html, /genuine watches/, 'its author sees it');
	assert.equal((await act(moderator, { act: 'restore', post: a })).status, 303);
	assert.equal(goneOf(a), 'shown');
});

test('a short sentence that was removed as spam with its author’s other posts stays everybody’s, unless it says how to reach somebody', async () => {
	const [spammer, newcomer, other] = [member(), member(), member()];
	const t = thread(asker);
	const removed = await answer(spammer, t, `Many thanks ${run}`);
	const link = await answer(spammer, t, `Thanks https://shop-${run}.example`);
	const phone = await answer(spammer, t, `Loans ${run}? Call +49 170 1234567`);
	for (const a of [removed, link, phone])
		assert.equal((await act(moderator, { act: 'hide', rule: 'spam', post: a })).status, 303);
	assert.equal(goneOf(await answer(newcomer, t, `Many thanks ${run}`)), 'shown');
	for (const body of [`Thanks! https://shop-${run}.example`, `Loans ${run}! Call +49 170 1234567`]) {
		assert.equal((await other.client.submit(t.path, { body, private: 'publish' }, `/t/${t.id}/answer`)).status, 303);
		const held = number(`SELECT max(id) FROM community.post WHERE author_id = ${other.id}`);
		assert.equal(goneOf(held), 'held', body);
		await act(moderator, { act: 'restore', post: held });
	}
});

test('who writes what is held finds it in the thread, and not a page that is missing', async () => {
	const newcomer = member();
	const t = thread(asker);
	const sent = await newcomer.client.submit(t.path, { body: `${pitch}!!` }, `/t/${t.id}/answer`);
	assert.deepEqual([sent.status, sent.location], [303, t.path]);
	assert.match((await newcomer.client.get(sent.location)).html, /genuine watches/);
	assert.ok(!(await guest.get(t.path)).html.includes('genuine watches'));
	// Too many that wait would be a wave, for the scenarios that follow.
	await act(moderator, { act: 'restore', post: number(`SELECT max(id) FROM community.post WHERE thread_id = ${t.id}`) });
});

test('a question that becomes spam is held with its thread, and an edit of what somebody said remains one', async () => {
	const newcomer = member();
	const t = thread(newcomer);
	post(t, member());
	assert.equal((await edit(newcomer, t.question, { body: 'What is it, and since when?' })).status, 303);
	assert.equal(goneOf(t.question), 'shown');
	assert.equal((await edit(newcomer, t.question, { body: `${pitch}?` })).status, 303);
	assert.equal(goneOf(t.question), 'held');
	assert.equal((await guest.get(t.path)).status, 404);
	assert.equal((await act(moderator, { act: 'restore', post: t.question })).status, 303);
});

test('the door holds nothing back by itself that was not written in the same moment', () => {
	const a = post(thread(asker), member());
	instance.sql(`UPDATE community.post SET edited_at = now() - interval '1 second' WHERE id = ${a}`);
	asWeb(`SELECT community.post_hold(${a})`);
	assert.equal(goneOf(a), 'shown');
});

test('a key that was used up opens no way past the looks at an edit', async () => {
	const who = member();
	const t = thread(asker);
	const { html } = await who.client.get(t.path);
	const form = new Map(formFields(html, `/t/${t.id}/answer`)).set('body', 'The cable was loose.');
	assert.equal((await who.client.post(`/t/${t.id}/answer`, [...form])).status, 303);
	const a = number(`SELECT max(id) FROM community.post WHERE thread_id = ${t.id}`);
	const key = form.get('key');
	const links = Array.from({ length: 20 }, (_, i) => `http://shop${i}.example/`).join(' ');
	assert.equal((await edit(who, a, { key, body: links })).status, 422);
	assert.match((await edit(who, a, { key, body: 'Call 0171 5550199.' })).html, /0171 5550199/);
	assert.equal(number(`SELECT revision FROM community.post WHERE id = ${a}`), 1);
	// The same edit sent twice is still told the same.
	const again = new Map(formFields((await who.client.get(`/a/${a}/edit`)).html, `/a/${a}/edit`)).set('body', 'The cable was broken.');
	for (const n of [1, 2])
		assert.equal((await who.client.post(`/a/${a}/edit`, [...again])).status, 303, `${n}`);
	assert.equal(number(`SELECT revision FROM community.post WHERE id = ${a}`), 2);
});

// ---- filling the tables that keep everything ----

test('nobody writes more than three hundred versions within an hour', async () => {
	const who = member();
	const a = post(thread(asker), who);
	const form = new Map(formFields((await who.client.get(`/a/${a}/edit`)).html, `/a/${a}/edit`));
	for (let i = 0; i < 3; i++) {
		const all = await Promise.all(Array.from({ length: 100 }, () => who.client.post(`/a/${a}/edit`, [...form])));
		assert.deepEqual([...new Set(all.map((r) => r.status))], [303]);
	}
	const late = await edit(who, a, { body: 'What was typed comes along.' });
	assert.deepEqual([late.status, late.html.includes('What was typed comes along.')], [429, true]);
	assert.equal((await who.client.post(`/a/${a}/edit`, [...form, ['preview', '1']])).status, 200);
});

// Twelve answers of one newcomer, all at once, with ${settings}: how often each status came, and where the posts are.
async function twelve(settings) {
	const author = member();
	const threads = Array.from({ length: 12 }, () => thread(member()));
	const keys = [];
	for (const t of threads)
		keys.push(new Map(formFields((await author.client.get(t.path)).html, `/t/${t.id}/answer`)).get('key'));
	const names = Object.keys(settings).map((name) => `'${name}'`).join();
	const before = instance.sql(`SELECT key, value FROM ops.setting WHERE key IN (${names})`);
	const set = ([name, value]) => instance.sql(`INSERT INTO ops.setting (key, value) VALUES ('${name}', '${value}') ON CONFLICT (key) DO UPDATE SET value = '${value}'`);
	Object.entries(settings).forEach(set);
	try {
		const answers = await Promise.all(threads.map((t, i) => author.client.post(`/t/${t.id}/answer`, { key: keys[i], body: `Said of number ${i} and of nothing else.` })));
		const times = {};
		for (const { status } of answers)
			times[status] = (times[status] ?? 0) + 1;
		return { times, gone: instance.sql(`SELECT COALESCE(gone, 'shown'), count(*) FROM community.post WHERE author_id = ${author.id} GROUP BY 1`) };
	} finally {
		instance.sql(`DELETE FROM ops.setting WHERE key IN (${names})`);
		before.forEach(set);
	}
}

test('many at once are counted like one after the other', async () => {
	const few = Object.fromEntries([0, 1, 2, 3, 4].map((level) => [`harm.posts_hour_${level}`, '3']));
	assert.deepEqual(await twelve(few), { times: { 303: 3, 429: 9 }, gone: [['shown', '3']] });
});

test('of many at once that are to be held one is, and the others wait with their author', async () => {
	assert.deepEqual(await twelve({ 'harm.first_post': '2' }), { times: { 303: 1, 422: 11 }, gone: [['held', '1']] });
});

test('saying a thing and taking it back by turns comes to an end', async () => {
	const who = member();
	const a = post(thread(asker), member());
	const key = await keyOf(who.client);
	const undo = () => who.client.post(`/a/${a}/act`, { key, act: 'thanks-undo' });
	for (let i = 0; i < 6; i++)
		await Promise.all(Array.from({ length: 100 }, undo));
	assert.equal((await undo()).status, 429);
	assert.equal((await who.client.post(`/a/${a}/act`, { key, act: 'thanks' })).status, 303, 'thanks are free');
});

// ---- who reads what ----

test('who reads the queue by his level sees what waits, and nothing that was hidden or is about private details', async () => {
	const [reader, author] = [member(), member()];
	level(reader, 4);
	const t = Object.fromEntries(['open', 'hidden', 'private', 'taken'].map((what) => [what, thread(author, { title: `Queue ${what} ${run}` })]));
	for (const it of Object.values(t))
		assert.equal((await report(member(), 'post', post(it, author), 'abuse')).status, 303);
	const items = Object.fromEntries(Object.entries(t).map(([what, it]) => [what, number(`SELECT q.id FROM community.queue_item q
		JOIN community.post p ON p.id = q.post_id WHERE p.thread_id = ${it.id}`)]));
	await act(moderator, { act: 'hide', rule: 'private', post: t.hidden.question });
	assert.equal((await report(member(), 'post', t.private.question, 'private')).status, 303);
	instance.sql(`UPDATE community.thread SET deleted_at = now(), gone = 'author' WHERE id = ${t.taken.id}`);
	const item = (what) => reader.client.get(`/moderation/item/${items[what]}`);
	const shown = await item('open');
	assert.equal(shown.status, 200);
	for (const html of [shown.html, (await reader.client.get('/moderation')).html])
		for (const what of ['hidden', 'private', 'taken'])
			assert.ok(!html.includes(`Queue ${what} ${run}`), what);
	for (const what of ['hidden', 'private', 'taken'])
		assert.equal((await item(what)).status, 404, what);
	// What was decided about a post is for moderators, and so is the post once that has happened.
	const a = number(`SELECT post_id FROM community.queue_item WHERE id = ${items.open}`);
	await act(moderator, { act: 'hide', rule: 'abuse', note: 'a word to the author', post: a, item: items.open });
	assert.equal((await item('open')).status, 404);
	assert.match((await moderator.client.get(`/moderation/item/${items.open}`)).html, /a word to the author/);
});

test('a moderator is not told what waits about himself', async () => {
	const other = member('moderator');
	const a = post(thread(asker), moderator);
	assert.equal((await report(member(), 'post', a, 'abuse')).status, 303);
	const link = `/moderation/item/${itemOf(a)}"`;
	for (const path of [`/moderation/member/${moderator.id}`, `/moderation/post/${a}`])
		assert.ok(!(await moderator.client.get(path)).html.includes(link), path);
	assert.ok((await other.client.get(`/moderation/member/${moderator.id}`)).html.includes(link));
});

test('a word that stands only in what is hidden is meant by nobody', async () => {
	const [secret, known] = [`kowalczyk${run}`, `brunswick${run}`];
	const t = thread(asker, { title: `Where does ${secret} live` });
	thread(asker, { title: `What is ${known} for` });
	for (let i = 0; i < 100 && number(`SELECT count(*) FROM community.search_word WHERE word IN ('${secret}', '${known}')`) < 2; i++)
		await new Promise((done) => setTimeout(done, 100));
	const meant = async (word) => (await guest.get(`/search?q=${word.replace('w', 'v')}`)).html.includes(word);
	assert.deepEqual([await meant(secret), await meant(known)], [true, true]);
	await act(moderator, { act: 'hide', rule: 'private', post: t.question });
	assert.deepEqual([await meant(secret), await meant(known)], [false, true]);
});

test('a suggested edit shows no version that was hidden since', async () => {
	const helper = member();
	level(helper, 3);
	const hidden = `number-of-${run}`; // not in the names of anybody
	const t = thread(asker);
	instance.sql(`UPDATE community.post SET source = 'My number is ${hidden}.' WHERE id = ${t.question}`);
	assert.equal((await helper.client.submit(`/a/${t.question}/suggest`, { body: 'Other words.' })).status, 303);
	const path = `/suggestion/${number(`SELECT max(id) FROM community.suggestion WHERE post_id = ${t.question}`)}`;
	await helper.client.post(path, { key: await keyOf(helper.client), act: 'withdraw' });
	assert.ok((await helper.client.get(path)).html.includes(hidden));
	assert.equal((await edit(moderator, t.question, { body: 'What is it?', rule: 'private', hide_history: '1' })).status, 303);
	for (const who of [helper, asker])
		assert.ok(!(await who.client.get(path)).html.includes(hidden));
	assert.ok((await moderator.client.get(path)).html.includes(hidden));
});

// ---- rights ----

test('what was decided about a moderator is taken back by admins alone', async () => {
	const peer = member('moderator');
	assert.equal((await act(admin, { act: 'suspend', rule: 'abuse', member: peer.id, minutes: 60 })).status, 303);
	assert.equal((await act(admin, { act: 'unsuspend', member: peer.id })).status, 303);
	const decisions = instance.sql(`SELECT id FROM community.decision WHERE member_id = ${peer.id} ORDER BY id`).flat();
	const undo = async (who, id) => who.client.post(`/moderation/undo/${id}`, { key: await keyOf(who.client) });
	const state = () => instance.sql(`SELECT state FROM community.member WHERE id = ${peer.id}`)[0][0];
	const refused = await undo(moderator, decisions[1]);
	assert.equal(refused.status, 409);
	assert.match(visible(refused.html), /an admin decides/);
	assert.equal(state(), 'active');
	assert.equal((await undo(admin, decisions[1])).status, 303);
	assert.equal(state(), 'suspended');
	assert.equal((await undo(moderator, decisions[0])).status, 409);
});
