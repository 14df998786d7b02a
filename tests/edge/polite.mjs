// polite.mjs -- what well-behaved clients may count on: order, keep-alive, HEAD, 100-continue, readable refusals, and that
// nothing is cut when the server is asked to stop.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Probe, sleep, until } from './probe.mjs';

const limit = { timeout: 60000 };

function get(path, more = '') {
	return `GET ${path} HTTP/1.1\r\nHost: h\r\n${more}\r\n`;
}

test('pipelined requests are answered in order, also when the first takes longest', limit, async () => {
	const probe = await Probe.start();
	const c = probe.client();
	c.send(get('/sleep/200') + get('/bytes/3') + `POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab` +
		get('/bytes/5', 'Connection: close\r\n'));
	const bodies = (await c.ended()).split(/HTTP\/1\.1 200 OK\r\n[^]*?\r\n\r\n/).slice(1);
	assert.deepEqual(bodies, ['slept\n', 'xxx', 'post 2\n', 'xxxxx']);
	assert.equal(await probe.stop(), 0);
});

test('a request may come in any pieces', limit, async () => {
	const probe = await Probe.start();
	const post = 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello';
	for (let cut = 1; cut < post.length; cut++) {
		const c = probe.client();
		c.send(post.slice(0, cut));
		await sleep(2);
		c.send(post.slice(cut) + get('/', 'Connection: close\r\n'));
		await c.ended();
		assert.deepEqual(c.statuses(), [200, 200], `cut at ${cut}`);
	}
	assert.equal(await probe.stop(), 0);
});

test('bodies of any size up to the limit arrive whole', limit, async () => {
	const probe = await Probe.start();
	const c = probe.client();
	const sizes = [0, 1, 8000, 8100, 8120, 8191, 8192, 8193, 16384, 16385, 65535, 65536];
	for (const n of sizes) {
		c.send(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${n}\r\n\r\n` + 'b'.repeat(n) + get('/bytes/1'));
		await c.saw(new RegExp(`post ${n}\n[^]*\r\n\r\nx$`));
		c.text = '';
	}
	assert.deepEqual(probe.output.match(/^post.*/gm), sizes.map((n) => `post ${n}`));
	c.destroy();
	assert.equal(await probe.stop(), 0);
});

test('HEAD tells the length and sends no body; keep-alive goes on after it', limit, async () => {
	const probe = await Probe.start();
	const c = probe.client();
	c.send('HEAD /bytes/1000 HTTP/1.1\r\nHost: h\r\n\r\n' + get('/bytes/2', 'Connection: close\r\n'));
	const text = await c.ended();
	assert.match(text, /^HTTP\/1\.1 200 OK\r\n[^]*Content-Length: 1000\r\n[^]*\r\n\r\nHTTP\/1\.1 200 OK[^]*\r\n\r\nxx$/);
	assert.equal(await probe.stop(), 0);
});

test('HTTP/1.0 closes unless it asks to be kept', limit, async () => {
	const probe = await Probe.start();
	const c = probe.client();
	c.send('GET /bytes/1 HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n');
	await c.saw(/Connection: keep-alive\r\n[^]*x$/);
	c.send('GET /bytes/1 HTTP/1.0\r\nHost: h\r\n\r\n');
	assert.match(await c.ended(), /Connection: close\r\n\r\nx$/);
	assert.equal(await probe.stop(), 0);
});

test('a client that waits for 100 gets it before it sends', limit, async () => {
	const probe = await Probe.start();
	const c = probe.client();
	c.send('POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n');
	assert.ok(await c.saw(/^HTTP\/1\.1 100 Continue\r\n\r\n$/));
	c.send('abc');
	await c.ended();
	assert.deepEqual(c.statuses(), [100, 200]);
	const large = probe.client();
	large.send('POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n');
	await large.ended();
	assert.deepEqual(large.statuses(), [413]);
	assert.equal(await probe.stop(), 0);
});

test('a refusal can be read although the client is still sending', limit, async () => {
	const probe = await Probe.start();
	for (let i = 0; i < 20; i++) {
		const c = probe.client();
		c.send('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 70000\r\n\r\n' + 'x'.repeat(60000));
		assert.match(await c.ended(), /^HTTP\/1\.1 413 [^]*Connection: close[^]*413 Content Too Large\n$/);
	}
	assert.equal(probe.posts(), 0);
	assert.equal(await probe.stop(), 0);
});

test('who floods on after a refusal is cut off', limit, async () => {
	const probe = await Probe.start();
	const c = probe.client();
	c.send('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900000000\r\n\r\n');
	let sent = 0;
	while (!c.socket.destroyed && sent < 64 << 20) {
		sent += 1 << 20;
		await new Promise((resolve) => {
			c.socket.write(Buffer.alloc(1 << 20), resolve);
			c.socket.on('close', resolve);
		});
	}
	assert.ok(c.socket.destroyed, 'the socket takes no more');
	assert.equal(await probe.stop(), 0);
});

test('pages are compressed for those who take it, and say so', limit, async () => {
	const probe = await Probe.start();
	const plain = await probe.ask('/page/5000');
	assert.match(plain, /Content-Length: 5000\r\n/);
	assert.match(plain, /Vary: Accept-Encoding/);
	for (const header of ['gzip', 'br, GZIP;q=0.5', '*', 'deflate, *;q=0.1'].map((v) => `Accept-Encoding: ${v}\r\n`)) {
		const [head, body] = (await probe.ask('/page/5000', header)).split('\r\n\r\n');
		assert.match(head, /Content-Encoding: gzip/);
		assert.match(head, new RegExp(`Content-Length: ${body.length}\\b`));
		assert.equal(gunzipSync(Buffer.from(body, 'latin1')).toString(), plain.split('\r\n\r\n')[1]);
	}
	for (const header of ['gzip;q=0', 'br', 'identity', 'gzip;q=0.000, *', 'xgzip'].map((v) => `Accept-Encoding: ${v}\r\n`))
		assert.doesNotMatch(await probe.ask('/page/5000', header), /Content-Encoding/);
	assert.doesNotMatch(await probe.ask('/page/500', 'Accept-Encoding: gzip\r\n'), /Content-Encoding/);
	assert.equal(await probe.stop(), 0);
});

test('every answer carries the security headers, refusals too', limit, async () => {
	const probe = await Probe.start();
	const answers = [await probe.ask('/'), await probe.ask('/sleep/1')];
	for (const request of ['BAD\r\n\r\n', 'PUT / HTTP/1.1\r\nHost: h\r\n\r\n', 'GET / HTTP/1.1\r\nHost: other\r\n\r\n']) {
		const c = probe.client();
		c.send(request);
		answers.push(await c.ended());
	}
	assert.deepEqual(answers.map((a) => Number(a.slice(9, 12))), [200, 200, 400, 405, 421]);
	for (const answer of answers) {
		assert.match(answer, /Content-Security-Policy: default-src 'none'; [^\r]*trusted-types bothy\r\n/);
		for (const header of ['X-Content-Type-Options: nosniff', 'Referrer-Policy: same-origin',
			'Cross-Origin-Opener-Policy: same-origin', 'Cross-Origin-Resource-Policy: same-origin'])
			assert.ok(answer.includes(`${header}\r\n`), header);
	}
	assert.match(answers[3], /Allow: GET, HEAD, POST\r\n/);
	assert.equal(await probe.stop(), 0);
});

test('a task that ends past its time is 503 with Retry-After, and the connection goes on', limit, async () => {
	const probe = await Probe.start(['request_ms=200']);
	const c = probe.client();
	c.send(get('/sleep/5000') + get('/bytes/2', 'Connection: close\r\n'));
	assert.match(await c.ended(), /^HTTP\/1\.1 503 [^]*Retry-After: \d+\r\n[^]*HTTP\/1\.1 200 OK[^]*xx$/);
	assert.equal(await probe.stop(), 0);
});

test('asked to stop, it finishes what has begun, in whatever state, and cuts nothing', limit, async () => {
	const probe = await Probe.start();
	const client = async (text) => {
		const c = probe.client();
		await c.open;
		c.send(text);
		return c;
	};
	const idle = await client(get('/'));
	const silent = await client(get('/'));
	await idle.saw(/ok\n/);
	await silent.saw(/ok\n/);
	const working = await client(get('/sleep/2000'));
	const head = await client('GET /bytes/4 HTTP/1.1\r\nHo');
	const body = await client('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20\r\n\r\n0123456789');
	const fresh = await client('');
	const reading = await client('');
	reading.socket.pause();
	reading.send(get('/bytes/4000000'));
	const pipelined = await client(get('/sleep/2000') + get('/never'));
	await until(async () => (await probe.state()).requests === 2);
	probe.drain();
	// These two may be read before the signal, or in the second after it.
	idle.send(get('/bytes/2'));
	fresh.send(get('/bytes/7'));
	await sleep(200);
	head.send('st: h\r\n\r\n');
	body.send('0123456789');
	reading.socket.resume();
	assert.match(await working.ended(), /^HTTP\/1\.1 200 OK[^]*Connection: close\r\n\r\nslept\n$/);
	assert.match(await head.ended(), /Connection: close\r\n\r\nxxxx$/);
	assert.match(await body.ended(), /Connection: close\r\n\r\npost 20\n$/);
	assert.match(await fresh.ended(), /\r\n\r\nxxxxxxx$/);
	assert.match(await reading.ended(), /^HTTP\/1\.1 200 OK[^]*\r\n\r\nx{4000000}$/);
	assert.match(await pipelined.ended(), /^HTTP\/1\.1 200 OK[^]*Connection: close\r\n\r\nslept\n$/);
	assert.match(await idle.ended(), /\r\n\r\nxx$/);
	await silent.ended();
	assert.deepEqual(silent.statuses(), [200]);
	assert.equal(await probe.exited, 0);
});

test('under load, being asked to stop loses no accepted request', limit, async () => {
	const probe = await Probe.start();
	let sent = 0, answered = 0, stopping = false;
	const worker = async () => {
		while (!stopping) {
			const c = probe.client();
			if (!await Promise.race([c.open.then(() => true), c.gone.then(() => false)]))
				break;
			c.send(get('/bytes/10', 'Connection: close\r\n'));
			sent++;
			const text = await c.ended();
			answered += /\r\n\r\nx{10}$/.test(text);
		}
	};
	const workers = Array.from({ length: 8 }, worker);
	await until(() => answered > 200);
	probe.drain();
	stopping = true;
	await Promise.all(workers);
	assert.equal(answered, sent);
	assert.equal(await probe.exited, 0);
});
