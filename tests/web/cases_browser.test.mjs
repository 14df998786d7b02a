// Journeys of staff in a real browser: with keys alone, and without JavaScript.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { sizes, strike, visitor } from './lib/browser.mjs';
import { colleague, crmCase, link, looking, stateOf } from './lib/cases.mjs';
import { Client } from './lib/client.mjs';
import { deskCookies } from './lib/desk.mjs';
import { eventually } from './lib/evidence.mjs';
import { instance } from './lib/instance.mjs';
import { member, number, post, thread } from './lib/scene.mjs';

const at = { url: instance.deskUrl };
const asker = member();

async function open(who, path, scripts) {
	const page = await visitor({ cookie: deskCookies([who])[0], at, scripts });
	after(() => page.context().close());
	await page.goto(path);
	return page;
}
const going = (page, what) => Promise.all([page.waitForNavigation(), what()]);
const press = (page, name) => going(page, () => page.getByRole('button', { name, exact: true }).first().press('Enter'));
const fine = (page) => assert.deepEqual(page.complaints.filter((said) => !/status of 4/.test(said)), []);

test('with keys alone: a case is found in the list, opened, taken, noted, linked to a thread, and found from there', async () => {
	const lee = colleague();
	const word = `wombat${Date.now().toString(36)}`;
	const t = thread(asker, { title: `The ${word} tower is silent` });
	const [, one] = [crmCase({ subject: `Another ${word}` }), crmCase({ subject: `A silent ${word} tower` })];
	const page = await open(lee, `/cases?q=${word}`);
	const here = async () => page.evaluate(() => document.activeElement.textContent.trim());
	for (let steps = 0; await here() !== one.subject; steps++) {
		assert.ok(steps < 3, 'j walks through the list');
		await strike(page, 'j');
	}
	await going(page, () => strike(page, 'o'));
	assert.equal(new URL(page.url()).pathname, one.path);
	await going(page, () => strike(page, 't'));
	assert.match(await page.locator('.flash').innerText(), /the case is yours/);
	await strike(page, 'n');
	await page.keyboard.type('By keys: j k o t l');
	await strike(page, 'Tab');
	await going(page, () => strike(page, 'Enter'));
	assert.match(await page.locator('.happened').innerText(), /By keys: j k o t l/);
	await going(page, () => strike(page, 'l'));
	await strike(page, 'Escape');
	await strike(page, 'j');
	await going(page, () => strike(page, 'o'));
	assert.match(await page.locator('.flash').innerText(), /Linked/);
	assert.ok(looking(t));
	await strike(page, 'j');
	await going(page, () => strike(page, 'o'));
	assert.equal(new URL(page.url()).pathname, `/thread/${t.id}`);
	await strike(page, 'r');
	assert.equal(await page.evaluate(() => document.activeElement.id), 'body');
	await strike(page, 'Escape');
	await strike(page, 'n');
	await page.keyboard.type('From the thread: o l t');
	await strike(page, 'Tab');
	await going(page, () => strike(page, 'Enter'));
	assert.equal(new URL(page.url()).pathname, one.path);
	assert.match(await page.locator('.happened').innerText(), /From the thread: o l t/);
	fine(page);
});

for (const scripts of [true, false]) {
	const how = scripts ? 'with' : 'without';

	test(`a thread becomes a case, is answered there, and the solution comes back to the thread, ${how} JavaScript`, async () => {
		const lee = colleague();
		const t = thread(asker);
		const page = await open(lee, `/thread/${t.id}`, scripts);
		await going(page, () => page.locator('.case').getByRole('link', { name: 'Open a case' }).press('Enter'));
		await page.getByLabel('Subject').fill('The antenna is down');
		await press(page, 'Open the case');
		const one = { id: Number(page.url().split('/').at(-1)) };
		const guest = await visitor({ scripts });
		after(() => guest.context().close());
		await guest.goto(t.path);
		assert.match(await guest.locator('main').innerText(), /The company is looking into this/);
		const fold = async (name, fill) => {
			await page.locator('.acts summary', { hasText: name }).first().click();
			await fill();
		};
		await fold('Reply to the customer', () => page.getByLabel('Reply, for the customer').fill('We have mended the antenna.'));
		await press(page, 'Send the reply');
		await fold('State', () => page.locator('#state').selectOption('solved'));
		await press(page, 'Set the state');
		assert.equal(stateOf(one), 'solved');
		await eventually(() => number(`SELECT count(*) FROM crm.solution WHERE case_id = ${one.id}`));
		await page.reload();
		await going(page, () => page.getByRole('link', { name: 'Solution for the community' }).press('Enter'));
		assert.equal(await page.locator('#text').inputValue(), 'We have mended the antenna.');
		await page.locator('#text').fill('We have **mended** the antenna.');
		await press(page, 'Approve and post');
		await eventually(async () => (await new Client().get(t.path)).html.includes('We have <strong>mended</strong> the antenna.'));
		fine(page);
	});

	test(`a link is taken off and made again, a stale form shows both, ${how} JavaScript`, async () => {
		const lee = colleague();
		const t = thread(asker);
		post(t, member());
		const one = crmCase({ state: 'open' });
		link(t, one);
		const page = await open(lee, one.path, scripts);
		await going(page, () => page.getByRole('button', { name: /^Unlink/ }).press('Enter'));
		assert.ok(!looking(t));
		await going(page, () => page.getByRole('button', { name: /^Link again/ }).press('Enter'));
		assert.ok(looking(t));
		instance.sql(`UPDATE crm.case SET state = 'on_hold', version = version + 1 WHERE id = ${one.id}`);
		await page.locator('.acts summary', { hasText: 'State' }).first().click();
		await page.locator('#state').selectOption('closed');
		await press(page, 'Set the state');
		assert.match(await page.locator('.refused').innerText(), /Closed[\s\S]*On hold/);
		assert.equal(await page.locator('#state').inputValue(), 'closed', 'what was chosen is kept');
		await press(page, 'Set the state');
		assert.equal(stateOf(one), 'closed');
		fine(page);
	});
}

for (const size of [sizes.desktop, sizes.phone])
	test(`what was done is said where it is seen, between header and post, ${size.width} wide`, async () => {
		const lee = colleague();
		const t = thread(asker);
		for (let i = 0; i < 8; i++)
			post(t, member());
		const page = await open(lee, `/thread/${t.id}`, true);
		await page.setViewportSize(size);
		await page.locator('#body').fill('The antenna is mended.');
		await press(page, 'Post the official reply');
		// It scrolls smoothly: wait until it stands.
		await page.waitForFunction(() => {
			const was = globalThis.stood;
			return document.querySelector(':target') && (globalThis.stood = scrollY) && was === scrollY;
		}, null, { polling: 150 });
		const place = await page.evaluate(() => ['header.top', '.flash', ':target'].map((what) => document.querySelector(what).getBoundingClientRect()).map(({ top, bottom }) => [top, bottom]));
		assert.ok(place[1][0] >= place[0][1] - 1 && place[2][0] >= place[1][1], JSON.stringify(place));
		assert.ok(await page.locator('.flash').evaluate((flash) => {
			const { left, top } = flash.getBoundingClientRect();
			return document.elementFromPoint(left + 9, top + 3) === flash;
		}), 'nothing lies upon it');
		fine(page);
	});
