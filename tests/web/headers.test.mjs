// What goes with every answer, refusals and errors included: the headers that protect; and what guests share: the same bytes for
// all, 304, compression, HEAD.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { rowsOf } from '../matrix/table.mjs';
import { none } from './lib/findings.mjs';
import { instance } from './lib/instance.mjs';
import { fetchPage, keyFor, pagesOf, threads, viewers } from './lib/pages.mjs';

const { hostname, port } = new URL(instance.url);

// Sends ${text} as it is, and gives what comes back until the server closes: { status, headers, body }.
function raw(text, toPort = port) {
	return new Promise((done, fail) => {
		const parts = [];
		const socket = connect(toPort, hostname === 'localhost' ? '127.0.0.1' : hostname, () => socket.write(text));
		socket.setTimeout(20000, () => fail(new Error('no answer')));
		socket.on('data', (data) => parts.push(data));
		socket.on('error', fail);
		socket.on('close', () => done(parsed(Buffer.concat(parts))));
	});
}

function parsed(bytes) {
	const end = bytes.indexOf('\r\n\r\n');
	const [first, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
	const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
	return { status: Number(first.split(' ')[1]), headers, body: bytes.subarray(end + 4) };
}

const ask = (target, headers = {}, method = 'GET', body = '') => raw(`${method} ${target} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${
	Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}Connection: close\r\n\r\n${body}`);

// ---- the headers that protect ----

const policy = {
	'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'", 'img-src': "'self'", 'connect-src': "'self'", 'form-action': "'self'",
	'base-uri': "'none'", 'frame-ancestors': "'none'", 'require-trusted-types-for': "'script'", 'trusted-types': 'bothy',
};
const fixed = {
	'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin',
	'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
};

function missing(headers) {
	const said = Object.fromEntries((headers.get('content-security-policy') ?? '').split(';').map((part) => part.trim().split(/ (.*)/s)));
	return [
		...Object.entries(fixed).filter(([name, value]) => headers.get(name) !== value).map(([name]) => `${name}: ${headers.get(name)}`),
		...Object.entries(policy).filter(([name, value]) => said[name] !== value).map(([name]) => `policy: ${name} ${said[name]}`),
		...['server', 'x-powered-by'].filter((name) => headers.get(name)),
	];
}

const bad = {
	'400, a bad escape': [400, '/%zz'],
	'400, a NUL': [400, '/%00'],
	'400, bad UTF-8': [400, '/%ff'],
	'400, two hosts': [400, '/', { host: 'x' }],
	'400, a body on GET': [400, '/', { 'content-length': '3' }],
	'404': [404, '/no/such/page'],
	'405': [405, '/topics', { 'content-length': '0' }, 'POST'],
	'405, a method nobody serves': [405, '/', {}, 'DELETE'],
	'411': [411, '/signin', {}, 'POST'],
	'413': [413, '/signin', { 'content-length': '600000', 'content-type': 'application/x-www-form-urlencoded' }, 'POST'],
	'414': [414, `/${'x'.repeat(5000)}`],
	'415': [415, '/signin', { 'content-length': '1', 'content-type': 'text/plain' }, 'POST', 'x'],
	'431, too long': [431, '/', { 'x-long': 'x'.repeat(9000) }],
	'431, too many': [431, '/', Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`x-${i}`, 'x']))],
	'400, chunks': [400, '/', { 'transfer-encoding': 'chunked' }, 'POST'],
	'501, another transfer encoding': [501, '/', { 'transfer-encoding': 'gzip' }, 'POST'],
};

test('every answer carries the headers that protect, refusals too', async () => {
	const found = [];
	const look = (name, headers) => found.push(...missing(headers).map((what) => [name, what]));
	for (const [name, [status, ...how]] of Object.entries(bad)) {
		const answer = await ask(...how);
		if (answer.status !== status)
			found.push([name, `answered ${answer.status}`]);
		look(name, answer.headers);
	}
	for (const [name, host, status] of [['421', 'evil.example', 421], ['400, no host', '', 400]]) {
		const answer = await raw(`GET / HTTP/1.1\r\n${host ? `Host: ${host}\r\n` : ''}\r\n`);
		if (answer.status !== status)
			found.push([name, `answered ${answer.status}`]);
		look(name, answer.headers);
	}
	for (const viewer of ['guest', 'member'])
		for (const page of pagesOf[viewer])
			look(`${page.name}, ${viewer}`, (await fetchPage(viewer, page)).headers);
	for (const address of ['/robots.txt', '/feed.atom', '/sitemap.xml', '/livez', '/readyz', '/favicon.ico', '/static/none'])
		look(address, (await fetch(instance.url + address)).headers);
	for (const address of ['/', '/livez', '/no/such/page'])
		look(`desk ${address}`, (await fetch(instance.deskUrl + address)).headers);
	none(found);
});

test('a page for one person is kept by nobody', async () => {
	const found = [];
	const own = [...pagesOf.member.map((page) => ['member', page]), ...pagesOf.guest.filter((page) => page.secret || page.fields).map((page) => ['guest', page])];
	for (const [viewer, page] of own) {
		const { headers } = await fetchPage(viewer, page);
		if (!/no-store/.test(headers.get('cache-control') ?? '') || headers.get('etag'))
			found.push([page.name, `cache-control: ${headers.get('cache-control')}, etag: ${headers.get('etag')}`]);
	}
	none(found);
});

// ---- what guests share ----

const shared = pagesOf.guest.filter((page) => !page.fields && !page.secret && page.status === 200);

// Two answers are compared in all that follows. A view that is counted between them (views are written a little later), or
// another work of the background, makes another page for good reason: ${look}, which gives what it found, looks again then.
// What never agrees is found all the same.
async function settled(look) {
	for (let looked = 1; ; looked++) {
		const found = await look();
		if (!found.length || looked === 5)
			return found;
		await sleep(100 * looked);
	}
}

async function ofEach(addresses, look) {
	const found = [];
	for (const address of addresses)
		found.push(...(await settled(() => look(address))).map((what) => [address, what]));
	none(found);
}

const sharedAddresses = shared.map((page) => page.address);

test('two guests get the same bytes, and no cookie', () => ofEach(sharedAddresses, async (address) => {
	const found = [];
	const one = await ask(address, { 'user-agent': 'one', 'accept-language': 'de', referer: 'http://x.example/', 'x-forwarded-for': '203.0.113.9' });
	const other = await ask(address, { 'user-agent': 'other', cookie: 'unknown=1; sid=not-one-of-ours' });
	if (!one.body.equals(other.body))
		found.push('differs');
	if (one.headers.get('etag') !== other.headers.get('etag') || !one.headers.get('etag'))
		found.push(`etags ${one.headers.get('etag')} and ${other.headers.get('etag')}`);
	if (one.headers.get('set-cookie') || !/public/.test(one.headers.get('cache-control')))
		found.push(`cookie ${one.headers.get('set-cookie')}, cache-control ${one.headers.get('cache-control')}`);
	return found;
}));

test('who has a page already is told so', () => ofEach(sharedAddresses, async (address) => {
	const etag = (await ask(address)).headers.get('etag');
	const again = await ask(address, { 'if-none-match': etag });
	const several = await ask(address, { 'if-none-match': `"x", ${etag}` });
	const other = await ask(address, { 'if-none-match': '"something-else"' });
	const found = missing(again.headers).map((what) => `304 without ${what}`);
	if (again.status !== 304 || again.body.length || several.status !== 304 || other.status !== 200)
		found.push(`${again.status} with ${again.body.length} bytes, ${several.status}, ${other.status}`);
	return found;
}));

// Those that can be read without anything made for them.
const read = rowsOf('web').filter((row) => row.method === 'GET' && !row.address.includes('{')).map((row) => row.address);

test('HEAD tells what GET would, and sends no body', () => ofEach(new Set([...read, ...Object.values(threads)]), async (address) => {
	const headers = (answer) => [...answer.headers].filter(([name]) => name !== 'date').join('\n');
	const get = await ask(address);
	const head = await ask(address, {}, 'HEAD');
	const found = [];
	if (head.body.length || head.status !== get.status)
		found.push(`${head.status}, ${head.body.length} bytes`);
	if (headers(head) !== headers(get))
		found.push(`headers differ:\n${headers(get)}\n--\n${headers(head)}`);
	return found;
}));

test('pages are compressed for those who take it, and the same underneath', () => ofEach(sharedAddresses, async (address) => {
	const found = [];
	const plain = await ask(address);
	const packed = await ask(address, { 'accept-encoding': 'gzip, br' });
	if (packed.headers.get('content-encoding') !== 'gzip' || !gunzipSync(packed.body).equals(plain.body))
		found.push(`encoding ${packed.headers.get('content-encoding')}`);
	if (!/accept-encoding/i.test(packed.headers.get('vary') ?? '') || !/accept-encoding/i.test(plain.headers.get('vary') ?? ''))
		found.push(`vary: ${packed.headers.get('vary')}`);
	const refused = await ask(address, { 'accept-encoding': 'gzip;q=0, identity' });
	if (refused.headers.get('content-encoding'))
		found.push('compressed for somebody who takes none');
	return found;
}));

test('static files are kept for ever, come packed as one likes, and in parts', async () => {
	const { html } = await fetchPage('guest', pagesOf.guest[0]);
	const files = [...html.matchAll(/"(\/static\/[^"]+)"/g)].map(([, file]) => file);
	assert.ok(files.length >= 3);
	for (const file of files) {
		const plain = await ask(file);
		assert.match(plain.headers.get('cache-control'), /max-age=31536000.*immutable/, file);
		assert.deepEqual(missing(plain.headers), [], file);
		for (const [encoding, unpack] of [['br', brotliDecompressSync], ['gzip', gunzipSync]]) {
			const packed = await ask(file, { 'accept-encoding': encoding });
			const text = packed.headers.get('content-encoding') === encoding ? unpack(packed.body) : packed.body;
			assert.ok(text.equals(plain.body), `${file} as ${encoding}`);
			assert.ok(packed.headers.get('content-encoding') === encoding || plain.body.length < 1024, `${file} is not packed by ${encoding}`);
		}
		const part = await ask(file, { range: 'bytes=2-5' });
		assert.deepEqual([part.status, part.body.toString()], [206, plain.body.subarray(2, 6).toString()], file);
		assert.equal((await ask(file, { 'if-none-match': plain.headers.get('etag') })).status, 304, file);
	}
});

// ---- cookies ----

test('no cookie is in reach of scripts or other sites', async () => {
	const found = [];
	const look = (name, headers) => {
		for (const cookie of headers.getSetCookie?.() ?? [headers.get('set-cookie')].filter(Boolean))
			if (!/; Path=\/; HttpOnly; SameSite=Lax/.test(cookie) || /Domain=/i.test(cookie))
				found.push([name, cookie]);
	};
	const post = async (viewer, address, fields) => fetch(instance.url + address, {
		method: 'POST', redirect: 'manual', headers: { origin: instance.url, ...(viewers[viewer] ? { cookie: viewers[viewer] } : {}) },
		body: new URLSearchParams({ ...await keyFor(viewer), ...fields }),
	});
	look('theme', (await post('guest', '/theme', { theme: 'dark', next: '/' })).headers);
	look('settings', (await post('member', '/settings/notices', {})).headers);
	look('confirm', (await fetch(`${instance.url}/theme`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ theme: 'dark' }) })).headers);
	none(found);
});

test('whatever an address answers with, it says its type, and none is a script', async () => {
	const types = new Set();
	for (const row of rowsOf('web').filter((one) => one.method === 'GET' && !one.address.includes('{')))
		types.add((await fetch(instance.url + row.address, { redirect: 'manual' })).headers.get('content-type'));
	types.delete(null);
	const known = ['text/html; charset=utf-8', 'application/atom+xml; charset=utf-8', 'application/xml; charset=utf-8', 'text/plain; charset=utf-8', 'image/svg+xml'];
	assert.deepEqual([...types].filter((type) => !known.includes(type)), []);
});
