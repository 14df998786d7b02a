// Reports, the queue, decisions and their undoing, appeals: as those live it who take part.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, formFields, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { cookies } from './lib/people.mjs';
import { keyOf, member, number, post, thread } from './lib/scene.mjs';

const [asker, author, other] = [member(), member(), member()];
const [first, second] = [member('moderator'), member('moderator')];
const admin = member('admin');
const guest = new Client();
const ours = { origin: instance.url };

const report = (who, what, id, fields) => who.send(`/report/${what}/${id}`, {
	method: 'POST',
	headers: { ...ours, 'content-type': 'application/x-www-form-urlencoded' },
	body: new URLSearchParams(fields).toString(),
});
const act = async (who, fields) => who.client.post('/moderation/act', { key: await keyOf(who.client), ...fields });
const undo = async (who, decision) => who.client.post(`/moderation/undo/${decision}`, { key: await keyOf(who.client) });
const lastDecision = (column, id) => number(`SELECT max(id) FROM community.decision WHERE ${column} = ${id}`);
const goneOf = (a) => instance.sql(`SELECT coalesce(gone, 'shown') FROM community.post WHERE id = ${a}`)[0][0];
const itemOf = (a, kind = 'report') => number(`SELECT max(id) FROM community.queue_item WHERE post_id = ${a} AND kind = '${kind}'`);
const counts = (t) => instance.sql(`SELECT answers, comments, state FROM community.thread WHERE id = ${t.id}`)[0];
const told = async (who, kind, n = 1) => {
	instance.sql("UPDATE ops.job SET run_at = now() WHERE kind = 'moderation.told'");
	for (let i = 0; i < 300; i++) {
		if (number(`SELECT count(*) FROM community.notice WHERE member_id = ${who.id} AND kind = '${kind}'`) >= n)
			return;
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.fail(`${kind} was not told`);
};
// Until a decision about many is carried out, or taken back; the page then.
const settled = async (who, location) => {
	for (let i = 0; i < 300; i++) {
		const page = await who.client.get(location);
		if (!page.html.includes('<progress'))
			return page;
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.fail('it does not end');
};
// A session for who has lost his, by a suspension.
const signInAgain = (who) => {
	const [cookie] = cookies([who]);
	who.client.cookies.set(...cookie.split('='));
};

test('a report is one item however many report it, and each who did hears what came of it', async () => {
	const t = thread(asker);
	const a = post(t, author);
	assert.match((await other.client.get(t.path)).html, new RegExp(`href="/report/post/${a}"`));
	const page = await other.client.get(`/report/post/${a}`);
	assert.equal(page.status, 200);
	assert.doesNotMatch(page.html, /value="criticism"/);
	assert.equal((await report(other.client, 'post', a, { reason: 'spam', text: 'buy buy' })).location, '/reports');
	assert.equal((await report(other.client, 'post', a, { reason: 'abuse' })).status, 409, 'once each');
	assert.equal((await report(asker.client, 'post', a, { reason: 'abuse' })).status, 303);
	assert.equal((await report(guest, 'post', a, { reason: 'spam' })).status, 303, 'a guest may');
	assert.equal((await report(author.client, 'post', a, { reason: 'spam' })).status, 409, 'not his own');
	assert.equal((await report(guest, 'post', a, { reason: 'other' })).status, 422, 'other needs words');
	assert.equal((await report(guest, 'post', a, { reason: 'negative' })).status, 422);
	assert.deepEqual(instance.sql(`SELECT count(*), count(DISTINCT item_id) FROM community.report WHERE item_id = ${itemOf(a)}`)[0], ['3', '1']);
	assert.match(visible((await other.client.get('/reports')).html), /Waits for a moderator/);
	const item = await first.client.get(`/moderation/item/${itemOf(a)}`);
	assert.match(visible(item.html), /buy buy/);
	assert.equal((await act(first, { act: 'hide', rule: 'spam', post: a, item: itemOf(a), note: 'An advertisement.' })).status, 303);
	assert.equal(goneOf(a), 'hidden');
	assert.deepEqual(counts(t), ['0', '0', 'open']);
	assert.doesNotMatch((await guest.get(t.path)).html, new RegExp(`id="a${a}"`));
	await told(other, 'report');
	await told(author, 'moderated');
	assert.match(visible((await other.client.get('/reports')).html), /It was hidden/);
	assert.match(visible((await author.client.get('/moderation/mine')).html), /A moderator hid a post of yours.*Spam.*An advertisement/);
});

test('a thread is reported where it begins, an answer by itself', async () => {
	const t = thread(asker);
	const a = post(t, author);
	const heading = async (id) => (await guest.get(`/report/post/${id}`)).html.match(/<h1>([^<]*)/)[1];
	assert.equal(await heading(t.question), 'Report a thread');
	assert.equal(await heading(a), 'Report a post');
	const item = () => number(`SELECT count(*) FROM community.queue_item WHERE post_id = ${t.question} AND kind = 'report' AND done_at IS NULL`);
	assert.equal((await report(other.client, 'post', t.question, { reason: 'off_topic' })).status, 303);
	assert.equal(item(), 1);
	assert.equal((await act(first, { act: 'hide', rule: 'off_topic', post: t.question, item: itemOf(t.question) })).status, 303);
	assert.deepEqual([t.question, a].map(goneOf), ['hidden', 'hidden'], 'all of it goes');
	assert.equal((await undo(first, lastDecision('post_id', t.question))).status, 303);
	assert.deepEqual([t.question, a].map(goneOf), ['shown', 'shown']);
});

test('private data is held at once; its author and moderators see it; kept, it comes back and is not held again', async () => {
	const t = thread(asker);
	const a = post(t, author);
	await report(guest, 'post', a, { reason: 'private' });
	assert.equal(goneOf(a), 'held');
	assert.doesNotMatch((await guest.get(t.path)).html, new RegExp(`id="a${a}"`));
	assert.doesNotMatch((await other.client.get(t.path)).html, new RegExp(`id="a${a}"`));
	assert.match(visible((await author.client.get(t.path)).html), /Waits for a moderator/);
	assert.match((await first.client.get(t.path)).html, new RegExp(`href="/moderation/post/${a}"`));
	assert.equal((await act(first, { act: 'keep', post: a, item: itemOf(a) })).status, 303);
	assert.equal(goneOf(a), 'shown');
	assert.deepEqual(counts(t), ['1', '0', 'answered']);
	await report(guest, 'post', a, { reason: 'private' });
	assert.equal(goneOf(a), 'shown', 'a moderator has looked');
	assert.doesNotMatch((await guest.get('/moderation/log')).html, new RegExp(`/a/${a}"`), 'what was kept is not in the open log');
});

test('two moderators never get the same item, and an item that was taken comes back after ten minutes', async () => {
	const t = thread(asker);
	instance.sql('UPDATE community.queue_item SET done_at = now() WHERE done_at IS NULL');
	for (const a of [post(t, author), post(t, author)])
		await report(other.client, 'post', a, { reason: 'abuse' });
	const next = async (who) => (await who.client.post('/moderation/next', { key: await keyOf(who.client) })).location;
	const [mine, yours] = await Promise.all([next(first), next(second)]);
	assert.notEqual(mine, yours);
	assert.match(mine, /^\/moderation\/item\//);
	assert.match(yours, /^\/moderation\/item\//);
	assert.match(visible((await second.client.get(mine)).html), /looks at this just now/);
	assert.equal(await next(admin), '/moderation', 'both are taken');
	instance.sql(`UPDATE community.queue_item SET taken_at = now() - interval '11 minutes' WHERE taken_by = ${first.id}`);
	assert.equal(await next(admin), mine);
	const left = await admin.client.post('/moderation/next', { key: await keyOf(admin.client), pass: mine.split('/').pop() });
	assert.equal(left.location, '/moderation', 'nothing else waits for him');
	assert.equal(await next(first), mine, 'it was left to others');
});

test('who still has the page of an item that another moderator looks at, or has decided, decides nothing', async () => {
	const a = post(thread(asker), author);
	await report(other.client, 'post', a, { reason: 'abuse' });
	const item = itemOf(a);
	const take = async (who) => who.client.post('/moderation/next', { key: await keyOf(who.client), item });
	await take(first);
	instance.sql(`UPDATE community.queue_item SET taken_at = now() - interval '11 minutes' WHERE id = ${item}`);
	await take(second);
	for (const fields of [{ act: 'keep' }, { act: 'hide', rule: 'abuse' }]) {
		const late = await act(first, { ...fields, post: a, item });
		assert.equal(late.status, 409);
		assert.match(visible(late.html), /Another moderator/);
	}
	assert.equal((await act(second, { act: 'keep', post: a, item })).status, 303);
	assert.equal((await act(first, { act: 'keep', post: a, item })).status, 409, 'it is decided');
	assert.equal(number(`SELECT count(*) FROM community.decision WHERE post_id = ${a}`), 1);
});

test('all of a long queue can be reached page by page, one kind alone, and who works in it sees how much waits', async () => {
	const t = thread(asker);
	instance.sql(`INSERT INTO community.queue_item (kind, thread_id, link_id, harm, created_at) SELECT 'edit', ${t.id}, n, n % 3, now() - n % 5 * interval '1 minute' FROM generate_series(1, 64) n`);
	try {
		const ids = (where) => instance.sql(`SELECT id FROM community.queue_item WHERE done_at IS NULL AND ${where} ORDER BY harm DESC, created_at, id`).map(([id]) => id);
		const walk = async (path) => {
			const seen = [];
			while (path) {
				const { html } = await first.client.get(path);
				seen.push(...[...html.matchAll(/<h2><a href="\/moderation\/item\/(\d+)/g)].map(([, id]) => id));
				path = html.match(/rel="next" href="([^"]+)"/)?.[1].replaceAll('&amp;', '&');
				assert.ok(seen.length < 1000);
			}
			return seen;
		};
		assert.deepEqual(await walk('/moderation?kind=edit'), ids(`kind = 'edit' AND NOT ${first.id} = ANY (not_for)`));
		assert.deepEqual(await walk('/moderation'), ids(`NOT ${first.id} = ANY (not_for)`));
		const { html } = await first.client.get('/moderation?kind=edit');
		assert.match(html, /href="\/moderation\?kind=edit" aria-current="page">[^<]* 64</);
		const next = await first.client.post('/moderation/next', formFields(html, '/moderation/next'));
		assert.equal(number(`SELECT id FROM community.queue_item WHERE taken_by = ${first.id} AND done_at IS NULL`), Number(ids("kind = 'edit'")[0]));
		assert.match(next.location, /kind=edit$/);
		assert.match((await first.client.get('/moderation?kind=appeal&after=0')).html, /Nothing of this kind waits/);
		assert.equal((await first.client.get("/moderation?kind='&after=x")).status, 200);
	} finally {
		instance.sql(`UPDATE community.queue_item SET done_at = now() WHERE thread_id = ${t.id}`);
	}
	const a = post(t, author);
	await report(other.client, 'post', a, { reason: 'abuse' });
	const waits = number(`SELECT count(*) FROM community.queue_item WHERE done_at IS NULL AND NOT ${first.id} = ANY (not_for)`);
	const shown = waits > 99 ? '99\\+' : String(waits);
	const page = (await first.client.get(`/moderation/item/${itemOf(a)}?kind=report`)).html;
	assert.match(visible(page), new RegExp(`Queue · ${shown} waiting`));
	assert.match(page, /name="kind" value="report"/, 'and goes on with that kind');
	const menu = (html) => visible(html.match(/<details class="menu">.*?<\/details>/s)[0]);
	assert.match(menu((await first.client.get('/topics')).html), new RegExp(`Moderation ${shown} `));
	assert.doesNotMatch(menu((await other.client.get('/topics')).html), /Moderation|waits/);
	await act(first, { act: 'keep', post: a, item: itemOf(a) });
});

test('a warning is in the open log without a name or its words, unless it is about private details', async () => {
	const who = member();
	for (const rule of ['abuse', 'private'])
		assert.equal((await act(first, { act: 'warn', rule, member: who.id, note: `Words for ${who.name}` })).status, 303);
	const rows = instance.sql(`SELECT id FROM community.decision WHERE member_id = ${who.id} AND action = 'warn' ORDER BY id`).map(([id]) => id);
	const { html } = await guest.get('/moderation/log');
	const [row] = html.match(new RegExp(`<li id="d${rows[0]}">.*?</li>`, 's'));
	assert.match(visible(row), /warned/);
	assert.doesNotMatch(html, new RegExp(who.name));
	assert.doesNotMatch(html, new RegExp(`id="d${rows[1]}"`));
	assert.match((await who.client.get('/moderation/log')).html, new RegExp(`/moderation/appeal/${rows[0]}`));
	assert.match((await second.client.get('/moderation/log?all=1')).html, new RegExp(`action="/moderation/undo/${rows[0]}"`), 'taken back from the log of all');
	assert.equal((await undo(second, rows[0])).status, 303);
	assert.match(visible((await guest.get('/moderation/log')).html.match(new RegExp(`<li id="d${rows[0]}">.*?</li>`, 's'))[0]), /taken back/);
});

test('one decision leads to the next item, with a bar that takes it back; the item is open again', async () => {
	const t = thread(asker);
	const [a, b] = [post(t, author), post(t, author)];
	for (const one of [a, b])
		await report(other.client, 'post', one, { reason: 'spam' });
	const done = await act(first, { act: 'hide', rule: 'spam', post: a, item: itemOf(a) });
	const decision = lastDecision('post_id', a);
	assert.match(done.location, new RegExp(`^/moderation.*did=${decision}$`));
	const page = await first.client.get(done.location);
	assert.match(page.html, new RegExp(`action="/moderation/undo/${decision}"`));
	assert.equal((await undo(first, decision)).status, 303);
	assert.equal(goneOf(a), 'shown');
	assert.equal(number(`SELECT count(*) FROM community.queue_item WHERE post_id = ${a} AND done_at IS NULL`), 1);
	assert.equal((await undo(second, decision)).status, 409, 'once');
	const twice = { key: await keyOf(first.client), act: 'keep', post: b, item: itemOf(b) };
	assert.equal((await first.client.post('/moderation/act', twice)).status, 303);
	assert.equal((await first.client.post('/moderation/act', twice)).status, 303, 'a double click is one decision');
	assert.equal(number(`SELECT count(*) FROM community.decision WHERE post_id = ${b}`), 1);
});

test('criticism is answered: whoever would remove it is told so, and the desk gets the thread', async () => {
	const t = thread(asker);
	const a = post(t, author, 'answer', null, 'This company never keeps a promise.');
	const refused = await act(first, { act: 'hide', rule: 'criticism', post: a });
	assert.equal(refused.status, 422);
	assert.match(visible(refused.html), /Criticism is answered, not removed/);
	assert.equal(goneOf(a), 'shown');
	assert.equal((await act(first, { act: 'criticism', post: a })).status, 303);
	for (let i = 0; i < 300 && !number(`SELECT count(*) FROM crm.inbox WHERE thread_id = ${t.id} AND reason = 'criticism'`); i++)
		await new Promise((done) => setTimeout(done, 100));
	assert.equal(number(`SELECT count(*) FROM crm.inbox WHERE thread_id = ${t.id} AND reason = 'criticism' AND due_at > now()`), 1);
});

test('merging and splitting keep every link working, and both can be taken back', async () => {
	const [from, to] = [thread(asker), thread(other)];
	const [a, b] = [post(from, author), post(to, author)];
	const comment = post(from, other, 'comment', a);
	const leads = async (path) => {
		for (let i = 0; i < 5; i++) {
			const answer = await guest.get(path.replace(/#.*/, ''));
			if (answer.status < 300 || answer.status > 399)
				return { status: answer.status, path, html: answer.html };
			path = answer.location;
		}
		assert.fail(`${path} goes in circles`);
	};
	const standsIn = async (t, ids) => {
		for (const id of ids) {
			const page = await leads(`/a/${id}`);
			assert.equal(page.status, 200);
			assert.match(page.path, new RegExp(`^/t/${t.id}/`));
			assert.match(page.html, new RegExp(`id="a${id}"`));
		}
	};

	assert.equal((await act(first, { act: 'merge', rule: 'duplicate', thread: from.id, to: `${instance.url}${to.path}` })).status, 303);
	const merge = lastDecision('thread_id', from.id);
	await standsIn(to, [a, b, comment, from.question, to.question]);
	assert.match((await leads(from.path)).path, new RegExp(`^/t/${to.id}/`));
	assert.equal((await leads(`/t/${from.id}/feed.atom`)).path, `/t/${to.id}/feed.atom`);
	assert.deepEqual(counts(to), ['2', '1', 'answered'], 'the other question is no answer');
	const typed = await other.client.post(`/t/${from.id}/answer`, { key: await keyOf(other.client), body: 'Typed meanwhile' });
	assert.ok([403, 409].includes(typed.status));
	assert.match(typed.html, /Typed meanwhile/);
	assert.equal((await undo(second, merge)).status, 303);
	await standsIn(from, [a, comment, from.question]);
	await standsIn(to, [b]);
	assert.deepEqual(counts(from), ['1', '1', 'answered']);
	assert.deepEqual(counts(to), ['1', '0', 'answered']);

	const more = post(from, other);
	const split = await act(first, { act: 'split', thread: from.id, 'choose[]': a, title: 'A question of its own' });
	assert.equal(split.status, 303);
	const made = number(`SELECT thread_id FROM community.post WHERE id = ${a}`);
	assert.notEqual(made, from.id);
	await standsIn({ id: made }, [a, comment]);
	await standsIn(from, [more, from.question]);
	assert.equal((await undo(first, lastDecision('thread_id', from.id))).status, 303);
	await standsIn(from, [a, comment, more]);
	assert.match((await leads(`/t/${made}/a-question-of-its-own`)).path, new RegExp(`^/t/${from.id}/`));
	assert.equal((await act(first, { act: 'merge', rule: 'duplicate', thread: from.id, to: String(from.id) })).status, 409);
	assert.equal((await act(first, { act: 'split', thread: from.id, 'choose[]': from.question, title: 'A question of its own' })).status, 409);
});

test('locked, authors cannot edit; pinned and moved, a thread stands where it should; each is in the open log without a name', async () => {
	const t = thread(asker);
	const a = post(t, author);
	assert.equal((await act(first, { act: 'lock', rule: 'order', thread: t.id })).status, 303);
	assert.equal((await author.client.get(`/a/${a}/edit`)).status, 403);
	assert.equal((await author.client.post(`/a/${a}/edit`, { key: await keyOf(author.client), body: 'Other', revision: '1' })).status, 403);
	assert.equal((await first.client.get(`/a/${a}/edit`)).status, 200);
	assert.equal((await act(second, { act: 'lock', rule: 'order', thread: t.id })).status, 409, 'it is locked');
	const [[topic, slug]] = instance.sql(`SELECT id, slug FROM community.topic WHERE open AND id <> (SELECT topic_id FROM community.thread WHERE id = ${t.id}) ORDER BY id LIMIT 1`);
	assert.equal((await act(first, { act: 'move', thread: t.id, to: topic })).status, 303);
	instance.sql(`UPDATE community.thread SET active_at = now() - interval '9 years', created_at = now() - interval '9 years' WHERE id = ${t.id}`);
	assert.equal((await act(first, { act: 'pin', thread: t.id })).status, 303);
	assert.match((await guest.get(`/topic/${slug}`)).html, new RegExp(`${t.title}`));
	const log = visible((await guest.get('/moderation/log')).html);
	assert.match(log, new RegExp(`closed to further posts.*${t.title}`));
	assert.doesNotMatch(log, new RegExp(`${first.name}|${asker.name}`));
	assert.match(visible((await second.client.get('/moderation/log?all=1')).html), new RegExp(asker.name));
	assert.equal((await undo(second, number(`SELECT id FROM community.decision WHERE thread_id = ${t.id} AND action = 'lock'`))).status, 303);
	assert.equal((await author.client.get(`/a/${a}/edit`)).status, 200);
});

test('a moderator edits marked, hides what stood there, and it is in no version and no difference; taken back, it is', async () => {
	const t = thread(asker);
	const a = post(t, author, 'answer', null, 'Ring me at 0151 7654321.');
	const edited = await first.client.submit(`/a/${a}/edit`, { body: 'Ring me.', rule: 'private', hide_history: '1', reason: 'a number' });
	assert.equal(edited.status, 303);
	const decision = lastDecision('post_id', a);
	for (const who of [guest, author.client, other.client])
		assert.doesNotMatch((await who.get(`/a/${a}/history`)).html, /7654321/);
	assert.match((await second.client.get(`/a/${a}/history`)).html, /7654321/);
	assert.doesNotMatch((await guest.get('/moderation/log')).html, new RegExp(`/a/${a}"`), 'private: not in the open log');
	assert.equal((await undo(second, decision)).status, 303);
	assert.match((await guest.get(t.path)).html, /7654321/);
	assert.deepEqual(instance.sql(`SELECT source, revision FROM community.post WHERE id = ${a}`)[0], ['Ring me at 0151 7654321.', '3']);
});

test('silenced, a member reads and appeals and does not post, and keeps what was typed', async () => {
	const who = member();
	const t = thread(asker);
	assert.equal((await act(first, { act: 'silence', rule: 'abuse', member: who.id, minutes: '1440', note: 'Calm down, please.' })).status, 303);
	const sent = await who.client.post(`/t/${t.id}/answer`, { key: await keyOf(who.client), body: 'But I must say this' });
	assert.equal(sent.status, 403);
	assert.match(sent.html, /But I must say this/);
	assert.match(visible((await who.client.get(t.path)).html), /You cannot post for a while/);
	assert.match(visible((await who.client.get('/moderation/mine')).html), /Calm down, please/);
	const undone = await undo(first, lastDecision('member_id', who.id));
	assert.equal(undone.status, 303);
	assert.equal((await who.client.post(`/t/${t.id}/answer`, { key: await keyOf(who.client), body: 'Now I may say this' })).status, 303);
});

test('suspended, a member is signed out everywhere; after that he reads, and appeals once; another moderator answers', async () => {
	const who = member();
	const t = thread(asker);
	assert.equal((await act(first, { act: 'suspend', rule: 'abuse', member: who.id, minutes: '0' })).status, 303);
	const decision = lastDecision('member_id', who.id);
	assert.match((await who.client.get('/notices')).location, /^\/signin/);
	signInAgain(who);
	assert.equal((await who.client.get(t.path)).status, 200);
	assert.equal((await who.client.post(`/t/${t.id}/act`, { key: await keyOf(who.client), act: 'follow' })).status, 403);
	assert.equal((await who.client.post(`/moderation/appeal/${decision}`, { key: await keyOf(who.client), body: '' })).status, 422);
	assert.equal((await who.client.post(`/moderation/appeal/${decision}`, { key: await keyOf(who.client), body: 'That was not me.' })).location, '/moderation/mine');
	assert.equal((await who.client.post(`/moderation/appeal/${decision}`, { key: await keyOf(who.client), body: 'Again' })).status, 409);
	assert.equal((await other.client.get(`/moderation/appeal/${decision}`)).status, 404);
	const appeal = number(`SELECT id FROM community.appeal WHERE decision_id = ${decision}`);
	const answer = async (by, what) => by.client.post(`/moderation/answer/${appeal}`, { key: await keyOf(by.client), act: what, reply: 'You are right.' });
	assert.equal((await answer(first, 'overturn')).status, 409, 'who decided does not answer');
	assert.equal((await answer(second, 'overturn')).status, 303);
	assert.equal(instance.sql(`SELECT state FROM community.member WHERE id = ${who.id}`)[0][0], 'active');
	await told(who, 'appeal');
	assert.match(visible((await who.client.get('/moderation/mine')).html), /You were right: it was taken back/);
	assert.deepEqual(instance.sql(`SELECT kind FROM ops.event WHERE other_id = ${who.id} AND kind IN (47, 48) ORDER BY id`), [['47'], ['48']]);
	assert.match(visible((await admin.client.get('/moderation/record')).html), new RegExp(first.name));
});

test('a removal stands after two weeks, or when an appeal is refused; then levels count it', async () => {
	const t = thread(asker);
	const [a, b, c] = [post(t, author), post(t, author), post(t, author)];
	for (const one of [a, b, c])
		await act(first, { act: 'hide', rule: 'spam', post: one });
	const [da, db] = [a, b].map((one) => lastDecision('post_id', one));
	instance.sql(`UPDATE community.decision SET at = now() - interval '15 days' WHERE id = ${da}`);
	await author.client.post(`/moderation/appeal/${db}`, { key: await keyOf(author.client), body: 'It was useful.' });
	const appeal = number(`SELECT id FROM community.appeal WHERE decision_id = ${db}`);
	// Who goes through appeals alone goes on to the next appeal, if there is one.
	const item = number(`SELECT id FROM community.queue_item WHERE kind = 'appeal' AND link_id = ${appeal}`);
	const way = (await second.client.get(`/moderation/item/${item}?kind=appeal`)).location;
	const fields = Object.fromEntries(formFields((await second.client.get(way)).html, `/moderation/answer/${appeal}`));
	assert.deepEqual([fields.way, fields.kind], [String(item), 'appeal']);
	const refused = await second.client.post(`/moderation/answer/${appeal}`, { ...fields, act: 'uphold', reply: 'No, an advertisement.' });
	assert.match(refused.location, /^(\/moderation\?|\/moderation\/answer\/\d+\?way=\d+&)kind=appeal$/);
	for (let i = 0; i < 700 && number(`SELECT count(*) FROM ops.event WHERE kind = 64 AND post_id IN (${a}, ${b})`) < 2; i++)
		await new Promise((done) => setTimeout(done, 100));
	assert.deepEqual(instance.sql(`SELECT post_id, other_id FROM ops.event WHERE kind = 64 AND post_id IN (${a}, ${b}, ${c}) ORDER BY post_id`), [[String(a), String(author.id)], [String(b), String(author.id)]]);
	assert.equal((await author.client.post(`/moderation/appeal/${da}`, { key: await keyOf(author.client), body: 'Too late' })).status, 409);
});

test('all posts of an author go with one click after a preview, and come back with one', async () => {
	const spammer = member();
	const t = thread(asker);
	const posts = [post(t, spammer), post(t, spammer), thread(spammer).question];
	const page = await first.client.get(`/moderation/bulk?member=${spammer.id}&minutes=60`);
	assert.match(visible(page.html), /Hide these 3 posts/);
	const late = post(t, spammer);
	const fields = formFields(page.html, '/moderation/bulk');
	const { location } = await first.client.post('/moderation/bulk', fields);
	assert.match(location, /^\/moderation\/sweep\/\d+$/);
	await settled(first, location);
	assert.deepEqual(posts.map(goneOf), ['hidden', 'hidden', 'hidden']);
	const work = async () => Number((await second.client.get('/moderation/record')).html.match(new RegExp(`/u/${busy.name}".*?<td>(\\d+)</td>`, 's'))?.[1] ?? 0);
	const busy = member('moderator');
	const more = [post(t, spammer), post(t, spammer)];
	const mine = await busy.client.get(`/moderation/bulk?member=${spammer.id}&minutes=60`);
	const swept = await busy.client.post('/moderation/bulk', formFields(mine.html, '/moderation/bulk'));
	await settled(busy, swept.location);
	assert.deepEqual(more.map(goneOf), ['hidden', 'hidden']);
	assert.equal(await work(), 1, 'many at once are one piece of work');
	assert.equal((await undo(busy, lastDecision('post_id', more[0]))).location, swept.location);
	await settled(busy, swept.location);
	assert.equal(goneOf(late), 'shown', 'nobody has seen it in the preview');
	assert.equal((await undo(second, lastDecision('post_id', posts[1]))).location, location);
	await settled(first, location);
	assert.deepEqual(posts.map(goneOf), ['shown', 'shown', 'shown']);
});

test('nobody decides about himself, and only an admin about a moderator', async () => {
	const t = thread(first);
	const a = post(t, first);
	assert.equal((await act(first, { act: 'hide', rule: 'spam', post: a })).status, 409);
	assert.equal((await act(first, { act: 'lock', rule: 'order', thread: t.id })).status, 303, 'his own thread he may lock');
	assert.equal((await act(first, { act: 'suspend', rule: 'abuse', member: second.id, minutes: '0' })).status, 409);
	assert.equal((await act(first, { act: 'suspend', rule: 'abuse', member: first.id, minutes: '0' })).status, 409);
	const colleague = member('moderator');
	assert.equal((await act(admin, { act: 'suspend', rule: 'abuse', member: colleague.id, minutes: '0' })).status, 303);
	assert.equal((await act(other, { act: 'hide', rule: 'spam', post: a })).status, 403);
});

test('a name that exposes somebody goes, and comes back with one click; the open log does not know', async () => {
	const who = member();
	assert.equal((await act(first, { act: 'pseudonymise', member: who.id })).status, 303);
	assert.equal(instance.sql(`SELECT username, display FROM community.member WHERE id = ${who.id}`)[0][0], `member-${who.id}`);
	assert.equal(number(`SELECT count(*) FROM community.decision WHERE member_id = ${who.id} AND public`), 0);
	assert.equal((await undo(first, lastDecision('member_id', who.id))).status, 303);
	assert.equal(instance.sql(`SELECT username FROM community.member WHERE id = ${who.id}`)[0][0], who.name);
});

test('who has helped very many reads the queue, without names of reporters, private data and buttons', async () => {
	const guardian = member();
	instance.sql(`INSERT INTO standing.member_level (member_id, level, since, good, bad, removals, people, ratio) VALUES (${guardian.id}, 4, now(), 40, 0, 0, 30, 900)`);
	const t = thread(asker);
	const [a, b] = [post(t, author), post(t, author)];
	await report(other.client, 'post', a, { reason: 'spam', text: 'seen elsewhere' });
	await report(other.client, 'post', b, { reason: 'private' });
	assert.equal((await guardian.client.get('/moderation')).status, 200);
	const page = await guardian.client.get(`/moderation/item/${itemOf(a)}`);
	assert.equal(page.status, 200);
	assert.doesNotMatch(page.html, /seen elsewhere|value="hide"/);
	assert.equal((await guardian.client.get(`/moderation/item/${itemOf(b)}`)).status, 404);
	assert.equal((await other.client.get('/moderation')).status, 403);
	assert.equal((await act(guardian, { act: 'keep', post: a, item: itemOf(a) })).status, 403);
});

test('suggested edits and findings come and go in the queue with their own state', async () => {
	const t = thread(asker);
	const a = post(t, author);
	const [[id]] = instance.sql(`INSERT INTO community.suggestion (post_id, author_id, base, member_id, source) VALUES (${a}, ${author.id}, 1, ${other.id}, 'Better.') RETURNING id`);
	const open = () => number(`SELECT count(*) FROM community.queue_item WHERE kind = 'suggestion' AND link_id = ${id} AND done_at IS NULL`);
	assert.equal(open(), 1);
	const item = number(`SELECT id FROM community.queue_item WHERE kind = 'suggestion' AND link_id = ${id}`);
	assert.equal((await first.client.get(`/moderation/item/${item}`)).location, `/suggestion/${id}?way=${item}`);
	assert.equal((await first.client.get(`/moderation/item/${item}?kind=suggestion`)).location, `/suggestion/${id}?way=${item}&kind=suggestion`);
	instance.sql(`UPDATE community.suggestion SET state = 'withdrawn', decided_by = ${other.id}, decided_at = now() WHERE id = ${id}`);
	assert.equal(open(), 0);
});

test('the list says what an appeal, a suggested edit and a finding are about, and whom; who only reads has none of them', async () => {
	const reader = member();
	instance.sql(`INSERT INTO standing.member_level (member_id, level, since, good, bad, removals, people, ratio) VALUES (${reader.id}, 4, now(), 40, 0, 0, 30, 900)`);
	const [t, edited] = [thread(asker), thread(asker)];
	const decision = number(`SELECT community.moderate(${first.id}, (SELECT max(id) FROM community.session WHERE member_id = ${first.id}), 'hide', 'abuse', '', ${t.question}, NULL, NULL, '{}', NULL, NULL)`);
	assert.equal((await asker.client.post(`/moderation/appeal/${decision}`, { key: await keyOf(asker.client), body: 'I was kind.' })).status, 303);
	instance.sql(`INSERT INTO community.suggestion (post_id, author_id, base, member_id, source) VALUES (${edited.question}, ${asker.id}, 1, ${other.id}, 'Better.')`);
	instance.sql(`INSERT INTO standing.finding (kind, day, members, concerned, acts, credit) VALUES ('mutual', 1, ARRAY[${author.id}, ${other.id}]::bigint[], ARRAY[${author.id}]::bigint[], 2, 2)`);
	const ours = `link_id = (SELECT max(id) FROM community.appeal) AND kind = 'appeal' OR link_id = (SELECT max(id) FROM community.suggestion) AND kind = 'suggestion'
		OR link_id = (SELECT max(id) FROM standing.finding) AND kind = 'evidence'`;
	assert.equal(instance.sql(`UPDATE community.queue_item SET harm = 900000 WHERE done_at IS NULL AND (${ours}) RETURNING id`).length, 3);
	const name = (who) => instance.sql(`SELECT display FROM community.member WHERE id = ${who.id}`)[0][0];
	const list = visible((await second.client.get('/moderation')).html);
	assert.match(list, new RegExp(`${t.title} I was kind\\. .*Appeal ${name(asker)}`));
	assert.match(list, new RegExp(`${edited.title} What is it\\? .*Suggested edit ${name(other)}`));
	assert.match(list, new RegExp(`Credit between ${name(author)}, ${name(other)}`));
	const read = visible((await reader.client.get('/moderation')).html);
	for (const secret of [t.title, 'I was kind', edited.title, 'Credit between'])
		assert.ok(!read.includes(secret), secret);
	instance.sql(`UPDATE community.queue_item SET done_at = now() WHERE harm = 900000 AND done_at IS NULL;
		UPDATE community.suggestion SET state = 'withdrawn', decided_by = ${other.id}, decided_at = now() WHERE post_id = ${edited.question};
		DELETE FROM standing.finding WHERE id = (SELECT max(id) FROM standing.finding) AND acts = 2`);
});

test('from what was decided about him nobody is led to a page that is missing: he reads his own text, and appeals there', async () => {
	const [t, shown] = [thread(author), thread(asker)];
	const [hidden, stranger, held] = [post(shown, author), post(t, other), post(shown, author, 'answer', null, 'Call me.')];
	assert.equal((await act(first, { act: 'hide', rule: 'abuse', post: hidden })).status, 303);
	assert.equal((await act(first, { act: 'hide', rule: 'abuse', post: stranger })).status, 303);
	assert.equal((await act(first, { act: 'hide', rule: 'off_topic', post: t.question })).status, 303);
	await report(asker.client, 'post', held, { reason: 'private' });
	assert.equal(goneOf(held), 'held');
	const about = async (who) => {
		const { html } = await who.client.get('/moderation/mine');
		return [...html.matchAll(/<section class="card" id="d\d+">[^]*?<\/section>/g)].flatMap(([card]) => [...card.matchAll(/href="([^"]+)"/g)].map(([, href]) => href));
	};
	const links = new Set([...await about(author), `/moderation/appeal/${lastDecision('post_id', hidden)}`]);
	for (const link of links) {
		const page = await author.client.get(link);
		assert.ok(page.status < 400, `${page.status} ${link}`);
	}
	const page = await author.client.get(`/moderation/appeal/${lastDecision('post_id', hidden)}`);
	assert.match(visible(page.html), /Turn it off and on again\./);
	assert.match(page.html, /name="body"/);
	assert.match(visible((await author.client.get(`/moderation/appeal/${lastDecision('post_id', t.question)}`)).html), /What is it\?/);
	assert.equal((await asker.client.get(`/moderation/appeal/${lastDecision('post_id', hidden)}`)).status, 404, 'nobody else');
	// The open log leads guests to what they may read: the thread of what is hidden, and never to the post.
	const log = (await guest.get('/moderation/log')).html;
	assert.ok(log.includes(`<a href="${shown.path}"`));
	assert.ok(!log.includes(`/a/${hidden}"`) && !log.includes(t.title));
	const all = (await first.client.get('/moderation/log?all=1')).html;
	assert.ok(all.includes(`href="/moderation/post/${hidden}"`));
});

test('what its author deletes waits no more: who reported it is told so, moderators see it beside his name', async () => {
	const spammer = member();
	const t = thread(asker);
	const a = post(t, spammer);
	const [[suggestion]] = instance.sql(`INSERT INTO community.suggestion (post_id, author_id, base, member_id, source) VALUES (${a}, ${spammer.id}, 1, ${other.id}, 'Better.') RETURNING id`);
	assert.equal((await report(other.client, 'post', a, { reason: 'spam' })).status, 303);
	const item = itemOf(a);
	const open = () => number(`SELECT count(*) FROM community.queue_item WHERE done_at IS NULL AND (post_id = ${a} OR kind = 'suggestion' AND link_id = ${suggestion})`);
	assert.equal(open(), 2);
	assert.equal((await spammer.client.submit(`/a/${a}/delete`, {})).status, 303);
	assert.equal(open(), 0);
	const page = await first.client.get(`/moderation/item/${item}`);
	assert.match(visible(page.html), /Its author deleted it before anybody had decided.*Reported, and deleted by the author 1/);
	assert.ok(formFields(page.html, '/moderation/next'), 'and on to what comes next');
	assert.match(visible((await other.client.get('/reports')).html), /Its author has deleted it/);
	// Should one wait about it nevertheless, nobody is held up by it.
	instance.sql(`UPDATE community.queue_item SET done_at = NULL, harm = 999999 WHERE id = ${item}`);
	const next = async (fields = {}) => (await first.client.post('/moderation/next', { key: await keyOf(first.client), ...fields })).location;
	assert.equal(await next(), `/moderation/item/${item}`);
	const stuck = await first.client.get(`/moderation/item/${item}`);
	assert.match(visible(stuck.html), /nothing to decide about this post now/);
	assert.match(stuck.html, new RegExp(`<button name="pass" value="${item}"`));
	assert.notEqual(await next({ pass: item }), `/moderation/item/${item}`);
	instance.sql(`UPDATE community.queue_item SET done_at = now() WHERE id = ${item}`);
});

test('what is reported and goes along with its question waits no more, and again when that is taken back', async () => {
	const t = thread(asker);
	const [a, b] = [post(t, author), post(t, author)];
	for (const id of [t.question, a])
		await report(other.client, 'post', id, { reason: 'abuse' });
	await report(other.client, 'post', b, { reason: 'private' });
	const open = () => instance.sql(`SELECT post_id FROM community.queue_item WHERE done_at IS NULL AND post_id IN (${t.question}, ${a}, ${b}) ORDER BY post_id`).flat();
	assert.equal((await act(first, { act: 'hide', rule: 'abuse', post: t.question, item: itemOf(t.question) })).status, 303);
	assert.deepEqual(open(), [String(b)], 'what is held is hidden by itself');
	const held = await first.client.get(`/moderation/item/${itemOf(b)}`);
	assert.match(visible(held.html), /shown again together with its thread/);
	assert.doesNotMatch(held.html, /value="keep"|value="restore"/);
	await told(other, 'report');
	assert.equal((await undo(first, lastDecision('post_id', t.question))).status, 303);
	assert.deepEqual(open(), [t.question, a, b].map(String));
	assert.equal((await act(first, { act: 'keep', post: b, item: itemOf(b) })).status, 303);
	assert.equal((await act(first, { act: 'keep', post: a, item: itemOf(a) })).status, 303);
	assert.equal((await act(first, { act: 'keep', post: t.question, item: itemOf(t.question) })).status, 303);
});

test('what was hidden in a thread that it was merged into stays hidden when the merge is undone', async () => {
	const [from, to] = [thread(asker), thread(asker)];
	post(from, author);
	assert.equal((await act(first, { act: 'merge', rule: 'duplicate', thread: from.id, to: to.id })).status, 303);
	const merge = lastDecision('thread_id', from.id);
	assert.equal((await act(first, { act: 'hide', rule: 'private', post: from.question })).status, 303);
	assert.equal((await undo(first, merge)).status, 303);
	assert.equal((await guest.get(from.path)).status, 404);
	assert.doesNotMatch((await guest.get('/feed.atom')).html, new RegExp(from.title));
	assert.equal((await guest.get(to.path)).status, 200);
	assert.equal((await act(first, { act: 'restore', post: from.question })).status, 303);
	assert.equal((await guest.get(from.path)).status, 200);
	assert.match((await guest.get('/feed.atom')).html, new RegExp(from.title));
	// Be it as it may: with a thread that is shown nobody reads a question that is not.
	instance.sql(`UPDATE community.post SET deleted_at = now() WHERE id = ${from.question}`);
	assert.equal((await guest.get(from.path)).status, 404);
	assert.doesNotMatch((await guest.get('/feed.atom')).html, new RegExp(from.title));
});

test('what is brought back after a merge stands where all of it went', async () => {
	const [from, to] = [thread(asker), thread(asker)];
	const a = post(from, author);
	assert.equal((await act(first, { act: 'hide', rule: 'abuse', post: a })).status, 303);
	const hide = lastDecision('post_id', a);
	assert.equal((await act(first, { act: 'merge', rule: 'duplicate', thread: from.id, to: to.id })).status, 303);
	const answer = new RegExp(`id="a${a}"`);
	assert.doesNotMatch((await guest.get(to.path)).html, answer);
	assert.equal((await undo(first, hide)).status, 303);
	assert.match((await guest.get(to.path)).html, answer);
	assert.equal((await guest.get(`/a/${a}`)).status, 303);
	assert.deepEqual(counts(to), ['1', '0', 'answered']);
});

test('forms made by hand decide nothing about a whole thread, and hand no member to the desk', async () => {
	const t = thread(asker);
	const decided = () => number(`SELECT count(*) FROM community.decision WHERE thread_id = ${t.id} OR member_id = ${asker.id} AND action = 'criticism'`);
	const before = decided();
	for (const fields of [{ act: 'hide', rule: 'spam', thread: t.id }, { act: 'restore', thread: t.id }, { act: 'keep', thread: t.id }, { act: 'criticism', member: asker.id }])
		assert.equal((await act(first, fields)).status, 409, JSON.stringify(fields));
	assert.equal(decided(), before);
	assert.equal((await guest.get(t.path)).status, 200);
});
