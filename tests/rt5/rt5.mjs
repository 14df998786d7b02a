// A real Request Tracker and a community of ours: what part of the world `make test` only imitates. Run by rt5.sh, which makes the
// tracker in RT_CHROOT. `work` is killed at the first ticket each of its processes makes, so every case here goes through that, too.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { formFields, visible } from '../web/lib/client.mjs';
import { startWithCrm, until } from '../web/lib/crm.mjs';

const { RT_CHROOT: chroot, RTPORT: port, HOOKKEY: secret, DESK_AT: deskPort } = process.env;
const url = `http://127.0.0.1:${port}`;
const token = readFileSync(join(chroot, 'root/rt-token'), 'utf8').trim();

// ---- the tracker, as its own people use it ----

async function rt(method, path, body, as = `Basic ${Buffer.from('root:rtadmin-pw').toString('base64')}`) {
	const answer = await fetch(`${url}/REST/2.0${path}`, { method, headers: { authorization: as, 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
	const said = await answer.json();
	assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${JSON.stringify(said)}`);
	return said;
}
const say = (id, how, Content, ContentType = 'text/plain', more = {}) => rt('POST', `/ticket/${id}/${how}`, { Content, ContentType, ...more });
const merge = (from, into) => perl(`my $t = RT::Ticket->new(RT->SystemUser); $t->Load(${from}); my ($ok, $why) = $t->MergeInto(${into}); die $why unless $ok`);
const set = (id, fields) => rt('PUT', `/ticket/${id}`, fields);
const ticket = (id) => rt('GET', `/ticket/${id}`);
const link = (t) => t.CustomFields[0].values[0];
const search = async (query) => (await rt('GET', `/tickets?per_page=100&fields=Subject&query=${encodeURIComponent(query)}`)).items;

// [type, text or new value, creator] of each entry.
async function history(id) {
	const { items } = await rt('GET', `/ticket/${id}/history?per_page=100&fields=Type,NewValue,Creator&fields%5BCreator%5D=Name`);
	const all = [];
	for (const one of items) {
		const texts = /^(Create|Comment|Correspond)$/.test(one.Type) ? (await rt('GET', `/transaction/${one.id}/attachments?fields=Content`)).items : [];
		all.push({ id: one.id, type: one.Type, text: texts[0]?.Content ?? one.NewValue, by: one.Creator.Name });
	}
	return all;
}
const said = async (id, type) => (await history(id)).filter((e) => e.type === type).map((e) => e.text);

const inside = () => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
	try {
		return readlinkSync(`/proc/${pid}/root`) === chroot && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('rt-server');
	} catch {
		return false;
	}
});

async function stop() {
	for (const pid of inside())
		process.kill(Number(pid), 'SIGKILL');
	await until(() => inside().length === 0);
}

async function start() {
	spawn('chroot', [chroot, 'su', '-s', '/bin/sh', 'www-data', '-c', `exec /usr/share/request-tracker5/libexec/rt-server --server Starlet --port ${port} --host 127.0.0.1 --max-workers 2`],
		{ stdio: 'ignore', detached: true, env: { ...process.env, LC_ALL: 'C.UTF-8' } }).unref();
	await until(() => fetch(`${url}/REST/2.0/rt`).then((a) => a.status === 401, () => false), 60000);
}

function perl(text) {
	const { status, stderr } = spawnSync('chroot', [chroot, 'perl', '-I/usr/share/request-tracker5/lib', '-MRT=-init', '-e', text], { encoding: 'utf8' });
	assert.equal(status, 0, stderr);
}

function mail(id, from, text) {
	const { status, stderr } = spawnSync('chroot', [chroot, 'rt-mailgate', '--queue', 'CRM', '--action', 'correspond', '--url', `${url}/`],
		{ input: `From: ${from}\nTo: rt@crm.test\nSubject: [crm.test #${id}] re\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${text}\n`, encoding: 'utf8' });
	assert.equal(status, 0, stderr);
}

// ---- ours ----

const desk = await (await startWithCrm(url, token, {
	DESK_PORT: deskPort,
	BOTHY_DESK_HOSTS: '127.0.0.1',
	BOTHY_CRM_POLL_S: '5',
	BOTHY_FAULT: 'crm.created:1:1',
}, `${secret}\n`)).signIn();
const run = Date.now().toString(36);
const inStep = (id) => until(() => desk.hurry() ?? desk.sync(id)[0] === 'synced', 120000);
const opened = async (subject, thread) => {
	const id = await desk.open(`${subject} ${run}`, `About ${subject}:\nGrüße, "quotes" & <b>no markup</b>`, thread);
	await inStep(id);
	return id;
};
// The newest entry that its scrip tells of.
const newest = async (id) => (await history(desk.ticket(id))).filter((e) => e.by === 'root' && /^(Status|Correspond|Comment|Set)$/.test(e.type)).at(-1).id;
// The tracker's own event came, was believed and looked into.
const heard = (entry) => until(() => desk.at.sql(`SELECT 1 FROM crm.hook WHERE event_id = 'rt-${entry}' AND done_at IS NOT NULL`).length, 120000);

async function hook(id, entry, { at = Math.floor(Date.now() / 1000), key = secret, event = `rt-${entry}` } = {}) {
	const body = JSON.stringify({ type: 'ticket.status', data: { ticket: Number(id) } });
	const signature = createHmac('sha256', key).update(`${event}.${at}.${body}`).digest('base64');
	return desk.hook({ body, headers: { 'webhook-id': event, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` } });
}

test('the doctor finds the tracker, the token, the queue and the field', () => {
	const text = spawnSync(join(desk.at.dir, 'bin/bothy'), ['check'], { encoding: 'utf8', env: { ...process.env, BOTHY_CONFIG: desk.at.env.BOTHY_CONFIG, ...desk.settings } }).stdout;
	assert.match(text, /^ok\s+CRM\s+Request Tracker 5\.\S+ takes the token, and has the queue CRM with the field "Forum thread"/m);
});

test('a worker killed between the tracker\'s create and our commit: still one ticket', async () => {
	const thread = desk.thread();
	const id = await desk.open(`Killed ${run}`, 'What is known', thread);
	await until(() => desk.at.sql(`SELECT 1 FROM crm.delivery WHERE case_id = ${id} AND tries = 1 AND taken_at < now() - interval '1 second'`).length, 30000);
	await until(async () => (await search(`Subject = 'Killed ${run}'`)).length === 1, 30000);
	assert.equal(desk.ticket(id), undefined, 'the number was not written down');
	await inStep(id);
	assert.equal((await search(`Subject = 'Killed ${run}'`)).length, 1);
	assert.equal(desk.ticket(id), (await search(`Subject = 'Killed ${run}'`))[0].id);
});

test('create, comment, correspond, and the link field, which follows the links', async () => {
	const thread = desk.thread();
	const id = await opened('Written in', thread);
	await desk.note(id, 'a note – only for us');
	await desk.reply(id, 'a reply to the customer');
	await inStep(id);
	const number = desk.ticket(id);
	const t = await ticket(number);
	assert.equal(t.Subject, `Written in ${run}`);
	assert.equal(link(t), `${desk.at.url}/t/${thread}#${thread}:1`);
	assert.deepEqual(await said(number, 'Create'), ['About Written in:\nGrüße, "quotes" & <b>no markup</b>']);
	assert.deepEqual(await said(number, 'Comment'), ['a note – only for us']);
	assert.deepEqual(await said(number, 'Correspond'), ['a reply to the customer']);
	const { html } = await desk.client.get(`/case/${id}`);
	const [, action] = html.match(/action="(\/link\/\d+)"/);
	await desk.client.post(action, [...formFields(html, action), ['act', 'remove']]);
	await until(() => desk.hurry() ?? desk.row(`SELECT count(*) FROM crm.delivery WHERE case_id = ${id} AND kind = 'unlink' AND done_at IS NOT NULL`)[0] === '1', 60000);
	assert.equal(link(await ticket(number)), `${desk.at.deskUrl}/case/${id}`);
	assert.deepEqual(desk.history(id), [], 'nothing of ours came back');
});

test('what people do there comes by event and is shown here', async () => {
	const id = await opened('Events');
	const number = desk.ticket(id);
	await say(number, 'comment', 'internal: looking');
	await say(number, 'correspond', '<p>Please <b>restart</b> it.</p><script>alert(1)</script>', 'text/html');
	await set(number, { Status: 'stalled', Owner: 'root', Priority: 100 });
	await heard(await newest(id));
	await until(() => desk.stateOf(id) === 'on_hold', 30000);
	assert.deepEqual(desk.history(id).map(([kind, , text, was, becomes]) => [kind, text, was, becomes]), [
		['note', 'internal: looking', '', ''],
		['reply', 'Please restart it.', '', ''],
		['owner', '', '', 'root'],
		['priority', '', 'normal', 'urgent'],
		['state', '', 'open', 'on_hold'],
	]);
	perl(`my $q = RT::Queue->new(RT->SystemUser); $q->Load('CRM'); my $g = RT::Group->new(RT->SystemUser); $g->LoadSystemInternalGroup('Everyone');
		$g->PrincipalObj->GrantRight(Right => 'ReplyToTicket', Object => $q)`);
	mail(number, 'Jane <jane@example.org>', 'It works now, Grüße!');
	await until(() => desk.history(id).some(([kind]) => kind === 'received'), 30000);
	assert.deepEqual(desk.history(id).find(([kind]) => kind === 'received').slice(0, 3), ['received', 'Jane', 'It works now, Grüße!']);
	assert.equal(desk.row(`SELECT count(*) FROM crm.inbox WHERE reason = 'author' AND case_id = ${id}`)[0], '1');
	assert.ok(Number(desk.row("SELECT count(*) FROM crm.hook WHERE event_id LIKE 'poll-%'")[0]) > 0, 'it is asked, too');
});

test('files of an entry stay there: here are their names, lengths and the way to them, and what is in them holds up nothing', async () => {
	const id = await opened('Files');
	const bytes = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7) % 256));
	await say(desk.ticket(id), 'correspond', 'The bill, Grüße.', 'text/plain', { Attachments: [
		{ FileName: 'the bill.pdf', FileType: 'application/pdf', FileContent: bytes.toString('base64') },
		{ FileName: 'log.txt', FileType: 'text/plain', FileContent: Buffer.from('one line\n').toString('base64') },
	] });
	await until(() => desk.history(id).length === 1, 60000);
	assert.deepEqual(desk.history(id)[0].slice(0, 3), ['reply', 'Enoch Root', 'The bill, Grüße.']);
	const { html } = await desk.client.get(`/case/${id}`);
	assert.match(visible(html), /2 files, kept in the CRM:\s+the bill\.pdf 3 KB\s+log\.txt 9 bytes/);
	const [, way] = html.match(/href="([^"]+\/the%20bill\.pdf)"/);
	assert.ok(way.startsWith(`${url}/Ticket/Attachment/`));
	// Who follows it signs in there, and has the file.
	const signed = await fetch(`${url}/NoAuth/Login.html`, { method: 'POST', redirect: 'manual', headers: { referer: `${url}/` }, body: new URLSearchParams({ user: 'root', pass: 'rtadmin-pw' }) });
	const file = await fetch(way, { headers: { cookie: signed.headers.getSetCookie?.().map((c) => c.split(';')[0]).join('; ') ?? signed.headers.get('set-cookie').split(';')[0], referer: `${url}/` } });
	assert.deepEqual([file.status, Buffer.from(await file.arrayBuffer()).equals(bytes)], [200, true]);
});

test('tickets that are merged there: the cases are merged, and the links move; where we have no case of the other, ours goes on as it', async () => {
	const threads = [desk.thread()];
	const [from, into] = [await opened('Merged from', threads[0]), await opened('Merged into')];
	merge(desk.ticket(from), desk.ticket(into));
	await until(() => desk.row(`SELECT coalesce(merged_into, 0) FROM crm.case WHERE id = ${from}`)[0] === String(into), 60000);
	assert.deepEqual(desk.row(`SELECT case_id FROM crm.link WHERE thread_id = ${threads[0]} AND state = 'active'`), [String(into)]);
	const id = await opened('Followed');
	const { id: other } = await rt('POST', '/ticket', { Queue: 'CRM', Subject: `Theirs ${run}`, Content: 'their beginning', ContentType: 'text/plain' });
	merge(desk.ticket(id), other);
	desk.at.sql(`UPDATE crm.sync SET last_try = now() - interval '61 minutes' WHERE case_id = ${id}`);
	await until(() => desk.ticket(id) === String(other), 60000);
	await until(() => desk.history(id).some(([, , text]) => text === 'their beginning'), 60000);
	await desk.note(id, 'goes on');
	await inStep(id);
	assert.equal((await said(other, 'Comment')).at(-1), 'goes on');
});

test('a ticket that is deleted there is noticed, though no search and no event tells', async () => {
	const id = await opened('Deleted');
	await desk.quiet();
	desk.at.sql(`UPDATE crm.sync SET last_try = now() + interval '1 day' WHERE case_id = ${id}`);
	await set(desk.ticket(id), { Status: 'deleted' });
	await until(() => desk.stateOf(id) === 'deleted' || (desk.at.sql(`UPDATE crm.sync SET last_try = now() - interval '61 minutes' WHERE case_id = ${id} AND state = 'synced'`), false), 60000);
	assert.deepEqual(await search(`Subject = 'Deleted ${run}'`), [], 'no search tells');
});

test('solved there: a draft here; approved, it is posted in every linked thread', async () => {
	const threads = [desk.thread()];
	const id = await opened('Solved', threads[0]);
	threads.push(desk.thread());
	const page = `/case/${id}/link`;
	const { html } = await desk.client.get(`${page}?q=${threads[1]}`);
	const key = html.match(/name="key" value="([^"]+)">\s*<div|method="post"><input type="hidden" name="key" value="([^"]+)"/g).at(-1).match(/value="([^"]+)"/)[1];
	assert.equal((await desk.client.post(page, { key, kind: 'same_problem', reason: '', thread: threads[1] })).status, 303);
	await inStep(id);
	const number = desk.ticket(id);
	await say(number, 'correspond', 'Switch roaming on in the menu, then restart the phone.');
	await set(number, { Status: 'resolved' });
	await heard(await newest(id));
	await until(() => desk.stateOf(id) === 'solved', 30000);
	const draft = () => desk.at.sql(`SELECT id FROM crm.solution WHERE case_id = ${id} AND state = 'draft'`)[0];
	await until(draft, 30000);
	const form = await desk.client.get(`/case/${id}/solution`);
	assert.match(visible(form.html), /Switch roaming on/);
	const fields = [...formFields(form.html, `/case/${id}/solution`)].filter(([name]) => name !== 'text' && name !== 'sure');
	const answer = await desk.client.post(`/case/${id}/solution`, [...fields, ['text', 'Switch roaming on in the menu, then restart the phone.'], ['sure', '1'], ['act', 'approve']]);
	assert.equal(answer.status, 303, visible(answer.html).slice(0, 300));
	const posted = () => desk.at.sql(`SELECT thread_id FROM community.post WHERE official AND thread_id IN (${threads}) AND plain LIKE '%Switch roaming on%' ORDER BY 1`).flat().map(Number);
	await until(() => posted().length === 2, 30000);
	assert.deepEqual(posted(), threads.sort((a, b) => a - b));
});

test('the tracker stopped for a while: nothing is lost, the order is kept, all is caught up', async () => {
	const [one, other] = [await opened('Stopped one'), await opened('Stopped other')];
	await stop();
	for (const n of [1, 2, 3]) {
		await desk.note(one, `note ${n}`);
		await desk.note(other, `note ${n}`);
	}
	const fresh = await desk.open(`Stopped fresh ${run}`);
	await until(() => [one, other, fresh].some((id) => desk.sync(id)[0] === 'failed'), 30000);
	assert.match([one, other, fresh].map((id) => desk.sync(id)[1]).join(), /The CRM cannot be reached/);
	await start();
	for (const id of [one, other, fresh])
		await inStep(id);
	for (const id of [one, other])
		assert.deepEqual(await said(desk.ticket(id), 'Comment'), ['note 1', 'note 2', 'note 3']);
	assert.equal((await search(`Subject = 'Stopped fresh ${run}'`)).length, 1);
});

test('a refused change that says 200 is noticed', async () => {
	const id = await opened('Refused');
	await desk.state(id, 'deleted');
	await until(() => desk.hurry() ?? desk.sync(id)[0] === 'dead', 240000);
	assert.match(desk.sync(id)[1], /The CRM did not do it: .*Permission Denied/);
	assert.match(visible((await desk.client.get('/sync')).html), /Permission Denied/);
	assert.notEqual((await ticket(desk.ticket(id))).Status, 'deleted');
});

test('an event that is forged, old or a duplicate has no effect', async () => {
	const id = await opened('Forged');
	await set(desk.ticket(id), { Status: 'stalled' });
	const entry = await newest(id);
	await heard(entry);
	await desk.quiet();
	const rows = () => desk.row(`SELECT (SELECT count(*) FROM crm.hook WHERE event_id LIKE 'rt-%'), (SELECT last_try FROM crm.sync WHERE case_id = ${id}),
		(SELECT c::text FROM crm.case c WHERE id = ${id})`);
	// A look that a poll asked for may still come.
	await new Promise((done) => setTimeout(done, 15000));
	const before = rows();
	assert.equal(await hook(desk.ticket(id), 900001, { key: 'forged' }), 401);
	assert.equal(await hook(desk.ticket(id), 900002, { at: Math.floor(Date.now() / 1000) - 301 }), 401);
	assert.equal(await hook(desk.ticket(id), entry), 200, 'a duplicate is no error');
	await new Promise((done) => setTimeout(done, 3000));
	assert.deepEqual(rows(), before);
});
