// The way the site is there for, walked in Chromium by three people, with and without JavaScript: somebody joins and asks, a member
// answers, the asker says that it helped, and a stranger finds it and says so too.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes, visitor } from './lib/browser.mjs';
import { linkIn, mailTo } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { pagesOf, threads, viewers } from './lib/pages.mjs';

const run = Date.now().toString(36);
const password = 'seven quiet otters';

// A click that works without scripts too: there, smooth scrolling never ends for the browser's driver.
const press = (button) => button.press('Enter');
const heading = (page) => page.locator('h1').innerText();

async function join(page, name) {
	await page.getByLabel('Username').fill(name);
	await page.getByLabel('E-mail address').fill(`${name}@example.org`);
	await page.getByLabel('Password').fill(password);
	await press(page.getByRole('button', { name: 'Join' }));
	await page.getByRole('heading', { name: 'Please check your mail' }).waitFor();
	await page.goto(linkIn(await mailTo(`${name}@example.org`, /\/confirm\//)));
	await press(page.getByRole('button', { name: 'Confirm and sign in' }));
	await page.getByText('Welcome! Your account is ready.').waitFor();
}

for (const scripts of [true, false])
	test(`asked, answered, accepted, found by a stranger, ${scripts ? 'with' : 'without'} JavaScript`, async () => {
		const size = scripts ? sizes.desktop : sizes.phone;
		const [asker, helper, guest] = await Promise.all([0, 1, 2].map(() => visitor({ scripts, size })));
		const names = { asker: `ja${run}${Number(scripts)}`, helper: `jh${run}${Number(scripts)}` };
		const [[known]] = instance.sql(`SELECT title FROM community.thread WHERE id = ${threads.solved.split('/')[2]}`);

		// A stranger has a question, is shown one like it that was solved, and goes on.
		await asker.goto('/');
		await asker.getByRole('link', { name: 'Ask', exact: true }).first().click();
		await asker.locator('#ask-q').fill(known);
		await press(asker.getByRole('button', { name: 'Find answers' }));
		await asker.locator('#matches li', { hasText: known }).getByText('Solved').first().waitFor();
		const title = `${known.slice(0, 100)}, again ${run}?`;
		await asker.locator('#ask-q').fill(title);
		await press(asker.getByRole('button', { name: 'Find answers' }));
		// To ask he joins; what he typed is kept on the way.
		await asker.waitForURL((url) => url.searchParams.get('q') === title);
		await press(asker.locator('#matches').getByRole('link', { name: 'Join' }));
		await join(asker, names.asker);
		assert.equal(await asker.inputValue('#ask-title'), title);
		await asker.locator('#ask-body').fill('It happened *again*, and what helped then does not help now.');
		await asker.locator('#ask-topic').selectOption({ index: 2 });
		await press(asker.getByRole('button', { name: 'Preview' }));
		await asker.locator('main em', { hasText: 'again' }).waitFor();
		await press(asker.getByRole('button', { name: 'Post the question' }).first());
		await asker.getByText('Posted. You get mail when somebody answers.').waitFor();
		const thread = new URL(asker.url()).pathname;
		assert.equal(await heading(asker), title);

		// Somebody finds it among the unanswered and joins to answer.
		await helper.goto('/?tab=unanswered');
		await press(helper.getByRole('link', { name: title }));
		await press(helper.getByRole('link', { name: 'Join' }));
		await join(helper, names.helper);
		assert.equal(new URL(helper.url()).pathname, thread, 'back where he wanted to answer');
		await helper.locator('#body').fill('Take the SIM out, count to **ten**, put it back.');
		await press(helper.getByRole('button', { name: 'Post answer' }));
		await helper.getByText('Posted. Thank you.').waitFor();

		// The asker is told, reads, and says that it solved it.
		await asker.goto('/');
		await press(asker.getByRole('link', { name: /Notices.*1/ }));
		await press(asker.locator('.notices a').first());
		await asker.locator('strong', { hasText: 'ten' }).waitFor();
		await press(asker.getByRole('button', { name: 'This solved it' }));
		await asker.getByText('Marked as solved').first().waitFor();
		assert.match(await asker.locator('.best').innerText(), /Accepted by/);

		// Another stranger searches, finds it solved, and says that it helped him.
		await guest.goto('/');
		await guest.locator('.hero input, .find input').first().fill(`again ${run}`);
		await guest.locator('.hero input, .find input').first().press('Enter');
		await press(guest.getByRole('link', { name: title }).first());
		assert.deepEqual(await guest.context().cookies(), [], 'no cookie before the click');
		await press(guest.getByRole('button', { name: /Yes, this solved it/ }));
		await guest.getByText('Good to hear. Thank you').waitFor();
		assert.match(await guest.locator('.best').innerText(), /Solved it for 1 visitor/);

		// The helper is told, and it stands on his page.
		await helper.goto('/notices');
		await helper.locator('.notices a').first().waitFor();
		await helper.goto(`/u/${names.helper}`);
		assert.match(await helper.locator('main').innerText(), /✓ Solution\s+Solved it for 1 visitor/);
		const [[state, found, accepted]] = instance.sql(`SELECT state, found, accepted FROM community.thread t
			JOIN community.post p ON p.thread_id = t.id AND p.kind = 'answer' WHERE t.id = ${thread.split('/')[2]}`);
		assert.deepEqual([state, found, accepted], ['confirmed', '1', '1']);
		for (const page of [asker, helper, guest]) {
			assert.deepEqual(page.complaints, []);
			await page.context().close();
		}
	});

test('somebody who was about to ask finds it solved already, and that is the end of it', async () => {
	const page = await visitor();
	const [[known]] = instance.sql(`SELECT title FROM community.thread WHERE id = ${threads.solved.split('/')[2]}`);
	await page.goto('/ask');
	await page.locator('#ask-q').fill(known);
	await page.locator('#matches li').first().waitFor();
	await page.locator('#matches li', { hasText: known }).getByRole('button', { name: /This solved it/ }).last().click();
	await page.getByRole('heading', { name: /Good to hear/ }).waitFor();
	assert.deepEqual(page.complaints, []);
	await page.context().close();
});

// Where the focus is, and whether one sees it: on the screen, and not under the bar at the top.
const focus = () => {
	const e = document.activeElement;
	const box = e.getBoundingClientRect();
	const bar = document.querySelector('.top');
	const above = bar.contains(e) || e.matches('.skip') || getComputedStyle(bar).position !== 'sticky';
	const under = above ? 0 : bar.getBoundingClientRect().bottom;
	return { what: e.id || e.textContent.trim().slice(0, 30), seen: box.bottom > under + 8 && box.top < innerHeight - 8, end: e === document.body };
};

for (const scripts of [true, false])
	test(`every function of a thread is reached by keyboard, and the focus is never hidden, ${scripts ? 'with' : 'without'} JavaScript`, async () => {
		const page = await visitor({ cookie: viewers.member, scripts });
		await page.emulateMedia({ reducedMotion: 'reduce' });
		await page.goto(pagesOf.guest.find(({ name }) => name === 'unanswered thread').address);
		const reached = [];
		for (const key of ['Tab', 'Shift+Tab'])
			for (let i = 0, at = {}; i < 150 && !at.end; i++) {
				await page.keyboard.press(key);
				at = await page.evaluate(focus);
				assert.ok(at.end || at.seen, `${key}: the focus is hidden at ${at.what}`);
				reached.push(at.what);
			}
		for (const what of ['Skip to content', 'q', 'Ask', 'Follow', 'body', 'Post answer', 'Preview'])
			assert.ok(reached.some((one) => one.includes(what)), `${what} is not among ${reached}`);
		await page.context().close();
	});
