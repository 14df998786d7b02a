// personal.mjs -- a member's copy of his data: asked for, waited for, unpacked; and his leaving.
import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';

import { instance } from './instance.mjs';
import { number } from './scene.mjs';

// Waits until ${what}() holds, at most ${ms}.
export async function until(what, ms = 30000) {
	const begin = Date.now();
	while (!await what()) {
		if (Date.now() - begin > ms)
			throw new Error(`not within ${ms} ms: ${what}`);
		await new Promise((done) => setTimeout(done, 200));
	}
}

const program = `import sys, io, json, zipfile
z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
assert z.testzip() is None
json.dump({n: z.read(n).decode() for n in z.namelist()}, sys.stdout)`;

// The files of a ZIP: { name: text }.
export const unzip = (bytes) => JSON.parse(execFileSync('python3', ['-c', program], { input: bytes, maxBuffer: 1 << 28, encoding: 'utf8' }));

// What the address gives to ${client}, as bytes: { status, headers, bytes }.
export async function download(client, path) {
	const cookie = [...client.cookies].map((c) => c.join('=')).join('; ');
	const answer = await fetch(client.url + path, { redirect: 'manual', headers: { ...client.headers, cookie } });
	return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

// The addresses of what is ready, on the page that says so.
export async function ready(client) {
	const { html } = await client.get('/settings/data');
	return [...html.matchAll(/href="(\/settings\/data\/\d+\/\d+)"/g)].map(([, path]) => path);
}

// Waits for the copy that was asked for, and unpacks all of it: { name: text }.
export async function files(client) {
	let parts = [];
	await until(async () => (parts = await ready(client)).length > 0);
	const all = {};
	for (const path of parts) {
		const { status, bytes } = await download(client, path);
		assert.equal(status, 200);
		Object.assign(all, unzip(bytes));
	}
	return all;
}

// The same without the form, for who has no password.
export async function exported(who) {
	const id = number(`INSERT INTO community.export (member_id) VALUES (${who.id}) RETURNING id`);
	instance.sql(`INSERT INTO ops.job (kind, payload) VALUES ('personal.export', '{"subject": ${who.id}, "other": ${id}}')`);
	return files(who.client);
}

// His 14 days are over; waits until he is gone.
export async function erased(who, withTexts = false) {
	instance.sql(`INSERT INTO community.erasure AS erasure (member_id, due_at, remove_texts) VALUES (${who.id}, now(), ${withTexts})
		ON CONFLICT (member_id) DO UPDATE SET due_at = now(), remove_texts = erasure.remove_texts OR EXCLUDED.remove_texts`);
	await until(() => number(`SELECT count(*) FROM community.erasure WHERE member_id = ${who.id} AND done_at IS NOT NULL`) === 1);
}
