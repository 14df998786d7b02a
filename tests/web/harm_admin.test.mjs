// Thresholds of what is looked at before a post is published: set, tried on what was posted, taken back. In a community of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, formFields, visible } from './lib/client.mjs';
import { startInstance } from './lib/instance.mjs';
import { pidsOf, until } from './lib/processes.mjs';

const own = await startInstance({ demo: false, quick: false });
const said = own.bothy('user', 'add', 'boss', '--email', 'boss@mail.example', '--role', 'admin');
const admin = await new Client({}, own).signIn({ name: 'boss', password: said.match(/^password: (\S+)$/m)[1] });
const path = '/admin/harm';
const valueOf = (key) => own.sql(`SELECT value FROM ops.setting WHERE key = 'harm.${key}'`)[0]?.[0];
const changes = () => Number(own.sql("SELECT count(*) FROM ops.setting_change WHERE key LIKE 'harm.%'")[0][0]);

// Sends the form as it stands there, with these fields changed.
async function send(act, changed = {}, from = null) {
	const html = from ?? (await admin.get(path)).html;
	const fields = new Map(formFields(html, path).filter(([name]) => name !== 'act' && name !== 'change'));
	for (const [name, value] of Object.entries(changed))
		fields.set(name.includes('base') || name === 'text' ? name : `harm.${name}`, value);
	return admin.post(path, [...fields, ['act', act]]);
}
const undo = async (key) => {
	const { html } = await admin.get(path);
	const fields = new Map(formFields(html, path));
	const change = own.sql(`SELECT max(id) FROM ops.setting_change WHERE key = 'harm.${key}'`)[0][0];
	return admin.post(path, { key: fields.get('key'), base: fields.get('base'), act: 'undo', change });
};

test('the page shows each threshold as it holds, with a help and its limits', async () => {
	const { html } = await admin.get(path);
	const fields = new Map(formFields(html, path));
	assert.deepEqual(['hold', 'queue', 'links_0', 'links_4', 'posts_address', 'first_post', 'ask_private'].map((key) => fields.get(`harm.${key}`)),
		['950', '800', '3', '50', '300', '0', '1']);
	assert.equal([...fields.keys()].filter((name) => name.startsWith('harm.')).length, 31);
	assert.match(visible(html), /Default 20, from 1 to 10000\./);
});

test('what is saved holds for the next post, is in the history, and can be taken back', async () => {
	assert.equal((await send('save', { links_0: '7', hold: ' 900 ', not_private: '0800 1111\n@fernline.example' })).status, 303);
	assert.deepEqual([valueOf('links_0'), valueOf('hold'), valueOf('not_private')], ['7', '900', '0800 1111,@fernline.example']);
	assert.equal(changes(), 3);
	const { html } = await admin.get(path);
	assert.match(visible(html), /Links to other sites in a post: Newcomer : \(as delivered\) → 7/);
	assert.equal(new Map(formFields(html, path)).get('harm.not_private'), '0800 1111\n@fernline.example');
	assert.equal(own.sql("SELECT count(*) FROM ops.audit WHERE what = 'setting.changed' AND details->>'key' = 'harm.hold'")[0][0], '1');
	assert.equal((await undo('hold')).status, 303);
	assert.equal(valueOf('hold'), undefined);
	assert.equal((await send('save', { links_0: '3' })).status, 303);
	assert.equal(valueOf('links_0'), undefined, 'what is as delivered is no row');
	const before = changes();
	assert.equal((await send('save')).status, 303);
	assert.equal(changes(), before, 'nothing changed is no change');
	assert.doesNotMatch((await admin.get('/admin/settings')).html, /harm\./);
});

test('what makes no sense is refused by its field, and all that was typed stays', async () => {
	for (const [key, value, why] of [['hold', '499', /from 500 to 1001/], ['links_2', 'many', /from 0 to 1000/], ['fill_seconds', '-1', /from 0 to 60/],
		['account_patterns', 'FN-####\n@@@@', /“@@@@” would find too much/], ['account_patterns', 'FN ####', /without spaces/], ['hold', '', null]]) {
		const { status, html } = await send('save', { [key]: value, queue: '777' });
		if (why === null) {
			assert.equal(status, 303, 'empty is as delivered');
			continue;
		}
		assert.equal(status, 422, `${key} ${value}`);
		assert.match(visible(html), why);
		assert.deepEqual(new Map(formFields(html, path)).get(`harm.${key}`), value);
		assert.equal(new Map(formFields(html, path)).get('harm.queue'), '777');
		assert.equal(valueOf('queue'), undefined);
	}
	assert.equal((await undo('queue')).status, 303);
});

test('two who set something do not overwrite each other unseen', async () => {
	const { html } = await admin.get(path);
	assert.equal((await send('save', { alike: '55' })).status, 303);
	const late = await send('save', { mentions_0: '2' }, html);
	assert.equal(late.status, 409);
	assert.match(visible(late.html), /Somebody else has set something meanwhile/);
	assert.equal(new Map(formFields(late.html, path)).get('harm.mentions_0'), '2');
	assert.equal(valueOf('mentions_0'), undefined);
	assert.equal((await undo('alike')).status, 303);
});

test('a pattern is tried on a text, and nothing is saved', async () => {
	const before = changes();
	const text = 'I am FN-204418, in 2026, and not FNX-204418.';
	const { status, html } = await send('try', { account_patterns: 'FN-######', text });
	assert.equal(status, 200);
	assert.match(visible(html), /account number: FN-204418/);
	assert.doesNotMatch(visible(html).replace(text, ''), /account number: FNX/);
	const fields = new Map(formFields(html, path));
	assert.deepEqual([fields.get('harm.account_patterns'), fields.get('text')], ['FN-######', text]);
	assert.equal(changes(), before);
	assert.equal(valueOf('account_patterns'), undefined);
});

// Posts with what was thought of them; their ages in minutes, from the middle of this hour: limits are by hours of the clock.
const looked = (rows) => own.sql(`
	INSERT INTO community.topic (slug, name, open, position) VALUES ('all', 'All', true, 1) ON CONFLICT DO NOTHING;
	INSERT INTO community.member (username, display, skeleton, state, joined_at) SELECT n, n, n, 'active', now() FROM unnest('{lena,otto,piet}'::text[]) n
		ON CONFLICT DO NOTHING;
	INSERT INTO community.thread (kind, topic_id, author_id, title, slug, state)
		SELECT 'question', (SELECT min(id) FROM community.topic), id, 'A look back', 'a-look-back', 'open' FROM community.member WHERE username = 'lena'
		AND NOT EXISTS (SELECT FROM community.thread WHERE slug = 'a-look-back');
	${rows.map((r) => `WITH p AS (INSERT INTO community.post (thread_id, kind, author_id, source, html, plain)
		SELECT t.id, 'answer', m.id, '${r.text}', '', '' FROM community.thread t, community.member m WHERE t.slug = 'a-look-back' AND m.username = '${r.by}'
		RETURNING id) INSERT INTO community.harm_look (post_id, at, newcomer, level, links, mentions, spam, alike, first, posts, learnt, fate, seconds, text_size, text_hash,
		of_address, fresh, suspects, wave, alike_steps, reached)
		SELECT id, date_trunc('hour', now()) - ${(r.ago ?? 60) - 30} * interval '1 minute', true, ${r.level ?? 0}, ${r.links ?? 0}, ${r.mentions ?? 0}, ${r.spam ?? -1}, ${r.alike ?? 0}, false,
		${r.posts ?? 1}, ${r.learnt ?? 0}, ${r.fate ?? 0}, ${r.seconds ?? 'NULL'}, ${r.size ?? 10}, ${r.hash ?? 'NULL'},
		${r.nth ?? 'NULL'}, ${r.fresh ?? false}, ${r.suspects ?? 0}, ${r.wave ?? false}, ${r.steps ? `'{${r.steps}}'` : 'NULL'}, ${r.reached ?? true} FROM p;`).join('\n')}`);
const day = 24 * 60;

test('other numbers are tried on the posts of thirty days, with links to some, and nothing is saved', async () => {
	looked([
		{ by: 'lena', text: 'a', ago: 10 * day, spam: 850, learnt: 30, fate: 1 },
		{ by: 'otto', text: 'b', ago: 11 * day, spam: 960, learnt: 30, fate: 2 },
		{ by: 'otto', text: 'c', ago: 12 * day, spam: 900, learnt: 12 },
		{ by: 'otto', text: 'd', ago: 13 * day, spam: 990, learnt: 30, posts: 3 },
		{ by: 'piet', text: 'e', ago: 30.5 * day, spam: 850, learnt: 30 },
		{ by: 'piet', text: 'f', ago: 14 * day, links: 3, mentions: 4, seconds: 4 },
		{ by: 'piet', text: 'g', ago: 15 * day, links: 10, level: 1, posts: 50 },
		...[0, 1, 2].map((n) => ({ by: 'piet', text: `h${n}`, ago: 16 * day + n * 0.001, seconds: 60 })),
		{ by: 'lena', text: 'i', ago: 17 * day, hash: 7, size: 45 },
		{ by: 'piet', text: 'i', ago: 17 * day - 60, hash: 7, size: 45 },
		{ by: 'piet', text: 'i', ago: 17 * day - 30 * 60, hash: 7, size: 45 },
		{ by: 'lena', text: 'j', ago: 18 * day, hash: 8, size: 5 },
		{ by: 'lena', text: 'j', ago: 18 * day - 5, hash: 8, size: 5 },
		{ by: 'otto', text: 'k', ago: 19 * day, nth: 12 },
		{ by: 'otto', text: 'l', ago: 20 * day, fresh: true, suspects: 3 },
		{ by: 'otto', text: 'm', ago: 21 * day, fresh: true, suspects: 7, wave: true },
		{ by: 'otto', text: 'n', ago: 22 * day, level: 1, fresh: true, suspects: 9, posts: 30 },
		// Of the last 2 days nothing was like it; of the third, 40 %; of the twentieth, 80 %.
		{ by: 'piet', text: 'o', ago: 23 * day, alike: 40, steps: '2040,19080' },
		// Too short to be compared, and nothing in it to reach anybody by.
		{ by: 'otto', text: 'p', ago: 24 * day, alike: 0, steps: '1090', size: 20, reached: false },
	]);
	const tell = async (fields) => visible((await send('try', fields)).html).match(/With these numbers, in the last 30 days(.*?)Nothing is saved/s)[1];
	assert.match(await tell({}), /20 posts were looked at\. The same would have become of all of them/);
	assert.match(await tell({ hold: '850' }), /1 post would have been held which was shown \(1 member\) A look back · lena/);
	assert.match(await tell({ hold: '1001' }), /1 post would have been shown which was held \(1 member\)/);
	assert.match(await tell({ learnt: '10' }), /1 post that was shown would have been put before a moderator as well \(1 member\)/);
	assert.match(await tell({ newcomer_posts: '4' }), /1 post would have been held which was shown/);
	assert.match(await tell({ newcomer_posts: '0' }), /1 post would have been shown which was held .*1 post would not have been put before/s);
	assert.match(await tell({ links_0: '2' }), /1 post would have come back for its links/);
	assert.match(await tell({ links_1: '9' }), /1 post would have come back for its links/);
	assert.match(await tell({ mentions_0: '3' }), /1 post would have come back for the names in it/);
	assert.match(await tell({ fill_seconds: '5' }), /1 form would have been shown once more/);
	assert.match(await tell({ posts_hour_0: '1' }), /3 posts would have come too soon after their authors’ others \(2 members\)/);
	assert.match(await tell({ same_members: '1' }), /1 post would have come back because its text/);
	assert.match(await tell({ same_hours: '48' }), /1 post would have come back because its text/);
	assert.match(await tell({ same_length: '5' }), /1 post would have come back because its text/);
	assert.match(await tell({ same_length: '21', same_hours: '0' }), /The same would have become of all/);
	assert.match(await tell({ same_length: '20', same_hours: '0' }), /1 post would have been held which was shown \(1 member\) A look back · otto/);
	assert.match(await tell({ posts_address: '11' }), /1 post would have come too soon after others from its address \(1 member\)/);
	assert.match(await tell({ posts_address: '12' }), /The same would have become of all/);
	assert.match(await tell({ wave: '3' }), /1 post would have been held which was shown \(1 member\) A look back · otto/);
	assert.match(await tell({ wave: '8' }), /1 post would have been shown which was held \(1 member\)/);
	assert.match(await tell({ wave: '0' }), /1 post would have been shown which was held \(1 member\)/);
	assert.match(await tell({ alike_days: '20' }), /1 post would have been held which was shown \(1 member\) A look back · piet/);
	assert.match(await tell({ alike_days: '19' }), /The same would have become of all/);
	assert.match(await tell({ alike: '40', alike_days: '3' }), /1 post would have been held/);
	assert.match(await tell({ alike: '40', alike_days: '2' }), /The same would have become of all/);
	const html = (await send('try', { hold: '850' })).html;
	const id = html.match(/href="\/a\/(\d+)"/)[1];
	assert.equal(own.sql(`SELECT source FROM community.post WHERE id = ${id}`)[0][0], 'a');
	assert.equal(valueOf('hold'), undefined);
});

test('what is kept of a post that is asked is what can be tried: the manieth of its address, and how alike it was within how many days', async () => {
	const text = `Special offers for everybody who needs a cheap loan today ${Date.now()}`;
	own.sql(`INSERT INTO community.post (thread_id, kind, author_id, source, html, plain)
		SELECT id, 'question', author_id, 'Well?', '<p>Well?</p>', 'Well?' FROM community.thread WHERE slug = 'a-look-back'`);
	const [[shown, removed]] = own.sql(`WITH m AS (SELECT id FROM community.member WHERE username = 'otto'),
		p AS (INSERT INTO community.post (thread_id, kind, author_id, source, html, plain) SELECT t.id, 'answer', m.id, '${text} now', '', '' FROM m, community.thread t
			WHERE t.slug = 'a-look-back' RETURNING id, thread_id, author_id),
		d AS (INSERT INTO community.decision (actor_id, action, rule, thread_id, post_id, member_id, public) SELECT author_id, 'hide', 'spam', thread_id, id, author_id, true FROM p RETURNING id)
		SELECT p.id, d.id FROM p, d`);
	own.sql(`UPDATE community.post SET deleted_at = now() - interval '20.5 days', gone = 'hidden', gone_by = ${removed} WHERE id = ${shown};
		INSERT INTO ops.setting (key, value) VALUES ('harm.newcomer_posts', '100') ON CONFLICT (key) DO UPDATE SET value = '100'`);
	const who = new Client({}, own);
	await who.signIn(own.member);
	own.sql(`DELETE FROM standing.member_level WHERE member_id = (SELECT id FROM community.member WHERE username = '${own.member.name}')`);
	const [[id]] = own.sql("SELECT id FROM community.thread WHERE slug = 'a-look-back'");
	const path = `/t/${id}/a-look-back`;
	const fields = new Map(formFields((await who.get(path)).html, `/t/${id}/answer`)).set('body', text);
	fields.set('since', String(Number(fields.get('since')) - 100));
	assert.equal((await who.post(`/t/${id}/answer`, [...fields])).status, 303);
	const [[alike, steps, nth, address]] = own.sql(`SELECT l.alike, l.alike_steps[cardinality(l.alike_steps)], l.of_address, p.gone IS NULL FROM community.harm_look l
		JOIN community.post p ON p.id = l.post_id WHERE p.source = '${text}'`);
	assert.equal(alike, '0', 'of 14 days, nothing');
	assert.ok(Number(steps) > 20060 && Number(steps) <= 20100, `the twentieth day's was alike: ${steps}`);
	assert.ok(Number(nth) >= 1);
	assert.equal(address, 't', 'shown');
	own.sql("DELETE FROM ops.setting WHERE key = 'harm.newcomer_posts'");
});

test('what is kept of a look is forgotten after 31 days', async () => {
	const [old, younger] = ['old', 'younger'].map((text) => `${text} ${Date.now()}`);
	looked([{ by: 'lena', text: old, ago: 32 * day }, { by: 'lena', text: younger, ago: 30.5 * day }]);
	const kept = (text) => own.sql(`SELECT count(*) FROM community.harm_look l JOIN community.post p ON p.id = l.post_id WHERE p.source = '${text}'`)[0][0];
	// Rounds begin with the process; the supervisor starts it again.
	await until(() => pidsOf(own, 'work').length === 1, 60000);
	process.kill(pidsOf(own, 'work')[0], 'SIGTERM');
	await until(() => kept(old) === '0', 60000);
	assert.equal(kept(younger), '1');
});

test('where nobody could open private details, none are offered to be sent, and nothing typed is lost', async () => {
	own.sql("INSERT INTO community.topic (slug, name, open, position) VALUES ('all', 'All', true, 1) ON CONFLICT DO NOTHING");
	const old = String(Math.floor(Date.now() / 1000) - 10);
	const ask = async (fields) => {
		const { html } = await admin.get('/ask?q=what&step=details');
		return admin.post('/ask', { title: 'Where is my SIM', topic: 'all', body: 'It has not come.', product: '', tags: '', draft: '0', kind: 'question',
			step: 'post', since: old, key: new Map(formFields(html, '/ask')).get('key'), ...fields });
	};
	const offered = async () => /name="for_company"/.test((await admin.get('/ask?q=what&step=details')).html);
	assert.equal(await offered(), true);
	own.sql('DELETE FROM ops.intake_key');
	assert.equal(await offered(), false);
	const refused = await ask({ for_company: 'FN-1' });
	assert.equal(refused.status, 422);
	assert.equal(new Map(formFields(refused.html, '/ask')).get('for_company'), 'FN-1');
	assert.doesNotMatch(visible((await ask({ body: 'My number is 0171 5550199.' })).html), /Does the company need it/);
});

test('others than admins neither see nor set them', async () => {
	const words = own.bothy('user', 'add', 'mod', '--email', 'mod@mail.example', '--role', 'moderator');
	const moderator = await new Client({}, own).signIn({ name: 'mod', password: words.match(/^password: (\S+)$/m)[1] });
	assert.equal((await moderator.get(path)).status, 403);
	const { html } = await moderator.get('/topics');
	assert.equal((await moderator.post(path, { key: new Map(formFields(html, '/signout')).get('key'), base: '0', act: 'save', 'harm.hold': '1001' })).status, 403);
	const [[id, session]] = own.sql("SELECT m.id, s.id FROM community.member m JOIN community.session s ON s.member_id = m.id WHERE username = 'mod'");
	assert.throws(() => own.sql(`SELECT ops.harm_set(${id}, ${session}, '{harm.hold}', '{1001}', 0, 0)`), /an admin does this/);
	const [[boss, his]] = own.sql("SELECT m.id, s.id FROM community.member m JOIN community.session s ON s.member_id = m.id WHERE username = 'boss'");
	const base = own.sql("SELECT max(id) FROM ops.setting_change WHERE key LIKE 'harm.%'")[0][0];
	for (const pair of ["'{crm.adapter}', '{x}'", "'{harm.other}', '{1}'", "'{harm.hold}', '{many}'"])
		assert.throws(() => own.sql(`SELECT ops.harm_set(${boss}, ${his}, ${pair}, ${base}, 0)`), /no threshold/);
});
