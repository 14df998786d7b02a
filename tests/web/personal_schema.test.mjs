// personal_schema.test.mjs -- nobody may forget a table. Each column that names a member, or could, has a rule in personal.tsv; all of them
// are filled for one member, his archive is taken, he is erased, and what is left of him is looked for everywhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import './lib/own.mjs';
import { none } from './lib/findings.mjs';
import { instance, repository } from './lib/instance.mjs';
import { erased, exported, until } from './lib/personal.mjs';
import { member, number, post, thread } from './lib/scene.mjs';

const rules = readFileSync(join(repository, 'tests/web/personal.tsv'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#')).slice(1)
	.map((line) => line.split('\t')).map(([column, file, what, why = '']) => ({ column, table: column.slice(0, column.lastIndexOf('.')), name: column.split('.')[2], file, what, why }));

// Columns by the catalogue: those that refer to a member, those that are called like it, and in the rooms where members are, all that can
// hold words, unless a CHECK lists which. { column, type, named: it holds members' numbers }
const named = '(^|_)(member|actor|author|editor|reporter|other|referred|referrer|giver|receiver|who|whom|user)s?(_id)?$|_by$';
const columns = instance.sql(`
	SELECT c.oid::regclass || '.' || a.attname, format_type(a.atttypid, NULL), refers OR a.attname ~ '${named}'
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped,
	LATERAL (SELECT c.relnamespace::regnamespace::text AS room, format_type(a.atttypid, NULL) AS type) x,
	LATERAL (SELECT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey)
			AND k.confrelid = 'community.member'::regclass) AS refers,
		EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]
			AND pg_get_constraintdef(k.oid) ~ '= ANY') AS listed) y
	WHERE c.relkind IN ('r', 'p') AND room IN ('community', 'standing', 'crm', 'money', 'desk', 'intake', 'ops')
	AND (refers
		OR type IN ('bigint', 'bigint[]') AND a.attname ~ '${named}' AND NOT (room IN ('crm', 'desk') AND a.attname ~ '_by$')
		OR type = 'bigint[]'
		OR room = 'standing' AND type = 'bigint' AND a.attname IN ('b', 'h', 'm', 'i', 'j', 'circle', 'household')
		OR room IN ('community', 'ops', 'standing') AND NOT listed
			AND type IN ('text', 'text[]', 'json', 'jsonb', 'bytea', 'tsvector', 'inet', 'cidr', 'character varying'))
	ORDER BY 1`).map(([column, type, is]) => ({ column, type, named: is === 't' }));

test('each column that names a member, or could, has a rule', () => {
	const known = new Set(rules.map(({ column }) => column));
	none([
		...columns.filter(({ column }) => !known.has(column)).map(({ column, type }) => [column, `${type}: no rule in tests/web/personal.tsv`]),
		...rules.filter(({ column }) => !columns.some((c) => c.column === column)).map(({ column }) => [column, 'a rule for a column there is not']),
		...rules.filter(({ column }, i) => rules.findIndex((r) => r.column === column) !== i).map(({ column }) => [column, 'two rules']),
		...rules.filter(({ what }) => !['gone', 'texts', 'kept'].includes(what)).map(({ column, what }) => [column, `what is “${what}”?`]),
		...rules.filter(({ file, what, why }) => !why && (file === '-' || what === 'kept')).map(({ column }) => [column, 'why?']),
	]);
});

// ---- one member with something in every one of them ----

const canary = `cnry${Date.now().toString(36)}${process.pid.toString(36)}`;
const C = (n) => `${canary} word ${n}`;

// Triggers are for doors; what is put here stands as it is.
const triggers = (what) => instance.sql(`SELECT format('ALTER TABLE %s ${what} TRIGGER USER', oid::regclass) FROM pg_class
	WHERE relkind = 'r' AND relhastriggers AND relnamespace::regnamespace::text IN ('community', 'standing', 'crm', 'desk', 'intake', 'ops')`).flat().join('; ');

// Fills what stands in a rule.
function fill() {
	const who = member();
	const other = member();
	const moderator = member('moderator');
	// Another thread, in which he is mentioned.
	const own = thread(who, { title: C('title') });
	const theirs = thread(other);
	const answer = post(theirs, who, 'answer', null, C('answer'));
	const ofOther = post(own, other);
	const [w, o, m] = [who.id, other.id, moderator.id];
	instance.sql(`
		${triggers('DISABLE')};
		UPDATE community.member SET username = '${canary}', display = '${C('display')}', skeleton = '${C('skeleton')}', bio = '${C('bio')}',
			zone = '${canary}', locale = '${canary}' WHERE id = ${w};
		INSERT INTO community.name_look (skeleton, member_id) VALUES ('${C('skeleton')}', ${w});
		UPDATE community.login SET email = '${canary}@Example.org', email_key = '${canary}@example.org', password_hash = '${canary}' WHERE member_id = ${w};
		UPDATE community.session SET agent = '${canary}' WHERE member_id = ${w};
		INSERT INTO community.sign_in (member_id, session_id, address) SELECT ${w}, max(id), '203.0.113.77' FROM community.session WHERE member_id = ${w};
		INSERT INTO community.token (hash, kind, member_id, email, expires_at) VALUES (sha256('${canary}'), 'email', ${w}, '${canary}@example.net', now() + interval '1 day');
		INSERT INTO community.form_key (nonce, member_id, body_hash, result) VALUES (substr(sha256('${canary}'), 1, 16), ${w}, sha256('x'), '/u/${canary}');
		INSERT INTO community.signup (key, username, display, email, email_key, password_hash)
			VALUES (md5('${canary}'), '${canary}-2', '${canary}', '${canary}@example.org', '${canary}@example.org', 'x');
		INSERT INTO community.draft (member_id, place, fields) VALUES (${w}, 'ask', 'body=${canary}');
		INSERT INTO community.follow (member_id, thread_id) VALUES (${w}, ${theirs.id});
		INSERT INTO community.thread_read (member_id, thread_id, post_id) VALUES (${w}, ${theirs.id}, ${answer});
		INSERT INTO community.me_too (thread_id, author_id, member_id) VALUES (${theirs.id}, ${o}, ${w}), (${own.id}, ${w}, ${o});
		INSERT INTO community.deflection (thread_id, member_id) VALUES (${theirs.id}, ${w});
		INSERT INTO community.acceptance (thread_id, post_id, member_id, label) VALUES (${own.id}, ${ofOther}, ${w}, '${canary}'), (${theirs.id}, ${answer}, ${o}, '');
		INSERT INTO community.reaction (post_id, author_id, member_id, kind, context) VALUES (${ofOther}, ${o}, ${w}, 'helped', '${canary}'), (${answer}, ${w}, ${o}, 'thanks', '');
		INSERT INTO community.notice (member_id, kind, actor_id, thread_id, post_id) VALUES (${w}, 'thanks', ${o}, ${theirs.id}, ${answer}), (${o}, 'accepted', ${w}, ${own.id}, ${ofOther});
		INSERT INTO community.notice_setting (member_id, kind, mail) VALUES (${w}, 'thanks', false);
		INSERT INTO community.stayed_solved (thread_id, episode, days, member_id) VALUES (${own.id}, 1, 3, ${w});
		INSERT INTO community.private_sent (thread_id, member_id) VALUES (${own.id}, ${w});
		INSERT INTO community.suggestion (post_id, author_id, base, member_id, source, note, state, made, decided_by, decided_at)
			VALUES (${ofOther}, ${o}, 1, ${w}, '${C('suggested')}', '${canary}', 'open', NULL, NULL, NULL), (${answer}, ${w}, 1, ${o}, 'Words.', '', 'declined', NULL, ${w}, now());
		UPDATE community.thread SET product = '${canary}', last_member_id = ${w} WHERE id = ${own.id};
		UPDATE community.post SET source = '${C('question')}', html = '<p>${C('question')}</p>', plain = '${C('question')}', edit_reason = '${canary}',
			words = to_tsvector('simple', '${canary}') WHERE id = ${own.question};
		UPDATE community.post SET source = 'Ask @${canary}!', html = '<p>Ask <a class="mention" href="/u/${canary}">@${canary}</a>!</p>', plain = 'Ask @${canary}!',
			words = to_tsvector('simple', 'ask ${canary}'), editor_id = ${w}, edit_reason = '${canary}' WHERE id = ${ofOther};
		INSERT INTO community.post_revision (post_id, revision, editor_id, title, source, reason, written_at, product, tags)
			VALUES (${own.question}, 1, ${w}, '${canary}', '${canary}', '${canary}', now(), '${canary}', '${canary}'),
			(${ofOther}, 1, ${o}, NULL, 'Ask @${canary}!', '', now(), NULL, NULL), (${ofOther}, 2, ${w}, NULL, 'Ask @${canary}!', '${canary}', now(), NULL, NULL);
		DELETE FROM community.search_pending WHERE thread_id = ${own.id};
		INSERT INTO community.search_word (word) VALUES ('${canary}') ON CONFLICT (word) DO UPDATE SET threads = 1;
		INSERT INTO community.harm_look (post_id, newcomer, level, links, mentions, spam, alike, first) VALUES (${answer}, true, 0, 0, 0, -1, 0, true);

		WITH q AS (INSERT INTO community.queue_item (kind, member_id, why, not_for, passed_by, taken_by, taken_at) VALUES
			('report', ${w}, '${canary}', ARRAY[${w}]::bigint[], ARRAY[${w}]::bigint[], NULL, NULL), ('report', ${o}, '', ARRAY[${w}]::bigint[], ARRAY[${w}]::bigint[], ${w}, now()) RETURNING id, member_id)
		INSERT INTO community.report (item_id, reporter_id, reason, text, weight)
			SELECT id, CASE member_id WHEN ${w} THEN ${o} ELSE ${w} END, 'abuse', '${C('report')}', 1 FROM q;
		INSERT INTO community.queue_item (kind, post_id, why, done_at, done_by) VALUES ('held', ${answer}, '${canary}', now(), ${w});
		WITH d AS (INSERT INTO community.decision (actor_id, action, rule, note, post_id, thread_id, member_id, before, after, public, undone_at, undone_by) VALUES
			(${m}, 'pseudonymise', 'other', '${C('note')}', NULL, NULL, ${w}, '{"username": "${canary}", "display": "${canary}", "skeleton": "${canary}", "bio": "${canary}"}',
				'{"display": "${canary}", "skeleton": "${canary}"}', false, NULL, NULL),
			(${w}, 'warn', 'abuse', 'Please', NULL, NULL, ${o}, '{}', '{}', false, now(), ${w}),
			(${m}, 'keep', 'none', '', ${answer}, ${theirs.id}, ${w}, '{}', '{}', false, NULL, NULL) RETURNING id, action),
		l AS (INSERT INTO community.harm_lesson (decision_id, spam, signs) SELECT id, false, ARRAY['${canary}'] FROM d WHERE action = 'keep'),
		s AS (INSERT INTO community.sanction (member_id, kind, until, decision_id) SELECT ${w}, 'silence', now() + interval '1 day', id FROM d WHERE action = 'pseudonymise'),
		a AS (INSERT INTO community.appeal (decision_id, member_id, text, answered_at, answered_by, overturned, reply)
			SELECT id, ${w}, '${C('appeal')}', now(), ${m}, false, '${C('reply')}' FROM d WHERE action = 'pseudonymise'
			UNION ALL SELECT id, ${o}, 'No', now(), ${w}, false, 'Yes' FROM d WHERE action = 'warn'),
		w AS (INSERT INTO community.sweep (id, decision_id, accounts, minutes, posts, members, undo_at, undo_by)
			SELECT nextval('community.decision_group'), id, 'leave', 60, 1, 1, now(), ${w} FROM d WHERE action = 'keep' RETURNING id)
		INSERT INTO community.sweep_target (sweep_id, n, member_id) SELECT id, 1, ${w} FROM w;
		INSERT INTO community.harm_sign (sign, ham) VALUES ('${canary}', 1);
		INSERT INTO community.member_note (member_id, author_id, text) VALUES (${w}, ${m}, '${C('noted')}'), (${o}, ${w}, 'Seen');

		INSERT INTO ops.audit (actor_id, what, member_id, details) VALUES (${m}, 'member.changed', ${w}, '{"said": "${canary}"}'), (${w}, 'x', ${o}, '{}'),
			(${m}, 'members.looked_up', NULL, '{"domain": "${canary}@example.org"}');
		INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id) VALUES (2, ${w}, ${o}, ${theirs.id}, ${answer}), (14, ${o}, ${w}, ${theirs.id}, ${answer});
		INSERT INTO ops.job (kind, payload, run_at) VALUES ('account.reset_mail', '{"text": "${canary}@example.org"}', now() + interval '1 day'),
			('account.notice_mail', '{"subject": ${w}, "text": "${canary}"}', now() + interval '1 day');
		INSERT INTO ops.job_dropped (id, kind, payload, attempts, run_at, created_at, dropped_by)
			SELECT -${w}, 'account.reset_mail', '{"text": "${canary}"}', 1, now(), now(), ${w};
		INSERT INTO community.erasure (member_id) VALUES (${w});
		INSERT INTO community.export (member_id, asked_at, done_at) VALUES (${w}, now() - interval '2 days', now());
		INSERT INTO ops.setting (key, value, changed_by) VALUES ('x.test', 'x', ${w});
		INSERT INTO ops.setting_change (key, after, member_id) VALUES ('site.name', 'Same', ${w});
		INSERT INTO ops.mail_test (member_id) VALUES (${w});
		INSERT INTO community.policy_version (slug, revision, title, source, html, member_id) VALUES ('x-${canary.slice(4)}', 1, 'T', 'S', 'H', ${w});
		INSERT INTO community.topic_change (what, member_id) VALUES ('ordered', ${w});
		INSERT INTO community.tag_change (what, member_id) VALUES ('makers', ${w});

		INSERT INTO standing.level_rules (member_id, people, ratio, keep_people, keep_ratio, judgements, settle_days)
			SELECT ${w}, people, ratio, keep_people, keep_ratio, judgements, settle_days FROM standing.level_rules WHERE id = 1;
		INSERT INTO standing.evidence_rules (member_id, limits) VALUES (${w}, '{}');
		INSERT INTO standing.member_level (member_id, level, since, good, bad, removals, people, ratio) VALUES (${w}, 1, now(), 1, 0, 0, 1, 900) ON CONFLICT DO NOTHING;
		INSERT INTO standing.level_change (member_id, level_before, level, ratio, people, good, bad, why, rules_id) VALUES (${w}, 0, 1, 900, 1, 1, 0, 'helped', 1);
		INSERT INTO standing.finding (kind, day, members, concerned, acts, credit) VALUES ('mutual', 1, ARRAY[${w}, ${o}]::bigint[], ARRAY[${w}]::bigint[], 1, 1);
		INSERT INTO standing.appeal (finding, member_id, text, answered_at, answered_by, reply)
			SELECT max(id), ${w}, '${C('doubt')}', now(), ${m}, '${C('doubted')}' FROM standing.finding UNION ALL SELECT max(id), ${o}, 'No', now(), ${w}, 'No' FROM standing.finding;
		INSERT INTO standing.finding_decision (finding, member_id, what, why, was, becomes) SELECT max(id), ${w}, 'void', 'As @${canary} said', 'open', 'voided' FROM standing.finding;

		INSERT INTO crm.customer (name) VALUES ('Customer of a test');
		INSERT INTO crm.member_customer (member_id, customer_id, how) SELECT ${w}, max(id), 'staff' FROM crm.customer;
		INSERT INTO crm.event (kind, customer_id, number) SELECT 45, max(id), ${w} FROM crm.customer;
		INSERT INTO crm.nudge (member_id, thread_id) VALUES (${w}, ${theirs.id});
		INSERT INTO crm.followup (thread_id, episode, days, member_id, due_at, asked_at) VALUES (${own.id}, 1, 14, ${w}, now() + interval '1 day', NULL), (${own.id}, 1, 3, ${w}, now(), now());
		INSERT INTO crm.case (subject) VALUES ('Case of a test');
		INSERT INTO crm.case_entry (case_id, kind, text) SELECT max(id), 'note', 'Written by @${canary}, see /u/${canary}' FROM crm.case;
		INSERT INTO crm.case_entry (case_id, kind, text, private_of) SELECT max(id), 'note', 'Of his account ${canary}', ${w} FROM crm.case;
		INSERT INTO crm.solution (case_id, text, credited) SELECT max(id), 'As @${canary} says', ARRAY[${w}]::bigint[] FROM crm.case;
		INSERT INTO crm.solution (case_id, text, state) SELECT max(id), 'As @${canary} said, and it was decided', 'approved' FROM crm.case;
		INSERT INTO desk.account (username, display, email, member_id) VALUES ('d-${canary.slice(4, 24)}', 'Desk', 'desk@example.org', ${w});
		INSERT INTO intake.message (thread_id, member_id, sealed, opened_by, opened_at) SELECT ${own.id}, ${w}, convert_to(rpad('${canary}', 64, '.'), 'UTF8'), max(id), now() FROM desk.account;
		INSERT INTO money.member_value (member_id, clv, avoided, found, retention, crv, cev, computed) VALUES (${w}, 1, 0, 0, 0, 0, 1, now());
		INSERT INTO money.referral (referred_id, referrer_id) VALUES (${w}, ${o}), (-${w}, ${w});
		${triggers('ENABLE')}`);
	return { who, other, own, theirs, answer };
}

// What reputation computes of the ledger it makes anew where it does not fit; told that all is well and was just looked at, it leaves it as it
// stands. Not before it has been there once: what was never computed is computed at once.
async function settle() {
	await until(() => number('SELECT count(*) FROM standing.progress WHERE day IS NOT NULL') === 1);
	instance.sql(`UPDATE standing.progress SET rebuild_due = false, rebuilt_at = now() + interval '5 minutes';
		UPDATE standing.drawn SET (day, rebuilt_at) = (SELECT day, rebuilt_at FROM standing.progress)`);
}
const unsettle = () => instance.sql("UPDATE standing.progress SET rebuild_due = true, rebuilt_at = now() - interval '5 minutes'");
const computed = {
	'standing.ledger': (w) => `INSERT INTO standing.ledger VALUES (900000000 + ${w}, 900000000 + ${w}, now(), 1, 21, ${w}, 0, 0, 0, 0), (910000000 + ${w}, 910000000 + ${w}, now(), 1, 21, 0, ${w}, 0, 0, 0)`,
	'standing.act': (w) => `INSERT INTO standing.act VALUES (900000000 + ${w}, 1, 2, ${w}, 900000000, 1, -${w}, 3, 0, false, 0, 0, 0, 1, 0, 0, 0), (910000000 + ${w}, 1, 2, 900000000, ${w}, 1, -${w}, 3, 0, false, 0, 0, 0, 1, 0, 0, 0)`,
	'standing.credit_event': (w) => `INSERT INTO standing.credit_event VALUES (900000000 + ${w}, 1, 1, 1, 2, ${w}, 900000000, 1, 1, 0, 0, 0, 0, 0, 0, 0), (910000000 + ${w}, 1, 1, 1, 2, 900000000, ${w}, 1, 1, 0, 0, 0, 0, 0, 0, 0)`,
	'standing.pair_state': (w) => `INSERT INTO standing.pair_state VALUES (${w}, 900000000, 0, 0), (900000000, ${w}, 0, 0)`,
	'standing.tie_state': (w) => `INSERT INTO standing.tie_state VALUES (${w}, 900000000, 0, 0, 0), (-900000000, ${w}, 0, 0, 0)`,
	'standing.helped_month': (w) => `INSERT INTO standing.helped_month (month, h, people) VALUES (1, ${w}, 1)`,
	'standing.answer_found': (w) => `INSERT INTO standing.answer_found (post, h, sum, credits) VALUES (900000000 + ${w}, ${w}, 0, 0)`,
	'standing.member_fact': (w) => `INSERT INTO standing.member_fact SELECT ${w}, 1, false, false, 0, 1, false, false, 0 WHERE NOT EXISTS (SELECT FROM standing.member_fact WHERE m = ${w})`,
	'standing.member_voice': (w) => `INSERT INTO standing.member_voice SELECT ${w}, 0, 0, 0, 0, 0, 1 WHERE NOT EXISTS (SELECT FROM standing.member_voice WHERE m = ${w})`,
	'standing.member_score': (w) => `INSERT INTO standing.member_score SELECT ${w}, 0, 0, 0, 0, 0 WHERE NOT EXISTS (SELECT FROM standing.member_score WHERE m = ${w})`,
	'standing.member_topic': (w) => `INSERT INTO standing.member_topic SELECT ${w}, min(id), 1 FROM community.topic ON CONFLICT DO NOTHING`,
	'standing.place': (w) => `DELETE FROM standing.place WHERE rank = 299; INSERT INTO standing.place VALUES (299, ${w}, 0, 0, 0)`,
	'standing.level_again': (w) => `INSERT INTO standing.level_again (member_id) VALUES (${w})`,
};

// Rows of ${table} that name ${who} in one of ${names}; arrays too.
const naming = (names, type, id) => names.map((name) => (type(name) === 'bigint[]' ? `${id} = ANY (${name})` : `${name} = ${id}`)).join(' OR ');
const typeOf = (column) => columns.find((c) => c.column === column)?.type;
// How many rows each of ${asked}, { key, table, where }, has, asked at once: a map by key.
const counts = (asked) => new Map(instance.sql(asked.map(({ key, table, where }) => `SELECT '${key}', count(*) FROM ${table} WHERE ${where}`).join(' UNION ALL '))
	.map(([key, n]) => [key, Number(n)]));

test('everything that names a member is in his archive, and nothing is left when he is erased', { timeout: 120000 }, async () => {
	const { who, own, answer } = fill();
	const numbered = rules.filter(({ column }) => ['bigint', 'bigint[]'].includes(typeOf(column)));
	const tables = [...new Set(numbered.map(({ table }) => table))];
	const ids = numbered.filter(({ why }) => !/^(the number|numbers of|a number|a range|a count|the least)/.test(why));
	await settle();
	instance.sql(Object.values(computed).map((sql) => sql(who.id)).join('; '));

	const holding = () => counts(ids.map(({ column, table, name }) => ({ key: column, table, where: naming([name], () => typeOf(column), who.id) })));
	// The test has forgotten none. (Levels are looked at again within seconds.)
	const before = holding();
	none(ids.filter(({ column }) => column !== 'standing.level_again.member_id' && before.get(column) === 0).map(({ column }) => [column, 'is not filled: teach fill() about it']));

	const all = await exported(who);
	const wanted = tables.flatMap((table) => [...new Set(ids.filter((r) => r.table === table && r.file !== '-').map((r) => r.file))].map((file) => ({
		key: file, table, where: naming(ids.filter((r) => r.table === table && r.file === file).map((r) => r.name), (name) => typeOf(`${table}.${name}`), who.id),
	})));
	wanted.push({ key: 'account', table: 'community.member', where: `id = ${who.id}` });
	const rows = counts(wanted);
	none(wanted.filter(({ key }) => !(all[`${key}.json`] && JSON.parse(all[`${key}.json`]).length >= rows.get(key)))
		.map(({ key, table }) => [table, `${rows.get(key)} rows name him, and ${key}.json has ${all[`${key}.json`] ? JSON.parse(all[`${key}.json`]).length : 'not been made'}`]));
	for (const word of ['title', 'question', 'answer', 'suggested', 'appeal', 'report', 'bio', 'display'])
		assert.ok(Object.entries(all).some(([name, text]) => name.endsWith('.json') && text.includes(C(word))), `his archive has his ${word}`);
	assert.ok(all['notes.json'].includes(C('noted')), 'his archive has what moderators noted about him');
	for (const secret of ['crmcanary', 'Case of a test', 'Customer of a test', 'argon2'])
		assert.ok(!JSON.stringify(all).includes(secret), `not in his archive: ${secret}`);

	// A mail to another that names him, one to him, and one to somebody whose name begins the same.
	const folder = join(instance.dir, 'mail');
	const mails = [`To: <o@example.org>\r\n\r\nNow ${canary.slice(0, 6)}=\r\n${canary.slice(6)} has answered.\r\n`, `To: <${canary}@Example.org>\r\n\r\nHello\r\n`, `To: <${canary}2@example.org>\r\n\r\nHello\r\n`];
	mails.forEach((mail, i) => execFileSync('sh', ['-c', `cat > "${folder}/${canary}-${i}.tmp2" && chown --reference="${folder}" "${folder}/${canary}-${i}.tmp2" && mv "${folder}/${canary}-${i}.tmp2" "${folder}/z${i}-${process.pid}.eml"`], { input: mail }));

	await erased(who, true);
	await until(() => number(`SELECT count(*) FROM ops.job WHERE kind = 'personal.erase' AND payload->>'subject' = '${who.id}'`) === 0);
	await until(() => number(`SELECT count(*) FROM standing.level_again WHERE member_id = ${who.id}`) === 0);
	const every = instance.sql("SELECT c.oid::regclass FROM pg_class c WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text IN ('community', 'standing', 'crm', 'money', 'desk', 'intake', 'ops')").flat();
	none(instance.sql(every.map((table) => `(SELECT '${table}', left(regexp_replace(x::text, '\\s+', ' ', 'g'), 300) FROM ${table} x
		WHERE x::text ~* '${canary}(?![0-9a-z])|203\\.0\\.113\\.77|${Buffer.from(canary).toString('hex')}' LIMIT 2)`).join(' UNION ALL ')));
	const after = holding();
	none(ids.filter(({ what, column }) => what === 'gone' && after.get(column) > 0).map(({ column }) => [column, 'still names him']));
	none(ids.filter(({ what, column }) => what === 'kept' && after.get(column) === 0).map(({ column }) => [column, 'was to be kept']));
	assert.deepEqual(instance.sql(`SELECT username, display, bio, roles, state, locale, zone, theme FROM community.member WHERE id = ${who.id}`)[0].slice(0, 5),
		[`former-${who.id}`, `Former member ${who.id}`, '', '1', 'former']);
	assert.equal(instance.mails().filter((mail) => new RegExp(`${canary}(?!2)`, 'i').test(mail.replace(/=\r\n/g, ''))).length, 0, 'no mail names him');
	assert.equal(instance.mails().filter((mail) => mail.includes(`${canary}2@`)).length, 1, 'the mail of another is still there');
	const logs = execFileSync('sh', ['-c', `grep -rl "${canary}" "${join(instance.dir, 'log')}" || true`], { encoding: 'utf8' });
	assert.equal(logs.replace(/.*postgresql.log\n/, ''), '', 'no log names him');
	assert.match((await who.client.get('/')).html, /Sign in/);
	assert.ok(own.id && answer);
});

test('an erasure changes nobody’s standing', async () => {
	unsettle();
	const who = member();
	const asker = member();
	const helper = member();
	const made = thread(asker);
	const [theirs, his] = [post(made, helper), post(made, who)];
	instance.sql(`INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id) VALUES
		(40, ${who.id}, NULL, NULL, NULL), (40, ${asker.id}, NULL, NULL, NULL), (40, ${helper.id}, NULL, NULL, NULL),
		(14, ${who.id}, ${helper.id}, ${made.id}, ${theirs}), (10, ${asker.id}, ${who.id}, ${made.id}, ${his}), (10, ${asker.id}, ${helper.id}, ${made.id}, ${theirs})`);
	const ledger = () => instance.sql(`SELECT position, kind, giver, receiver FROM standing.ledger WHERE receiver IN (${helper.id}, ${who.id}) ORDER BY position`);
	const scores = () => instance.sql(`SELECT * FROM standing.member_score WHERE m IN (${helper.id}, ${asker.id}) ORDER BY m`);
	await until(() => ledger().length === 3);
	await until(() => scores().length > 0);
	const before = [ledger(), scores()];
	await erased(who, true);
	await new Promise((done) => setTimeout(done, 2500));
	assert.deepEqual([ledger(), scores()], before);
});
