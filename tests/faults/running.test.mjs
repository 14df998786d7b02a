// What happens to people while things break under a running community: its database stopped, its processes killed, hung, replaced and
// asked to end. On an instance of its own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';

import { visitor } from '../web/lib/browser.mjs';
import { Client, formFields, visible } from '../web/lib/client.mjs';
import { startInstance } from '../web/lib/instance.mjs';
import { connectionsKill, database, load, pidsOf, until } from '../web/lib/processes.mjs';

const instance = await startInstance({ demo: false });
const words = 'Words that *must* not be lost: <b> & "quotes", 先生\n\n* a list';
const member = await new Client({}, instance).signIn(instance.member);
const [[id]] = instance.sql(`WITH p AS (INSERT INTO community.topic (slug, name) VALUES ('one', 'One') RETURNING id),
	t AS (INSERT INTO community.thread (kind, topic_id, author_id, title, slug, state)
		SELECT 'question', p.id, (SELECT id FROM community.member WHERE username = '${instance.admin.name}'), 'Does it hold?', 'does-it-hold', 'open' FROM p RETURNING id, author_id)
	INSERT INTO community.post (thread_id, kind, author_id, source, html, plain) SELECT id, 'question', author_id, 'x', '<p>x</p>', 'x' FROM t RETURNING thread_id`);
const thread = `/t/${id}/does-it-hold`;
const answers = () => Number(instance.sql(`SELECT count(*) FROM community.post WHERE thread_id = ${id} AND kind = 'answer'`)[0][0]);
const status = async (path) => (await fetch(instance.url + path)).status;
const log = () => readFileSync(join(instance.dir, 'log/bothy.log'), 'utf8');

// ---- the database ----

for (const scripts of [true, false])
	test(`the database stops while somebody writes: the text is kept, and sent again within two seconds of its return, ${scripts ? 'with' : 'without'} JavaScript`, async () => {
		const text = `${words} ${scripts ? 'with' : 'without'}`; // the same text twice would be refused
		const [[name, value]] = member.cookies;
		const page = await visitor({ scripts, cookie: `${name}=${value}`, at: instance });
		await page.goto(thread);
		await page.locator('#body').fill(text);
		const before = answers();
		database(instance, 'stop', '-m', 'fast');
		try {
			await page.getByRole('button', { name: 'Post answer' }).press('Enter');
			await page.getByRole('heading', { name: 'We cannot do that right now' }).waitFor();
			assert.equal(await page.locator('textarea[name=body]').inputValue(), text);
			assert.ok(await page.locator('header.top').isVisible(), "in the site's dress");
			assert.equal(await status('/livez'), 200);
			assert.equal(await status('/readyz'), 503);
			const guest = await fetch(instance.url + thread);
			assert.equal(guest.status, 503);
			assert.ok(Number(guest.headers.get('retry-after')) > 0);
			assert.match(guest.headers.get('content-security-policy'), /default-src 'none'/);
			assert.match(guest.headers.get('cache-control'), /no-store/);
			assert.match(visible(await guest.text()), /We cannot do that right now/);
			assert.equal((await fetch(instance.url + (await page.locator('link[rel=stylesheet]').first().getAttribute('href')))).status, 200);
			// Sent again too early it comes back again.
			await page.getByRole('button', { name: 'Send again' }).press('Enter');
			await page.getByRole('heading', { name: 'We cannot do that right now' }).waitFor();
			assert.equal(await page.locator('textarea[name=body]').inputValue(), text);
		} finally {
			database(instance, 'start');
		}
		// Each worker finds the database again by itself: so many at once meet all of them.
		const everywhere = async () => (await Promise.all(Array.from({ length: 16 }, () => status(thread)))).every((s) => s === 200);
		assert.ok(await until(everywhere) <= 2000, 'pages work within two seconds');
		await page.getByRole('button', { name: 'Send again' }).press('Enter');
		await page.waitForURL(/#a\d+$/);
		assert.equal(answers(), before + 1);
		assert.equal(Buffer.from(instance.sql(`SELECT encode(convert_to(source, 'UTF8'), 'hex') FROM community.post WHERE thread_id = ${id} ORDER BY id DESC LIMIT 1`)[0][0], 'hex').toString(), text);
		await page.context().close();
	});

// The longer an answer waits, the longer the pauses between two kills: a slow machine gets it through as well.
test('a backend killed in the middle costs nobody more than a form to be sent again, and nothing twice', async () => {
	const pause = (ms) => new Promise((done) => setTimeout(done, ms));
	let running = true, begun = Date.now();
	const killer = (async () => {
		while (running) {
			connectionsKill(instance);
			await pause(100 + (Date.now() - begun) / 4);
		}
	})();
	// Sends it until it is taken.
	const answer = async (body) => {
		let fields = null;
		for (begun = Date.now(); Date.now() - begun < 30000; await pause(10)) {
			const page = fields ? null : await member.get(thread);
			if (page?.status === 200)
				fields = Object.fromEntries(formFields(page.html, `/t/${id}/answer`));
			const { status: told, html } = fields ? await member.post(`/t/${id}/answer`, { ...fields, body }) : page;
			if (told === 303)
				return;
			assert.equal(told, 503, `${told}: ${visible(html)}`);
		}
		assert.fail(`${body}: not within 30 seconds`);
	};
	const bodies = Array.from({ length: 30 }, (_, i) => `Ledger ${i} of the killed`);
	try {
		for (const body of bodies)
			await answer(body);
	} finally {
		running = false;
		await killer;
	}
	const stored = instance.sql(`SELECT source, count(*) FROM community.post WHERE source LIKE 'Ledger % of the killed' GROUP BY 1`);
	assert.deepEqual(stored.map(([, n]) => n), bodies.map(() => '1'));
});

// ---- processes ----

test('a worker killed under load: the others serve on, and it is back within a second', async (t) => {
	const before = pidsOf(instance, 'web');
	const seen = load(instance, thread);
	t.after(seen.stop); // also when something fails: it would go on for ever
	for (let i = 0; i < 3; i++) {
		const victims = pidsOf(instance, 'web');
		process.kill(victims[0], 'SIGKILL');
		const took = await until(() => pidsOf(instance, 'web').filter((pid) => !victims.slice(1).includes(pid) && pid !== victims[0]).length === 1);
		assert.ok(took <= 1000, `back after ${took} ms`);
		// A connection kept open to the one that was killed is cut, too.
		await until(async () => await status(thread).catch(() => 0) === 200);
	}
	const { statuses, failures } = await seen.stop();
	// What the killed one had in work is cut; nothing else is.
	assert.deepEqual(Object.keys(statuses), ['200']);
	assert.ok(failures.length <= 3 * 4, failures.join(' '));
	assert.equal(pidsOf(instance, 'web').length, before.length);
});

test('a worker that hangs is ended by the watchdog within ten seconds or so, and replaced', async () => {
	const [victim] = pidsOf(instance, 'web');
	const [craft] = pidsOf(instance, 'craft');
	process.kill(victim, 'SIGSTOP');
	process.kill(craft, 'SIGSTOP');
	const gone = (pid) => until(() => !pidsOf(instance, 'web').includes(pid) && !pidsOf(instance, 'craft').includes(pid), 15000);
	assert.ok(await gone(victim) <= 13000);
	await gone(craft);
	await until(() => pidsOf(instance, 'web').length >= 1 && pidsOf(instance, 'craft').length === 2);
	assert.equal(await status(thread), 200);
	assert.match(log(), /process\.(hung|killed|died)/);
	await new Client({}, instance).signIn(instance.member); // which takes a working craft
});

test('settings read again: every process is replaced, and nobody is refused or cut', async (t) => {
	const before = [...pidsOf(instance, 'web'), ...pidsOf(instance, 'work'), ...pidsOf(instance, 'desk'), ...pidsOf(instance, 'craft')];
	const [supervisor] = pidsOf(instance);
	const seen = load(instance, thread);
	t.after(seen.stop); // also when something fails: it would go on for ever
	process.kill(supervisor, 'SIGHUP');
	await until(() => before.every((pid) => !['web', 'work', 'desk', 'craft'].some((name) => pidsOf(instance, name).includes(pid))), 25000);
	const { statuses, failures } = await seen.stop();
	assert.deepEqual([Object.keys(statuses), failures], [['200'], []]);
	assert.deepEqual(pidsOf(instance), [supervisor]);
});

test('asked to end, it finishes what was begun and cuts nothing', async () => {
	const { hostname, port } = new URL(instance.url);
	const [supervisor] = pidsOf(instance);
	// A request in work (a password being checked), and one whose body is half sent.
	const form = new URLSearchParams({ name: instance.member.name, password: 'not this one' }).toString();
	const head = `POST /signin HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${instance.url}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n`;
	const send = (first, rest) => {
		const socket = connect(port, '127.0.0.1', () => socket.write(first));
		socket.answer = '';
		socket.on('data', (data) => { socket.answer += data; });
		socket.on('error', (error) => { socket.answer += `(${error.code})`; });
		socket.done = new Promise((done) => socket.on('close', done));
		socket.go = () => socket.write(rest);
		return socket;
	};
	const whole = send(head + form, '');
	const half = send(head + form.slice(0, 5), form.slice(5));
	await new Promise((done) => setTimeout(done, 100));
	process.kill(supervisor, 'SIGTERM');
	await new Promise((done) => setTimeout(done, 200));
	half.go();
	await Promise.all([whole.done, half.done]);
	for (const socket of [whole, half])
		assert.match(socket.answer, /^HTTP\/1\.1 422 .*<\/html>\s*$/s, socket.answer.slice(0, 200));
	const took = await until(() => pidsOf(instance).length === 0, 12000);
	assert.ok(took <= 11000);
	for (const name of ['web', 'desk', 'work', 'craft'])
		assert.deepEqual(pidsOf(instance, name), []);
});
