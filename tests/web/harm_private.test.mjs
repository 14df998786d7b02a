// Private details go to the company alone, sealed, and what was typed is not lost on the way.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formFields, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { member, number, post, thread, told } from './lib/scene.mjs';

const topic = instance.sql('SELECT slug FROM community.topic WHERE open ORDER BY position LIMIT 1')[0][0];
let count = 0;
const rare = () => `p${Date.now().toString(36)}x${++count}`;
const typed = (title, body, more = {}) => ({ title, topic, body, product: '', tags: '', draft: '0', kind: 'question', step: 'post', ...more });
async function ask(client, fields) {
	const { html } = await client.get('/ask?q=what&step=details');
	return client.post('/ask', { ...fields, key: new Map(formFields(html, '/ask')).get('key') });
}
const questions = (who) => instance.sql(`SELECT t.id, t.title, p.source, p.html FROM community.post p JOIN community.thread t ON t.id = p.thread_id
	WHERE p.author_id = ${who.id} AND p.kind = 'question'`);
const sealed = (who) => number(`SELECT count(*) FROM intake.message WHERE member_id = ${who.id}`);
// Forms of a page with that action, each as fields.
const forms = (html, action) => [...html.matchAll(new RegExp(`<form[^>]*action="${action}"[^>]*>.*?</form>`, 'gs'))].map(([form]) => formFields(form, action));

test('while asking, what is for the company alone is sealed with the question and stands nowhere in the community', async () => {
	const who = member();
	const secret = `FN-${rare()}`;
	const page = await who.client.get('/ask?q=what&step=details');
	assert.match(page.html, /name="for_company"/);
	const sent = await ask(who.client, typed(`Where is my SIM ${rare()}`, 'It has not come.', { for_company: secret }));
	assert.equal(sent.status, 303);
	assert.match(await told(who.client), /went to the company alone/);
	assert.equal(sealed(who), 1);
	assert.equal(number(`SELECT count(*) FROM community.private_sent WHERE member_id = ${who.id}`), 1);
	assert.doesNotMatch((await who.client.get(sent.location)).html, new RegExp(secret));
	assert.equal(number(`SELECT count(*) FROM intake.message WHERE member_id = ${who.id} AND position('${secret}'::bytea IN sealed) > 0`), 0);
});

test('a preview and a refused form keep it in its field, a draft does not', async () => {
	const who = member();
	const secret = `FN-${rare()}`;
	const preview = await ask(who.client, typed(`Where is it ${rare()}`, 'It has not come.', { for_company: secret, step: 'preview' }));
	assert.equal(new Map(formFields(preview.html, '/ask')).get('for_company'), secret);
	assert.equal(number(`SELECT count(*) FROM community.draft WHERE member_id = ${who.id}`), 1);
	assert.equal(number(`SELECT count(*) FROM community.draft d WHERE member_id = ${who.id} AND d::text LIKE '%${secret}%'`), 0);
	const refused = await ask(who.client, typed(`Where is it ${rare()}`, '', { for_company: secret }));
	assert.equal(refused.status, 422);
	assert.equal(new Map(formFields(refused.html, '/ask')).get('for_company'), secret);
	const discussion = await ask(who.client, typed(`Where is it ${rare()}`, 'It has not come.', { for_company: secret, kind: 'discussion' }));
	assert.equal(discussion.status, 422);
	assert.match(visible(discussion.html), /Only with a question/);
	assert.equal(sealed(who), 0);
});

test('who wrote a number into a question sends it to the company with one click, and the rest is published', async () => {
	const who = member();
	const title = `Call 0171 5550199 about my SIM ${rare()}`;
	const asked = await ask(who.client, typed(title, 'My number is 0171 5550199, and jo@mail.example is my address. No service.', { product: 'Pixel 7' }));
	assert.equal(asked.status, 422);
	const shown = visible(asked.html);
	assert.match(shown, /My number is \(sent to the company\), and \(sent to the company\) is my address\. No service\./);
	const aside = forms(asked.html, '/ask').find((fields) => new Map(fields).has('for_company'));
	assert.ok(aside);
	const sent = await who.client.post('/ask', aside);
	assert.equal(sent.status, 303);
	const [[id, its, source]] = questions(who);
	assert.equal(its, title.replace('0171 5550199', '(sent to the company)'));
	assert.equal(source, 'My number is (sent to the company), and (sent to the company) is my address. No service.');
	assert.equal(instance.sql(`SELECT product FROM community.thread WHERE id = ${id}`)[0][0], 'Pixel 7');
	assert.equal(sealed(who), 1);
	assert.equal((await who.client.post('/ask', aside)).location, sent.location, 'sent twice counts once');
	assert.equal(sealed(who), 1);
	assert.equal(questions(who).length, 1);
});

test('a card’s number is left out, and not sent to anybody', async () => {
	const who = member();
	const asked = await ask(who.client, typed(`Pay by card ${rare()}`, 'My card is 4111 1111 1111 1111, my phone 0171 5550199.'));
	const aside = new Map(forms(asked.html, '/ask').find((fields) => new Map(fields).has('for_company')));
	assert.equal(aside.get('body'), 'My card is (left out), my phone (sent to the company).');
	assert.equal(aside.get('for_company'), 'phone number: 0171 5550199');
});

test('in an answer to one’s own question it leads to the sealed form, and the text is kept as a draft', async () => {
	const who = member();
	const it = thread(who);
	const action = `/t/${it.id}/answer`;
	const text = `Call me: 0171 5550199 (${rare()})`;
	const { html } = await who.client.get(it.path);
	const asked = await who.client.post(action, { body: text, key: new Map(formFields(html, action)).get('key') });
	assert.match(visible(asked.html), /Send it to the company privately/);
	const led = await who.client.post(action, [...formFields(asked.html, action), ['private', 'company']]);
	assert.deepEqual([led.status, led.location], [303, `/t/${it.id}/private`]);
	const page = await who.client.get(led.location);
	assert.match(visible(page.html), /kept as a draft/);
	assert.equal(new Map(formFields((await who.client.get(it.path)).html, action)).get('body'), text);
	assert.equal(number(`SELECT count(*) FROM community.post WHERE author_id = ${who.id}`), 1, 'only the question');

	const on = post(it, member());
	const comment = `/a/${on}/comment`;
	const again = await who.client.post(comment, { body: text, key: new Map(formFields((await who.client.get(it.path)).html, comment)).get('key') });
	assert.equal((await who.client.post(comment, [...formFields(again.html, comment), ['private', 'company']])).location, `/t/${it.id}/private`);
});

test('in somebody else’s question there is no such way: the desk does not hear of him there', async () => {
	const who = member();
	const it = thread(member());
	const action = `/t/${it.id}/answer`;
	const { html } = await who.client.get(it.path);
	const fields = { body: `Call me: 0171 5550199 (${rare()})`, key: new Map(formFields(html, action)).get('key') };
	assert.doesNotMatch(visible((await who.client.post(action, fields)).html), /privately/);
	assert.equal((await who.client.post(action, { ...fields, private: 'company' })).status, 422);
});
