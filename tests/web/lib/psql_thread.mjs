// psql_thread.mjs -- the thread of psql.mjs: keeps a psql, puts one question after the other to it, and wakes who waits for the answer.
import { spawn } from 'node:child_process';
import { workerData } from 'node:worker_threads';

const { port, shared, address } = workerData;
const CUT_OFF = 2; // psql's status when its connection is gone
const end = `-- the end of ${Math.random()} --\n`;
let psql;

function begin() {
	const child = spawn('psql', ['-XAtq', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-d', address]);
	child.said = child.complained = '';
	child.stdout.setEncoding('utf8').on('data', (text) => {
		child.said += text;
		if (child.said.endsWith(end))
			child.answered(0);
	});
	child.stderr.setEncoding('utf8').on('data', (text) => { child.complained += text; });
	child.stdin.on('error', () => {}); // it has ended, and says why
	child.on('error', (error) => { child.complained += error.message; });
	child.on('close', (status) => {
		shared[1] = 0;
		if (psql === child)
			psql = undefined;
		child.answered?.(status);
	});
	shared[1] = child.pid ?? 0;
	return child;
}

function ask(sql) {
	psql ??= begin();
	const child = psql;
	return new Promise((done) => {
		child.answered = (status) => {
			const answer = { status, stdout: status ? child.said : child.said.slice(0, -end.length), stderr: child.complained };
			child.said = child.complained = '';
			child.answered = undefined;
			done(answer);
		};
		child.stdin.write(`${sql}\n;\nDISCARD ALL;\n\\echo ${end}`);
	});
}

port.on('message', async (sql) => {
	const kept = psql !== undefined;
	let answer = await ask(sql);
	// The server was stopped, or the connection ended, since it was asked last; or just now, which nobody here brings about.
	if (kept && answer.status === CUT_OFF)
		answer = await ask(sql);
	port.postMessage(answer);
	Atomics.store(shared, 0, 1);
	Atomics.notify(shared, 0);
});
