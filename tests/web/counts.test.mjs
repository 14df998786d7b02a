// What is counted of topics, tags and members is right, and nobody waits in a circle, whoever else writes at that moment.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { held } from './lib/held.mjs';
import { instance } from './lib/instance.mjs';
import { keyOf, member, number, post, thread } from './lib/scene.mjs';

const [asker, helper] = [member(), member()];
const moderator = member('moderator');
const topic = number('SELECT min(id) FROM community.topic');
const tag = number('SELECT min(id) FROM community.tag');

const tagged = (t) => instance.sql(`INSERT INTO community.thread_tag (thread_id, tag_id, active_at) SELECT id, ${tag}, active_at FROM community.thread WHERE id = ${t.id}`);
const hide = async (p) => moderator.client.post('/moderation/act', { key: await keyOf(moderator.client), post: String(p), act: 'hide', rule: 'off_topic' });
const off = (table, id, column, real) => instance.sql(`SELECT ${column}, (${real}) FROM community.${table} x WHERE id = ${id}`)[0];
const threadsOff = () => off('topic', topic, 'threads', 'SELECT count(*) FROM community.thread t WHERE t.topic_id = x.id AND t.deleted_at IS NULL');
const taggedOff = () => off('tag', tag, 'threads', 'SELECT count(*) FROM community.thread_tag g JOIN community.thread t ON t.id = g.thread_id WHERE g.tag_id = x.id AND t.deleted_at IS NULL');
const answersOff = (who) => off('member', who.id, 'answers', "SELECT count(*) FROM community.post p WHERE p.author_id = x.id AND p.kind IN ('answer', 'reply') AND p.deleted_at IS NULL");

test('what is asked and answered while something else is hidden is counted', async () => {
	const asked = thread(asker);
	tagged(asked);
	const another = thread(asker);
	const answer = post(another, helper);
	const made = `WITH t AS (INSERT INTO community.thread (kind, topic_id, author_id, title, slug, state) VALUES ('question', ${topic}, ${asker.id}, 'Asked meanwhile', 'asked-meanwhile', 'open') RETURNING id, active_at)
		INSERT INTO community.thread_tag (thread_id, tag_id, active_at) SELECT id, ${tag}, active_at FROM t;
		UPDATE community.tag SET threads = threads + 1 WHERE id = ${tag}; UPDATE community.topic SET threads = threads + 1 WHERE id = ${topic}`;
	assert.equal((await held(made, () => hide(asked.question))).status, 303);
	for (const [counted, real] of [threadsOff(), taggedOff()])
		assert.equal(counted, real);
	const answered = `INSERT INTO community.post (thread_id, kind, author_id, source, html, plain) VALUES (${another.id}, 'answer', ${helper.id}, 'x', '<p>x</p>', 'x');
		UPDATE community.member SET answers = answers + 1 WHERE id = ${helper.id}`;
	assert.equal((await held(answered, () => hide(answer))).status, 303);
	assert.equal(...answersOff(helper));
});

// Whoever asks holds tags first, then the topic.
const tagFirst = `SELECT FROM community.tag WHERE id = ${tag} FOR NO KEY UPDATE`;
const topicThen = `SELECT FROM community.topic WHERE id = ${topic} FOR NO KEY UPDATE`;

test('who hides, and who takes a question back, waits for who asks, and holds nothing that he needs', async () => {
	const [hidden, taken] = [thread(asker), thread(asker)];
	tagged(hidden);
	tagged(taken);
	assert.equal((await held(tagFirst, () => hide(hidden.question), instance, topicThen)).status, 303);
	const back = async () => asker.client.post(`/a/${taken.question}/delete`, { key: await keyOf(asker.client) });
	assert.equal((await held(tagFirst, back, instance, topicThen)).status, 303);
	for (const [counted, real] of [threadsOff(), taggedOff()])
		assert.equal(counted, real);
});
