// Who wants points without helping anybody: attacks by the forms that everybody has, what they earned two months later, and which finding names
// them. The clicks are made now; then their events are put into the last two months, since facts and rings count from the next month.
import assert from 'node:assert/strict';
import { test } from 'node:test';

// A community of its own: its events are moved in time.
delete process.env.BOTHY_TEST_ENV;
const { instance } = await import('./lib/instance.mjs');
const { eventually } = await import('./lib/evidence.mjs');
const { keyOf, member, number, post, thread } = await import('./lib/scene.mjs');

const lastEvent = () => number('SELECT COALESCE(max(id), 0) FROM ops.event');
const month = (ago) => `date_trunc('month', now()) - interval '${ago} months' + interval '5 days'`;

// Moves what ${acts} did to the month before last (2) or last month (1), with the answers it was about, which were written an hour before; but
// those of ${quick} when they were.
async function dated(ago, acts) {
	const from = lastEvent();
	await acts();
	instance.sql(`WITH e AS (UPDATE ops.event SET at = at - (now() - (${month(ago)})) WHERE id > ${from} RETURNING post_id)
		UPDATE community.post SET created_at = created_at - (now() - (${month(ago)})) - interval '1 hour' * (author_id <> ${quick.own.id})::int
		WHERE id IN (SELECT post_id FROM e)`);
}

async function act(who, answer, name) {
	const { status } = await who.client.post(`/a/${answer}/act`, { key: await keyOf(who.client), act: name });
	assert.equal(status, 303, name);
}

// ${asker} asks, ${helper} answers: the answer's id.
const answered = (asker, helper) => post(thread(asker, { state: 'answered' }), helper);

async function accepts(asker, helper, times = 1) {
	for (let i = 0; i < times; i++)
		await act(asker, answered(asker, helper), 'accept');
}

const members = (n, ...roles) => Array.from({ length: n }, () => member(...roles));
const ids = (...who) => who.flat().map(({ id }) => id);

// Customers for a year, who are no newcomers.
const customers = (...who) => instance.sql(`INSERT INTO ops.event (at, kind, other_id, number)
	SELECT ${month(3)}, 44, id, standing.today() - 400 FROM unnest('{${ids(...who)}}'::bigint[]) id;
	UPDATE community.member SET joined_at = now() - interval '400 days' WHERE id = ANY ('{${ids(...who)}}')`);

const asker = member(); // of questions for others' thanks
const puppets = { main: member(), all: members(4) };
const loop = { asker: member(), helper: member() };
const storm = members(2);
const claimed = { main: member(), all: members(3) };
const newcomers = { main: member(), all: members(3) };
const staff = { one: member('staff'), friend: member() };
const quick = { own: member(), account: member() };
const family = { own: member(), account: member() };
const ring = members(3);
const long = members(6);

async function everything() {
	customers(loop.asker, storm, claimed.all, newcomers.all, quick.account, family.account, family.own, ring, long, puppets.main);
	instance.sql(`UPDATE community.member SET joined_at = now() - interval '5 days' WHERE id = ANY ('{${ids(newcomers.all)}}');
		INSERT INTO ops.event (at, kind, other_id, number) VALUES (${month(3)}, 43, ${staff.one.id}, 5),
			(${month(3)}, 46, ${family.own.id}, 77), (${month(3)}, 46, ${family.account.id}, 77)`);
	for (const ago of [2, 1])
		await dated(ago, async () => {
			for (const puppet of puppets.all)
				await accepts(puppet, puppets.main);
			for (let i = 0; i < 3; i++) {
				await accepts(ring[i], ring[(i + 1) % 3], 2);
				await accepts(newcomers.all[i], newcomers.main);
				await accepts(claimed.all[i], claimed.main);
			}
			for (let i = 0; i < 3; i++) {
				await act(storm[0], answered(asker, storm[1]), 'thanks');
				await act(storm[1], answered(asker, storm[0]), 'thanks');
			}
			for (let i = 0; i < 6; i++)
				await accepts(long[i], long[(i + 1) % 6]);
		});
	await dated(1, async () => {
		const answer = answered(loop.asker, loop.helper);
		for (let i = 0; i < 4; i++) {
			await act(loop.asker, answer, 'accept');
			await act(loop.asker, answer, 'unaccept');
		}
		await act(loop.asker, answer, 'accept');
		for (let i = 0; i < 6; i++)
			await act(staff.one, answered(asker, staff.friend), i < 3 ? 'accept' : 'thanks');
		await accepts(quick.account, quick.own);
		await accepts(family.account, family.own);
		await accepts(quick.own, quick.own);
	});
}

const credit = (h, b) => number(`SELECT COALESCE(sum(c), 0) FROM standing.credit_event WHERE h = ${h.id}${b ? ` AND b = ${b.id}` : ''}`);
const score = ({ id }) => number(`SELECT COALESCE(max(hv + tv + fv), 0) FROM standing.member_score WHERE m = ${id}`);
const help = ({ id }) => number(`SELECT COALESCE(max(hv), 0) FROM standing.member_score WHERE m = ${id}`);
const found = (...who) => instance.sql(`SELECT kind FROM standing.finding WHERE members @> '{${ids(...who)}}' ORDER BY kind`).flat();
const points = (he) => he * 10 / 1e6;

test('attacks earn what the model allows, and findings name them', { timeout: 300000 }, async (t) => {
	await everything();
	await eventually(() => number('SELECT count(*) FROM standing.progress g WHERE NOT EXISTS (SELECT FROM ops.event e WHERE (e.tx, e.id) > (g.cursor_tx, g.cursor_id))') === 1, 60);
	instance.sql(`TRUNCATE standing.ledger, standing.refused, standing.act, standing.credit_event, standing.pair_state, standing.tie_state,
		standing.answer_found, standing.said, standing.member_fact, standing.member_voice, standing.member_score, standing.network,
		standing.helped_month CASCADE; DELETE FROM standing.progress; INSERT INTO standing.progress (circle_max) VALUES (30)`);
	instance.bothy('reputation', 'rebuild');
	const tell = (what, who) => t.diagnostic(`${what}: ${points(score(who)).toFixed(2)} points`);

	tell('sock puppets', puppets.main);
	assert.equal(score(puppets.main), 0);
	tell('accepting and taking back, five times', loop.helper);
	assert.equal(credit(loop.helper), 0, 'each acceptance took of what the asker can give in a month');
	tell('thanks between two, three each in two months', storm[0]);
	assert.equal(credit(storm[0]), 150, 'nothing in the second month');
	tell('three old accounts for one', claimed.main);
	assert.ok(points(score(claimed.main)) < 150);
	tell('three customers who are new for one', newcomers.main);
	tell('a ring of three', ring[0]);
	tell('a ring of six', long[0]);
	for (const who of [...ring, ...long])
		assert.ok(points(score(who)) <= 46.25);
	assert.equal(number(`SELECT sum(c) FROM standing.credit_event WHERE b = ANY ('{${ids(ring, long)}}')
		AND month = (SELECT max(month) FROM standing.credit_event WHERE b = ${ring[0].id})`), 0);
	tell('a friend in the company', staff.friend);
	assert.ok(help(staff.friend) < 4e6, 'one account gives another at most 4');
	tell('a second account', quick.own);
	assert.equal(credit(quick.own, quick.account), 500);
	assert.equal(credit(quick.own, quick.own), 0);
	tell('a second account of the household', family.own);
	assert.equal(score(family.own), 0);
});

test('each of them is found, but for what nobody can tell from help', { timeout: 120000 }, async () => {
	assert.match(instance.bothy('reputation', 'findings'), /^\d+ new findings/);
	assert.deepEqual(found(puppets.main, puppets.all), ['newcomers']);
	assert.deepEqual(found(storm), ['mutual']);
	assert.deepEqual(found(claimed.main, claimed.all), ['inactive']);
	assert.deepEqual(found(newcomers.main, newcomers.all), ['newcomers']);
	assert.deepEqual(found(ring), ['circle']);
	assert.deepEqual(found(quick.own, quick.account), ['quick']);
	assert.deepEqual(found(loop.asker, loop.helper), [], 'it earned nothing');
	assert.deepEqual(found(long.slice(0, 2)), [], 'a longer ring earns once, by the rule of circles');
	await eventually(() => number('SELECT count(*) FROM standing.finding_act f JOIN standing.act a USING (position) WHERE NOT a.held') === 0, 60);
	for (const who of [storm[0], claimed.main, newcomers.main, ring[0], quick.own])
		assert.equal(score(who), 0, 'until a moderator decides, nothing of it counts');
	assert.match(instance.bothy('reputation', 'check'), /^equal/);
});
