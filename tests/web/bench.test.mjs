// What `make bench` gives pgbench for each page is what the page sends: the same statements, as many, in as many round trips. They are
// read in the log of a database of the test's own, by name.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { startInstance } from './lib/instance.mjs';
import { until } from './lib/processes.mjs';

const own = await startInstance();

// A page of 20 posts, of which an imported forum has many.
const [[thread]] = own.sql(`INSERT INTO community.thread (kind, topic_id, author_id, title, slug, state, answers)
	SELECT 'question', min(t.id), min(m.id), 'Where is the coldest hut', 'the-coldest-hut', 'answered', 19 FROM community.topic t, community.member m RETURNING id`);
own.sql(`INSERT INTO community.post (thread_id, kind, author_id, source, html, plain)
	SELECT ${thread}, CASE n WHEN 0 THEN 'question' ELSE 'answer' END, t.author_id, 'Here.', '<p>Here.</p>', 'Here.' FROM community.thread t, generate_series(0, 19) n
	WHERE t.id = ${thread} ORDER BY n`);

// From now on the database writes down each statement, with its connection and transaction.
const password = readFileSync(join(own.dir, 'secrets/postgres'), 'utf8').trim();
const set = spawnSync('psql', ['-XAtq', '-d', own.env.DATABASE_URL.replace(/\/\/[^@]*@/, '//postgres@'),
	'-c', "ALTER SYSTEM SET log_statement = 'all'", '-c', "ALTER SYSTEM SET log_line_prefix = '%p %v '", '-c', 'SELECT pg_reload_conf()'],
{ env: { ...process.env, PGPASSWORD: password }, encoding: 'utf8' });
assert.equal(set.status, 0, set.stderr);
const log = join(own.dir, 'log/postgresql.log');

// The bench's modules ask the instance that is in the environment as soon as they are imported.
Object.assign(process.env, own.env, { INSTANCE: own.dir });
const { fetchPage, logEnd, logSince, member, statements } = await import('../bench/community.mjs');
const { namesIn, pgbench, tripsIn } = await import('../bench/pgbench.mjs');
const { pages } = await import('../bench/pages.mjs');
const { answers } = await import('../bench/answers.mjs');

// The statements of each transaction since ${from}, a length of the log. A page's stand in transactions with nothing else in them, while the
// process writes down in others of its own, and at any time, what it has noted.
function transactions(from) {
	const all = new Map();
	for (const [, transaction, name] of readFileSync(log, 'utf8').slice(from).matchAll(/^(\d+ \S+) LOG: {2}execute (\w+): /gm))
		if (statements.has(name)) // BEGIN and COMMIT are counted by nobody
			all.set(transaction, [...all.get(transaction) ?? [], name]);
	return [...all.values()];
}

// Asks for ${page} once; what the program's log says of it, and what the database was asked by transactions that know some statement of ${listed}.
async function sentBy(page, listed) {
	const [request] = typeof page.requests === 'function' ? await page.requests() : page.requests;
	const [before, from] = [logEnd(), readFileSync(log, 'utf8').length];
	const { status } = await fetchPage(request.path, { ...request, form: request.body });
	assert.equal(status, request.body ? 303 : 200, `${page.name}: ${status}`);
	await until(() => logSince(before, page.route).length > 0);
	const [{ queries, trips }] = logSince(before, page.route);
	return { queries, trips, names: transactions(from).filter((names) => names.some((name) => listed.includes(name))).flat() };
}

const folder = mkdtempSync(join(tmpdir(), 'bothy-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await until(async () => (await fetchPage('/')) && transactions(0).length > 0);

for (const [number, page] of [...pages(await member('bench0')), await answers(0.001, 1)].entries())
	test(`the bench's list is what is sent: ${page.name}`, async () => {
		const { scripts, variables } = typeof page.statements === 'function' ? page.statements() : page.statements;
		const listed = namesIn(scripts[0]);
		const { queries, trips, names } = await sentBy(page, listed);
		assert.deepEqual(names.sort(), [...listed].sort());
		assert.deepEqual({ queries, trips }, { queries: listed.length, trips: tripsIn(scripts[0]) });
		assert.equal(trips, page.trips);
		// that pgbench can send them as well: the arguments fit
		pgbench(folder, String(number), { scripts: scripts.slice(0, 1), variables }, 1, 0);
	});
