// probe.mjs -- starts edge_probe for a test, and speaks to it over plain sockets: nothing between the test and the bytes.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import process from 'node:process';
import { after } from 'node:test';

const PROGRAM = process.env.EDGE_PROBE ?? 'build/tests/edge_probe';

// A test that failed has left its probe running.
const running = new Set();
after(() => running.forEach((child) => child.kill('SIGKILL')));

export class Probe {
	// ${options}: "head_ms=300" …; ${environment}: BOTHY_FAULT; ${files}: the limit of open files.
	static async start(options = [], { environment = {}, files } = {}) {
		const probe = new Probe(options, environment, files);
		await until(() => probe.port || probe.process.exitCode !== null);
		if (!probe.port)
			throw new Error(`edge_probe does not start: ${probe.log}`);
		return probe;
	}

	constructor(options, environment, files) {
		const args = ['0', ...options];
		const command = files ? ['sh', ['-c', `ulimit -n ${files}; exec "$0" "$@"`, PROGRAM, ...args]] : [PROGRAM, args];
		this.output = '';
		this.log = '';
		this.process = spawn(command[0], command[1], { env: { ...process.env, ...environment } });
		this.process.stdout.on('data', (data) => { this.output += data; });
		this.process.stderr.on('data', (data) => { this.log += data; });
		running.add(this.process);
		this.exited = new Promise((resolve) => this.process.on('exit', (code, signal) => {
			running.delete(this.process);
			resolve(code ?? signal);
		}));
	}

	// The one the system gave it.
	get port() {
		return Number(/^port (\d+)\n/.exec(this.output)?.[1] ?? 0);
	}

	// ${from}: the address it comes from.
	client(from) {
		return new Client(this.port, from);
	}

	// One request on a connection of its own: the whole answer as text.
	async ask(path, headers = '', from = undefined) {
		const c = this.client(from);
		c.send(`GET ${path} HTTP/1.1\r\nHost: h\r\n${headers}Connection: close\r\n\r\n`);
		return c.ended();
	}

	// "connections", "requests" and "served", this question left out.
	async state() {
		const text = await this.ask('/state');
		const number = (name) => Number(new RegExp(`${name}=(\\d+)`).exec(text)[1]);
		return { connections: number('connections') - 1, requests: number('requests') - 1, served: number('served') };
	}

	// Kilobytes in memory.
	resident() {
		return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.process.pid}/status`, 'utf8'))[1]);
	}

	// Ticks of processor time, of which there are 100 in a second.
	ticks() {
		const fields = readFileSync(`/proc/${this.process.pid}/stat`, 'utf8').split(') ')[1].split(' ');
		return Number(fields[11]) + Number(fields[12]);
	}

	posts() {
		return (this.output.match(/^post /gm) ?? []).length;
	}

	drain() {
		this.process.kill('SIGTERM');
	}

	// Ends it the orderly way; the exit status tells what the sanitizers found.
	async stop() {
		this.drain();
		return this.exited;
	}
}

export class Client {
	constructor(port, from) {
		this.text = '';
		this.closed = false;
		this.socket = net.connect({ port, host: '127.0.0.1', localAddress: from, allowHalfOpen: true });
		this.socket.setNoDelay(true);
		this.socket.on('data', (data) => { this.text += data.toString('latin1'); });
		this.gone = new Promise((resolve) => {
			const done = () => { this.closed = true; resolve(); };
			this.socket.on('end', done);
			this.socket.on('error', done);
			this.socket.on('close', done);
		});
		this.open = new Promise((resolve) => this.socket.on('connect', resolve));
	}

	send(data) {
		this.socket.write(data);
	}

	// All that came until the server closed.
	async ended() {
		await this.gone;
		this.socket.destroy();
		return this.text;
	}

	// Waits until ${pattern} has come.
	async saw(pattern) {
		await until(() => pattern.test(this.text) || this.closed);
		return pattern.test(this.text);
	}

	statuses() {
		return [...this.text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => Number(match[1]));
	}

	destroy() {
		this.socket.destroy();
	}

	reset() {
		this.socket.resetAndDestroy();
	}
}

export function sleep(ms) {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

// Waits for what must come; a test's own limit ends the waiting.
export async function until(condition) {
	while (!await condition())
		await sleep(10);
}
