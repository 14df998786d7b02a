// Started as root, each kind of process has a user of its own: who it is, what it holds, what it can do to the others, and that it is
// still so after it was killed, hung, replaced. On an instance of its own, whose passwords belong to root. Users every Debian has stand in.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, closeSync, openSync, readdirSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Client } from '../web/lib/client.mjs';
import { startInstance } from '../web/lib/instance.mjs';
import { pidsOf, until } from '../web/lib/processes.mjs';

const root = process.getuid() === 0;
const skip = root ? false : 'needs root';
const kinds = ['web', 'desk', 'work', 'craft'];
const users = { web: 'www-data', desk: 'games', work: 'mail', craft: 'nobody' };
const instance = root ? await startInstance({ demo: false }) : null;
const roles = ['bothy_web', 'bothy_desk', 'bothy_work', 'smtp'];

const idOf = (user, what = '-u') => Number(spawnSync('id', [what, user], { encoding: 'utf8' }).stdout);
const status = (pid, key) => readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${key}:[ \\t]*(.*)$`, 'm'))[1].trim().replace(/\s+/g, ' ');
const secret = (name) => join(instance.dir, 'secrets', name);
const answers = async () => {
	try {
		return (await fetch(`${instance.url}/readyz`)).status === 200;
	} catch {
		return false;
	}
};
const log = () => readFileSync(join(instance.dir, 'log/bothy.log'), 'utf8');

// Runs a shell's words as ${user}, without root's rights; whether they succeed.
const can = (user, words) => spawnSync('setpriv', ['--reuid', String(idOf(user)), '--regid', String(idOf(user, '-g')), '--clear-groups', 'sh', '-c', words], { cwd: '/' }).status === 0;

async function end() {
	for (const pid of pidsOf(instance))
		process.kill(pid, 'SIGTERM');
	await until(() => ['', ...kinds].every((name) => pidsOf(instance, name).length === 0), 15000);
}

// As root, with these users; the log begins anew. Gives what tells how it ended (in an object, or awaiting one would await the other).
async function serve(names) {
	writeFileSync(join(instance.dir, 'log/bothy.log'), '');
	const out = openSync(join(instance.dir, 'log/bothy.log'), 'a');
	const settings = Object.fromEntries(Object.entries(names).map(([kind, user]) => [`BOTHY_RUN_${kind.toUpperCase()}_USER`, user]));
	const child = spawn(join(instance.dir, 'bin/bothy'), ['serve'], {
		env: { ...process.env, BOTHY_CONFIG: instance.env.BOTHY_CONFIG, BOTHY_MAIL_SMTP_PASSWORD_FILE: secret('smtp'), ...settings },
		stdio: ['ignore', out, out],
		detached: true,
	});
	closeSync(out);
	const ended = new Promise((done) => child.on('exit', (code, signal) => done(signal ?? code)));
	await until(answers, 20000);
	return { ended };
}

// Whether ${text} stands anywhere in the memory of ${pid} that is its own. As root, whom nobody keeps from looking.
function remembers(pid, text) {
	const memory = openSync(`/proc/${pid}/mem`, 'r');
	try {
		for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
			const [, from, to] = line.match(/^([0-9a-f]+)-([0-9a-f]+) rw/) ?? [];
			const size = from ? Number(BigInt(`0x${to}`) - BigInt(`0x${from}`)) : 0;
			// Larger ones are the shadow of a sanitizer, which holds no bytes of ours.
			if (!size || size > 1 << 28)
				continue;
			const bytes = Buffer.alloc(size);
			try {
				readSync(memory, bytes, 0, size, BigInt(`0x${from}`));
			} catch {
				continue; // a guard page
			}
			if (bytes.includes(text))
				return true;
		}
		return false;
	} finally {
		closeSync(memory);
	}
}

function assertUsers() {
	for (const kind of kinds) {
		const pids = pidsOf(instance, kind);
		assert.ok(pids.length > 0, kind);
		for (const pid of pids) {
			const uid = idOf(users[kind]), gid = idOf(users[kind], '-g');
			assert.equal(status(pid, 'Uid'), Array(4).fill(uid).join(' '), kind);
			assert.equal(status(pid, 'Gid'), Array(4).fill(gid).join(' '), kind);
			assert.equal(status(pid, 'Groups'), '', kind);
			for (const set of ['CapPrm', 'CapEff', 'CapInh', 'CapAmb'])
				assert.match(status(pid, set), /^0+$/, `${kind} ${set}`);
		}
	}
}

let ended;
if (root) {
	await end();
	for (const name of readdirSync(join(instance.dir, 'secrets')))
		chownSync(secret(name), 0, 0);
	chownSync(join(instance.dir, 'secrets'), 0, 0);
	writeFileSync(secret('smtp'), 'the-word-for-the-mail-server\n', { mode: 0o400 });
	// In life the socket is where everybody may knock; the passwords decide.
	const folder = instance.env.DATABASE_URL.match(/host=([^&]+)/)[1];
	chmodSync(folder, 0o711);
	chmodSync(join(folder, '.s.PGSQL.5432'), 0o777);
	({ ended } = await serve(users));
}

test('each process is its own user, without any right of root', { skip }, () => {
	assertUsers();
	const [supervisor] = pidsOf(instance);
	const uid = statSync(join(instance.dir, 'db')).uid;
	assert.equal(status(supervisor, 'Uid'), Array(4).fill(uid).join(' '));
	assert.equal(status(supervisor, 'Groups'), '');
	assert.equal(status(supervisor, 'CapEff'), '00000000000000e0', 'CAP_KILL, CAP_SETGID, CAP_SETUID');
	assert.equal(status(supervisor, 'CapPrm'), '00000000000000e0');
	assert.equal(status(supervisor, 'NoNewPrivs'), '1');
	assert.equal(status(supervisor, 'Seccomp'), '2');
});

test('everything works: a page, a password, a mail in a file of the jobs\' user', { skip }, async () => {
	assert.equal((await fetch(instance.url)).status, 200);
	assert.equal((await fetch(instance.deskUrl)).status, 200);
	const client = await new Client({}, instance).signIn(instance.member);
	assert.equal((await client.get('/')).status, 200);
	await new Client({}, instance).submit('/reset', { name: 'member@example.org' });
	const folder = join(instance.dir, 'mail');
	const mails = () => readdirSync(folder).filter((name) => name.endsWith('.eml'));
	await until(() => mails().length > 0, 15000);
	assert.equal(statSync(join(folder, mails()[0])).uid, idOf(users.work));
	assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test('no user can read a password, or another one\'s mails', { skip }, () => {
	for (const user of Object.values(users)) {
		for (const role of [...roles, 'bothy_owner'])
			assert.ok(!can(user, `cat '${secret(role)}'`), `${user} ${role}`);
		assert.equal(can(user, `ls '${join(instance.dir, 'mail')}'`), user === users.work, user);
		assert.ok(!can(user, `cat '${join(instance.dir, 'run/stamps')}'`), user);
	}
});

test('no process can signal, trace or look into one of another user', { skip }, () => {
	const everybody = ['', ...kinds].map((kind) => [kind, pidsOf(instance, kind)[0]]);
	for (const [mine, user] of Object.entries(users))
		for (const [kind, pid] of everybody) {
			assert.equal(can(user, `kill -0 ${pid}`), kind === mine, `${mine} signals ${kind || 'the supervisor'}`);
			for (const file of ['environ', 'mem', 'maps', 'fd/0', 'syscall'])
				assert.ok(!can(user, `head -c 1 /proc/${pid}/${file} | grep -qa ''`), `${mine} reads ${file} of ${kind || 'the supervisor'}`);
			// python3 has the call: PTRACE_ATTACH is 16
			const trace = `python3 -c "import ctypes; c = ctypes.CDLL(None); raise SystemExit(c.ptrace(16, ${pid}, 0, 0) != 0)"`;
			assert.ok(!can(user, trace), `${mine} traces ${kind || 'the supervisor'}`);
		}
});

test('a process remembers its own password and no other one\'s', { skip }, () => {
	const own = { web: ['bothy_web'], desk: ['bothy_desk'], work: ['bothy_work', 'smtp'], craft: [] };
	for (const kind of kinds) {
		const [pid] = pidsOf(instance, kind);
		for (const role of roles) {
			const found = remembers(pid, readFileSync(secret(role), 'utf8').trim());
			assert.equal(found, own[kind].includes(role), `${kind} ${role}`);
		}
	}
});

test('who is killed comes back as the same user', { skip }, async () => {
	for (const kind of kinds) {
		const before = pidsOf(instance, kind);
		process.kill(before[0], 'SIGKILL');
		await until(() => pidsOf(instance, kind).length === before.length && !pidsOf(instance, kind).includes(before[0]), 10000);
	}
	await until(answers);
	assertUsers();
	await new Client({}, instance).signIn(instance.member);
});

test('who hangs is ended and replaced, though he is another user', { skip }, async () => {
	const [victim] = pidsOf(instance, 'desk');
	process.kill(victim, 'SIGSTOP');
	await until(() => !pidsOf(instance, 'desk').includes(victim), 20000);
	await until(() => pidsOf(instance, 'desk').length === 1);
	assertUsers();
});

test('settings read again: all are replaced, each as its user', { skip }, async () => {
	const before = kinds.flatMap((kind) => pidsOf(instance, kind));
	const [supervisor] = pidsOf(instance);
	process.kill(supervisor, 'SIGHUP');
	await until(() => before.every((pid) => !kinds.some((kind) => pidsOf(instance, kind).includes(pid))), 25000);
	await until(answers);
	assert.match(log(), /settings\.read/);
	assertUsers();
	assert.deepEqual(pidsOf(instance), [supervisor]);
	await new Client({}, instance).signIn(instance.member);
});

test('asked to end, all do', { skip }, async () => {
	process.kill(pidsOf(instance)[0], 'SIGTERM');
	assert.equal(await ended, 0);
	assert.deepEqual(kinds.flatMap((kind) => pidsOf(instance, kind)), []);
});

test('without its supervisor no process stays', { skip }, async () => {
	await serve(users);
	process.kill(pidsOf(instance)[0], 'SIGKILL');
	await until(() => kinds.every((kind) => pidsOf(instance, kind).length === 0), 15000);
});

test('where the system does not have these users, one serves all and keeps nothing of root', { skip }, async () => {
	({ ended } = await serve({}));
	const uid = statSync(join(instance.dir, 'db')).uid;
	for (const kind of ['', ...kinds])
		for (const pid of pidsOf(instance, kind)) {
			assert.equal(status(pid, 'Uid'), Array(4).fill(uid).join(' '), kind);
			assert.match(status(pid, 'CapPrm'), /^0+$/, kind);
		}
	assert.match(log(), /serve\.users_shared/);
	const [victim] = pidsOf(instance, 'work');
	process.kill(victim, 'SIGKILL');
	await until(() => pidsOf(instance, 'work').length === 1 && pidsOf(instance, 'work')[0] !== victim);
	process.kill(pidsOf(instance)[0], 'SIGTERM');
	assert.equal(await ended, 0);
});

test('root, and a user that is nobody\'s, are refused', { skip }, () => {
	for (const [setting, words] of [[{ BOTHY_RUN_USER: 'root' }, 'no ordinary user'], [{ BOTHY_RUN_DESK_USER: 'root' }, 'no ordinary user'],
		[{ BOTHY_RUN_USER: 'not-there' }, 'no ordinary user'], [{ BOTHY_RUN_USER: '' }, 'whom to become']]) {
		const { status: code, stderr } = spawnSync(join(instance.dir, 'bin/bothy'), ['serve'],
			{ env: { ...process.env, BOTHY_CONFIG: instance.env.BOTHY_CONFIG, ...setting }, encoding: 'utf8', timeout: 20000 });
		assert.equal(code, 1, JSON.stringify(setting));
		assert.ok(stderr.includes(words), stderr);
	}
});
