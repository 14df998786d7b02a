// What people do with posts and threads by one click: who may, what it changes, and that it counts once.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { asWeb, keyOf, member, number, post, thread, told } from './lib/scene.mjs';

const [asker, helper, other, staff, moderator] = [member(), member(), member(), member('staff'), member('moderator')];

// A question with one answer by the helper.
function solvable(state = 'answered') {
	const t = thread(asker, { state });
	return { ...t, answer: post(t, helper) };
}

const act = async (who, path, name, fields = {}) =>
	who.client.post(path, { key: await keyOf(who.client), act: name, ...fields });
const onPost = (who, id, name, fields) => act(who, `/a/${id}/act`, name, fields);
const onThread = (who, id, name, fields) => act(who, `/t/${id}/act`, name, fields);

const stateOf = (t) => instance.sql(`SELECT state, episode, solved_at IS NOT NULL FROM community.thread WHERE id = ${t.id}`)[0];
const counters = (id) => instance.sql(`SELECT accepted, thanks, helped, unhelpful, found FROM community.post WHERE id = ${id}`)[0].map(Number);
const eventsOf = (t) => instance.sql(`SELECT kind, COALESCE(member_id, 0), COALESCE(other_id, 0), COALESCE(post_id, 0)
	FROM ops.event WHERE thread_id = ${t.id} ORDER BY id`).map((row) => row.map(Number));
const kindsOf = (t) => eventsOf(t).map(([kind]) => kind);
const solutions = (who) => number(`SELECT solutions FROM community.member WHERE id = ${who.id}`);
const jobsAbout = (id) => instance.sql(`SELECT kind, payload FROM ops.job WHERE payload::text LIKE '%${id}%'`);
const ACCEPTED = 10, UNACCEPTED = 11, STAFF_ACCEPTED = 12, STAFF_UNACCEPTED = 13, THANKED = 14, UNTHANKED = 15, HELPED = 16,
	UNHELPED = 17, UNHELPFUL = 18, UNHELPFUL_UNDONE = 19, ME_TOO = 20, ME_TOO_UNDONE = 21, FOUND = 22, STATE = 24, CONFIRMED = 25;

// ---- accepting ----

test('the asker accepts with a label: confirmed, counted for the helper, seen on the page', async () => {
	const t = solvable();
	const was = solutions(helper);
	const answer = await onPost(asker, t.answer, 'accept', { label: '  on   Pixel 7 ' });
	assert.deepEqual([answer.status, answer.location], [303, `${t.path}#a${t.answer}`]);
	assert.match(await told(asker.client), /Marked as solved/);
	assert.deepEqual(stateOf(t), ['confirmed', '1', 't']);
	assert.equal(solutions(helper), was + 1);
	assert.deepEqual(counters(t.answer), [1, 0, 0, 0, 0]);
	assert.deepEqual(eventsOf(t), [[ACCEPTED, asker.id, helper.id, t.answer], [STATE, asker.id, asker.id, 0]]);
	const page = visible((await new Client().get(t.path)).html);
	assert.match(page, /Solution .*Accepted by .*: on Pixel 7/);
	assert.match(page, /✓ Solved/);
});

test('a second click on accept changes nothing and says so', async () => {
	const t = solvable();
	await onPost(asker, t.answer, 'accept');
	const events = eventsOf(t);
	assert.equal((await onPost(asker, t.answer, 'accept')).status, 303);
	assert.match(await told(asker.client), /so already/);
	assert.deepEqual(eventsOf(t), events);
	assert.deepEqual(counters(t.answer)[0], 1);
});

test('several answers can be accepted; taking the last back opens the question again and keeps the history', async () => {
	const t = solvable();
	const second = post(t, other);
	const was = [solutions(helper), solutions(other)];
	await onPost(asker, t.answer, 'accept');
	await onPost(asker, second, 'accept');
	assert.deepEqual([solutions(helper), solutions(other)], [was[0] + 1, was[1] + 1]);
	await onPost(asker, t.answer, 'unaccept');
	assert.deepEqual(stateOf(t), ['confirmed', '1', 't']);
	await onPost(asker, second, 'unaccept');
	assert.deepEqual(stateOf(t), ['reopened', '2', 'f']);
	assert.deepEqual([solutions(helper), solutions(other)], was);
	assert.equal(number(`SELECT count(*) FROM community.acceptance WHERE thread_id = ${t.id} AND undone_at IS NOT NULL`), 2);
	assert.deepEqual(kindsOf(t), [ACCEPTED, STATE, ACCEPTED, UNACCEPTED, UNACCEPTED, STATE]);
	await onPost(asker, second, 'accept');
	assert.deepEqual(stateOf(t), ['confirmed', '2', 't']);
});

test('the company accepts: marked as such, and not confirmed until the asker says so', async () => {
	const t = solvable();
	await onPost(staff, t.answer, 'accept');
	assert.deepEqual(stateOf(t), ['solved_unconfirmed', '1', 't']);
	assert.deepEqual(kindsOf(t), [STAFF_ACCEPTED, STATE]);
	assert.match(visible((await new Client().get(t.path)).html), /Accepted by the company/);
	assert.match(visible((await asker.client.get(t.path)).html), /The company says this is solved\. Is it\? Yes, this solved it No, it is not solved/);
	const was = solutions(helper);
	await onPost(asker, t.answer, 'accept');
	assert.deepEqual(stateOf(t), ['confirmed', '1', 't']);
	assert.equal(solutions(helper), was, 'one solution, however many accept it');
	assert.deepEqual(counters(t.answer)[0], 2);
	await onPost(staff, t.answer, 'unaccept');
	assert.deepEqual(stateOf(t)[0], 'confirmed');
	assert.equal(solutions(helper), was);
});

test('staff that takes back the only acceptance opens the question again', async () => {
	const t = solvable();
	await onPost(staff, t.answer, 'accept');
	await onPost(staff, t.answer, 'unaccept');
	assert.deepEqual(stateOf(t), ['reopened', '2', 'f']);
	assert.deepEqual(kindsOf(t), [STAFF_ACCEPTED, STATE, STAFF_UNACCEPTED, STATE]);
});

test('the company does not overrule the asker', async () => {
	const t = solvable();
	const second = post(t, other);
	await onPost(asker, t.answer, 'accept');
	await onPost(staff, second, 'accept');
	assert.deepEqual(stateOf(t), ['confirmed', '1', 't']);
});

test('the asker may have solved it himself: solved, and no solution to his name', async () => {
	const t = thread(asker);
	const own = post(t, asker);
	const was = solutions(asker);
	assert.equal((await onPost(asker, own, 'accept')).status, 303);
	assert.match(await told(asker.client), /telling how/);
	assert.deepEqual(stateOf(t)[0], 'confirmed');
	assert.equal(solutions(asker), was);
	assert.deepEqual(jobsAbout(own), []);
});

// ---- who may not ----

const people = { asker, helper, other, staff, moderator };
for (const [who, where, name, status, sentence] of [
	['other', 'answer', 'accept', 403, /Only the person who asked, or the company/],
	['moderator', 'answer', 'accept', 403, /Only the person who asked, or the company/],
	['helper', 'answer', 'accept', 403, /Only the person who asked/],
	['other', 'answer', 'unaccept', 403, /Only who marked/],
	['helper', 'answer', 'thanks', 403, /cannot thank/],
	['helper', 'answer', 'helped', 403, /You wrote this yourself/],
	['helper', 'answer', 'unhelpful', 403, /You wrote this yourself/],
	['asker', 'answer', 'helped', 403, /mark it as the solution/],
	['asker', 'question', 'accept', 422, /Only an answer/],
	['other', 'question', 'thanks', 422, /answers and replies/],
	['other', 'question', 'helped', 422, /answers to questions/],
	['other', 'answer', 'clap', 422, /can be done/],
	['other', 'answer', 'me-too', 422, /can be done/],
	['asker', 'thread', 'me-too', 403, /own question/],
	['other', 'thread', 'reopen', 403, /Only the person who asked/],
	['staff', 'thread', 'confirm', 403, /Only the person who asked/],
	['asker', 'thread', 'reopen', 409, /not marked as solved/],
	['asker', 'thread', 'confirm', 409, /No answer is marked/],
	['other', 'thread', 'thanks', 422, /can be done/],
])
	test(`${name} on ${where} by ${who} is refused with ${status}, a sentence, and no change`, async () => {
		const t = solvable();
		const path = where === 'thread' ? `/t/${t.id}/act` : `/a/${where === 'answer' ? t.answer : t.question}/act`;
		const answer = await act(people[who], path, name);
		assert.equal(answer.status, status);
		assert.match(visible(answer.html), sentence);
		assert.match(answer.html, new RegExp(`<h1[^>]*>${t.title}`), 'the thread is shown as it is');
		assert.deepEqual(eventsOf(t), []);
		assert.deepEqual(counters(t.answer), [0, 0, 0, 0, 0]);
		assert.deepEqual(stateOf(t), ['answered', '1', 'f']);
	});

test('staff does not accept what it wrote itself', async () => {
	const t = thread(asker);
	const answer = post(t, staff);
	assert.equal((await onPost(staff, answer, 'accept')).status, 403);
	assert.deepEqual(kindsOf(t), []);
});

test('a guest is asked to sign in, and the click waits', async () => {
	const t = solvable();
	const answer = await new Client().post(`/a/${t.answer}/act`, { act: 'thanks' });
	assert.match(visible(answer.html), /Sign in/);
	assert.deepEqual(eventsOf(t), []);
});

test('a label of more than 60 characters is refused, and nothing is accepted', async () => {
	const t = solvable();
	assert.equal((await onPost(asker, t.answer, 'accept', { label: 'ä'.repeat(61) })).status, 422);
	assert.deepEqual(eventsOf(t), []);
	assert.equal((await onPost(asker, t.answer, 'accept', { label: 'ä'.repeat(60) })).status, 303);
});

test('what is deleted or was never there is not found', async () => {
	const t = solvable();
	instance.sql(`UPDATE community.post SET deleted_at = now() WHERE id = ${t.answer}`);
	assert.equal((await onPost(other, t.answer, 'thanks')).status, 404);
	assert.equal((await onPost(other, 999999999, 'thanks')).status, 404);
	assert.equal((await onThread(other, 999999999, 'me-too')).status, 404);
	instance.sql(`UPDATE community.thread SET deleted_at = now() WHERE id = ${t.id}`);
	assert.equal((await onThread(other, t.id, 'me-too')).status, 404);
	assert.equal((await onPost(moderator, t.question, 'thanks')).status, 404);
});

// ---- thanks, helped, not helpful ----

test('thanks and “helped me too” stand beside each other; “not helpful” takes both back, and the other way round', async () => {
	const t = solvable();
	await onPost(other, t.answer, 'thanks');
	const answer = await onPost(other, t.answer, 'helped', { context: 'on  Pixel 7' });
	assert.equal(answer.location, `${t.path}#f${t.answer}`);
	assert.deepEqual(counters(t.answer), [0, 1, 1, 0, 0]);
	assert.match(visible((await new Client().get(t.path)).html), /Worked for others: on Pixel 7/);
	await onPost(other, t.answer, 'unhelpful');
	assert.deepEqual(counters(t.answer), [0, 0, 0, 1, 0]);
	assert.deepEqual(kindsOf(t), [THANKED, HELPED, UNTHANKED, UNHELPED, UNHELPFUL]);
	await onPost(other, t.answer, 'helped');
	assert.deepEqual(counters(t.answer), [0, 0, 1, 0, 0]);
	await onPost(other, t.answer, 'helped-undo');
	assert.deepEqual(counters(t.answer), [0, 0, 0, 0, 0]);
	assert.deepEqual(kindsOf(t).slice(5), [UNHELPFUL_UNDONE, HELPED, UNHELPED]);
	await onPost(other, t.answer, 'helped-undo');
	assert.match(await told(other.client), /so already/);
	assert.equal(kindsOf(t).length, 8);
});

test('the page shows what one has done', async () => {
	const t = solvable();
	await onPost(other, t.answer, 'thanks');
	const { html } = await other.client.get(t.path);
	assert.match(html, /value="thanks-undo" aria-pressed="true">✓ Thanks · 1</);
	assert.match(html, /value="helped">/);
	assert.match((await asker.client.get(t.path)).html, /value="thanks">Thanks · 1</);
});

test('a reply in a discussion can be thanked for, and nothing else', async () => {
	const t = thread(asker, { kind: 'discussion' });
	const reply = post(t, helper, 'reply');
	assert.equal((await onPost(other, reply, 'thanks')).status, 303);
	assert.equal((await onPost(other, reply, 'helped')).status, 422);
	assert.equal((await onPost(other, reply, 'unhelpful')).status, 422);
	assert.equal((await onPost(asker, reply, 'accept')).status, 422);
	assert.equal((await onThread(other, t.id, 'me-too')).status, 422);
	assert.equal((await onThread(asker, t.id, 'reopen')).status, 422);
	assert.deepEqual(kindsOf(t), [THANKED]);
});

test('the helper is told of an acceptance, of thanks, and of having helped', async () => {
	const t = solvable();
	await onPost(asker, t.answer, 'accept');
	await onPost(other, t.answer, 'thanks');
	await onPost(other, t.answer, 'helped');
	for (let tries = 0; tries < 100; tries++) {
		const kinds = instance.sql(`SELECT kind FROM community.notice WHERE post_id = ${t.answer} AND member_id = ${helper.id} ORDER BY kind`).flat();
		if (kinds.length === 3)
			return assert.deepEqual(kinds, ['accepted', 'helped', 'thanks']);
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.fail('no notices within 10 s');
});

// ---- on a thread ----

test('“I have this too” counts and follows; taking it back keeps following', async () => {
	const t = solvable();
	await onThread(other, t.id, 'me-too');
	assert.deepEqual(instance.sql(`SELECT me_too, followers FROM community.thread WHERE id = ${t.id}`)[0], ['1', '1']);
	await onThread(other, t.id, 'me-too');
	assert.match(await told(other.client), /so already/);
	await onThread(other, t.id, 'me-too-undo');
	assert.deepEqual(instance.sql(`SELECT me_too, followers FROM community.thread WHERE id = ${t.id}`)[0], ['0', '1']);
	await onThread(other, t.id, 'unfollow');
	await onThread(other, t.id, 'unfollow');
	assert.deepEqual(instance.sql(`SELECT me_too, followers FROM community.thread WHERE id = ${t.id}`)[0], ['0', '0']);
	assert.deepEqual(eventsOf(t), [[ME_TOO, other.id, asker.id, 0], [ME_TOO_UNDONE, other.id, asker.id, 0]]);
});

test('“not solved after all” opens the question again, takes the asker’s acceptances back and tells the helpers', async () => {
	const t = solvable();
	const own = post(t, asker);
	const was = solutions(helper);
	await onPost(asker, t.answer, 'accept');
	await onPost(asker, own, 'accept');
	await onPost(staff, t.answer, 'accept');
	instance.sql(`UPDATE community.thread SET active_at = now() - interval '1 year' WHERE id = ${t.id}`);
	assert.equal((await onThread(asker, t.id, 'reopen')).status, 303);
	assert.deepEqual(stateOf(t), ['reopened', '2', 'f']);
	assert.deepEqual([counters(t.answer)[0], counters(own)[0]], [1, 0], 'the company’s word is the company’s to take back');
	assert.equal(solutions(helper), was + 1);
	assert.deepEqual(kindsOf(t).slice(4), [UNACCEPTED, UNACCEPTED, STATE]);
	assert.equal(number(`SELECT count(*) FROM community.thread WHERE id = ${t.id} AND active_at > now() - interval '1 minute'`), 1);
	assert.equal((await onThread(asker, t.id, 'reopen')).status, 303);
	assert.match(await told(asker.client), /so already/);
	assert.deepEqual(stateOf(t), ['reopened', '2', 'f']);
});

test('a question closed without the asker’s word can be confirmed by him, once', async () => {
	const t = solvable('closed_unconfirmed');
	assert.match((await asker.client.get(t.path)).html, /value="confirm"/);
	await onThread(asker, t.id, 'confirm');
	await onThread(asker, t.id, 'confirm');
	assert.deepEqual(stateOf(t), ['confirmed', '1', 't']);
	assert.deepEqual(kindsOf(t), [CONFIRMED, STATE]);
});

for (const [state, name, becomes] of [
	['open', 'accept', 'confirmed'], ['awaiting_asker', 'accept', 'confirmed'], ['reopened', 'accept', 'confirmed'],
	['solved_unconfirmed', 'accept', 'confirmed'], ['closed_unconfirmed', 'accept', 'confirmed'],
	['solved_unconfirmed', 'reopen', 'reopened'], ['closed_unconfirmed', 'reopen', 'reopened'], ['confirmed', 'reopen', 'reopened'],
	['solved_unconfirmed', 'confirm', 'confirmed'], ['awaiting_asker', 'reopen', null], ['open', 'confirm', null], ['reopened', 'confirm', null],
])
	test(`${name} by the asker on a question that is ${state}: ${becomes ?? 'refused, nothing changes'}`, async () => {
		const t = solvable(state);
		const answer = name === 'accept' ? await onPost(asker, t.answer, name) : await onThread(asker, t.id, name);
		assert.equal(answer.status, becomes ? 303 : 409);
		assert.equal(stateOf(t)[0], becomes ?? state);
		assert.equal(kindsOf(t).includes(STATE), Boolean(becomes));
	});

// ---- at the same time ----

const hundred = (work) => Promise.all(Array.from({ length: 100 }, work));

for (const [name, kind, counter] of [['accept', ACCEPTED, 0], ['thanks', THANKED, 1], ['helped', HELPED, 2], ['unhelpful', UNHELPFUL, 3]])
	test(`a hundred clicks on ${name} at once are one row, one event, one in the counter`, async () => {
		const t = solvable();
		const who = name === 'accept' ? asker : other;
		const key = await keyOf(who.client);
		const was = solutions(helper);
		const answers = await hundred(() => who.client.post(`/a/${t.answer}/act`, { key, act: name }));
		assert.deepEqual([...new Set(answers.map((a) => a.status))], [303]);
		assert.equal(counters(t.answer)[counter], 1);
		assert.equal(kindsOf(t).filter((k) => k === kind).length, 1);
		const table = name === 'accept' ? 'acceptance' : 'reaction';
		assert.equal(number(`SELECT count(*) FROM community.${table} WHERE post_id = ${t.answer}`), 1);
		assert.equal(solutions(helper), was + (name === 'accept'));
		const undone = await hundred(() => who.client.post(`/a/${t.answer}/act`, { key, act: name === 'accept' ? 'unaccept' : `${name}-undo` }));
		assert.deepEqual([...new Set(undone.map((a) => a.status))], [303]);
		assert.deepEqual(counters(t.answer), [0, 0, 0, 0, 0]);
		assert.equal(kindsOf(t).filter((k) => k === kind + 1).length, 1);
		assert.equal(solutions(helper), was);
	});

test('a hundred clicks on “I have this too” at once are one, and so are a hundred on reopen', async () => {
	const t = solvable();
	const key = await keyOf(other.client);
	await hundred(() => other.client.post(`/t/${t.id}/act`, { key, act: 'me-too' }));
	assert.deepEqual(instance.sql(`SELECT me_too, followers FROM community.thread WHERE id = ${t.id}`)[0], ['1', '1']);
	assert.deepEqual(kindsOf(t), [ME_TOO]);
	await hundred(() => other.client.post(`/t/${t.id}/act`, { key, act: 'follow' }));
	await onPost(asker, t.answer, 'accept');
	const askers = await keyOf(asker.client);
	await hundred(() => asker.client.post(`/t/${t.id}/act`, { key: askers, act: 'reopen' }));
	assert.deepEqual(stateOf(t), ['reopened', '2', 'f']);
	assert.deepEqual(kindsOf(t), [ME_TOO, ACCEPTED, STATE, UNACCEPTED, STATE]);
	assert.deepEqual(instance.sql(`SELECT me_too, followers FROM community.thread WHERE id = ${t.id}`)[0], ['1', '1']);
});

test('contradicting clicks at once leave one opinion, and counters that agree with the rows', async () => {
	const t = solvable();
	const key = await keyOf(other.client);
	const names = ['thanks', 'unhelpful', 'helped', 'thanks-undo', 'unhelpful-undo'];
	await Promise.all(Array.from({ length: 60 }, (_, i) => other.client.post(`/a/${t.answer}/act`, { key, act: names[i % 5] })));
	const live = Object.fromEntries(instance.sql(`SELECT kind, count(*) FROM community.reaction WHERE post_id = ${t.answer} AND undone_at IS NULL GROUP BY 1`));
	assert.deepEqual(counters(t.answer).slice(1, 4), ['thanks', 'helped', 'unhelpful'].map((k) => Number(live[k] ?? 0)));
	assert.ok(!(live.unhelpful && (live.thanks || live.helped)));
	assert.equal(number(`SELECT count(*) FROM community.reaction WHERE post_id = ${t.answer}`)
		+ number(`SELECT count(*) FROM community.reaction WHERE post_id = ${t.answer} AND undone_at IS NOT NULL`), kindsOf(t).length);
});

// ---- what the database itself refuses ----

for (const [what, sql, refusal] of [
	['thanks', (t) => `INSERT INTO community.reaction (post_id, author_id, member_id, kind) VALUES (${t.answer}, ${helper.id}, ${helper.id}, 'thanks')`, /reaction_not_to_oneself/],
	['“helped me too”', (t) => `INSERT INTO community.reaction (post_id, author_id, member_id, kind) VALUES (${t.answer}, ${helper.id}, ${helper.id}, 'helped')`, /reaction_not_to_oneself/],
	['thanks under a false author', (t) => `INSERT INTO community.reaction (post_id, author_id, member_id, kind) VALUES (${t.answer}, ${other.id}, ${helper.id}, 'thanks')`, /foreign key/],
	['“I have this too”', (t) => `INSERT INTO community.me_too (thread_id, author_id, member_id) VALUES (${t.id}, ${asker.id}, ${asker.id})`, /me_too_not_oneself/],
	['“I have this too” under a false author', (t) => `INSERT INTO community.me_too (thread_id, author_id, member_id) VALUES (${t.id}, ${other.id}, ${asker.id})`, /foreign key/],
	['a second thanks', (t) => `INSERT INTO community.reaction (post_id, author_id, member_id, kind) SELECT ${t.answer}, ${helper.id}, ${other.id}, 'thanks' FROM generate_series(1, 2)`, /reaction_live/],
	['a second acceptance', (t) => `INSERT INTO community.acceptance (thread_id, post_id, member_id) SELECT ${t.id}, ${t.answer}, ${asker.id} FROM generate_series(1, 2)`, /acceptance_live/],
	['an illegal step', (t) => `UPDATE community.thread SET state = 'confirmed' WHERE id = ${t.id}; UPDATE community.thread SET state = 'open' WHERE id = ${t.id}`, /cannot go from confirmed to open/],
	['an event taken back', () => 'DELETE FROM ops.event', /permission denied/],
	['an acceptance deleted', () => 'DELETE FROM community.acceptance', /permission denied/],
	['a reaction deleted', () => 'DELETE FROM community.reaction', /permission denied/],
])
	test(`the database refuses the public door ${what}`, () => {
		assert.throws(() => asWeb(sql(solvable())), refusal);
	});

test('the database refuses an acceptance of one’s own answer in somebody else’s question', () => {
	const t = solvable();
	assert.throws(() => asWeb(`INSERT INTO community.acceptance (thread_id, post_id, member_id) VALUES (${t.id}, ${t.answer}, ${helper.id})`), /acceptance/);
	assert.throws(() => asWeb(`INSERT INTO community.acceptance (thread_id, post_id, member_id, staff) VALUES (${t.id}, ${t.answer}, ${helper.id}, true)`), /acceptance/);
});
