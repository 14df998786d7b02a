// desk.mjs -- staff put into the database and signed in there, and the codes their phones would show.
import { createHmac, randomBytes } from 'node:crypto';

import { Client } from './client.mjs';
import { instance } from './instance.mjs';
import { base64url, blake2b } from './people.mjs';

export const ROLE = { agent: 1, lead: 3 };
const run = Date.now().toString(36);
let count = 0;

// An account for each of ${roles}, { name: number }: { id, name, display }. They have no password.
export function staff(roles) {
	const group = ++count;
	const called = (name) => `d${run}${group}-${name}`;
	const values = Object.entries(roles).map(([name, number]) => `('${called(name)}', '${name}', '${called(name)}@example.org', ${number})`);
	const ids = new Map(instance.sql(`INSERT INTO desk.account (username, display, email, roles) VALUES ${values.join(', ')} RETURNING username, id`));
	return Object.fromEntries(Object.keys(roles).map((name) => [name, { id: Number(ids.get(called(name))), name: called(name), display: name }]));
}

// A cookie for each, '' for undefined.
export function deskCookies(accounts) {
	const tokens = accounts.map(() => randomBytes(32));
	const hashed = blake2b(tokens.map((token) => token.toString('hex')));
	const values = accounts.flatMap((account, i) => (account ? [`('${hashed[i]}', ${account.id})`] : []));
	if (values.length)
		instance.sql(`INSERT INTO desk.session (hash, account_id, proved, expires_at)
			SELECT decode(hash, 'hex'), id, true, now() + interval '12 hours' FROM (VALUES ${values.join(', ')}) v (hash, id)`);
	return accounts.map((account, i) => (account ? `desk=${base64url(tokens[i])}` : ''));
}

// A browser without a screen at the desk; ${account}: signed in as that one.
export function atDesk(account, at = instance) {
	const client = new Client({}, { url: at.deskUrl });
	if (account)
		client.cookies.set('desk', deskCookies([account])[0].slice('desk='.length));
	return client;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(text) {
	let bits = '';
	for (const letter of text)
		bits += letters.indexOf(letter).toString(2).padStart(5, '0');
	return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

export const stepNow = () => Math.floor(Date.now() / 30000);

// The code of ${secret} (base32) at ${step}, by RFC 6238.
export function code(secret, step = stepNow()) {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(step));
	const hash = createHmac('sha1', base32(secret)).update(counter).digest();
	const at = hash[19] & 15;
	return String((hash.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}
