// held.mjs -- two at the same moment, in an order of one's own: a change in the database that is made and not yet committed, a request sent
// into it, and the commit once the request waits for it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { instance } from './instance.mjs';

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Makes ${sql} in a transaction, calls ${send}, says ${last} and commits when something waits for the transaction, or when ${send} has ended
// without; what ${send} gave.
export async function held(sql, send, at = instance, last = '') {
	const psql = spawn('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', at.env.DATABASE_URL], { stdio: ['pipe', 'pipe', 'inherit'] });
	let said = '';
	psql.stdout.on('data', (bytes) => { said += bytes; });
	psql.stdin.write(`BEGIN; ${sql}; SELECT 'held by ' || pg_backend_pid();\n`);
	while (!/held by \d+\n/.test(said) && psql.exitCode === null)
		await pause(20);
	const pid = Number(said.match(/held by (\d+)/)[1]);
	let ended = false;
	const sent = Promise.resolve(send()).finally(() => { ended = true; });
	const waited = () => at.sql(`SELECT 1 FROM pg_stat_activity WHERE ${pid} = ANY (pg_blocking_pids(pid))`).length;
	while (!ended && !waited())
		await pause(20);
	psql.stdin.end(`${last}; COMMIT;\n`);
	const [code] = await once(psql, 'close');
	if (code)
		throw new Error(`psql ended with ${code}`);
	return sent;
}
