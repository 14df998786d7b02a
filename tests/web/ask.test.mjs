// Asking: what is like the question first, then the form, a preview, the thread. By requests, as without JavaScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, formFields, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { member, memberWithPassword, number, post, rareWord, thread, told } from './lib/scene.mjs';

const rows = (sql) => instance.sql(sql);
const topic = rows('SELECT slug FROM community.topic WHERE open ORDER BY position LIMIT 1')[0][0];

async function eventually(what, seconds = 30) {
	for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
		const found = what();
		if (found)
			return found;
		await new Promise((done) => setTimeout(done, 200));
	}
	throw new Error(`it did not happen within ${seconds} s: ${what}`);
}

// A solved question whose title holds ${rare}.
async function solved(rare, { text = 'Reset the network settings, then restart.' } = {}) {
	const [asker, helper] = [member(), member()];
	const it = thread(asker, { title: `Router ${rare} loses its connection` });
	const answer = post(it, helper, 'answer', null, text);
	instance.sql(`INSERT INTO community.acceptance (thread_id, post_id, member_id) VALUES (${it.id}, ${answer}, ${asker.id});
		UPDATE community.post SET accepted = 1 WHERE id = ${answer};
		UPDATE community.thread SET state = 'confirmed', solved_at = now() WHERE id = ${it.id}`);
	return { ...it, answer };
}

const details = (q) => `/ask?${new URLSearchParams({ q, step: 'details' })}`;
const typed = (title, rest = {}) => ({ title, topic, body: `It began *today*: ${title}`, product: '', tags: '', ...rest });
const flow = (client, title, rest = {}) => client.submit(details(title), typed(title, rest), '/ask');

test('the first page is one field, the same for every guest', async () => {
	const guest = new Client();
	const { status, html, headers } = await guest.get('/ask');
	assert.equal(status, 200);
	assert.deepEqual(formFields(html, '/ask'), [['q', '']]);
	assert.equal(headers.get('set-cookie'), null);
	assert.match(headers.get('etag') ?? '', /^(W\/)?"/);
});

test('a guest is shown what is like the question, solved ones first, with the beginning of their solution', async () => {
	const rare = rareWord();
	const open = thread(member(), { title: `Router ${rare} loses its connection, too` });
	const done = await solved(rare);
	const { html } = await new Client().get(`/ask?q=my+router+${rare}+drops+the+connection`);
	assert.ok(html.indexOf(`/t/${done.id}/`) > 0, 'the solved one is there');
	assert.ok(html.indexOf(`/t/${done.id}/`) < html.indexOf(`/t/${open.id}/`), 'solved before open');
	assert.match(visible(html), /Solution: Reset the network settings, then restart\./);
	assert.match(visible(html), /\d similar questions/);
});

test('a guest who goes on signs in and finds his question in the form', async () => {
	const person = await memberWithPassword();
	const guest = new Client();
	const q = 'Why is "5 < 6" & so on?';
	const asked = await guest.get(details(q));
	assert.equal(asked.status, 303);
	assert.match(asked.location, /^\/signin\?next=/);
	const signIn = await guest.submit(asked.location, { name: person.name, password: person.password }, '/signin');
	const { html } = await guest.get(signIn.location);
	assert.equal(new Map(formFields(html, '/ask')).get('title'), q);
});

test('"this solved it" is counted once, and thanked for every time', async () => {
	const it = await solved(rareWord());
	const count = () => number(`SELECT count(*) FROM community.deflection WHERE thread_id = ${it.id}`);
	const guest = new Client({ 'sec-fetch-site': 'same-origin' });
	for (let n = 0; n < 3; n++) {
		const said = await guest.post('/ask/solved', { thread: it.id });
		assert.equal(said.status, 303);
		const thanks = await guest.get(said.location);
		assert.equal(thanks.status, 200);
		assert.match(visible(thanks.html), /Thank you/);
		assert.ok(thanks.html.includes(it.path));
	}
	assert.equal(count(), 1);
	assert.equal(number(`SELECT count(*) FROM ops.event WHERE kind = 23 AND thread_id = ${it.id} AND member_id IS NULL`), 1);
});

test('"this solved it" about a thread that is not there changes nothing', async () => {
	const guest = new Client({ 'sec-fetch-site': 'same-origin' });
	assert.equal((await guest.post('/ask/solved', { thread: Date.now() * 1000 })).status, 404);
	for (const thread of ['', '-1', 'x', '0'])
		assert.equal((await guest.get((await guest.post('/ask/solved', { thread })).location)).status, 404);
});

test('details, preview, post: the thread is there with all that belongs to it', async () => {
	const { id, client } = member();
	const rare = rareWord(), title = `Where is the ${rare} setting?`;
	instance.sql(`INSERT INTO community.tag (name) VALUES ('${rare}-tag'); INSERT INTO community.tag_synonym
		SELECT '${rare}-old', id FROM community.tag WHERE name = '${rare}-tag'`);
	const threads = number(`SELECT threads FROM community.topic WHERE slug = '${topic}'`);

	const preview = await flow(client, title, { tags: `#${rare}-OLD, ${rare}-new`, product: 'Pixel 7', step: 'preview' });
	assert.equal(preview.status, 200);
	assert.match(preview.html, /It began <em>today<\/em>/);
	assert.equal(number(`SELECT count(*) FROM community.thread WHERE author_id = ${id}`), 0);
	assert.equal(rows(`SELECT place FROM community.draft WHERE member_id = ${id}`)[0][0], 'ask');

	const posted = await client.post('/ask', [...formFields(preview.html, '/ask'), ['step', 'post']]);
	assert.equal(posted.status, 303);
	const [, thread] = posted.location.match(/^\/t\/(\d+)\/where-is-the-/);
	assert.deepEqual(rows(`SELECT kind, state, title, product, followers, slug IS NOT NULL FROM community.thread WHERE id = ${thread}`),
		[['question', 'open', title, 'Pixel 7', '1', 't']]);
	assert.deepEqual(rows(`SELECT g.name, g.threads FROM community.thread_tag t JOIN community.tag g ON g.id = t.tag_id
		WHERE t.thread_id = ${thread} ORDER BY t.position`), [[`${rare}-tag`, '1'], [`${rare}-new`, '1']]);
	assert.equal(number(`SELECT threads FROM community.topic WHERE slug = '${topic}'`), threads + 1);
	assert.equal(number(`SELECT count(*) FROM community.follow WHERE thread_id = ${thread} AND member_id = ${id}`), 1);
	assert.equal(number(`SELECT count(*) FROM ops.event WHERE kind = 1 AND thread_id = ${thread} AND member_id = ${id} AND number = 1`), 1);
	assert.equal(number(`SELECT count(*) FROM community.draft WHERE member_id = ${id}`), 0);
	const page = await client.get(posted.location);
	assert.match(page.html, /It began <em>today<\/em>/);
});

test('staff asks for the company if he says so, others cannot', async () => {
	for (const [person, official] of [[member('staff'), 't'], [member(), 'f']]) {
		const posted = await flow(person.client, 'A word from the company?', { official: '1', step: 'post' });
		const [, thread] = posted.location.match(/^\/t\/(\d+)\//);
		assert.equal(rows(`SELECT official FROM community.post WHERE thread_id = ${thread}`)[0][0], official);
	}
});

test('who is named in a question is told', async () => {
	const [named, { client }] = [member(), member()];
	const posted = await flow(client, 'Does somebody know this better?', { body: `Perhaps @${named.name}?`, step: 'post' });
	const [, thread] = posted.location.match(/^\/t\/(\d+)\//);
	await eventually(() => number(`SELECT count(*) FROM community.notice WHERE member_id = ${named.id} AND thread_id = ${thread}`));
});

test('a discussion has no state', async () => {
	const { client } = member();
	const posted = await flow(client, 'What do you think of the new app?', { kind: 'discussion', step: 'post' });
	const [, thread] = posted.location.match(/^\/t\/(\d+)\//);
	assert.deepEqual(rows(`SELECT kind, COALESCE(state, '-') FROM community.thread WHERE id = ${thread}`), [['discussion', '-']]);
});

test('a form with mistakes comes back with everything that was typed, each mistake beside its field', async () => {
	const { client } = member();
	const wrong = { title: 'Short', topic: '', tags: 'a, b, c, d, e, f', product: 'p'.repeat(81), body: ' ', step: 'post' };
	const back = await client.submit(details('Short'), wrong, '/ask');
	assert.equal(back.status, 422);
	const fields = new Map(formFields(back.html, '/ask'));
	assert.equal(fields.get('title'), 'Short');
	assert.equal(fields.get('tags'), wrong.tags);
	assert.equal(fields.get('product'), wrong.product);
	for (const name of ['title', 'topic', 'tags', 'product', 'body']) {
		assert.match(back.html, new RegExp(`id="ask-${name}"[^>]*aria-invalid="true"`), `${name} is marked`);
		assert.match(back.html, new RegExp(`id="ask-${name}"[^>]*aria-describedby="[^"]*ask-${name}-wrong`), `${name} names its error`);
		assert.match(back.html, new RegExp(`id="ask-${name}-wrong">[^<]+<`), `${name} has an error`);
	}
});

test('text that cannot be laid out is refused and kept', async () => {
	const { client } = member();
	const body = `${'> '.repeat(40)}deep`;
	const back = await flow(client, 'How deep can one quote?', { body, step: 'post' });
	assert.equal(back.status, 422);
	assert.equal(new Map(formFields(back.html, '/ask')).get('body'), body);
});

test('what was typed is stored as it was typed, and inert', async () => {
	const { client } = member();
	const title = 'Is <script>alert(1)</script> & "this" \'fine\'?';
	const posted = await flow(client, title, { product: '<b>x</b>', tags: '<i>', step: 'post' });
	const [, thread] = posted.location.match(/^\/t\/(\d+)\//);
	assert.equal(rows(`SELECT title FROM community.thread WHERE id = ${thread}`)[0][0], title);
	const { html } = await client.get(posted.location);
	assert.ok(!html.includes('<script>alert') && !html.includes('<b>x</b>') && !html.includes('<i>'));
});

test('closed topics are for staff', async () => {
	const slug = rows('SELECT slug FROM community.topic WHERE NOT open LIMIT 1')[0][0];
	const [person, staff] = [member(), member('staff')];
	const title = `News of the week ${rareWord()}`;
	assert.ok(!(await person.client.get(details(title))).html.includes(`value="${slug}"`));
	const refused = await flow(person.client, title, { topic: slug, step: 'post' });
	assert.equal(refused.status, 422);
	assert.match(refused.html, /id="ask-topic-wrong"/);
	assert.equal((await flow(staff.client, title, { topic: slug, step: 'post' })).status, 303);
	assert.equal((await flow(person.client, title, { topic: 'not-there', step: 'post' })).status, 422);
});

test('sent twice, even at the same time, it is one thread', async () => {
	const { id, client } = member();
	const title = `Does it count twice, ${rareWord()}?`;
	const { html } = await client.get(details(title));
	const fields = [...new Map([...formFields(html, '/ask'), ...Object.entries(typed(title)), ['step', 'post']])];
	const answers = await Promise.all([1, 2, 3].map(() => client.post('/ask', fields)));
	assert.deepEqual(answers.map((a) => a.status), [303, 303, 303]);
	assert.equal(new Set(answers.map((a) => a.location)).size, 1);
	// A browser may have dropped the first answer, so the last one says what became of it.
	assert.equal((await client.post('/ask', fields)).location, answers[0].location);
	assert.equal(await told(client), 'You sent this twice, and it counts once.');
	assert.equal(number(`SELECT count(*) FROM community.thread WHERE author_id = ${id}`), 1);
	const other = await client.post('/ask', fields.map(([name, value]) => [name, name === 'body' ? 'Another text' : value]));
	assert.equal(other.status, 422);
});

test('two who make the same tags at the same time both get them', async () => {
	const people = await Promise.all([1, 2, 3, 4].map(() => member()));
	const tags = [rareWord(), rareWord(), rareWord()].map((w) => `${w}-t`);
	const answers = await Promise.all(people.map(({ client }, n) => flow(client, `Same tags, person ${n} ${rareWord()}`, {
		tags: (n % 2 ? tags : [...tags].reverse()).join(', '), step: 'post',
	})));
	assert.deepEqual(answers.map((a) => a.status), [303, 303, 303, 303]);
	assert.deepEqual(rows(`SELECT DISTINCT threads FROM community.tag WHERE name IN ('${tags.join("', '")}')`), [['4']]);
});

test('a lost session costs nothing: after signing in the form is there, filled, and can be sent', async () => {
	const { name, password, client } = await memberWithPassword();
	const title = `Lost on the way ${rareWord()}?`;
	const { html } = await client.get(details(title));
	const fields = [...new Map([...formFields(html, '/ask'), ...Object.entries(typed(title)), ['step', 'post']])];
	client.cookies.clear();
	const refused = await client.post('/ask', fields);
	const signIn = new Map(formFields(refused.html, '/signin'));
	const again = await client.post('/signin', [...signIn, ['name', name], ['password', password]].filter(([n, v]) => v || !['name', 'password'].includes(n)));
	const back = formFields(again.html, '/ask');
	assert.equal(new Map(back).get('title'), title);
	assert.match(new Map(back).get('body'), /It began/);
	assert.equal((await client.post('/ask', back)).status, 303);
});

test('somebody whom a thread did not help begins with its title, topic and device', async () => {
	const { client } = member();
	const it = await solved(rareWord());
	instance.sql(`UPDATE community.thread SET product = 'Hub 3', topic_id = (SELECT id FROM community.topic WHERE slug = '${topic}') WHERE id = ${it.id}`);
	const first = await client.get(`/ask?from=${it.id}`);
	assert.equal(first.status, 303);
	const matches = await client.get(first.location);
	assert.equal(new Map(formFields(matches.html, '/ask')).get('q'), it.title);
	assert.ok(!matches.html.includes(`href="/t/${it.id}/`), 'what did not help is not offered again');
	const form = new Map(formFields((await client.get(`${first.location}&step=details`)).html, '/ask'));
	assert.equal(form.get('title'), it.title);
	assert.equal(form.get('product'), 'Hub 3');
	assert.equal(form.get('topic'), topic);
	assert.equal((await client.get('/ask?from=999999999999')).status, 303);
});

test('a new question is listed beside those like it, and they beside it', async () => {
	const rare = rareWord();
	const it = await solved(rare);
	const { client } = member();
	const posted = await flow(client, `Router ${rare} has no connection at night`, { step: 'post' });
	const [, thread] = posted.location.match(/^\/t\/(\d+)\//);
	await eventually(() => number(`SELECT count(*) FROM community.thread_similar WHERE thread_id = ${thread} AND similar_id = ${it.id}`));
	await eventually(() => number(`SELECT count(*) FROM community.thread_similar WHERE thread_id = ${it.id} AND similar_id = ${thread}`));
	assert.match((await client.get(posted.location)).html, new RegExp(`href="/t/${it.id}/`));
});

test('nonsense in the address is no mistake of ours', async () => {
	const { client } = member();
	for (const path of ['/ask?q=%27%22%5C%3A%26%7C%21', `/ask?q=${'a+'.repeat(500)}`, '/ask?q=%F0%9F%98%80', '/ask?q=the+of+and', '/ask?step=details&draft=-5',
		'/ask?from=x', '/ask?topic=nope&q=hello+there', '/ask?q=%00'])
		assert.ok((await client.get(path)).status < 500, path);
});

test('who asked hears what happens next, and is offered to answer himself only where he means it', async () => {
	const asked = async (who) => {
		const location = (await flow(who.client, `Radio ${rareWord()} stays silent`, { step: 'post' })).location;
		return { location, page: await who.client.get(location) };
	};
	const [one, quiet, unconfirmed] = [member(), member(), member()];
	instance.sql(`INSERT INTO community.notice_setting (member_id, kind, mail) VALUES (${quiet.id}, 'answer', false);
		UPDATE community.login SET confirmed_at = NULL WHERE member_id = ${unconfirmed.id}`);
	const { location, page } = await asked(one);
	assert.match(page.html, /Posted\. You get mail when somebody answers\./);
	for (const other of [quiet, unconfirmed])
		assert.match((await asked(other)).page.html, /Posted\. Thank you\./);
	const folded = /<details class="more"><summary>I found the answer myself<\/summary>.*?<form id="answer"/s;
	assert.match(page.html, folded);
	assert.doesNotMatch((await quiet.client.get(location)).html, /I found the answer myself/);
	const refused = await one.client.submit(location, { body: ' ' }, `${location.split('/').slice(0, 3).join('/')}/answer`);
	assert.match(refused.html, /<details class="more" open><summary>I found/, 'what came back is seen');
});
