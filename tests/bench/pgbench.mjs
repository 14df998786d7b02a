// pgbench.mjs -- the same statements without us: as pgbench scripts, prepared, in pipelines, as the same role.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

import { secret, socket, statements } from './community.mjs';

// Sessions are opened as server/db/settings.c opens them.
const session = '-c TimeZone=UTC -c DateStyle=ISO -c default_transaction_read_only=on'
	+ ' -c default_transaction_isolation=repeatable\\ read -c client_connection_check_interval=1000';

const names = new Map(); // of each line that was made of a statement

// One of ${values} by ${variable}, a number from 0 on: pgbench has no arrays, but conditions.
export function chosen(variable, values, from = 0) {
	if (values.length === 1)
		return String(values[0]);
	const half = values.length >> 1;
	return `CASE WHEN :${variable} < ${from + half} THEN ${chosen(variable, values.slice(0, half), from)}`
		+ ` ELSE ${chosen(variable, values.slice(half), from + half)} END`;
}

// "\set ${name}" to one of ${values} by chance.
export const setOneOf = (name, values) =>
	`\\set ${name}_n random(0, ${values.length - 1})\n\\set ${name} ${chosen(`${name}_n`, values)}`;

// A statement with the names of variables for its arguments. pgbench makes a new parameter of each name it meets, so each
// stands once, and $1, $2 … are counted anew in the order they come. It cannot give NULL and
// empty texts, so they are written out; so is an expression, "int8send(:me)", of one variable, for what stands once.
export function statement(name, ...variables) {
	const sql = statements.get(name);
	if (!sql)
		throw new Error(`${name} is no statement of the program`);
	const wanted = Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));
	if (wanted !== variables.length)
		throw new Error(`${name} takes ${wanted} arguments, not ${variables.length}`);
	const place = new Map();
	const line = sql.replace(/\$(\d+)/g, (_, n) => {
		if (['NULL', "''"].includes(variables[n - 1]))
			return variables[n - 1];
		if (place.has(n))
			return `$${place.get(n)}`;
		place.set(n, place.size + 1);
		return variables[n - 1].includes(':') ? variables[n - 1] : `:${variables[n - 1]}`;
	}) + ';';
	names.set(line, name);
	return line;
}

// Which statements ${script} sends, by name; BEGIN and COMMIT are none.
export const namesIn = (script) => script.split('\n').filter((line) => names.has(line)).map((line) => names.get(line));
export const tripsIn = (script) => script.split('\n').filter((line) => line === '\\startpipeline').length;

// One round trip.
export const pipeline = (...lines) => ['\\startpipeline', ...lines, '\\endpipeline'].join('\n');

// Runs ${scripts}, each as likely as the others, for ${seconds} (0: one transaction of each client), and gives transactions a second.
export function pgbench(folder, name, { scripts, variables = {} }, clients, seconds) {
	const files = scripts.map((text, i) => {
		const file = `${folder}/${name}-${i}.sql`;
		writeFileSync(file, `${text}\n`);
		return ['-f', file];
	});
	const values = Object.entries(variables).map(([key, value]) => ['-D', `${key}=${value}`]);
	const asked = spawnSync('pgbench', ['-n', '-M', 'prepared', '-c', clients, '-j', Math.min(clients, 2), ...(seconds ? ['-T', seconds] : ['-t', 1]),
		...files.flat(), ...values.flat(), 'bothy'].map(String), {
		encoding: 'utf8',
		env: { ...process.env, PGHOST: socket, PGPORT: '5432', PGUSER: 'bothy_web', PGPASSWORD: secret('bothy_web'), PGOPTIONS: session },
	});
	const failed = Number(asked.stdout.match(/number of failed transactions: (\d+)/)?.[1] ?? 0);
	if (asked.status !== 0 || failed)
		throw new Error(`pgbench ${name}: ${failed} transactions failed\n${asked.stderr}`);
	return Number(asked.stdout.match(/tps = ([\d.]+)/)[1]);
}
