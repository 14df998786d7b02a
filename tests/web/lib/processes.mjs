// processes.mjs -- an instance's processes and its database server, to be stopped, killed and started by tests of what happens then.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const read = (path) => {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return ''; // it has ended meanwhile
	}
};

// The pids of ${instance}'s processes of that name ("web", "work", "craft", "desk"); without: the supervisor's.
export function pidsOf(instance, name) {
	const program = join(instance.dir, 'bin/bothy');
	const found = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && read(`/proc/${pid}/cmdline`).split('\0')[0] === program)
		.filter((pid) => new RegExp(`^${name ? `${name}(\\.\\d+)?` : 'bothy'}\\n$`).test(read(`/proc/${pid}/comm`)))
		// What has ended and has not been fetched yet is gone for us.
		.filter((pid) => !/^State:\s+Z/m.test(read(`/proc/${pid}/status`)));
	// What one of them runs beside itself for a while has its name, too: a mail being sent, points being reckoned anew.
	return found.filter((pid) => !found.includes(read(`/proc/${pid}/status`).match(/^PPid:\s+(\d+)/m)?.[1])).map(Number);
}

// Waits until ${what}() holds, at most ${ms}; the time it took.
export async function until(what, ms = 10000) {
	const begin = Date.now();
	while (!await what()) {
		if (Date.now() - begin > ms)
			throw new Error(`not within ${ms} ms: ${what}`);
		await new Promise((done) => setTimeout(done, 20));
	}
	return Date.now() - begin;
}

// Stops or starts the database of ${instance}, as its owner: database(instance, 'stop', '-m', 'fast').
export function database(instance, ...what) {
	const folder = join(instance.dir, 'db');
	const { uid, gid } = statSync(folder);
	const version = read(join(folder, 'PG_VERSION')).trim();
	const { status, stderr } = spawnSync(`/usr/lib/postgresql/${version}/bin/pg_ctl`,
		[...what, '-s', '-w', '-D', folder, '-l', join(instance.dir, 'log/postgresql.log')],
		{ ...(process.getuid() === 0 ? { uid, gid } : {}), cwd: '/', encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
	if (status !== 0)
		throw new Error(`pg_ctl ${what.join(' ')} ended with ${status}: ${stderr}`);
}

// Ends every connection of the public door to ${instance}'s database, in the middle of whatever it does.
export function connectionsKill(instance) {
	const password = read(join(instance.dir, 'secrets/postgres')).trim();
	const { status, stderr } = spawnSync('psql', ['-XAtq', '-d', instance.env.DATABASE_URL.replace(/\/\/[^@]*@/, '//postgres@'), '-c',
		"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'bothy_web'"],
	{ env: { ...process.env, PGPASSWORD: password }, encoding: 'utf8' });
	if (status !== 0)
		throw new Error(stderr);
}

// Asks ${address} again and again on ${hands} connections until stopped; counts what came: { statuses, failures }. A connection that
// the server closes between two requests is no failure.
export function load(instance, address, hands = 4) {
	const seen = { statuses: {}, failures: [], slowest: 0, running: true };
	const hand = async () => {
		while (seen.running) {
			const begin = Date.now();
			try {
				const answer = await fetch(instance.url + address, { redirect: 'manual' });
				await answer.arrayBuffer();
				seen.statuses[answer.status] = (seen.statuses[answer.status] ?? 0) + 1;
			} catch (error) {
				seen.failures.push(String(error.cause?.code ?? error.cause ?? error));
			}
			seen.slowest = Math.max(seen.slowest, Date.now() - begin);
		}
	};
	const all = Promise.all(Array.from({ length: hands }, hand));
	seen.stop = async () => {
		seen.running = false;
		await all;
		return seen;
	};
	return seen;
}
