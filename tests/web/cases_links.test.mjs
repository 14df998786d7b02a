// Threads and cases together, without JavaScript: linking, its steps and its undo, cases made of threads, official replies; and that
// the public is told one sentence of it and nothing else.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { colleague, crmCase, customer, deskKey, entriesOf, link, looking, rowsOf } from './lib/cases.mjs';
import { Client, visible } from './lib/client.mjs';
import { eventually } from './lib/evidence.mjs';
import { instance } from './lib/instance.mjs';
import { member, number, post, thread } from './lib/scene.mjs';

const lee = colleague();
const mute = colleague({ speaks: false });
const asker = member();
const helper = member();
const rowOf = (id) => instance.sql(`SELECT l::text FROM crm.link l WHERE id = ${id}`)[0][0];
const stateOfLink = (id) => instance.sql(`SELECT state FROM crm.link WHERE id = ${id}`)[0][0];
const step = async (id, what, reason = '') => lee.desk.post(`/link/${id}`, { key: await deskKey(lee.desk), act: what, reason, back: 'thread' });
const open = async (fields, desk = lee.desk) => desk.post('/case/new', { key: await deskKey(desk), subject: 'A case of it', priority: 'normal', text: '', ...fields });

// Runs SQL as the desk's own role.
function asDesk(sql) {
	const address = new URL(instance.env.DATABASE_URL.replace('@/', '@localhost/'));
	address.username = 'bothy_desk';
	address.password = readFileSync(join(instance.dir, 'secrets/bothy_desk'), 'utf8').trim();
	return execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', address.href.replace('@localhost/', '@/'), '-c',
		`BEGIN READ WRITE; ${sql}; COMMIT`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

test('every step between two states of a link is done once if it is legal, and refused without a trace if not', async () => {
	const legal = new Set(['proposed>active', 'proposed>removed', 'active>removed', 'removed>active']);
	for (const was of ['proposed', 'active', 'removed'])
		for (const [what, becomes] of [['accept', 'active'], ['restore', 'active'], ['remove', 'removed']]) {
			const [t, one] = [thread(asker), crmCase()];
			const id = link(t, one, { state: was });
			const before = [rowOf(id), rowsOf(one), looking(t)];
			const answer = await step(id, what);
			if (legal.has(`${was}>${becomes}`)) {
				assert.equal(answer.status, 303, `${was} to ${becomes}`);
				assert.equal(stateOfLink(id), becomes);
				assert.equal(looking(t), becomes === 'active');
				assert.equal(entriesOf(one).length, 1);
				assert.equal(number(`SELECT count(*) FROM crm.event WHERE case_id = ${one.id}`), 1);
				assert.equal(number(`SELECT count(*) FROM crm.audit WHERE case_id = ${one.id} AND thread_id = ${t.id} AND account_id = ${lee.id}`), 1);
			} else {
				assert.equal(answer.status, 409, `${was} to ${becomes}`);
				assert.deepEqual([rowOf(id), rowsOf(one), looking(t)], before);
			}
		}
	assert.equal((await step(999999999, 'remove')).status, 404);
	assert.equal((await step(1, 'burn')).status, 422);
});

test('a link is made from both ends, many to many, once for each two; its history is on both pages', async () => {
	const [t, u] = [thread(asker, { title: 'Roaming does not start' }), thread(asker)];
	const [a, b] = [crmCase({ subject: 'Roaming in Norway' }), crmCase()];
	const made = await lee.desk.post(`/thread/${t.id}/link`, { key: await deskKey(lee.desk), case: `#${a.id}`, kind: 'evidence', reason: 'the same tower' });
	assert.equal(made.location, `/thread/${t.id}`);
	const again = await lee.desk.post(`/thread/${t.id}/link`, { key: await deskKey(lee.desk), case: a.id, kind: 'solution' });
	assert.equal(again.status, 303);
	assert.match(visible((await lee.desk.get(again.location)).html), /linked already/);
	for (const [one, id] of [[a, u.id], [b, t.id], [b, u.id]])
		assert.equal((await lee.desk.post(`${one.path}/link`, { key: await deskKey(lee.desk), thread: id, kind: 'same_problem' })).location, one.path);
	assert.equal(number(`SELECT count(*) FROM crm.link WHERE thread_id IN (${t.id}, ${u.id}) AND state = 'active'`), 4);
	const id = number(`SELECT id FROM crm.link WHERE thread_id = ${t.id} AND case_id = ${a.id}`);
	assert.equal((await step(id, 'remove', 'another tower after all')).status, 303);
	assert.ok(looking(t), 'the other case is still linked');
	for (const path of [`/thread/${t.id}`, a.path]) {
		const said = visible((await lee.desk.get(path)).html);
		assert.match(said, /the same tower/);
		assert.match(said, /another tower after all/);
		assert.match(said, /Unlinked/);
	}
	assert.equal((await step(id, 'restore')).status, 303);
	assert.equal(stateOfLink(id), 'active');
	assert.deepEqual(entriesOf(a), ['linked', 'linked', 'unlinked', 'linked']);
});

test('the sentence of the public goes with the last link, whoever takes off which at the same time', async () => {
	const t = thread(asker);
	const ids = [1, 2, 3, 4].map(() => link(t, crmCase()));
	await Promise.all(ids.map((id) => step(id, 'remove')));
	assert.ok(!looking(t));
	await Promise.all(ids.map((id, i) => step(id, 'restore').then(() => i % 2 && step(id, 'remove'))));
	assert.ok(looking(t));
});

test('what cannot be linked is refused: no such end, a merged or deleted case, no kind', async () => {
	const t = thread(asker);
	const into = crmCase();
	const [merged, deleted, good] = [crmCase(), crmCase({ state: 'deleted' }), crmCase()];
	instance.sql(`UPDATE crm.case SET merged_into = ${into.id} WHERE id = ${merged.id}`);
	const tried = async (fields) => (await lee.desk.post(`/thread/${t.id}/link`, { key: await deskKey(lee.desk), kind: 'evidence', ...fields })).status;
	assert.equal(await tried({ case: merged.id }), 409);
	assert.equal(await tried({ case: deleted.id }), 409);
	assert.equal(await tried({ case: 999999999 }), 409);
	assert.equal(await tried({ case: '' }), 422);
	assert.equal(await tried({ case: good.id, kind: 'friend' }), 422);
	assert.equal(await tried({ case: good.id, reason: 'x'.repeat(501) }), 422);
	instance.sql(`UPDATE community.thread SET deleted_at = now() WHERE id = ${t.id}`);
	assert.equal(await tried({ case: good.id }), 409);
	assert.equal(number(`SELECT count(*) FROM crm.link WHERE thread_id = ${t.id}`), 0);
});

test('a hundred clicks on "create a case" make one case, and all are led to it', async () => {
	const t = thread(asker);
	const keys = await Promise.all(Array.from({ length: 100 }, () => deskKey(lee.desk)));
	const answers = await Promise.all(keys.map((key) => lee.desk.post('/case/new', { key, thread: t.id, subject: 'Once', priority: 'normal', text: 'note' })));
	assert.deepEqual([...new Set(answers.map(({ status }) => status))], [303]);
	assert.equal(new Set(answers.map(({ location }) => location)).size, 1);
	assert.equal(number(`SELECT count(*) FROM crm.case WHERE origin_key = '${t.id}:1'`), 1);
	const one = { id: Number(answers[0].location.split('/').at(-1)) };
	assert.deepEqual(entriesOf(one), ['opened', 'linked']);
	assert.equal(number(`SELECT count(*) FROM crm.link WHERE thread_id = ${t.id}`), 1);
	assert.equal(number(`SELECT count(*) FROM crm.event WHERE case_id = ${one.id}`), 2);
	assert.ok(looking(t));
	// the next episode has a case of its own
	instance.sql(`UPDATE community.thread SET state = 'reopened', episode = 2 WHERE id = ${t.id}`);
	assert.notEqual((await open({ thread: t.id })).location, answers[0].location);
});

test('a case of a post is another than that of its thread; a thread has one origin', async () => {
	const t = thread(asker);
	const answer = post(t, helper);
	const [of, ofPost, again] = [await open({ thread: t.id }), await open({ thread: t.id, post: answer }), await open({ thread: t.id, post: answer })];
	assert.notEqual(of.location, ofPost.location);
	assert.equal(again.location, ofPost.location);
	assert.deepEqual(instance.sql(`SELECT kind, post_id FROM crm.link WHERE thread_id = ${t.id} ORDER BY id`), [['origin', ''], ['same_problem', String(answer)]]);
	const other = post(thread(asker), helper);
	assert.equal((await open({ thread: t.id, post: other })).status, 404);
	assert.equal((await open({ thread: 999999999 })).status, 404);
	assert.equal((await open({ thread: t.id, subject: '' })).status, 422);
});

test('the asker’s customer becomes the case’s; his open cases and similar ones are offered first', async () => {
	const jane = member();
	const u = customer({ of: [jane] });
	const word = `quokka${Date.now().toString(36)}`;
	const [his, closed, alike] = [crmCase({ customer: u, state: 'open' }), crmCase({ customer: u, state: 'closed' }), crmCase({ subject: `The ${word} router blinks red` })];
	const t = thread(jane, { title: `My ${word} router blinks` });
	for (const path of [`/thread/${t.id}`, `/thread/${t.id}/link`, `/case/new?thread=${t.id}`]) {
		const { html } = await lee.desk.get(path);
		for (const one of [his, alike])
			assert.ok(html.includes(one.subject), `${path} offers ${one.subject}`);
		assert.ok(!html.includes(closed.subject), path);
	}
	const made = await open({ thread: t.id });
	assert.equal(number(`SELECT customer_id FROM crm.case WHERE id = ${made.location.split('/').at(-1)}`), u.id);
	await lee.desk.post(`/thread/${t.id}/link`, { key: await deskKey(lee.desk), case: his.id, kind: 'same_problem' });
	assert.ok(!(await lee.desk.get(`/thread/${t.id}/link`)).html.includes(`value="${his.id}"`), 'what is linked is not offered again');
	assert.ok((await lee.desk.get(`${alike.path}/link`)).html.includes(t.title), 'and from the case, the thread');
	for (const q of [t.id, `%23${t.id}`, jane.name, word])
		assert.ok((await lee.desk.get(`${alike.path}/link?q=${q}`)).html.includes(t.title), String(q));
});

test('a proposed link waits in the inbox for a yes or a no', async () => {
	for (const [what, active] of [['accept', true], ['remove', false]]) {
		const [t, one] = [thread(asker), crmCase()];
		const id = link(t, one, { state: 'proposed' });
		instance.sql(`INSERT INTO crm.inbox (reason, thread_id, case_id, link_id) VALUES ('proposed', ${t.id}, ${one.id}, ${id})`);
		assert.ok(!looking(t));
		await step(id, what);
		assert.equal(looking(t), active);
		assert.equal(number(`SELECT count(*) FROM crm.inbox WHERE link_id = ${id} AND done_at IS NULL`), 0);
	}
});

test('what was proposed and what was taken off stands in the thread\'s panel, to be decided or undone there', async () => {
	const [t, asked, gone] = [thread(asker), crmCase(), crmCase()];
	link(t, asked, { state: 'proposed' });
	const id = link(t, gone);
	const panel = async () => visible((await lee.desk.get(`/thread/${t.id}`)).html.split('id="case-heading"')[1].split('</section>')[0]);
	assert.match(await panel(), new RegExp(`${gone.subject}.*Unlink .*${asked.subject}.*\\? Proposed.*Yes, link`));
	await lee.desk.submit(`/thread/${t.id}`, { act: 'remove' }, `/link/${id}`);
	assert.match(await panel(), new RegExp(`${asked.subject}.*${gone.subject}.*✕ Unlinked.*Link again.*No case is linked`));
	await lee.desk.submit(`/thread/${t.id}`, { act: 'restore' }, `/link/${id}`);
	assert.equal(stateOfLink(id), 'active');
});

test('the thread\'s panel says how far the CRM knows of a case, and what was given up is tried again from there', async () => {
	const [t, one, other] = [thread(asker), crmCase({ adapter: 'rt' }), crmCase({ adapter: 'rt' })];
	link(t, one);
	link(t, other);
	const delivery = number(`INSERT INTO crm.delivery (case_id, adapter, kind, payload, tries, dead_at) VALUES (${one.id}, 'rt', 'comment', '{}', 5, now()) RETURNING id`);
	instance.sql(`INSERT INTO crm.sync (case_id, state, last_try, error) VALUES (${one.id}, 'dead', '2026-01-02 03:04Z', 'connection <refused>'), (${other.id}, 'synced', '2026-01-02 03:05Z', '')`);
	try {
		for (const [path, back] of [[`/thread/${t.id}`, 'thread'], [one.path, 'case']]) {
			const page = await lee.desk.get(path);
			assert.match(visible(page.html), /CRM: given up Last try: 2 Jan 2026, 03:04 connection <refused> Try again now All that is not in step/);
			if (back === 'thread')
				assert.match(visible(page.html), /CRM: in step Last try: 2 Jan 2026, 03:05 (?!Try)/);
			const answer = await lee.desk.submit(path, { act: 'again' }, '/sync');
			assert.deepEqual([answer.status, answer.headers.get('location')], [303, path]);
			assert.deepEqual(instance.sql(`SELECT tries, dead_at IS NULL FROM crm.delivery WHERE id = ${delivery}`)[0], ['1', 't'], 'what was tried before may have been heard');
			assert.equal(instance.sql(`SELECT state FROM crm.sync WHERE case_id = ${one.id}`)[0][0], 'queued');
			instance.sql(`UPDATE crm.sync SET state = 'dead', next_try = NULL WHERE case_id = ${one.id}; UPDATE crm.delivery SET dead_at = now(), tries = 5 WHERE id = ${delivery}`);
		}
	} finally {
		instance.sql(`DELETE FROM crm.delivery WHERE case_id IN (${one.id}, ${other.id}); DELETE FROM crm.sync WHERE case_id IN (${one.id}, ${other.id})`);
	}
});

test('an official reply is a post like any other: shown, counted, told to the asker; its author speaks for the company', async () => {
	const t = thread(asker);
	const answer = await lee.desk.post(`/thread/${t.id}/reply`, { key: await deskKey(lee.desk), body: 'We have **fixed** it.' });
	assert.equal(answer.status, 303);
	const page = (await new Client().get(t.path)).html;
	assert.match(page, /We have <strong>fixed<\/strong> it\./);
	assert.match(page, /Official reply/);
	const [[id, state]] = instance.sql(`SELECT p.id, t.state FROM community.post p JOIN community.thread t ON t.id = p.thread_id WHERE t.id = ${t.id} AND p.official AND p.author_id = ${lee.member.id}`);
	assert.equal(state, 'answered');
	assert.equal(number(`SELECT answers FROM community.thread WHERE id = ${t.id}`), 1);
	assert.equal(number(`SELECT count(*) FROM ops.event WHERE post_id = ${id} AND kind = 2`), 1);
	assert.equal(number(`SELECT count(*) FROM crm.audit WHERE thread_id = ${t.id} AND what = 'thread.replied'`), 1);
	for (let tries = 0; tries < 100 && !number(`SELECT count(*) FROM community.notice WHERE member_id = ${asker.id} AND thread_id = ${t.id}`); tries++)
		await new Promise((done) => setTimeout(done, 100));
	assert.equal(number(`SELECT count(*) FROM community.notice WHERE member_id = ${asker.id} AND thread_id = ${t.id}`), 1);
	// a preview writes nothing; nor does an account without a member, or one whose member speaks for nobody any more
	const preview = await lee.desk.post(`/thread/${t.id}/reply`, { key: await deskKey(lee.desk), body: 'Only *looking*.', preview: '1' });
	assert.equal(preview.status, 200);
	assert.match(preview.html, /Only <em>looking<\/em>\./);
	assert.equal((await mute.desk.post(`/thread/${t.id}/reply`, { key: await deskKey(mute.desk), body: 'I may not.' })).status, 403);
	const former = colleague();
	instance.sql(`UPDATE community.member SET roles = 1 WHERE id = ${former.member.id}`);
	const refused = await former.desk.post(`/thread/${t.id}/reply`, { key: await deskKey(former.desk), body: 'Not any more.' });
	assert.equal(refused.status, 409);
	assert.ok(refused.html.includes('Not any more.'));
	assert.equal((await lee.desk.post(`/thread/${t.id}/reply`, { key: await deskKey(lee.desk), body: '' })).status, 422);
	assert.equal(number(`SELECT answers FROM community.thread WHERE id = ${t.id}`), 1);
});

test('what the desk’s role may write in the community is official posts by staff, and nothing else', () => {
	const t = thread(asker);
	const add = (author, kind, official) => asDesk(`INSERT INTO community.post (thread_id, kind, author_id, source, html, plain, official) VALUES (${t.id}, '${kind}', ${author}, 'x', 'x', 'x', ${official})`);
	add(lee.member.id, 'answer', true);
	for (const [author, kind, official] of [[lee.member.id, 'answer', false], [asker.id, 'answer', true], [lee.member.id, 'comment', true]])
		assert.throws(() => add(author, kind, official), /desk writes official replies|desk_post_is_official/);
	for (const sql of [`UPDATE community.post SET html = 'x' WHERE thread_id = ${t.id}`, `DELETE FROM community.post WHERE thread_id = ${t.id}`, `UPDATE community.thread SET title = 'x' WHERE id = ${t.id}`,
		`UPDATE community.thread SET deleted_at = now() WHERE id = ${t.id}`, `UPDATE community.member SET roles = 8 WHERE id = ${asker.id}`, `INSERT INTO community.member (username, display) VALUES ('x', 'x')`,
		`UPDATE crm.case_entry SET text = 'x'`, `UPDATE crm.audit SET what = 'x'`, `UPDATE crm.event SET number = 0`, `DELETE FROM crm.link`])
		assert.throws(() => asDesk(sql), /permission denied/, sql);
});

test('staff give a thread every state it may have but the asker’s own word', async () => {
	const states = ['open', 'awaiting_asker', 'answered', 'solved_unconfirmed', 'confirmed', 'reopened', 'closed_unconfirmed'];
	const legal = new Set(instance.sql("SELECT was, becomes FROM community.thread_step WHERE becomes <> 'confirmed'").map((pair) => pair.join('>')));
	for (const was of states)
		for (const becomes of states) {
			const t = thread(asker, { state: was });
			const answer = await lee.desk.post(`/thread/${t.id}/state`, { key: await deskKey(lee.desk), state: becomes });
			assert.equal(answer.status, legal.has(`${was}>${becomes}`) ? 303 : 409, `${was} to ${becomes}`);
			assert.equal(instance.sql(`SELECT state FROM community.thread WHERE id = ${t.id}`)[0][0], legal.has(`${was}>${becomes}`) ? becomes : was);
			assert.equal(number(`SELECT count(*) FROM ops.event WHERE thread_id = ${t.id}`), legal.has(`${was}>${becomes}`) ? 1 : 0);
		}
	const still = thread(asker);
	assert.match((await lee.desk.get(`/thread/${still.id}`)).html, /<select id="thread-state" name="state" required><option value="">Change to…<\/option>/);
	const none = await lee.desk.post(`/thread/${still.id}/state`, { key: await deskKey(lee.desk), state: '' });
	assert.deepEqual([none.status, /Please choose a state\./.test(visible(none.html))], [422, true]);
	assert.equal(instance.sql(`SELECT state FROM community.thread WHERE id = ${still.id}`)[0][0], 'open');
	const talk = thread(asker, { kind: 'discussion' });
	assert.equal((await lee.desk.post(`/thread/${talk.id}/state`, { key: await deskKey(lee.desk), state: 'answered' })).status, 409);
});

test('a linked and an unlinked thread differ, for the public, in one sentence', async () => {
	const t = thread(asker);
	post(t, helper);
	// What is like it is found out by `work`, a while after it was asked.
	await eventually(() => number(`SELECT count(*) FROM community.search_pending WHERE thread_id = ${t.id}`) === 0, 60);
	const one = crmCase({ subject: 'SECRETSUBJECT' });
	const paths = [t.path, `/t/${t.id}/feed.atom`, '/feed.atom', '/?tab=active', `/search?q=${encodeURIComponent(t.title)}`, '/sitemap.xml'];
	const viewers = [new Client(), asker.client, helper.client, member('moderator').client];
	// Keys, times, views and how many notices wait change from one look to the next.
	const still = (html) => html.replace(/\s+/g, ' ').replace(/name="(key|since)" value="[^"]*"/g, '').replace(/ ?<b class="badge">\d+<\/b>/g, '').replace(/ ?· [\d,]+ views?/g, '').replace(/<updated>[^<]*/g, '').replace(/> </g, '><');
	// Short words for a page that is too long for an error.
	const same = (a, b, path) => {
		const at = [...a].findIndex((c, i) => c !== b[i]);
		assert.ok(a === b, `${path} differs at ${at}: ${a.slice(at - 60, at + 60)} | ${b.slice(at - 60, at + 60)}`);
	};
	const look = () => Promise.all(viewers.map((viewer) => Promise.all(paths.map(async (path) => still((await viewer.get(path)).html)))));
	await look();
	const before = await look();
	await lee.desk.post(`/thread/${t.id}/link`, { key: await deskKey(lee.desk), case: one.id, kind: 'origin', reason: 'SECRETREASON' });
	const linked = await look();
	const sentence = /<p class="small company exact">.*?<\/p>/s;
	viewers.forEach((_, v) => paths.forEach((path, p) => {
		assert.ok(!/SECRET/.test(linked[v][p]), path);
		same(linked[v][p].replace(sentence, ''), before[v][p], path);
		assert.equal(sentence.test(linked[v][p]), p === 0, path);
	}));
	assert.match(visible(linked[0][0]), /The company is looking into this since/);
	const id = number(`SELECT id FROM crm.link WHERE thread_id = ${t.id}`);
	await step(id, 'remove');
	const after = await look();
	viewers.forEach((_, v) => paths.forEach((path, p) => same(after[v][p], before[v][p], path)));
});

test('a thread promises nothing once it is solved or closed, and does again when it is reopened', async () => {
	const t = thread(asker);
	const one = crmCase();
	const asked = (await lee.desk.get(`/thread/${t.id}/link?q=${one.id}`)).html;
	assert.match(visible(asked), /The public will see that the company is looking into this\./);
	await lee.desk.post(`/thread/${t.id}/link`, { key: await deskKey(lee.desk), case: one.id, kind: 'same_problem', reason: '' });
	for (const [state, says, now] of [[null, true, 'Open'], ['solved_unconfirmed', false, 'Marked solved by '], ['closed_unconfirmed', false, 'Closed'], ['reopened', true, 'Open again']]) {
		if (state)
			assert.equal((await lee.desk.post(`/thread/${t.id}/state`, { key: await deskKey(lee.desk), state })).status, 303);
		const page = visible((await new Client().get(t.path)).html);
		assert.equal(/The company is looking into this/.test(page), says, `${state}`);
		assert.ok(page.includes(now), `${state}`);
		const desk = visible((await lee.desk.get(`/thread/${t.id}`)).html);
		assert.equal(/The public sees that the company is looking into this/.test(desk), says, `${state}`);
		assert.ok(desk.includes(now), `${state}`);
		assert.equal(/is looking into this/.test(visible((await lee.desk.get(`/thread/${t.id}/link?q=${one.id}`)).html)), says, `${state}`);
	}
});
