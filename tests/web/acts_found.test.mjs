// "Did this solve it for you?": said by guests and members, counted once each, without a cookie before the click.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { keyOf, member, memberWithPassword, number, post, thread, told } from './lib/scene.mjs';

const [asker, helper, other] = [member(), member(), await memberWithPassword()];

// A solved question with one accepted answer.
async function solved() {
	const t = thread(asker);
	const answer = post(t, helper);
	await asker.client.post(`/a/${answer}/act`, { key: await keyOf(asker.client), act: 'accept' });
	return { ...t, answer };
}

const found = (client, t, answer = t.answer) => client.post(`/t/${t.id}/found`, { post: answer });
const count = (t) => number(`SELECT found FROM community.post WHERE id = ${t.answer}`);
const rows = (t) => number(`SELECT count(*) FROM community.found WHERE post_id = ${t.answer}`);
const events = (t) => instance.sql(`SELECT COALESCE(member_id, 0), other_id, post_id FROM ops.event WHERE kind = 22 AND thread_id = ${t.id}`).map((row) => row.map(Number));

test('a guest who says so is counted, gets a cookie only then, and is counted once', async () => {
	const t = await solved();
	const guest = new Client();
	const page = await guest.get(t.path);
	assert.match(visible(page.html), /Did this solve it for you\? Yes, this solved it No, ask/);
	assert.equal(guest.cookies.size, 0, 'no cookie before the click');
	const answer = await found(guest, t);
	assert.deepEqual([answer.status, answer.location], [303, t.path]);
	assert.match(answer.headers.get('set-cookie'), /visitor=[A-Za-z0-9_-]{22}; .*HttpOnly/);
	assert.match(await told(guest), /Good to hear/);
	assert.equal(count(t), 1);
	assert.deepEqual(events(t), [[0, helper.id, t.answer]]);
	await found(guest, t);
	assert.match(await told(guest), /said so already/);
	assert.deepEqual([count(t), rows(t), events(t).length], [1, 1, 1]);
	assert.match(visible((await new Client().get(t.path)).html), /Solved it for 1 visitor/);
});

test('the same guest counts for another answer, and again after 30 days', async () => {
	const [t, u] = [await solved(), await solved()];
	const guest = new Client();
	await found(guest, t);
	const { visitor } = Object.fromEntries(guest.cookies);
	await found(guest, u);
	assert.equal(Object.fromEntries(guest.cookies).visitor, visitor, 'the cookie stays the same');
	assert.deepEqual([count(t), count(u)], [1, 1]);
	instance.sql(`UPDATE community.found SET created_at = now() - interval '29 days', prefix = '' WHERE post_id = ${t.answer}`);
	await found(guest, t);
	assert.equal(count(t), 1);
	instance.sql(`UPDATE community.found SET created_at = now() - interval '31 days' WHERE post_id = ${t.answer}`);
	await found(guest, t);
	assert.equal(count(t), 2);
});

test('without cookies, five a day of one address are counted for one answer', async () => {
	const t = await solved();
	for (let i = 0; i < 8; i++)
		await found(new Client(), t);
	assert.deepEqual([count(t), rows(t), events(t).length], [5, 5, 5]);
	const guest = new Client();
	const answer = await found(guest, t);
	assert.equal(answer.status, 303);
	assert.ok(!guest.cookies.has('visitor'));
	assert.match(await told(guest), /not counted/);
});

test('a made-up cookie is no way around', async () => {
	const t = await solved();
	for (const visitor of ['x', 'AAAAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAAAB', '']) {
		const guest = new Client();
		guest.cookies.set('visitor', visitor);
		await found(guest, t);
	}
	assert.ok(count(t) <= 5);
	assert.equal(rows(t), count(t));
});

test('no address is kept: what is stored are hashes', async () => {
	const t = await solved();
	await found(new Client(), t);
	const [[visitor, prefix]] = instance.sql(`SELECT octet_length(visitor), octet_length(prefix) FROM community.found WHERE post_id = ${t.answer}`);
	assert.deepEqual([visitor, prefix], ['32', '32']);
});

test('a member is counted once, also if he said so as a guest before he signed in', async () => {
	const t = await solved();
	await found(other.client, t);
	await found(other.client, t);
	assert.deepEqual(events(t), [[other.id, helper.id, t.answer]]);
	assert.ok(!other.client.cookies.has('visitor'), 'a member needs no cookie for it');
	const u = await solved();
	const guest = new Client();
	await found(guest, u);
	await guest.signIn({ name: other.name, password: other.password });
	await found(guest, u);
	assert.match(await told(guest), /said so already/);
	assert.equal(count(u), 1);
});

test('who wrote the answer and who asked are not counted, and told why', async () => {
	const t = await solved();
	const own = await found(helper.client, t);
	assert.equal(own.status, 403);
	assert.match(visible(own.html), /You wrote this answer yourself/);
	assert.equal((await found(asker.client, t)).status, 403);
	assert.equal(count(t), 0);
	assert.ok(!(await helper.client.get(t.path)).html.includes('/found"'), 'nor asked');
	assert.ok(!(await asker.client.get(t.path)).html.includes('/found"'));
});

test('only accepted answers of solved threads, and answers of that thread', async () => {
	const t = await solved();
	const second = post(t, other);
	assert.equal((await found(new Client(), t, second)).status, 409);
	const u = await solved();
	assert.equal((await found(new Client(), t, u.answer)).status, 404);
	assert.equal((await found(new Client(), t, 'x')).status, 404);
	await asker.client.post(`/a/${t.answer}/act`, { key: await keyOf(asker.client), act: 'unaccept' });
	const gone = await found(new Client(), t);
	assert.equal(gone.status, 409);
	assert.match(visible(gone.html), /no longer marked as the solution/);
	assert.deepEqual([count(t), count(u)], [0, 0]);
});

test('a click from another site is refused; one that does not say where it comes from is asked again', async () => {
	const t = await solved();
	const foreign = await new Client().post(`/t/${t.id}/found`, { post: t.answer }, { 'sec-fetch-site': 'cross-site' });
	assert.equal(foreign.status, 403);
	const silent = await new Client().send(`/t/${t.id}/found`, { method: 'POST', body: new URLSearchParams({ post: t.answer }) });
	assert.match(visible(silent.html), /One more click/);
	assert.equal(count(t), 0);
});

test('a hundred clicks of one visitor at once are one; of a hundred strangers at one address five', async () => {
	const [t, u] = [await solved(), await solved()];
	const guest = new Client();
	await found(guest, u);
	const cookie = [...guest.cookies].map((c) => c.join('=')).join('; ');
	const click = (of, headers) => fetch(`${instance.url}/t/${of.id}/found`, {
		method: 'POST', redirect: 'manual', body: new URLSearchParams({ post: of.answer }), headers: { origin: instance.url, ...headers },
	});
	await Promise.all(Array.from({ length: 100 }, () => click(t, { cookie })));
	assert.deepEqual([count(t), rows(t), events(t).length], [1, 1, 1]);
	await Promise.all(Array.from({ length: 100 }, () => click(u, {})));
	assert.deepEqual([count(u), rows(u), events(u).length], [5, 5, 5]);
	const v = await solved();
	await Promise.all(Array.from({ length: 100 }, () => found(other.client, v)));
	assert.deepEqual([count(v), rows(v), events(v).length], [1, 1, 1]);
});
