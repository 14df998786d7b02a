// table.mjs -- reads *.tsv, and what the program says its routes are.
import { readFileSync } from 'node:fs';

import { instance } from '../web/lib/instance.mjs';

export const roles = { web: ['guest', 'member', 'asker', 'helper', 'moderator', 'staff', 'admin'], desk: ['guest', 'agent', 'lead'] };

const lines = (text) => text.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split('\t'));

function records(text) {
	const [names, ...rows] = lines(text);
	return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
}

// The routes of a door, "web" or "desk": { method, pattern, guard, roles, body }.
export const routesOf = (door) => records(instance.bothy('routes')).filter((route) => route.doors.split(',').includes(door));

// The rows of a door's table: { name, method, pattern, state, address, fields, expected: { guest: '200', … } }.
export function rowsOf(door) {
	return records(readFileSync(new URL(`${door}.tsv`, import.meta.url), 'utf8')).map((row) => ({
		...row,
		name: `${row.method} ${row.pattern}, ${row.state}${row.fields === '-' ? '' : `, ${row.fields}`}`,
		fields: row.fields === '-' ? '' : row.fields,
		expected: Object.fromEntries(roles[door].map((role) => [role, row[role] ?? row.guest])),
	}));
}
