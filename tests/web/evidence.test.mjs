// Signs of abuse, as moderators judge them and members meet them: by plain pages, and by what becomes of the credit.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formFields, visible } from './lib/client.mjs';
import { finding, eventually, heldOf } from './lib/evidence.mjs';
import { instance, startInstance } from './lib/instance.mjs';
import { member, number } from './lib/scene.mjs';

const stateOf = (id) => instance.sql(`SELECT state FROM standing.finding WHERE id = ${id}`)[0][0];
const decisionsOf = (id) => number(`SELECT count(*) FROM standing.finding_decision WHERE finding = ${id}`);

// Presses a button of the page of a finding.
async function press({ client }, id, act, fields = {}) {
	const path = `/evidence/${id}`;
	const { html } = await client.get(path);
	return client.post(path, { ...Object.fromEntries(formFields(html, path)), act, ...fields });
}

test('a moderator sees what was found, releases it, takes that back, and voids it', async () => {
	const { id, helper, giver } = await finding();
	const moderator = member('moderator');
	const { html: list } = await moderator.client.get('/evidence');
	assert.match(list, new RegExp(`href="/evidence/${id}"`));

	const { html } = await moderator.client.get(`/evidence/${id}`);
	assert.match(visible(html), new RegExp(`${giver.name} credited ${helper.name} 5 times(\\. Seconds from the first to the last: \\d+| within \\d+ minutes)`));
	assert.equal(html.match(/<svg/g).length, 2);
	for (const { name } of [giver, helper])
		assert.match(html, new RegExp(`<a href="/u/${name}"[^>]*><title>${name}</title><circle`));
	await eventually(() => heldOf(id) === 5);

	assert.equal((await press(moderator, id, 'release', { why: 'They are colleagues.' })).location, `/evidence/${id}`);
	assert.equal(stateOf(id), 'released');
	await eventually(() => heldOf(id) === 0);
	assert.match(visible((await moderator.client.get(`/evidence/${id}`)).html), /released it\. They are colleagues\./);
	assert.doesNotMatch((await moderator.client.get('/evidence')).html, new RegExp(`href="/evidence/${id}"`));
	assert.match((await moderator.client.get('/evidence?tab=decided')).html, new RegExp(`href="/evidence/${id}"`));

	await press(moderator, id, 'undo');
	// Opened as an item of the queue, it leads on through the queue, and to another moderator's turn.
	const item = number(`SELECT id FROM community.queue_item WHERE kind = 'evidence' AND link_id = ${id} AND done_at IS NULL`);
	const way = (await moderator.client.get(`/moderation/item/${item}?kind=evidence`)).location;
	assert.equal(way, `/evidence/${id}?way=${item}&kind=evidence`);
	const fields = Object.fromEntries(formFields((await moderator.client.get(way)).html, `/evidence/${id}`));
	assert.equal((await moderator.client.post('/moderation/next', { ...fields, pass: item })).status, 303);
	assert.equal((await moderator.client.post(`/evidence/${id}`, { ...fields, act: 'release' })).location, way);
	assert.match((await moderator.client.get(way)).html, /action="\/moderation\/next".*?data-key="n"/);
	await press(moderator, id, 'undo');
	assert.equal(stateOf(id), 'open');
	await eventually(() => heldOf(id) === 5);

	await press(moderator, id, 'void');
	assert.equal(stateOf(id), 'voided');
	await eventually(() => number(`SELECT count(*) FROM standing.finding_act JOIN standing.act USING (position) WHERE finding = ${id} AND state = 4`) === 5);
	await press(moderator, id, 'undo');
	await eventually(() => heldOf(id) === 5);
	assert.equal(decisionsOf(id), 6);
});

test('a double click is one decision', async () => {
	const { id } = await finding();
	const { client } = member('moderator');
	const path = `/evidence/${id}`;
	const fields = { ...Object.fromEntries(formFields((await client.get(path)).html, path)), act: 'void' };
	const answers = await Promise.all([client.post(path, fields), client.post(path, fields)]);
	assert.deepEqual(answers.map(({ status, location }) => [status, location]), [[303, path], [303, path]]);
	assert.equal(decisionsOf(id), 1);
});

test('of two moderators at once the second sees what the first decided', async () => {
	const { id } = await finding();
	const [first, second] = [member('moderator'), member('moderator')];
	const path = `/evidence/${id}`;
	const fields = { ...Object.fromEntries(formFields((await second.client.get(path)).html, path)), act: 'release', why: 'My reasons' };
	await press(first, id, 'void', { why: 'Sock puppets.' });
	const { status, html } = await second.client.post(path, fields);
	assert.equal(status, 409);
	assert.match(visible(html), new RegExp(`Somebody was quicker.*${first.name} voided it\\. Sock puppets\\.`));
	assert.equal(stateOf(id), 'voided');
	assert.equal(decisionsOf(id), 1);
});

test('whose credit it is is told, sees why without names, and appeals once; somebody else answers', async () => {
	const { id, helper, giver } = await finding();
	const [first, second] = [member('moderator'), member('moderator')];
	await press(first, id, 'void');
	await eventually(() => number(`SELECT count(*) FROM community.notice WHERE member_id = ${helper.id} AND kind = 'evidence'`) === 1);
	assert.match((await helper.client.get('/notices')).html, /href="\/evidence\/mine"/);

	const mine = (await helper.client.get('/evidence/mine')).html;
	assert.match(visible(mine), /Credit from 5 clicks.*Voided.*Much of it came from one person almost at once\./);
	for (const { name } of [giver, first])
		assert.doesNotMatch(mine, new RegExp(name));
	assert.match(visible((await giver.client.get('/evidence/mine')).html), /None of your credit is held/);
	const box = /Credit from 5 clicks was voided\..*href="\/evidence\/mine"/s;
	assert.match((await helper.client.get(`/u/${helper.name}/why`)).html, box);
	assert.doesNotMatch((await giver.client.get(`/u/${helper.name}/why`)).html, box);

	const appeal = (body) => helper.client.submit('/evidence/mine', { body }, '/evidence/mine');
	assert.equal((await appeal('  ')).status, 422);
	assert.equal((await appeal('I helped him move, <b>five</b> times.')).status, 303);
	const again = await helper.client.post('/evidence/mine', { key: new Map(formFields(mine, '/evidence/mine')).get('key'), finding: id, body: 'Once more' });
	assert.equal(again.status, 409);

	const { html } = await first.client.get(`/evidence/${id}`);
	assert.match(visible(html), /I helped him move, <b>five<\/b> times\..*You decided this, so another moderator answers the appeal/);
	assert.doesNotMatch(html, /value="stands"/);
	assert.equal((await press(first, id, 'stands', { member: helper.id })).status, 403);
	assert.match((await second.client.get('/evidence')).html, new RegExp(`href="/evidence/${id}"`));
	assert.match((await second.client.get(`/evidence/${id}?way=1`)).html, /name="pass" value="1" data-key="s"/, 'an appeal waits, and can be left to others');
	assert.equal((await press(second, id, 'stands', { member: helper.id, why: 'They never met.' })).status, 303);
	assert.match(visible((await helper.client.get('/evidence/mine')).html), /it stays as it is.*They never met\./);
	assert.equal((await press(second, id, 'release')).status, 409);
	assert.equal(stateOf(id), 'voided');
});

test('an appeal can set the credit free', async () => {
	const { id, helper } = await finding();
	await press(member('moderator'), id, 'void');
	await helper.client.submit('/evidence/mine', { body: 'But I did help.' }, '/evidence/mine');
	assert.equal((await press(member('moderator'), id, 'release')).status, 303);
	assert.equal(stateOf(id), 'released');
	await eventually(() => number(`SELECT count(*) FROM standing.finding_act JOIN standing.act USING (position)
		WHERE finding = ${id} AND state IN (0, 1) AND NOT held`) === 5);
	assert.match(visible((await helper.client.get('/evidence/mine')).html), /A moderator has looked: all of it counts/);
});

test('a moderator who is part of it sees it as a member', async () => {
	const { id, helper } = await finding({ helper: member('moderator') });
	assert.equal((await helper.client.get(`/evidence/${id}`)).status, 404);
	assert.doesNotMatch((await helper.client.get('/evidence')).html, new RegExp(`href="/evidence/${id}"`));
	const { html } = await helper.client.get('/topics');
	const key = new Map(formFields(html, '/signout')).get('key');
	assert.equal((await helper.client.post(`/evidence/${id}`, { key, act: 'release' })).status, 404);
	assert.match(visible((await helper.client.get('/evidence/mine')).html), /Credit from 5 clicks/);
	assert.equal(stateOf(id), 'open');
});

test('what makes no sense is refused, and what was typed stays', async () => {
	const { id } = await finding();
	const moderator = member('moderator');
	assert.equal((await press(moderator, id, 'ban')).status, 422);
	const long = await press(moderator, id, 'void', { why: 'x'.repeat(1001) });
	assert.equal(long.status, 422);
	assert.match(long.html, /value="x{1001}"/);
	assert.equal((await press(moderator, id, 'undo')).status, 409);
	assert.equal(stateOf(id), 'open');
});

const limitsPath = '/admin/evidence';
const limitsOf = (html) => new Map(formFields(html, limitsPath).filter(([name]) => name !== 'act'));
const newestLimits = () => number('SELECT max(id) FROM standing.evidence_rules');

test('an admin sees what limits would have found, sets them, and takes them back', async () => {
	const admin = member('admin');
	const second = member('admin');
	const typed = limitsOf((await admin.client.get(limitsPath)).html);
	assert.equal(typed.get('burst_acts'), '5');
	typed.set('burst_acts', '2').set('pair_share', '35');
	const late = limitsOf((await second.client.get(limitsPath)).html).set('days', '30');
	const before = newestLimits();
	const events = number('SELECT count(*) FROM standing.finding');
	const preview = await admin.client.post(limitsPath, [...typed, ['act', 'preview']]);
	assert.equal(preview.status, 200);
	assert.match(visible(preview.html), /What the last 90 days would have given .*Many clicks within a short time [0-9]+ [0-9]+ [0-9]+ [0-9]+/);
	assert.deepEqual([newestLimits(), number('SELECT count(*) FROM standing.finding')], [before, events], 'nothing is done by looking');

	const apply = [...limitsOf(preview.html), ['act', 'apply']];
	assert.equal((await admin.client.post(limitsPath, apply)).status, 303);
	assert.equal((await admin.client.post(limitsPath, apply)).status, 303, 'sent twice: told the same');
	assert.equal(newestLimits(), before + 1);
	assert.deepEqual(instance.sql(`SELECT limits FROM standing.evidence_rules WHERE id = ${before + 1}`), [['{"burst_acts": 2, "pair_share": 35}']]);
	const after = await admin.client.get(limitsPath);
	assert.match(visible(after.html), /Many clicks within a short time · At least this many clicks of one person for another: 5 → 2 Take this back/);
	assert.equal((await second.client.post(limitsPath, [...late, ['act', 'apply']])).status, 409, 'somebody else was quicker');
	assert.equal(newestLimits(), before + 1);

	const undo = { ...Object.fromEntries(formFields(after.html, limitsPath)), base: String(before + 1), act: 'undo' };
	assert.equal((await admin.client.post(limitsPath, undo)).status, 303);
	assert.equal(limitsOf((await admin.client.get(limitsPath)).html).get('burst_acts'), '5');
});

test('limits that make no sense are refused, and come back as typed', async () => {
	const admin = member('admin');
	for (const [name, value] of [['days', 'many'], ['days', '6'], ['pair_share', '101'], ['quick_seconds', '-1'], ['burst_acts', '']]) {
		const refused = await admin.client.post(limitsPath, [...limitsOf((await admin.client.get(limitsPath)).html).set(name, value), ['act', 'apply']]);
		assert.equal(refused.status, 422, `${name} ${value}`);
		assert.equal(limitsOf(refused.html).get(name), value);
	}
	assert.equal((await member('moderator').client.get(limitsPath)).status, 403);
});

test('looking by hand finds what there is, holds it, and finds it once', async () => {
	const own = await startInstance();
	const [[a], [b], [c]] = own.sql("SELECT id FROM community.member WHERE state = 'active' ORDER BY answers DESC LIMIT 3");
	const posts = own.sql(`SELECT id, thread_id FROM community.post WHERE author_id = ${b} AND kind = 'answer' AND deleted_at IS NULL ORDER BY id LIMIT 5`);
	const before = Number(own.sql('SELECT count(*) FROM ops.event')[0][0]);
	own.sql(posts.map(([post, thread]) => `INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id) VALUES (16, ${c}, ${b}, ${thread}, ${post});`).join('\n'));
	await eventually(() => Number(own.sql(`SELECT count(*) FROM standing.act a JOIN standing.ledger l USING (position) JOIN ops.event e ON e.id = l.event_id WHERE e.id > ${before}`)[0][0]) === 5, 60);
	assert.match(own.bothy('reputation', 'findings'), /^1 new finding/);
	assert.match(own.bothy('reputation', 'findings'), /^0 new findings/);
	assert.deepEqual(own.sql('SELECT kind, members, acts FROM standing.finding'), [['burst', `{${c},${b}}`, '5']]);
	await eventually(() => Number(own.sql('SELECT count(*) FROM standing.act WHERE held')[0][0]) === 5);
	assert.match(own.bothy('reputation', 'check'), /^equal/);
	assert.equal(own.sql(`SELECT count(*) FROM community.notice WHERE member_id = ${b} AND kind = 'evidence'`)[0][0], '1');
	assert.equal(a !== b, true);
	assert.throws(() => own.bothy('reputation', 'findings', 'yesterday'), /is no day/);
});
