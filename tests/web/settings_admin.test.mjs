// Settings of the site, in a community of their own: everybody sees them.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { sizes, visitor } from './lib/browser.mjs';
import { Client, formFields, visible } from './lib/client.mjs';
import { startInstance } from './lib/instance.mjs';

const own = await startInstance();
const admin = await new Client({}, own).signIn(own.admin);
const guest = new Client({}, own);
const newest = (key) => Number(own.sql(`SELECT COALESCE(max(id), 0) FROM ops.setting_change WHERE key = '${key}'`)[0][0]);
const valueOf = (key) => own.sql(`SELECT value FROM ops.setting WHERE key = '${key}'`)[0]?.[0];

async function send(fields) {
	const { html } = await admin.get('/admin/settings');
	return admin.post('/admin/settings', { key: new Map(formFields(html, '/signout')).get('key'), ...fields });
}
const save = (setting, value, rest = {}) => send({ setting, value, base: String(newest(setting)), ...rest });
const sheetOf = (html) => html.match(/\/theme-[0-9a-f]+\.css/)?.[0];

// All processes know within a second; asked a few times, each has answered.
async function until(read) {
	for (let i = 0; i < 100; i++) {
		const answers = await Promise.all(Array.from({ length: 6 }, () => guest.get('/')));
		if (answers.every(({ html }) => read(html)))
			return;
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.fail('not everywhere');
}

test('a name is set with the password, shown by every process, and taken back', async () => {
	const was = (await guest.get('/')).html.match(/class="brand"[^>]*>([^<]*)/)[1];
	const without = await save('site.name', 'Harbour & Co');
	assert.equal(without.status, 422);
	assert.match(visible(without.html), /This is not your password/);
	assert.match(without.html, /value="Harbour &amp; Co"/);
	assert.equal((await save('site.name', 'Harbour & Co', { password: 'not this one at all' })).status, 422);
	assert.equal(valueOf('site.name'), undefined);

	assert.equal((await save('site.name', '  Harbour &  Co ', { password: own.admin.password })).status, 303);
	assert.equal(valueOf('site.name'), 'Harbour & Co');
	await until((html) => /class="brand"[^>]*>Harbour &amp; Co</.test(html));
	assert.equal(own.sql("SELECT count(*) FROM ops.audit WHERE what = 'setting.changed' AND details->>'after' = 'Harbour & Co'")[0][0], '1');

	const change = String(newest('site.name'));
	assert.equal((await send({ act: 'undo', change })).status, 422, 'taking back wants the password as well');
	assert.equal((await send({ act: 'undo', change, password: own.admin.password })).status, 303);
	await until((html) => html.includes(`>${was}<`));
	assert.equal(valueOf('site.name'), undefined);
	assert.match(visible((await admin.get('/admin/settings')).html), /Harbour & Co → \(not set\) taken back/);
	assert.equal((await save('site.name', 'x'.repeat(61), { password: own.admin.password })).status, 422);
});

test('a colour that stands out is served under an address of its own; one that does not is refused', async () => {
	for (const [value, why] of [['pink', /written like/], ['#ffff00', /stands out too little/], ['#1f5ef', /written like/]]) {
		const refused = await save('theme.light', value);
		assert.equal(refused.status, 422);
		assert.match(visible(refused.html), why);
		assert.ok(refused.html.includes(`value="${value}"`), 'what was typed is kept');
	}
	assert.equal((await save('theme.light', '#0B6B3A')).status, 303);
	await until((html) => sheetOf(html));
	const first = sheetOf((await guest.get('/')).html);
	const css = await fetch(own.url + first);
	assert.match(css.headers.get('cache-control'), /immutable/);
	assert.match(await css.text(), /--brand:#0b6b3a/);

	// A colour for light pages is for those alone: in the dark it would not stand out.
	for (const dark of [false, true]) {
		const page = await visitor({ dark, at: own });
		after(() => page.context().close());
		await page.goto('/');
		const link = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--link').trim());
		assert.equal(link === '#0b6b3a', !dark);
	}

	assert.equal((await save('theme.light', '#7a2100')).status, 303);
	await until((html) => sheetOf(html) && sheetOf(html) !== first);
	const second = sheetOf((await guest.get('/')).html);
	for (let i = 0; i < 6; i++)
		assert.equal((await fetch(own.url + second)).status, 200);
	assert.equal((await fetch(own.url + first)).status, 200, 'pages that were kept name it');
	assert.equal((await fetch(`${own.url}/theme-000000000000.css`)).status, 404);

	assert.equal((await save('theme.light', '')).status, 303);
	await until((html) => !sheetOf(html));
});

test('two who set the same do not overwrite each other unseen', async () => {
	const base = String(newest('theme.dark'));
	assert.equal((await send({ setting: 'theme.dark', value: '#86abff', base })).status, 303);
	const late = await send({ setting: 'theme.dark', value: '#72d9a2', base });
	assert.equal(late.status, 409);
	assert.match(visible(late.html), /Somebody else has set it meanwhile/);
	assert.ok(late.html.includes('value="#72d9a2"'));
	assert.equal(valueOf('theme.dark'), '#86abff');
	const old = newest('theme.dark');
	assert.equal((await send({ setting: 'theme.dark', value: '#72d9a2', base: String(old) })).status, 303);
	assert.equal((await send({ act: 'undo', change: String(old) })).status, 409, 'only the last one is taken back');
	assert.equal((await send({ setting: 'theme.dark', value: '', base: String(newest('theme.dark')) })).status, 303);
});

test('no other setting can be set here', async () => {
	assert.equal((await send({ setting: 'crm.adapter', value: 'x', base: '0' })).status, 422);
	assert.equal((await send({})).status, 422);
});

for (const scripts of [true, false])
	test(`an admin sets a colour on a phone ${scripts ? 'with' : 'without'} JavaScript, and takes it back`, async () => {
		const page = await visitor({ size: sizes.phone, cookie: [...admin.cookies][0].join('='), scripts, at: own });
		after(() => page.context().close());
		const press = (name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).first().press('Enter')]);
		await page.goto('/admin/settings');
		await page.getByLabel('Accent on light pages').fill('#0b6b3a');
		await press(/^Save.*Accent on light pages/);
		assert.equal(await page.locator('.flash').innerText(), 'Saved.');
		assert.equal(await page.getByLabel('Accent on light pages').inputValue(), '#0b6b3a');
		await press(/^Take it back.*Accent on light pages/);
		assert.equal(await page.locator('.flash').innerText(), 'Taken back.');
		assert.equal(await page.getByLabel('Accent on light pages').inputValue(), '');
		assert.deepEqual(page.complaints, []);
	});
