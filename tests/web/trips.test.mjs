// How often the program goes to the database for a page: a guest's once, a member's twice, a write three times at most. Told by
// the log, which is what whoever runs it sees, too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Client, formFields } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { until } from './lib/processes.mjs';

const log = () => readFileSync(join(instance.dir, 'log/bothy.log'), 'utf8');
const unique = () => Math.random().toString(36).slice(2);
const topic = () => instance.sql('SELECT slug FROM community.topic WHERE open ORDER BY position, id LIMIT 1')[0][0];

// What the log says of the round trips of ${ask}(), which is answered on ${route}.
async function trips(route, ask) {
	const from = log().length;
	const { status } = await ask();
	let found;
	await until(() => (found = log().slice(from).split('\n').find((line) => line.includes(` route=${route} status=${status} `) && line.includes('trips='))));
	return [status, Number(/ trips=(\d+)/.exec(found)[1])];
}

test('a page takes one round trip for a guest, two for a member, and a write three', async () => {
	const member = await new Client().signIn(instance.member);
	const key = async (path, action) => new Map(formFields((await member.get(path)).html, action)).get('key');
	let thread;
	assert.deepEqual(await trips('/ask', async () => {
		const answer = await member.post('/ask', { key: await key('/ask?q=trips&step=details', '/ask'), step: 'post', kind: 'question', topic: topic(),
			title: `How many trips does ${unique()} take?`, body: `It takes ${unique()}, and that is all there is to say.` });
		thread = new URL(answer.location, instance.url).pathname;
		return answer;
	}), [303, 3]);
	const id = /\/t\/(\d+)/.exec(thread)[1];
	const page = '/t/:thread/..slug';
	await member.get(thread); // the sentence after the click is gone
	assert.deepEqual(await trips(page, () => new Client().get(thread)), [200, 1]);
	assert.deepEqual(await trips(page, () => member.get(thread)), [200, 2]);
	let post;
	assert.deepEqual(await trips('/t/:thread/answer', async () => {
		const answer = await member.post(`/t/${id}/answer`, { key: await key(thread, `/t/${id}/answer`), body: `As many as ${unique()} needs, I think.` });
		post = /a(\d+)$|\/a\/(\d+)/.exec(answer.location).slice(1).find(Boolean);
		return answer;
	}), [303, 3]);
	assert.deepEqual(await trips('/a/:post/comment', async () =>
		member.post(`/a/${post}/comment`, { key: await key(thread, `/t/${id}/answer`), body: `That is what ${unique()} says.` })), [303, 3]);
});
