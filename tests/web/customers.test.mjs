// customers.test.mjs -- a customer's page as it works without JavaScript: who calls, what happened, what is promised; members, merging,
// erasing; and that the public door shows nothing of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, formFields, visible } from './lib/client.mjs';
import { ROLE, atDesk, staff } from './lib/desk.mjs';
import { held } from './lib/held.mjs';
import { instance } from './lib/instance.mjs';

const run = Date.now().toString(36);
let count = 0;
const { agent, lead } = staff({ agent: ROLE.agent, lead: ROLE.lead });
const one = (sql) => instance.sql(sql)[0];
const number = (sql) => Number(one(sql)[0]);

function customer(more = {}) {
	const name = more.name ?? `Pat Sample ${run}${++count}`;
	const [id] = one(`INSERT INTO crm.customer (source, external_id, name) VALUES ('web', '${run}-${++count}', '${name}') RETURNING id`);
	return { id, name, path: `/customer/${id}` };
}
function member(email) {
	const name = `c${run}${++count}`;
	const [id] = one(`INSERT INTO community.member (username, display, skeleton) VALUES ('${name}', 'Member ${name}', '${name}') RETURNING id`);
	if (email)
		instance.sql(`INSERT INTO community.login (member_id, email, email_key, confirmed_at) VALUES (${id}, '${email}', '${email}', now())`);
	return { id, name };
}
const touch = (who, channel, ago, text = '', more = 'NULL') => instance.sql(`INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, inbound, at, subject, mood)
	VALUES (${who.id}, 'web', '${run}-${++count}', '${channel}', true, now() - interval '${ago}', '${text}', ${more})`);
const entries = (html) => [...html.matchAll(/<li class="entry.*?<\/li>/gs)].map(([item]) => visible(item));

test('who called tonight stands at the top, whatever else arrived since', async () => {
	const jane = customer();
	touch(jane, 'call', '1 hour', 'The bill of October', -1);
	touch(jane, 'invoice', '5 minutes', 'Bill');
	const { html, status } = await atDesk(agent).get(jane.path);
	assert.equal(status, 200);
	assert.match(visible(html.match(/<p class="last-contact">.*?<\/p>/s)[0]), /Last contact: Call from the customer: “ The bill of October ”/);
	assert.match(visible(html), /unhappy of late: 1 contact of 1/);
	assert.match(entries(html)[0], /Payment/);
	assert.match(entries(html)[1], /From web; staff see it/);
});

test('everything stands in one line of time, and channels can be told apart', async () => {
	const pat = customer();
	const { id, name } = member();
	instance.sql(`INSERT INTO crm.member_customer (member_id, customer_id, how) VALUES (${id}, ${pat.id}, 'staff')`);
	const [thread] = one("SELECT id FROM community.thread WHERE kind = 'question' ORDER BY id LIMIT 1");
	instance.sql(`INSERT INTO community.post (thread_id, kind, author_id, source, html, plain, created_at) VALUES (${thread}, 'answer', ${id}, 'Try this', '', 'Try this', now() - interval '2 hours')`);
	touch(pat, 'call', '1 hour', 'after');
	touch(pat, 'visit', '3 hours', 'before');
	const [kase] = one(`INSERT INTO crm."case" (customer_id, subject) VALUES (${pat.id}, 'A matter') RETURNING id`);
	instance.sql(`INSERT INTO crm.case_entry (case_id, kind, text, at) VALUES (${kase}, 'note', 'noted', now() - interval '30 minutes')`);
	const client = atDesk(agent);
	const all = entries((await client.get(pat.path)).html);
	assert.deepEqual(all.map((text) => text.match(/Note in a case|Call|Answered|Visit/)[0]), ['Note in a case', 'Call', 'Answered', 'Visit']);
	assert.match(all[2], new RegExp(`Member ${name}.*everybody sees it`));
	assert.equal(entries((await client.get(`${pat.path}?channel=visit`)).html).length, 1);
	assert.equal(entries((await client.get(`${pat.path}?channel=community`)).html).length, 1);
	assert.equal(entries((await client.get(`${pat.path}?channel=case`)).html).length, 1);
	assert.match(visible((await client.get(pat.path)).html), /Open matters.*A matter/s);
});

test('page by page nothing is shown twice or left out, not even of one moment', async () => {
	const many = customer();
	instance.sql(`INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, at, subject) SELECT ${many.id}, 'web', '${run}-m' || n, 'other',
		date_trunc('hour', now()) - n / 40 * interval '1 day', 'no ' || n FROM generate_series(1, 130) n`);
	const client = atDesk(agent);
	const seen = [];
	for (let path = many.path; path;) {
		const { html } = await client.get(path);
		seen.push(...entries(html).map((text) => text.match(/no (\d+)/)[1]));
		path = html.match(/rel="next" href="([^"]*)"/)?.[1].replaceAll('&amp;', '&').replace(/#.*/, '');
	}
	assert.equal(seen.length, 130);
	assert.equal(new Set(seen).size, 130);
});

test('a call is written down once, with what was promised, and the promise is kept', async () => {
	const pat = customer();
	const client = atDesk(agent);
	const form = { channel: 'call', direction: 'in', subject: 'Router', text: 'It blinks.', mood: '-1', promise: 'A new router', due: '2020-01-02' };
	const key = (await client.get(pat.path)).html.match(/name="key" value="([^"]*)"/)[1];
	for (let i = 0; i < 2; i++)
		assert.equal((await client.post(`${pat.path}/touch`, { ...form, key })).status, 303);
	assert.equal(number(`SELECT count(*) FROM crm.touchpoint WHERE customer_id = ${pat.id}`), 1);
	const { html } = await client.get(pat.path);
	assert.match(visible(html), /1 promise overdue/);
	assert.match(visible(html), /Written down here; staff see it/);
	const id = html.match(/name="promise" value="(\d+)"/)[1];
	assert.equal((await client.submit(pat.path, { promise: id, act: 'kept' }, `${pat.path}/promise`)).status, 303);
	assert.doesNotMatch(visible((await client.get(pat.path)).html), /overdue/);
	assert.deepEqual(instance.sql(`SELECT kind FROM crm.event WHERE customer_id = ${pat.id} ORDER BY id`).flat(), ['47', '48']);
});

test('a refused call comes back with all that was typed', async () => {
	const pat = customer();
	const answer = await atDesk(agent).submit(pat.path, { channel: 'fax', subject: 'A "quoted" matter', text: 'Long words', promise: 'soon' }, `${pat.path}/touch`);
	assert.equal(answer.status, 422);
	for (const kept of ['A &quot;quoted&quot; matter', 'Long words', 'value="soon"', 'Please choose what it was'])
		assert.ok(answer.html.includes(kept), kept);
});

test('who has confirmed the same address is proposed, linked by a click, and unlinked', async () => {
	const pat = customer();
	const email = `pat${run}${++count}@example.org`;
	const { id, name } = member(email);
	instance.sql(`INSERT INTO crm.contact (customer_id, kind, value, key) VALUES (${pat.id}, 'email', '${email}', '${email}')`);
	const client = atDesk(agent);
	assert.match(visible((await client.get(pat.path)).html), /has confirmed the same e-mail address/);
	const key = (await client.get(pat.path)).html.match(/name="key" value="([^"]*)"/)[1];
	assert.equal((await client.post(`${pat.path}/member`, { key, how: 'email', name })).status, 303);
	assert.equal(number(`SELECT count(*) FROM crm.member_customer WHERE member_id = ${id} AND undone_at IS NULL`), 1);
	const other = customer();
	const second = (await client.get(other.path)).html.match(/name="key" value="([^"]*)"/)[1];
	const refused = await client.post(`${other.path}/member`, { key: second, name });
	assert.equal(refused.status, 409);
	assert.match(visible(refused.html), /linked to a customer already/);
	const page = (await client.get(pat.path)).html;
	const link = page.match(/name="link" value="(\d+)"/)[1];
	assert.equal((await client.post(`${pat.path}/member`, { key: page.match(/name="key" value="([^"]*)"/)[1], act: 'unlink', link })).status, 303);
	assert.equal(number(`SELECT count(*) FROM crm.member_customer WHERE member_id = ${id} AND undone_at IS NULL`), 0);
	assert.equal(number(`SELECT count(*) FROM crm.audit WHERE customer_id = ${pat.id} AND what IN ('member.linked', 'member.unlinked')`), 2);
});

test('two records become one and two again, and nothing is lost', async () => {
	const [a, b] = [customer(), customer()];
	touch(b, 'call', '1 hour', 'Said elsewhere');
	const client = atDesk(agent);
	const keyOf = async (path) => (await client.get(path)).html.match(/name="key" value="([^"]*)"/)[1];
	assert.equal((await client.post(`${a.path}/merge`, { key: await keyOf(a.path), other: b.id })).status, 303);
	assert.equal((await client.get(b.path)).location, a.path);
	assert.match(visible((await client.get(a.path)).html), /Said elsewhere/);
	assert.equal((await client.post(`${a.path}/merge`, { key: await keyOf(a.path), other: a.id })).status, 422);
	assert.equal((await client.post(`${b.path}/merge`, { key: await keyOf(a.path), other: a.id })).status, 409);
	assert.equal((await client.post(`${a.path}/merge`, { key: await keyOf(a.path), act: 'split', other: b.id })).status, 303);
	assert.equal((await client.get(b.path)).status, 200);
	assert.doesNotMatch(visible((await client.get(a.path)).html), /Said elsewhere/);
});

test('opening the page is noted once an hour for each who looks', async () => {
	const pat = customer();
	for (const who of [agent, agent, lead])
		await atDesk(who).get(pat.path);
	await atDesk(agent).get('/customer/999999999999');
	assert.equal(number(`SELECT count(*) FROM crm.audit WHERE what = 'customer.viewed' AND customer_id = ${pat.id}`), 2);
	assert.equal(number("SELECT count(*) FROM crm.audit WHERE customer_id = 999999999999"), 0);
});

test('found by a part of the name, by address and numbers, but not once erased', async () => {
	const pat = customer({ name: `Zsófia Quillfeather ${run}` });
	instance.sql(`INSERT INTO crm.contact (customer_id, kind, value, key) VALUES (${pat.id}, 'phone', '+44 7700 955${String(pat.id).padStart(3, '0')}', '+447700955${String(pat.id).padStart(3, '0')}'),
		(${pat.id}, 'account', 'QX-${pat.id}', 'QX${pat.id}'), (${pat.id}, 'email', 'z_q${pat.id}@example.org', 'z_q${pat.id}@example.org')`);
	const client = atDesk(lead);
	for (const q of ['Quillfeather', 'quillfeath', `07700 955 ${String(pat.id).padStart(3, '0')}`, `z_q${pat.id}@`, `qx ${pat.id}`])
		assert.ok((await client.get(`/customers?q=${encodeURIComponent(q)}`)).html.includes(`href="${pat.path}"`), q);
	assert.ok(!(await client.get(`/customers?q=${encodeURIComponent(`_zq${pat.id}@`)}`)).html.includes(`href="${pat.path}"`), 'no sign stands for any other');
	assert.equal((await client.get('/customers?q=%25')).status, 200);
	assert.equal((await atDesk(agent).get(`${pat.path}/erase`)).status, 403);
	assert.match(visible((await client.get(`${pat.path}/erase`)).html), /Contacts, deleted 3/);
	assert.equal((await client.submit(`${pat.path}/erase`, { name: 'somebody' }, `${pat.path}/erase`)).status, 422);
	assert.equal((await client.submit(`${pat.path}/erase`, { name: pat.name }, `${pat.path}/erase`)).status, 303);
	const { html } = await client.get(pat.path);
	assert.match(visible(html), /This customer was erased/);
	assert.ok(!html.includes('Quillfeather'));
	assert.ok(!(await client.get('/customers?q=Quillfeather')).html.includes(`href="${pat.path}"`));
});

test('what is sent about a customer while he is being erased is not written', async () => {
	const pat = customer();
	const client = atDesk(agent);
	const who = member();
	const matter = Number(one(`INSERT INTO crm.case (subject, customer_id) VALUES ('A matter', ${pat.id}) RETURNING id`)[0]);
	const other = Number(one("INSERT INTO crm.case (subject) VALUES ('Of nobody') RETURNING id")[0]);
	const key = async () => (await client.get(pat.path)).html.match(/name="key" value="([^"]*)"/)[1];
	const ways = [[`${pat.path}/touch`, { channel: 'call', direction: 'in', subject: 'Secret matter' }], [`${pat.path}/member`, { act: 'link', name: who.name }],
		[`${pat.path}/edit`, { name: 'Secret name', kind: 'person', relation: 'new', email: 'secret@example.org', base: 0 }],
		[`/case/${matter}`, { act: 'subject', version: 1, value: 'Secret subject' }], [`/case/${other}`, { act: 'customer', version: 1, value: `#${pat.id}` }]];
	const sent = await Promise.all(ways.map(async ([path, fields]) => [path, { key: await key(), ...fields }]));
	const answers = await held(`SELECT crm.erase_customer(${pat.id}, ${lead.id}, 44::smallint)`, () => Promise.all(sent.map(([path, fields]) => client.post(path, fields))));
	for (const { status } of answers)
		assert.ok([404, 409, 422].includes(status), `${answers.map((a) => a.status)}`);
	assert.deepEqual(instance.sql(`SELECT t::text FROM crm.touchpoint t WHERE customer_id = ${pat.id} UNION ALL SELECT k::text FROM crm.contact k WHERE customer_id = ${pat.id}
		UNION ALL SELECT m::text FROM crm.member_customer m WHERE customer_id = ${pat.id} UNION ALL SELECT c::text FROM crm.case c WHERE id = ${other} AND customer_id IS NOT NULL`), []);
	assert.deepEqual(one(`SELECT c.name, m.subject FROM crm.customer c JOIN crm.case m ON m.customer_id = c.id WHERE c.id = ${pat.id}`), [`Erased customer ${pat.id}`, 'Erased']);
});

test('who changes what somebody else has changed meanwhile is shown both, and nothing is lost', async () => {
	const pat = customer();
	const [mine, hers] = [atDesk(agent), atDesk(lead)];
	const form = async (client) => new Map(formFields((await client.get(`${pat.path}/edit`)).html, `${pat.path}/edit`));
	const [first, second] = [await form(mine), await form(hers)];
	assert.equal((await mine.post(`${pat.path}/edit`, [...first.set('note', 'Calls in the morning.')])).status, 303);
	const stale = await hers.post(`${pat.path}/edit`, [...second.set('note', 'Is hard of hearing.')]);
	assert.equal(stale.status, 409);
	assert.match(visible(stale.html), /Calls in the morning\..*Is hard of hearing\./s);
	const again = new Map(formFields(stale.html, `${pat.path}/edit`));
	assert.equal((await hers.post(`${pat.path}/edit`, [...again.set('note', 'Calls in the morning. Is hard of hearing.')])).status, 303);
	assert.deepEqual(one(`SELECT note FROM crm.customer WHERE id = ${pat.id}`), ['Calls in the morning. Is hard of hearing.']);
});

test('a company without a CRM adds its customers by hand', async () => {
	const client = atDesk(agent);
	const add = async (fields) => client.post('/customers', { kind: 'person', relation: 'new', ...fields,
		key: (await client.get('/customers')).html.match(/name="key" value="([^"]*)"/)[1] });
	const refused = await add({ name: 'Ann Handmade', phone: 'none' });
	assert.equal(refused.status, 422);
	assert.match(refused.html, /value="Ann Handmade"/);
	const added = await add({ name: 'Ann Handmade', phone: '020 7946 0777', email: 'ann@handmade.example' });
	assert.equal(added.status, 303);
	assert.match(visible((await client.get(added.location)).html), /020 7946 0777/);
	assert.equal((await client.submit(`${added.location}/edit`, { name: 'Ann H.', relation: 'growing', note: 'Mornings only.' }, `${added.location}/edit`)).status, 303);
	const { html } = await client.get(added.location);
	assert.match(visible(html), /Ann H\..*Growing closer.*Mornings only\./s);
	const edit = (await client.get(`${added.location}/edit`)).html;
	const drop = edit.match(/name="drop" value="(\d+)"/)[1];
	assert.equal((await client.post(`${added.location}/edit`, { key: edit.match(/name="key" value="([^"]*)"/)[1], drop })).status, 303);
	assert.equal(number(`SELECT count(*) FROM crm.contact WHERE customer_id = ${added.location.split('/')[2]}`), 1);
});

test('the public door has no such pages', async () => {
	const pat = customer();
	for (const path of ['/customers', pat.path, `${pat.path}/edit`, '/api-docs'])
		assert.equal((await new Client().get(path)).status, 404, path);
});

test('a lead may have members linked by their confirmed addresses: counted before, in the audit, undone and then never again', async () => {
	const email = (n) => `linked-${n}-${run}@example.org`;
	const known = (who, n) => instance.sql(`INSERT INTO crm.contact (customer_id, kind, value, key) VALUES (${who.id}, 'email', '${email(n)}', '${email(n)}')`);
	const [jane, twin, other, undone] = [customer(), customer(), customer(), customer()];
	const [hers, shared, unconfirmed, takenBack, linked] = [member(email(1)), member(email(2)), member(email(3)), member(email(4)), member(email(5))];
	known(jane, 1), known(jane, 2), known(twin, 2), known(other, 3), known(undone, 4), known(other, 5);
	instance.sql(`UPDATE community.login SET confirmed_at = NULL WHERE member_id = ${unconfirmed.id};
		INSERT INTO crm.member_customer (member_id, customer_id, how, undone_at) VALUES (${takenBack.id}, ${undone.id}, 'staff', now());
		INSERT INTO crm.member_customer (member_id, customer_id, how) VALUES (${linked.id}, ${twin.id}, 'staff')`);
	const links = (who) => instance.sql(`SELECT customer_id, how FROM crm.member_customer WHERE member_id = ${who.id} AND undone_at IS NULL`);
	const all = [hers, shared, unconfirmed, takenBack, linked];
	const matches = () => instance.sql(`SELECT member_id, customer_id FROM crm.members_to_link() WHERE member_id IN (${all.map(({ id }) => id)})`);
	assert.deepEqual(matches(), [[hers.id, jane.id]]);
	assert.equal((await atDesk(agent).get('/settings/members')).status, 403);
	const boss = atDesk(lead);
	const would = (html) => Number(visible(html).match(/(\d+) members? would be linked now/)[1]);
	const before = await boss.get('/settings/members');
	assert.equal(would(before.html), number('SELECT count(*) FROM crm.members_to_link()'));
	assert.match(visible(before.html), /Off Matches are proposed/);
	assert.deepEqual(links(hers), []);
	assert.equal((await boss.submit('/settings/members', { act: 'on' })).status, 303);
	for (let i = 0; i < 100 && !links(hers).length; i++)
		await new Promise((done) => setTimeout(done, 200));
	assert.deepEqual(all.map(links), [[[jane.id, 'email']], [], [], [], [[twin.id, 'staff']]]);
	const on = await boss.get('/settings/members');
	assert.equal(would(on.html), 0);
	assert.equal(number(`SELECT count(*) FROM crm.audit WHERE what = 'member.linked' AND account_id IS NULL AND customer_id = ${jane.id} AND details->>'id' = '${hers.id}'`), 1);
	assert.equal(number(`SELECT count(*) FROM crm.event WHERE kind = 45 AND customer_id = ${jane.id} AND number = ${hers.id}`), 1);
	assert.match(visible((await boss.get(jane.path)).html), /by confirmed e-mail, by itself/);
	assert.equal((await boss.submit('/settings/members', { act: 'off' })).status, 303);
	assert.equal((await boss.submit('/settings/members', { act: 'undo' })).status, 303);
	assert.deepEqual(all.map(links), [[], [], [], [], [[twin.id, 'staff']]]);
	assert.deepEqual(matches(), [], 'what was taken back is not made again');
	assert.equal(number(`SELECT count(*) FROM crm.audit WHERE what = 'member.unlinked' AND account_id = ${lead.id} AND customer_id = ${jane.id}`), 1);
	assert.equal(number(`SELECT count(*) FROM crm.audit WHERE what = 'members.by_email' AND account_id = ${lead.id}`), 2);
	assert.equal((await boss.submit('/settings/members', { act: 'eat' })).status, 422);
});
