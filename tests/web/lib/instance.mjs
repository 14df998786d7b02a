// instance.mjs -- the community that the scenarios run against: one for the whole run, named by BOTHY_TEST_ENV (tests/run
// does that), or one of this process's own on free ports, stopped and removed when the process ends.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort } from './ports.mjs';
import { psqlAt } from './psql.mjs';

export const repository = join(dirname(fileURLToPath(import.meta.url)), '../../..');

// What a shell makes of DIR/env.
function readEnv(file) {
	const text = execFileSync('sh', ['-c', 'set -a; . "$0"; env -0', file], { env: { PATH: process.env.PATH } });
	return Object.fromEntries(
		text.toString().split('\0').filter(Boolean).map((line) => {
			const at = line.indexOf('=');
			return [line.slice(0, at), line.slice(at + 1)];
		}),
	);
}

// What `make up` and `make down` do, without building again where tests/run has told which program it is.
function run(target, dir, rest = {}) {
	const env = { ...process.env, ...rest, DIR: dir };
	const { status, stdout, stderr } = process.env.PROGRAM
		? spawnSync(join(repository, 'dev', target), { encoding: 'utf8', env })
		: spawnSync('make', ['--no-print-directory', '-C', repository, target], { encoding: 'utf8', env });
	if (status !== 0)
		throw new Error(`make ${target} failed:\n${stdout}${stderr}`);
}

// What ${command} prints; if it fails, an error that carries what it said, but neither the command nor its input: an error that is too
// long to be told in one piece keeps the test runner of Node 18 turning for ever.
function output(command, args, options = {}) {
	return outcome(command, spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options }));
}

function outcome(command, { status, stdout, stderr }) {
	if (status !== 0)
		throw Object.assign(new Error(`${basename(command)} ended with ${status}: ${stderr.slice(0, 2000)}`), { status, stderr });
	return stdout;
}

// Starts an instance. ${settings}: environment of the program, e.g. { BOTHY_WEB_HOSTS: 'h' }. Whoever wants one in a
// special state has one of his own by this; all others share `instance` below. ${quick} false: forms that come back at once are refused there.
export async function startInstance({ demo = true, settings = {}, quick = true } = {}) {
	const top = mkdtempSync(join(tmpdir(), 'bothy-web-'));
	const dir = join(top, 'community');
	chmodSync(top, 0o755);
	process.on('exit', () => {
		run('down', dir);
		rmSync(top, { recursive: true, force: true });
	});
	run('up', dir, {
		PORT: await freePort(),
		DESK_PORT: await freePort(),
		...settings,
		DEMO: demo ? 'yes' : 'no',
	});
	const it = describe(join(dir, 'env'));
	if (quick)
		allowQuick(it);
	return it;
}

// Scenarios fill in forms quicker than people do, write more, and the same again.
function allowQuick(it) {
	it.sql(`INSERT INTO ops.setting (key, value) SELECT 'harm.posts_hour_' || level, '10000' FROM generate_series(0, 4) level
		UNION ALL VALUES ('harm.fill_seconds', '0'), ('harm.same_hours', '0'), ('harm.posts_address', '100000') ON CONFLICT DO NOTHING`);
	return it;
}

function describe(file) {
	const env = readEnv(file);
	const ask = psqlAt(env.DATABASE_URL);
	const account = (role) => ({ name: env[`${role}_NAME`], password: env[`${role}_PASSWORD`] });
	return {
		dir: dirname(file),
		env,
		url: env.URL,
		deskUrl: env.DESK_URL,
		member: account('MEMBER'),
		moderator: account('MODERATOR'),
		admin: account('ADMIN'),
		// Runs the instance's program: bothy('user', 'list').
		bothy: (...args) => output(join(dirname(file), 'bin/bothy'), args, {
			env: { ...process.env, BOTHY_CONFIG: env.BOTHY_CONFIG },
		}),
		// Asks its database as the owner, and gives the rows as lists of texts.
		sql: (text) => outcome('psql', ask(text)).split('\n').filter(Boolean).map((line) => line.split('\t')),
		// The mails written so far, oldest first.
		mails: () => output('find', [join(dirname(file), 'mail'), '-name', '*.eml', '-printf', '%T@ %p\n']).split('\n').filter(Boolean).sort().map((line) => readFileSync(line.slice(line.indexOf(' ') + 1), 'utf8')),
	};
}

for (const signal of ['SIGINT', 'SIGTERM'])
	process.on(signal, () => process.exit(130));

export const instance = process.env.BOTHY_TEST_ENV ? allowQuick(describe(process.env.BOTHY_TEST_ENV)) : await startInstance();
