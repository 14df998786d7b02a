// The desk as people meet it in a browser: signing in with and without JavaScript, keys, and who else is on an item.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes, strike, visitor } from './lib/browser.mjs';
import { ROLE, code, deskCookies, staff } from './lib/desk.mjs';
import { instance } from './lib/instance.mjs';

const at = { url: instance.deskUrl };
const desk = { name: instance.env.DESK_NAME, password: instance.env.DESK_PASSWORD };

async function signIn(page) {
	await page.getByLabel('Name at the desk').fill(desk.name);
	await page.getByLabel('Password').fill(desk.password);
	await page.getByRole('button', { name: 'Sign in' }).press('Enter');
}

for (const scripts of [true, false]) {
	const how = scripts ? 'with JavaScript' : 'without JavaScript';

	test(`signing in, setting up codes, signing in with a code, and turning them off, ${how}`, async () => {
		const page = await visitor({ scripts, at, size: sizes.phone });
		await page.goto('/settings/totp');
		await signIn(page);
		await page.getByRole('heading', { name: 'One-time codes' }).waitFor();
		await page.getByRole('img', { name: /QR code/ }).waitFor();
		const secret = (await page.locator('.secret').textContent()).replaceAll(' ', '');
		await page.getByLabel('Code', { exact: true }).fill(code(secret));
		await page.getByLabel('Your password').fill(desk.password);
		await page.getByRole('button', { name: 'Turn on' }).press('Enter');
		await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
		const recovery = await page.locator('.codes li').allTextContents();
		assert.equal(recovery.length, 10);

		await page.context().clearCookies();
		await page.goto('/keys');
		await signIn(page);
		await page.getByLabel('The code your app shows now').fill(recovery[3]);
		await page.getByRole('button', { name: 'Go on' }).press('Enter');
		await page.getByText('That recovery code is used up now').waitFor();
		assert.equal(new URL(page.url()).pathname, '/keys');

		await page.goto('/settings/totp');
		await page.getByText('9 are left').waitFor();
		await page.locator('#password-off').fill(desk.password);
		await page.getByRole('button', { name: 'Turn one-time codes off' }).press('Enter');
		await page.getByText('One-time codes are off.').waitFor();
		assert.deepEqual(page.complaints, []);
		await page.context().close();
	});

	test(`the navigation, the menu and the search box lead where they say, ${how}`, async () => {
		const [cookie] = deskCookies([staff({ agent: ROLE.agent }).agent]);
		const page = await visitor({ scripts, at, cookie });
		await page.goto('/');
		await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
		await page.getByRole('searchbox').fill('roaming');
		await page.getByRole('searchbox').press('Enter');
		await page.getByRole('heading', { name: 'Threads', level: 2 }).waitFor();
		assert.equal(await page.getByRole('searchbox').inputValue(), 'roaming');
		await page.locator('nav').getByRole('link', { name: 'Settings' }).click();
		await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
		await page.locator('details.menu > summary').click();
		await page.getByRole('button', { name: 'Sign out' }).click();
		await page.getByRole('heading', { name: 'Sign in to the desk' }).waitFor();
		assert.deepEqual(page.complaints, []);
		await page.context().close();
	});
}

const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim());

test('one walks through a list, opens, searches and asks for help by single keys', async () => {
	const [cookie] = deskCookies([staff({ agent: ROLE.agent }).agent]);
	const page = await visitor({ at, cookie });
	await page.goto('/search?q=roaming');
	const titles = await page.locator('[data-item] h3 a').allTextContents();
	assert.ok(titles.length > 2);
	for (const [key, expected] of [['j', 0], ['j', 1], ['j', 2], ['k', 1], ['k', 0], ['k', 0]]) {
		await strike(page, key);
		assert.equal(await focused(page), titles[expected], `${key} to ${expected}`);
	}
	await strike(page, '/');
	assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
	await page.keyboard.type('jot?');
	assert.equal(await page.locator('#q').inputValue(), 'jot?', 'in a field keys are letters (what stood there was selected)');
	assert.equal(await page.locator('dialog[open]').count(), 0);
	await strike(page, 'Escape');
	await strike(page, '?');
	await page.locator('dialog[open]').getByRole('heading', { name: 'Keys' }).waitFor();
	await strike(page, 'j');
	assert.equal(await page.evaluate(() => document.activeElement.closest('[data-item]')), null, 'the list waits behind the dialog');
	await strike(page, 'Escape');
	assert.equal(await page.locator('dialog[open]').count(), 0);
	await strike(page, 'Control+j');
	await strike(page, 'Alt+j');
	await strike(page, 'j');
	await strike(page, 'j');
	const address = await page.evaluate(() => document.activeElement.getAttribute('href'));
	await Promise.all([page.waitForURL((url) => url.pathname === address), strike(page, 'o')]);
	await page.context().close();
});

test('what a key does is said by the markup: in the item with the focus, else on the page, never in another item', async () => {
	const [cookie] = deskCookies([staff({ agent: ROLE.agent }).agent]);
	const page = await visitor({ at, cookie });
	await page.goto('/keys');
	await page.evaluate(() => {
		const add = (parent, name, attributes, text = '') => {
			const element = document.createElement(name);
			for (const [key, value] of Object.entries(attributes))
				element.setAttribute(key, value);
			element.textContent = text;
			parent.append(element);
			return element;
		};
		const main = document.querySelector('main');
		window.pressed = [];
		const button = (parent, key, name) => add(parent, 'button', { 'data-key': key, type: 'button' }, name).addEventListener('click', () => window.pressed.push(name));
		const list = add(main, 'ul', { 'data-list': '' });
		for (const n of [1, 2]) {
			const item = add(list, 'li', { 'data-item': '' });
			add(item, 'a', { href: '#x', 'data-key': 'o' }, `item ${n}`);
			button(item, 't', `take ${n}`);
		}
		button(main, 'l', 'link');
		const fold = add(main, 'details', { 'data-key': 'n' });
		add(fold, 'summary', {}, 'Note');
		add(fold, 'textarea', { id: 'note', 'aria-label': 'Note' });
		add(main, 'textarea', { id: 'reply', 'data-key': 'r', 'aria-label': 'Reply' });
	});
	const press = async (...keys) => { for (const key of keys) await strike(page, key); };
	const pressed = () => page.evaluate(() => window.pressed.splice(0));
	await press('t');
	assert.deepEqual(await pressed(), [], 'no item has the focus, and the page has no such key');
	await press('j', 't', 'j', 't', 'l');
	assert.deepEqual(await pressed(), ['take 1', 'take 2', 'link']);
	await press('n');
	assert.equal(await page.evaluate(() => document.activeElement.id), 'note');
	await press('t', 'Escape', 'r');
	assert.equal(await page.locator('#note').inputValue(), 't');
	assert.equal(await page.evaluate(() => document.activeElement.id), 'reply');
	await press('Escape', 'q', 'z');
	assert.deepEqual(await pressed(), []);
	assert.deepEqual(page.complaints, []);
	await page.context().close();
});

test('who has turned single keys off is left alone by them', async () => {
	const { agent } = staff({ agent: ROLE.agent });
	const [cookie] = deskCookies([agent]);
	instance.sql(`UPDATE desk.account SET shortcuts = false WHERE id = ${agent.id}`);
	const page = await visitor({ at, cookie });
	await page.goto('/search?q=roaming');
	for (const key of ['j', '/', '?'])
		await strike(page, key);
	assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
	assert.equal(await page.locator('dialog[open]').count(), 0);
	await page.context().close();
});

test('an open page tells who has come, without being loaded again', async () => {
	const { lee, kim } = staff({ lee: ROLE.agent, kim: ROLE.agent });
	const item = `case/${910000000 + Math.floor(Math.random() * 1e6)}`;
	const [first, second] = deskCookies([lee, kim]);
	const page = await visitor({ at, cookie: first });
	// Any page of the desk, with the line as a page of an item has it.
	await page.route('**/keys', async (route) => {
		const answer = await route.fetch();
		await route.fulfill({ response: answer, body: (await answer.text()).replace('</main>', `<p class="presence" role="status" data-presence="${item}"></p></main>`) });
	});
	await page.goto('/keys');
	await fetch(`${instance.deskUrl}/presence/${item}`, { headers: { cookie: second } });
	await page.waitForTimeout(1800);
	// What the page does every half minute it also does when one comes back to it.
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await page.getByRole('status').filter({ hasText: 'kim is on it' }).waitFor();
	assert.deepEqual(page.complaints, []);
	await page.context().close();
});
