// What "why" tells of posts that are not shown any more, of credit that is held, and of who gave it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, visible } from './lib/client.mjs';
import { eventually, finding, heldOf } from './lib/evidence.mjs';
import { instance } from './lib/instance.mjs';
import { cookies, memberNamed } from './lib/people.mjs';
import { keyOf, member, number, post, thread } from './lib/scene.mjs';

const guest = new Client();
const act = async (who, answer, name) =>
	assert.equal((await who.client.post(`/a/${answer}/act`, { key: await keyOf(who.client), act: name })).status, 303);
const taken = (answer) => eventually(() => number(`SELECT count(*) FROM standing.act WHERE post = ${answer} AND state IN (0, 1)`) > 0);
const parts = ['why', 'why?part=found', 'why?part=waiting', 'ties', ''];

// Somebody of the demo whose voice counts and who has something left to give, signed in.
async function voice() {
	const able = () => instance.sql(`SELECT username FROM standing.member_voice v JOIN community.member m ON m.id = v.m
		WHERE v.level BETWEEN 1 AND 2 AND v.spent < 2000 AND m.state = 'active' ORDER BY v.spent, m.id LIMIT 1`).flat();
	await eventually(() => able().length === 1);
	const who = memberNamed(able()[0]);
	const client = new Client();
	client.cookies.set(...cookies([who])[0].split('='));
	return { ...who, client };
}

// A helper with credit, thanks on their way, and a visitor, for one answer.
async function helped() {
	const [asker, helper] = [member(), member()];
	const t = thread(asker, { state: 'answered' });
	const answer = post(t, helper);
	await act(asker, answer, 'thanks');
	await act(await voice(), answer, 'helped');
	instance.sql(`INSERT INTO ops.event (kind, other_id, thread_id, post_id) VALUES (22, ${helper.id}, ${t.id}, ${answer})`);
	await taken(answer);
	await eventually(() => number(`SELECT count(*) FROM standing.answer_found WHERE post = ${answer} AND sum > 0`) === 1);
	return { asker, helper, t, answer };
}

async function pages(client, name) {
	const all = [];
	for (const part of parts)
		all.push((await client.get(`/u/${name}/${part}`.replace(/\/$/, ''))).html);
	return all.join('\n');
}

test('the title of a question that is not shown is on no page about points', async () => {
	const { asker, helper, t, answer } = await helped();
	assert.ok((await pages(guest, helper.name)).includes(t.title));
	for (const gone of ['author', 'hidden', 'held', 'merged']) {
		instance.sql(`UPDATE community.thread SET deleted_at = now(), gone = '${gone}' WHERE id = ${t.id}`);
		for (const client of [guest, helper.client, asker.client, member().client]) {
			const html = await pages(client, helper.name);
			assert.doesNotMatch(html, new RegExp(t.title), gone);
			assert.doesNotMatch(html, new RegExp(`/a/${answer}"|/t/${t.id}"`), gone);
		}
		assert.match(visible((await guest.get(`/u/${helper.name}/why?part=waiting`)).html), /a thread that was deleted Thanks/);
		instance.sql(`UPDATE community.thread SET deleted_at = NULL, gone = NULL WHERE id = ${t.id}`);
	}
	assert.ok((await pages(guest, helper.name)).includes(t.title), 'brought back, it is named again');
});

test('an answer that is not shown leads nowhere, and of what was found nothing is named; the help stays', async () => {
	const { helper, t, answer } = await helped();
	for (const gone of ['author', 'hidden', 'held']) {
		instance.sql(`UPDATE community.post SET deleted_at = now(), gone = '${gone}' WHERE id = ${answer}`);
		assert.doesNotMatch(await pages(guest, helper.name), new RegExp(`/a/${answer}"`), gone);
		assert.match(visible((await guest.get(`/u/${helper.name}/why`)).html), /the answer was deleted since; the help stays/);
		const found = visible((await guest.get(`/u/${helper.name}/why?part=found`)).html);
		assert.match(found, /an answer that was deleted/);
		assert.doesNotMatch(found, new RegExp(t.title));
	}
	assert.match(visible((await guest.get(`/u/${helper.name}`)).html), /people helped 2/);
});

test('held credit is not on its way for others, and the sum of what is left is still the points', async () => {
	const { id, helper, giver } = await finding();
	await eventually(() => heldOf(id) === 5);
	const waiting = visible((await guest.get(`/u/${helper.name}/why?part=waiting`)).html);
	assert.match(waiting, /Nothing is on its way/);
	assert.doesNotMatch(waiting, new RegExp(giver.name));
	assert.match(visible((await guest.get(`/u/${helper.name}`)).html), /people helped 0/);
	assert.doesNotMatch(await pages(guest, helper.name), /held|evidence/i);
	assert.match(visible((await helper.client.get(`/u/${helper.name}/why`)).html), /held/i);
});

test('who thanks is named on "why", and is told so where the button is', async () => {
	const { asker, helper, t } = await helped();
	assert.match(visible((await guest.get(`/u/${helper.name}/why?part=waiting`)).html), new RegExp(`Thanks · ${asker.name}`));
	assert.match(visible((await asker.client.get(t.path)).html), /Thanks and “Helped me too” are public, with your name\./);
	assert.doesNotMatch(visible((await guest.get(t.path)).html), /with your name/);
});
