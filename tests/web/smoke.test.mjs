// The least that must be true of a community that has started.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { visitor } from './lib/browser.mjs';
import { instance } from './lib/instance.mjs';

test('it is alive and ready', async () => {
	for (const path of ['/livez', '/readyz']) {
		const answer = await fetch(instance.url + path);
		assert.equal(answer.status, 200, path);
	}
});

test('guests get a page, with nothing in it for them alone', async () => {
	const answer = await fetch(instance.url + '/');
	assert.equal(answer.status, 200);
	assert.match(answer.headers.get('content-type'), /^text\/html; charset=utf-8$/i);
	assert.equal(answer.headers.get('set-cookie'), null);
});

test('the staff desk has an address of its own', async () => {
	assert.notEqual(new URL(instance.deskUrl).port, new URL(instance.url).port);
	const answer = await fetch(instance.deskUrl + '/', { redirect: 'manual' });
	assert.ok(answer.status < 500, `status ${answer.status}`);
});

test('a browser shows the first page without a complaint', async () => {
	const page = await visitor();
	await page.goto('/');
	assert.notEqual(await page.title(), '');
	assert.deepEqual(page.complaints, []);
});

test('the accounts that tests use are there', () => {
	for (const role of ['member', 'moderator', 'admin']) {
		assert.ok(instance[role].name, role);
		assert.ok(instance[role].password, role);
	}
});
