// Members as moderators and admins look after them: finding them, notes, roles, sessions, addresses; who may not; what is written down.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, formFields, linkIn, mailTo, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { keyOf, member, memberWithPassword, number, told } from './lib/scene.mjs';

const run = Date.now().toString(36) + process.pid.toString(36);
const [moderator, other, staff] = [member('moderator'), member('moderator'), member('staff')];

// An admin who knows his password.
async function adminWithPassword() {
	const who = await memberWithPassword();
	instance.bothy('user', 'role', who.name, '+admin');
	who.client = await new Client().signIn(who);
	return who;
}
const admin = await adminWithPassword();

const pageOf = (who) => `/admin/member/${who.id}`;
const act = async (by, on, fields) => by.client.post(pageOf(on), { key: await keyOf(by.client), ...fields });
const audited = (what, on, by = admin) => number(`SELECT count(*) FROM ops.audit WHERE what = '${what}' AND actor_id = ${by.id} AND member_id = ${on.id}`);
const rolesOf = (who) => number(`SELECT roles FROM community.member WHERE id = ${who.id}`);
const sessionsOf = (who) => number(`SELECT count(*) FROM community.session WHERE member_id = ${who.id}`);
const found = (html) => [...html.matchAll(/<li><p><a href="\/admin\/member\/(\d+)"/g)].map(([, id]) => Number(id));
const lookUp = async (by, fields) => by.client.post('/admin/members', { key: await keyOf(by.client), ...fields });
const find = async (by, query) => found((await by.client.get(`/admin/members?${query}`)).html);

test('members are found by name, by parts of it, and nearly', async () => {
	const who = member();
	instance.sql(`UPDATE community.member SET display = 'Zoë Quillfeather ${run}' WHERE id = ${who.id}`);
	for (const q of [who.name, `@${who.name}`, who.name.slice(0, -1), `zoe quillfeather ${run}`, `quillfeather ${run}`, `ZOË QUILFEATHER ${run}`])
		assert.ok((await find(moderator, `q=${encodeURIComponent(q)}`)).includes(who.id), q);
	const signed = await find(moderator, 'q=%25');
	assert.deepEqual(instance.sql(`SELECT id FROM community.member WHERE id = ANY ('{${signed}}') AND strpos(username || display, '%') = 0`), [], 'a percent sign is one');
	assert.equal((await find(moderator, `q=${who.name}`))[0], who.id, 'the name itself comes first');
});

test('they are narrowed by role, state, level and day', async () => {
	const who = member('moderator');
	const q = `q=${who.name}`;
	assert.equal((await find(moderator, `${q}&role=2&state=active&level=0&since=2020-01-01`))[0], who.id);
	for (const but of ['role=8', 'role=1', 'state=suspended', 'state=erased', 'state=silenced', 'level=3', 'since=2200-01-01'])
		assert.ok(!(await find(moderator, `${q}&${but}`)).includes(who.id), but);
	instance.sql(`UPDATE community.member SET silenced_until = now() + interval '1 hour' WHERE id = ${who.id}`);
	assert.deepEqual(await find(moderator, `${q}&state=silenced&role=2`), [who.id]);
	assert.equal((await moderator.client.get('/admin/members?since=yesterday')).status, 422);
});

test('page after page has everybody once, in each order', async () => {
	instance.sql(`INSERT INTO community.member (username, display, skeleton, state, answers, joined_at)
		SELECT 'p' || n || '-${run}', 'Paging ${run}', 'paging ${run} ' || n, 'unclaimed', n % 3, now() - n % 5 * interval '1 day' FROM generate_series(1, 120) n`);
	const all = instance.sql(`SELECT id FROM community.member WHERE display = 'Paging ${run}' ORDER BY id`).map(([id]) => Number(id));
	for (const sort of ['', 'newest', 'oldest', 'name', 'answers']) {
		const seen = [];
		let next = `/admin/members?q=${encodeURIComponent(`paging ${run}`)}&state=unclaimed&sort=${sort}`;
		for (let i = 0; next && i < 5; i++) {
			const { html } = await moderator.client.get(next);
			seen.push(...found(html));
			next = html.match(/rel="next" href="([^"]*)"/)?.[1].replaceAll('&amp;', '&');
		}
		assert.equal(seen.length, new Set(seen).size, `${sort}: nobody twice`);
		assert.deepEqual(seen.filter((id) => all.includes(id)).sort((a, b) => a - b), all, sort);
	}
});

test('an admin finds by e-mail address, domain and where somebody signed in, and that is written down', async () => {
	const who = await memberWithPassword();
	const domain = `d${run}.example`;
	assert.equal(number(`SELECT count(*) FROM community.sign_in WHERE member_id = ${who.id} AND address <<= '127.0.0.0/8'`), 1, 'signing in keeps where from');
	instance.sql(`UPDATE community.login SET email = 'Some.Body@${domain}', email_key = 'some.body@${domain}' WHERE member_id = ${who.id};
		INSERT INTO community.sign_in (member_id, session_id, address) VALUES (${who.id}, 0, '203.0.113.77'), (${who.id}, 0, '2001:db8:77:1::5')`);
	const exact = await lookUp(admin, { email: `some.body@${domain}` });
	assert.deepEqual(found(exact.html), [who.id]);
	assert.ok(exact.html.includes(`Some.Body@${domain}`));
	assert.equal(audited('members.looked_up', who), 1);
	assert.deepEqual(found((await lookUp(admin, { email: `@${domain.toUpperCase()}` })).html), [who.id]);
	for (const [range, is] of [['203.0.113.77', true], ['203.0.113.0/24', true], ['203.0.113.78', false], ['203.0.114.0/24', false], ['2001:db8:77::/48', true], ['2001:db8:77:1::9', true], ['2001:db8:77:2::5', false]])
		assert.equal(found((await lookUp(admin, { address: range, sort: 'newest', q: who.name })).html).includes(who.id), is, range);
	assert.equal(number(`SELECT count(*) FROM ops.audit WHERE actor_id = ${admin.id} AND what = 'members.looked_up' AND details->>'domain' = '${domain}'`), 1);
	assert.ok(number(`SELECT count(*) FROM ops.audit WHERE actor_id = ${admin.id} AND what = 'members.looked_up' AND details->>'range' = '203.0.113.0/24'`));
	assert.equal(number(`SELECT count(*) FROM ops.audit WHERE details::text LIKE '%some.body@%'`), 0, 'the audit has no address');
	for (const fields of [{ address: '10.0.0.0/8' }, { address: 'everywhere' }, { email: 'nobody' }, { q: who.name }])
		assert.equal((await lookUp(admin, fields)).status, 422, JSON.stringify(fields));
	for (const fields of [{ email: `@${domain}` }, { address: '203.0.113.0/24' }])
		assert.equal((await lookUp(moderator, fields)).status, 403, JSON.stringify(fields));
});

test('an address that stands in the address of the page is not looked for, shown, or written down', async () => {
	const who = await memberWithPassword();
	const all = () => number(`SELECT count(*) FROM ops.audit WHERE actor_id = ${admin.id} AND what = 'members.looked_up'`);
	const before = all();
	const { status, html } = await admin.client.get(`/admin/members?q=${who.name}&email=nobody@elsewhere.example&address=10.0.0.0/8`);
	assert.equal(status, 200);
	assert.equal(found(html)[0], who.id, 'the name is');
	for (const field of ['email', 'address'])
		assert.match(html, new RegExp(`id="a-${field}"[^>]*value=""`));
	assert.equal(all(), before);
});

test('page after page by address has everybody who fits once, and shows no link that names the address', async () => {
	const domain = `pages-${run}.example`;
	instance.sql(`WITH m AS (INSERT INTO community.member (username, display, skeleton) SELECT 'l' || n || '-${run}', 'Looked up ${run}', 'looked up ${run} ' || n
			FROM generate_series(1, 70) n RETURNING id)
		INSERT INTO community.login (member_id, email, email_key) SELECT id, id || '@${domain}', id || '@${domain}' FROM m`);
	const seen = [];
	let fields = { email: domain, state: 'active', sort: 'name' };
	for (let i = 0; fields && i < 3; i++) {
		const { html } = await lookUp(admin, fields);
		seen.push(...found(html));
		assert.doesNotMatch(html, new RegExp(`(href|action)="[^"]*${domain}`));
		const more = html.match(/<form class="row" action="\/admin\/members".*?<\/form>/s)?.[0];
		fields = more && Object.fromEntries([...more.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
	}
	assert.equal(fields, undefined, 'it ends');
	assert.deepEqual([seen.length, new Set(seen).size], [70, 70]);
});

test('a moderator sees how a member does, and no address, session or role to set', async () => {
	const who = await memberWithPassword();
	const { html } = await moderator.client.get(pageOf(who));
	assert.match(visible(html), /Signed in at 1 place/);
	assert.doesNotMatch(html, /@example\.org|127\.0\.0\.1|name="session"|name="base"|type="password"/);
	assert.equal((await moderator.client.get(`${pageOf(who)}?show=addresses`)).status, 403);
	assert.doesNotMatch((await moderator.client.get('/admin/members')).html, /name="(email|address)"/);
	for (const refused of [member(), staff]) {
		assert.equal((await refused.client.get(pageOf(who))).status, 403);
		assert.equal((await refused.client.get('/admin/members')).status, 403);
	}
	assert.equal((await new Client().get(pageOf(who))).status, 303);
	for (const fields of [{ act: 'roles', base: '1', admin: '1' }, { act: 'end', session: '0' }, { act: 'reset' }])
		for (const by of [moderator, staff, who])
			assert.equal((await act(by, who, fields)).status, 403, fields.act);
	assert.deepEqual([rolesOf(who), sessionsOf(who)], [1, 1]);
	assert.match((await moderator.client.get(`/moderation/member/${who.id}`)).html, new RegExp(`href="${pageOf(who)}"`));
});

test('an admin sees addresses when he asks, and that is written down', async () => {
	const who = await memberWithPassword();
	const closed = await admin.client.get(pageOf(who));
	assert.doesNotMatch(closed.html, new RegExp(`${who.name}@example\\.org|127\\.0\\.0\\.1`));
	assert.deepEqual([audited('member.email_seen', who), audited('member.addresses_seen', who)], [0, 0]);
	const open = await admin.client.get(`${pageOf(who)}?show=addresses`);
	assert.match(open.html, new RegExp(`${who.name}@example\\.org`));
	assert.match(visible(open.html), /from 127\.0\.0\.1/);
	assert.deepEqual([audited('member.email_seen', who), audited('member.addresses_seen', who)], [1, 1]);
	assert.match(visible(open.html), /E-mail address looked at/);
});

test('roles are given and taken with the password; more rights begin with a new sign-in', async () => {
	const who = await memberWithPassword();
	for (const password of ['', 'not the password at all']) {
		const refused = await act(admin, who, { act: 'roles', base: '1', moderator: '1', password });
		assert.equal(refused.status, 422);
		assert.match(visible(refused.html), /This is not your password/);
	}
	assert.equal(rolesOf(who), 1);
	assert.equal((await act(admin, who, { act: 'roles', base: '1', moderator: '1', password: admin.password })).status, 303);
	assert.equal(await told(admin.client), 'Saved.');
	assert.deepEqual([rolesOf(who), sessionsOf(who), audited('user.role', who)], [3, 0, 1]);
	assert.equal(number(`SELECT count(*) FROM ops.event WHERE kind = 43 AND other_id = ${who.id} AND member_id = ${admin.id} AND number = 3`), 1);
	assert.match(visible((await admin.client.get(pageOf(who))).html), /Roles set: member moderator/);
	await who.client.signIn(who);
	assert.equal((await act(admin, who, { act: 'roles', base: '1', password: admin.password })).status, 409, 'over what somebody else has set');
	assert.equal((await act(admin, who, { act: 'roles', base: '3', password: admin.password })).status, 303);
	assert.deepEqual([rolesOf(who), sessionsOf(who)], [1, 1]);
});

test('sent twice at once it counts once; two that wait for the password do not hinder each other', async () => {
	const [one, two] = [member(), member()];
	const [first, second] = [await keyOf(admin.client), await keyOf(admin.client)];
	const send = (who, key) => admin.client.post(pageOf(who), { key, act: 'roles', base: '1', staff: '1', password: admin.password });
	const answers = await Promise.all([send(one, first), send(one, first), send(two, second)]);
	assert.deepEqual(answers.map(({ status }) => status), [303, 303, 303]);
	assert.deepEqual([rolesOf(one), rolesOf(two), audited('user.role', one), audited('user.role', two)], [5, 5, 1, 1]);
});

test('who loses his rights while the page is open is told so, and nothing is done', async () => {
	const [judge, boss, who] = [member('moderator'), await adminWithPassword(), member()];
	const note = { key: new Map(formFields((await judge.client.get(pageOf(who))).html, '/moderation/note')).get('key'), member: String(who.id), body: 'Words', back: 'member' };
	const ending = { key: new Map(formFields((await boss.client.get(pageOf(who))).html, pageOf(who))).get('key'), act: 'end', session: '0' };
	assert.equal((await act(admin, judge, { act: 'roles', base: '3', password: admin.password })).status, 303);
	assert.equal((await act(admin, boss, { act: 'roles', base: '9', password: admin.password })).status, 303);
	for (const answer of [await judge.client.post('/moderation/note', note), await boss.client.post(pageOf(who), ending)]) {
		assert.equal(answer.status, 403);
		assert.match(visible(answer.html), /\w{4,}.*\./);
	}
	assert.equal(number(`SELECT count(*) FROM community.member_note WHERE member_id = ${who.id}`), 0);
	assert.equal(sessionsOf(who), 1);
});

test('an admin who gives his own rights away is led where he may be', async () => {
	const boss = await adminWithPassword();
	const gone = await act(boss, boss, { act: 'roles', base: '9', password: boss.password });
	assert.deepEqual([gone.status, gone.headers.get('location')], [303, '/settings']);
	assert.equal((await boss.client.get('/admin')).status, 403);
});

test('sessions are ended one by one or all, but never the one that is used', async () => {
	const who = await memberWithPassword();
	await new Client().signIn(who);
	const newest = number(`SELECT max(id) FROM community.session WHERE member_id = ${who.id}`);
	assert.equal((await act(admin, who, { act: 'end', session: String(newest) })).status, 303);
	assert.equal(await told(admin.client), 'Signed out there.');
	assert.equal(number(`SELECT count(*) FROM community.session WHERE id = ${newest}`), 0);
	await act(admin, who, { act: 'end', session: String(newest) });
	assert.match(await told(admin.client), /already/);
	await new Client().signIn(who);
	await act(admin, who, { act: 'end', session: '0' });
	assert.deepEqual([sessionsOf(who), audited('member.sessions_ended', who)], [0, 2]);
	await new Client().signIn(admin);
	await act(admin, admin, { act: 'end', session: '0' });
	assert.equal(sessionsOf(admin), 1);
	assert.equal((await admin.client.get('/admin/members')).status, 200);
});

test('a link to set a password goes out, and the old one holds until then', async () => {
	const who = await memberWithPassword();
	assert.equal((await act(admin, who, { act: 'reset' })).status, 303);
	assert.equal(await told(admin.client), 'The mail is on its way.');
	assert.match(linkIn(await mailTo(`${who.name}@example.org`, /\/reset\//)), /^\/reset\//);
	assert.equal(audited('member.reset_sent', who), 1);
	await new Client().signIn(who);
	instance.sql(`UPDATE community.member SET state = 'suspended' WHERE id = ${who.id}`);
	assert.equal((await act(admin, who, { act: 'reset' })).status, 409);
});

test('another address is the member\'s once the link that went there is opened; the old one hears of it', async () => {
	const who = await memberWithPassword();
	const was = `${who.name}@example.org`;
	const will = `new-${who.name}@example.org`;
	const emailOf = () => instance.sql(`SELECT email FROM community.login WHERE member_id = ${who.id}`)[0][0];
	const refused = await act(admin, who, { act: 'email', email: 'nobody', password: admin.password });
	assert.equal(refused.status, 422);
	assert.match(refused.html, /id="new-email"[^>]*value="nobody"/);
	assert.equal((await act(admin, who, { act: 'email', email: will })).status, 422, 'not without the password');
	assert.equal((await act(admin, who, { act: 'email', email: `${admin.name}@example.org`, password: admin.password })).status, 409, "not another's");
	assert.equal((await act(admin, who, { act: 'email', email: will, password: admin.password })).status, 303);
	assert.match(await mailTo(was, /An admin|an admin/), /link to another e-mail address/);
	assert.equal(emailOf(), was);
	const link = linkIn(await mailTo(will, /\/email\//));
	const guest = new Client();
	await guest.get(link);
	assert.equal((await guest.post(link, {})).status, 200);
	assert.equal(emailOf(), will);
	assert.equal(audited('member.email_asked', who), 1);
});

test('an address is confirmed by hand, with the password, and the address hears of it', async () => {
	const who = await memberWithPassword();
	instance.sql(`UPDATE community.login SET confirmed_at = NULL WHERE member_id = ${who.id}`);
	const confirmed = () => number(`SELECT count(*) FROM community.login WHERE member_id = ${who.id} AND confirmed_at IS NOT NULL`);
	assert.equal((await act(admin, who, { act: 'confirm' })).status, 422);
	assert.equal(confirmed(), 0);
	assert.equal((await act(admin, who, { act: 'confirm', password: admin.password })).status, 303);
	assert.deepEqual([confirmed(), audited('member.email_confirmed', who)], [1, 1]);
	assert.match(await mailTo(`${who.name}@example.org`, /has confirmed/), /address of your account/);
});

test('moderators note something about a member for each other, change and delete their own', async () => {
	const who = member();
	const noted = async (by, fields) => by.client.post('/moderation/note', { key: await keyOf(by.client), member: String(who.id), ...fields });
	const saved = await noted(moderator, { body: `Asked us <b>twice</b> ${run}`, back: 'member' });
	assert.deepEqual([saved.status, saved.headers.get('location')], [303, `${pageOf(who)}#notes`]);
	for (const path of [pageOf(who), `/moderation/member/${who.id}`])
		assert.ok(visible((await other.client.get(path)).html).includes(`Asked us <b>twice</b> ${run}`), path);
	const [[item]] = instance.sql(`SELECT community.queue_put('suspicion', NULL, ${who.id}, NULL, 1, '', '{}')`);
	assert.ok(visible((await other.client.get(`/moderation/item/${item}`)).html).includes(`Asked us <b>twice</b> ${run}`), 'beside the history in the queue');
	const note = number(`SELECT id FROM community.member_note WHERE member_id = ${who.id}`);
	assert.equal((await noted(other, { note: String(note), body: 'Not mine' })).status, 409);
	assert.equal((await noted(other, { drop: String(note) })).status, 409);
	assert.equal((await noted(moderator, { note: String(note), body: 'Asked once', back: 'tools' })).headers.get('location'), `/moderation/member/${who.id}#notes`);
	assert.match(visible((await other.client.get(pageOf(who))).html), /Asked once .* edited/);
	assert.equal((await noted(moderator, { drop: String(note) })).status, 303);
	assert.doesNotMatch((await other.client.get(pageOf(who))).html, /Asked once/);
	assert.deepEqual(['written', 'edited', 'deleted'].map((what) => audited(`member.note_${what}`, who, moderator)), [1, 1, 1]);
	const key = await keyOf(moderator.client);
	for (let i = 0; i < 2; i++)
		assert.equal((await moderator.client.post('/moderation/note', { key, member: String(who.id), body: 'Once' })).status, 303);
	assert.equal(number(`SELECT count(*) FROM community.member_note WHERE member_id = ${who.id} AND deleted_at IS NULL`), 1);
	for (const refused of [who, staff])
		assert.equal((await noted(refused, { body: 'Words' })).status, 403);
});
