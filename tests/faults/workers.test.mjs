// Connections are shared among the workers of the public door: whichever runs first must not keep all of them. On an instance of its own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';

import { startInstance } from '../web/lib/instance.mjs';
import { until } from '../web/lib/processes.mjs';

const workers = 3;
const each = 16;
const instance = await startInstance({ demo: false, settings: { BOTHY_WEB_WORKERS: String(workers) } });
const { hostname, port } = new URL(instance.url);

// The lines of the log about ${route}: which worker answered, one for each request.
const answered = (route) => [...readFileSync(join(instance.dir, 'log/bothy.log'), 'utf8').matchAll(new RegExp(` web\\.(\\d+) request method=GET route=${route} `, 'g'))].map(([, worker]) => worker);

// A connection that asks for ${path} when told, and stays open.
class Kept {
	constructor() {
		this.text = '';
		this.socket = connect(port, hostname === 'localhost' ? '127.0.0.1' : hostname);
		this.socket.on('data', (data) => { this.text += data.toString('latin1'); });
		this.socket.on('error', () => {});
		this.open = new Promise((done) => this.socket.on('connect', done));
	}

	async ask(path) {
		this.text = '';
		this.socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
		await until(() => this.text.startsWith('HTTP/1.1 200 ') && this.text.includes('\r\n\r\n'), 20000);
	}
}

// How many of ${connections} each worker holds, the fewest first: each connection asks once.
async function held(connections) {
	const before = answered('/topics').length;
	await Promise.all(connections.map((c) => c.ask('/topics')));
	await until(() => answered('/topics').length >= before + connections.length);
	const by = answered('/topics').slice(before);
	assert.equal(by.length, connections.length);
	return Array.from({ length: workers }, (_, i) => by.filter((worker) => worker === String(i + 1)).length).sort((a, b) => a - b);
}

// Not exact: a worker that is stuck for a moment is not waited for. But each has at least half of its share.
function isShared(counts, what) {
	const all = counts.reduce((sum, n) => sum + n, 0);
	assert.ok(counts[0] >= all / workers / 2, `${what}: ${counts.join(', ')} of ${all}`);
}

test('connections that come together, one after another, and after others have gone are shared', async () => {
	const together = Array.from({ length: workers * each }, () => new Kept());
	await Promise.all(together.map((c) => c.open));
	const first = await held(together);
	isShared(first, 'together');
	together.forEach((c) => c.socket.destroy());

	const inTurn = [];
	for (let i = 0; i < workers * each; i++) {
		const c = new Kept();
		await c.open;
		await c.ask('/robots.txt');
		inTurn.push(c);
	}
	const second = await held(inTurn);
	isShared(second, 'one after another');

	// All that one worker holds go away; the next ones are his.
	const before = answered('/tags').length;
	const owner = [];
	for (const c of inTurn) {
		await c.ask('/tags');
		await until(() => answered('/tags').length === before + owner.length + 1);
		owner.push(answered('/tags').at(-1));
	}
	const kept = inTurn.filter((c, i) => owner[i] !== '1');
	inTurn.filter((c, i) => owner[i] === '1').forEach((c) => c.socket.destroy());
	const fresh = Array.from({ length: inTurn.length - kept.length }, () => new Kept());
	await Promise.all(fresh.map((c) => c.open));
	const third = await held([...kept, ...fresh]);
	isShared(third, 'after one had lost all');
	[...kept, ...fresh].forEach((c) => c.socket.destroy());
});
