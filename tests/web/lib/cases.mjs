// cases.mjs -- what scenarios of cases need: a colleague at the desk with a member to write as, customers, cases, links as they would
// stand in the database; and what is left of them.
import { formFields } from './client.mjs';
import { atDesk, ROLE, staff } from './desk.mjs';
import { instance } from './instance.mjs';
import { member, number } from './scene.mjs';

const run = Date.now().toString(36) + process.pid.toString(36);
let count = 0;

// Somebody at the desk: { id, name, display, desk, member }. ${speaks}: has a member of the community to write as.
export function colleague({ speaks = true, role = ROLE.agent } = {}) {
	const { lee } = staff({ lee: role });
	const writer = speaks ? member('staff') : null;
	if (writer)
		instance.sql(`UPDATE desk.account SET member_id = ${writer.id} WHERE id = ${lee.id}`);
	return { ...lee, member: writer, desk: atDesk(lee) };
}

export function customer({ name = `Customer ${run} ${++count}`, of = [], contacts = [] } = {}) {
	const id = number(`INSERT INTO crm.customer (name) VALUES ('${name}') RETURNING id`);
	for (const who of of)
		instance.sql(`INSERT INTO crm.member_customer (member_id, customer_id, how) VALUES (${who.id}, ${id}, 'staff')`);
	for (const [kind, value] of contacts)
		instance.sql(`INSERT INTO crm.contact (customer_id, kind, value, key) VALUES (${id}, '${kind}', '${value}', '${value.toLowerCase()}')`);
	return { id, name };
}

export function crmCase({ subject = `Case ${run} ${++count}`, state = 'new', customer: of = null, adapter = 'bothy', owner = null } = {}) {
	const id = number(`INSERT INTO crm.case (subject, state, customer_id, adapter, owner_id, solved_at)
		VALUES ('${subject}', '${state}', ${of?.id ?? 'NULL'}, '${adapter}', ${owner?.id ?? 'NULL'}, ${state === 'solved' ? 'now()' : 'NULL'}) RETURNING id`);
	return { id, subject, path: `/case/${id}` };
}

// A link as the desk makes it: active ones are what the public is told of.
export function link(thread, to, { kind = 'same_problem', state = 'active' } = {}) {
	const id = number(`INSERT INTO crm.link (thread_id, episode, case_id, kind, state) VALUES (${thread.id}, 1, ${to.id}, '${kind}', '${state}') RETURNING id`);
	if (state === 'active')
		instance.sql(`INSERT INTO community.thread_company (thread_id) VALUES (${thread.id}) ON CONFLICT DO NOTHING`);
	return id;
}

export const looking = (thread) => number(`SELECT count(*) FROM community.thread_company WHERE thread_id = ${thread.id}`) === 1;
export const stateOf = (one) => instance.sql(`SELECT state FROM crm.case WHERE id = ${one.id}`)[0][0];
export const versionOf = (one) => number(`SELECT version FROM crm.case WHERE id = ${one.id}`);
// Everything that stands of a case: for "nothing changed".
export const rowsOf = (one) => instance.sql(`SELECT c::text, (SELECT count(*) FROM crm.case_entry WHERE case_id = c.id), (SELECT count(*) FROM crm.event WHERE case_id = c.id),
	(SELECT count(*) FROM crm.audit WHERE case_id = c.id), (SELECT string_agg(l::text, ',' ORDER BY id) FROM crm.link l WHERE case_id = c.id) FROM crm.case c WHERE id = ${one.id}`);
export const entriesOf = (one) => instance.sql(`SELECT kind FROM crm.case_entry WHERE case_id = ${one.id} ORDER BY id`).flat();

// A key for a form at the desk, from the page of a case.
export async function deskKey(desk) {
	const { html } = await desk.get('/keys');
	return new Map(formFields(html, '/signout')).get('key');
}

// One act on a case, as its page's form sends it.
export async function act(desk, one, what, fields = {}) {
	return desk.post(one.path, { key: await deskKey(desk), version: versionOf(one), act: what, ...fields });
}
