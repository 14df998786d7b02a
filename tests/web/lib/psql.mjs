// psql.mjs -- asks a database, and waits for the answer as for any function: one psql stays for all questions, in a thread of its own. A new
// one for each would be a fifth of what all tests cost: process, connection and password take 25 ms of a processor, the question 1.
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

const PATIENCE_MS = 180000; // what is not a whole statement is waited for in vain

function begin(address) {
	const { port1: port, port2 } = new MessageChannel();
	const shared = new Int32Array(new SharedArrayBuffer(8)); // whether there is an answer; psql's pid, 0: none
	const thread = new Worker(new URL('./psql_thread.mjs', import.meta.url), { workerData: { port: port2, shared, address }, transferList: [port2] });
	thread.unref();
	process.on('exit', () => end(shared));
	return { port, shared };
}

function end(shared) {
	try {
		if (shared[1])
			process.kill(shared[1], 'SIGKILL');
	} catch {
		// it has ended by itself
	}
}

// A function that puts SQL to the database at ${address}: { status, stdout, stderr }, as if psql had been run for it alone. Each question begins
// with a session as new.
export function psqlAt(address) {
	let thread;
	return (sql) => {
		thread ??= begin(address);
		const { port, shared } = thread;
		Atomics.store(shared, 0, 0);
		port.postMessage(sql);
		if (Atomics.wait(shared, 0, 0, PATIENCE_MS) === 'timed-out') {
			end(shared);
			thread = undefined; // what it still says is the answer to nothing
			throw new Error(`the database has not answered: ${sql.slice(0, 200)}`);
		}
		return receiveMessageOnPort(port).message;
	};
}
