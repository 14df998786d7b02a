// personal.test.mjs -- a member takes his data along, and leaves: what he is shown, what he gets, what is left.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, mailTo, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { download, erased, files, ready, until } from './lib/personal.mjs';
import { member, memberWithPassword, number, post, thread, told } from './lib/scene.mjs';

const ask = (who, password = who.password) => who.client.submit('/settings/data', { password });
const leave = (who, fields = {}) => who.client.submit('/settings/erase', { password: who.password, ...fields });

test('a member has all of his data made into an archive, and only he gets it', async () => {
	const who = await memberWithPassword();
	const own = thread(who, { title: `Étude for ${who.name}` });
	assert.equal((await ask(who, 'not my password')).status, 422);
	assert.equal(number(`SELECT count(*) FROM community.export WHERE member_id = ${who.id}`), 0);
	const answer = await ask(who);
	assert.deepEqual([answer.status, answer.location], [303, '/settings/data']);
	assert.equal(await told(who.client), 'Noted. We write you a mail when it is ready.');

	const all = await files(who.client);
	assert.equal(JSON.parse(all['account.json'])[0].username, who.name);
	assert.equal(JSON.parse(all['address.json'])[0].email, `${who.name}@example.org`);
	assert.deepEqual(JSON.parse(all['threads.json']).map(({ id, title }) => [id, title]), [[own.id, own.title]]);
	assert.deepEqual(JSON.parse(all['posts.json']).map(({ text }) => text), ['What is it?']);
	assert.deepEqual(JSON.parse(all['drafts.json']), []);
	assert.match(visible(all['posts.html']), /What is it\?/);
	assert.match(visible(all['index.html']), new RegExp(`knows about ${who.name}.*All you wrote \\(1\\)`));
	for (const [, file] of all['index.html'].matchAll(/href="\.\/([^"]+)"/g))
		assert.ok(file in all, `the archive has ${file}`);
	assert.doesNotMatch(JSON.stringify(all), /\$argon2/, 'no password, not even as a hash');

	const [path] = await ready(who.client);
	const { headers } = await download(who.client, path);
	assert.equal(headers.get('content-type'), 'application/zip');
	assert.match(headers.get('content-disposition'), new RegExp(`^attachment; filename="${who.name}-[0-9-]+\\.zip"$`));
	assert.equal(headers.get('cache-control'), 'private, no-store');
	assert.equal((await download(member().client, path)).status, 404, 'another member');
	assert.equal((await download(new Client(), path)).status, 303, 'a guest is sent to sign in');
	assert.equal((await download(who.client, path.replace(/\d+$/, '2'))).status, 404, 'no such part');

	const mail = await mailTo(`${who.name}@example.org`, /copy of your data is ready/);
	assert.match(mail, /\/settings\/data$/m);
	assert.doesNotMatch(mail, new RegExp(path), 'the mail leads to the page, behind the sign-in');
});

test('one archive a day, and one at a time; after a week it is gone', async () => {
	const who = await memberWithPassword();
	const page = await who.client.get('/settings/data');
	await ask(who);
	await files(who.client);
	assert.doesNotMatch((await who.client.get('/settings/data')).html, /name="password"/, 'no form on the same day');
	const [, key] = page.html.match(/name="key" value="([^"]+)"/);
	const fresh = (await who.client.get('/topics')).html.match(/action="\/signout".*?name="key" value="([^"]+)"/s)[1];
	assert.notEqual(key, fresh);
	assert.equal((await who.client.post('/settings/data', { key: fresh, password: who.password })).status, 409);
	const [path] = await ready(who.client);
	instance.sql(`UPDATE community.export SET asked_at = now() - interval '8 days', expires_at = now() - interval '1 second' WHERE member_id = ${who.id}`);
	assert.equal((await download(who.client, path)).status, 404, 'over at once');
	await until(() => number(`SELECT count(*) FROM community.export WHERE member_id = ${who.id}`) === 0);
	assert.equal((await ask(who)).status, 303, 'and he may ask again');
});

test('who has written much gets it in pieces of bounded size', async () => {
	const who = member();
	const { id, question } = thread(who);
	// 3,000 posts of eight kilobytes whose text hardly compresses.
	instance.sql(`INSERT INTO community.post (thread_id, kind, parent_id, author_id, source, html, plain)
		SELECT ${id}, 'comment', ${question}, ${who.id}, t, '', '' FROM generate_series(1, 3000) n,
		LATERAL (SELECT string_agg(sha256((n || '.' || k)::text::bytea)::text, ' ') AS t FROM generate_series(1, 120) k) x`);
	instance.sql(`WITH x AS (INSERT INTO community.export (member_id) VALUES (${who.id}) RETURNING id)
		INSERT INTO ops.job (kind, payload) SELECT 'personal.export', jsonb_build_object('subject', ${who.id}, 'other', id) FROM x`);
	const all = await files(who.client);
	const parts = await ready(who.client);
	assert.ok(parts.length >= 3, `${parts.length} parts`);
	const texts = Object.entries(all).filter(([name]) => /^posts(-\d+)?\.json$/.test(name)).flatMap(([, text]) => JSON.parse(text));
	assert.equal(new Set(texts.map((p) => p.id)).size, 3001);
	assert.ok(all['posts-16.html'] && all['posts-2.json'], 'pages of 200');
	instance.sql(`DELETE FROM community.post WHERE author_id = ${who.id} AND kind = 'comment'; DELETE FROM community.export WHERE member_id = ${who.id}`);
});

test('who wants to leave is shown what goes and what stays, and has 14 days to change his mind', async () => {
	const who = await memberWithPassword();
	thread(who);
	const page = visible((await who.client.get('/settings/erase')).html);
	assert.match(page, new RegExp(`by “Former member ${who.id}”`));
	assert.match(page, /You began 1 thread/);
	assert.equal((await leave(who, { password: 'not my password' })).status, 422);
	const elsewhere = await new Client().signIn(who);
	assert.equal((await leave(who)).status, 303);
	assert.match(visible((await who.client.get('/settings/erase')).html), /will be erased on .* Keep my account/);
	assert.equal((await elsewhere.get('/settings')).status, 303, 'other sessions are over');
	const days = number(`SELECT extract(epoch FROM due_at - now()) / 86400 FROM community.erasure WHERE member_id = ${who.id}`);
	assert.ok(days > 13.9 && days <= 14, `${days} days`);
	const mail = await mailTo(`${who.name}@example.org`, /asked us to erase/);
	assert.match(mail, /\/settings\/erase$/m);

	const back = new Client();
	const answer = await back.submit('/signin', { name: who.name, password: who.password });
	assert.equal(answer.location, '/settings/erase', 'signing in leads there');
	assert.equal((await back.submit('/settings/erase', {}, '/settings/erase/cancel')).status, 303);
	await mailTo(`${who.name}@example.org`, /you have changed your mind/);
	assert.equal(number(`SELECT count(*) FROM community.erasure WHERE member_id = ${who.id}`), 0);
	assert.equal((await back.get('/settings')).status, 200);
	assert.equal((await new Client().submit('/signin', { name: who.name, password: who.password })).location, '/');
});

test('who asks again, from a page he had open, gets what he wants now, on the same day', async () => {
	const who = await memberWithPassword();
	const open = (await who.client.get('/settings/erase')).html.match(/id="main".*name="key" value="([^"]+)"/s)[1];
	await leave(who);
	const day = () => instance.sql(`SELECT due_at, remove_texts FROM community.erasure WHERE member_id = ${who.id}`)[0];
	const [due] = day();
	assert.equal((await who.client.post('/settings/erase', { key: open, password: who.password, texts: 'remove' })).status, 303);
	assert.deepEqual(day(), [due, 't']);
});

test('work for others goes on when a member goes who is named in it, or named like it', async () => {
	const who = await memberWithPassword();
	const other = member();
	const [on, alone] = ['other,' + who.name, who.name].map((text) => number(`INSERT INTO ops.job (kind, payload, run_at)
		VALUES ('notice.post', '{"subject": 0, "text": "${text}"}', now() + interval '1 day') RETURNING id`));
	const notice = number(`INSERT INTO ops.job (kind, payload, run_at)
		VALUES ('account.notice_mail', '{"subject": ${other.id}, "text": "${who.name}"}', now() + interval '1 day') RETURNING id`);
	await erased(who);
	const left = instance.sql(`DELETE FROM ops.job WHERE id IN (${on}, ${alone}, ${notice}) RETURNING id, payload->>'text'`);
	assert.deepEqual(left.sort(), [[`${on}`, 'other'], [`${alone}`, ''], [`${notice}`, who.name]].sort());
});

test('nobody is kept from leaving by being named as often as there is room for', async () => {
	const who = member();
	const other = member();
	const theirs = thread(other);
	const name = `q${Date.now().toString(36).slice(-3)}`;
	instance.sql(`UPDATE community.member SET username = '${name}' WHERE id = ${who.id}`);
	const often = (size) => `repeat('@${name} ', ${Math.floor(size / 6)})`;
	instance.sql(`UPDATE community.thread SET title = ${often(300)} WHERE id = ${theirs.id};
		UPDATE community.member SET bio = ${often(1000)} WHERE id = ${other.id};
		UPDATE community.post SET source = ${often(65536)} WHERE id = ${theirs.question};
		INSERT INTO community.draft (member_id, place, fields) VALUES (${other.id}, 'ask', repeat('a=%40${name}&', 10000));
		INSERT INTO community.member_note (member_id, author_id, text) VALUES (${other.id}, ${other.id}, ${often(2000)})`);
	await erased(who);
	const left = instance.sql(`SELECT t.title, m.bio, left(p.source, 20), left(n.text, 20), left(d.fields, 20) FROM community.thread t
		JOIN community.member m ON m.id = t.author_id JOIN community.post p ON p.thread_id = t.id AND p.kind = 'question'
		JOIN community.member_note n ON n.member_id = m.id JOIN community.draft d ON d.member_id = m.id WHERE t.id = ${theirs.id}`)[0];
	for (const text of left)
		assert.match(text, /^(a=%40|@)---/);
});

test('who looks after the community gives that up first', async () => {
	const admin = await new Client().signIn(instance.admin);
	assert.match(visible((await admin.get('/settings/erase')).html), /You have a role here/);
	const key = (await admin.get('/topics')).html.match(/action="\/signout".*?name="key" value="([^"]+)"/s)[1];
	assert.equal((await admin.post('/settings/erase', { key, password: instance.admin.password })).status, 409);
	assert.equal(number(`SELECT count(*) FROM community.erasure e JOIN community.member m ON m.id = e.member_id WHERE username = '${instance.admin.name}'`), 0);
});

test('after that he is gone: he cannot sign in, his name is nowhere, what he wrote stands by a former member', async () => {
	const who = await memberWithPassword();
	const other = member();
	const own = thread(who);
	const theirs = thread(other, { title: `Thanks, @${who.name}, for the key` });
	const cut = thread(other);
	const slug = (t) => instance.sql(`SELECT slug FROM community.thread WHERE id = ${t.id}`)[0][0];
	assert.match(slug(theirs), new RegExp(`-${who.name.replaceAll('_', '-')}-`));
	instance.sql(`UPDATE community.thread SET title = 'Another word for @${who.name}', slug = 'another-word-for-${who.name.slice(0, 3)}' WHERE id = ${cut.id}`);
	const split = number(`INSERT INTO community.decision (action, rule, thread_id, after, public)
		SELECT 'split', 'off_topic', id, jsonb_build_object('title', title, 'slug', slug, 'posts', '[]'::jsonb), true FROM community.thread WHERE id = ${theirs.id} RETURNING id`);
	const answer = post(theirs, who);
	instance.sql(`UPDATE community.post SET source = 'Ask @${who.name}, not @${who.name}-2.', plain = source,
		html = '<p>Ask <a class="mention" href="/u/${who.name}">@${who.name}</a>, not @${who.name}-2.</p>' WHERE id = ${theirs.question}`);
	instance.sql(`INSERT INTO community.follow (member_id, thread_id) VALUES (${who.id}, ${theirs.id}); UPDATE community.thread SET followers = 1 WHERE id = ${theirs.id}`);
	await leave(who);
	await erased(who);

	assert.equal((await who.client.get('/settings')).status, 303, 'signed out');
	assert.equal((await new Client().submit('/signin', { name: who.name, password: who.password })).status, 422);
	assert.equal((await other.client.get(`/u/${who.name}`)).status, 404);
	const { html } = await other.client.get(own.path);
	assert.match(visible(html), new RegExp(`Former member ${who.id}`));
	assert.match(visible(html), /What is it\?/, 'what he wrote stays');
	const seen = (await other.client.get(`/t/${theirs.id}/${slug(theirs)}`)).html;
	assert.match(visible(seen), new RegExp(`Ask @former-${who.id}, not @${who.name}-2`));
	assert.doesNotMatch(seen, new RegExp(`${who.name}(?!-2)`));
	assert.equal(slug(theirs), `thanks-former-${who.id}-for-the-key`, 'nor does the address say it');
	assert.equal(slug(cut), 'thread', 'nor a part of it');
	assert.equal((await other.client.get(theirs.path)).location, `/t/${theirs.id}/thanks-former-${who.id}-for-the-key`, 'old addresses lead there');
	assert.deepEqual(instance.sql(`SELECT after->>'title', after->>'slug' FROM community.decision WHERE id = ${split}`)[0],
		[`Thanks, @former-${who.id}, for the key`, `thanks-former-${who.id}-for-the-key`]);
	assert.equal(number(`SELECT followers FROM community.thread WHERE id = ${theirs.id}`), 0);
	assert.equal(number(`SELECT count(*) FROM community.post WHERE id = ${answer} AND author_id = ${who.id}`), 1);
	assert.equal(number(`SELECT count(*) FROM ops.event WHERE kind = 49 AND other_id = ${who.id}`), 1, 'others hear of it');
	assert.equal(number(`SELECT count(*) FROM community.member WHERE username = '${who.name}'`), 0, 'his name is free');
});

test('who wants it has the text of all he wrote removed; the threads stay for others', async () => {
	const who = member();
	const other = member();
	const own = thread(who, { title: `Zorblax ${who.name} trouble` });
	const answer = post(own, other, 'answer', null, 'Restart the zorblax.');
	await until(() => number(`SELECT count(*) FROM community.search_pending WHERE thread_id = ${own.id}`) === 0);
	await erased(who, true);
	const page = await other.client.get(`/t/${own.id}/removed`);
	assert.equal(page.status, 200);
	assert.match(visible(page.html), /Removed by its author/);
	assert.match(visible(page.html), /The author has removed this text\./);
	assert.match(visible(page.html), /Restart the zorblax/);
	assert.doesNotMatch(page.html, new RegExp(who.name));
	assert.equal((await other.client.get(own.path)).location, `/t/${own.id}/removed`, 'the old address leads there');
	assert.doesNotMatch((await other.client.get(`/search?q=${who.name}`)).html, new RegExp(own.path));
	assert.equal(number(`SELECT count(*) FROM community.post WHERE id = ${answer} AND source LIKE 'Restart%'`), 1);
});
