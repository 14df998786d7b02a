// Joining, signing in, and everything a member can do about his account; by fetch, as it works without JavaScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, formFields, linkIn, mailTo, visible } from './lib/client.mjs';
import { held } from './lib/held.mjs';
import { instance } from './lib/instance.mjs';
import { until } from './lib/personal.mjs';

let count = 0;
const run = Date.now().toString(36);
const password = 'seven quiet otters';

// Somebody new, by name and address.
function person() {
	const name = `p${run}-${++count}`;
	return { name, email: `${name}@example.org`, password };
}

async function join(p = person(), client = new Client()) {
	const answer = await client.submit('/signup', { username: p.name, email: p.email, password: p.password });
	assert.equal(answer.status, 200, visible(answer.html));
	const link = linkIn(await mailTo(p.email, /\/confirm\//));
	const confirmed = await client.submit(link, {});
	assert.equal(confirmed.status, 303, visible(confirmed.html));
	return { ...p, client, location: confirmed.location };
}

const signedInAs = async (client) => (await client.get('/settings/sessions')).status === 200;
const nameOf = (p) => instance.sql(`SELECT display FROM community.member WHERE username = '${p.name}'`)[0][0];

// ---- joining ----

test('who joins is a member when the link in the mail is used, not before', async () => {
	const p = person();
	const client = new Client();
	const answer = await client.submit('/signup?next=/topics', { username: p.name, email: p.email, password }, '/signup');
	assert.equal(answer.status, 200);
	assert.match(visible(answer.html), /Please check your mail/);
	assert.equal((await client.get(`/u/${p.name}`)).status, 404);

	const mail = await mailTo(p.email, /\/confirm\//);
	const link = linkIn(mail);
	const page = await client.get(link);
	assert.equal(page.status, 200);
	assert.match(page.headers.get('cache-control'), /no-store/);
	assert.equal((await client.get(`/u/${p.name}`)).status, 404, 'opening the link alone does nothing');

	const confirmed = await client.submit(link, {});
	assert.deepEqual([confirmed.status, confirmed.location], [303, '/topics']);
	assert.ok(await signedInAs(client));
	assert.equal((await new Client().get(`/u/${p.name}`)).status, 200);
	assert.equal((await client.get(link)).status, 404, 'the link works once');
	const kinds = instance.sql(`SELECT kind FROM ops.event e JOIN community.member m ON m.id = e.member_id WHERE username = '${p.name}' ORDER BY e.id`);
	assert.deepEqual(kinds.flat(), ['40', '41']);
});

test('a sign-up with faults comes back filled, each fault beside its field, without the password', async () => {
	const answer = await new Client().submit('/signup', { username: 'A b!', display: 'pаypal', email: 'nobody', password: 'short' });
	assert.equal(answer.status, 422);
	for (const field of ['username', 'display', 'email', 'password']) {
		assert.match(answer.html, new RegExp(`<input id="${field}"[^>]*aria-describedby="[^"]*${field}-error`), field);
		assert.match(answer.html, new RegExp(`id="${field}-error"`), field);
	}
	assert.ok(!answer.html.includes('short"'));
	assert.deepEqual({ ...Object.fromEntries(formFields(answer.html, '/signup')), since: '1' }, { next: '/', more: '', since: '1', username: 'a b!', display: 'pаypal', email: 'nobody', password: '' });
});

test('passwords that others would try first are refused', async () => {
	const p = person();
	for (const [bad, why] of [['qwertyuiop', /common word/], [`${p.name} is here`, /username/], ['sunflowers', /common word/]]) {
		const answer = await new Client().submit('/signup', { username: p.name, email: p.email, password: bad });
		assert.equal(answer.status, 422, bad);
		assert.match(visible(answer.html), why, bad);
	}
});

test('an address that has an account gets the same answer, and a note by mail', async () => {
	const p = await join();
	const other = person();
	const fresh = await new Client().submit('/signup', { username: other.name, email: other.email, password });
	const again = person();
	const taken = await new Client().submit('/signup', { username: again.name, email: p.email.toUpperCase(), password });
	assert.equal(taken.status, fresh.status);
	assert.equal(taken.html.replaceAll(p.email.toUpperCase(), 'X'), fresh.html.replaceAll(other.email, 'X'));
	assert.match(await mailTo(p.email, /already has an account/), new RegExp(`account: ${p.name}`));
	assert.equal((await new Client().get(`/u/${again.name}`)).status, 404);
});

test('names that are taken, look like another or belong to the site are refused', async () => {
	const p = await join();
	for (const [name, display, why] of [
		[p.name, 'Someone Else', /has this username/],
		[`${p.name}x`, p.name, /looks the same/],
		[`${p.name}y`, p.name.toUpperCase(), /looks the same/],
		['moderators', 'Someone Else', /kept for the site/],
		[`${p.name}z`, 'Support', /kept for the site/],
	]) {
		const answer = await new Client().submit('/signup', { username: name, display, email: person().email, password });
		assert.equal(answer.status, 422, `${name} ${display}`);
		assert.match(visible(answer.html), why, `${name} ${display}`);
	}
});

test("nobody is called what another member's username looks like, and the other way round", async () => {
	const p = await join();
	const named = `Kim ${p.name}`;
	assert.equal((await p.client.submit('/settings', { display: named })).status, 303);
	const refused = async (fields, why) => {
		const answer = await new Client().submit('/signup', { email: person().email, password, ...fields });
		assert.equal(answer.status, 422, JSON.stringify(fields));
		assert.match(visible(answer.html), why, JSON.stringify(fields));
	};
	// His username is no longer his display name, and still his.
	await refused({ username: person().name, display: p.name.toUpperCase() }, /looks the same/);
	const r = await join({ ...person(), name: `${person().name}-o` });
	await refused({ username: r.name.replace(/o$/, '0'), display: 'Somebody Else' }, /choose a username that nobody mixes up/);

	const q = await join();
	assert.match(visible((await q.client.submit('/settings', { display: p.name })).html), /looks the same/);
	// A username that looks like a display name.
	const shown = person().name;
	assert.equal((await q.client.submit('/settings', { display: `${shown}-O` })).status, 303);
	await refused({ username: `${shown}-0`, display: 'Somebody Else' }, /choose a username that nobody mixes up/);
	// One's own username is free to oneself, and a name that was given back to everybody.
	assert.equal((await q.client.submit('/settings', { display: q.name.toUpperCase() })).status, 303);
	assert.equal((await p.client.submit('/settings', { display: `${shown}-o` })).status, 303);
});

test('two who join at the same moment do not look alike', async () => {
	const name = person().name;
	const newcomers = [{ username: `${name}-o`, display: `One ${name}` }, { username: `${name}-x`, display: `${name}-O` }];
	const ready = [];
	for (const names of newcomers) {
		const client = new Client();
		const { email } = person();
		await client.submit('/signup', { ...names, email, password });
		ready.push([client, linkIn(await mailTo(email, /\/confirm\//))]);
	}
	const answers = await Promise.all(ready.map(([client, link]) => client.post(link)));
	assert.deepEqual(answers.map((answer) => answer.status).sort(), [303, 422]);
	assert.match(visible(answers.find((answer) => answer.status === 422).html), /looks the same/);
});

test('an imported account keeps its names, and its person may have them', async () => {
	const p = await join();
	const old = `${person().name}-old`;
	instance.sql(`INSERT INTO community.member (username, display, skeleton, state) VALUES ('${old}', '${p.name}', '${p.name}', 'unclaimed')`);
	assert.equal((await p.client.submit('/settings', { display: old })).status, 303, 'an unclaimed name is nobody’s');
	assert.throws(() => instance.bothy('user', 'claim', old, '--email', person().email), /looks like it/);
	instance.bothy('user', 'claim', old, '--email', person().email, '--display', `${old} 2`);
	assert.deepEqual(instance.sql(`SELECT display, state FROM community.member WHERE username = '${old}'`), [[`${old} 2`, 'active']]);
});

test('who opens the link in another browser writes the password again, and that one counts', async () => {
	const victim = person();
	await new Client().submit('/signup', { username: victim.name, email: victim.email, password: 'known to a stranger' });
	const link = linkIn(await mailTo(victim.email, /\/confirm\//));
	const client = new Client();
	assert.ok(formFields((await client.get(link)).html, link).some(([name]) => name === 'password'));
	for (const fields of [{}, { password: '' }, { password: 'short' }]) {
		const refused = await client.post(link, fields);
		assert.equal(refused.status, 422, JSON.stringify(fields));
		assert.match(refused.html, /id="password-error"/);
	}
	client.cookies.set('joining', 'A'.repeat(43));
	assert.equal((await client.post(link)).status, 422, 'a secret of another browser');
	assert.equal((await client.submit(link, { password })).status, 303);
	assert.ok(await signedInAs(client));
	assert.equal((await new Client().post('/signin', { name: victim.name, password: 'known to a stranger' })).status, 422);
	await new Client().signIn(victim);
});

test('who signs up twice in one browser confirms by either link with one click', async () => {
	const p = person();
	const client = new Client();
	await client.submit('/signup', { username: p.name, email: p.email, password });
	const first = linkIn(await mailTo(p.email, /\/confirm\//));
	const secret = client.cookies.get('joining');
	assert.match(secret, /^[\w-]{43}$/);
	await client.submit('/signup', { username: `${p.name}-x`, email: p.email, password });
	assert.equal(client.cookies.get('joining'), secret);
	assert.ok(!formFields((await client.get(first)).html, first).some(([name]) => name === 'password'));
	assert.equal((await client.submit(first, {})).status, 303);
	assert.ok(!client.cookies.has('joining'), 'nothing is left of it');
});

test('whose name was taken between sign-up and confirmation chooses another', async () => {
	const p = person();
	const late = { ...person(), name: p.name };
	const client = new Client();
	await client.submit('/signup', { username: late.name, email: late.email, password });
	const link = linkIn(await mailTo(late.email, /\/confirm\//));
	await join(p);
	const refused = await client.submit(link, {});
	assert.equal(refused.status, 422);
	assert.match(visible(refused.html), /has this username/);
	const other = person();
	const done = await client.post(link, { username: other.name, display: other.name });
	assert.equal(done.status, 303);
	assert.equal((await client.get(`/u/${other.name}`)).status, 200);
});

test('two sign-ups with one address: the first to confirm has it', async () => {
	const p = person();
	const q = { ...person(), email: p.email };
	const links = [];
	for (const x of [p, q]) {
		await new Client().submit('/signup', { username: x.name, email: x.email, password });
		links.push(linkIn(await mailTo(p.email, new RegExp(`Hello ${x.name}`))));
	}
	assert.equal((await new Client().post(links[1], { password })).status, 303);
	assert.equal((await new Client().post(links[0], { password })).status, 404);
	assert.equal((await new Client().get(`/u/${p.name}`)).status, 404);
});

// ---- signing in ----

test('signing in by name or address, and back to where one was', async () => {
	const p = await join();
	for (const name of [p.name, p.name.toUpperCase(), p.email, p.email.toUpperCase()]) {
		const client = new Client();
		const answer = await client.submit('/signin?next=/tags', { name, password }, '/signin');
		assert.deepEqual([answer.status, answer.location], [303, '/tags'], name);
		assert.ok(await signedInAs(client));
	}
});

test('a page for members asks to sign in and leads back', async () => {
	const answer = await new Client().get('/settings/sessions');
	assert.equal(answer.status, 303);
	const page = await new Client().get(answer.location);
	assert.equal(Object.fromEntries(formFields(page.html, '/signin')).next, '/settings/sessions');
});

test('nobody is led to another site', async () => {
	const p = await join();
	for (const next of ['//evil.example', 'https://evil.example/', '/\\evil.example', '/%5Cevil', 'javascript:alert(1)']) {
		const answer = await new Client().submit(`/signin?next=${encodeURIComponent(next)}`, { name: p.name, password }, '/signin');
		assert.ok(answer.location.startsWith('/') && !/^\/[/\\]/.test(answer.location), answer.location);
	}
});

test('an unknown name and a wrong password say the same', async () => {
	const p = await join();
	const answers = await Promise.all([p.name, 'nobody-here', 'nobody@example.org'].map((name) => new Client().submit('/signin', { name, password: 'wrong password' })));
	for (const answer of answers) {
		assert.equal(answer.status, 422);
		assert.equal(answer.html.replace(/id="name"[^>]*value="[^"]*"/, ''), answers[0].html.replace(/id="name"[^>]*value="[^"]*"/, ''));
		assert.ok(!answer.html.includes('wrong password'));
	}
});

test('twenty wrong passwords in a quarter of an hour are enough, and the right one does not count', async () => {
	const p = await join();
	const client = new Client();
	for (let i = 0; i < 3; i++)
		await new Client().signIn(p);
	const attempt = () => client.post('/signin', { name: p.name, password: 'wrong password' });
	const statuses = [];
	for (let i = 0; i < 25; i++)
		statuses.push((await attempt()).status);
	assert.equal(statuses.filter((s) => s === 422).length, 20);
	const refused = await attempt();
	assert.equal(refused.status, 429);
	assert.ok(Number(refused.headers.get('retry-after')) > 0);
	// The counts of other tests' address are not to suffer.
	instance.sql('TRUNCATE ops.rate');
});

test('signing out ends the session, also for who kept the cookie', async () => {
	const p = await join();
	const kept = new Client();
	kept.cookies = new Map(p.client.cookies);
	const answer = await p.client.submit('/settings', {}, '/signout');
	assert.equal(answer.status, 303);
	assert.ok(!p.client.cookies.has('sid'));
	assert.ok(!await signedInAs(kept));
});

test('cookies are out of reach of scripts and other sites', async () => {
	const p = await join();
	const answer = await new Client().post('/signin', { name: p.name, password, keep: '1' });
	assert.match(answer.headers.get('set-cookie'), /sid=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000/);
	const short = await new Client().post('/signin', { name: p.name, password });
	assert.ok(!/sid=[^;]*;[^,]*Max-Age/.test(short.headers.get('set-cookie')));
});

test('a sign-in sent from another site is refused', async () => {
	const p = await join();
	for (const headers of [{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
		const answer = await new Client().post('/signin', { name: p.name, password }, headers);
		assert.equal(answer.status, 403);
		assert.ok(!answer.headers.get('set-cookie')?.includes('sid='));
	}
});

// ---- nothing typed is lost ----

test('a form sent without a session comes back, filled, after signing in', async () => {
	const p = await join();
	const page = await p.client.get('/settings');
	const fields = new Map(formFields(page.html, '/settings'));
	fields.set('display', `${p.name} "<b>&`);
	fields.set('bio', 'A line.\n\n  Another, with <b> & "quotes".\n');
	p.client.cookies.clear();

	const refused = await p.client.post('/settings', [...fields]);
	assert.equal(refused.status, 403);
	assert.match(visible(refused.html), /What you wrote is kept/);

	const carried = new Map(formFields(refused.html, '/signin'));
	const wrong = await p.client.post('/signin', [...carried, ['name', p.name], ['password', 'not this one']]);
	assert.equal(wrong.status, 422);

	const again = new Map(formFields(wrong.html, '/signin'));
	again.set('name', p.name);
	again.set('password', password);
	const back = await p.client.post('/signin', [...again]);
	assert.equal(back.status, 200);
	assert.ok(p.client.cookies.has('sid'));
	const filled = new Map(formFields(back.html, '/settings'));
	assert.equal(filled.get('display'), fields.get('display'));
	assert.equal(filled.get('bio').replaceAll('\r\n', '\n'), fields.get('bio'));

	filled.set('display', `${p.name} again`);
	const sent = await p.client.post('/settings', [...filled]);
	assert.deepEqual([sent.status, sent.location], [303, '/settings']);
	assert.equal(nameOf(p), `${p.name} again`);
	// The key kept its random half: sent once more, it counts once.
	filled.set('display', `${p.name} thrice`);
	assert.equal((await p.client.post('/settings', [...filled])).status, 422);
});

test('what is carried along leads to forms of ours only', async () => {
	const p = await join();
	for (const path of ['//evil.example/', 'https://evil.example/', '/signin', '/no/such/form', '/settings\\x']) {
		const answer = await new Client().post('/signin', { name: p.name, password, again_path: path, again_body: 'x' });
		assert.equal(answer.status, 303, path);
	}
});

test('a password form that comes without a session keeps no password', async () => {
	const answer = await new Client().post('/settings/password', { password: 'my secret thing', new_password: 'my new secret' });
	assert.equal(answer.status, 403);
	assert.ok(!answer.html.includes('secret'));
});

test('signing out twice is no fault', async () => {
	const answer = await new Client().post('/signout', { key: 'x' });
	assert.deepEqual([answer.status, answer.location], [303, '/']);
});

// ---- passwords ----

test('a forgotten password: the link sets a new one, once, and ends every session', async () => {
	const p = await join();
	const client = new Client();
	const asked = await client.submit('/reset', { name: p.email });
	const nobody = await client.submit('/reset', { name: `nobody-${run}@example.org` });
	assert.equal(asked.status, 200);
	assert.equal(asked.html, nobody.html);
	const link = linkIn(await mailTo(p.email, /\/reset\//));
	assert.equal((await client.submit(link, { password: 'short' })).status, 422);
	const done = await client.submit(link, { password: 'eight noisy otters' });
	assert.equal(done.status, 303);
	assert.ok(await signedInAs(client));
	assert.ok(!await signedInAs(p.client), 'the old session is over');
	assert.equal((await client.get(link)).status, 404);
	assert.equal((await new Client().post('/signin', { name: p.name, password })).status, 422);
	await new Client().signIn({ name: p.name, password: 'eight noisy otters' });
	await mailTo(p.email, /password of your account was changed/);
});

test('changing the password ends the other sessions and renews this one', async () => {
	const p = await join();
	const elsewhere = await new Client().signIn(p);
	const before = p.client.cookies.get('sid');
	assert.equal((await p.client.submit('/settings/password', { password: 'not mine at all', new_password: 'eight noisy otters' })).status, 422);
	assert.equal((await p.client.submit('/settings/password', { password, new_password: 'password123' })).status, 422);
	const answer = await p.client.submit('/settings/password', { password, new_password: 'eight noisy otters' });
	assert.equal(answer.status, 303);
	assert.notEqual(p.client.cookies.get('sid'), before);
	assert.ok(await signedInAs(p.client));
	assert.ok(!await signedInAs(elsewhere));
	const old = new Client();
	old.cookies.set('sid', before);
	assert.ok(!await signedInAs(old));
});

test('a changed password sent twice at once leaves its sender signed in', async () => {
	const p = await join();
	const fields = new Map(formFields((await p.client.get('/settings/password')).html, '/settings/password'));
	fields.set('password', password);
	fields.set('new_password', 'eight noisy otters');
	const jars = [new Client(), new Client()];
	for (const jar of jars)
		jar.cookies = new Map(p.client.cookies);
	const answers = await Promise.all(jars.map((jar) => jar.post('/settings/password', [...fields])));
	assert.ok(answers.some((a) => a.status === 303));
	// Whichever answer the browser shows, it leads to a page of a signed-in member, or asks for the new password.
	for (const [i, answer] of answers.entries())
		assert.ok(answer.status === 303 ? await signedInAs(jars[i]) : [403, 422].includes(answer.status), `${answer.status}`);
	assert.deepEqual(instance.sql(`SELECT count(*) FROM community.form_key k JOIN community.member m ON m.id = k.member_id WHERE username = '${p.name}'`), [['1']]);
});

// What the old password would have allowed, sent while a new one is being set somewhere else: it must not outlive that.
for (const [what, send] of [
	['to sign in', (p) => new Client().submit('/signin', p)],
	['for a password of his own', (p) => p.client.submit('/settings/password', { password, new_password: 'nine noisy otters' })],
	['for another address', (p) => p.client.submit('/settings/email', { email: `other-${p.email}`, password })],
])
	test(`who gives the old password ${what} while a new one is being set is not let in by it`, async () => {
		const p = await join();
		const [[id]] = instance.sql(`SELECT id FROM community.member WHERE username = '${p.name}'`);
		const sessions = () => instance.sql(`SELECT count(*) FROM community.session WHERE member_id = ${id}`)[0][0];
		const before = sessions();
		const { status } = await held(`UPDATE community.login SET password_hash = 'another', password_at = now() WHERE member_id = ${id}`, () => send(p));
		assert.equal(status, 422);
		assert.equal(sessions(), before);
		assert.deepEqual(instance.sql(`SELECT l.password_hash, count(j.id) FROM community.login l LEFT JOIN ops.job j ON j.kind = 'account.email_mail' AND (j.payload->>'subject')::bigint = ${id}
			WHERE member_id = ${id} GROUP BY 1`), [['another', '0']]);
	});

test('moderators need a longer password, and a short one brings a link by mail', async () => {
	const p = await join({ ...person(), password: 'fourteen chars' });
	instance.bothy('user', 'role', p.name, '+moderator');
	assert.ok(!await signedInAs(p.client), 'more rights begin with a new sign-in');
	const refused = await new Client().submit('/signin', p);
	assert.equal(refused.status, 403);
	const link = linkIn(await mailTo(p.email, /\/reset\//));
	assert.equal((await new Client().submit(link, { password: 'still too short' .slice(0, 14) })).status, 422);
	assert.equal((await new Client().submit(link, { password: 'now it is long enough' })).status, 303);
	assert.match(visible((await new Client().get(`/u/${p.name}`)).html), /Moderator/);
});

// ---- the address ----

test('a new address is confirmed there and told to the old one', async () => {
	const p = await join();
	const fresh = `new-${p.email}`;
	assert.equal((await p.client.submit('/settings/email', { email: fresh, password: 'not mine at all' })).status, 422);
	assert.equal((await p.client.submit('/settings/email', { email: fresh, password })).status, 303);
	await mailTo(p.email, /asked to change the e-mail address/);
	const link = linkIn(await mailTo(fresh, /\/email\//));
	assert.match(visible((await p.client.get('/settings/email')).html), new RegExp(`Mail goes to: ${p.email}`));
	assert.equal((await new Client().submit(link, {})).status, 200);
	assert.match(visible((await p.client.get('/settings/email')).html), new RegExp(`Mail goes to: ${fresh}`));
	await mailTo(p.email, /goes to another address/);
	assert.equal((await new Client().get(link)).status, 404);
	await new Client().signIn({ name: fresh, password });
});

test('an address of another account: the same answer, nothing changes, its owner is told', async () => {
	const [p, q] = [await join(), await join()];
	const answer = await p.client.submit('/settings/email', { email: q.email, password });
	assert.deepEqual([answer.status, answer.location], [303, '/settings/email']);
	await mailTo(q.email, /already has an account/);
	assert.match(visible((await p.client.get('/settings/email')).html), new RegExp(`Mail goes to: ${p.email}`));
});

test('a changed password makes the links that are under way useless', async () => {
	const p = await join();
	await p.client.submit('/settings/email', { email: `new-${p.email}`, password });
	const link = linkIn(await mailTo(`new-${p.email}`, /\/email\//));
	await p.client.submit('/settings/password', { password, new_password: 'eight noisy otters' });
	assert.equal((await new Client().post(link)).status, 404);
});

test('nor does a mail bring another that the server had kept waiting', async () => {
	const p = await join();
	const mine = `SELECT count(*) FROM ops.job WHERE kind = 'account.email_mail' AND payload->>'text' LIKE '%${p.email}'`;
	const jobs = (where) => Number(instance.sql(`${mine} AND ${where}`)[0][0]);
	// As if the mail to that address had been refused for now.
	instance.sql(`CREATE FUNCTION ops.mail_later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.run_at := now() + interval '1 hour'; RETURN NEW; END $$;
		CREATE TRIGGER later BEFORE INSERT ON ops.job FOR EACH ROW WHEN (NEW.payload->>'text' = 'new-${p.email}') EXECUTE FUNCTION ops.mail_later()`);
	try {
		await p.client.submit('/settings/email', { email: `new-${p.email}`, password });
	} finally {
		instance.sql(`DROP FUNCTION ops.mail_later() CASCADE`);
	}
	assert.equal(jobs('run_at > now()'), 1);
	await p.client.submit('/settings/password', { password, new_password: 'eight noisy otters' });
	instance.sql(`UPDATE ops.job SET run_at = now() WHERE kind = 'account.email_mail' AND payload->>'text' = 'new-${p.email}'`);
	await until(() => jobs('true') === 0);
	assert.equal(Number(instance.sql(`SELECT count(*) FROM community.token WHERE email = 'new-${p.email}' AND used_at IS NULL`)[0][0]), 0);
});

test('a link of one kind opens nothing of another', async () => {
	const p = await join();
	await p.client.submit('/settings/email', { email: `new-${p.email}`, password });
	const token = linkIn(await mailTo(`new-${p.email}`, /\/email\//)).split('/').pop();
	for (const path of ['/reset/', '/confirm/']) {
		assert.equal((await new Client().get(path + token)).status, 404);
		assert.equal((await new Client().post(path + token, { password: 'eight noisy otters' })).status, 404);
	}
	assert.equal((await new Client().post(`/email/${token}`)).status, 200, 'it is not used up by that');
	for (const token of ['x', 'A'.repeat(43), 'A'.repeat(44), '%00'])
		assert.ok([400, 404].includes((await new Client().get(`/email/${token}`)).status));
});

// ---- sessions, settings, profile ----

test('sessions are listed, and others can be ended', async () => {
	const p = await join();
	const firefox = await new Client({ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' }).signIn(p);
	const third = await new Client().signIn(p);
	const page = await p.client.get('/settings/sessions');
	assert.match(visible(page.html), /Firefox on Linux/);
	const id = page.html.match(/Firefox on Linux.*?name="session" value="(\d+)"/s)[1];
	const key = page.html.match(/name="key" value="([^"]+)"/)[1];
	assert.equal((await p.client.post('/settings/sessions', { key, session: id })).status, 303);
	assert.ok(!await signedInAs(firefox));
	assert.ok(await signedInAs(third));
	await p.client.submit('/settings/sessions', { all: '1' });
	assert.ok(!await signedInAs(third));
	assert.ok(await signedInAs(p.client));
});

test('a session that is used lives on, and reading a page writes that only afterwards', async () => {
	const p = await join();
	const row = `FROM community.session s JOIN community.member m ON m.id = s.member_id WHERE username = '${p.name}'`;
	for (const [kept, days] of [[false, 1], [true, 30]]) {
		instance.sql(`UPDATE community.session SET seen_at = now() - interval '2 hours', expires_at = now() + interval '5 minutes', kept = ${kept}
			WHERE id = (SELECT s.id ${row})`);
		const page = await p.client.get('/settings/sessions');
		assert.equal(/sid=.*Max-Age=2592000/.test(page.headers.get('set-cookie') ?? ''), kept, 'the cookie is kept as long as the session');
		const renewed = () => instance.sql(`SELECT seen_at > now() - interval '1 minute' AND expires_at BETWEEN now() + interval '${days} days - 1 minute' AND now() + interval '${days} days' ${row}`)[0][0] === 't';
		for (let tries = 0; tries < 100 && !renewed(); tries++)
			await new Promise((done) => setTimeout(done, 100));
		assert.ok(renewed(), `${days} days`);
	}
	instance.sql(`UPDATE community.session SET seen_at = now() - interval '2 hours', created_at = now() - interval '364 days', expires_at = now() + interval '5 minutes'
		WHERE id = (SELECT s.id ${row})`);
	await p.client.get('/settings/sessions');
	await new Promise((done) => setTimeout(done, 5000));
	assert.deepEqual(instance.sql(`SELECT expires_at BETWEEN now() + interval '23 hours' AND now() + interval '1 day' ${row}`), [['t']], 'a year is the most');
});

test("nobody ends another member's session", async () => {
	const [p, q] = [await join(), await join()];
	const id = instance.sql(`SELECT s.id FROM community.session s JOIN community.member m ON m.id = s.member_id WHERE username = '${q.name}'`)[0][0];
	const key = (await p.client.get('/settings')).html.match(/name="key" value="([^"]+)"/)[1];
	assert.equal((await p.client.post('/settings/sessions', { key, session: id })).status, 303);
	assert.ok(await signedInAs(q.client));
});

test('settings are kept, and faults come back beside their fields', async () => {
	const p = await join();
	const saved = await p.client.submit('/settings', { display: `Ünal & ${run}`, bio: 'Two\nlines', zone: 'Europe/Berlin', theme: 'dark', locale: 'en' });
	assert.equal(saved.status, 303, visible(saved.html));
	const page = await p.client.get('/settings');
	assert.match(page.html, /<html[^>]*data-theme="dark"/);
	assert.deepEqual(
		Object.fromEntries(formFields(page.html, '/settings').filter(([name]) => name !== 'key')),
		{ display: `Ünal & ${run}`, bio: 'Two\nlines', zone: 'Europe/Berlin', theme: 'dark', locale: 'en' },
	);
	const bad = await p.client.submit('/settings', { display: 'Support', bio: 'x'.repeat(1001), zone: 'Mars/Olympus' });
	assert.equal(bad.status, 422);
	for (const field of ['display', 'bio', 'zone'])
		assert.match(bad.html, new RegExp(`id="${field}-error"`), field);
	const q = await join();
	assert.match(visible((await q.client.submit('/settings', { display: `ünal & ${run}` })).html), /looks the same/);
	// To keep one's own name is no collision.
	assert.equal((await p.client.submit('/settings', { bio: 'new' })).status, 303);
});

test('a guest chooses light or dark by a plain form, and comes back', async () => {
	const guest = new Client();
	const answer = await guest.submit('/signup?next=/tags', { theme: 'dark' }, '/theme');
	assert.deepEqual([answer.status, answer.location], [303, '/signup?next=/tags']);
	assert.match((await guest.get('/signup')).html, /data-theme="dark"/);
	await guest.post('/theme', { theme: 'device', next: '//evil.example' });
	assert.ok(!guest.cookies.has('theme'));
	assert.ok(!(await guest.get('/signup')).html.includes('data-theme'));
});

test('the public profile shows what a member wrote about himself, inert, and never his address', async () => {
	const p = await join();
	await p.client.submit('/settings', { bio: '<script>alert(1)</script> & more' });
	const page = await new Client().get(`/u/${p.name}`);
	assert.match(visible(page.html), /<script>alert\(1\)<\/script> & more/);
	assert.ok(!page.html.includes('<script>alert'));
	assert.ok(!page.html.includes(p.email));
	assert.equal((await new Client().get('/u/no-such-member')).status, 404);
});

test('sign-ups, links and sessions that are over are useless', async () => {
	const p = await join();
	instance.sql(`UPDATE community.session SET expires_at = now() WHERE member_id = (SELECT id FROM community.member WHERE username = '${p.name}')`);
	assert.ok(!await signedInAs(p.client));
	await new Client().submit('/reset', { name: p.name });
	const link = linkIn(await mailTo(p.email, /\/reset\//));
	instance.sql('UPDATE community.token SET expires_at = now()');
	assert.equal((await new Client().post(link, { password: 'eight noisy otters' })).status, 404);
	const q = person();
	await new Client().submit('/signup', { username: q.name, email: q.email, password });
	const confirm = linkIn(await mailTo(q.email, /\/confirm\//));
	instance.sql("UPDATE community.signup SET created_at = now() - interval '8 days'");
	assert.equal((await new Client().post(confirm, { password })).status, 404);
});

// ---- the command line ----

test('bothy user add, passwd, list: an account that works', async () => {
	const p = person();
	const added = instance.bothy('user', 'add', p.name, '--email', p.email, '--role', 'staff');
	const made = added.match(/^password: (\S+)$/m)[1];
	await new Client().signIn({ name: p.name, password: made });
	assert.match(visible((await new Client().get(`/u/${p.name}`)).html), /Staff/);
	assert.match(instance.bothy('user', 'list'), new RegExp(`^${p.name} .*member staff.*${p.email}`, 'm'));
	const again = instance.bothy('user', 'passwd', p.name).match(/^password: (\S+)$/m)[1];
	await new Client().signIn({ name: p.name, password: again });
	assert.equal((await new Client().post('/signin', { name: p.name, password: made })).status, 422);
});

test('bothy user says what is wrong and ends with a status', () => {
	const p = person();
	instance.bothy('user', 'add', p.name, '--email', p.email);
	for (const [args, why] of [
		[['add', p.name, '--email', 'x@example.org', '--display', `${p.name} 2`], /already/],
		[['add', `${p.name}-2`, '--email', p.email], /another account/],
		[['add', `${p.name}-3`, '--email', 'x@example.org', '--display', p.name], /looks like it/],
		[['add', 'No!', '--email', 'x@example.org'], /3 to 30/],
		[['add', `${p.name}-4`, '--email', 'nothing'], /no e-mail address/],
		[['role', `${p.name}-5`, '+staff'], /no account/],
		[['passwd', `${p.name}-5`], /no account/],
		[['claim', p.name, '--email', 'x@example.org'], /has its person/],
		[['dance'], /nothing this command can do/],
	])
		assert.throws(() => instance.bothy('user', ...args), (error) => error.status > 0 && why.test(error.stderr), args.join(' '));
});

test('an imported account finds its person', async () => {
	const p = person();
	instance.sql(`INSERT INTO community.member (username, display, skeleton, state) VALUES ('${p.name}', 'Old ${p.name}', 'old ${p.name}', 'unclaimed')`);
	instance.bothy('user', 'claim', p.name, '--email', p.email);
	const client = new Client();
	const link = linkIn(await mailTo(p.email, /still yours/));
	const done = await client.submit(link, { password });
	assert.equal(done.status, 303, visible(done.html));
	assert.ok(await signedInAs(client));
	await new Client().signIn(p);
	assert.deepEqual(instance.sql(`SELECT kind FROM ops.event e JOIN community.member m ON m.id = e.member_id WHERE username = '${p.name}'`), [['42']]);
	assert.throws(() => instance.bothy('user', 'claim', p.name, '--email', 'x@example.org'));
});
