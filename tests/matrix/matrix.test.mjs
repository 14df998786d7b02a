// Role × route × state: every address of the program, asked for by everybody, in every state its object can be in; and every
// form as a forger would send it. The tables are web.tsv and desk.tsv.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { formFields } from '../web/lib/client.mjs';
import { ROLE as DESK_ROLE, deskCookies, staff } from '../web/lib/desk.mjs';
import { instance } from '../web/lib/instance.mjs';
import { cookies, people } from '../web/lib/people.mjs';
import { pidsOf } from '../web/lib/processes.mjs';
import { casesOf, links, scenes, stopToken } from './objects.mjs';
import { roles, routesOf, rowsOf } from './table.mjs';

const ROLE = { member: 1, moderator: 3, staff: 5, admin: 9 };
const who = people({ member: ROLE.member, asker: ROLE.member, helper: ROLE.member, moderator: ROLE.moderator, staff: ROLE.staff, admin: ROLE.admin, other: ROLE.member });
const atDesk = staff({ ...DESK_ROLE, other: DESK_ROLE.agent });
// The lead has a member of the community to write as, the agent has none.
instance.sql(`UPDATE desk.account SET member_id = ${who.staff.id} WHERE id = ${atDesk.lead.id}`);
const peopleOf = { web: who, desk: atDesk };
const cookiesOf = { web: cookies, desk: deskCookies };
const [[topic]] = instance.sql('SELECT slug FROM community.topic WHERE NOT open ORDER BY id LIMIT 1');
const [[open]] = instance.sql('SELECT slug FROM community.topic WHERE open ORDER BY id LIMIT 1');
const [[tag]] = instance.sql('SELECT name FROM community.tag ORDER BY threads DESC LIMIT 1');
cookies([who.other]);
deskCookies([atDesk.other]);
const [[session]] = instance.sql(`SELECT id FROM community.session WHERE member_id = ${who.other.id}`);
const [[deskSession]] = instance.sql(`SELECT id FROM desk.session WHERE account_id = ${atDesk.other.id}`);
const log = join(instance.dir, 'log/bothy.log');
const base = { web: instance.url, desk: instance.deskUrl };
const linkKinds = /^(confirm|reset|email|claim) (valid|used|over|unknown)$/;

async function ask(door, cookie, method, path, { fields = '', headers = {}, type = 'application/x-www-form-urlencoded' } = {}) {
	const all = { cookie, ...(method === 'POST' ? { origin: base[door], 'content-type': type } : {}), ...headers };
	const answer = await fetch(base[door] + path, {
		method,
		redirect: 'manual',
		headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value)),
		body: method === 'POST' ? fields : undefined,
	});
	return { status: answer.status, headers: answer.headers, location: answer.headers.get('location'), html: await answer.text() };
}

const stylesheet = (await ask('web', '', 'GET', '/')).html.match(/href="(\/static\/[^"]+\.css)"/)[1];

// A form key of that session, fit for one sending.
async function keyOf(door, cookie) {
	const { html } = await ask(door, cookie, 'GET', door === 'web' ? '/topics' : '/keys');
	return new Map(formFields(html, '/signout')).get('key');
}

// Runs ${jobs} a few at a time.
async function each(jobs, run) {
	const queue = [...jobs];
	await Promise.all(Array.from({ length: 6 }, async () => {
		while (queue.length)
			await run(queue.shift());
	}));
}

const cellsOf = (door) => rowsOf(door).flatMap((row) => roles[door].map((role) => ({ row, role, door, guard: guardOf(door, row) })));
const guardOf = (door, row) => routesOf.cache[door].get(`${row.method} ${row.pattern}`)?.guard;
routesOf.cache = Object.fromEntries(['web', 'desk'].map((door) => [door, new Map(routesOf(door).map((r) => [`${r.method} ${r.pattern}`, r]))]));

// Gives each cell a session and an object of its own, and its address and fields with the names of that in them.
const sceneStates = new Set(['answered', 'unanswered', 'solved', 'company', 'closed', 'locked', 'discussion', 'withdrawn', 'deleted', 'missing']);
function prepare(cells) {
	const made = scenes(cells.map(({ row }) => (sceneStates.has(row.state) ? row.state : 'answered')), who);
	const { door } = cells[0];
	const cases = door === 'desk' ? casesOf(made.map(({ thread }) => thread)) : [];
	const signed = cookiesOf[door](cells.map(({ role }) => peopleOf[door][role]));
	const tokens = links(cells.map(({ row }) => (linkKinds.test(row.state) ? row.state : 'reset unknown')));
	const stop = stopToken(who.other, 'all');
	for (const [i, cell] of cells.entries()) {
		const values = { ...made[i], ...cases[i], token: tokens[i], stop, topic, open, cell: String(i), tag: encodeURIComponent(tag), session: cell.door === 'web' ? session : deskSession, stylesheet, me: peopleOf[cell.door][cell.role]?.name ?? '', other: who.other.name, otherid: String(who.other.id) };
		const fill = (text) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
		Object.assign(cell, { cookie: signed[i], thread: made[i].thread, address: fill(cell.row.address), fields: fill(cell.row.fields) });
	}
	return cells;
}

// ---- the tables ----

for (const door of ['web', 'desk'])
	test(`every route of ${door} has a row, and every row is of a route`, () => {
		const rows = new Set(rowsOf(door).map((row) => `${row.method} ${row.pattern}`));
		assert.deepEqual([...routesOf.cache[door].keys()].filter((route) => !rows.has(route)), [], 'routes without a row');
		assert.deepEqual([...rows].filter((row) => !routesOf.cache[door].has(row)), [], 'rows without a route');
	});

function wrong(cell, answer) {
	const expected = cell.row.expected[cell.role];
	switch (expected) {
	case 'signin':
		return answer.status === 303 && answer.location.startsWith('/signin?next=') ? null : `${answer.status} ${answer.location}, not sent to sign in`;
	case 'again':
		return answer.status === 403 && /<form[^>]*action="\/signin"/.test(answer.html) && answer.html.includes('name="again_path"')
			? null : `${answer.status}, not asked to sign in with what was sent`;
	default:
		if (String(answer.status) !== expected)
			return `${answer.status}${answer.location ? ` to ${answer.location}` : ''}, not ${expected}`;
		return answer.status === 303 && answer.location.startsWith('/signin') && cell.guard === 'signed-in' ? 'sent to sign in' : null;
	}
}

for (const door of ['web', 'desk'])
	test(`everybody gets from ${door} what the table says`, async () => {
		const cells = prepare(cellsOf(door));
		const found = [];
		await each(cells, async (cell) => {
			const { row, role } = cell;
			const key = cell.guard === 'form' && cell.cookie ? `&key=${await keyOf(door, cell.cookie)}` : '';
			const answer = await ask(door, cell.cookie, row.method, cell.address, { fields: cell.fields + key }).catch((error) => error);
			const why = answer instanceof Error ? `no answer (${answer.cause ?? answer})` : wrong(cell, answer);
			if (why)
				found.push(`${row.name}, ${role}: ${why}`);
			if (answer.status > 400 && row.method === 'GET' && !row.pattern.startsWith('/static') && !/<h1>/.test(answer.html))
				found.push(`${row.name}, ${role}: ${answer.status} without a page`);
			cell.status = answer.status;
		});
		instance.sql('TRUNCATE ops.rate, desk.rate');
		assert.deepEqual(found.sort(), []);

		const noted = new Set(instance.sql('SELECT DISTINCT thread_id FROM ops.event WHERE thread_id IS NOT NULL').map(([id]) => id));
		assert.deepEqual(cells.filter((cell) => cell.status >= 400 && noted.has(cell.thread)).map(({ row, role }) => `${row.name}, ${role}`), [],
			'refused, and yet it happened');
	});

// ---- forms as a forger sends them ----

// The one route that takes a form with a file; there, what is sent below is none.
const takesFile = ({ row }) => row.pattern === '/admin/settings/logo';

// The first row of each route with a guard, for one member, or one agent.
const firstRows = (door, guard) => prepare([...new Map(rowsOf(door).filter((row) => guardOf(door, row) === guard).reverse()
	.map((row) => [`${row.method} ${row.pattern}`, { row, role: roles[door][1], door, guard }])).values()]);

for (const door of ['web', 'desk'])
test(`a form at ${door} passes with its sender's own key only, from this site only, once in each field`, async () => {
	const cells = firstRows(door, 'form');
	const foreign = await keyOf(door, cookiesOf[door]([peopleOf[door].other])[0]);
	const found = [];
	await each(cells, async (cell) => {
		const own = await keyOf(door, cell.cookie);
		const send = (fields, headers, type) => ask(door, cell.cookie, 'POST', cell.address, { fields: [cell.fields, fields].filter(Boolean).join('&'), headers, type });
		const flipped = (own[0] === 'A' ? 'B' : 'A') + own.slice(1);
		for (const [what, expected, ...how] of [
			['no key', 403, ''],
			['an empty key', 403, 'key='],
			["another member's key", 403, `key=${foreign}`],
			['a key with a bit turned', 403, `key=${flipped}`],
			['a key of other length', 403, `key=${own}A`],
			['two keys', 400, `key=${own}&key=${own}`],
			['another origin', 403, `key=${own}`, { origin: 'http://evil.example' }],
			['no origin at all (null)', 403, `key=${own}`, { origin: 'null' }],
			['this host with another port', 403, `key=${own}`, { origin: door === 'web' ? base.desk : base.web }],
			['sent from another site', 403, `key=${own}`, { 'sec-fetch-site': 'cross-site' }],
			['sent from a neighbour', 403, `key=${own}`, { 'sec-fetch-site': 'same-site' }],
			['not a form', 415, `key=${own}`, {}, 'text/plain'],
			['a form with files', takesFile(cell) ? 400 : 415, `key=${own}`, {}, 'multipart/form-data; boundary=x'],
			['bad UTF-8', 400, `key=${own}&more=%ff`],
			['a NUL', 400, `key=${own}&more=%00`],
			['a bad escape', 400, `key=${own}&more=%zz`],
		]) {
			const answer = await send(...how);
			if (answer.status !== expected)
				found.push(`${cell.row.name}, ${what}: ${answer.status}, not ${expected}`);
		}
	});
	assert.deepEqual(found.sort(), []);
	const noted = instance.sql(`SELECT thread_id FROM ops.event WHERE thread_id IN (${cells.map((cell) => cell.thread)})`);
	assert.deepEqual(noted, []);
});

for (const door of ['web', 'desk'])
test(`a form at ${door} for anybody passes from this site only; a browser that does not say is asked for one more click`, async () => {
	const found = [];
	const expect = (cell, what, answer, ...statuses) => statuses.includes(answer.status) || found.push(`${cell.row.name}, ${what}: ${answer.status}, not ${statuses}`);
	await each(firstRows(door, 'guest'), async (cell) => {
		const send = (headers) => ask(door, '', 'POST', cell.address, { fields: cell.fields, headers });
		for (const headers of [{ origin: 'http://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site', origin: base[door] }])
			expect(cell, JSON.stringify(headers), await send(headers), 403);
		const silently = async (more, cookie = '') => {
			const fields = [cell.fields, more].filter(Boolean).join('&');
			return ask(door, cookie, 'POST', cell.address, { fields, headers: { origin: '' } });
		};
		const silent = await silently('');
		const proof = silent.headers.get('set-cookie')?.split(';')[0];
		expect(cell, 'no word of where from', silent, 200);
		if (!/One more click/.test(silent.html) || !proof?.startsWith('confirm='))
			found.push(`${cell.row.name}: no page that asks for one more click`);
		for (const [what, more, cookie] of [['a made-up proof', 'confirm=AAAAAAAAAAAAAAAAAAAAAAAA'], ['the proof without its cookie', proof], ['no proof', '', proof]])
			if (!/One more click/.test((await silently(more, cookie)).html))
				found.push(`${cell.row.name}: ${what} passes`);
		if (/One more click/.test((await silently(proof, proof)).html))
			found.push(`${cell.row.name}: the second click does not pass`);
	});
	assert.deepEqual(found.sort(), []);
	instance.sql('TRUNCATE ops.rate, desk.rate');
});

// ---- the same form many times at once ----

// A row of each form and outcome, as the last role that may do it; where nobody may, as the last of all.
const sendersOf = (door) => prepare(rowsOf(door).filter((row) => guardOf(door, row) === 'form')
	.map((row) => ({ row, role: roles[door].slice(1).findLast((role) => row.expected[role] === '303') ?? roles[door].at(-1), door, guard: 'form' })));
const TIMES = { web: 6, desk: 20 };

for (const door of ['web', 'desk'])
test(`the same form sent to ${door} ${TIMES[door]} times at once is answered each time, by the same processes as before`, async () => {
	const cells = sendersOf(door);
	const pids = pidsOf(instance, door);
	const from = readFileSync(log, 'utf8').length;
	const found = [];
	await each(cells, async (cell) => {
		const fields = [cell.fields, `key=${await keyOf(door, cell.cookie)}`].filter(Boolean).join('&');
		const answers = await Promise.all(Array.from({ length: TIMES[door] }, () => ask(door, cell.cookie, 'POST', cell.address, { fields })
			.then(({ status }) => status, (error) => `no answer (${error.cause ?? error})`)));
		const odd = [...new Set(answers.filter((status) => !(status < 500)))];
		if (odd.length)
			found.push(`${cell.row.name}: ${odd}`);
		// Who has done it once has done it: nobody is told that it failed.
		if (cell.row.expected[cell.role] === '303' && !answers.includes(303))
			found.push(`${cell.row.name}: ${answers}`);
	});
	assert.deepEqual(pidsOf(instance, door), pids, found.join('\n').slice(0, 2000));
	instance.sql('TRUNCATE ops.rate, desk.rate');
	assert.deepEqual(found.sort(), []);
	assert.deepEqual(readFileSync(log, 'utf8').slice(from).split('\n').filter((line) => line.includes('db.conflict_unseen')), []);
});

// ---- methods ----

test('an address that only takes forms says so to who opens it, and the other way round', async () => {
	const [cookie] = cookies([who.member]);
	const methods = new Map();
	const addresses = new Map();
	for (const { row, address } of prepare(cellsOf('web').filter(({ role }) => role === 'member')).reverse()) {
		methods.set(row.pattern, (methods.get(row.pattern) ?? new Set()).add(row.method));
		addresses.set(row.pattern, address);
	}
	const found = [];
	await each(addresses, async ([pattern, address]) => {
		const has = methods.get(pattern);
		const allow = [...(has.has('GET') ? ['GET', 'HEAD'] : []), ...(has.has('POST') ? ['POST'] : [])].join(', ');
		for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
			if (has.has(method))
				continue;
			const answer = await ask('web', cookie, method, address, { fields: 'x=1' });
			const right = method === 'GET' && alsoSlug.test(pattern)
				? answer.status === 301
				: answer.status === 405 && (!['GET', 'POST'].includes(method) || alsoSlug.test(pattern) || answer.headers.get('allow') === allow);
			if (!right)
				found.push(`${method} ${pattern}: ${answer.status}, Allow: ${answer.headers.get('allow')}, not ${allow}`);
		}
	});
	assert.deepEqual(found.sort(), []);
});

// Read, it is a thread with this word for a slug, and leads to the right one.
const alsoSlug = /^\/t\/:thread\/(answer|act|found)$/;
