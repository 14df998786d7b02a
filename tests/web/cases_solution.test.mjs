// What the company found out, copied back: drafted when a case is solved, redacted, changed, approved by a person, posted once in each
// linked thread with its helpers' names.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { act, colleague, crmCase, customer, deskKey, entriesOf, link } from './lib/cases.mjs';
import { Client, formFields, visible } from './lib/client.mjs';
import { eventually } from './lib/evidence.mjs';
import { instance } from './lib/instance.mjs';
import { member, number, post, thread } from './lib/scene.mjs';

const lee = colleague();
const mute = colleague({ speaks: false });
const asker = member();
const draftOf = (one) => instance.sql(`SELECT id, replace(text, E'\\n', ' '), array_to_string(redacted, ' '), array_to_string(credited, ' '), state FROM crm.solution WHERE case_id = ${one.id} ORDER BY id DESC LIMIT 1`)[0];
const officialsIn = (t) => instance.sql(`SELECT id, replace(source, E'\\n', ' ') FROM community.post WHERE thread_id = ${t.id} AND official`);
const send = async (desk, one, fields) => desk.post(`${one.path}/solution`, { key: await deskKey(desk), ...fields });

function accepted(t, helper, text) {
	const id = post(t, helper, 'answer', null, text);
	instance.sql(`INSERT INTO community.acceptance (thread_id, post_id, member_id, label) VALUES (${t.id}, ${id}, ${asker.id}, '');
		UPDATE community.post SET accepted = 1 WHERE id = ${id}; UPDATE community.thread SET state = 'confirmed', solved_at = now() WHERE id = ${t.id}`);
	return id;
}

// A case with a customer, an accepted answer and ${n} linked threads, solved at the desk: its draft.
async function solved(n = 2) {
	const helper = member();
	const u = customer({ name: 'Jane Oystercatcher', contacts: [['phone', '0171 2223334'], ['account', 'FN-48213']] });
	const one = crmCase({ state: 'open', customer: u });
	const threads = Array.from({ length: n }, () => thread(asker));
	accepted(threads[0], helper, 'Reset the antenna, as Jane wrote to me at jane@home.example.');
	threads.forEach((t) => link(t, one));
	assert.equal((await act(lee.desk, one, 'reply', { text: 'Dear Jane, we moved account FN-48213. Call +44 20 7946 0018 or pay GB82 WEST 1234 5698 7654 32 with 4111 1111 1111 1111.' })).status, 303);
	assert.equal((await act(lee.desk, one, 'state', { value: 'solved' })).status, 303);
	await eventually(() => draftOf(one));
	return { one, threads, helper };
}

test('a solved case gets a redacted draft of what was said to the customer and of accepted answers, and asks for a yes', async () => {
	const { one, helper } = await solved();
	const [, text, redacted, credited, state] = draftOf(one);
	assert.equal(state, 'draft');
	for (const secret of ['Jane', 'FN-48213', '7946', 'WEST', '4111', 'jane@home'])
		assert.ok(!text.includes(secret), secret);
	assert.match(text, /Dear \[name\], we moved account \[account number\]/);
	assert.match(text, /Reset the antenna/);
	assert.equal(redacted, 'email phone card iban account name');
	assert.equal(credited, String(helper.id));
	assert.equal(number(`SELECT count(*) FROM crm.inbox WHERE reason = 'draft' AND case_id = ${one.id} AND done_at IS NULL`), 1);
	const page = visible((await lee.desk.get(`${one.path}/solution`)).html);
	for (const said of ['Taken out because it looked private', 'phone number', 'bank account (IBAN)', helper.name])
		assert.ok(page.includes(said), said);
	// solved again while it waits, or the job twice: one draft
	await act(lee.desk, one, 'state', { value: 'open' });
	await act(lee.desk, one, 'state', { value: 'solved' });
	instance.sql(`INSERT INTO ops.job (kind, payload) SELECT 'solution.draft', jsonb_build_object('subject', ${one.id}) FROM generate_series(1, 4)`);
	await eventually(() => !number("SELECT count(*) FROM ops.job WHERE kind = 'solution.draft'"));
	assert.equal(number(`SELECT count(*) FROM crm.solution WHERE case_id = ${one.id}`), 1);
});

test('what is taken out is what any record of the customer knows him by, also one that was merged with his', async () => {
	const root = customer({ name: 'Wren Sandpiper' });
	const other = customer({ name: 'Winifred Turnstone', contacts: [['account', 'ZX-77120']] });
	instance.sql(`UPDATE crm.customer SET merged_into = ${root.id} WHERE id = ${other.id}`);
	for (const whose of [root, other]) {
		const one = crmCase({ state: 'open', customer: whose });
		link(thread(asker), one);
		await act(lee.desk, one, 'reply', { text: 'Dear Winifred Turnstone, ZX-77120 was moved. Yours, the friends of Wren Sandpiper.' });
		await act(lee.desk, one, 'state', { value: 'solved' });
		await eventually(() => draftOf(one));
		assert.doesNotMatch(draftOf(one)[1], /Winifred|Turnstone|ZX-77120|Wren|Sandpiper/);
	}
});

test('a solution of a case that was merged into another is not approved into nowhere', async () => {
	const { one, threads } = await solved(1);
	const into = crmCase({ state: 'open' });
	const [draft] = draftOf(one);
	assert.equal((await act(lee.desk, one, 'merge', { value: String(into.id) })).status, 303);
	const refused = await send(lee.desk, one, { act: 'approve', solution: draft, text: 'We moved it.' });
	assert.equal(refused.status, 409);
	assert.match(visible(refused.html), /merged into another/);
	assert.deepEqual([draftOf(one)[4], officialsIn(threads[0]).length], ['draft', 0]);
	assert.equal((await act(lee.desk, one, 'split', { value: String(into.id) })).status, 303);
	assert.equal((await send(lee.desk, one, { act: 'approve', solution: draft, text: 'We moved it.' })).status, 303);
	await eventually(() => officialsIn(threads[0]).length === 1);
});

test('approved and merged before it was posted, it is posted in the threads that came along, and in no other', async () => {
	const { one, threads } = await solved(3);
	const [between, last] = [crmCase({ state: 'open' }), crmCase({ state: 'open' })];
	const others = [thread(asker), thread(asker)];
	link(others[0], between);
	link(others[1], last);
	link(threads[1], between);
	const [draft] = draftOf(one);
	assert.equal((await act(lee.desk, one, 'merge', { value: String(between.id) })).status, 303);
	assert.equal((await act(lee.desk, between, 'merge', { value: String(last.id) })).status, 303);
	const gone = number(`SELECT id FROM crm.link WHERE case_id = ${last.id} AND thread_id = ${threads[2].id}`);
	assert.equal((await lee.desk.post(`/link/${gone}`, { key: await deskKey(lee.desk), act: 'remove', back: 'case' })).status, 303);
	// As if the yes had come just before the first merge.
	const post = () => instance.sql(`INSERT INTO ops.job (kind, payload) VALUES ('solution.post', jsonb_build_object('subject', ${draft}))`);
	instance.sql(`UPDATE crm.solution SET state = 'approved', by_id = ${lee.id}, decided_at = now() WHERE id = ${draft}`);
	post();
	await eventually(() => officialsIn(threads[0]).length && officialsIn(threads[1]).length);
	post();
	await eventually(() => !number("SELECT count(*) FROM ops.job WHERE kind = 'solution.post'"));
	assert.deepEqual([...threads, ...others].map((t) => officialsIn(t).length), [1, 1, 0, 0, 0]);
	assert.deepEqual([one, between, last].map((c) => entriesOf(c).filter((kind) => kind === 'posted').length), [0, 0, 2]);
});

test('a case without linked threads gets no draft', async () => {
	const one = crmCase({ state: 'open' });
	await act(lee.desk, one, 'state', { value: 'solved' });
	await eventually(() => !number("SELECT count(*) FROM ops.job WHERE kind = 'solution.draft'"));
	assert.equal(number(`SELECT count(*) FROM crm.solution WHERE case_id = ${one.id}`), 0);
	assert.equal((await send(lee.desk, one, { act: 'draft' })).status, 409);
});

test('approved, it is an official reply in every linked thread, with the helpers by name, however often it is clicked or run', async () => {
	const { one, threads, helper } = await solved(3);
	const gone = link(threads[2], crmCase());
	assert.ok(gone);
	const [id] = draftOf(one);
	await lee.desk.post(`/link/${number(`SELECT id FROM crm.link WHERE case_id = ${one.id} AND thread_id = ${threads[2].id}`)}`, { key: await deskKey(lee.desk), act: 'remove', back: 'case' });
	const fields = { act: 'approve', solution: id, text: 'We have moved the antenna. **Reset** your phone.', [`credit-${helper.id}`]: 1 };
	const answers = await Promise.all([1, 2, 3].map(() => send(lee.desk, one, fields)));
	assert.deepEqual(answers.map(({ status }) => status), [303, 303, 303]);
	await eventually(() => officialsIn(threads[0]).length && officialsIn(threads[1]).length);
	instance.sql(`INSERT INTO ops.job (kind, payload) SELECT 'solution.post', jsonb_build_object('subject', ${id}) FROM generate_series(1, 6)`);
	await eventually(() => !number("SELECT count(*) FROM ops.job WHERE kind = 'solution.post'"));
	for (const t of threads.slice(0, 2)) {
		const posts = officialsIn(t);
		assert.equal(posts.length, 1);
		assert.match(posts[0][1], new RegExp(`With thanks to \\[.*\\]\\(/u/${helper.name}\\)`));
		const page = (await new Client().get(t.path)).html;
		assert.match(page, /<strong>Reset<\/strong> your phone/);
		assert.ok(page.includes(`href="/u/${helper.name}"`));
		assert.equal(number(`SELECT count(*) FROM ops.event WHERE thread_id = ${t.id} AND kind = 2 AND post_id = ${posts[0][0]}`), 1);
	}
	assert.equal(officialsIn(threads[2]).length, 0, 'unlinked before');
	assert.equal(number(`SELECT count(*) FROM crm.solution_post WHERE solution_id = ${id}`), 2);
	assert.equal(entriesOf(one).filter((kind) => kind === 'posted').length, 2);
	assert.equal(number(`SELECT count(*) FROM ops.event WHERE thread_id = ${threads[0].id} AND kind IN (10, 12)`), 0, 'nothing is accepted by copying back');
	assert.equal(instance.sql(`SELECT state FROM community.thread WHERE id = ${threads[0].id}`)[0][0], 'confirmed', 'what the asker said stays');
	assert.equal(instance.sql(`SELECT state FROM community.thread WHERE id = ${threads[1].id}`)[0][0], 'answered');
	assert.equal(number(`SELECT count(*) FROM crm.inbox WHERE reason = 'draft' AND case_id = ${one.id} AND done_at IS NULL`), 0);
	// a thread that is linked later has it by one more click
	const later = thread(asker);
	await lee.desk.post(`${one.path}/link`, { key: await deskKey(lee.desk), thread: later.id, kind: 'same_problem' });
	assert.equal(officialsIn(later).length, 0);
	await send(lee.desk, one, { act: 'again' });
	await eventually(() => officialsIn(later).length === 1);
	assert.equal(officialsIn(threads[0]).length, 1);
});

test('what still looks private is held back until a person says that it may be public', async () => {
	const { one, threads } = await solved(1);
	const [id] = draftOf(one);
	const fields = { act: 'approve', solution: id, text: 'Call our line: +44 800 123 4567.' };
	const held = await send(lee.desk, one, fields);
	assert.equal(held.status, 422);
	assert.match(visible(held.html), /still looks private.*phone number/);
	assert.equal(draftOf(one)[4], 'draft');
	assert.equal((await send(lee.desk, one, { ...fields, sure: '1' })).status, 303);
	await eventually(() => officialsIn(threads[0]).length);
	assert.ok(!officialsIn(threads[0])[0][1].includes('With thanks'), 'nobody was ticked');
});

test('a draft is changed, looked at, rejected; what is decided stays decided', async () => {
	const { one, threads } = await solved(1);
	const [id] = draftOf(one);
	const preview = await send(lee.desk, one, { act: 'preview', solution: id, text: 'It *works*.' });
	assert.equal(preview.status, 200);
	assert.match(preview.html, /It <em>works<\/em>\./);
	assert.equal((await send(lee.desk, one, { act: 'save', solution: id, text: 'Saved for later.' })).status, 303);
	assert.equal(draftOf(one)[1], 'Saved for later.');
	assert.equal((await send(lee.desk, one, { act: 'save', solution: id, text: '' })).status, 422);
	assert.equal((await send(mute.desk, one, { act: 'approve', solution: id, text: 'x y z' })).status, 403);
	assert.equal((await send(lee.desk, crmCase(), { act: 'reject', solution: id })).status, 404, 'another case’s');
	assert.equal((await send(lee.desk, one, { act: 'reject', solution: id })).status, 303);
	assert.equal((await send(lee.desk, one, { act: 'reject', solution: id })).status, 303);
	assert.equal((await send(lee.desk, one, { act: 'approve', solution: id, text: 'After all.' })).status, 409);
	assert.equal((await send(lee.desk, one, { act: 'save', solution: id, text: 'After all.' })).status, 409);
	assert.throws(() => instance.sql(`UPDATE crm.solution SET state = 'approved' WHERE id = ${id}`), /decided once/);
	instance.sql(`INSERT INTO ops.job (kind, payload) VALUES ('solution.post', jsonb_build_object('subject', ${id}))`);
	await eventually(() => !number("SELECT count(*) FROM ops.job WHERE kind = 'solution.post'"));
	assert.equal(officialsIn(threads[0]).length, 0);
	// by hand there may be another
	assert.equal((await send(lee.desk, one, { act: 'draft' })).status, 303);
	assert.equal(draftOf(one)[4], 'draft');
	assert.ok(new Map(formFields((await lee.desk.get(`${one.path}/solution`)).html, `${one.path}/solution`)).get('text').length);
});

test('every decision in every state of a solution is done once if it is legal, and refused without a trace if not', async () => {
	const one = crmCase({ state: 'solved' });
	const rowsNow = () => instance.sql(`SELECT (SELECT string_agg(s::text, ',' ORDER BY id) FROM crm.solution s WHERE case_id = ${one.id}), (SELECT count(*) FROM crm.case_entry WHERE case_id = ${one.id}),
		(SELECT count(*) FROM crm.event WHERE case_id = ${one.id}), (SELECT count(*) FROM crm.audit WHERE case_id = ${one.id})`)[0];
	for (const was of ['draft', 'approved', 'rejected'])
		for (const [what, becomes] of [['approve', 'approved'], ['reject', 'rejected'], ['save', 'draft']]) {
			const id = number(`INSERT INTO crm.solution (case_id, text) VALUES (${one.id}, 'A text.') RETURNING id`);
			if (was !== 'draft')
				instance.sql(`UPDATE crm.solution SET state = '${was}', by_id = ${lee.id}, decided_at = now() WHERE id = ${id}`);
			const before = rowsNow();
			const { status } = await send(lee.desk, one, { act: what, solution: id, text: 'A text.' });
			const [[now]] = instance.sql(`SELECT state FROM crm.solution WHERE id = ${id}`);
			if (was === 'draft') {
				assert.deepEqual([status, now], [303, becomes], `${was}: ${what}`);
				assert.notDeepEqual(rowsNow(), before, 'it left its traces');
			} else {
				assert.deepEqual([status, now], [was === becomes ? 303 : 409, was], `${was}: ${what}`);
				assert.deepEqual(rowsNow(), before, `${was}: ${what}`);
			}
			if (now === 'draft')
				instance.sql(`DELETE FROM crm.solution WHERE id = ${id}`);
		}
});
