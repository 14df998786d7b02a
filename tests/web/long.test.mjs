// Posts of the greatest length: pages stay such that they can be sent, and every post can be reached.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { member, post, thread } from './lib/scene.mjs';

const LONGEST = 131072;
const lengthen = (id) =>
	instance.sql(`UPDATE community.post SET html = '<p>' || repeat('x', ${LONGEST - 7}) || '</p>' WHERE id = ${id}`);

const has = (html, id) => new RegExp(`id="?a${id}\\b`).test(html);

test('a thread of the longest answers has more pages, and each answer is on one', async () => {
	const author = await member();
	const t = thread(author);
	const answers = Array.from({ length: 9 }, () => post(t, author));
	[t.question, ...answers].forEach(lengthen);

	const guest = new Client();
	const seen = new Set();
	for (let path = t.path, pages = 0; path && pages < 20; pages++) {
		const { status, html } = await guest.get(path);
		assert.equal(status, 200, path);
		answers.filter((id) => has(html, id)).forEach((id) => seen.add(id));
		const from = html.match(/<a[^>]*\?from=(\d+)/)?.[1];
		path = from ? `${t.path}?from=${from}` : null;
		if (seen.size === answers.length)
			break;
	}
	assert.equal(seen.size, answers.length);
	for (const id of answers) {
		const { location } = await guest.get(`/a/${id}`);
		const page = await guest.get(location.replace(/#.*/, ''));
		assert.equal(page.status, 200, location);
		assert.ok(has(page.html, id), `${location} has the answer`);
	}
});

test('a thread of the longest comments can be seen', async () => {
	const author = await member();
	const t = thread(author);
	const answer = post(t, author);
	const comments = Array.from({ length: 20 }, (_, i) => post(t, author, 'comment', i % 2 ? answer : t.question));
	comments.forEach(lengthen);

	const guest = new Client();
	for (const path of [t.path, `${t.path}?comments=${answer}`]) {
		const { status, html } = await guest.get(path);
		assert.equal(status, 200, path);
		assert.ok(has(html, answer));
	}
});

test('feeds of the longest posts are sent', async () => {
	const author = await member();
	const t = thread(author);
	Array.from({ length: 12 }, () => post(t, author)).forEach(lengthen);
	Array.from({ length: 12 }, () => thread(author)).forEach(({ question }) => lengthen(question));

	for (const path of [`/t/${t.id}/feed.atom`, '/feed.atom']) {
		const { status, html } = await new Client().get(path);
		assert.equal(status, 200, path);
		assert.match(html, /<\/feed>\s*$/, path);
	}
});
