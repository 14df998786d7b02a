// Accounts as people meet them in a browser: the journeys with and without JavaScript, and every page for everybody (axe,
// phones and desktops, light and dark).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { sizes, visitor } from './lib/browser.mjs';
import { linkIn, mailTo } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const run = Date.now().toString(36);
const password = 'seven quiet otters';
let count = 0;

async function join(page, next = '/') {
	const name = `b${run}-${++count}`;
	const email = `${name}@example.org`;
	await page.goto(`/signup?next=${encodeURIComponent(next)}`);
	await page.getByLabel('Username').fill(name);
	await page.getByLabel('E-mail address').fill(email);
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: 'Join' }).click();
	await page.getByRole('heading', { name: 'Please check your mail' }).waitFor();
	await page.goto(linkIn(await mailTo(email, /\/confirm\//)));
	await page.getByRole('button', { name: 'Confirm and sign in' }).click();
	await page.getByText('Welcome! Your account is ready.').waitFor();
	return { name, email };
}

async function signIn(page, { name }) {
	await page.getByLabel('Username or e-mail address').fill(name);
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
}

for (const scripts of [true, false]) {
	const how = scripts ? 'with JavaScript' : 'without JavaScript';

	test(`joining leads to where one came from, ${how}`, async () => {
		const page = await visitor({ scripts });
		await join(page, '/topics');
		assert.equal(new URL(page.url()).pathname, '/topics');
		assert.deepEqual(page.complaints, []);
	});

	test(`an answer typed before the session ended is sent after signing in, ${how}`, async () => {
		const page = await visitor({ scripts });
		const me = await join(page);
		const [[id, slug]] = instance.sql("SELECT id, slug FROM community.thread WHERE kind = 'question' AND deleted_at IS NULL AND NOT locked ORDER BY id LIMIT 1");
		const text = `Words of ${me.name} that must not be lost: <b> & "quotes"`;
		await page.goto(`/t/${id}/${slug}`);
		await page.locator('#body').fill(text);
		await page.context().clearCookies();
		// By keyboard: a click would wait for smooth scrolling to end, which it never sees without scripts.
		await page.getByRole('button', { name: 'Post answer' }).press('Enter');
		await page.getByText('What you wrote is kept').waitFor();
		await signIn(page, me);
		await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
		assert.equal(await page.locator('textarea[name=body]').inputValue(), text);
		await page.getByRole('button', { name: 'Send it now' }).click();
		await page.waitForURL(/\/t\//);
		assert.match(await page.locator('main').innerText(), new RegExp(`Words of ${me.name} that must not be lost`));
	});
}

test('signing in, changing light and dark, signing out', async () => {
	const page = await visitor();
	const me = await join(page);
	await page.goto('/settings');
	await page.getByLabel('Name that others see').fill(`${me.name} 先生`);
	await page.getByLabel('Dark', { exact: true }).check();
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByText('Saved.').waitFor();
	assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
	assert.equal(await page.locator('html').evaluate((html) => getComputedStyle(html).colorScheme), 'dark');
	await page.locator('.menu > summary').click();
	await page.getByRole('button', { name: 'Sign out' }).click();
	await page.getByText('You are signed out.').waitFor();
	await page.getByRole('link', { name: 'Sign in' }).click();
	await signIn(page, me);
	await page.getByText('Welcome back.').waitFor();
	assert.deepEqual(page.complaints, []);
});

async function check(page, what) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => globalThis.axe.run());
	assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), [], what);
	assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${what} is wider than the screen`);
	assert.equal(await page.locator('h1').count(), 1, `${what}: one h1`);
}

for (const [size, dimensions] of Object.entries(sizes))
	for (const dark of [false, true])
		test(`every page of accounts is for everybody, ${size}, ${dark ? 'dark' : 'light'}`, async () => {
			const page = await visitor({ size: dimensions, dark });
			for (const path of ['/signup', '/signin', '/reset', '/reset/over', `/u/${instance.member.name}`]) {
				await page.goto(path);
				await check(page, path);
			}
			await page.goto('/signup');
			await page.locator('main form').evaluate((form) => { form.noValidate = true; });
			await page.getByLabel('Username').fill('A b');
			await page.getByRole('button', { name: 'Join' }).click();
			await page.getByText('Please look at the marked fields.').waitFor();
			await check(page, 'a refused sign-up');
			await join(page);
			for (const path of ['/settings', '/settings/email', '/settings/password', '/settings/sessions', `/u/${instance.moderator.name}?tab=questions`]) {
				await page.goto(path);
				await check(page, path);
			}
		});
