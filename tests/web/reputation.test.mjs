// Reputation from the click to the score: what members do in their browsers gives the points that the model gives for the same acts. The clicks are
// made now; then their events get the dates of the worked example (../shared/design/REPUTATION.md, section 3), and the database's day is
// put there, too. What is expected comes from the model's own script.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

// A community of its own: its clock is turned back, and what else happened in it is forgotten.
delete process.env.BOTHY_TEST_ENV;
const { instance, repository } = await import('./lib/instance.mjs');
const { Client } = await import('./lib/client.mjs');
const { keyOf, member, number, post, thread } = await import('./lib/scene.mjs');

const model = join(repository, '../shared/design/reputation_example.py');
const CUSTOMERS = ['ana', 'ben', 'cas', 'dee', 'r1', 'r2', 'r3'];
const LAST = '2026-03-31';
const day = (date) => Date.parse(`${date}T00:00:00Z`) / 86400000;

// What was done, in order: { date, kind, b, h, post } for the model, and the ids of its events.
const done = [];
const lastEvent = () => number('SELECT COALESCE(max(id), 0) FROM ops.event');

async function noted(acts, what) {
	const from = lastEvent();
	await what();
	done.push({ acts, date: acts[0].date, from, to: lastEvent() });
}

const who = Object.fromEntries([...CUSTOMERS, 'eli', 'x1', 'x2', 'x3'].map((name) => [name, member()]));
who.staff = member('staff');
let questions = 0;

// A question with an answer by ${helper}, for one act.
function solvable(asker, helper) {
	const t = thread(who[asker], { state: 'answered' });
	return { ...t, name: `q${++questions}`, answer: post(t, who[helper]) };
}

async function click(date, kind, b, h, t = solvable(kind === 'ACCEPT' ? b : 'eli', h)) {
	const act = { ACCEPT: 'accept', CONFIRM: 'accept', METOO: 'helped', THANKS: 'thanks' }[kind];
	await noted([{ date, kind, b, h, post: t.name }], async () => {
		const { status } = await who[b].client.post(`/a/${t.answer}/act`, { key: await keyOf(who[b].client), act });
		assert.equal(status, 303);
	});
	return t;
}

// ${b} asked, ${h} answers, ${b} comments on it, both by their forms: an exchange, in both directions.
async function talk(date, b, h) {
	const t = thread(who[b]);
	const name = `q${++questions}`;
	const acts = [{ date, kind: 'DIALOG', b, h, post: name }, { date, kind: 'DIALOG', b: h, h: b, post: name }];
	await noted(who[b].id < who[h].id ? acts : acts.reverse(), async () => {
		const answer = await who[h].client.post(`/t/${t.id}/answer`, { key: await keyOf(who[h].client), body: 'Try it without the case.' });
		assert.equal(answer.status, 303);
		const id = answer.location.match(/(\d+)$/)[1];
		const comment = await who[b].client.post(`/a/${id}/comment`, { key: await keyOf(who[b].client), body: 'It has none.' });
		assert.equal(comment.status, 303);
	});
}

async function visitors(date, t, n) {
	await noted([{ date, kind: 'FOUND', b: null, h: 'ana', post: t.name, n }], async () => {
		for (let i = 0; i < n; i++)
			await new Client().post(`/t/${t.id}/found`, { post: t.answer });
	});
}

async function customers(date, counts, names) {
	const file = join(instance.dir, 'run', `customers-${date}.csv`);
	writeFileSync(file, names.map((name) => `${who[name].name},${date}\n`).join(''));
	await noted([{ date: counts }], async () => {
		assert.match(instance.bothy('reputation', 'verify', file), new RegExp(`${names.length} members marked`));
	});
}

async function everything() {
	await customers('2025-06-01', '2025-06-01', CUSTOMERS);
	await noted([{ date: '2025-06-01' }], async () => {
		instance.sql(`INSERT INTO ops.event (kind, other_id, number) VALUES (43, ${who.staff.id}, 5)`);
	});
	const first = await click('2026-01-05', 'ACCEPT', 'ben', 'ana');
	await click('2026-01-20', 'METOO', 'cas', 'ana', first);
	const second = await click('2026-02-03', 'ACCEPT', 'cas', 'ana');
	for (const [b, h, date] of [['r1', 'r2', '10'], ['r2', 'r3', '11'], ['r3', 'r1', '12']])
		await click(`2026-02-${date}`, 'ACCEPT', b, h);
	await click('2026-02-14', 'ACCEPT', 'ben', 'ana');
	await click('2026-02-15', 'ACCEPT', 'ana', 'ben');
	await click('2026-03-01', 'ACCEPT', 'eli', 'ana');
	await click('2026-03-05', 'THANKS', 'dee', 'cas');
	await customers('2026-03-10', '2026-03-10', ['eli']);
	await click('2026-03-10', 'CONFIRM', 'staff', 'ana', second);
	await talk('2026-03-12', 'dee', 'ana');
	await click('2026-03-12', 'ACCEPT', 'ana', 'ana');
	for (const [b, h, date] of [['r1', 'r2', '13'], ['r2', 'r3', '14'], ['r3', 'r1', '14']])
		await click(`2026-03-${date}`, 'ACCEPT', b, h);
	for (const x of ['x1', 'x2', 'x3'])
		await click('2026-03-15', 'ACCEPT', x, 'r1');
	await visitors('2026-03-15', first, 3);
}

// The same acts, told to the model: { name: [HV, FV, TV] } and V.
function expected() {
	const acts = done.flatMap((d) => d.acts).filter((a) => a.kind);
	const program = `import json, sys
sys.path.insert(0, sys.argv[1])
import reputation_example as r
told = json.load(sys.stdin)
mem, _ = r.example()
for i in range(1, 4): mem['x%d' % i] = {'cust': 'x%d' % i, 'verified': None}
E = [dict(a, id=i + 1, day=r.day(a['date'])) for i, a in enumerate(told['acts'])]
D = r.day(told['last'])
n = r.batch(mem, E, D)
print(json.dumps({'of': {u: [n.HV(u, D), n.FV(u, D), n.TV(u, D)] for u in told['who']}, 'V': n.V(D)}))`;
	return JSON.parse(execFileSync('python3', ['-c', program, join(model, '..')], {
		input: JSON.stringify({ acts, last: LAST, who: Object.keys(who) }), encoding: 'utf8',
	}));
}

// Gives each event its date, forgets all others, and begins anew at the end of March.
function travel() {
	const dates = done.map(({ from, to, date }) => `UPDATE ops.event SET at = '${date} 12:00+00' WHERE id > ${from} AND id <= ${to};`);
	const ours = done.map(({ from, to }) => `id > ${from} AND id <= ${to}`).join(' OR ');
	instance.sql(`SET client_min_messages = warning; BEGIN;
		SELECT FROM standing.progress FOR UPDATE;
		DELETE FROM ops.event WHERE NOT (${ours});
		${dates.join('\n')}
		CREATE OR REPLACE FUNCTION standing.today() RETURNS integer LANGUAGE sql STABLE AS 'SELECT ${day(LAST)}';
		TRUNCATE standing.ledger, standing.refused, standing.act, standing.credit_event, standing.pair_state, standing.tie_state,
			standing.answer_found, standing.said, standing.member_fact, standing.member_voice, standing.member_score,
			standing.network, standing.helped_month CASCADE;
		DELETE FROM standing.progress; INSERT INTO standing.progress (circle_max) VALUES (30);
		COMMIT;`);
}

test('what is clicked today is in the ledger within seconds, once', { timeout: 60000 }, async () => {
	const t = await click('2026-01-05', 'THANKS', 'dee', 'x1');
	done.pop();
	const count = () => number(`SELECT count(*) FROM standing.act WHERE post = ${t.answer} AND state = 0`);
	for (let i = 0; i < 300 && count() === 0; i++)
		await new Promise((wake) => setTimeout(wake, 100));
	assert.equal(count(), 1, 'it waits for its giver to be somebody\'s customer');
	assert.equal(number(`SELECT people FROM standing.member_score WHERE m = ${who.x1.id}`), 1, 'and counts as help at once');
	assert.match(instance.bothy('reputation', 'check'), /^equal/);
});

test('clicks give the points that the model gives for the same acts', { timeout: 300000, skip: !existsSync(model) && `${model} is not there` }, async () => {
	await everything();
	const wanted = expected();
	travel();
	instance.bothy('reputation', 'rebuild');
	for (const [name, { id }] of Object.entries(who)) {
		const [row] = instance.sql(`SELECT COALESCE(max(hv), 0), COALESCE(max(fv), 0), COALESCE(max(tv), 0) FROM standing.member_score WHERE m = ${id}`);
		assert.deepEqual(row.map(Number), wanted.of[name], name);
	}
	assert.equal(number(`SELECT v FROM standing.network WHERE day = ${day(LAST)}`), wanted.V);
	assert.ok(wanted.of.ana[0] > 1000000 && wanted.of.r1[0] > 0 && wanted.of.dee[2] > 0, 'there is something to compare');
	assert.match(instance.bothy('reputation', 'check'), /^equal/);
	assert.equal(instance.bothy('reputation', 'refused'), '');
	assert.match(instance.bothy('reputation', 'status'), /day +2026-03-31/);
});
