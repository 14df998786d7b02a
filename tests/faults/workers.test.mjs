// Connections are shared among the workers of the public door: whichever runs first must not keep all of them. On an instance of its own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';

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

	async status(path) {
		this.text = '';
		this.socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
		await until(() => this.text.includes('\r\n\r\n'), 20000);
		return Number(this.text.match(/^HTTP\/1\.1 (\d+) /)[1]);
	}

	async ask(path) {
		assert.equal(await this.status(path), 200);
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

const all = [];
const many = (n) => Array.from({ length: n }, () => all[all.push(new Kept()) - 1]);
// What a failed test left open would hold this process until the server closes it, a minute later.
afterEach(() => all.splice(0).forEach((c) => c.socket.destroy()));

// Not exact: a worker that is stuck for a moment is not waited for. But each has at least half of its share; on a busy machine, two times
// of three.
async function isShared(what, attempt) {
	const missed = [];
	for (let i = 0; i < 3; i++) {
		const counts = await attempt();
		if (counts[0] < counts.reduce((sum, n) => sum + n, 0) / workers / 2)
			missed.push(counts.join(', '));
		if (i === 1 && missed.length === 0)
			return;
	}
	assert.ok(missed.length < 2, `${what}: ${missed.join('; ')}`);
}

async function oneAfterAnother() {
	all.splice(0).forEach((c) => c.socket.destroy());
	for (let i = 0; i < workers * each; i++) {
		const [c] = many(1);
		await c.open;
		await c.ask('/robots.txt');
	}
	return held(all);
}

async function together() {
	all.splice(0).forEach((c) => c.socket.destroy());
	await Promise.all(many(workers * each).map((c) => c.open));
	return held(all);
}

// All that one worker holds go away; the next ones are his.
async function afterOneLostAll() {
	await oneAfterAnother();
	const before = answered('/tags').length;
	const owner = [];
	for (const c of all) {
		await c.ask('/tags');
		await until(() => answered('/tags').length === before + owner.length + 1);
		owner.push(answered('/tags').at(-1));
	}
	const lost = all.filter((c, i) => owner[i] === '1');
	lost.forEach((c) => all.splice(all.indexOf(c), 1)[0].socket.destroy());
	await Promise.all(many(lost.length).map((c) => c.open));
	return held(all);
}

// Said first: one that has begun a moment later than the others must not take in whom it cannot serve yet.
const early = await Promise.all(Array.from({ length: workers * each }, async () => {
	const [c] = many(1);
	await c.open;
	return c.status('/readyz');
}));

test('whoever comes as soon as one worker is ready is served by all', () => {
	assert.deepEqual(early.filter((status) => status !== 200), []);
});
test('connections that come one after another are shared', () => isShared('one after another', oneAfterAnother));
test('connections that come together are shared', () => isShared('together', together));
test('connections that come after others have gone are shared', () => isShared('after one had lost all', afterOneLostAll));
