// canary.mjs -- words written into every column of the closed rooms that can hold any, by the catalogue, so that a table that is added is
// filled because it exists; and how they are found again, wherever they may have got.
import { instance } from './instance.mjs';

// Every number given in the closed rooms from now on is one of these, so that a case's or a customer's number can be looked for as well.
const numbers = 7770000000;
export const canary = /crmcanary|(?<!\d)777\d{7}(?!\d)/i;
// What of ${text} betrays, with a little around it; null: nothing.
export function betrays(text) {
	const found = canary.exec(text);
	return found ? text.slice(Math.max(0, found.index - 80), found.index + 60) : null;
}
let count = 0;
// A text with a number of its own, to be typed somewhere.
export const typed = (what = '') => `CRMCANARY-${++count}${what ? ` ${what}` : ''}`;

const rooms = "('crm', 'money', 'desk', 'intake')";
const wordy = { text: true, 'text[]': true, jsonb: true, bytea: true, tsvector: true };

// What cannot hold a word, and why.
const wordless = new Map([
	['desk.presence.item', 'a kind and a number'],
	['crm.alarm_word.language', 'three letters'],
]);

// Lets the numbers of the closed rooms begin where nobody else's are.
export function renumber() {
	instance.sql(`SELECT format('ALTER TABLE %s ALTER %I RESTART WITH ${numbers + 1000}', attrelid::regclass, attname) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
		WHERE attidentity <> '' AND relkind = 'r' AND relnamespace::regnamespace::text IN ${rooms}`)
		.forEach(([sql], i) => instance.sql(sql.replace(/\d+$/, (n) => String(Number(n) + i * 10000))));
}

// Their tables: [{ name, columns: [{ name, type, needed, checks, refers }] }]. refers: the table and column of its foreign key.
function tables() {
	const rows = instance.sql(`
		SELECT json_build_object('table', c.oid::regclass::text, 'name', quote_ident(a.attname), 'type', format_type(a.atttypid, NULL),
			'needed', a.attnotnull AND a.attidentity = '' AND d.oid IS NULL,
			'checks', (SELECT coalesce(string_agg(pg_get_constraintdef(k.oid), ' '), '') FROM pg_constraint k
				WHERE k.conrelid = c.oid AND k.contype = 'c' AND a.attnum = ANY (k.conkey)),
			'refers', (SELECT json_build_array(k.confrelid::regclass::text, quote_ident(b.attname)) FROM pg_constraint k
				JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
				WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum] LIMIT 1))
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
		WHERE c.relnamespace::regnamespace::text IN ${rooms} AND c.relkind IN ('r', 'p') ORDER BY c.oid, a.attnum`);
	const all = new Map();
	for (const { table, ...column } of rows.map(([text]) => JSON.parse(text))) {
		if (!all.has(table))
			all.set(table, []);
		all.get(table).push(column);
	}
	return [...all].map(([name, columns]) => ({ name, columns }));
}

// The first of the words a column's CHECK lists; undefined where it lists none.
const listed = ({ checks }) => /(?:= ANY \(|<@ )\(?ARRAY\[('[^']*'|\d+)/.exec(checks)?.[1];
const held = ({ type, checks }) => (type === 'bytea' ? Number(/octet_length\(\w+\) = (\d+)/.exec(checks)?.[1] ?? 0) : 0);

// What makes a row of the one column's type; ${about}: the ids to use for open tables.
function valueOf(column, n, about) {
	if (column.refers)
		return about[column.refers[0]] ?? `(SELECT max(${column.refers[1]}) FROM ${column.refers[0]})`;
	const word = listed(column);
	if (word)
		return column.type === 'text[]' ? `ARRAY[${word}]` : word;
	switch (column.type) {
	case 'text': return /presence|item/.test(column.name) ? "'thread/1'" : /\{2,3\}/.test(column.checks) ? "'xx'" : `'crmcanary-new${++count}'`;
	case 'text[]': return `ARRAY['CRMCANARY-new${++count}']`;
	case 'jsonb': return "'{}'";
	case 'bytea': return `decode(repeat('0${n % 10}', ${held(column) || 64}), 'hex')`;
	case 'boolean': return 'true';
	case 'date': return 'current_date';
	case 'timestamp with time zone': return 'now()';
	default: return String(n + 1);
	}
}

// A row in each table that has none and could hold words.
function rowsMake(all, about) {
	for (const { name, columns } of all) {
		if (!columns.some(({ type }) => wordy[type]) || instance.sql(`SELECT 1 FROM ${name} LIMIT 1`).length)
			continue;
		const set = columns.filter(({ needed }) => needed);
		instance.sql(`INSERT INTO ${name} (${set.map((c) => c.name)}) VALUES (${set.map((c, i) => valueOf(c, i, about))})`);
	}
}

const expressions = (type, wide) => {
	const word = `('${wide ? 'CRMCANARY' : 'crmcanary'}-' || nextval('pg_temp.n'))`;
	return { 'text[]': `ARRAY[${word}]`, jsonb: `jsonb_build_object(${word}, ${word})`, bytea: `convert_to(rpad(${word}, 64, '.'), 'UTF8')`, tsvector: `to_tsvector('simple', ${word})` }[type] ?? word;
};

// Overwrites every column of every row in the closed rooms with words to be found. What could not be: [[table.column, why]].
export function overwrite(about) {
	const all = tables();
	const failed = [];
	rowsMake(all, about);
	for (const { name, columns } of all)
		for (const column of columns) {
			if (!wordy[column.type] || listed(column) || column.refers || held(column) || wordless.has(`${name}.${column.name}`))
				continue;
			const attempt = (wide) => instance.sql(`CREATE TEMP SEQUENCE n START ${count += 100000}; ALTER TABLE ${name} DISABLE TRIGGER USER;
				UPDATE ${name} SET ${column.name} = ${expressions(column.type, wide)}; ALTER TABLE ${name} ENABLE TRIGGER USER`);
			let why = null;
			for (const wide of [true, false])
				try {
					attempt(wide);
					why = null;
					break;
				} catch (error) {
					why = error.message;
					instance.sql(`ALTER TABLE ${name} ENABLE TRIGGER USER`);
				}
			if (why)
				failed.push([`${name}.${column.name}`, why.slice(0, 300)]);
			else if (!Number(instance.sql(`SELECT count(*) FROM ${name} WHERE ${column.name} IS NOT NULL`)[0][0]))
				failed.push([`${name}.${column.name}`, 'holds nothing']);
		}
	return failed;
}

// Rows of open tables that hold a word or number of the closed rooms: [[table, row]]. A job says by number whom it is about.
export function spilled() {
	const open = instance.sql(`SELECT c.oid::regclass FROM pg_class c WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text NOT IN ${rooms}
		AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema') AND relname !~ '^pg_'`).flat();
	return open.flatMap((name) => instance.sql(`SELECT '${name}', left(t::text, 200) FROM ${name} t
		WHERE t::text ~* ${name === 'ops.job' ? "'crmcanary'" : "'crmcanary|(?<!\\d)777\\d{7}(?!\\d)'"}`));
}
