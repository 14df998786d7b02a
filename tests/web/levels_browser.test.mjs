// Levels, thresholds, suggested edits and tags on a phone, in a real browser, with JavaScript and without.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { sizes, visitor } from './lib/browser.mjs';
import { instance } from './lib/instance.mjs';
import { cookieOf, member, number, post, thread } from './lib/scene.mjs';

function onLevel(level) {
	const who = member();
	instance.sql(`INSERT INTO standing.member_level (member_id, level, since, good, bad, removals, people, ratio) VALUES (${who.id}, ${level}, now(), 0, 0, 0, 0, 500)`);
	return who;
}
const [asker, author, trusted, admin] = [member(), member(), onLevel(3), member('admin')];

async function open(who, path, scripts) {
	const page = await visitor({ size: sizes.phone, cookie: cookieOf(who), scripts });
	after(() => page.context().close());
	await page.goto(path);
	return page;
}
// Presses a button, and waits for where it leads to.
async function press(page, name) {
	await Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact: true }).first().press('Enter')]);
	// A form that is refused answers 422, which a console calls failed.
	assert.deepEqual(page.complaints.filter((said) => !said.includes('422')), []);
}

for (const scripts of [true, false]) {
	const how = scripts ? 'with' : 'without';

	test(`an edit is suggested, shown to its author and made ${how} JavaScript`, async () => {
		const t = thread(asker);
		const a = post(t, author);
		const page = await open(trusted, t.path, scripts);
		await Promise.all([page.waitForNavigation(), page.locator(`#f${a}`).getByRole('link', { name: 'Suggest an edit' }).press('Enter')]);
		await page.getByLabel('Text').fill('Turn it off, wait, and on again.');
		await page.getByLabel('What did you change').fill('waiting');
		await press(page, 'Preview');
		assert.match(await page.locator('section.post').innerText(), /wait, and on again/);
		await press(page, 'Suggest it');
		assert.match(await page.locator('.flash').innerText(), /Suggested/);

		const his = await open(author, '/suggestions', scripts);
		await Promise.all([his.waitForNavigation(), his.locator(`a[href="/suggestion/${number(`SELECT max(id) FROM community.suggestion WHERE post_id = ${a}`)}"]`).press('Enter')]);
		assert.equal(await his.locator('ins').first().innerText(), ', wait,');
		await press(his, '✓ Yes, make this edit');
		assert.match(await his.locator('.flash').innerText(), /The edit is made/);
		assert.match(instance.sql(`SELECT source FROM community.post WHERE id = ${a}`)[0][0], /wait/);
		await press(his, 'Take it back');
		assert.equal(instance.sql(`SELECT source FROM community.post WHERE id = ${a}`)[0][0], 'Turn it off and on again.');
	});

	test(`tags of another's thread are edited ${how} JavaScript`, async () => {
		const t = thread(asker);
		const page = await open(trusted, t.path, scripts);
		await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Edit tags' }).press('Enter')]);
		await page.getByLabel('Tags').fill('esim, roaming');
		await press(page, 'Save');
		assert.equal(new URL(page.url()).pathname, t.path);
		assert.deepEqual(await page.locator('.side a.tag').allInnerTexts(), ['esim', 'roaming']);
	});

	test(`a newcomer reads beside the form what becomes of links, and what is missing, ${how} JavaScript`, async () => {
		const page = await open(member(), thread(asker).path, scripts);
		assert.match(await page.locator('#answer').innerText(), /Links to other sites become clickable/);
		await Promise.all([page.waitForNavigation(), page.locator('#answer').getByRole('link', { name: 'Why?' }).press('Enter')]);
		assert.match(await page.locator('#you').innerText(), /one more person helped/);
	});

	test(`an admin looks who would be affected ${how} JavaScript`, async () => {
		const page = await open(admin, '/admin/levels', scripts);
		const before = number('SELECT max(id) FROM standing.level_rules');
		await page.locator('#people-4').fill('many');
		await press(page, 'See who would be affected');
		assert.match(await page.locator('.error').innerText(), /whole number/);
		assert.equal(await page.locator('#people-4').inputValue(), 'many');
		await page.locator('#people-4').fill('2000');
		await page.locator('#keep-people-4').fill('2000');
		await press(page, 'See who would be affected');
		assert.match(await page.locator('#preview').innerText(), /would fall/);
		assert.ok(await page.getByRole('button', { name: 'Apply these thresholds' }).isVisible());
		assert.equal(number('SELECT max(id) FROM standing.level_rules'), before);
	});
}
