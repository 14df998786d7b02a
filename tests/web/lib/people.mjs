// people.mjs -- members put into the database, and signed in there: without the way through forms, mails and passwords, which
// other tests go and which takes long.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

import { instance } from './instance.mjs';

const run = Date.now().toString(36);
let count = 0;
export const base64url = (bytes) => bytes.toString('base64url');

// What the program stores of a token, and signs with: BLAKE2b-256, of each of ${texts} in hexadecimal. Node has none of that length.
export function blake2b(texts, key = '') {
	const program = `import sys, hashlib
key = bytes.fromhex(sys.argv[1])
for line in sys.stdin: print(hashlib.blake2b(bytes.fromhex(line), digest_size=32, key=key).hexdigest())`;
	return execFileSync('python3', ['-c', program, key], { input: texts.join('\n'), encoding: 'utf8' }).split('\n').filter(Boolean);
}

// A member who is there already, as { id, name }.
export function memberNamed(name) {
	const [[id]] = instance.sql(`SELECT id FROM community.member WHERE username = '${name}'`);
	return { id: Number(id), name };
}

// A member for each of ${roles}, { name: number }: { id, name }.
export function people(roles) {
	const names = Object.keys(roles);
	const group = ++count;
	const called = (name) => `x${run}${group}-${name}`;
	const rows = instance.sql(`
		WITH m AS (INSERT INTO community.member (username, display, skeleton, roles)
			SELECT name, name, name, roles FROM (VALUES ${names.map((name) => `('${called(name)}', ${roles[name]})`).join(', ')}) v (name, roles)
			RETURNING id, username),
		l AS (INSERT INTO community.login (member_id, email, email_key, confirmed_at)
			SELECT id, username || '@example.org', username || '@example.org', now() FROM m)
		SELECT username, id FROM m`);
	const ids = new Map(rows);
	return Object.fromEntries(names.map((name) => [name, { id: Number(ids.get(called(name))), name: called(name) }]));
}

// Signs ${members} in, without the way through passwords, which takes long: a cookie for each, '' for undefined.
export function cookies(members) {
	const tokens = members.map(() => randomBytes(32));
	const hashed = blake2b(tokens.map((token) => token.toString('hex')));
	const values = members.flatMap((member, i) => (member ? [`('${hashed[i]}', ${member.id})`] : []));
	instance.sql(`INSERT INTO community.session (hash, member_id, expires_at)
		SELECT decode(hash, 'hex'), id, now() + interval '1 day' FROM (VALUES ${values.join(', ')}) v (hash, id)`);
	return members.map((member, i) => (member ? `sid=${base64url(tokens[i])}` : ''));
}
