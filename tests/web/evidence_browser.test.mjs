// Signs of abuse, as a moderator judges them at a screen: by keys, and without scripts.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes, visitor } from './lib/browser.mjs';
import { finding } from './lib/evidence.mjs';
import { instance } from './lib/instance.mjs';
import { cookieOf, member } from './lib/scene.mjs';

const stateOf = (id) => instance.sql(`SELECT state FROM standing.finding WHERE id = ${id}`)[0][0];

test('keys release, undo and void, and lead on', async () => {
	const { id } = await finding();
	const page = await visitor({ cookie: cookieOf(member('moderator')) });
	await page.goto(`/evidence/${id}`);
	const pressed = (key) => Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
	await pressed('r');
	assert.equal(stateOf(id), 'released');
	await pressed('u');
	assert.equal(stateOf(id), 'open');
	await pressed('v');
	assert.equal(stateOf(id), 'voided');
	assert.deepEqual(page.complaints, []);
});

test('keys that are typed as text, or elsewhere, decide nothing', async () => {
	const { id } = await finding();
	const page = await visitor({ cookie: cookieOf(member('moderator')) });
	await page.goto(`/evidence/${id}`);
	await page.getByLabel('Reason').pressSequentially('very rare');
	await page.getByRole('link', { name: 'Evidence', exact: true }).focus();
	await page.keyboard.press('v');
	await page.keyboard.press('r');
	assert.equal(await page.getByLabel('Reason').inputValue(), 'very rare');
	assert.equal(stateOf(id), 'open');
});

for (const size of ['phone', 'desktop'])
	test(`a moderator decides without scripts, on a ${size}`, async () => {
		const { id, helper } = await finding();
		const page = await visitor({ size: sizes[size], scripts: false, cookie: cookieOf(member('moderator')) });
		await page.goto(`/evidence/${id}`);
		assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
		await page.getByLabel('Reason').fill('Looks made up.');
		await page.getByRole('button', { name: 'Void' }).press('Enter');
		await page.getByText('voided it.').waitFor();
		assert.equal(stateOf(id), 'voided');
		await page.getByRole('button', { name: 'Undo' }).press('Enter');
		await page.getByRole('button', { name: 'Release' }).waitFor();
		assert.equal(stateOf(id), 'open');

		const theirs = await visitor({ size: sizes[size], scripts: false, cookie: cookieOf(helper) });
		await theirs.goto('/evidence/mine');
		await theirs.getByLabel('say why').fill('It was real help.');
		await theirs.getByRole('button', { name: 'Appeal' }).press('Enter');
		await theirs.getByText('It was real help.').waitFor();
		assert.deepEqual([...page.complaints, ...theirs.complaints], []);
	});
