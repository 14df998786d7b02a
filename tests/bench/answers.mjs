// answers.mjs -- posting an answer: by members each of whom is somebody else, with form keys from pages, in threads by chance.
import { ask, fetchPage, formKeys, member, numbers } from './community.mjs';
import { chosen, pipeline, setOneOf, statement } from './pgbench.mjs';

const KEYS_A_SECOND = 1500; // as many as can be used up; a run ends when they are

// Solved threads, where an answer changes no state.
const threads = numbers(`SELECT id FROM community.thread WHERE state = 'confirmed' AND NOT locked AND deleted_at IS NULL
	ORDER BY hashint8(id) LIMIT 2048`);
const setThread = setOneOf('thread', threads);

const text = Array.from({ length: 8 }, (_, i) => `The ${i + 1}th night was colder than the ones before, and *nobody* had`
	+ ` wood left. So we went down to the road and waited for the [bus](https://example.org/bus).`).join('\n\n');

// Each writes more than a person may, with more links, and the same again.
ask(`INSERT INTO ops.setting (key, value) SELECT 'harm.posts_hour_' || level, '10000' FROM generate_series(0, 4) level
	UNION ALL VALUES ('harm.links_0', '10'), ('harm.posts_address', '100000'), ('harm.same_hours', '0'), ('harm.fill_seconds', '0') ON CONFLICT DO NOTHING`);
// About what is looked up of a text's words: what exactly a sign is, is the program's.
const signs = `{${[...new Set(text.toLowerCase().match(/[a-z0-9]+/g))].join(',')}}`;

// Nobody is to be told of what we wrote, and no queue to be worked off while the next one is measured.
const settle = () => ask(`DELETE FROM ops.job; DELETE FROM ops.rate; DELETE FROM community.follow USING community.member m
	WHERE m.id = member_id AND m.username LIKE 'bench%'`);

// Where pgbench's posts of one run begin to be numbered; of sixteen digits, so that they are good as form keys as well.
const base = () => 1e15 + Math.floor(Date.now() / 1000) % 8e6 * 1e9;

// By what posts are counted: of each member, a row for his address and one for himself.
const address = 'sha256(int8send(:me))', author = 'sha256(int4send(:me))';

// One transaction: the statements of three round trips. Each client is a member, at an address of his own, so that none waits for another's row.
const script = (members) => [
	setThread,
	`\\set place mod(:client_id, ${members.length})`,
	`\\set me ${chosen('place', members.map((m) => m.id))}`,
	'\\set n :n + 1',
	'\\set post :base + :client_id * 10000000 + :n',
	pipeline(statement('session_by_hash', 'session')),
	pipeline(
		'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;',
		statement('thread_for_update', 'thread'),
		statement('rate_hold_row', address, 'hour'),
		statement('rate_hold_row', author, 'hour'),
		statement('harm_settings_rows'),
		statement('harm_facts_row', 'me', 'source', 'nonce', 'thread', 'zero'),
		statement('harm_totals'),
		statement('harm_signs_known', 'signs'),
		statement('harm_alike_rows', 'source', 'zero'),
	),
	pipeline(
		statement('post_insert', 'post', 'thread', 'answer', 'zero', 'me', 'source', 'html', 'plain', 'zero'),
		statement('thread_answered', 'thread', 'post', 'me'),
		statement('member_answered', 'me'),
		statement('follow_insert', 'thread', 'me'),
		statement('event_insert', 'kind', 'me', 'other', 'thread', 'post', 'zero'),
		statement('rate_add', address, 'hour'),
		statement('rate_add', author, 'hour'),
		statement('harm_look_insert', 'post', 'zero', 'zero', 'zero', 'zero', 'none', 'zero', 'zero', 'zero', 'zero', 'none', 'zero', 'zero', 'steps'),
		statement('job_insert', 'job', 'post', 'zero', "''", 'now', 'NULL'),
		statement('draft_delete', 'me', 'draft'),
		statement('form_key_insert', 'post', 'me', 'hash', 'result'),
		'COMMIT;',
	),
].join('\n');

async function textsOf(writer) {
	const [key] = await formKeys(writer.cookie, 1);
	const answer = await fetchPage(`/t/${threads[0]}/answer`, { cookie: writer.cookie, form: { key, body: text } });
	if (answer.status !== 303)
		throw new Error(`an answer was not taken: ${answer.status} ${String(answer.body).match(/class="error"[^>]*>([^<]*)/)?.[1] ?? ''}`);
	const [[source, html, plain]] = ask(`SELECT to_json(source), to_json(html), to_json(plain) FROM community.post
		WHERE id = ${answer.headers.location.split('/').at(-1)}`);
	return { source: JSON.parse(source), html: JSON.parse(html), plain: JSON.parse(plain) };
}

// What is measured, like those of pages.mjs, with form keys for so many ${seconds}. One member is at one post at a time, so there are ${count}
// of them, who do not wait for each other.
export async function answers(seconds, count = 16) {
	const members = [];
	for (let i = 0; i < count; i++)
		members.push(await member(`bench${i}`));
	const texts = await textsOf(members[0]);
	const statements = () => {
		settle();
		return {
			scripts: [script(members)],
			variables: {
				...texts, session: members[0].hash, n: 0, zero: 0,
				base: base(), answer: 'answer', kind: 2, other: members[0].id, job: 'notice.post', now: 'now', none: -1, hour: 3600, signs, steps: '{}',
				nonce: `\\x${'cd'.repeat(16)}`, draft: 't/1',
				hash: `\\x${'ab'.repeat(32)}`, result: '/a/1',
			},
		};
	};
	// Keys are used up, so each run fetches its own.
	const requests = async () => {
		settle();
		const keys = await Promise.all(members.map((m) => formKeys(m.cookie, Math.ceil(KEYS_A_SECOND * seconds / count))));
		return keys[0].flatMap((_, at) => members.map((m, i) => ({
			path: `/t/${threads[Math.floor(Math.random() * threads.length)]}/answer`,
			cookie: m.cookie,
			from: `192.0.2.${i + 1}`,
			body: String(new URLSearchParams({ key: keys[i][at], body: text })),
		})));
	};
	return { name: 'posting an answer', route: '/t/:thread/answer', trips: 3, order: 'once', requests, statements };
}
