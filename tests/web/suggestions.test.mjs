// Suggested edits, and editing the tags of others' threads.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, formFields, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { keyOf, member, number, post, thread, told } from './lib/scene.mjs';

// Somebody on a level; it stays, because nobody falls within days.
function onLevel(level) {
	const who = member();
	instance.sql(`INSERT INTO standing.member_level (member_id, level, since, good, bad, removals, people, ratio) VALUES (${who.id}, ${level}, now(), 0, 0, 0, 0, 500)`);
	return who;
}
const [asker, author, newcomer, moderator, helper, trusted] = [member(), member(), member(), member('moderator'), onLevel(2), onLevel(3)];

const suggest = (who, a, fields) => who.client.submit(`/a/${a}/suggest`, fields);
const pending = (who, a) => number(`SELECT max(id) FROM community.suggestion WHERE member_id = ${who.id} AND post_id = ${a}`);
const decide = async (who, id, act) => {
	const page = await who.client.get(`/suggestion/${id}`);
	const form = new Map(formFields(page.html, `/suggestion/${id}`).filter(([name]) => name !== 'act'));
	return who.client.post(`/suggestion/${id}`, [...form, ['act', act]]);
};
const postRow = (a) => instance.sql(`SELECT source, revision, COALESCE(editor_id, 0), edit_reason FROM community.post WHERE id = ${a}`)[0];
const stateOf = (id) => instance.sql(`SELECT state, COALESCE(made, 0) FROM community.suggestion WHERE id = ${id}`)[0];
async function noticed(who, kind, a) {
	for (let i = 0; i < 300; i++) {
		if (number(`SELECT count(*) FROM community.notice WHERE member_id = ${who.id} AND kind = '${kind}' AND post_id = ${a}`))
			return;
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.fail(`${kind} was not told`);
}

test('a trusted member suggests, the author is told, says yes with one click, and may take it back', async () => {
	const t = thread(asker);
	const a = post(t, author);
	assert.match((await trusted.client.get(t.path)).html, new RegExp(`href="/a/${a}/suggest"`));
	const sent = await suggest(trusted, a, { body: 'Turn it off, wait, and on again. https://elsewhere.example', reason: 'waiting helps' });
	assert.deepEqual([sent.status, sent.location], [303, `/a/${a}`]);
	assert.equal(postRow(a)[1], '1', 'nothing is changed yet');
	await noticed(author, 'suggested', a);
	const id = pending(trusted, a);
	assert.match((await author.client.get('/suggestions')).html, new RegExp(`href="/suggestion/${id}"`));
	const page = await author.client.get(`/suggestion/${id}`);
	assert.match(page.html, /<ins>, wait, <\/ins>and on again/);
	assert.match(visible(page.html), /waiting helps/);
	assert.equal((await decide(author, id, 'approve')).status, 303);
	assert.deepEqual(postRow(a), ['Turn it off, wait, and on again. https://elsewhere.example', '2', String(trusted.id), 'waiting helps']);
	assert.match(instance.sql(`SELECT html FROM community.post WHERE id = ${a}`)[0][0], /href="https:\/\/elsewhere/);
	assert.deepEqual(stateOf(id), ['approved', '2']);
	assert.match(visible((await new Client().get(`/a/${a}/history`)).html), new RegExp(`Version 2 .*${trusted.name} .*As first written`));
	await noticed(trusted, 'approved', a);
	const again = await author.client.post(`/suggestion/${id}`, { key: await keyOf(author.client), act: 'approve', revision: '1' });
	assert.equal(again.status, 303, 'a second click is told the same');
	assert.equal(postRow(a)[1], '2');
	assert.equal((await decide(author, id, 'undo')).status, 303);
	assert.deepEqual(postRow(a).slice(0, 2), ['Turn it off and on again.', '3']);
	assert.deepEqual(stateOf(id), ['undone', '2']);
});

test('a moderator says no; who suggested is told, and may suggest again', async () => {
	const a = post(thread(asker), author);
	await suggest(trusted, a, { body: 'No.' });
	const id = pending(trusted, a);
	assert.match((await moderator.client.get(`/suggestions?from=${id}`)).html, new RegExp(`href="/suggestion/${id}"`));
	assert.equal((await decide(moderator, id, 'decline')).status, 303);
	assert.deepEqual([stateOf(id), postRow(a)[1]], [['declined', '0'], '1']);
	await noticed(trusted, 'declined', a);
	const late = { key: await keyOf(moderator.client), act: 'approve', revision: '1' };
	assert.equal((await moderator.client.post(`/suggestion/${id}`, late)).status, 409, 'decided is decided');
	assert.equal((await suggest(trusted, a, { body: 'Yes.' })).status, 303);
});

test('one suggestion of a member and post waits; it can be withdrawn', async () => {
	const a = post(thread(asker), author);
	const form = new Map(formFields((await trusted.client.get(`/a/${a}/suggest`)).html, `/a/${a}/suggest`)).set('body', 'Better.');
	const answers = await Promise.all(Array.from({ length: 10 }, () => trusted.client.post(`/a/${a}/suggest`, [...form])));
	assert.deepEqual([...new Set(answers.map((x) => x.status))], [303], 'sent ten times, told the same');
	assert.equal(number(`SELECT count(*) FROM community.suggestion WHERE post_id = ${a}`), 1);
	const id = pending(trusted, a);
	assert.equal((await trusted.client.get(`/a/${a}/suggest`)).location, `/suggestion/${id}`);
	const second = await trusted.client.post(`/a/${a}/suggest`, { key: await keyOf(trusted.client), body: 'Kept words.', revision: '1' });
	assert.equal(second.status, 409);
	assert.match(second.html, />\n?Kept words\.<\/textarea>/);
	assert.equal((await decide(trusted, id, 'withdraw')).status, 303);
	assert.deepEqual(stateOf(id), ['withdrawn', '0']);
	assert.equal((await suggest(trusted, a, { body: 'Kept words.' })).status, 303);
});

test('a suggestion the post has moved away from shows both versions, and replaces knowingly', async () => {
	const a = post(thread(asker), author);
	await suggest(trusted, a, { body: 'Turn it off and on again, twice.' });
	const id = pending(trusted, a);
	const early = await author.client.get(`/suggestion/${id}`);
	await author.client.submit(`/a/${a}/edit`, { body: 'Turn it off and on again, slowly.' });
	const form = new Map(formFields(early.html, `/suggestion/${id}`));
	const late = await author.client.post(`/suggestion/${id}`, [...form].filter(([name]) => name !== 'act').concat([['act', 'approve']]));
	assert.equal(late.status, 409, 'the page he clicked on was of before');
	assert.match(visible(late.html), /Something changed since you opened this page.*What stands there now Turn it off and on again, slowly\. What is suggested Turn it off and on again, twice\./);
	assert.match(late.html, /<del>slowly<\/del><ins>twice<\/ins>/);
	assert.equal(postRow(a)[1], '2');
	assert.equal((await decide(author, id, 'approve')).status, 303);
	assert.deepEqual(postRow(a).slice(0, 2), ['Turn it off and on again, twice.', '3']);
});

test('a suggestion written over an older version comes back with the difference, nothing lost', async () => {
	const a = post(thread(asker), author);
	const form = new Map(formFields((await trusted.client.get(`/a/${a}/suggest`)).html, `/a/${a}/suggest`)).set('body', 'Mine <b>now</b>.');
	await author.client.submit(`/a/${a}/edit`, { body: 'Other words.' });
	const late = await trusted.client.post(`/a/${a}/suggest`, [...form]);
	assert.equal(late.status, 409);
	assert.match(visible(late.html), /Somebody was quicker.*What stands there now Other words\./);
	const back = new Map(formFields(late.html, `/a/${a}/suggest`));
	assert.deepEqual([back.get('body'), back.get('revision')], ['Mine <b>now</b>.', '2']);
	assert.equal((await trusted.client.post(`/a/${a}/suggest`, [...back].filter(([name]) => name !== 'preview'))).status, 303);
});

test('a question keeps its title and tags when its text is edited by a suggestion', async () => {
	const t = thread(asker);
	await asker.client.submit(`/a/${t.question}/edit`, { tags: 'esim, roaming', product: 'Pixel 7' });
	await suggest(trusted, t.question, { body: 'What is it, and why?' });
	assert.equal((await decide(asker, pending(trusted, t.question), 'approve')).status, 303);
	assert.deepEqual(instance.sql(`SELECT title, product FROM community.thread WHERE id = ${t.id}`)[0], [t.title, 'Pixel 7']);
	assert.deepEqual(instance.sql(`SELECT g.name FROM community.thread_tag x JOIN community.tag g ON g.id = x.tag_id WHERE thread_id = ${t.id} ORDER BY x.position`).flat(), ['esim', 'roaming']);
});

test('who has not the level is told so, and nobody else sees a suggestion', async () => {
	const t = thread(asker);
	const a = post(t, author);
	assert.doesNotMatch((await newcomer.client.get(t.path)).html, /\/suggest"|\/tags">Edit tags/);
	assert.equal((await newcomer.client.get(`/a/${a}/suggest`)).status, 403);
	const refused = await newcomer.client.post(`/a/${a}/suggest`, { key: await keyOf(newcomer.client), body: 'Words that stay.', revision: '1' });
	assert.equal(refused.status, 403);
	assert.match(refused.html, /Words that stay\./);
	await suggest(trusted, a, { body: 'Better.' });
	assert.equal((await newcomer.client.get(`/suggestion/${pending(trusted, a)}`)).status, 404);
	assert.doesNotMatch((await newcomer.client.get('/suggestions')).html, /\/suggestion\//);
});

// ---- tags ----

const tagsOf = (t) => instance.sql(`SELECT g.name FROM community.thread_tag x JOIN community.tag g ON g.id = x.tag_id WHERE thread_id = ${t.id} ORDER BY x.position`).flat();

test("a helper edits the tags of another's thread: the history keeps both, the author is told, the text stays", async () => {
	const t = thread(asker);
	instance.sql(`UPDATE community.post SET html = '<p>As it was rendered</p>' WHERE id = ${t.question}`);
	assert.match((await helper.client.get(t.path)).html, new RegExp(`href="/t/${t.id}/tags"`));
	const sent = await helper.client.submit(`/t/${t.id}/tags`, { tags: 'eSIM, roaming', reason: 'found by them' });
	assert.deepEqual([sent.status, sent.location], [303, t.path]);
	assert.match(await told(helper.client), /Saved/);
	assert.deepEqual(tagsOf(t), ['esim', 'roaming']);
	assert.equal(instance.sql(`SELECT html FROM community.post WHERE id = ${t.question}`)[0][0], '<p>As it was rendered</p>');
	assert.deepEqual(instance.sql(`SELECT tags, editor_id FROM community.post_revision WHERE post_id = ${t.question}`), [['', String(asker.id)]]);
	assert.match(visible((await new Client().get(`/a/${t.question}/history`)).html), new RegExp(`Version 2 .*${helper.name}.*found by them.*esim, roaming`));
	await noticed(asker, 'retagged', t.question);
	assert.equal((await helper.client.submit(`/t/${t.id}/tags`, {})).status, 303);
	assert.equal(postRow(t.question)[1], '2', 'the same tags are no version');
});

test('an author edits his tags whatever his level; a second editor is shown what stands there', async () => {
	const t = thread(asker);
	const form = new Map(formFields((await helper.client.get(`/t/${t.id}/tags`)).html, `/t/${t.id}/tags`)).set('tags', 'mine');
	assert.equal((await asker.client.submit(`/t/${t.id}/tags`, { tags: 'esim' })).status, 303);
	const late = await helper.client.post(`/t/${t.id}/tags`, [...form]);
	assert.equal(late.status, 409);
	assert.match(visible(late.html), /The tags now: esim/);
	assert.equal(new Map(formFields(late.html, `/t/${t.id}/tags`)).get('tags'), 'mine');
	assert.deepEqual(tagsOf(t), ['esim']);
	assert.equal((await newcomer.client.get(`/t/${t.id}/tags`)).status, 403);
});

test('what stands in a closed thread stays: it is not deleted, given other tags or changed by suggestions, but by moderators', async () => {
	const t = thread(asker);
	const another = onLevel(3);
	const [a, b] = [post(t, author), post(t, author)];
	const comment = post(t, author, 'comment', b);
	for (const [who, id, body] of [[another, a, 'Made before.'], [trusted, a, 'Suggested before.']])
		assert.equal((await suggest(who, id, { body })).status, 303);
	const [made, waits] = [pending(another, a), pending(trusted, a)];
	assert.equal((await decide(author, made, 'approve')).status, 303);
	const forms = new Map(await Promise.all([[author, `/a/${b}/delete`], [author, `/a/${comment}/delete`], [asker, `/t/${t.id}/tags`], [trusted, `/t/${t.id}/tags`], [another, `/a/${b}/suggest`]]
		.map(async ([who, path]) => [[who, path], [...formFields((await who.client.get(path)).html, path)]])));
	instance.sql(`UPDATE community.thread SET locked = true WHERE id = ${t.id}`);
	const closed = /This thread is closed: what stands in it stays as it is\./;
	for (const [[who, path], fields] of forms) {
		const [page, sent] = [await who.client.get(path), await who.client.post(path, fields.map(([name, value]) => [name, name === 'tags' ? 'other' : name === 'body' ? 'Other.' : value]))];
		assert.deepEqual([page.status, sent.status], [403, 403], path);
		assert.match(visible(page.html), closed);
		assert.match(visible(sent.html), closed);
	}
	const html = (await author.client.get(t.path)).html;
	for (const what of [`/a/${b}/delete`, `/a/${comment}/delete`])
		assert.ok(!html.includes(`href="${what}"`), what);
	assert.ok(!(await trusted.client.get(t.path)).html.includes(`href="/a/${b}/suggest"`));
	assert.ok(!(await asker.client.get(t.path)).html.includes(`href="/t/${t.id}/tags"`));
	const page = await author.client.get(`/suggestion/${waits}`);
	assert.match(visible(page.html), closed);
	assert.doesNotMatch(page.html, /value="approve"/);
	const key = await keyOf(author.client);
	assert.equal((await author.client.post(`/suggestion/${waits}`, { key, act: 'approve', revision: '2' })).status, 403);
	assert.equal((await author.client.post(`/suggestion/${made}`, { key, act: 'undo', revision: '2' })).status, 403);
	assert.equal(postRow(a)[0], 'Made before.');
	assert.deepEqual([stateOf(made)[0], stateOf(waits)[0]], ['approved', 'open']);
	// A moderator says yes; no is no change.
	assert.equal((await decide(moderator, waits, 'approve')).status, 303);
	assert.equal(postRow(a)[0], 'Suggested before.');
	assert.equal((await moderator.client.submit(`/t/${t.id}/tags`, { tags: 'closed' })).status, 303);
	instance.sql(`UPDATE community.thread SET locked = false WHERE id = ${t.id}`);
	assert.equal((await suggest(another, b, { body: 'Once more.' })).status, 303);
	instance.sql(`UPDATE community.thread SET locked = true WHERE id = ${t.id}`);
	assert.equal((await decide(author, pending(another, b), 'decline')).status, 303);
});
