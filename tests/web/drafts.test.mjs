// Drafts: nothing that was typed is lost, and nothing that was posted comes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, formFields, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { keyOf, member, number, post, thread } from './lib/scene.mjs';

const rows = (sql) => instance.sql(sql);
const places = (id) => rows(`SELECT place FROM community.draft WHERE member_id = ${id} ORDER BY place`).map(([place]) => place);
const save = async (client, place, fields, key) => client.post('/draft', { key: key ?? await keyOf(client), place, ...fields });

test('what the script sends is kept, without key and buttons, and shown when the form is opened again', async () => {
	const { id, client } = member();
	const body = 'Line one & two = 100%\nüber + "quotes" 日本語';
	const kept = await save(client, 'ask', { title: 'An unfinished question', body, tags: 'a, b', step: 'preview' });
	assert.equal(kept.status, 200);
	assert.match(kept.headers.get('content-type'), /^text\/plain/);
	assert.equal(kept.html, 'Draft saved');
	assert.doesNotMatch(rows(`SELECT fields FROM community.draft WHERE member_id = ${id}`)[0][0], /key=|step=|place=/);
	const { html } = await client.get('/ask?step=details');
	const form = new Map(formFields(html, '/ask'));
	assert.equal(form.get('title'), 'An unfinished question');
	assert.equal(form.get('body'), body);
	assert.equal(form.get('tags'), 'a, b');
	assert.match(visible(html), /Your draft from last time/);
});

test('a second question gets a draft of its own', async () => {
	const { id, client } = member();
	await save(client, 'ask', { title: 'The first question', body: 'about this' });
	const other = await client.get('/ask?step=details&q=Something+else+entirely');
	const form = new Map(formFields(other.html, '/ask'));
	assert.equal(form.get('title'), 'Something else entirely');
	assert.equal(form.get('body'), '');
	const place = other.html.match(/data-draft="(ask\/\d+)"/)[1];
	await save(client, place, { title: 'Something else entirely', body: 'about that', draft: form.get('draft') });
	assert.deepEqual(places(id), ['ask', place]);
	const list = await client.get('/drafts');
	const link = list.html.match(/href="(\/ask\?step=details&amp;draft=[1-9]\d*)"/)[1].replace('&amp;', '&');
	assert.equal(new Map(formFields((await client.get(link)).html, '/ask')).get('body'), 'about that');
});

test('an answer that was begun is in the form of its thread', async () => {
	const { client } = member();
	const it = thread(member());
	await save(client, `t/${it.id}`, { body: 'Half an answer' });
	assert.equal(new Map(formFields((await client.get(it.path)).html, `/t/${it.id}/answer`)).get('body'), 'Half an answer');
});

test('so is a comment that was begun, and its form is open', async () => {
	const { client } = member();
	const it = thread(member());
	const answer = post(it, member());
	await save(client, `a/${answer}`, { body: 'Half a comment' });
	const { html } = await client.get(it.path);
	assert.equal(new Map(formFields(html, `/a/${answer}/comment`)).get('body'), 'Half a comment');
	assert.equal(new Map(formFields(html, `/a/${it.question}/comment`)).get('body'), '');
	assert.equal(html.match(/<details class="quiet-form" open>/g).length, 1);
	assert.equal((await client.submit(it.path, {}, `/a/${answer}/comment`)).status, 303);
	assert.doesNotMatch((await client.get('/drafts')).html, /Half a comment/);
});

test('a preview keeps what was typed, too', async () => {
	const { id, client } = member();
	const it = thread(member());
	const shown = await client.submit(it.path, { body: 'To be *looked* at', preview: '1' }, `/t/${it.id}/answer`);
	assert.match(shown.html, /To be <em>looked<\/em> at/);
	assert.deepEqual(places(id), [`t/${it.id}`]);
});

test('the list says where each belongs, leads there, and throws away', async () => {
	const { id, client } = member();
	const it = thread(member());
	const answer = post(it, member());
	const comment = { place: `a/${answer}`, path: `/a/${answer}` }, reply = { place: `t/${it.id}`, path: `/t/${it.id}#answer` };
	await save(client, comment.place, { body: 'A comment <b>of mine</b>' });
	await save(client, reply.place, { body: 'An answer of mine' });
	await save(client, `edit/${answer}`, { body: 'A change' });
	await save(client, 't/999999999999', { body: 'Its thread is gone' });
	const { html } = await client.get('/drafts');
	for (const { path } of [comment, reply, { path: `/a/${answer}/edit` }])
		assert.ok(html.includes(`href="${path}"`), path);
	assert.ok(!html.includes('<b>of mine'));
	assert.match(visible(html), /a thread that is gone/);
	const gone = await client.submit('/drafts', {}, '/drafts');
	assert.equal(gone.location, '/drafts');
	assert.equal(places(id).length, 3);
	assert.match(visible((await client.get('/drafts')).html), /Draft deleted/);
});

test('everybody sees only drafts of his own', async () => {
	const [one, other] = [member(), member()];
	await save(one.client, 'ask', { title: 'My secret question', body: 'x' });
	assert.doesNotMatch((await other.client.get('/ask?step=details')).html, /My secret/);
	assert.doesNotMatch((await other.client.get('/drafts')).html, /My secret/);
	await other.client.post('/drafts', { key: await keyOf(other.client), place: 'ask' });
	assert.deepEqual(places(one.id), ['ask']);
	assert.equal((await new Client().get('/drafts')).status, 303);
});

test('an emptied form is no draft', async () => {
	const { id, client } = member();
	await save(client, 'ask', { title: 'Something', body: '' });
	assert.equal((await save(client, 'ask', { title: ' ', body: '', topic: 'sim', kind: 'question' })).html, '');
	assert.deepEqual(places(id), []);
});

test('a draft that arrives after its form was posted does not come back from the dead', async () => {
	const { id, client } = member();
	const it = thread(member());
	const form = new Map(formFields((await client.get(it.path)).html, `/t/${it.id}/answer`));
	await save(client, `t/${it.id}`, { body: 'The answer' }, form.get('key'));
	assert.equal((await client.post(`/t/${it.id}/answer`, { key: form.get('key'), body: 'The answer' })).status, 303);
	assert.deepEqual(places(id), []);
	await save(client, `t/${it.id}`, { body: 'The answer' }, form.get('key'));
	assert.deepEqual(places(id), []);
});

test('fifty drafts are the most, also for who saves many at once', async () => {
	const { id, client } = member();
	const key = await keyOf(client);
	instance.sql(`INSERT INTO community.draft (member_id, place, fields) SELECT ${id}, 't/' || n, 'body=x' FROM generate_series(1, 45) n`);
	const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => save(client, `t/${100 + n}`, { body: 'x' }, key)));
	assert.equal(answers.filter((answer) => answer.status === 200).length, 5);
	assert.equal(places(id).length, 50);
});

test('there are limits: where, how long, how many', async () => {
	const { id, client } = member();
	const key = await keyOf(client);
	for (const place of ['', 'x', 't/', 't/0', 't/-1', 't/1x', 'ask/', 'a/1/2', 'edit', `t/${'9'.repeat(30)}`])
		assert.equal((await save(client, place, { body: 'x' }, key)).status, 422, place);
	assert.equal((await save(client, 'ask', { body: 'x'.repeat(65000) }, key)).status, 200);
	assert.equal((await save(client, 'ask', { body: 'x'.repeat(65537) }, key)).status, 422);
	assert.equal((await save(client, 'ask', { body: 'é日'.repeat(6500) }, key)).status, 200, '32 KB in any script');
	for (let n = 1; n < 50; n++)
		assert.equal((await save(client, `t/${n}`, { body: 'x' }, key)).status, 200, `draft ${n}`);
	const full = await save(client, 't/51', { body: 'x' }, key);
	assert.equal(full.status, 422);
	assert.match(full.html, /50 drafts/);
	assert.equal((await save(client, 't/1', { body: 'changed' }, key)).status, 200, 'those that are there can still change');
	assert.equal(number(`SELECT count(*) FROM community.draft WHERE member_id = ${id}`), 50);
});

test('a draft wants a key of the member like every form', async () => {
	const [one, other] = [member(), member()];
	assert.equal((await save(one.client, 'ask', { title: 'x' }, await keyOf(other.client))).status, 403);
	assert.deepEqual(places(one.id), []);
});
