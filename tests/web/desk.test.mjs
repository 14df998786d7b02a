// The staff's door as it works without JavaScript: who gets in, by what, for how long; and who is on what.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

import { Client, formFields, visible } from './lib/client.mjs';
import { ROLE, atDesk, code, deskCookies, staff, stepNow } from './lib/desk.mjs';
import { held } from './lib/held.mjs';
import { instance, startInstance } from './lib/instance.mjs';
import { cookies, memberNamed } from './lib/people.mjs';
import { until } from './lib/processes.mjs';

const run = Date.now().toString(36);
const password = 'seven otters at the desk';
let count = 0;

// An account with a password, made as whoever runs the program makes it.
function made(at = instance, more = [], secret = password) {
	const name = `k${run}${++count}`;
	execFileSync(join(at.dir, 'bin/bothy'), ['user', 'add', '--desk', name, '--email', `${name}@example.org`, '--password-stdin', ...more],
		{ input: `${secret}\n`, env: { ...process.env, BOTHY_CONFIG: at.env.BOTHY_CONFIG }, stdio: ['pipe', 'pipe', 'pipe'] });
	return { name, password: secret };
}

const idOf = ({ name }) => Number(instance.sql(`SELECT id FROM desk.account WHERE username = '${name}'`)[0][0]);
const inside = async (client) => (await client.get('/')).status === 200;
const secretOf = (html) => new Map(formFields(html, '/settings/totp')).get('secret');

async function totpOn(client, account) {
	const secret = secretOf((await client.get('/settings/totp')).html);
	const answer = await client.submit('/settings/totp', { secret, code: code(secret), password: account.password });
	assert.equal(answer.status, 200, visible(answer.html));
	return { secret, codes: [...answer.html.matchAll(/<li>([a-z2-7-]{19})<\/li>/g)].map(([, one]) => one) };
}

test('guests get the sign-in page, and come back to where they wanted', async () => {
	const client = atDesk();
	const sent = await client.get('/search?q=a%26b');
	assert.equal(sent.status, 303);
	assert.equal(sent.location, '/signin?next=/search%3Fq%3Da%2526b');
	const page = await client.get(sent.location);
	assert.equal(page.status, 200);
	assert.match(page.headers.get('cache-control'), /no-store/);
	const account = made();
	const { location } = await client.submit(sent.location, account, '/signin');
	assert.equal(location, '/search?q=a%26b');
	assert.match((await client.get(location)).html, /value="a&amp;b"/);
});

test('an unknown name, a wrong password and a closed account are told the same', async () => {
	const account = made();
	const closed = made();
	assert.match(instance.bothy('user', 'close', '--desk', closed.name), /is closed/);
	const said = [];
	for (const typed of [{ name: 'nobody-here', password }, { name: account.name, password: 'wrong wrong wrong' }, closed]) {
		const answer = await atDesk().submit('/signin', typed);
		assert.equal(answer.status, 422);
		said.push(answer.html.replaceAll(typed.name, ''));
	}
	assert.equal(new Set(said).size, 1);
	assert.match(said[0], /Name or password is wrong/);
});

test("neither door takes the other's cookie, nor an account of the other", async () => {
	const [sid] = cookies([memberNamed(instance.admin.name)]);
	const [desk] = deskCookies([staff({ lead: ROLE.lead }).lead]);
	const as = (url, cookie) => fetch(`${url}/settings`, { redirect: 'manual', headers: { cookie } });
	for (const [url, cookie] of [[instance.deskUrl, sid], [instance.deskUrl, sid.replace('sid=', 'desk=')], [instance.url, desk], [instance.url, desk.replace('desk=', 'sid=')]])
		assert.equal((await as(url, cookie)).status, 303);
	assert.equal((await as(instance.deskUrl, desk)).status, 200);
	assert.equal((await atDesk().submit('/signin', { name: instance.admin.name, password: instance.admin.password })).status, 422);
	const web = await new Client().submit('/signin', { name: instance.env.DESK_NAME, password: instance.env.DESK_PASSWORD });
	assert.equal(web.status, 422);
});

test('the account that comes with an instance opens its desk', async () => {
	const client = await atDesk().signIn({ name: instance.env.DESK_NAME, password: instance.env.DESK_PASSWORD });
	assert.ok(await inside(client));
	assert.match(instance.bothy('user', 'list', '--desk'), new RegExp(`^${instance.env.DESK_NAME} .*lead`, 'm'));
});

test('a password alone needs 15 characters; the command says what is wrong', () => {
	for (const [secret, why] of [['fourteen chars', /at least 15/], ['passwordpassword', /common word|simple pattern/]])
		assert.throws(() => made(instance, [], secret), (error) => why.test(String(error.stderr)));
	assert.throws(() => made(instance, ['--as', instance.member.name]), (error) => /no such member with the role staff/.test(String(error.stderr)));
	const [[as]] = instance.sql('SELECT username FROM community.member WHERE roles & 4 <> 0 AND state = \'active\' ORDER BY id LIMIT 1');
	const { name } = made(instance, ['--as', as]);
	assert.match(instance.bothy('user', 'list', '--desk'), new RegExp(`^${name} .* as ${as}$`, 'm'));
});

test('one-time codes: set up with a code, asked for at the next sign-in, each good once', async () => {
	const account = made();
	const first = await atDesk().signIn(account);
	const other = await atDesk().signIn(account);
	const before = await first.get('/settings/totp');
	assert.match(before.html, /<svg class="qr"[^>]*role="img"/);
	assert.equal(instance.sql(`SELECT count(*) FROM desk.account WHERE id = ${idOf(account)} AND totp_secret IS NULL`)[0][0], '1', 'looking writes nothing');
	const secret = secretOf(before.html);
	assert.match(secret, /^[A-Z2-7]{32}$/);

	const refused = await first.submit('/settings/totp', { secret, code: '000000', password });
	assert.equal(refused.status, 422);
	assert.equal(secretOf(refused.html), secret, 'the phone has it already');
	assert.equal((await first.submit('/settings/totp', { secret, code: code(secret), password: 'wrong wrong wrong' })).status, 422);

	const { codes } = await totpOn(first, account);
	assert.equal(new Set(codes).size, 10);
	assert.ok(await inside(first), 'this session stays');
	assert.equal(await inside(other), false, 'one that never gave a code does not');

	// A code that was used to set it up is used.
	const step = stepNow();
	const now = secretInForce(account);
	const client = await atDesk().signIn(account);
	assert.equal((await client.get('/')).location, '/signin?next=/', 'half signed in is not in');
	assert.equal((await client.get('/signin?next=/keys')).location, '/signin/code?next=%2Fkeys');
	const send = (typed) => client.submit('/signin/code?next=/keys', { code: typed }, '/signin/code');
	for (const typed of ['000000', '12345', '', code(now, step - 3), code(now, step + 4)])
		assert.equal((await send(typed)).status, 422, `"${typed}"`);
	const spare = code(now, stepNow() + 1);
	assert.equal((await send(`${spare.slice(0, 3)} ${spare.slice(3)}`)).location, '/keys');
	assert.ok(await inside(client));
	const again = await atDesk().signIn(account);
	assert.equal((await again.submit('/signin/code', { code: spare })).status, 422, 'a code counts once');
	assert.equal((await again.submit('/signin/code', { code: code(now, stepNow()) })).status, 422, 'nor does an older one count after it');
});

const secretInForce = (account) => {
	const [[hex]] = instance.sql(`SELECT encode(totp_secret, 'hex') FROM desk.account WHERE username = '${account.name}'`);
	const bits = [...Buffer.from(hex, 'hex')].map((byte) => byte.toString(2).padStart(8, '0')).join('');
	return bits.match(/.{5}/g).map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(five, 2)]).join('');
};

test('a code sent ten times at once opens one door', async () => {
	const account = made();
	await totpOn(await atDesk().signIn(account), account);
	const clients = [];
	for (let i = 0; i < 5; i++)
		clients.push(await atDesk().signIn(account));
	const typed = code(secretInForce(account), stepNow() + 1);
	const answers = await Promise.all(clients.map((client) => client.post('/signin/code', { code: typed, next: '/' })));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 422, 422, 422, 422]);
});

test('a recovery code opens the door once, however it is typed; new ones void the old', async () => {
	const account = made();
	const { codes } = await totpOn(await atDesk().signIn(account), account);
	const client = await atDesk().signIn(account);
	assert.equal((await client.submit('/signin/code', { code: codes[0].toUpperCase().replaceAll('-', ' ') })).status, 303);
	assert.match((await client.get('/settings/totp')).html, /9 are left/);
	assert.match((await client.get('/')).html, /Inbox/);
	const again = await atDesk().signIn(account);
	assert.equal((await again.submit('/signin/code', { code: codes[0] })).status, 422);

	const renewed = await client.submit('/settings/totp', { password }, '/settings/totp/recovery');
	const fresh = [...renewed.html.matchAll(/<li>([a-z2-7-]{19})<\/li>/g)].map(([, one]) => one);
	assert.equal(fresh.length, 10);
	assert.equal((await again.submit('/signin/code', { code: codes[1] })).status, 422);
	assert.equal((await again.submit('/signin/code', { code: fresh[1] })).status, 303);
	const [[plain]] = instance.sql(`SELECT count(*) FROM desk.recovery WHERE account_id = ${idOf(account)} AND encode(hash, 'escape') LIKE '%${fresh[0]}%'`);
	assert.equal(plain, '0');
});

test('who sent for new recovery codes twice is told that he may not have seen them', async () => {
	const account = made();
	const client = await atDesk().signIn(account);
	const unseen = /you may not have seen them: make others below/;
	const first = (await client.get('/settings/totp')).html;
	const secret = secretOf(first);
	const on = [...new Map(formFields(first, '/settings/totp')).set('secret', secret).set('code', code(secret)).set('password', password)];
	assert.deepEqual([(await client.post('/settings/totp', on)).status, (await client.post('/settings/totp', on)).status], [200, 303]);
	const { html } = await client.get('/settings/totp');
	assert.match(html, unseen);
	const fields = [...new Map(formFields(html, '/settings/totp/recovery')).set('password', password)];
	assert.equal((await client.post('/settings/totp/recovery', fields)).status, 200);
	const second = await client.post('/settings/totp/recovery', fields);
	assert.equal(second.status, 303);
	assert.equal(second.headers.get('set-cookie').match(/desk-flash=/g).length, 1, 'one cookie of one name');
	assert.match((await client.get(second.location)).html, unseen);
});

test('turning codes off needs the password, and one that can stand alone', async () => {
	const account = made();
	const client = await atDesk().signIn(account);
	await totpOn(client, account);
	assert.equal((await client.submit('/settings/totp', { password: 'wrong wrong wrong' }, '/settings/totp/off')).status, 422);
	const short = 'ten otters';
	assert.equal((await client.submit('/settings/password', { password, new_password: short })).status, 303, 'beside a code ten characters do');
	const refused = await client.submit('/settings/totp', { password: short }, '/settings/totp/off');
	assert.equal(refused.status, 422);
	assert.match(visible(refused.html), /too short to stand alone/);
	assert.equal((await client.submit('/settings/password', { password: short, new_password: password })).status, 303);
	assert.equal((await client.submit('/settings/totp', { password }, '/settings/totp/off')).status, 303);
	assert.ok(await inside(await atDesk().signIn(account)));
});

test('who has an account hears by mail of what changed in it, by whomever', async () => {
	const account = made();
	const client = await atDesk().signIn(account);
	const mails = () => instance.mails().filter((mail) => mail.includes(`<${account.name}@example.org>`)).map((mail) => mail.match(/^Subject: (.*)$/m)[1].replace(/^.*: /, ''));
	const heard = async (...subjects) => {
		for (let i = 0; i < 150 && mails().length < subjects.length; i++)
			await new Promise((done) => setTimeout(done, 200));
		assert.deepEqual(mails().sort(), subjects.sort());
	};
	await totpOn(client, account);
	await heard('One-time codes are on at the desk');
	assert.equal((await client.submit('/settings/totp', { password: 'wrong wrong wrong' }, '/settings/totp/off')).status, 422);
	assert.equal((await client.submit('/settings/totp', { password }, '/settings/totp/recovery')).status, 200);
	assert.equal((await client.submit('/settings/totp', { password }, '/settings/totp/off')).status, 303);
	await heard('One-time codes are on at the desk', 'New recovery codes for the desk', 'One-time codes are off at the desk');
	instance.bothy('user', 'passwd', '--desk', account.name);
	await heard('One-time codes are on at the desk', 'New recovery codes for the desk', 'One-time codes are off at the desk', 'Your password at the desk was changed');
	const last = instance.mails().filter((mail) => mail.includes(`<${account.name}@example.org>`)).at(-1);
	assert.ok(last.includes(instance.deskUrl) && !/recovery-?\w{4}-/.test(last));
});

test('who lost phone and codes gets in again by the command line', async () => {
	const account = made();
	await totpOn(await atDesk().signIn(account), account);
	const [, fresh] = instance.bothy('user', 'passwd', '--desk', account.name, '--no-totp').match(/^password: (\S+)$/m);
	assert.ok(await inside(await atDesk().signIn({ name: account.name, password: fresh })));
});

test('a new password ends every other session', async () => {
	const account = made();
	const [here, there] = [await atDesk().signIn(account), await atDesk().signIn(account)];
	for (const [fields, status] of [[{ password: 'wrong wrong wrong', new_password: 'eight otters at the desk' }, 422], [{ password, new_password: 'short' }, 422],
		[{ password, new_password: 'eight otters at the desk' }, 303]])
		assert.equal((await here.submit('/settings/password', fields)).status, status);
	assert.deepEqual([await inside(here), await inside(there)], [true, false]);
	assert.equal((await atDesk().submit('/signin', account)).status, 422);
});

// What the old password would have allowed, sent while a new one is being set from the command line: it must not outlive that.
const changed = ({ id }) => `UPDATE desk.account SET password_hash = 'another', password_at = now() WHERE id = ${id}; DELETE FROM desk.session WHERE account_id = ${id}`;
const sessionsOf = ({ id }) => Number(instance.sql(`SELECT count(*) FROM desk.session WHERE account_id = ${id}`)[0][0]);

for (const [what, begin, send] of [
	['the password', () => atDesk(), (client, account) => client.submit('/signin', account)],
	['the code', async (account) => {
		await totpOn(await atDesk().signIn(account), account);
		return atDesk().signIn(account);
	}, (client, account) => client.submit('/signin/code', { code: code(secretInForce(account), stepNow() + 1) })],
	['a password of one’s own', (account) => atDesk().signIn(account),
		(client, { password }) => client.submit('/settings/password', { password, new_password: 'nine otters at the desk' })],
	['a second factor', (account) => atDesk().signIn(account), async (client, { password }) => {
		const secret = secretOf((await client.get('/settings/totp')).html);
		return client.submit('/settings/totp', { secret, code: code(secret), password });
	}],
])
	test(`who is giving ${what} while his password is changed by somebody else is not let in by the old one`, async () => {
		const account = made();
		const id = idOf(account);
		const client = await begin(account);
		const { status } = await held(changed({ id }), () => send(client, account));
		assert.equal(status, 422);
		assert.equal(sessionsOf({ id }), 0);
		assert.deepEqual(instance.sql(`SELECT password_hash FROM desk.account WHERE id = ${id}`), [['another']]);
	});

test('sessions are seen and ended; they end by themselves after an hour without and twelve hours in any case', async () => {
	const account = staff({ agent: ROLE.agent }).agent;
	const [here, there] = [atDesk(account), atDesk(account)];
	const { html } = await here.get('/settings/sessions');
	assert.equal(html.match(/<button>End</g).length, 1);
	assert.match(html, /this one/);
	assert.equal((await here.submit('/settings/sessions', {})).status, 303);
	assert.deepEqual([await inside(here), await inside(there)], [true, false]);

	const set = (what) => instance.sql(`UPDATE desk.session SET ${what} WHERE account_id = ${account.id}`);
	set("seen_at = now() - interval '59 minutes'");
	assert.ok(await inside(here));
	await new Promise((done) => setTimeout(done, 2500));
	const [[fresh]] = instance.sql(`SELECT seen_at > now() - interval '1 minute' FROM desk.session WHERE account_id = ${account.id}`);
	assert.equal(fresh, 't', 'a visit is written down');
	set("seen_at = now() - interval '61 minutes'");
	assert.equal(await inside(here), false);
	set("seen_at = now(), expires_at = now() - interval '1 second'");
	assert.equal(await inside(here), false);

	const signed = made();
	await atDesk().signIn(signed);
	const [[hours]] = instance.sql(`SELECT round(extract(epoch FROM expires_at - created_at) / 3600) FROM desk.session WHERE account_id = ${idOf(signed)}`);
	assert.equal(hours, '12');
});

test('signing out ends the session', async () => {
	const client = await atDesk().signIn(made());
	const cookie = client.cookies.get('desk');
	assert.equal((await client.submit('/', {}, '/signout')).location, '/signin');
	client.cookies.set('desk', cookie);
	assert.equal(await inside(client), false);
});

test('a form of an ended session comes back filled after signing in, also with a code', async () => {
	const account = made();
	for (const second of [false, true]) {
		const client = await atDesk().signIn(account);
		if (second) {
			const recovery = (await totpOn(client, account)).codes;
			account.recovery = recovery[0];
		}
		const form = new Map(formFields((await client.get('/settings')).html, '/settings'));
		form.set('display', 'Kept <b>name</b>');
		client.cookies.delete('desk');
		const refused = await client.post('/settings', [...form]);
		assert.equal(refused.status, 403);
		let page = await client.post('/signin', [...new Map(formFields(refused.html, '/signin')).set('name', account.name).set('password', password)]);
		if (second)
			page = await client.post('/signin/code', [...new Map(formFields(page.html, '/signin/code')).set('code', account.recovery)]);
		assert.equal(page.status, 200);
		const again = new Map(formFields(page.html, '/settings'));
		assert.equal(again.get('display'), 'Kept <b>name</b>');
		assert.equal((await client.post('/settings', [...again])).status, 303);
		assert.equal(instance.sql(`SELECT display FROM desk.account WHERE username = '${account.name}'`)[0][0], 'Kept <b>name</b>');
	}
});

test('too many wrong passwords, and too many wrong codes, are refused for a while; counted where the public door cannot write', async () => {
	const account = made();
	const client = atDesk();
	const { html } = await client.get('/signin');
	const wrong = () => client.post('/signin', [...new Map(formFields(html, '/signin')).set('name', account.name).set('password', 'wrong wrong wrong')]);
	const statuses = [];
	for (let i = 0; i < 11; i++)
		statuses.push((await wrong()).status);
	assert.deepEqual(statuses.slice(0, 10), Array(10).fill(422));
	assert.equal(statuses[10], 429);
	const told = await wrong();
	assert.ok(Number(told.headers.get('retry-after')) > 0);
	assert.match(told.html, /class="desk"/, "in the desk's dress");
	assert.equal((await atDesk().submit('/signin', account)).status, 429, 'the right one neither');
	instance.sql('TRUNCATE desk.rate');

	await totpOn(await atDesk().signIn(account), account);
	const half = await atDesk().signIn(account);
	const codes = [];
	for (let i = 0; i < 11; i++)
		codes.push((await half.post('/signin/code', { code: '000000', next: '/' })).status);
	assert.equal(codes[10], 429);
	instance.sql('TRUNCATE desk.rate');
});

test('two on the same item see each other, for two minutes', async () => {
	const { lee, kim, sam } = staff({ lee: ROLE.agent, kim: ROLE.agent, sam: ROLE.agent });
	const number = 900000000 + Math.floor(Math.random() * 1e6);
	const [item, elsewhere] = [`case/${number}`, `thread/${number}`];
	const [a, b, c] = [lee, kim, sam].map((one) => atDesk(one));
	const line = async (client, what = item) => visible((await client.get(`/presence/${what}`)).html).trim();
	// An opening is written within a second; one process gathers them, so who opened before was written before, or with it.
	const written = (who, what = item) => until(() => instance.sql(`SELECT 1 FROM desk.presence WHERE item = '${what}' AND account_id = ${who.id}`).length);
	assert.equal(await line(a), '');
	await written(lee);
	assert.equal(await line(b), 'lee is on it');
	await written(kim);
	assert.equal(await line(a), 'kim is on it', 'one does not see oneself');
	assert.equal(await line(c), 'kim and lee are on it');
	assert.equal(await line(c, elsewhere), '', 'nor others elsewhere');
	await written(sam, elsewhere);
	instance.sql(`UPDATE desk.presence SET seen_at = now() - interval '121 seconds' WHERE item = '${item}'`);
	assert.equal(await line(b), '');
	for (const bad of ['case/x', 'case/', 'other/1', 'case/-1', 'case/1/2', ''])
		assert.equal((await a.get(`/presence/${bad}`)).status, 404, bad);
});

test('an open page that asks who else is there does not keep a session alive', async () => {
	const account = staff({ agent: ROLE.agent }).agent;
	const client = atDesk(account);
	instance.sql(`UPDATE desk.session SET seen_at = now() - interval '30 minutes' WHERE account_id = ${account.id}`);
	assert.equal((await client.get('/presence/case/1')).status, 200);
	await new Promise((done) => setTimeout(done, 2500));
	const [[old]] = instance.sql(`SELECT seen_at < now() - interval '29 minutes' FROM desk.session WHERE account_id = ${account.id}`);
	assert.equal(old, 't');
});

test('settings are kept, and a form counts once', async () => {
	const account = staff({ agent: ROLE.agent }).agent;
	const client = atDesk(account);
	assert.match((await client.get('/')).html, /data-shortcuts="on"/);
	const form = new Map(formFields((await client.get('/settings')).html, '/settings'));
	form.delete('shortcuts');
	form.set('theme', 'dark').set('zone', 'Europe/Berlin').set('display', 'Lee');
	for (const time of ['first', 'second'])
		assert.equal((await client.post('/settings', [...form])).location, '/settings', time);
	const { html } = await client.get('/');
	assert.match(html, /data-theme="dark"/);
	assert.doesNotMatch(html, /data-shortcuts/);
	assert.equal((await client.post('/settings', [...form.set('display', 'Other')])).status, 422, 'the key is used up');
	assert.equal((await client.submit('/settings', { display: '', zone: 'Mars/Olympus' })).status, 422);
	assert.equal(instance.sql(`SELECT count(*) FROM desk.form_key WHERE account_id = ${account.id}`)[0][0], '1');
});

test('a form of the desk is taken from the desk alone', async () => {
	const account = staff({ agent: ROLE.agent }).agent;
	const client = atDesk(account);
	const form = [...new Map(formFields((await client.get('/settings')).html, '/settings'))];
	for (const headers of [{ origin: instance.url }, { origin: 'null' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'cross-site' }])
		assert.equal((await client.post('/settings', form, headers)).status, 403, JSON.stringify(headers));
	assert.equal((await client.post('/settings', form.filter(([name]) => name !== 'key'))).status, 403);
	assert.equal((await client.post('/settings', form)).status, 303);
});

test('one box finds customers, cases and threads', async () => {
	const tag = `q${run}`;
	const digits = String(10000000 + Number(process.hrtime.bigint() % 90000000n));
	const [[customer]] = instance.sql(`INSERT INTO crm.customer (source, external_id, name, tier) VALUES ('test', 'C-${tag}', 'Jane ${tag} Doe', 'gold') RETURNING id`);
	instance.sql(`INSERT INTO crm.contact (customer_id, kind, value, key) VALUES (${customer}, 'email', 'Jane.${tag}@example.org', 'jane.${tag}@example.org'),
		(${customer}, 'phone', '020 ${digits}', '+4420${digits}')`);
	const [[kase]] = instance.sql(`INSERT INTO crm."case" (customer_id, adapter, external_id, subject, words)
		VALUES (${customer}, 'test', 'T-${tag}', 'Roaming ${tag} fails', to_tsvector('simple', 'Roaming ${tag} fails')) RETURNING id`);
	const [[thread, title, author]] = instance.sql(`SELECT t.id, title, username FROM community.thread t JOIN community.member m ON m.id = author_id
		WHERE t.deleted_at IS NULL ORDER BY t.id DESC LIMIT 1`);
	const client = atDesk(staff({ agent: ROLE.agent }).agent);
	const found = async (q) => [...(await client.get(`/search?q=${encodeURIComponent(q)}`)).html.matchAll(/href="(\/(?:customer|case|thread)\/\d+)"/g)].map(([, path]) => path);
	for (const [q, path] of [
		[`Jane ${tag}`, `/customer/${customer}`], [`doe ${tag}`, `/customer/${customer}`], [`C-${tag}`, `/customer/${customer}`], [String(customer), `/customer/${customer}`],
		[`jane.${tag}@example.org`, `/customer/${customer}`], [`JANE.${tag}@exa`, `/customer/${customer}`],
		[`020 ${digits}`, `/customer/${customer}`], [`+44 (0)20 ${digits.slice(0, 4)} ${digits.slice(4)}`, `/customer/${customer}`], [`004420${digits.slice(0, 7)}`, `/customer/${customer}`],
		[`#${kase}`, `/case/${kase}`], [`T-${tag}`, `/case/${kase}`], [`roaming ${tag}`, `/case/${kase}`],
		[thread, `/thread/${thread}`], [title, `/thread/${thread}`], [author, `/thread/${thread}`],
	])
		assert.ok((await found(q)).includes(path), `"${q}" finds ${path}, not ${await found(q)}`);
	for (const q of ['%', '_', '100%', 'xyzzyplugh', "' OR 1=1", '\\', '@', '#', '"', '-', '00000'])
		assert.equal((await client.get(`/search?q=${encodeURIComponent(q)}`)).status, 200, q);
	assert.deepEqual(await found('%%%'), [], 'a pattern is no pattern');
});

test('where codes are required, signing in leads to setting them up, and nowhere else before', async () => {
	const at = await startInstance({ demo: false, settings: { BOTHY_DESK_TOTP: 'required' } });
	const account = { name: at.env.DESK_NAME, password: at.env.DESK_PASSWORD };
	const client = new Client({}, { url: at.deskUrl });
	assert.equal((await client.submit('/signin?next=/keys', account, '/signin')).location, '/keys');
	const sent = await client.get('/keys');
	assert.equal(sent.location, '/signin?next=/keys');
	const setup = (await client.get(sent.location)).location;
	assert.equal(setup, '/settings/totp?next=%2Fkeys');
	for (const path of ['/', '/search?q=a', '/settings', '/settings/sessions', '/presence/case/1'])
		assert.equal((await client.get(path)).status, 303, path);
	const page = await client.get(setup);
	const secret = secretOf(page.html);
	const done = await client.submit(setup, { secret, code: code(secret), password: account.password }, '/settings/totp');
	assert.equal(done.status, 200, visible(done.html));
	assert.match(done.html, /href="\/keys"/);
	assert.equal((await client.get('/keys')).status, 200);
	assert.doesNotMatch((await client.get('/settings/totp')).html, /totp\/off/);
	const key = new Map(formFields((await client.get('/settings')).html, '/settings')).get('key');
	assert.equal((await client.post('/settings/totp/off', { key, password: account.password })).status, 403);
});
