// How often the program goes to the database for a page: a guest's once, a member's twice, a write three times at most. Told by
// the log, which is what whoever runs it sees, too. Every address of the table of rights is asked for, then what people write.
import assert from 'node:assert/strict';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { casesOf, links, scenes, stopToken } from '../matrix/objects.mjs';
import { rowsOf } from '../matrix/table.mjs';
import { Client, formFields, visible } from './lib/client.mjs';
import { ROLE as DESK_ROLE, deskCookies, staff } from './lib/desk.mjs';
import { instance } from './lib/instance.mjs';
import { cookies, people } from './lib/people.mjs';

const file = join(instance.dir, 'log/bothy.log');
const unique = () => Math.random().toString(36).slice(2);
const [[topic]] = instance.sql('SELECT slug FROM community.topic WHERE open ORDER BY position, id LIMIT 1');
const who = people({ member: 1, asker: 1, helper: 1, moderator: 3, staff: 5, admin: 9, other: 1 });
const atDesk = staff(DESK_ROLE);
instance.sql(`UPDATE desk.account SET member_id = ${who.staff.id} WHERE id = ${atDesk.lead.id}`);

// What the log has got since it was ${from} bytes long.
function since(from) {
	const text = Buffer.alloc(statSync(file).size - from);
	const log = openSync(file, 'r');
	readSync(log, text, 0, text.length, from);
	closeSync(log);
	return text.toString();
}

// What the log says of the one request that ${ask}() makes: { status, trips, answer }. A line may come after its answer, so every request
// here is waited for by this.
async function trips(ask) {
	const from = statSync(file).size;
	const answer = await ask();
	let line;
	while (!(line = since(from).split('\n').find((text) => / request .* trips=\d/.test(text) && !text.includes('route=/readyz '))))
		await new Promise((done) => setTimeout(done, 1));
	const [, status, n] = / status=(\d+) .* trips=(\d+) /.exec(line);
	assert.equal(Number(status), answer.status, line);
	return { status: answer.status, trips: Number(n), answer };
}

const read = async (one, path) => (await trips(() => one.get(path))).answer.html;

function client(door, cookie) {
	const one = new Client({}, { url: door === 'web' ? instance.url : instance.deskUrl });
	if (cookie)
		one.cookies.set(...cookie.split('='));
	return one;
}

const signedIn = (name) => client('web', cookies([who[name]])[0]);

// ---- every address ----

// What takes more, and how many at most.
const exceptions = new Map(Object.entries({
	'GET /search': [4, 'what nobody wrote is looked for once more, with slips forgiven, and then as it was meant'],
	'POST /suggestion/:id': [4, 'its words are read, rendered while nothing is held, and only then decided about under the lock'],
	// Whoever is signed in has one more here than the guests they are meant for.
	'POST /reset': [4, 'a guest has three'],
	'POST /reset/:token': [4, 'a guest has three'],
	'POST /confirm/:token': [4, 'a guest has three'],
	'POST /email/:token': [4, 'a guest has three'],
	'POST /mail/stop/:token': [4, 'a guest has three'],
	// Moderators and admins: few people, and pages that gather much.
	'POST /moderation/act': [4, 'what a decision touches is read once it is made'],
	'GET /moderation/post/:post': [3, 'what is known of its author is asked once he is known'],
	'GET /moderation/member/:member': [3, 'what is known of him is asked once he is known'],
	'POST /moderation/bulk': [5, 'what is alike is looked for among what was posted lately, then decided as one'],
	'GET /moderation/bulk': [3, 'the wave is looked for in what was found first'],
	'GET /admin/member/:member': [4, 'so is what is known of a member here; that addresses were looked at is noted first'],
	'POST /admin/harm': [4, 'what other thresholds would have done is reckoned of what was read'],
	// The desk.
	'GET /case/:case/solution': [3, 'what is secret in the case is asked once its draft is known'],
	'POST /case/:case/solution': [4, 'so it is when the draft is saved'],
	'POST /case/new': [5, 'the thread is held, then a case of it looked for, then made, and only then has it a number'],
	'POST /link/:link': [4, 'thread, case and link are locked in this order, and the link says which they are'],
	'POST /customer/:customer/erase': [4, 'all of his cases are held before they are rewritten'],
}));

const sceneStates = new Set(['answered', 'unanswered', 'solved', 'company', 'closed', 'locked', 'discussion', 'withdrawn', 'deleted', 'missing']);
const linkKinds = /^(confirm|reset|email|claim) valid$/;
const [[tag]] = instance.sql('SELECT name FROM community.tag ORDER BY threads DESC LIMIT 1');

// Of each row: who asks. A page is read by a guest and by the first who may, a form is sent by the first whom the table lets.
function cellsOf(door) {
	const members = door === 'web' ? ['member', 'helper', 'asker', 'moderator', 'admin'] : ['agent', 'lead'];
	return rowsOf(door).filter(({ pattern }) => !['/livez', '/readyz'].includes(pattern)).flatMap((row) => {
		const may = members.find((role) => ['200', '303'].includes(row.expected[role]));
		const guest = row.method === 'GET' && row.expected.guest === '200' ? ['guest'] : [];
		return [...guest, ...(may ? [may] : [])].map((role) => ({ row, role, route: `${row.method} ${row.pattern}` }));
	});
}

function prepare(door, cells) {
	const made = scenes(cells.map(({ row }) => (sceneStates.has(row.state) ? row.state : 'answered')), who);
	const cases = door === 'desk' ? casesOf(made.map(({ thread }) => thread)) : [];
	const signed = door === 'web' ? cookies(cells.map(({ role }) => who[role])) : deskCookies(cells.map(({ role }) => atDesk[role]));
	const tokens = links(cells.map(({ row }) => (linkKinds.test(row.state) ? row.state : 'reset unknown')));
	const stop = stopToken(who.other, 'all');
	for (const [i, cell] of cells.entries()) {
		const values = { ...made[i], ...cases[i], token: tokens[i], stop, topic, open: topic, tag: encodeURIComponent(tag), cell: `trips ${i}`, session: '1', stylesheet: '/static/none',
			me: who[cell.role]?.name ?? '', other: who.other.name, otherid: String(who.other.id) };
		const fill = (text) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
		Object.assign(cell, { client: client(door, signed[i]), address: fill(cell.row.address), fields: fill(cell.row.fields) });
	}
}

async function sendIt(door, { row, client: one, address, fields }) {
	if (row.method === 'GET')
		return trips(() => one.get(address));
	const html = await read(one, door === 'web' ? '/topics' : '/keys');
	const key = /<form[^>]*action="\/signout"/.test(html) ? [['key', new Map(formFields(html, '/signout')).get('key')]] : [];
	return trips(() => one.post(address, [...new URLSearchParams(fields), ...key]));
}

for (const door of ['web', 'desk'])
	test(`every page of ${door} takes one round trip for a guest and two for who is signed in, and a form three`, async () => {
		const cells = cellsOf(door);
		prepare(door, cells);
		const found = [];
		for (const cell of cells) {
			const { status, trips: n } = await sendIt(door, cell);
			const most = cell.row.method === 'POST' ? 3 : cell.role === 'guest' ? 1 : 2;
			if (status < 400 && n > (exceptions.get(cell.route)?.[0] ?? most))
				found.push(`${cell.row.name}, ${cell.role}: ${n}`);
		}
		instance.sql('TRUNCATE ops.rate, desk.rate');
		assert.deepEqual(found, []);
	});

test('what people write takes three, with tags, names and all; and so does what they change in it', async () => {
	const [asker, helper, moderator] = ['asker', 'helper', 'moderator'].map(signedIn);
	const tags = [`new-${unique()}`, tag];
	const names = `@${who.other.name}, @${who.moderator.name} and @nobody-${unique()}`;
	const found = [];
	let question, answer;

	// Sends the form for ${action} that stands on ${page}, with ${fields}: where it leads.
	async function write(what, one, page, action, fields, expected = 303) {
		const key = new Map(formFields(await read(one, page), action)).get('key');
		const { status, trips: n, answer: { location, html } } = await trips(() => one.post(action, { key, ...fields }));
		assert.equal(status, expected, `${what}: ${visible(html).slice(0, 500)}`);
		if (n > 3)
			found.push(`${what}: ${n}`);
		return location && new URL(location, instance.url).pathname + new URL(location, instance.url).hash;
	}
	const act = (what, one, at, fields) => write(what, one, thread, `${at}/act`, { act: what, ...fields });

	const asked = { kind: 'question', topic, title: `How many trips does ${unique()} take?`, body: `It takes ${unique()}, say ${names}.`, tags: tags.join(', ') };
	await write('a preview of a question', asker, '/ask?q=trips&step=details', '/ask', { ...asked, step: 'preview' }, 200);
	const thread = await write('a question', asker, '/ask?q=trips&step=details', '/ask', { ...asked, step: 'post' });
	const id = /\/t\/(\d+)/.exec(thread)[1];
	await read(asker, thread); // the sentence after the click is gone
	assert.equal((await trips(() => new Client().get(thread))).trips, 1);
	assert.equal((await trips(() => asker.get(thread))).trips, 2);
	[[question]] = instance.sql(`SELECT id FROM community.post WHERE thread_id = ${id}`);

	const words = () => `As many as ${unique()} needs, say ${names}.`;
	await write('a preview of an answer', helper, thread, `/t/${id}/answer`, { body: words(), preview: '1' }, 200);
	await write('an answer', helper, thread, `/t/${id}/answer`, { body: words() });
	[[answer]] = instance.sql(`SELECT max(id) FROM community.post WHERE thread_id = ${id}`);
	const key = new Map(formFields(await read(asker, thread), `/t/${id}/answer`)).get('key');
	assert.deepEqual(await trips(() => asker.post(`/a/${answer}/comment`, { key, body: words() })).then(({ status, trips: n }) => [status, n]), [303, 3]);

	const edit = async (what, one, post, fields, expected) => {
		const page = `/a/${post}/edit`;
		const now = Object.fromEntries(formFields(await read(one, page), page));
		delete now.hide_history;
		return write(what, one, page, page, { ...now, key: now.key, body: words(), ...fields }, expected);
	};
	await edit('a preview of an edit', asker, question, { tags: `${tag}, other-${unique()}`, preview: '1' }, 200);
	await edit('an edit of a question', asker, question, { tags: `${tag}, other-${unique()}` });
	await edit('an edit of an answer', helper, answer, {});
	await edit("a moderator's edit of a question", moderator, question, { tags: `third-${unique()}`, rule: 'order', reason: 'clearer' });
	assert.equal((await edit('a stale edit', asker, question, { revision: '1' }, 409)), null);
	await write('tags', asker, `/t/${id}/tags`, `/t/${id}/tags`, { tags: `${tag}, fourth-${unique()}`, revision: '3' });
	await write("a moderator's tags", moderator, `/t/${id}/tags`, `/t/${id}/tags`, { tags: `fifth-${unique()}`, revision: '4', reason: '' });
	await write('a suggestion', moderator, `/a/${answer}/suggest`, `/a/${answer}/suggest`, { body: words(), reason: '', revision: '2' });

	await act('thanks', asker, `/a/${answer}`, {});
	await act('thanks-undo', asker, `/a/${answer}`, {});
	await act('accept', asker, `/a/${answer}`, { label: 'here' });
	await act('unaccept', asker, `/a/${answer}`, {});
	await act('unfollow', helper, `/t/${id}`, {});
	await act('follow', helper, `/t/${id}`, {});
	await write('a report', asker, `/report/post/${answer}`, `/report/post/${answer}`, { reason: 'other', text: 'Counting trips.' });
	const own = await write('another answer', asker, thread, `/t/${id}/answer`, { body: words() });
	const mine = /(\d+)$/.exec(own)[1];
	await write('what is deleted', asker, `/a/${mine}/delete`, `/a/${mine}/delete`, {});
	assert.deepEqual(found, []);
	assert.deepEqual(instance.sql(`SELECT source ~ 'As many', html LIKE '%/u/${who.other.name}%', html LIKE '%/u/nobody%' FROM community.post WHERE id IN (${question}, ${answer})`),
		[['t', 't', 'f'], ['t', 't', 'f']], 'names of members are links, others are not');
	assert.equal(instance.sql(`SELECT count(*) FROM ops.event e JOIN community.decision d ON d.id = e.number AND d.post_id = e.post_id
		WHERE e.post_id = ${question} AND e.member_id = ${who.moderator.id} AND e.kind > 100 AND d.action IN ('edit', 'retag')`)[0][0], '2', "a moderator's edits are decisions, with an event each");
});
