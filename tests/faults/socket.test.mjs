// The door's sockets are held by somebody else, as systemd does with deploy/bothy.socket: while the program is restarted
// nobody is refused and nobody is cut, he waits a moment.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';

import { startInstance } from '../web/lib/instance.mjs';
import { load, pidsOf, until } from '../web/lib/processes.mjs';

// Listens on the ports that are its arguments, and runs the program on these sockets, again whenever it has ended, until its
// input ends; then the program is asked to end.
const holder = `
import os, select, signal, socket, sys
program, ports = sys.argv[1], sys.argv[2:]
held = []
for port in ports:
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("127.0.0.1", int(port)))
    s.listen(4096)
    os.dup2(s.fileno(), 20 + len(held))
    held.append(s)
def start():
    pid = os.fork()
    if pid: return pid
    for i in range(len(held)): os.dup2(20 + i, 3 + i, inheritable=True)
    os.closerange(3 + len(held), 64)
    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(held)), LISTEN_FDNAMES="web:desk")
    os.execv(program, [program, "serve"])
pid = start()
while not select.select([0], [], [], 0.05)[0]:
    if os.waitpid(pid, os.WNOHANG)[0]: pid = start()
os.kill(pid, signal.SIGTERM)
os.waitpid(pid, 0)
`;

const instance = await startInstance({ demo: false });
const port = (url) => new URL(url).port;
const ready = async () => (await fetch(`${instance.url}/readyz`)).status === 200;

// In the place of the program that the instance was started with; its database goes on.
async function held() {
	process.kill(pidsOf(instance)[0], 'SIGTERM');
	await until(() => pidsOf(instance).length === 0, 15000);
	const log = openSync(join(instance.dir, 'log/bothy.log'), 'a');
	const it = spawn('python3', ['-c', holder, join(instance.dir, 'bin/bothy'), port(instance.url), port(instance.deskUrl)],
		{ stdio: ['pipe', log, log], env: { ...process.env, BOTHY_CONFIG: instance.env.BOTHY_CONFIG } });
	closeSync(log);
	await until(() => pidsOf(instance, 'web').length > 0);
	await until(ready);
	return it;
}

test('restarted behind sockets that others hold, it refuses nobody and cuts nobody', async (t) => {
	const it = await held();
	const ended = new Promise((done) => it.on('exit', done));
	t.after(async () => {
		it.stdin.end();
		await ended;
	});
	const [before] = pidsOf(instance);
	// A new connection for each knock: the moment in which nobody accepts is what is looked for.
	const refused = [];
	let knocking = true;
	const knocks = (async () => {
		while (knocking) {
			await new Promise((done) => {
				const socket = connect(port(instance.url), '127.0.0.1', () => socket.end(done));
				socket.on('error', (error) => done(refused.push(error.code)));
			});
			await new Promise((done) => setTimeout(done, 5));
		}
	})();
	const seen = load(instance, '/');
	process.kill(before, 'SIGTERM');
	await until(() => pidsOf(instance).some((pid) => pid !== before), 15000);
	await until(ready);
	knocking = false;
	await knocks;
	const { statuses, failures } = await seen.stop();
	assert.deepEqual([Object.keys(statuses), failures, refused], [['200'], [], []]);
	it.stdin.end();
	await ended;
	assert.deepEqual(pidsOf(instance, 'web'), []);
});
