// harm.test.mjs -- before a post is published: what its author is asked, what is refused, what waits; nothing that was typed is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formFields, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { member, number, post, thread } from './lib/scene.mjs';

const topic = instance.sql('SELECT slug FROM community.topic WHERE open ORDER BY position LIMIT 1')[0][0];
let count = 0;
const rare = () => `h${Date.now().toString(36)}x${++count}`;
const private_ = 'Call me: 0171 5550199, or write to jo@mail.example';

const typed = (title, body) => ({ title, topic, body, product: 'Pixel 7', tags: 'esim', draft: '0', kind: 'discussion', step: 'post' });
async function ask(client, title, body) {
	const { html } = await client.get('/ask?q=what&step=details');
	return client.post('/ask', { ...typed(title, body), key: new Map(formFields(html, '/ask')).get('key') });
}
async function answer(client, to, body) {
	const { html } = await client.get(to.path);
	return client.post(`/t/${to.id}/answer`, { body, key: new Map(formFields(html, `/t/${to.id}/answer`)).get('key') });
}
// Presses a button of the page that asks.
const choose = (client, action, page, what) => client.post(action, [...formFields(page.html, action), ['private', what]]);
const posts = (who) => number(`SELECT count(*) FROM community.post WHERE author_id = ${who.id}`);

test('who writes a number into a question is asked, and one more click publishes all that was typed', async () => {
	const who = member();
	const title = `Where is my SIM ${rare()}`;
	const asked = await ask(who.client, title, private_);
	assert.equal(asked.status, 422);
	assert.match(visible(asked.html), /phone number: 0171 5550199/);
	assert.match(visible(asked.html), /e-mail address: jo@mail\.example/);
	assert.equal(posts(who), 0);
	const done = await choose(who.client, '/ask', asked, 'publish');
	assert.equal(done.status, 303);
	assert.deepEqual(instance.sql(`SELECT t.title, p.source, t.product, t.kind FROM community.post p JOIN community.thread t ON t.id = p.thread_id
		WHERE p.author_id = ${who.id}`), [[title, private_, 'Pixel 7', 'discussion']]);
});

test('"publish" pressed twice publishes once', async () => {
	const who = member();
	const asked = await ask(who.client, `Twice ${rare()}`, private_);
	const [one, two] = [await choose(who.client, '/ask', asked, 'publish'), await choose(who.client, '/ask', asked, 'publish')];
	assert.equal(one.location, two.location);
	assert.equal(posts(who), 1);
});

test('who goes on editing finds all that was typed, and is asked again', async () => {
	const who = member();
	const title = `My number ${rare()}`;
	const asked = await ask(who.client, title, private_);
	const again = await choose(who.client, '/ask', asked, 'edit');
	assert.equal(again.status, 200);
	const fields = new Map(formFields(again.html, '/ask'));
	assert.deepEqual(['title', 'body', 'product', 'tags', 'kind'].map((name) => fields.get(name)), [title, private_, 'Pixel 7', 'esim', 'discussion']);
	assert.equal((await who.client.post('/ask', [...fields, ['step', 'post']])).status, 422);
	fields.set('body', 'Without any number: where is my SIM?');
	assert.equal((await who.client.post('/ask', [...fields, ['step', 'post']])).status, 303);
});

test('a title is looked at as well', async () => {
	const who = member();
	assert.equal((await ask(who.client, `Please call 0171 5550199 ${rare()}`, 'Nobody answers me since Monday.')).status, 422);
});

test('an answer and a comment are asked about, and come back to be edited', async () => {
	const [who, asker] = [member(), member()];
	const it = thread(asker);
	const asked = await answer(who.client, it, private_);
	assert.equal(asked.status, 422);
	const again = await choose(who.client, `/t/${it.id}/answer`, asked, 'edit');
	assert.equal(again.status, 200);
	assert.equal(new Map(formFields(again.html, `/t/${it.id}/answer`)).get('body'), private_);
	assert.equal((await choose(who.client, `/t/${it.id}/answer`, asked, 'publish')).status, 303);

	const on = post(it, asker, 'answer');
	const action = `/a/${on}/comment`;
	const { html } = await who.client.get(it.path);
	const comment = await who.client.post(action, { body: 'IBAN: DE89 3704 0044 0532 0130 00', key: new Map(formFields(html, action)).get('key') });
	assert.equal(comment.status, 422);
	assert.match(visible(comment.html), /bank account \(IBAN\): DE89 3704 0044 0532 0130 00/);
	const back = await choose(who.client, action, comment, 'edit');
	assert.equal(back.status, 200);
	assert.match(back.html, /DE89 3704 0044 0532 0130 00/);
	assert.equal((await choose(who.client, action, comment, 'publish')).status, 303);
	assert.equal(posts(who), 2);
});

test('an edit is asked about what is new in it, not about what stood there', async () => {
	const who = member();
	const it = thread(member());
	const id = post(it, who, 'answer', null, 'Write to jo@mail.example for that.');
	const edit = (fields) => who.client.submit(`/a/${id}/edit`, fields);
	assert.equal((await edit({ body: 'Write to jo@mail.example for that, please.' })).status, 303);
	const asked = await edit({ body: 'Write to jo@mail.example or call 0171 5550199.' });
	assert.equal(asked.status, 422);
	assert.doesNotMatch(visible(asked.html), /e-mail address: jo/);
	assert.equal((await choose(who.client, `/a/${id}/edit`, asked, 'publish')).status, 303);
	assert.equal(instance.sql(`SELECT source FROM community.post WHERE id = ${id}`)[0][0], 'Write to jo@mail.example or call 0171 5550199.');
});

test('orders, dates, prices and models are not asked about', async () => {
	const who = member();
	const it = thread(member());
	const sent = await answer(who.client, it, 'Order 0123456789 of 01/02/2026 for £1,234.56: a Pixel 7 with firmware 10.0.22621, IMEI 358240051111110.');
	assert.equal(sent.status, 303);
});
