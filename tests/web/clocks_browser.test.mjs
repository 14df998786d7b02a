// The inbox in a real browser: with keys alone, and without JavaScript.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { strike, visitor } from './lib/browser.mjs';
import { colleague } from './lib/cases.mjs';
import { deskCookies } from './lib/desk.mjs';
import { instance } from './lib/instance.mjs';
import { member, number, thread } from './lib/scene.mjs';

const at = { url: instance.deskUrl };
const asker = member();

async function open(who, path, scripts) {
	const page = await visitor({ cookie: deskCookies([who])[0], at, scripts });
	after(() => page.context().close());
	await page.goto(path);
	return page;
}
const going = (page, what) => Promise.all([page.waitForNavigation(), what()]);
const row = (id) => instance.sql(`SELECT coalesce(taken_by, 0), done_how, coalesce(snoozed_until > now(), false) FROM crm.inbox WHERE id = ${id}`)[0];
// Of a reason nothing else in this community has, so that the list is the scenario's own.
function item(title) {
	const t = thread(asker, { title });
	return { t, id: number(`INSERT INTO crm.inbox (reason, thread_id, due_at) VALUES ('author', ${t.id}, now() - interval '1 day') RETURNING id`) };
}

test('with keys alone: an item is found, taken, opened, put off and done', async () => {
	const lee = colleague();
	const { t, id } = item(`Keys ${Date.now().toString(36)}`);
	const page = await open(lee, '/?reason=author');
	const here = () => page.evaluate(() => document.activeElement.textContent.trim());
	const find = async () => {
		for (let steps = 0; await here() !== t.title; steps++) {
			assert.ok(steps < 30, 'j walks through the list');
			await strike(page, 'j');
		}
	};
	await find();
	await going(page, () => strike(page, 't'));
	assert.deepEqual(row(id), [String(lee.id), '', 'f']);
	assert.match(await page.locator('.flash').innerText(), /it is yours/);
	await find();
	await going(page, () => strike(page, 'o'));
	assert.equal(new URL(page.url()).pathname, `/thread/${t.id}`);
	await page.goto('/?reason=author&show=mine');
	await find();
	await strike(page, 's');
	await going(page, () => strike(page, 'Enter'));
	assert.deepEqual(row(id), [String(lee.id), '', 't']);
	await page.goto('/?reason=author&show=asleep');
	await find();
	await strike(page, 'd');
	await going(page, () => strike(page, 'Enter'));
	assert.deepEqual(row(id), [String(lee.id), 'handled', 't']);
	assert.deepEqual(page.complaints, []);
});

test('without JavaScript: taken, and whoever comes second reads who is on it', async () => {
	const [lee, kim] = [colleague(), colleague()];
	const { t, id } = item(`Plain ${Date.now().toString(36)}`);
	const [first, second] = [await open(lee, '/?reason=author', false), await open(kim, '/?reason=author', false)];
	const take = (page) => page.locator(`#i${id}`).getByRole('button', { name: 'Take it' });
	await going(first, () => take(first).click());
	await going(second, () => take(second).click());
	assert.match(await second.getByRole('alert').innerText(), /is on it/);
	assert.equal(await second.locator(`#i${id} button`).count(), 0);
	assert.equal(row(id)[0], String(lee.id));
	await first.locator(`#i${id} summary`, { hasText: 'Done' }).click();
	await going(first, () => first.locator(`#i${id}`).getByRole('button', { name: 'Nothing needs doing' }).click());
	assert.equal(row(id)[1], 'no_need');
	assert.ok(!(await first.content()).includes(t.title));
});
