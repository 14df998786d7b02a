// Nothing typed is ever lost, and nothing is posted twice: what people do to forms in a browser, with and without JavaScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { visitor } from './lib/browser.mjs';
import { instance } from './lib/instance.mjs';
import { member, memberWithPassword, number, post, thread } from './lib/scene.mjs';

const text = 'Words that *must* not be lost:\n\n* <b> & "quotes" &amp;\n* größer, 先生, 👍\n\n    code\twith a tab';
const asker = member();
const press = (button) => button.press('Enter');
const answers = (id) => number(`SELECT count(*) FROM community.post WHERE thread_id = ${id} AND kind = 'answer'`);
const sourceOf = (id) => Buffer.from(instance.sql(`SELECT encode(convert_to(source, 'UTF8'), 'hex') FROM community.post WHERE id = ${id}`)[0][0], 'hex').toString();
const lastIn = (id) => sourceOf(number(`SELECT max(id) FROM community.post WHERE thread_id = ${id}`));

async function signedIn(person, scripts = true) {
	const [[name, value]] = person.client.cookies;
	return visitor({ scripts, cookie: `${name}=${value}` });
}

for (const scripts of [true, false]) {
	const how = scripts ? 'with JavaScript' : 'without JavaScript';

	test(`a double click on Post is one post, ${how}`, async () => {
		const page = await signedIn(member(), scripts);
		const question = thread(asker);
		await page.goto(question.path);
		await page.locator('#body').fill(text);
		await page.getByRole('button', { name: 'Post answer' }).focus();
		// Two clicks before the first can be answered.
		await page.getByRole('button', { name: 'Post answer' }).dispatchEvent('click');
		await page.getByRole('button', { name: 'Post answer' }).dispatchEvent('click').catch(() => {});
		await page.getByText(/Posted\. Thank you\.|You sent this twice, and it counts once\./).waitFor();
		assert.equal(answers(question.id), 1);
		assert.equal(lastIn(question.id), text);
		assert.deepEqual(page.complaints, []);
	});

	test(`what was sent is not sent again by reloading, nor by going back and forth, ${how}`, async () => {
		const page = await signedIn(member(), scripts);
		const question = thread(asker);
		await page.goto(question.path);
		await page.locator('#body').fill(text);
		await press(page.getByRole('button', { name: 'Post answer' }));
		await page.getByText('Posted. Thank you.').waitFor();
		await page.reload();
		assert.equal(answers(question.id), 1);
		await page.goBack();
		await page.goForward();
		await page.getByRole('heading', { level: 1 }).waitFor();
		assert.equal(answers(question.id), 1);
	});

	test(`a form that comes back can be reloaded, and is still filled, ${how}`, async () => {
		const page = await signedIn(member(), scripts);
		const question = thread(asker);
		await page.goto(question.path);
		await page.locator('#body').fill(text);
		await press(page.getByRole('button', { name: 'Preview' }));
		await page.getByRole('heading', { name: 'Preview' }).waitFor();
		await page.reload();
		await page.getByRole('heading', { name: 'Preview' }).waitFor();
		assert.equal(await page.locator('#body').inputValue(), text);
		assert.equal(answers(question.id), 0);
		await press(page.getByRole('button', { name: 'Post answer' }));
		await page.getByText('Posted. Thank you.').waitFor();
		assert.equal(lastIn(question.id), text);
		assert.equal(answers(question.id), 1);
	});

	test(`a question typed while the session ended is there after signing in, and is posted once, ${how}`, async () => {
		const person = await memberWithPassword();
		const page = await signedIn(person, scripts);
		const title = `A title of ${person.name} & <its> "friends"`;
		await page.goto('/ask?step=details');
		await page.locator('#ask-title').fill(title);
		await page.locator('#ask-body').fill(text);
		await page.locator('#ask-topic').selectOption({ index: 2 });
		const topic = await page.locator('#ask-topic').inputValue();
		await page.locator('#ask-product').fill('Pixel 7');
		instance.sql(`DELETE FROM community.session WHERE member_id = ${person.id}`);
		await press(page.getByRole('button', { name: 'Post now' }));
		await page.getByText('What you wrote is kept').waitFor();
		await page.getByLabel('Username or e-mail address').fill(person.name);
		await page.getByLabel('Password').fill('this is not it');
		await press(page.getByRole('button', { name: 'Sign in' }));
		await page.getByLabel('Password').fill(person.password);
		await press(page.getByRole('button', { name: 'Sign in' }));
		await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
		assert.equal(await page.locator('textarea[name=body]').inputValue(), text);
		assert.equal(await page.locator('input[name=title]').inputValue(), title);
		await press(page.getByRole('button', { name: 'Send it now' }));
		await page.getByText('Posted. You get mail when somebody answers.').waitFor();
		const rows = instance.sql(`SELECT t.id, title, product, p.slug FROM community.thread t JOIN community.topic p ON p.id = topic_id WHERE author_id = ${person.id}`);
		assert.deepEqual(rows.map(([, ...rest]) => rest), [[title, 'Pixel 7', topic]]);
		assert.equal(lastIn(rows[0][0]), text);
		assert.deepEqual(page.complaints.filter((said) => !/status of 4/.test(said)), []);
	});

	test(`two who edit the same post: the second sees both versions and loses nothing, ${how}`, async () => {
		const author = member();
		const question = thread(asker);
		const answer = post(question, author);
		const [one, two] = await Promise.all([signedIn(author, scripts), signedIn(member('moderator'), scripts)]);
		await one.goto(`/a/${answer}/edit`);
		await two.goto(`/a/${answer}/edit`);
		await one.locator('#edit-body').fill('The first to save.');
		await press(one.getByRole('button', { name: 'Save' }));
		await one.getByText('Saved.').first().waitFor();
		await two.locator('#edit-body').fill(text);
		await press(two.getByRole('button', { name: 'Save' }));
		await two.getByRole('heading', { name: 'Somebody was quicker' }).waitFor();
		assert.match(await two.locator('main').innerText(), /The first to save\./);
		assert.equal(await two.locator('#edit-body').inputValue(), text);
		assert.equal(sourceOf(answer), 'The first to save.');
		await press(two.getByRole('button', { name: 'Save mine instead' }));
		await two.getByText('Saved.').first().waitFor();
		assert.equal(sourceOf(answer), text);
		assert.equal(number(`SELECT count(*) FROM community.post_revision WHERE post_id = ${answer}`), 2, 'both earlier versions are kept');
	});

	test(`a sent form that is changed and sent once more keeps what was typed, ${how}`, async () => {
		const person = member();
		const page = await signedIn(person, scripts);
		const question = thread(asker);
		await page.goto(question.path);
		const key = await page.locator('#answer input[name=key]').inputValue();
		await page.locator('#body').fill('The first text.');
		await press(page.getByRole('button', { name: 'Post answer' }));
		await page.getByText('Posted. Thank you.').waitFor();
		// As a browser has it that shows the old page once more.
		await page.locator('#answer input[name=key]').evaluate((field, old) => { field.value = old; }, key);
		await page.locator('#body').fill(text);
		await press(page.getByRole('button', { name: 'Post answer' }));
		await page.getByText('already sent').waitFor();
		assert.equal(answers(question.id), 1);
		assert.equal(await page.locator('textarea[name=body]').inputValue(), text);
		await press(page.getByRole('button', { name: 'Send again' }));
		await page.getByText('Posted. Thank you.').waitFor();
		assert.equal(answers(question.id), 2);
		assert.equal(lastIn(question.id), text);
	});
}

test('who leaves a page with something typed finds it when he comes back', async () => {
	const page = await signedIn(member());
	const question = thread(asker);
	await page.goto(question.path);
	await page.locator('#body').pressSequentially('Half an answer', { delay: 5 });
	await page.getByRole('link', { name: 'Topics' }).first().click();
	await page.waitForURL('**/topics');
	await page.goBack();
	await page.waitForURL(`**${question.path}`);
	assert.equal(await page.locator('#body').inputValue(), 'Half an answer');
	const other = await page.context().newPage();
	for (const end = Date.now() + 5000; Date.now() < end;) {
		await other.goto(question.path);
		if (await other.locator('#body').inputValue() === 'Half an answer')
			break;
	}
	assert.equal(await other.locator('#body').inputValue(), 'Half an answer', 'also in another window');
});
