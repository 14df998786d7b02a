// Asking as a person sees it, with and without JavaScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes, strike, visitor } from './lib/browser.mjs';
import { instance } from './lib/instance.mjs';
import { member, number, post, rareWord, thread } from './lib/scene.mjs';

const topic = instance.sql('SELECT slug FROM community.topic WHERE open ORDER BY position LIMIT 1')[0][0];
const rare = rareWord();

async function signedIn(person, options) {
	const page = await visitor(options);
	await page.context().addCookies([...person.client.cookies].map(([name, value]) => ({ name, value, url: instance.url })));
	return page;
}

// A solved question about ${rare}.
const asker = member(), helper = member();
const known = thread(asker, { title: `The ${rare} lamp blinks red`, state: 'answered' });
const answer = post(known, helper, 'answer', null, 'Hold the button for ten seconds.');
instance.sql(`INSERT INTO community.acceptance (thread_id, post_id, member_id) VALUES (${known.id}, ${answer}, ${asker.id});
	UPDATE community.post SET accepted = 1 WHERE id = ${answer};
	UPDATE community.thread SET state = 'confirmed', solved_at = now() WHERE id = ${known.id}`);

test('while one types, similar questions appear, and say so to those who cannot see', async () => {
	const page = await visitor({ size: sizes.phone });
	await page.goto('/ask');
	assert.equal(await page.locator('#matches li').count(), 0);
	await page.locator('#ask-q').pressSequentially(`My ${rare} lamp is red`, { delay: 20 });
	await page.locator('#matches li', { hasText: rare }).waitFor();
	assert.match(await page.locator('#matches').innerText(), /Hold the button for ten seconds/);
	assert.match(await page.locator('#matches-said[role=status]').innerText(), /similar question/);
	assert.equal(await page.locator('#ask-q').evaluate((field) => field === document.activeElement), true);
	const signIn = new URL(await page.locator('#matches .ask-on a').first().getAttribute('href'), instance.url);
	const on = new URL(signIn.searchParams.get('next'), instance.url);
	assert.equal(on.searchParams.get('q'), `My ${rare} lamp is red`);
	await page.locator('#matches li', { hasText: rare }).getByRole('button', { name: /This solved it/ }).click();
	await page.waitForURL(`**/ask/solved/${known.id}`);
	assert.match(await page.locator('h1').innerText(), /Good to hear/);
	assert.deepEqual(page.complaints, []);
});

test('what is typed into a form is saved when one pauses, and when one leaves', async () => {
	const person = member();
	const page = await signedIn(person);
	await page.goto('/ask?step=details');
	await page.fill('#ask-title', 'A question that takes its time');
	await page.fill('#ask-body', 'First part.');
	await page.locator('.draft-state', { hasText: 'Draft saved' }).waitFor();
	await page.locator('#ask-body').pressSequentially(' Second part.');
	await page.goto('/topics');
	const body = () => instance.sql(`SELECT fields FROM community.draft WHERE member_id = ${person.id}`)[0]?.[0] ?? '';
	for (const end = Date.now() + 5000; !body().includes('Second+part.') && Date.now() < end;)
		await new Promise((done) => setTimeout(done, 100));
	await page.goto('/ask?step=details');
	assert.equal(await page.inputValue('#ask-body'), 'First part. Second part.');
	assert.equal(await page.inputValue('#ask-title'), 'A question that takes its time');
	await page.goto('/drafts');
	assert.match(await page.locator('main').innerText(), /A question that takes its time/);
	assert.deepEqual(page.complaints, []);
});

test('what was posted leaves no draft behind, however quickly it was sent', async () => {
	const person = member();
	const page = await signedIn(person);
	await page.goto(known.path);
	await page.fill('#body', 'It was the button here, too.');
	await page.locator('.draft-state', { hasText: 'Draft saved' }).first().waitFor();
	await page.locator('#body').pressSequentially(' Thanks!');
	await page.click('#answer button.primary');
	await page.waitForURL(/#a\d+$/);
	await new Promise((done) => setTimeout(done, 2000));
	assert.equal(number(`SELECT count(*) FROM community.draft WHERE member_id = ${person.id}`), 0);
	assert.deepEqual(page.complaints, []);
});

for (const scripts of [true, false]) {
	test(`from the first word to the thread, ${scripts ? 'with' : 'without'} JavaScript`, async () => {
		const person = member();
		const page = await signedIn(person, { scripts, size: scripts ? sizes.desktop : sizes.phone });
		const title = `Which lamp is like the ${rare}, ${scripts}?`;
		await page.goto('/ask');
		await page.fill('#ask-q', title);
		await page.click('.ask-first button');
		await page.locator('#matches li', { hasText: rare }).first().waitFor();
		await page.click('#matches .ask-on a');
		assert.equal(await page.inputValue('#ask-title'), title);
		await page.fill('#ask-body', 'It should **glow**.');
		await page.selectOption('#ask-topic', topic);
		await page.fill('#ask-tags', `${rare}, lamps`);
		await page.press('#ask-tags', 'Enter');
		await page.locator('main section strong', { hasText: 'glow' }).waitFor();
		assert.equal(number(`SELECT count(*) FROM community.thread WHERE author_id = ${person.id}`), 0, 'Enter shows a preview, it does not post');
		await page.click('button[value=post]');
		await page.waitForURL(/\/t\/\d+\/which-lamp/);
		assert.match(await page.locator('h1').innerText(), new RegExp(rare));
		assert.equal(await page.locator('main .post strong', { hasText: 'glow' }).count(), 1);
		assert.deepEqual(page.complaints, []);
	});
}

test('a search leads to what it found, by keyboard alone', async () => {
	const page = await visitor();
	await page.goto('/topics');
	await page.fill('#q', `${rare} lamp`);
	await page.press('#q', 'Enter');
	await page.waitForURL(/\/search\?q=/);
	const hit = page.locator('.found li', { hasText: rare }).first();
	assert.ok(await hit.locator('mark').count() >= 2);
	await hit.locator('h3 a').focus();
	await strike(page, 'Enter');
	await page.waitForURL(`**${known.path}*`);
	assert.deepEqual(page.complaints, []);
});
