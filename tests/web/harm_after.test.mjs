// After a moderator has looked: what was held is told to those it concerns as if it had been shown at once, and what is hidden solves nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, formFields, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { keyOf, member, number, post, thread } from './lib/scene.mjs';

const moderator = member('moderator');
const guest = new Client();
const act = async (fields) => moderator.client.post('/moderation/act', { key: await keyOf(moderator.client), ...fields });
const undo = async (decision) => moderator.client.post(`/moderation/undo/${decision}`, { key: await keyOf(moderator.client) });
const newest = (id) => number(`SELECT max(id) FROM community.decision WHERE post_id = ${id}`);

// ---- told ----

// Posts by the form, with posts of newcomers held: the setting is everybody's, so it is there for a moment.
async function held(client, path, fields) {
	const { html } = await client.get(path === '/ask' ? '/ask?q=what&step=details' : path.from);
	const key = new Map(formFields(html, path.to ?? path)).get('key');
	instance.sql("INSERT INTO ops.setting (key, value) VALUES ('harm.first_post', '2') ON CONFLICT (key) DO UPDATE SET value = '2'");
	try {
		const sent = await client.post(path.to ?? path, { ...fields, key });
		assert.equal(sent.status, 303);
	} finally {
		instance.sql("DELETE FROM ops.setting WHERE key = 'harm.first_post'");
	}
}
const kinds = (who) => instance.sql(`SELECT kind FROM community.notice WHERE member_id = ${who.id} ORDER BY kind`).map(([kind]) => kind);
async function told(who, kind) {
	for (let i = 0; i < 300 && !kinds(who).includes(kind); i++)
		await new Promise((done) => setTimeout(done, 100));
	assert.deepEqual(kinds(who).filter((k) => k === kind), [kind]);
}

test('an answer that was held is told to the asker, followers and those named, once it is kept and not before', async () => {
	const [asker, follower, named, author] = [member(), member(), member(), member()];
	const it = thread(asker);
	instance.sql(`INSERT INTO community.follow (member_id, thread_id) VALUES (${follower.id}, ${it.id})`);
	await held(author.client, { from: it.path, to: `/t/${it.id}/answer` }, { body: `Ask @${named.name}, please: that is who knows.` });
	const id = number(`SELECT max(id) FROM community.post WHERE author_id = ${author.id}`);
	assert.equal(instance.sql(`SELECT gone FROM community.post WHERE id = ${id}`)[0][0], 'held');
	assert.deepEqual([asker, follower, named].flatMap(kinds), []);
	assert.equal((await act({ act: 'keep', post: id })).status, 303);
	await told(asker, 'answer');
	await told(follower, 'followed');
	await told(named, 'mention');
	const decision = newest(id);
	assert.equal((await undo(decision)).status, 303);
	assert.equal((await act({ act: 'keep', post: id })).status, 303);
	await told(asker, 'answer');
});

test('who is named in a question that was held is told once it is kept', async () => {
	const [asker, named] = [member(), member()];
	const topic = instance.sql('SELECT slug FROM community.topic WHERE open ORDER BY position LIMIT 1')[0][0];
	await held(asker.client, '/ask', { title: `Does anybody know ${asker.name}`, topic, body: `Does @${named.name} know?`, product: '', tags: '', draft: '0', kind: 'question', step: 'post' });
	const id = number(`SELECT max(id) FROM community.post WHERE author_id = ${asker.id}`);
	assert.equal(instance.sql(`SELECT gone FROM community.post WHERE id = ${id}`)[0][0], 'held');
	assert.deepEqual(kinds(named), []);
	assert.equal((await act({ act: 'keep', post: id })).status, 303);
	await told(named, 'mention');
});

// ---- solved ----

const stateOf = (t) => instance.sql(`SELECT state, episode, solved_at IS NOT NULL FROM community.thread WHERE id = ${t.id}`)[0];
const steps = (t) => instance.sql(`SELECT number FROM ops.event WHERE thread_id = ${t.id} AND kind = 24 ORDER BY id`).map(([n]) => Number(n));
async function accepted(t, asker, id) {
	assert.equal((await asker.client.post(`/a/${id}/act`, { key: await keyOf(asker.client), act: 'accept' })).status, 303);
}

test('a question whose accepted answer is hidden is open again, and solved again when that is taken back', async () => {
	const [asker, author] = [member(), member()];
	const it = thread(asker);
	const id = post(it, author);
	await accepted(it, asker, id);
	assert.deepEqual(stateOf(it), ['confirmed', '1', 't']);
	const before = steps(it).length;
	assert.equal((await act({ act: 'hide', rule: 'dangerous', post: id })).status, 303);
	assert.deepEqual(stateOf(it), ['reopened', '2', 'f']);
	// What stands above the posts: others that are like it may be solved.
	assert.match(visible((await guest.get(it.path)).html.split('<article')[0]), /Open again/);
	assert.equal((await undo(newest(id))).status, 303);
	assert.deepEqual(stateOf(it), ['confirmed', '2', 't']);
	assert.deepEqual(steps(it).slice(before), [6, 5], 'others hear of both steps');
	assert.equal(number(`SELECT count(*) FROM community.thread_unsolved WHERE thread_id = ${it.id}`), 0);
});

test('another accepted answer that is shown keeps it solved', async () => {
	const [asker, one, other] = [member(), member(), member()];
	const it = thread(asker);
	const [first, second] = [post(it, one), post(it, other)];
	await accepted(it, asker, first);
	await accepted(it, asker, second);
	assert.equal((await act({ act: 'hide', rule: 'spam', post: first })).status, 303);
	assert.equal(stateOf(it)[0], 'confirmed');
	assert.equal((await act({ act: 'hide', rule: 'spam', post: second })).status, 303);
	assert.equal(stateOf(it)[0], 'reopened');
	assert.equal((await act({ act: 'restore', rule: 'other', note: 'Looked at again.', post: first })).status, 303);
	assert.equal(stateOf(it)[0], 'confirmed');
});

test('what the asker accepted meanwhile is not touched when the first comes back', async () => {
	const [asker, one, other] = [member(), member(), member()];
	const it = thread(asker);
	const [first, second] = [post(it, one), post(it, other)];
	await accepted(it, asker, first);
	assert.equal((await act({ act: 'hide', rule: 'spam', post: first })).status, 303);
	await accepted(it, asker, second);
	assert.deepEqual(stateOf(it), ['confirmed', '2', 't']);
	assert.equal((await undo(newest(first))).status, 303);
	assert.deepEqual(stateOf(it), ['confirmed', '2', 't']);
});

test('a report of private details reopens it for as long as it is held; a question hidden whole comes back solved', async () => {
	const [asker, author] = [member(), member()];
	const it = thread(asker);
	const id = post(it, author);
	await accepted(it, asker, id);
	assert.equal((await member().client.submit(`/report/post/${id}`, { reason: 'private' })).status, 303);
	assert.equal(stateOf(it)[0], 'reopened');
	assert.equal((await act({ act: 'keep', post: id })).status, 303);
	assert.equal(stateOf(it)[0], 'confirmed');
	assert.equal((await act({ act: 'hide', rule: 'off_topic', post: it.question })).status, 303);
	assert.equal((await act({ act: 'restore', rule: 'other', note: 'Looked at again.', post: it.question })).status, 303);
	assert.equal(stateOf(it)[0], 'confirmed');
});
