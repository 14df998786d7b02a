// harm.test.mjs -- before a post is published: what its author is asked, what is refused, what waits; nothing that was typed is lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, formFields, visible } from './lib/client.mjs';
import { instance, startInstance } from './lib/instance.mjs';
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
	const body = `${private_} (${rare()})`;
	const asked = await ask(who.client, title, body);
	assert.equal(asked.status, 422);
	assert.match(visible(asked.html), /phone number: 0171 5550199/);
	assert.match(visible(asked.html), /e-mail address: jo@mail\.example/);
	assert.equal(posts(who), 0);
	const done = await choose(who.client, '/ask', asked, 'publish');
	assert.equal(done.status, 303);
	assert.deepEqual(instance.sql(`SELECT t.title, p.source, t.product, t.kind FROM community.post p JOIN community.thread t ON t.id = p.thread_id
		WHERE p.author_id = ${who.id}`), [[title, body, 'Pixel 7', 'discussion']]);
});

test('"publish" pressed twice publishes once', async () => {
	const who = member();
	const asked = await ask(who.client, `Twice ${rare()}`, `${private_} (${rare()})`);
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
	const text = `${private_} (${rare()})`;
	const asked = await answer(who.client, it, text);
	assert.equal(asked.status, 422);
	const again = await choose(who.client, `/t/${it.id}/answer`, asked, 'edit');
	assert.equal(again.status, 200);
	assert.equal(new Map(formFields(again.html, `/t/${it.id}/answer`)).get('body'), text);
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

// ---- limits ----

const links = (n) => Array.from({ length: n }, (_, i) => `https://site${i}.example/${rare()}`).join(' and ');

test('a newcomer has few links in a post, others more; what was typed stays', async () => {
	const [newcomer, helper] = [member(), member()];
	instance.sql(`INSERT INTO standing.member_level (member_id, level, since, good, bad, removals, people, ratio) VALUES (${helper.id}, 2, now(), 0, 0, 0, 0, 500)`);
	const it = thread(member());
	const text = `Look at ${links(4)}`;
	const refused = await answer(newcomer.client, it, text);
	assert.equal(refused.status, 422);
	assert.match(visible(refused.html), /There are 4 links to other sites in this/);
	assert.equal(new Map(formFields(refused.html, `/t/${it.id}/answer`)).get('body'), text);
	assert.equal((await answer(helper.client, it, text)).status, 303);
	assert.equal((await answer(newcomer.client, it, `Look at ${links(3)} and ${instance.url}/topics`)).status, 303);
});

test('a post calls so many people and no more', async () => {
	const who = member();
	const refused = await ask(who.client, `Who knows it ${rare()}`, 'Please, @anna @berta @clara @dora @emma: who knows?');
	assert.equal(refused.status, 422);
	assert.match(visible(refused.html), /You call 5 people/);
	assert.equal(posts(who), 0);
});

test('an edit that adds no link is not refused for those that stood there', async () => {
	const who = member();
	const id = post(thread(member()), who, 'answer', null, `See ${links(6)}`);
	const { html } = await who.client.get(`/a/${id}/edit`);
	const fields = new Map(formFields(html, `/a/${id}/edit`));
	assert.equal((await who.client.post(`/a/${id}/edit`, [...fields, ['body', `${fields.get('body')} please`]].filter(([name], i, all) => name !== 'body' || i === all.length - 1))).status, 303);
	assert.equal((await who.client.submit(`/a/${id}/edit`, { body: `See ${links(7)}` })).status, 422);
});

// ---- the same again ----

const long = (word) => `Since yesterday my phone shows no network at all, wherever I am: ${word}`;

// Elsewhere tests may say the same again.
const sameHours = (n) => instance.sql(`UPDATE ops.setting SET value = '${n}' WHERE key = 'harm.same_hours'`);
before(() => sameHours(24));
after(() => sameHours(0));

test('the same text by the same member is refused with a link to the first, capitals and spaces aside', async () => {
	const who = member();
	const word = rare();
	const it = thread(member());
	const first = await answer(who.client, it, long(word));
	assert.equal(first.status, 303);
	const again = await answer(who.client, thread(member()), `  ${long(word).toUpperCase().replaceAll(' ', '  ')}`);
	assert.equal(again.status, 422);
	const id = number(`SELECT id FROM community.post WHERE author_id = ${who.id}`);
	assert.match(again.html, new RegExp(`href="/a/${id}"`));
	assert.equal(posts(who), 1);
});

test('what its author took back may be posted anew, and a short thank-you may be said twice', async () => {
	const who = member();
	const word = rare();
	assert.equal((await answer(who.client, thread(member()), long(word))).status, 303);
	instance.sql(`UPDATE community.post SET deleted_at = now() WHERE author_id = ${who.id}`);
	assert.equal((await answer(who.client, thread(member()), long(word))).status, 303);
	for (let n = 0; n < 2; n++)
		assert.equal((await answer(who.client, thread(member()), 'Thanks, that was it!')).status, 303);
});

test('the same text by several members is refused to the next', async () => {
	const text = long(rare());
	for (let n = 0; n < 2; n++)
		assert.equal((await answer(member().client, thread(member()), text)).status, 303);
	assert.equal((await answer(member().client, thread(member()), text)).status, 422);
});

test('a form sent twice is no repetition', async () => {
	const who = member();
	const it = thread(member());
	const { html } = await who.client.get(it.path);
	const fields = [...formFields(html, `/t/${it.id}/answer`).filter(([name]) => name !== 'body'), ['body', long(rare())]];
	const [one, two] = [await who.client.post(`/t/${it.id}/answer`, fields), await who.client.post(`/t/${it.id}/answer`, fields)];
	assert.deepEqual([one.status, two.status, two.location], [303, 303, one.location]);
});

// ---- an instance of its own: settings that others would meet ----

const own = await startInstance({ demo: false, quick: false });

test('a form that comes back at once, or with the unseen field filled in, makes no account', async () => {
	const guest = new Client({}, own);
	const person = () => ({ username: `p${rare()}`, email: `${rare()}@mail.example`, password: 'a few unrelated words' });
	const told = /quicker than people can read/;
	const refused = (await guest.submit('/signup', person())).html;
	assert.match(visible(refused.slice(0, refused.indexOf('action="/signup"'))), told, 'above the form: it is about no field');
	assert.doesNotMatch(refused, /aria-invalid/);
	const old = String(Math.floor(Date.now() / 1000) - 10);
	assert.match(visible((await guest.submit('/signup', { ...person(), since: old, more: 'buy' })).html), told);
	assert.match(visible((await guest.post('/signup', { ...person(), next: '/' })).html), told);
	assert.equal(own.sql('SELECT count(*) FROM community.signup')[0][0], '0');
	const fine = await guest.submit('/signup', { ...person(), since: old });
	assert.match(visible(fine.html), /Please check your mail/);
});

test('a guest who reports, or asks for a new password, quicker than people read finds what he typed, and one click sends it', async () => {
	const guest = new Client({}, own);
	const said = own.bothy('user', 'add', 'reported', '--email', 'reported@mail.example');
	assert.match(said, /^password/m);
	const id = own.sql("SELECT id FROM community.member WHERE username = 'reported'")[0][0];
	const old = String(Math.floor(Date.now() / 1000) - 10);
	const reports = () => own.sql('SELECT count(*) FROM community.report')[0][0];
	const resets = () => own.sql("SELECT count(*) FROM ops.job WHERE kind = 'account.reset_mail'").concat(own.sql("SELECT count(*) FROM community.token WHERE kind = 'reset'")).flat().map(Number).reduce((a, b) => a + b);
	for (const [path, typed, stored] of [[`/report/member/${id}`, { reason: 'spam', text: 'sells watches' }, reports], ['/reset', { name: 'reported' }, resets]]) {
		const before = Number(stored());
		for (const more of [{}, { since: old, more: 'buy' }]) {
			const refused = await guest.submit(path, { ...typed, ...more });
			assert.equal(refused.status, 422);
			assert.match(visible(refused.html), /quicker than people can read/);
			const fields = new Map(formFields(refused.html, path));
			for (const [name, value] of Object.entries(typed))
				assert.equal(fields.get(name), value);
			assert.equal(fields.get('more'), '');
			if (more.since)
				assert.equal(fields.get('since'), more.since, 'the time of reading goes on');
		}
		assert.equal((await guest.post(path, typed)).status, 422, 'a form without these fields is a program’s');
		assert.equal(Number(stored()), before);
		const { status } = await guest.submit(path, { ...typed, since: String(Number(old) - 100000) });
		assert.ok(status === 303 || status === 200, `slow is fine: ${status}`);
		assert.ok(Number(stored()) > before);
	}
});

test('who signs in as quickly as a password manager does is let in', async () => {
	const said = own.bothy('user', 'add', 'quick', '--email', 'quick@mail.example');
	const client = await new Client({}, own).signIn({ name: 'quick', password: said.match(/^password: (\S+)$/m)[1] });
	assert.match((await client.get('/settings')).html, /quick/);
});

test('a member who posts too often is told when to go on, and keeps what was typed', async () => {
	own.sql(`INSERT INTO community.topic (slug, name, open, position) VALUES ('all', 'All', true, 1) ON CONFLICT DO NOTHING;
		INSERT INTO ops.setting (key, value) VALUES ('harm.posts_hour_0', '3'), ('harm.posts_address', '5')`);
	const said = own.bothy('user', 'add', 'often', '--email', 'often@mail.example');
	const client = await new Client({}, own).signIn({ name: 'often', password: said.match(/^password: (\S+)$/m)[1] });
	const send = async () => {
		const { html } = await client.get('/ask?q=what&step=details');
		return client.post('/ask', { ...typed(`How often ${rare()}`, long(rare())), topic: 'all', key: new Map(formFields(html, '/ask')).get('key') });
	};
	for (let n = 0; n < 3; n++)
		assert.equal((await send()).status, 303);
	const refused = await send();
	assert.equal(refused.status, 429);
	assert.ok(Number(refused.headers.get('retry-after')) > 0);
	assert.match(new Map(formFields(refused.html, '/ask')).get('body'), /^Since yesterday/);
});
