// `work` killed in the middle of what changes much at once: hiding the posts of a wave with the accounts, taking that back, erasing a member,
// telling those a decision concerns.
// Each is finished in the end, once, and nothing is left half done.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Client, formFields } from '../web/lib/client.mjs';
import { startInstance } from '../web/lib/instance.mjs';
import { pidsOf, until } from '../web/lib/processes.mjs';

const one = (at, sql) => at.sql(sql)[0][0];

// A job that a process died over is taken again after two minutes, here at once.
const hurry = (at) => !!at.sql("UPDATE ops.job SET taken_at = now() - interval '3 minutes', attempts = 1 WHERE taken_at IS NOT NULL AND failed_at IS NULL");

// Members with a question and answers in it each; the ids of the members.
const wave = (at, members, posts) => at.sql(`INSERT INTO community.topic (slug, name) VALUES ('one', 'One');
	WITH m AS (INSERT INTO community.member (username, display, skeleton)
		SELECT n, n, n FROM (SELECT 'wave-' || i AS n FROM generate_series(1, ${members}) i) x RETURNING id),
	t AS (INSERT INTO community.thread (kind, topic_id, author_id, title, slug, state)
		SELECT 'question', (SELECT min(id) FROM community.topic), id, 'Cheap things', 'cheap-things', 'open' FROM m RETURNING id, author_id),
	p AS (INSERT INTO community.post (thread_id, kind, author_id, source, html, plain)
		SELECT t.id, CASE i WHEN 1 THEN 'question' ELSE 'answer' END, t.author_id, 'Buy cheap things ' || i, '', 'Buy cheap things ' || i FROM t, generate_series(1, ${posts}) i)
	SELECT id FROM m;
	SELECT FROM (SELECT community.queue_put('suspicion', id, NULL, NULL, 40, '', '{}') FROM community.post WHERE plain LIKE 'Buy cheap things %') x`).map(([id]) => id);

for (const point of ['sweep.step', 'sweep.stepped'])
	test(`killed at ${point}, again and again: each post and account of a sweep is decided once, and back once`, { timeout: 300000 }, async () => {
		const at = await startInstance({ demo: false, settings: { BOTHY_FAULT: `${point}:3:1` } });
		const moderator = await new Client({}, at).signIn(at.moderator);
		const ids = wave(at, 120, 2);
		const list = ids.join(',');
		const picture = () => one(at, `SELECT md5(string_agg(x, ';' ORDER BY x)) FROM (
			SELECT format('p%s %s %s', id, gone, deleted_at IS NULL) AS x FROM community.post WHERE author_id IN (${list})
			UNION ALL SELECT format('t%s %s %s %s', id, gone, answers, state) FROM community.thread WHERE author_id IN (${list})
			UNION ALL SELECT format('m%s %s %s', id, state, answers) FROM community.member WHERE id IN (${list})) y`);
		const kills = () => readFileSync(join(at.dir, 'log/bothy.log'), 'utf8').match(/process\.died process=work pid=\d+ signal=9/g)?.length ?? 0;
		// How often `work` was killed until ${what} was set.
		const ended = async (what) => {
			const before = kills();
			await until(() => {
				hurry(at);
				return one(at, `SELECT count(*) FROM community.sweep WHERE ${what} IS NOT NULL`) === '1'
					&& one(at, "SELECT count(*) FROM ops.job WHERE kind = 'moderation.sweep'") === '0';
			}, 120000);
			return kills() - before;
		};
		at.sql(`SELECT community.thread_recount(id) FROM community.thread WHERE author_id IN (${list}); SELECT community.member_answers_recount('{${list}}')`);
		const before = picture();
		const page = await moderator.get('/moderation/bulk?by=wave&hours=24');
		const fields = new Map(formFields(page.html, '/moderation/bulk')).set('accounts', 'suspend').set('rule', 'spam');
		const { location } = await moderator.post('/moderation/bulk', [...fields]);
		assert.match(location, /^\/moderation\/sweep\//);
		assert.ok(await ended('ended_at') >= 2, `it was killed ${kills()} times`);
		assert.equal(one(at, `SELECT count(*) FROM community.post WHERE author_id IN (${list}) AND gone = 'hidden'`), '240');
		assert.equal(one(at, `SELECT count(*) FROM community.member WHERE id IN (${list}) AND state = 'suspended'`), '120');
		// What went with its thread is left to that: a decision for each thread, and for each account.
		const decided = (what) => one(at, `SELECT count(*) FROM community.decision WHERE part AND ${what}`);
		assert.equal(decided('member_id IS NOT NULL AND post_id IS NULL'), '120');
		assert.equal(decided('post_id IS NOT NULL'), '120');
		assert.equal(one(at, "SELECT count(*) FROM community.sweep_target WHERE state = 'waits'"), '0');
		assert.equal(one(at, `SELECT count(*) FROM ops.event e JOIN community.decision d ON d.id = e.number AND d.part AND d.action = 'suspend'
			WHERE e.other_id IN (${list})`), '120', 'each suspension is one event');
		assert.equal(one(at, "SELECT count(*) FROM ops.job WHERE kind = 'moderation.told' AND failed_at IS NULL"), '1', 'people are told once');

		const undo = (await moderator.get(location)).html.match(/\/moderation\/undo\/\d+/)[0];
		await moderator.submit(location, {}, undo);
		assert.ok(await ended('undone_at') >= 1, 'it was killed');
		assert.equal(picture(), before, 'all is as it was');
		assert.equal(one(at, "SELECT count(*) FROM community.sweep_target WHERE state = 'done'"), '0');
	});

// Somebody whose 14 days are over; his number and name.
function leaver(at) {
	const name = `leaver${process.pid}`;
	at.bothy('user', 'add', name, '--email', `${name}@example.org`);
	return { name, id: one(at, `SELECT id FROM community.member WHERE username = '${name}'`), go: `INSERT INTO community.erasure (member_id, due_at)
		SELECT id, now() FROM community.member WHERE username = '${name}'` };
}
const gone = (at, { id, name }) => {
	assert.equal(one(at, `SELECT done_at IS NOT NULL FROM community.erasure WHERE member_id = ${id}`), 't');
	assert.equal(one(at, `SELECT count(*) FROM ops.event WHERE kind = 49 AND other_id = ${id}`), '1', 'others hear of it once');
	assert.equal(one(at, `SELECT count(*) FROM community.member WHERE username = '${name}'`), '0');
	assert.equal(one(at, `SELECT count(*) FROM community.login WHERE member_id = ${id}`), '0');
};
const nothingWaits = (at) => until(() => hurry(at) && one(at, "SELECT count(*) FROM ops.job WHERE kind LIKE 'personal.%'") === '0', 60000);

test('killed in the middle of erasing a member: nothing of it is done, then all of it, once', { timeout: 180000 }, async () => {
	const at = await startInstance({ demo: false });
	const who = leaver(at);
	// The transaction stands still behind the member's row.
	at.sql(`CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(5); RETURN NULL; END $$;
		CREATE TRIGGER slow AFTER UPDATE ON community.member FOR EACH ROW WHEN (OLD.state <> 'former' AND NEW.state = 'former') EXECUTE FUNCTION public.slow();
		${who.go}`);
	await until(() => at.sql(`SELECT id FROM community.member WHERE id = ${who.id} FOR UPDATE SKIP LOCKED`).length === 0, 60000);
	const [before] = pidsOf(at, 'work');
	process.kill(before, 'SIGKILL');
	await until(() => pidsOf(at, 'work').some((pid) => pid !== before), 60000);
	assert.equal(one(at, `SELECT username FROM community.member WHERE id = ${who.id}`), who.name);
	assert.equal(one(at, `SELECT count(*) FROM community.login WHERE member_id = ${who.id}`), '1');
	assert.equal(one(at, `SELECT count(*) FROM ops.event WHERE kind = 49 AND other_id = ${who.id}`), '0');
	await until(() => at.sql(`SELECT id FROM community.member WHERE id = ${who.id} FOR UPDATE SKIP LOCKED`).length === 1, 60000);
	at.sql('DROP FUNCTION public.slow() CASCADE');
	await nothingWaits(at);
	gone(at, who);
});

test('killed when a member was just erased: mails that name him and were under way go all the same', { timeout: 180000 }, async () => {
	const at = await startInstance({ demo: false, settings: { BOTHY_FAULT: 'erase.done:1:1' } });
	const who = leaver(at);
	const mails = join(at.dir, 'mail');
	// What comes behind the erasure waits for the test.
	at.sql(`CREATE FUNCTION public.later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.run_at := now() + interval '1 hour'; RETURN NEW; END $$;
		CREATE TRIGGER later BEFORE INSERT ON ops.job FOR EACH ROW WHEN (NEW.kind = 'personal.files') EXECUTE FUNCTION public.later()`);
	const [before] = pidsOf(at, 'work');
	at.sql(who.go);
	await until(() => pidsOf(at, 'work').some((pid) => pid !== before), 60000);
	mkdirSync(mails, { recursive: true });
	writeFileSync(join(mails, 'late.eml'), `To: x@example.org\n\n${who.name} has answered you.\n`, { mode: 0o644 });
	at.sql("UPDATE ops.job SET run_at = now() WHERE kind = 'personal.files'; DROP FUNCTION public.later() CASCADE");
	await nothingWaits(at);
	gone(at, who);
	assert.deepEqual(readdirSync(mails).filter((x) => readFileSync(join(mails, x), 'utf8').includes(who.name)), []);
	assert.match(readFileSync(join(at.dir, 'log/bothy.log'), 'utf8'), new RegExp(`member\\.erased member=${who.id}\\b`));
});

test('killed between what a job wrote and its being struck off the list: nobody is told twice, however many are told', { timeout: 300000 }, async () => {
	const at = await startInstance({ demo: false, settings: { BOTHY_FAULT: 'job.ran:1:1' } });
	const actor = one(at, `SELECT id FROM community.member WHERE username = '${at.moderator.name}'`);
	const many = 1050;
	at.sql(`WITH m AS (INSERT INTO community.member (username, display, skeleton) SELECT n, n, n FROM (SELECT 'told-' || i AS n FROM generate_series(1, ${many}) i) x RETURNING id)
		INSERT INTO community.decision (actor_id, action, rule, member_id, group_id, part, public) SELECT ${actor}, 'warn', 'spam', id, 4711, true, false FROM m`);
	const [[who, decision]] = at.sql('SELECT member_id, id FROM community.decision WHERE group_id = 4711 ORDER BY id LIMIT 1');
	const appeal = one(at, `INSERT INTO community.appeal (decision_id, member_id, text, answered_at, answered_by, overturned)
		VALUES (${decision}, ${who}, 'No.', now(), ${actor}, false) RETURNING id`);
	const finding = one(at, `INSERT INTO standing.finding (kind, day, members, concerned, acts, credit) VALUES ('mutual', 1, '{${who},${actor}}', '{${who}}', 2, 2) RETURNING id`);
	const [[thread, of]] = at.sql(`WITH p AS (INSERT INTO community.topic (slug, name) VALUES ('told', 'Told') RETURNING id),
		t AS (INSERT INTO community.thread (kind, topic_id, author_id, title, slug, state)
			SELECT 'question', id, ${who}, 'Told once', 'told-once', 'open' FROM p RETURNING id),
		c AS (INSERT INTO crm.case (subject, state) VALUES ('Told once', 'open') RETURNING id)
		INSERT INTO crm.link (thread_id, episode, case_id, kind) SELECT t.id, 1, c.id, 'same_problem' FROM t, c RETURNING thread_id, case_id`);
	const before = readFileSync(join(at.dir, 'log/bothy.log'), 'utf8').length;
	at.sql(`INSERT INTO ops.job (kind, payload) VALUES ('moderation.told', '{"other": 4711}'), ('moderation.appeal', '{"subject": ${appeal}}'),
		('evidence.tell', '{"subject": ${finding}}'), ('followup.tell', '{"subject": ${thread}, "other": 1, "text": "yes"}')`);
	const ours = "kind IN ('moderation.told', 'moderation.appeal', 'evidence.tell', 'followup.tell')";
	// Taken anew at once, but only what a process took that has died since: a job that is still at work must not be run beside itself.
	const said = () => readFileSync(join(at.dir, 'log/bothy.log'), 'utf8').slice(before);
	await until(() => {
		const died = [...said().matchAll(/^(\S+) .*process\.died process=work pid=\d+ signal=9/gm)].at(-1)?.[1];
		if (died)
			at.sql(`UPDATE ops.job SET taken_at = now() - interval '3 minutes', attempts = 1 WHERE ${ours} AND taken_at < '${died}'`);
		return one(at, `SELECT count(*) FROM ops.job WHERE ${ours}`) === '0';
	}, 100000);
	assert.ok(said().match(/process\.died process=work pid=\d+ signal=9/g)?.length >= 2, 'it was killed');
	const notices = (kind) => at.sql(`SELECT count(*), count(DISTINCT member_id) FROM community.notice WHERE kind = '${kind}'`)[0].map(Number);
	assert.deepEqual(notices('moderated'), [many, many]);
	assert.deepEqual([notices('appeal'), notices('evidence')], [[1, 1], [1, 1]]);
	assert.equal(one(at, `SELECT count(*) FROM crm.case_entry WHERE case_id = ${of} AND kind = 'followup'`), '1');
});
