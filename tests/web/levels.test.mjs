// Levels: how one rises and falls, what newcomers' links become, and the thresholds.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, formFields, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { keyOf, member, number, post, thread, told } from './lib/scene.mjs';

const asker = member();
const act = async (who, a, what) => who.client.post(`/a/${a}/act`, { key: await keyOf(who.client), act: what });
const rowOf = (who) => instance.sql(`SELECT level, good, bad, people, ratio, due_at IS NOT NULL FROM standing.member_level WHERE member_id = ${who.id}`)[0];
const changesOf = (who) => instance.sql(`SELECT level_before, level, why FROM standing.level_change WHERE member_id = ${who.id} ORDER BY id`).map((r) => r.join(' '));
const noticesOf = (who) => instance.sql(`SELECT kind FROM community.notice WHERE member_id = ${who.id} AND kind LIKE 'level-%' ORDER BY id`).flat();
const settle = (who) => instance.sql(`UPDATE standing.member_level SET since = since - interval '8 days', due_at = due_at - interval '8 days' WHERE member_id = ${who.id}`);

// Waits for `work` to have come to that.
async function until(read, expected) {
	for (let i = 0; i < 300; i++) {
		if (JSON.stringify(read()) === JSON.stringify(expected))
			return;
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.deepEqual(read(), expected);
}

test('links of a newcomer are text, and become links when he has helped somebody', async () => {
	const helper = member();
	const t = thread(asker);
	const page = await helper.client.get(t.path);
	assert.match(visible(page.html), /Links to other sites become clickable once your answers have helped somebody/);
	const body = `See https://elsewhere.example/a, [this](https://elsewhere.example/b), ${instance.url}/help and [that](/tags).`;
	const sent = await helper.client.submit(t.path, { body }, `/t/${t.id}/answer`);
	assert.equal(sent.status, 303);
	const a = Number(sent.location.match(/\d+$/)[0]);
	const html = () => instance.sql(`SELECT replace(html, E'\\n', '') FROM community.post WHERE id = ${a}`)[0][0];
	assert.doesNotMatch(html(), /href="https:\/\/elsewhere/);
	assert.match(html(), /See https:\/\/elsewhere\.example\/a, this \(https:\/\/elsewhere\.example\/b\)/, 'nothing is lost');
	assert.ok(html().includes(`href="${instance.url}/help"`) && html().includes('href="/tags"'));

	await act(asker, a, 'thanks');
	await until(() => rowOf(helper)?.slice(0, 5), ['1', '1', '0', '1', '600']);
	assert.deepEqual(changesOf(helper), ['0 1 helped']);
	assert.deepEqual(noticesOf(helper), ['level-up']);
	assert.match((await helper.client.get('/notices')).html, /href="\/levels#you"[^>]*>[^]*You have reached a higher level/);
	const form = await helper.client.get(`/a/${a}/edit`);
	assert.doesNotMatch(visible(form.html), /become clickable/);
	assert.equal((await helper.client.submit(`/a/${a}/edit`, { body: `${body} Indeed.` })).status, 303);
	assert.match(html(), /href="https:\/\/elsewhere\.example\/a"/);
	assert.match(html(), /href="https:\/\/elsewhere\.example\/b"/);
});

test('links of the team are links', async () => {
	const t = thread(asker);
	const sent = await member('staff').client.submit(t.path, { body: 'https://elsewhere.example/' }, `/t/${t.id}/answer`);
	assert.match(instance.sql(`SELECT html FROM community.post WHERE id = ${sent.location.match(/\d+$/)[0]}`)[0][0], /href="https:\/\/elsewhere/);
});

test('thanks, "helped me too" and an acceptance by one are three goods and one person; one own acceptance is none', async () => {
	const helper = member();
	const other = member();
	const a = post(thread(asker), helper);
	await act(asker, a, 'thanks');
	await act(asker, a, 'accept');
	await act(other, a, 'helped');
	await act(other, a, 'thanks');
	await until(() => rowOf(helper)?.slice(0, 4), ['1', '4', '0', '2']);
	const own = member();
	const mine = thread(own);
	await act(own, post(mine, own), 'accept');
	const b = post(mine, own);
	await act(other, b, 'thanks');
	await until(() => rowOf(own)?.slice(1, 4), ['1', '0', '1']);
});

test('three people helped make a helper; taken back, he stays until the days are over, is warned, and then falls and is told why', async () => {
	const helper = member();
	const three = [member(), member(), member()];
	const a = post(thread(asker), helper);
	for (const who of three)
		await act(who, a, 'thanks');
	await until(() => rowOf(helper)?.slice(0, 4), ['2', '3', '0', '3']);
	await act(three[0], a, 'thanks-undo');
	await until(() => rowOf(helper)?.slice(0, 6), ['2', '2', '0', '2', '666', 'f']);
	await act(three[1], a, 'thanks-undo');
	await until(() => rowOf(helper)?.slice(0, 6), ['2', '1', '0', '1', '600', 't']);
	assert.match(visible((await helper.client.get('/levels')).html), /You: Helper.*Your numbers are below what your level takes/);
	assert.equal(noticesOf(helper).at(-1), 'level-up');
	settle(helper);
	await until(() => rowOf(helper)?.[0], '1');
	assert.equal(changesOf(helper).at(-1), '2 1 people');
	assert.equal(noticesOf(helper).at(-1), 'level-down');
	const page = visible((await helper.client.get('/levels')).html);
	assert.match(page, /from Helper down to Contributor\. People helped: 1, and this level takes 2 to stay\./);
	assert.match(page, /Still missing for Helper: 2 more people helped/);
});

test('somebody who takes back and says again, again and again, makes nobody flicker', async () => {
	const helper = member();
	const a = post(thread(asker), helper);
	for (let i = 0; i < 3; i++) {
		await act(asker, a, 'thanks');
		await until(() => rowOf(helper)?.slice(0, 2), ['1', '1']);
		await act(asker, a, 'thanks-undo');
		await until(() => rowOf(helper)?.slice(0, 2), ['1', '0']);
	}
	assert.deepEqual([changesOf(helper), noticesOf(helper)], [['0 1 helped'], ['level-up']]);
});

test('an answer most find not helpful counts from three judgements on', async () => {
	const helper = member();
	const t = thread(asker);
	const a = post(t, helper);
	for (const who of [member(), member()])
		await act(who, a, 'unhelpful');
	await act(asker, post(thread(asker), helper), 'thanks');
	await until(() => rowOf(helper)?.slice(1, 4), ['1', '0', '1']);
	await act(member(), a, 'unhelpful');
	await until(() => rowOf(helper)?.slice(1, 5), ['1', '1', '1', '500']);
});

test('what a moderator hides counts no more; once that stands it is bad, until it is taken back after all', async () => {
	const [helper, judge] = [member(), member('moderator')];
	const t = thread(asker);
	const a = post(t, helper);
	await act(asker, a, 'thanks');
	await until(() => rowOf(helper)?.slice(1, 4), ['1', '0', '1']);
	const hide = { act: 'hide', rule: 'spam', post: a };
	assert.equal((await judge.client.post('/moderation/act', { key: await keyOf(judge.client), ...hide })).status, 303);
	await until(() => rowOf(helper)?.slice(1, 4), ['0', '0', '0']);
	const decision = number(`UPDATE community.decision SET at = at - interval '15 days' WHERE post_id = ${a} AND action = 'hide' RETURNING id`);
	await until(() => rowOf(helper)?.slice(1, 5), ['0', '1', '0', '400']);
	assert.equal((await judge.client.post(`/moderation/undo/${decision}`, { key: await keyOf(judge.client) })).status, 303);
	await until(() => rowOf(helper)?.slice(1, 5), ['1', '0', '1', '600']);
});

test('who answered a question that is hidden has helped nobody there, until it is shown again', async () => {
	const [helper, judge, author] = [member(), member('moderator'), member()];
	const t = thread(author);
	const a = post(t, helper);
	await act(asker, a, 'thanks');
	await until(() => rowOf(helper)?.slice(1, 4), ['1', '0', '1']);
	const question = number(`SELECT id FROM community.post WHERE thread_id = ${t.id} AND kind = 'question'`);
	const hide = { act: 'hide', rule: 'spam', post: question };
	assert.equal((await judge.client.post('/moderation/act', { key: await keyOf(judge.client), ...hide })).status, 303);
	await until(() => rowOf(helper)?.slice(1, 4), ['0', '0', '0']);
	const decision = number(`SELECT max(id) FROM community.decision WHERE post_id = ${question}`);
	assert.equal((await judge.client.post(`/moderation/undo/${decision}`, { key: await keyOf(judge.client) })).status, 303);
	await until(() => rowOf(helper)?.slice(1, 4), ['1', '0', '1']);
});

test('what is deleted counts no more', async () => {
	const helper = member();
	const a = post(thread(asker), helper);
	await act(asker, a, 'thanks');
	await until(() => rowOf(helper)?.slice(1, 4), ['1', '0', '1']);
	assert.equal((await helper.client.submit(`/a/${a}/delete`, {})).status, 303);
	await until(() => rowOf(helper)?.slice(1, 4), ['0', '0', '0']);
});

test('what is held back or voided as abuse counts no more, and counts again when it is released', async () => {
	const helper = member();
	const a = post(thread(asker), helper);
	await act(asker, a, 'thanks');
	await until(() => rowOf(helper)?.slice(1, 4), ['1', '0', '1']);
	const positions = () => instance.sql(`SELECT position FROM standing.act WHERE post = ${a}`).flat();
	for (let i = 0; i < 300 && !positions().length; i++)
		await new Promise((done) => setTimeout(done, 100));
	const note = (kind) => instance.sql(`INSERT INTO ops.event (kind, other_id, post_id, number) VALUES (${kind}, ${helper.id}, ${a}, ${positions()[0]})`);
	for (const [stop, go] of [[60, 61], [62, 63]]) {
		note(stop);
		await until(() => rowOf(helper)?.slice(1, 4), ['0', '0', '0']);
		note(go);
		await until(() => rowOf(helper)?.slice(1, 4), ['1', '0', '1']);
	}
});

// ---- the page ----

test('guests read what levels are; a member sees what is missing', async () => {
	const page = visible((await new Client().get('/levels')).html);
	assert.match(page, /Newcomer .*Contributor .*Helper .*Trusted helper .*Guardian/);
	assert.doesNotMatch(page, /You:/);
	assert.match(visible((await member().client.get('/levels')).html), /You: Newcomer 0 people helped · helpful ratio 50 % .*Still missing for Contributor: one more person helped/);
	assert.match(visible((await member('moderator').client.get('/levels')).html), /As part of the team you can do everything/);
});

// ---- thresholds ----

const thresholds = (html) => new Map(formFields(html, '/admin/levels').filter(([name]) => name !== 'act'));
const newest = () => number('SELECT max(id) FROM standing.level_rules');

test('an admin sees who would be affected, sets thresholds, and takes them back; members are judged anew', async () => {
	const admin = member('admin');
	const doubtful = member();
	const a = post(thread(asker), doubtful);
	await act(asker, a, 'unhelpful');
	await act(member(), a, 'unhelpful');
	await act(asker, post(thread(asker), doubtful), 'thanks');
	await until(() => rowOf(doubtful)?.slice(1, 4), ['1', '0', '1']);

	const page = await admin.client.get('/admin/levels');
	const form = thresholds(page.html).set('people-4', '1000').set('keep-people-4', '1000').set('judgements', '2');
	const before = newest();
	const preview = await admin.client.post('/admin/levels', [...form, ['act', 'preview']]);
	assert.equal(preview.status, 200);
	assert.match(visible(preview.html), /[0-9]+ would fall\..*Guardian ([1-9][0-9]*) 0 0 \1 .*▼ .*: Guardian → Trusted helper/);
	assert.equal(newest(), before, 'nothing is set by looking');

	const apply = thresholds(preview.html);
	assert.equal(apply.get('people-4'), '1000');
	assert.equal((await admin.client.post('/admin/levels', [...apply, ['act', 'apply']])).status, 303);
	assert.match(await told(admin.client), /These thresholds hold from now on/);
	assert.equal(newest(), before + 1);
	assert.equal((await admin.client.post('/admin/levels', [...apply, ['act', 'apply']])).status, 303, 'sent twice: told the same');
	assert.equal(newest(), before + 1);
	await until(() => rowOf(doubtful)?.slice(1, 4), ['1', '1', '1']);
	const after = await admin.client.get('/admin/levels');
	assert.match(visible(after.html), new RegExp(`${admin.name} .*Guardian, people to rise: 25 → 1000 Guardian, people to stay: 20 → 1000 Judgements before “not helpful” counts: 3 → 2 Take this back`));

	const second = member('admin');
	const late = await second.client.post('/admin/levels', [...new Map(form).set('key', await keyOf(second.client)), ['act', 'apply']]);
	assert.equal(late.status, 409);
	assert.match(visible(late.html), /Somebody else has set them meanwhile/);
	assert.equal(newest(), before + 1);

	const undo = { key: await keyOf(admin.client), base: String(before + 1), act: 'undo' };
	assert.equal((await admin.client.post('/admin/levels', undo)).status, 303);
	assert.match(await told(admin.client), /Taken back/);
	assert.equal((await admin.client.post('/admin/levels', { ...undo, key: await keyOf(admin.client) })).status, 409, 'it is taken back already');
	await until(() => rowOf(doubtful)?.slice(1, 4), ['1', '0', '1']);
	assert.deepEqual([...thresholds((await admin.client.get('/admin/levels')).html)].filter(([name]) => name === 'people-4' || name === 'judgements'),
		[['people-4', '25'], ['judgements', '3']]);
});

test('thresholds that make no sense are refused, and come back as typed', async () => {
	const admin = member('admin');
	const form = thresholds((await admin.client.get('/admin/levels')).html).set('ratio-2', 'a lot');
	const refused = await admin.client.post('/admin/levels', [...form, ['act', 'apply']]);
	assert.equal(refused.status, 422);
	assert.match(visible(refused.html), /percentages go from 0 to 100/);
	assert.equal(thresholds(refused.html).get('ratio-2'), 'a lot');
});
