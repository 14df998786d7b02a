// Changing what one wrote, its history, and taking it back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, formFields, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { keyOf, member, number, post, thread, told } from './lib/scene.mjs';

const [asker, helper, other, moderator] = [member(), member(), member(), member('moderator')];

const rowOf = (id) => instance.sql(`SELECT source, replace(html, E'\\n', ''), revision, edited_at IS NOT NULL, COALESCE(editor_id, 0), edit_reason FROM community.post WHERE id = ${id}`)[0];
const revisions = (id) => instance.sql(`SELECT revision, editor_id, COALESCE(title, '-'), source, reason FROM community.post_revision WHERE post_id = ${id} ORDER BY revision`);
const events = (t, kind) => instance.sql(`SELECT member_id, COALESCE(other_id, 0), COALESCE(post_id, 0), COALESCE(number, 0) FROM ops.event WHERE thread_id = ${t.id} AND kind = ${kind} ORDER BY id`).map((r) => r.map(Number));
const EDITED = 4, DELETED = 5, THREAD_DELETED = 6, STATE = 24;
const edit = (who, id, fields) => who.client.submit(`/a/${id}/edit`, fields);

// ---- editing ----

test('an answer is edited: rendered anew, the old version kept, one event', async () => {
	const t = thread(asker);
	const a = post(t, helper);
	const answer = await edit(helper, a, { body: 'Turn it off, wait, and **on** again.\r\n', reason: 'waiting  helps' });
	assert.deepEqual([answer.status, answer.location], [303, `${t.path}#a${a}`]);
	assert.match(await told(helper.client), /Saved/);
	const [source, html, revision, edited, editor, reason] = rowOf(a);
	assert.deepEqual([source, revision, edited, Number(editor), reason], ['Turn it off, wait, and **on** again.', '2', 't', helper.id, 'waiting helps']);
	assert.match(html, /<strong>on<\/strong>/);
	assert.deepEqual(revisions(a), [['1', String(helper.id), '-', 'Turn it off and on again.', '']]);
	assert.deepEqual(events(t, EDITED), [[helper.id, helper.id, a, 2]]);
	const page = await new Client().get(t.path);
	assert.match(page.html, new RegExp(`href="/a/${a}/history">edited<`));
});

test('a question is edited with its title, product and tags; old addresses lead to the new one', async () => {
	const t = thread(asker);
	const before = number(`SELECT COALESCE(sum(threads), 0) FROM community.tag`);
	const answer = await edit(asker, t.question, { title: 'A better title for it', product: 'Pixel 7', tags: 'ESIM, roaming, esim, Tag of mine', body: 'What it is about now' });
	assert.equal(answer.location, `/t/${t.id}/a-better-title-for-it#a${t.question}`);
	assert.deepEqual(instance.sql(`SELECT title, slug, product FROM community.thread WHERE id = ${t.id}`)[0], ['A better title for it', 'a-better-title-for-it', 'Pixel 7']);
	assert.deepEqual(instance.sql(`SELECT g.name FROM community.thread_tag tt JOIN community.tag g ON g.id = tt.tag_id WHERE tt.thread_id = ${t.id} ORDER BY tt.position`).flat(), ['esim', 'roaming', 'tag-of-mine']);
	assert.equal(number(`SELECT sum(threads) FROM community.tag`), before + 3);
	const old = await new Client().get(t.path);
	assert.deepEqual([old.status, old.location], [301, `/t/${t.id}/a-better-title-for-it`]);
	await edit(asker, t.question, { tags: 'roaming' });
	assert.equal(number(`SELECT sum(threads) FROM community.tag`), before + 1);
	assert.deepEqual(instance.sql(`SELECT title, tags FROM community.post_revision WHERE post_id = ${t.question} ORDER BY revision`),
		[[t.title, ''], ['A better title for it', 'esim, roaming, tag-of-mine']]);
	assert.equal(number(`SELECT count(*) FROM community.post WHERE id = ${t.question} AND words @@ to_tsquery('english', 'better')`), 1, 'found by its new title');
});

test('a synonym of a tag becomes the tag', async () => {
	const t = thread(asker);
	const [[name, tag]] = instance.sql(`SELECT s.name, g.name FROM community.tag_synonym s JOIN community.tag g ON g.id = s.tag_id LIMIT 1`);
	await edit(asker, t.question, { tags: `${name}, ${tag}` });
	assert.deepEqual(instance.sql(`SELECT g.name FROM community.thread_tag tt JOIN community.tag g ON g.id = tt.tag_id WHERE tt.thread_id = ${t.id}`), [[tag]]);
});

test('nobody edits what somebody else wrote; a moderator does, and is named', async () => {
	const t = thread(asker);
	const a = post(t, helper);
	assert.equal((await other.client.get(`/a/${a}/edit`)).status, 403);
	const refused = await other.client.post(`/a/${a}/edit`, { key: await keyOf(other.client), body: 'Mine now', revision: 1 });
	assert.equal(refused.status, 403);
	assert.equal((await new Client().get(`/a/${a}/edit`)).location, `/signin?next=/a/${a}/edit`);
	assert.match(visible((await moderator.client.get(`/a/${a}/edit`)).html), /You edit as a moderator/);
	assert.equal((await edit(moderator, a, { body: 'Turn it off and on again, please.' })).status, 303);
	assert.deepEqual(events(t, EDITED), [[moderator.id, helper.id, a, 2]]);
	assert.match(visible((await new Client().get(t.path)).html), /edited by somebody else/);
	const history = visible((await new Client().get(`/a/${a}/history`)).html);
	assert.match(history, new RegExp(`Version 2 .*${moderator.name}.*As first written .*${helper.name}`));
	await edit(helper, a, { body: 'My own words again.' });
	assert.deepEqual(revisions(a).map((r) => Number(r[1])), [helper.id, moderator.id]);
});

test('an edit that came second is shown both versions and how they differ, and keeps what was typed', async () => {
	const t = thread(asker);
	const a = post(t, helper);
	const form = new Map(formFields((await helper.client.get(`/a/${a}/edit`)).html, `/a/${a}/edit`));
	await edit(moderator, a, { body: 'Turn it off and on again, slowly.' });
	const late = await helper.client.post(`/a/${a}/edit`, [...form.set('body', 'Turn it off and on again & <b>twice</b>.')]);
	assert.equal(late.status, 409);
	assert.match(visible(late.html), /What stands there now Turn it off and on again, slowly\./);
	assert.match(late.html, /<del>, slowly<\/del><ins> &amp; &lt;b&gt;twice&lt;\/b&gt;<\/ins>/);
	const back = new Map(formFields(late.html, `/a/${a}/edit`));
	assert.deepEqual([back.get('body'), back.get('revision')], ['Turn it off and on again & <b>twice</b>.', '2']);
	assert.equal(rowOf(a)[2], '2', 'nothing was changed');
	assert.equal((await helper.client.post(`/a/${a}/edit`, [...back])).status, 303);
	assert.equal(rowOf(a)[2], '3');
});

test('sent twice, or a hundred times at once, an edit is saved once', async () => {
	const t = thread(asker);
	const a = post(t, helper);
	const form = new Map(formFields((await helper.client.get(`/a/${a}/edit`)).html, `/a/${a}/edit`)).set('body', 'Once and for all.');
	const answers = await Promise.all(Array.from({ length: 100 }, () => helper.client.post(`/a/${a}/edit`, [...form])));
	assert.deepEqual([...new Set(answers.map((x) => x.status))], [303]);
	assert.deepEqual([rowOf(a)[2], revisions(a).length, events(t, EDITED).length], ['2', 1, 1]);
});

test('different edits at once: one is saved, the others are told', async () => {
	const t = thread(asker);
	const a = post(t, helper);
	const form = new Map(formFields((await helper.client.get(`/a/${a}/edit`)).html, `/a/${a}/edit`));
	const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => helper.client.post(`/a/${a}/edit`, [...new Map(form).set('body', `Version number ${i}`)])));
	const statuses = answers.map((x) => x.status).sort();
	assert.deepEqual([statuses.filter((s) => s === 303).length, statuses.filter((s) => s === 409).length], [1, 19]);
	assert.deepEqual([rowOf(a)[2], events(t, EDITED).length], ['2', 1]);
});

test('an edit that changes nothing makes no version', async () => {
	const t = thread(asker);
	const a = post(t, helper);
	assert.equal((await edit(helper, a, { reason: 'no reason' })).status, 303);
	assert.match(await told(helper.client), /Nothing was changed/);
	assert.equal((await edit(asker, t.question, {})).status, 303);
	assert.deepEqual([rowOf(a)[2], rowOf(t.question)[2], events(t, EDITED)], ['1', '1', []]);
});

test('what is wrong is said beside its field, and everything typed comes back', async () => {
	const t = thread(asker);
	const typed = { title: 'short', product: 'p'.repeat(81), tags: 'a, b, c, d, e, f', body: ' ', reason: 'r'.repeat(101) };
	const answer = await edit(asker, t.question, typed);
	assert.equal(answer.status, 422);
	for (const field of ['title', 'product', 'tags', 'body', 'reason'])
		assert.match(answer.html, new RegExp(`id="edit-${field}"[^>]*aria-describedby="[^"]*edit-${field}-wrong`), field);
	const back = Object.fromEntries(formFields(answer.html, `/a/${t.question}/edit`));
	assert.deepEqual([back.title, back.product, back.tags, back.reason], [typed.title, typed.product, typed.tags, typed.reason]);
	const deep = await edit(asker, t.question, { body: `${'>'.repeat(40)} too deep` });
	assert.equal(deep.status, 422);
	assert.match(visible(deep.html), /nested too deeply/);
	assert.equal(rowOf(t.question)[2], '1');
});

test('a preview shows the text rendered and saves nothing but a draft', async () => {
	const t = thread(asker);
	const a = post(t, helper);
	const answer = await edit(helper, a, { body: 'It will be **bold**', preview: '1' });
	assert.equal(answer.status, 200);
	assert.match(answer.html, /<strong>bold<\/strong>/);
	assert.equal(rowOf(a)[2], '1');
	assert.match((await helper.client.get(`/a/${a}/edit`)).html, />\n?It will be \*\*bold\*\*<\/textarea>/);
	assert.match((await helper.client.get(`/a/${a}/edit?fresh=1`)).html, />\n?Turn it off and on again\.<\/textarea>/, 'or one begins anew');
	await helper.client.submit(`/a/${a}/edit`, {});
	assert.equal(rowOf(a)[0], 'It will be **bold**');
	assert.equal(number(`SELECT count(*) FROM community.draft WHERE place = 'edit/${a}'`), 0);
});

test('the history shows the words that changed, in order, and pages', async () => {
	const t = thread(asker);
	const a = post(t, helper);
	for (let i = 2; i <= 12; i++)
		await edit(helper, a, { body: `Turn it off and on again, ${i} times.`, reason: `change ${i}` });
	const first = await new Client().get(`/a/${a}/history`);
	assert.equal(first.status, 200);
	assert.match(first.html, /<del>11<\/del><ins>12<\/ins>/);
	assert.match(visible(first.html), /Version 12 .*change 12.*Version 3 /);
	assert.doesNotMatch(visible(first.html), /Version 2 /);
	const second = await new Client().get(first.html.match(/href="([^"]*\/history\?from=\d+)"/)[1]);
	assert.match(visible(second.html), /Version 2 .*As first written .*Turn it off and on again\./);
	assert.match(second.html, /<ins>, 2 times<\/ins>/);
});

test('the history of what is not there, or deleted, is not found', async () => {
	const t = thread(asker);
	const a = post(t, helper);
	instance.sql(`UPDATE community.post SET deleted_at = now() WHERE id = ${a}`);
	assert.equal((await new Client().get(`/a/${a}/history`)).status, 404);
	assert.equal((await helper.client.get(`/a/${a}/edit`)).status, 404);
	assert.equal((await new Client().get('/a/999999999/history')).status, 404);
});

test('the asker who says more is no longer waited for', async () => {
	const t = thread(asker, { state: 'awaiting_asker' });
	await edit(asker, t.question, { body: 'It is a Pixel 7, as I said.' });
	assert.equal(instance.sql(`SELECT state FROM community.thread WHERE id = ${t.id}`)[0][0], 'open');
});

// ---- deleting ----

const remove = (who, id) => who.client.submit(`/a/${id}/delete`, {});
const threadRow = (t) => instance.sql(`SELECT state, answers, comments, COALESCE(last_post_id, 0), deleted_at IS NOT NULL FROM community.thread WHERE id = ${t.id}`)[0];
const answersOf = (who) => number(`SELECT answers FROM community.member WHERE id = ${who.id}`);

test('a question without answers is deleted by its author: gone for others, counted no more, seen by moderators', async () => {
	const t = thread(asker);
	instance.sql(`INSERT INTO community.thread_tag (thread_id, tag_id, active_at) SELECT ${t.id}, min(id), now() FROM community.tag`);
	const topic = () => instance.sql('SELECT threads FROM community.topic ORDER BY id LIMIT 1')[0][0];
	const tag = () => instance.sql('SELECT threads FROM community.tag ORDER BY id LIMIT 1')[0][0];
	const was = [topic(), tag()];
	assert.match((await asker.client.get(t.path)).html, new RegExp(`href="/a/${t.question}/delete"`));
	const page = await asker.client.get(`/a/${t.question}/delete`);
	assert.match(visible(page.html), /Delete this question\? .*Yes, delete it/);
	const answer = await remove(asker, t.question);
	assert.deepEqual([answer.status, answer.location], [303, '/']);
	for (const client of [new Client(), other.client, asker.client])
		assert.equal((await client.get(t.path)).status, 404);
	assert.equal((await new Client().get(`/a/${t.question}`)).status, 404);
	assert.equal((await moderator.client.get(t.path)).status, 200);
	assert.deepEqual([topic(), tag()], was.map((n) => String(n - 1)));
	assert.deepEqual(events(t, THREAD_DELETED), [[asker.id, 0, 0, 0]]);
	assert.ok(!(await new Client().get('/?tab=unanswered')).html.includes(t.path));
	assert.equal((await asker.client.post(`/a/${t.question}/delete`, { key: await keyOf(asker.client) })).status, 303, 'a second click is told the same');
	assert.equal(events(t, THREAD_DELETED).length, 1);
});

test('a question that was answered stays', async () => {
	const t = thread(asker);
	post(t, helper);
	const page = await asker.client.get(`/a/${t.question}/delete`);
	assert.equal(page.status, 409);
	assert.match(visible(page.html), /Somebody has answered already/);
	assert.equal((await asker.client.post(`/a/${t.question}/delete`, { key: await keyOf(asker.client) })).status, 409);
	assert.equal(threadRow(t)[4], 'f');
	assert.ok(!(await asker.client.get(t.path)).html.includes(`/a/${t.question}/delete`));
});

test('the only answer is deleted by its author: the question is open again, all counters right', async () => {
	const t = thread(asker, { state: 'answered' });
	const was = answersOf(helper);
	const first = post(t, helper, 'comment', t.question);
	const a = post(t, helper);
	post(t, helper, 'comment', a);
	assert.deepEqual(threadRow(t).slice(0, 3), ['answered', '1', '2']);
	const answer = await remove(helper, a);
	assert.deepEqual([answer.status, answer.location], [303, t.path]);
	assert.deepEqual(threadRow(t), ['open', '0', '1', String(first), 'f']);
	assert.equal(answersOf(helper), was);
	assert.deepEqual(events(t, DELETED), [[helper.id, 0, a, 0]]);
	assert.equal(events(t, STATE).length, 1);
	assert.doesNotMatch(visible((await new Client().get(t.path)).html), /Turn it off and on again\..*Turn it off and on again\..*Turn it off/);
});

test('one of two answers is deleted: the question stays answered', async () => {
	const t = thread(asker, { state: 'answered' });
	const a = post(t, helper);
	const b = post(t, other);
	await remove(other, b);
	assert.deepEqual(threadRow(t).slice(0, 4), ['answered', '1', '0', String(a)]);
});

test('an answer that was accepted, or that others commented on, stays', async () => {
	const t = thread(asker);
	const a = post(t, helper);
	post(t, other, 'comment', a);
	const commented = await helper.client.get(`/a/${a}/delete`);
	assert.equal(commented.status, 409);
	assert.match(visible(commented.html), /commented on this already/);
	const b = post(t, other);
	await asker.client.post(`/a/${b}/act`, { key: await keyOf(asker.client), act: 'accept' });
	assert.match(visible((await other.client.get(`/a/${b}/delete`)).html), /solved the question/);
	assert.equal((await other.client.post(`/a/${b}/delete`, { key: await keyOf(other.client) })).status, 409);
	assert.deepEqual(events(t, DELETED), []);
});

test('a comment is deleted by its author at any time', async () => {
	const t = thread(asker);
	const a = post(t, helper);
	const c = post(t, other, 'comment', a);
	const answer = await remove(other, c);
	assert.equal(answer.location, `/a/${a}`);
	assert.deepEqual(threadRow(t).slice(1, 4), ['1', '0', String(a)]);
	assert.equal(number(`SELECT comments FROM community.post WHERE id = ${a}`), 0);
	assert.ok(!(await new Client().get(t.path)).html.includes(`id="a${c}"`));
});

test('a reply in a discussion is deleted by its author', async () => {
	const t = thread(asker, { kind: 'discussion' });
	const r = post(t, helper, 'reply');
	assert.match(visible((await helper.client.get(`/a/${r}/delete`)).html), /Delete this reply\?/);
	assert.equal((await remove(helper, r)).status, 303);
	assert.deepEqual(threadRow(t).slice(1, 3), ['0', '0']);
	assert.match(visible((await asker.client.get(`/a/${t.question}/delete`)).html), /Delete this discussion\?/);
});

test('nobody deletes what somebody else wrote, not even a moderator here', async () => {
	const t = thread(asker);
	for (const who of [other, moderator]) {
		assert.equal((await who.client.get(`/a/${t.question}/delete`)).status, 403);
		assert.equal((await who.client.post(`/a/${t.question}/delete`, { key: await keyOf(who.client) })).status, 403);
	}
	assert.equal((await new Client().get(`/a/${t.question}/delete`)).location, `/signin?next=/a/${t.question}/delete`);
	assert.equal(threadRow(t)[4], 'f');
});

test('deleted a hundred times at once, an answer is deleted once', async () => {
	const t = thread(asker);
	const was = answersOf(helper);
	const a = post(t, helper);
	const key = await keyOf(helper.client);
	const answers = await Promise.all(Array.from({ length: 100 }, () => helper.client.post(`/a/${a}/delete`, { key })));
	assert.deepEqual([...new Set(answers.map((x) => x.status))], [303]);
	assert.deepEqual([answersOf(helper), events(t, DELETED).length, threadRow(t)[1]], [was, 1, '0']);
});

test('an answer that arrives while its question is being deleted is either kept with it or refused', async () => {
	for (let round = 0; round < 10; round++) {
		const t = thread(asker);
		const form = new Map(formFields((await other.client.get(t.path)).html, `/t/${t.id}/answer`)).set('body', 'Here is an answer');
		const key = await keyOf(asker.client);
		await Promise.all([
			asker.client.post(`/a/${t.question}/delete`, { key }),
			other.client.post(`/t/${t.id}/answer`, [...form]),
		]);
		const [, answers, , , deleted] = threadRow(t);
		assert.ok(deleted === 't' ? answers === '0' : answers === '1', `deleted ${deleted}, ${answers} answers`);
	}
});

// ---- what one has read ----

test('a thread one comes back to leads to the first unread post, and marks what is new', async () => {
	const t = thread(asker);
	const a = post(t, helper);
	const reader = other.client;
	assert.doesNotMatch((await reader.get(t.path)).html, /Jump to the first unread/, 'never read: nothing to jump to');
	const marked = () => instance.sql(`SELECT post_id FROM community.thread_read WHERE thread_id = ${t.id} AND member_id = ${other.id}`).flat();
	for (let tries = 0; tries < 50 && !marked().length; tries++)
		await new Promise((done) => setTimeout(done, 100));
	assert.deepEqual(marked(), [String(a)]);
	const b = post(t, helper);
	post(t, asker);
	const page = (await reader.get(t.path)).html;
	assert.match(page, new RegExp(`href="/a/${b}">Jump to the first unread<`));
	assert.equal(page.match(/<span class="pill new">/g).length, 2);
	for (let tries = 0; tries < 50 && marked()[0] === String(a); tries++)
		await new Promise((done) => setTimeout(done, 100));
	assert.doesNotMatch((await reader.get(t.path)).html, /Jump to the first unread|pill new/);
	assert.deepEqual(instance.sql(`SELECT count(*) FROM community.thread_read WHERE thread_id = ${t.id}`), [['1']], 'guests leave no marks');
});
