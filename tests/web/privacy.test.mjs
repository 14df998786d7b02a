// What the company knows stays behind the desk: its forms are filled with words to be found, threads are linked, solved and copied back;
// then everything the public door gives to anybody is looked through for them. In the end every column of the closed rooms is overwritten
// with such words, and it is looked through again.
import './lib/own.mjs';

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';

import { betrays, overwrite, renumber, spilled, typed } from './lib/canary.mjs';
import { colleague, deskKey, versionOf } from './lib/cases.mjs';
import { Client, visible } from './lib/client.mjs';
import { eventually } from './lib/evidence.mjs';
import { none } from './lib/findings.mjs';
import { instance, repository } from './lib/instance.mjs';
import { fetchPage, pagesOf } from './lib/pages.mjs';
import { database, pidsOf, until } from './lib/processes.mjs';
import { cookieOf, member, number, post, thread } from './lib/scene.mjs';
import { routesOf, rowsOf } from '../matrix/table.mjs';
import { stopToken } from '../matrix/objects.mjs';

renumber();
const lee = colleague();
const [asker, helper, moderator, staff, admin] = [member(), member(), member('moderator'), member('staff'), member('admin')];
const viewers = { guest: new Client(), asker: asker.client, helper: helper.client, moderator: moderator.client, staff: staff.client, admin: admin.client };
// The same words twice: the first will be linked.
const twins = ['Antenna', 'Antenna'].map((word) => thread(asker, { title: `${word} does not find the network` }));
const answers = twins.map((t) => post(t, helper));
const comments = twins.map((t, i) => post(t, asker, 'comment', answers[i], 'Which one?'));
instance.sql(`UPDATE community.post SET created_at = now() - interval '2 days' WHERE thread_id IN (${twins.map((t) => t.id)});
	UPDATE community.thread SET created_at = now() - interval '2 days', active_at = now() - interval '2 days' WHERE id IN (${twins.map((t) => t.id)})`);
const [linked, plain] = twins;
const suggestion = number(`INSERT INTO community.suggestion (post_id, author_id, base, member_id, source) VALUES (${answers[0]}, ${helper.id}, 1, ${asker.id}, 'Better words.') RETURNING id`);
const lastId = (location) => ({ id: Number(location.split('/').at(-1).replace(/\D.*/, '')), path: location.replace(/[?#].*/, '') });

// A form at the desk; it must pass.
async function atDesk(path, fields, status = 303) {
	const answer = await lee.desk.post(path, { key: await deskKey(lee.desk), ...fields });
	assert.equal(answer.status, status, `${path} ${JSON.stringify(fields).slice(0, 200)}`);
	return answer;
}
const act = (one, what, fields = {}) => atDesk(one.path, { version: versionOf(one), act: what, ...fields });

// What an answer says, wherever it says it.
const whole = ({ status, headers, html }) => `${status}\n${[...headers].map((pair) => pair.join(': ')).join('\n')}\n\n${html}`;

const log = () => readFileSync(join(instance.dir, 'log/bothy.log'), 'utf8');
const topic = instance.sql('SELECT slug FROM community.topic ORDER BY id LIMIT 1')[0][0];
const tag = encodeURIComponent(instance.sql('SELECT name FROM community.tag ORDER BY threads DESC LIMIT 1')[0][0]);
const stylesheet = (await viewers.guest.get('/')).html.match(/href="(\/static\/[^"]+\.css)"/)[1];

// Every address of the public door, with the linked thread for what it is about.
function addresses() {
	const values = { thread: linked.id, question: linked.question, answer: answers[0], comment: comments[0], suggestion, topic, open: topic, tag, stylesheet, me: asker.name, other: helper.name, stop: stopToken(asker, 'all') };
	const rows = rowsOf('web').filter(({ method }) => method === 'GET');
	const parts = { post: answers[0], member: asker.id, what: 'post', name: asker.name, slug: topic };
	const patterns = routesOf('web').filter(({ method }) => method === 'GET').map(({ pattern }) => pattern.replace(/:(\w+)|\.\.\w+/g, (_, name) => parts[name] ?? values[name] ?? '1'));
	return [...new Set([...rows.map(({ address }) => address.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '1')), ...patterns, linked.path, `${linked.path}?page=2`, plain.path,
		'/search?q=CRMCANARY', '/search?q=crmcanary-1', '/search?q=%22CRMCANARY%22&sort=new', '/search?q=jane+oystercatcher', '/search?q=7770001000', '/ask?q=CRMCANARY+antenna', `/ask?q=${encodeURIComponent(linked.title)}`,
		`/search?q=${encodeURIComponent(linked.title)}`, `/u/${asker.name}`, `/u/${helper.name}`, `/u/${lee.member.name}`, `/u/${lee.name}`, '/case/7770001000', '/customer/7770001000', '/desk', '/api/cases', '/hooks/rt'])];
}

// Everything that anybody is given: [where, what it says], handed to ${look}.
async function crawl(look) {
	for (const [who, client] of Object.entries(viewers))
		for (const address of addresses())
			look(`${who} ${address}`, whole(await client.get(address)));
	for (const [who, pages] of Object.entries(pagesOf))
		for (const page of pages)
			look(`${who}, ${page.name}`, whole(await fetchPage(who, page)));
	// And wherever links lead from there.
	const seen = new Set(['/']);
	const waiting = ['/', linked.path, '/topics', '/feed.atom', '/sitemap.xml', '/sitemap/1'];
	for (let n = 0; waiting.length && n < 500; n++) {
		const address = waiting.shift();
		const answer = await viewers.guest.get(address);
		look(`guest, by links: ${address}`, whole(answer));
		for (const [, path] of answer.html.matchAll(/(?:href|src|action)="(?:https?:\/\/localhost:\d+)?(\/[^"#]*)"/g))
			if (!seen.has(path) && seen.add(path))
				waiting.push(path.replaceAll('&amp;', '&'));
	}
	for (const [what, text] of await refusals())
		look(what, text);
}

// An answer to bytes that no browser would send.
const raw = (options, body = '') => new Promise((done) => {
	const { hostname, port } = new URL(instance.url);
	const sent = request({ hostname, port, ...options }, (answer) => {
		const parts = [];
		answer.on('data', (part) => parts.push(part)).on('end', () => done({ status: answer.statusCode, text: `${answer.statusCode} ${JSON.stringify(answer.headers)}\n${Buffer.concat(parts)}` }));
	});
	sent.on('error', (error) => done({ status: 0, text: String(error) }));
	sent.end(body);
});

// Everything that is refused, in each way there is: [what, text].
async function refusals() {
	const form = { 'content-type': 'application/x-www-form-urlencoded', origin: instance.url, cookie: cookieOf(asker) };
	const about = `/t/${linked.id}`;
	const tried = [
		[400, { path: `${linked.path}?q=%zz` }], [403, { path: `${about}/answer`, method: 'POST', headers: { ...form, origin: 'http://evil.example' } }, 'body=x'],
		[404, { path: `${about}999999/x` }], [405, { path: `${about}/answer`, method: 'DELETE' }], [413, { path: `${about}/answer`, method: 'POST', headers: { ...form, 'content-length': 9000000 } }, 'x'],
		[414, { path: `${linked.path}?q=${'x'.repeat(5000)}` }], [415, { path: `${about}/answer`, method: 'POST', headers: { ...form, 'content-type': 'text/plain' } }, 'x'],
		[421, { path: linked.path, headers: { host: 'elsewhere.example' } }], [431, { path: linked.path, headers: { 'x-long': 'x'.repeat(9000) } }],
	];
	const got = [];
	for (const [status, options, body] of tried) {
		const answer = await raw(options, body);
		assert.equal(answer.status, status, `${options.method ?? 'GET'} ${options.path.slice(0, 60)}`);
		got.push([`refused with ${status}`, answer.text]);
	}
	for (const [fields, status] of [[{ body: '' }, 422], [{ body: `${'> '.repeat(40)}deep` }, 422]]) {
		const answer = await asker.client.submit(linked.path, fields, `${about}/answer`);
		assert.equal(answer.status, status);
		got.push([`refused with ${status}`, whole(answer)]);
	}
	const stale = await asker.client.submit(`/a/${linked.question}/edit`, { body: 'Other words', revision: '99' });
	assert.equal(stale.status, 409);
	got.push(['refused with 409', whole(stale)]);
	return got;
}

// Looks everywhere; what it found, in short.
async function everywhere() {
	const found = [];
	const looked = new Map();
	await crawl((where, text) => {
		looked.set(text.slice(0, 3), (looked.get(text.slice(0, 3)) ?? 0) + 1);
		const what = betrays(withoutAsked(where, text));
		if (what)
			found.push([where, what]);
	});
	const system = (await viewers.admin.get('/admin/system')).html;
	if (/\b(crm|money|intake)\b|\bdesk\./.test(system))
		found.push(['/admin/system', 'names what is behind the wall']);
	assert.ok((looked.get('200') ?? 0) > 500, JSON.stringify([...looked]));
	assert.ok(!looked.has('500') && !looked.has('503'), JSON.stringify([...looked]));
	return found;
}

// A page may say again what it was asked for.
function withoutAsked(where, text) {
	const said = where.match(/crmcanary(-\d+)?|777\d{7}/i)?.[0];
	return said ? text.replace(new RegExp(`${said}(?![-\\d])`, 'gi'), '') : text;
}

// Files that the public processes write or read.
function files() {
	const found = [];
	for (const folder of ['mail', 'run'])
		for (const file of readdirSync(join(instance.dir, folder), { withFileTypes: true }))
			if (file.isFile() && betrays(readFileSync(join(instance.dir, folder, file.name), 'latin1')))
				found.push([`${folder}/${file.name}`, 'holds it']);
	return found;
}

let customer, one;

test('through the desk’s own forms: a customer, cases, links, a solution copied back, a follow-up', async () => {
	customer = lastId((await atDesk('/customers', { name: typed('Jane Oystercatcher'), kind: 'person', tier: typed(), relation: 'new', note: typed(), phone: '+44 20 7946 0018', email: `${asker.name}@example.org`, account: typed() })).location);
	await atDesk(`${customer.path}/touch`, { channel: 'call', direction: 'in', subject: typed(), text: typed('she cried'), mood: '-2', promise: typed('we call back'), due: '2020-01-02' });
	await atDesk(`${customer.path}/member`, { name: asker.name, how: 'email' });
	one = lastId((await atDesk('/case/new', { thread: linked.id, subject: typed('of Jane Oystercatcher'), priority: 'high', text: typed() })).location);
	const other = lastId((await atDesk('/case/new', { thread: linked.id, post: answers[0], subject: typed(), priority: 'urgent', text: typed() })).location);
	const doubled = lastId((await atDesk('/case/new', { subject: typed(), priority: 'low', text: typed() })).location);
	await act(one, 'note', { text: typed() });
	await act(one, 'reply', { text: typed('Dear Jane, we have moved your antenna.') });
	await act(one, 'subject', { value: typed('another subject') });
	await act(one, 'priority', { value: 'urgent' });
	await act(one, 'customer', { value: String(customer.id) });
	await act(one, 'take');
	await act(doubled, 'merge', { value: String(one.id) });
	// Every thread of the demo is a case's, so that whatever page is opened is about one.
	for (const [id] of instance.sql(`SELECT id FROM community.thread WHERE deleted_at IS NULL AND id NOT IN (${linked.id}, ${plain.id})`))
		await atDesk(`/thread/${id}/link`, { case: other.id, kind: 'evidence', reason: typed() });
	const link = number(`SELECT max(id) FROM crm.link WHERE case_id = ${other.id}`);
	await atDesk(`/link/${link}`, { act: 'remove', reason: typed(), back: 'case' });
	await atDesk(`/link/${link}`, { act: 'restore', reason: typed(), back: 'case' });
	for (const path of ['/', '/cases?tab=all', '/search?q=CRMCANARY', customer.path, one.path, `/thread/${linked.id}`, `/presence/case/${one.id}`])
		assert.equal((await lee.desk.get(path)).status, 200, path);
	assert.match((await lee.desk.get(one.path)).html, /CRMCANARY/);
});

// ---- linked and not linked ----

const sentence = /<p class="small company exact">.*?<\/p>/s;
// What differs between any two looks or any two threads: keys, the second of the look, views, and the threads' own numbers.
const still = (text) => text.replace(/(name="(?:key|since)" value=")[^"]*/g, '$1').replace(/\s*· [\d,]+ views?\s*/g, ' ').replaceAll(new RegExp(`(?<!\\d)(${[...twins.flatMap((t) => [t.id, t.question]), ...answers, ...comments].join('|')})(?!\\d)`, 'g'), '0');

// Where two long texts part, in short.
function difference(a, b) {
	const at = [...a].findIndex((c, i) => c !== b[i]);
	return `${a.slice(Math.max(0, at - 60), at + 80)} | ${b.slice(Math.max(0, at - 60), at + 80)}`;
}

test('the page of a linked thread and of one that is not differ in the one sentence, byte by byte', async () => {
	// What is like them is found out by `work`, a while after they were asked.
	await until(() => number(`SELECT count(*) FROM community.search_pending WHERE thread_id IN (${twins.map((t) => t.id)})`) === 0, 60000);
	// The first look of each is counted a second later, when marks of what is new have gone; numbers of views are left out.
	for (const client of Object.values(viewers))
		await Promise.all(twins.map((t) => client.get(t.path)));
	await new Promise((done) => setTimeout(done, 2500));
	for (const [who, client] of Object.entries(viewers)) {
		const [a, b] = await Promise.all(twins.map((t) => client.get(t.path)));
		assert.equal(a.status, 200);
		assert.equal(a.html.match(new RegExp(sentence, 'gs'))?.length, 1, who);
		assert.match(a.html.match(sentence)[0], /^<p class="small company exact"><span class="pill staff">The company is looking into this<\/span> since <time [^>]*>[^<]*<\/time><\/p>$/);
		assert.ok(!sentence.test(b.html), who);
		const [x, y] = [still(a.html.replace(sentence, '')), still(b.html)];
		assert.ok(x === y, `${who}: ${difference(x, y)}`);
		const names = ({ headers }) => [...headers].filter(([name]) => !['date', 'etag', 'content-length', 'set-cookie'].includes(name)).map(([name, value]) => `${name}: ${value}`.replace(/\/t\/\d+/g, '/t/0'));
		assert.deepEqual(names(a), names(b), who);
	}
	for (const path of [`/t/${linked.id}/feed.atom`, `/ask?q=${encodeURIComponent(linked.title)}`, `/search?q=${encodeURIComponent(linked.title)}`, '/topics', '/', `/u/${asker.name}`])
		assert.ok(!/looking into this/.test((await viewers.guest.get(path)).html), path);
});

test('what goes on in its case moves nothing of the public page: not a byte, not its ETag', async () => {
	// Each look of a guest counts as a view, so of the page itself all but that is compared; a feed counts nothing.
	const look = async () => [
		(await viewers.guest.get(linked.path)).html.replace(/· \d+ views?/, '').replace(/\s+/g, ' '),
		...await Promise.all([`/t/${linked.id}/feed.atom`, '/topics', `/u/${helper.name}`, '/sitemap/1', '/search?q=antenna']
			.map(async (path) => whole(await viewers.guest.get(path)).replace(/\ndate: .*/i, ''))),
	].join('\n');
	const before = await look();
	await act(one, 'note', { text: typed('more') });
	await act(one, 'reply', { text: typed('more') });
	await act(one, 'state', { value: 'on_hold', text: typed() });
	await act(one, 'state', { value: 'open', text: typed() });
	const third = lastId((await atDesk('/case/new', { subject: typed(), priority: 'low', text: '' })).location);
	await atDesk(`/thread/${linked.id}/link`, { case: third.id, kind: 'evidence', reason: typed() });
	await atDesk(`${customer.path}/touch`, { channel: 'call', direction: 'in', subject: typed(), text: typed(), mood: '', promise: '', due: '' });
	const after = await look();
	assert.ok(before === after, difference(before, after));
});

// ---- the same statements ----

const superuser = (sql) => {
	const { status, stderr } = spawnSync('psql', ['-XAtq', '-d', instance.env.DATABASE_URL.replace(/\/\/[^@]*@/, '//postgres@'), '-c', sql],
		{ env: { ...process.env, PGPASSWORD: readFileSync(join(instance.dir, 'secrets/postgres'), 'utf8').trim() }, encoding: 'utf8' });
	assert.equal(status, 0, stderr);
};

test('both pages take the same statements', async () => {
	// What was run since, but for transactions (noting views and marks for all readers goes on beside), and for what each process
	// reads anew now and then, whoever asks for what: settings, announcements, policies.
	const nowAndThen = ['settings_now', 'announcements_standing', 'policies_newest'];
	const text = () => readFileSync(join(instance.dir, 'log/postgresql.log'), 'utf8');
	const statements = (from) => {
		const inside = new Set(), ran = [];
		for (const { index, 1: connection, 2: name } of text().matchAll(/^bothy_web\|(\S+)\|.*execute (\S+?):/gm)) {
			if (name === 'bothy_begin')
				inside.add(connection);
			else if (name === 'bothy_commit')
				inside.delete(connection);
			else if (index >= from && !inside.has(connection) && !nowAndThen.includes(name))
				ran.push(name);
		}
		return ran.sort();
	};
	const pause = (ms) => new Promise((done) => setTimeout(done, ms));
	for (const set of ["log_statement = 'all'", "log_line_prefix = '%u|%c|'"])
		superuser(`ALTER SYSTEM SET ${set}`);
	superuser('SELECT pg_reload_conf()');
	await pause(1000);
	for (const [who, client] of Object.entries(viewers)) {
		const runs = [];
		for (const t of twins) {
			const [from, lines] = [text().length, log().length];
			await client.get(t.path);
			await pause(150);
			const line = await eventuallyLine(lines);
			runs.push({ names: statements(from), line });
		}
		assert.ok(runs[0].names.length > 3, who);
		assert.deepEqual(runs[0].names, runs[1].names, who);
		assert.equal(runs[0].line, runs[1].line, who);
	}
	for (const set of ['log_statement', 'log_line_prefix'])
		superuser(`ALTER SYSTEM RESET ${set}`);
	superuser('SELECT pg_reload_conf()');
});

// How many statements and round trips the log tells of the page that was asked for since.
async function eventuallyLine(from) {
	let found;
	await until(() => (found = log().slice(from).match(/request method=GET route=\/t\/:thread\/\.\.slug status=200 .*?(queries=\d+ trips=\d+)/)));
	return found[1];
}

// ---- copied back ----

// Jobs of the community itself; all others are about cases, or so it is taken.
const openJobs = /^(account|evidence|followup|harm|level|mail|moderation|notice|personal|standing|suggestion|thread|topic)\./;

test('solved, approved and copied back, followed up, told by mail', async () => {
	instance.sql(`INSERT INTO community.acceptance (thread_id, post_id, member_id, label) VALUES (${linked.id}, ${answers[0]}, ${asker.id}, '');
		UPDATE community.post SET accepted = 1 WHERE id = ${answers[0]}; UPDATE community.thread SET state = 'confirmed', solved_at = now() - interval '4 days' WHERE id = ${linked.id}`);
	await act(one, 'state', { value: 'solved', text: typed() });
	await eventually(() => instance.sql(`SELECT 1 FROM crm.solution WHERE case_id = ${one.id}`).length);
	const solution = number(`SELECT max(id) FROM crm.solution WHERE case_id = ${one.id}`);
	await atDesk(`${one.path}/solution`, { act: 'save', solution, text: typed('a draft that nobody approved') });
	await atDesk(`${one.path}/solution`, { act: 'approve', solution, text: 'We have moved the antenna.', [`credit-${helper.id}`]: 1 });
	await eventually(() => instance.sql(`SELECT 1 FROM crm.solution_post WHERE solution_id = ${solution} AND post_id IS NOT NULL`).length);
	// Jobs can fail and stay: then whoever may see jobs sees them.
	const kinds = [...readFileSync(join(repository, 'server/forum/jobs.c'), 'utf8').matchAll(/\{"(\w+\.\w+)", \w+_wait\}/g)].map(([, kind]) => kind).filter((kind) => !openJobs.test(kind));
	assert.ok(kinds.includes('solution.post'));
	instance.sql(`INSERT INTO ops.job (kind, payload, attempts, failed_at, error) SELECT kind, '{"subject": ${one.id}}', 5, now(), 'about ${one.id}' FROM unnest('{${kinds}}'::text[]) kind`);
	await atDesk(`/thread/${linked.id}/reply`, { body: 'It was **ours** to mend.' });
	const public_ = (await viewers.guest.get(linked.path)).html;
	assert.match(public_, /We have moved the antenna\./);
	assert.match(public_, /<strong>ours<\/strong>/);
	instance.sql(`INSERT INTO crm.followup (thread_id, episode, days, member_id, due_at) VALUES (${linked.id}, 1, 3, ${asker.id}, now() - interval '1 hour') ON CONFLICT (thread_id, episode, days) DO UPDATE SET due_at = excluded.due_at`);
	await eventually(() => {
		instance.sql("UPDATE ops.job SET run_at = now() WHERE run_at > now() AND taken_at IS NULL");
		return number(`SELECT count(*) FROM community.stayed_solved WHERE thread_id = ${linked.id}`) === 1;
	}, 60);
	const asked = await viewers.asker.get(`/t/${linked.id}/stayed`);
	assert.equal(betrays(whole(asked)), null);
	const page = asked.status === 303 ? asked.location : `/t/${linked.id}/stayed`;
	const { html } = await viewers.asker.get(page);
	const action = html.match(/<form action="(\/stayed\/[^"]*)"/)[1];
	const answered = await viewers.asker.post(action, [['answer', 'no']]);
	assert.match(visible(answered.html), /Your question is open again, and the company has been told/);
	assert.equal(betrays(whole(answered)), null);
	await eventually(() => {
		instance.sql("UPDATE ops.job SET run_at = now() WHERE run_at > now() AND taken_at IS NULL AND kind LIKE 'notice%'");
		return instance.mails().some((mail) => mail.includes(`To: <${asker.name}@example.org>`));
	}, 60);
});

// ---- looking ----

test('nobody is shown a word or a number of it, wherever he looks', async () => {
	none(await everywhere());
	none(files());
	none(spilled());
});

test('the log says nothing of what was typed at the desk, nor names or addresses of customers', () => {
	const lines = log().split('\n').filter((line) => /crmcanary|oystercatcher|7946|example\.org/i.test(line));
	none(lines.map((line) => ['the log', line.slice(0, 300)]));
});

test('with every column of the closed rooms full of such words, it is the same', async () => {
	none(overwrite({ 'community.thread': linked.id, 'community.member': asker.id, 'community.post': answers[0], 'crm.customer': customer.id, 'crm."case"': one.id }));
	none(await everywhere());
	none(files());
	none(spilled());
	none(log().split('\n').filter((line) => / web(\.\d+)? /.test(line) && betrays(line)).map((line) => ['the log of the public door', line.slice(0, 300)]));
});

test('nor does it show with the database away', async () => {
	database(instance, 'stop', '-m', 'immediate');
	try {
		const found = [];
		let refused = 0;
		for (const [who, client] of Object.entries(viewers))
			for (const path of [linked.path, '/', '/search?q=antenna', '/livez', '/readyz', '/feed.atom']) {
				const answer = await client.get(path);
				refused += answer.status === 503;
				if (betrays(whole(answer)))
					found.push([`${who} ${path}`, betrays(whole(answer))]);
			}
		assert.ok(refused > 5);
		none(found);
	} finally {
		database(instance, 'start');
	}
	await until(async () => (await viewers.guest.get(linked.path)).status === 200, 20000);
	assert.ok(pidsOf(instance, 'work').length, 'work goes on');
	none(log().match(/.*(?:ERROR: (?:Address|Leak|Undefined)|runtime error:).*/g)?.map((line) => ['a sanitizer', line]) ?? []);
});
