// The admin page: what there is for whom, how the system does, and jobs that are tried again, dropped and put back.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { sizes, visitor } from './lib/browser.mjs';
import { visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { cookieOf, keyOf, member, number, post, thread, told } from './lib/scene.mjs';

const [admin, moderator] = [member('admin'), member('moderator')];
const run = Date.now().toString(36) + process.pid.toString(36);

const dead = (once = null) => number(`INSERT INTO ops.job (kind, payload, once, attempts, taken_at, failed_at, error)
	VALUES ('test.${run}', '{"subject": 7}', ${once ? `'${once}'` : 'NULL'}, 5, now(), now(), 'nobody <listens>') RETURNING id`);
const act = async (who, what, job, state = 'dead') => who.client.post('/admin/jobs', { key: await keyOf(who.client), act: what, job: String(job), state });
const jobOf = (id) => instance.sql(`SELECT attempts, taken_at IS NULL, failed_at IS NULL FROM ops.job WHERE id = ${id}`)[0];
const audited = (what, id) => number(`SELECT count(*) FROM ops.audit WHERE actor_id = ${admin.id} AND what = '${what}' AND details->>'job' = '${id}'`);

async function until(read) {
	for (let i = 0; i < 300 && !read(); i++)
		await new Promise((done) => setTimeout(done, 100));
	assert.ok(read());
}

test('each is shown what he may use', async () => {
	const all = (await admin.client.get('/admin')).html;
	for (const path of ['/admin/levels', '/admin/system', '/admin/jobs'])
		assert.ok(all.includes(`href="${path}"`), path);
	const some = (await moderator.client.get('/admin')).html;
	assert.ok(some.includes('href="/evidence"'));
	assert.doesNotMatch(some, /href="\/admin\/(?!(tags|members)")/);
	assert.match((await moderator.client.get('/topics')).html, /href="\/admin"/);
	assert.doesNotMatch((await member().client.get('/topics')).html, /href="\/admin"/);
});

test('the system page has the processes, the rooms and the days, and counts what is posted today', async () => {
	const today = (html) => [...visible(html.slice(html.indexOf('day by day'))).matchAll(/20\d\d ([\d,]+) ([\d,]+) ([\d,]+) ([\d,]+)/g)].at(-1).slice(1).map((n) => Number(n.replaceAll(',', '')));
	await until(() => number('SELECT count(*) FROM ops.process') > 3);
	const before = await admin.client.get('/admin/system');
	assert.equal(before.status, 200);
	const text = visible(before.html);
	for (const said of ['web.1', 'work', 'craft.1', 'community', 'standing', 'bothy_web', 'pg_stat_statements'])
		assert.ok(text.includes(said), said);
	assert.match(before.html, /<path class="bars" d="M\d/);
	const asker = member();
	const t = thread(asker);
	post(t, member());
	const was = today(before.html);
	const is = today((await admin.client.get('/admin/system')).html);
	assert.ok(is[0] >= was[0] + 2 && is[1] >= was[1] + 1 && is[3] >= was[3] + 2, `${was} → ${is}`);
});

test('a dead job is tried again by one click, with all its tries', async () => {
	const id = dead();
	const { html } = await admin.client.get('/admin/jobs');
	assert.ok(html.includes('nobody &lt;listens>') || html.includes('nobody &lt;listens&gt;'));
	assert.ok(html.includes(`test.${run}`));
	assert.equal((await act(admin, 'retry', id)).status, 303);
	assert.equal(await told(admin.client), 'Noted.');
	assert.equal(audited('job.retried', id), 1);
	// Nobody knows this kind, so the worker fails it again, at its own pace.
	await until(() => jobOf(id) && jobOf(id)[2] === 't');
	assert.ok(Number(jobOf(id)[0]) < 5);
	await act(admin, 'drop', id, 'failed');
});

test('a job is dropped by one click, and put back as it was', async () => {
	const id = dead();
	assert.equal((await act(admin, 'drop', id)).status, 303);
	assert.equal(await told(admin.client), 'Deleted.');
	assert.equal(jobOf(id), undefined);
	const { html } = await admin.client.get('/admin/jobs?state=dropped');
	assert.ok(html.includes(`name="job" value="${id}"`));
	assert.equal((await act(admin, 'back', id, 'dropped')).status, 303);
	assert.equal(await told(admin.client), 'Taken back.');
	assert.deepEqual(jobOf(id), ['5', 'f', 'f']);
	assert.equal(audited('job.dropped', id) + audited('job.put_back', id), 2);
	await act(admin, 'drop', id);
	await act(admin, 'drop', id);
	assert.match(await told(admin.client), /already/);
});

test('sent twice it counts once; a job that waits already is not put beside itself', async () => {
	const id = dead(run);
	const key = await keyOf(admin.client);
	const fields = { key, act: 'drop', job: String(id), state: 'dead' };
	assert.deepEqual([(await admin.client.post('/admin/jobs', fields)).status, (await admin.client.post('/admin/jobs', fields)).status], [303, 303]);
	assert.equal(audited('job.dropped', id), 1);
	await act(admin, 'back', id, 'dropped');
	instance.sql(`INSERT INTO ops.job (kind, once, run_at) VALUES ('test.${run}', '${run}', now() + interval '1 hour')`);
	const refused = await act(admin, 'retry', id);
	assert.equal(refused.status, 409);
	assert.match(visible(refused.html), /waits already/);
	instance.sql(`DELETE FROM ops.job WHERE kind = 'test.${run}'`);
});

test('nobody else moves jobs', async () => {
	const id = dead();
	for (const who of [moderator, member(), member('staff')])
		assert.equal((await act(who, 'drop', id)).status, 403);
	assert.deepEqual(jobOf(id), ['5', 'f', 'f']);
	instance.sql(`DELETE FROM ops.job WHERE id = ${id}`);
});

for (const scripts of [true, false])
	test(`an admin goes from the menu to a dead job and drops it ${scripts ? 'with' : 'without'} JavaScript`, async () => {
		const id = dead();
		const page = await visitor({ size: sizes.phone, cookie: cookieOf(admin), scripts });
		after(() => page.context().close());
		const follow = (name) => Promise.all([page.waitForNavigation(), page.getByRole('link', { name, exact: true }).first().press('Enter')]);
		await page.goto('/topics');
		await page.locator('.menu summary').press('Enter');
		await follow('Admin');
		await follow('Jobs');
		await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: new RegExp(`^Drop.*test.${run} ${id}$`) }).press('Enter')]);
		assert.equal(await page.locator('.flash').innerText(), 'Deleted.');
		assert.equal(jobOf(id), undefined);
		assert.deepEqual(page.complaints, []);
	});
