// community.mjs -- the instance that is measured: its database, its members, its pages, its log, its processes.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, openSync, readSync, closeSync } from 'node:fs';
import { Agent, request } from 'node:http';

const { INSTANCE, URL: url, DATABASE_URL } = process.env;
const program = `${INSTANCE}/bin/bothy`;
const log = `${INSTANCE}/log/bothy.log`;
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

export const socket = DATABASE_URL.match(/[?&]host=([^&]+)/)[1];
export const secret = (role) => readFileSync(`${INSTANCE}/secrets/${role}`, 'utf8').trim();

// The rows of ${sql}, each an array of texts.
export function ask(sql) {
	const out = execFileSync('psql', [DATABASE_URL, '-qAtX', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-c', sql], { encoding: 'utf8' });
	return out.split('\n').filter((line) => line).map((line) => line.split('\t'));
}

export const numbers = (sql) => ask(sql).map(([n]) => Number(n));

// Every statement of the program, by name.
export const statements = new Map(execFileSync(program, ['statements'], { encoding: 'utf8' }).trim().split('\n')
	.map((line) => line.split('\t')).map(([name, , sql]) => [name, sql]));

export const hasRoute = (pattern) => execFileSync(program, ['routes'], { encoding: 'utf8' }).includes(`\t${pattern}\t`);

export function fetchPage(path, { cookie, encoding, form } = {}) {
	return new Promise((good, bad) => {
		const to = new URL(path, url);
		const asked = request(to, {
			agent,
			method: form ? 'POST' : 'GET',
			headers: {
				...(cookie ? { cookie } : {}),
				...(form ? { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' } : {}),
				...(encoding ? { 'accept-encoding': encoding } : {}),
			},
		}, (answer) => {
			const parts = [];
			answer.on('data', (part) => parts.push(part));
			answer.on('end', () => good({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
		});
		asked.on('error', bad);
		asked.end(form && String(new URLSearchParams(form)));
	});
}

// A member of that name, signed in: his cookie, id, and the hash his session is found by.
export async function member(name) {
	const password = 'four walls and a stove in the hills';
	if (!numbers(`SELECT id FROM community.member WHERE username = '${name}'`).length)
		execFileSync(program, ['user', 'add', name, '--email', `${name}@example.org`, '--password-stdin'], { input: `${password}\n` });
	const answer = await fetchPage('/signin', { form: { name, password, next: '/' } });
	const cookie = answer.headers['set-cookie']?.find((line) => line.startsWith('sid='))?.split(';')[0];
	if (!cookie)
		throw new Error(`${name} could not sign in: ${answer.status}`);
	const [[id, hash]] = ask(`SELECT m.id, s.hash FROM community.session s JOIN community.member m ON m.id = s.member_id
		WHERE m.username = '${name}' ORDER BY s.id DESC LIMIT 1`);
	return { name, cookie, id: Number(id), hash };
}

// ${n} form keys that nobody has used: every page of a member has a fresh one.
export async function formKeys(cookie, n) {
	const keys = [];
	const fetchSome = async () => {
		while (keys.length < n) {
			const { body } = await fetchPage('/help', { cookie });
			keys.push(String(body).match(/name="key" value="([^"]+)"/)[1]);
		}
	};
	await Promise.all(Array.from({ length: 8 }, fetchSome));
	return keys.slice(0, n);
}

export const logEnd = () => statSync(log).size;

// What the log says about requests to ${route} since ${from}: each kind of answer once, with how often it came.
export function logSince(from, route) {
	const file = openSync(log, 'r');
	const bytes = Buffer.alloc(Math.min(statSync(log).size - from, 64 << 20));
	readSync(file, bytes, 0, bytes.length, from);
	closeSync(file);
	const count = new Map();
	for (const [, , to, status, queries, trips] of
		String(bytes).matchAll(/ method=(\S+) route=(\S+) status=(\d+) ms=\S+ queries=(\d+) trips=(\d+) /g)) {
		if (to !== route)
			continue;
		const kind = JSON.stringify({ status: Number(status), queries: Number(queries), trips: Number(trips) });
		count.set(kind, (count.get(kind) ?? 0) + 1);
	}
	return [...count].map(([kind, times]) => ({ ...JSON.parse(kind), times })).sort((a, b) => b.times - a.times);
}

const named = (start) => execFileSync('pgrep', ['-f', `^${program} serve`], { encoding: 'utf8' }).trim().split('\n')
	.filter((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith(start));

// Milliseconds of CPU that process ${pid} has used; the clock of /proc ticks a hundred times a second.
function cpuOf(pid) {
	try {
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
		return 10 * (Number(fields[11]) + Number(fields[12]));
	} catch {
		return 0; // it has ended
	}
}

// The same of the web processes and of the backends that serve them.
export const cpu = () => ({
	web: named('web').map(cpuOf).reduce((a, b) => a + b, 0),
	postgres: ask("SELECT pid FROM pg_stat_activity WHERE usename = 'bothy_web'").map(([pid]) => cpuOf(pid)).reduce((a, b) => a + b, 0),
});

// Memory of the web processes in MB: resident, and their share of it (known to root only).
export function memory() {
	return named('web').map((pid) => {
		const rss = Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;
		let pss = null;
		try {
			pss = Number(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+)/m)[1]) / 1024;
		} catch (error) {
			if (error.code !== 'EACCES' && error.code !== 'EPERM')
				throw error;
		}
		return { pid: Number(pid), rss, pss };
	});
}
