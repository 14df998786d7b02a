// Clicking on a phone, in a real browser: one tap does it, one sees what it did, and stays where one was.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { sizes, visitor } from './lib/browser.mjs';
import { cookieOf, member, number, post, thread } from './lib/scene.mjs';

const [asker, helper, other] = [member(), member(), member()];

// A question under which one has to scroll, with answers to a screen's length each.
const t = thread(asker, { state: 'answered' });
const long = 'Turn it off. Wait. Turn it on again. '.repeat(30);
const answers = [post(t, helper), post(t, helper, 'answer', null, long), post(t, helper, 'answer', null, long)];

const open = async (who, options = {}) => {
	const page = await visitor({ size: sizes.phone, cookie: cookieOf(who), ...options });
	after(() => page.context().close());
	await page.goto(t.path);
	return page;
};
const inView = (locator) => locator.evaluate((element) => {
	const { top, bottom } = element.getBoundingClientRect();
	return top >= 0 && bottom <= innerHeight;
});

for (const scripts of [true, false])
	test(`thanks ${scripts ? 'with' : 'without'} JavaScript: one tap, and the place is kept`, async () => {
		const page = await open(other, { scripts });
		const button = page.locator(`#f${answers[1]} button[value^=thanks]`);
		const was = await button.getAttribute('value');
		await button.scrollIntoViewIfNeeded();
		await button.click();
		await page.waitForURL(`**${t.path}#f${answers[1]}`);
		await page.waitForLoadState('load');
		const now = page.locator(`#f${answers[1]} button[value^=thanks]`);
		assert.notEqual(await now.getAttribute('value'), was);
		assert.match(await now.innerText(), was === 'thanks' ? /^✓ Thanks · 1$/ : /^Thanks$/);
		assert.ok(await inView(now), 'the button is in sight');
		assert.ok(await inView(page.locator('.flash')), 'and so is what it did');
		assert.deepEqual(page.complaints, []);
	});

test('“helped me too”: one tap, or where it worked beside it', async () => {
	const page = await open(other);
	const footer = page.locator(`#f${answers[2]}`);
	await footer.locator('summary').click();
	await footer.locator('input[name=context]').fill('on Pixel 8');
	await footer.locator('input[name=context]').press('Enter');
	await page.waitForURL(`**#f${answers[2]}`);
	assert.match(await page.locator(`#a${answers[2]}`).innerText(), /Worked for others:\s*on Pixel 8/);
	assert.equal(number(`SELECT helped FROM community.post WHERE id = ${answers[2]}`), 1);
});

test('the asker accepts with one tap and sees the answer as the solution', async () => {
	const page = await open(asker);
	await page.locator(`#f${answers[2]} button[value=accept]`).click();
	await page.waitForURL(`**#a${answers[2]}`);
	const solution = page.locator(`#solution + article#a${answers[2]}`);
	assert.ok(await solution.isVisible());
	assert.match(await page.locator('.flash').innerText(), /Marked as solved/);
	assert.deepEqual(page.complaints, []);
});

test('what one taps is at least 44 pixels high', async () => {
	for (const who of [asker, other, helper]) {
		const page = await open(who);
		const small = await page.locator('.post > footer :is(button, a, summary), .solved-it button, .quiet-form > summary').evaluateAll((all) =>
			all.filter((element) => element.offsetParent && element.getBoundingClientRect().height < 44).map((element) => element.outerHTML));
		assert.deepEqual(small, []);
	}
});

test('nothing in the act area is wider than a phone', async () => {
	for (const who of [asker, other, helper]) {
		const page = await open(who, { size: { width: 320, height: 640 } });
		assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
	}
});

test('an edit in a browser: the form, the text, the history', async () => {
	const page = await open(helper);
	await page.locator(`#f${answers[0]} a[href$="/edit"]`).click();
	await page.fill('#edit-body', 'Turn it off and *slowly* on again.');
	await page.fill('#edit-reason', 'slowly');
	await page.click('main form button.primary');
	await page.waitForURL(`**#a${answers[0]}`);
	assert.equal(await page.locator(`#a${answers[0]} .prose em`).innerText(), 'slowly');
	await page.locator(`#a${answers[0]} > header a[href$="/history"]`).click();
	assert.equal(await page.locator('#v2 ins').innerText(), '*slowly* ');
	assert.deepEqual(page.complaints, []);
});
