// harm_wave.test.mjs -- a wave of spam by new accounts against a community whose moderators have decided fifty times: what of it guests see,
// what of the demo's own posts would have been held, and how a moderator gets rid of it. WAVE=5000 ACCOUNTS=200 tries it at full size; the figures are printed.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { Client, formFields } from './lib/client.mjs';
import { startInstance } from './lib/instance.mjs';
import { base64url, blake2b } from './lib/people.mjs';
import { spamOther } from './lib/spam_other.mjs';
import { shared, spamToLearn, spamWave } from './lib/spam_wave.mjs';

const wave = Number(process.env.WAVE ?? 100), accounts = Number(process.env.ACCOUNTS ?? 10), demo = Number(process.env.DEMO_POSTS ?? 40);
const own = await startInstance();
const number = (sql) => Number(own.sql(sql)[0][0]);
const quoted = (text) => `$q$${text}$q$`;

let made = 0;
// New accounts, signed in: { id, session, client }.
function newcomers(n, roles = 1) {
	const tokens = Array.from({ length: n }, () => randomBytes(32));
	const hashes = blake2b(tokens.map((token) => token.toString('hex')));
	return tokens.map((token, i) => [`w${++made}-${roles}`, hashes[i], token]).map(([name, hash, token]) => {
		const [[id, session]] = own.sql(`WITH m AS (INSERT INTO community.member (username, display, skeleton, roles) VALUES ('${name}', '${name}', '${name}', ${roles}) RETURNING id),
			l AS (INSERT INTO community.login (member_id, email, email_key, confirmed_at) SELECT id, '${name}@mail.example', '${name}@mail.example', now() FROM m)
			INSERT INTO community.session (hash, member_id, expires_at) SELECT decode('${hash}', 'hex'), id, now() + interval '1 day' FROM m RETURNING member_id, id`);
		const client = new Client({}, own);
		client.cookies.set('sid', base64url(token));
		return { id: Number(id), session: Number(session), client };
	});
}

const set = (key, value) => own.sql(`INSERT INTO ops.setting (key, value) VALUES ('${key}', '${value}') ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`);
const usual = (...keys) => own.sql(`DELETE FROM ops.setting WHERE key IN (${keys.map((key) => `'${key}'`).join()})`);
const idsOf = (people) => people.map((one) => one.id).join(',');
// As if they had never been here: the next wave meets a community that knows of none.
const forget = (people) => own.sql(`DELETE FROM community.queue_item WHERE post_id IN (SELECT id FROM community.post WHERE author_id IN (${idsOf(people)}));
	UPDATE community.post SET gone = 'author' WHERE author_id IN (${idsOf(people)}) AND gone = 'held'`);

// Begins a discussion, with what is private in it confirmed.
async function send({ client }, { title, text, topic }) {
	const { html } = await client.get('/ask?q=what&step=details');
	return client.post('/ask', { title, topic, body: text, product: '', tags: '', draft: '0', kind: 'discussion', step: 'post', private: 'publish',
		key: new Map(formFields(html, '/ask')).get('key') });
}
const seen = (ids) => number(`SELECT count(*) FROM community.post p JOIN community.thread t ON t.id = p.thread_id
	WHERE p.deleted_at IS NULL AND t.deleted_at IS NULL AND p.author_id = ANY ('{${ids.join(',')}}')`);

const topic = own.sql('SELECT slug FROM community.topic WHERE open ORDER BY position LIMIT 1')[0][0];
const posts = own.sql(`SELECT id FROM community.post WHERE deleted_at IS NULL ORDER BY id`).map(([id]) => Number(id));

test('fifty decisions are learnt from, and what is undone is unlearnt', async () => {
	assert.deepEqual(shared(), [], 'the wave uses words that were learnt');
	const [moderator] = newcomers(1, 3);
	const [seller] = newcomers(1);
	const thread = number('SELECT min(id) FROM community.thread WHERE deleted_at IS NULL');
	const decide = (post, action, rule) => number(`SELECT community.moderate(${moderator.id}, ${moderator.session}, '${action}', '${rule}', '', ${post}, NULL, NULL, '{}', NULL, NULL)`);
	for (const { text } of spamToLearn(25))
		decide(number(`INSERT INTO community.post (thread_id, kind, author_id, source, html, plain) SELECT id, CASE kind WHEN 'question' THEN 'answer' ELSE 'reply' END,
			${seller.id}, ${quoted(text)}, '', ${quoted(text)} FROM community.thread WHERE id = ${thread} RETURNING id`), 'hide', 'spam');
	for (let i = 0; i < 25; i++)
		decide(posts[Math.floor(i * posts.length / 25)], 'keep', 'none');
	const learnt = () => own.sql('SELECT spam, ham FROM community.harm_learnt')[0].map(Number);
	const until = async (spam, ham) => {
		for (let tries = 0; tries < 100 && String(learnt()) !== String([spam, ham]); tries++)
			await new Promise((done) => setTimeout(done, 100));
		assert.deepEqual(learnt(), [spam, ham]);
	};
	await until(25, 25);
	const before = own.sql('SELECT sum(spam), sum(ham) FROM community.harm_sign')[0];
	const slip = decide(posts[1], 'hide', 'spam');
	await until(26, 25);
	own.sql(`SELECT community.moderate_undo(${moderator.id}, ${moderator.session}, ${slip})`);
	await until(25, 25);
	assert.deepEqual(own.sql('SELECT sum(spam), sum(ham) FROM community.harm_sign')[0], before);
});

test('what people of the demo wrote is shown at once, if newcomers wrote it', async (t) => {
	const some = own.sql(`SELECT p.id, (CASE WHEN p.kind = 'question' THEN t.title ELSE 'A title as others' END), replace(encode(convert_to(p.source, 'UTF8'), 'base64'), E'\\n', '')
		FROM community.post p JOIN community.thread t ON t.id = p.thread_id WHERE p.deleted_at IS NULL AND p.id = ANY ('{${posts.join(',')}}')
		ORDER BY md5(p.id::text) LIMIT ${demo}`);
	const people = newcomers(some.length);
	const held = [];
	let queued = 0;
	const answers = {};
	for (const [i, [id, title, source]] of some.entries()) {
		const answer = await send(people[i], { title, topic, text: Buffer.from(source, 'base64').toString() });
		answers[answer.status] = (answers[answer.status] ?? 0) + 1;
		if (number(`SELECT count(*) FROM community.post WHERE author_id = ${people[i].id} AND gone = 'held'`))
			held.push(id);
	}
	queued = number(`SELECT count(*) FROM community.queue_item q JOIN community.post p ON p.id = q.post_id WHERE p.author_id = ANY ('{${people.map((one) => one.id).join(',')}}')`);
	t.diagnostic(`${some.length} posts of the demo by newcomers: ${held.length} held, ${queued} shown and queued; answers ${JSON.stringify(answers)}`);
	for (const id of held)
		t.diagnostic(own.sql(`SELECT q.why FROM community.queue_item q JOIN community.post p ON p.id = q.post_id WHERE p.source = (SELECT source FROM community.post WHERE id = ${id}) LIMIT 1`)[0][0]);
	assert.deepEqual(held, []);
	assert.ok((answers[303] ?? 0) >= 0.95 * some.length, JSON.stringify(answers));
});

test('by its words alone, nearly all of a wave that sells other things is held', async (t) => {
	set('harm.alike', 101);
	set('harm.wave', 0);
	const some = spamWave(wave, 3).slice(0, 300);
	const people = newcomers(some.length);
	for (const [i, one] of some.entries())
		await send(people[i], { ...one, topic });
	usual('harm.alike', 'harm.wave');
	const shown = seen(people.map((one) => one.id));
	t.diagnostic(`${some.length} posts of spam, each by another newcomer, without looking for likeness: ${shown} shown`);
	for (const [why] of own.sql(`SELECT DISTINCT left(p.source, 150) || ' [' || l.spam || ']' FROM community.post p JOIN community.harm_look l ON l.post_id = p.id
		WHERE p.deleted_at IS NULL AND p.author_id = ANY ('{${people.map((one) => one.id).join(',')}}') LIMIT 5`))
		t.diagnostic(why);
	forget(people);
	assert.ok(shown <= 0.05 * some.length, `${shown} of ${some.length} shown`);
});

// Each account sends one after the other, eight of them at a time: what guests see of it, and a line that tells.
async function attack(people, all) {
	const answers = {};
	const begun = Date.now();
	let next = 0;
	await Promise.all(Array.from({ length: 8 }, async () => {
		while (next < all.length) {
			const i = next++;
			const { status } = await send(people[i % people.length], { ...all[i], topic });
			answers[status] = (answers[status] ?? 0) + 1;
		}
	}));
	const shown = seen(people.map((one) => one.id));
	const held = number(`SELECT count(*) FROM community.post WHERE gone = 'held' AND author_id IN (${idsOf(people)})`);
	return { shown, held, line: `${all.length} posts by ${people.length} accounts: ${shown} shown, ${held} held, ${all.length - shown - held} not taken; answers ${JSON.stringify(answers)}; ${Math.round((Date.now() - begun) / 1000)} s` };
}

test('of a wave by few accounts, guests never see one in a hundred', async (t) => {
	const people = newcomers(accounts);
	const all = spamWave(wave);
	const { shown, line } = await attack(people, all);
	t.diagnostic(line);
	assert.ok(shown <= 0.01 * all.length, `${shown} of ${all.length} shown`);
	const guest = new Client({}, own);
	const { html } = await guest.get('/search?q=crypto+signals+group');
	assert.ok(!html.includes('moonsignals'), 'a guest finds some of it');
	forget(people);
});

let wavers = [];

// What is seen is what comes before anybody could know that there is a wave: as many in a small wave as in a large one.
test('of a wave in words nobody has seen, guests see what comes before it is known for one, and then nothing', async (t) => {
	const real = own.sql(`SELECT t.title, replace(encode(convert_to(p.source, 'UTF8'), 'base64'), E'\\n', '') FROM community.post p
		JOIN community.thread t ON t.id = p.thread_id WHERE p.kind = 'question' AND p.id IN (${posts.join()})`)
		.map(([title, source]) => ({ title, text: Buffer.from(source, 'base64').toString() }));
	const people = newcomers(accounts * 2);
	const all = spamOther(wave, real);
	const { shown, line } = await attack(people, all);
	t.diagnostic(line);
	assert.ok(shown <= Math.max(0.01 * all.length, 25), `${shown} of ${all.length} shown`);
	const late = newcomers(8);
	const after = await attack(late, spamOther(24, real, 12));
	assert.equal(after.shown, 0, 'a wave is known for one');
	wavers = [...people, ...late];
});

test('a moderator clears the wave with a handful of actions, accounts and all; a member with standing is left out; one action takes all of it back', async (t) => {
	const [moderator] = newcomers(1, 3);
	const [helper] = newcomers(1);
	own.sql(`UPDATE community.member SET joined_at = now() - interval '1 hour' WHERE id = ${helper.id};
		INSERT INTO standing.member_level (member_id, level, since, good, bad, removals, people, ratio) VALUES (${helper.id}, 1, now(), 5, 0, 0, 3, 900)`);
	await send(helper, { title: 'A question of mine', text: 'Does the offer with free calls end this month?', topic });
	const asked = number(`SELECT max(id) FROM community.post WHERE author_id = ${helper.id}`);
	own.sql(`SELECT community.report_add(NULL, ${asked}, NULL, 'spam', 'looks like it', 0)`);
	const picture = () => own.sql(`SELECT md5(string_agg(x, ';' ORDER BY x)) FROM (SELECT format('p%s %s %s %s', p.id, p.gone, t.gone, p.deleted_at IS NULL) AS x
		FROM community.post p JOIN community.thread t ON t.id = p.thread_id UNION ALL SELECT format('m%s %s', id, state) FROM community.member
		UNION ALL SELECT format('q%s %s', id, done_at IS NULL) FROM community.queue_item) y`)[0][0];
	const waiting = () => number(`SELECT count(*) FROM community.queue_item q JOIN community.post p ON p.id = q.post_id WHERE q.done_at IS NULL AND p.author_id IN (${idsOf(wavers)})`);
	const settled = async (path) => {
		for (let i = 0; i < 600; i++) {
			const page = await moderator.client.get(path);
			if (!page.html.includes('<progress'))
				return page;
			await new Promise((done) => setTimeout(done, 100));
		}
		assert.fail('it does not end');
	};
	const before = picture();
	const open = waiting();
	// What a moderator clicks: every page that is opened and every form that is sent.
	let actions = 0;
	const act = (page) => (actions++, page);
	const queue = act(await moderator.client.get('/moderation'));
	const few = act(await moderator.client.get(queue.html.match(/\/moderation\/bulk\?by=wave&amp;hours=24/)[0].replace('&amp;', '&')));
	assert.match(few.html, new RegExp(`Left out[^]*/moderation/post/${asked}"`), 'whose standing keeps him out is shown');
	const wider = few.html.match(/<a href="(\/moderation\/bulk\?by=held[^"]*)">Decide about all of them/)?.[1].replace('&amp;', '&');
	const all = wider ? act(await moderator.client.get(wider)) : few;
	assert.match(all.html, new RegExp(`Left out[^]*/moderation/post/${asked}"`));
	const fields = new Map(formFields(all.html, '/moderation/bulk')).set('accounts', 'suspend').set('also', '1');
	const { location: sweep } = act(await moderator.client.post('/moderation/bulk', [...fields]));
	assert.match(sweep, /^\/moderation\/sweep\//);
	assert.equal(waiting(), 0, 'the queue is rid of them at once');
	await settled(sweep);
	assert.ok(actions <= 10, `${actions} actions`);
	t.diagnostic(`${open} items of ${wavers.length} accounts cleared by one decision, ${actions} pages and forms`);
	assert.equal(waiting(), 0);
	assert.equal(seen(wavers.map((one) => one.id)), 0, 'what had slipped through is gone with its accounts');
	assert.equal(number(`SELECT count(*) FROM community.post WHERE gone = 'held' AND author_id IN (${idsOf(wavers)})`), 0);
	assert.equal(number(`SELECT count(*) FROM community.member WHERE state = 'suspended' AND id IN (${idsOf(wavers)})`),
		number(`SELECT count(DISTINCT author_id) FROM community.post WHERE author_id IN (${idsOf(wavers)})`));
	assert.equal(own.sql(`SELECT coalesce(gone, 'shown') FROM community.post WHERE id = ${asked}`)[0][0], 'shown');
	assert.equal(own.sql(`SELECT state FROM community.member WHERE id = ${helper.id}`)[0][0], 'active');
	const { html } = await moderator.client.get(sweep);
	const [undo] = html.match(/\/moderation\/undo\/\d+/);
	assert.equal((await moderator.client.post(undo, formFields(html, undo))).location, sweep);
	await settled(sweep);
	t.diagnostic('one undo');
	assert.equal(picture(), before, 'all is as it was');
	const again = (await moderator.client.get('/moderation/log?all=1')).html;
	assert.match(again, /taken back/);
});
