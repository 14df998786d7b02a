// What an admin sets for the whole site: announcements, policies, texts, a logo; whether mail goes out. In a community of their own: everybody
// sees them.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { sizes, visitor } from './lib/browser.mjs';
import { Client, formFields, visible } from './lib/client.mjs';
import { startInstance } from './lib/instance.mjs';
import { png } from './lib/png.mjs';

const own = await startInstance();
const admin = await new Client({}, own).signIn(own.admin);
const member = await new Client({}, own).signIn(own.member);
const guest = new Client({}, own);

const keyOf = async (client) => new Map(formFields((await client.get('/topics')).html, '/signout')).get('key');
const send = async (client, path, fields) => client.post(path, { key: await keyOf(client), ...fields });
const banners = ({ html }) => [...html.matchAll(/<section class="banner.*?<\/section>/gs)].map(([section]) => visible(section));
const main = ({ html }) => visible(html.match(/<main.*<\/main>/s)[0]).trim();

// All processes know within a second; asked a few times, each has answered.
async function until(read, client = guest, path = '/') {
	for (let i = 0; i < 100; i++) {
		const answers = await Promise.all(Array.from({ length: 6 }, () => client.get(path)));
		if (answers.every(read))
			return answers[0];
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.fail('not everywhere');
}

const typed = { text: '', kind: 'information', audience: 'all', topic: '0', thread: '', from: '', until: '', revision: '0' };
const announce = (fields, id = 'new') => send(admin, `/admin/announcements/${id}`, { ...typed, ...fields });
const idOf = (text) => Number(own.sql(`SELECT id FROM community.announcement WHERE text LIKE '%${text}%'`)[0][0]);

test('an announcement stands above every page until it is ended, and a guest\'s page is another one then', async () => {
	const before = await guest.get('/topics');
	const preview = await announce({ text: 'Office **closed** <b>x</b>', preview: '1' });
	assert.equal(preview.status, 200);
	assert.match(preview.html, /<strong>closed<\/strong> &lt;b&gt;x/);
	assert.equal((await announce({ text: 'Office **closed** <b>x</b>' })).status, 303);
	const shown = await until((page) => banners(page).some((said) => /Office closed <b>x/.test(said)), guest, '/topics');
	assert.notEqual(shown.headers.get('etag'), before.headers.get('etag'));
	assert.ok(!shown.html.includes('/dismiss'), 'a guest puts nothing away');
	assert.match(banners(await guest.get('/no/such/page')).join(), /Office closed/, 'on error pages as well');
	const again = await guest.send('/topics', { headers: { 'if-none-match': shown.headers.get('etag') } });
	assert.equal(again.status, 304);

	const id = idOf('Office');
	assert.equal((await send(admin, `/admin/announcements/${id}`, { act: 'end' })).status, 303);
	const gone = await until((page) => !banners(page).some((said) => /Office/.test(said)), guest, '/topics');
	assert.equal(gone.headers.get('etag'), before.headers.get('etag'));
	const fresh = await guest.send('/topics', { headers: { 'if-none-match': shown.headers.get('etag') } });
	assert.equal(fresh.status, 200, 'what was kept does not hold any more');
	assert.match(main(await admin.get('/admin/announcements')), /Information over Office/);
});

test('it goes by itself when its time is over', async () => {
	assert.equal((await announce({ text: 'Gone in a moment' })).status, 303);
	await until((page) => /Gone in a moment/.test(banners(page).join()));
	own.sql(`UPDATE community.announcement SET until_at = now() + interval '3 seconds' WHERE id = ${idOf('Gone in a moment')}`);
	// Any change makes processes read anew; this one ends later by the clock alone.
	assert.equal((await announce({ text: 'Another', audience: 'members' })).status, 303);
	await until((page) => /Another/.test(banners(page).join()), member);
	await until((page) => !/Gone in a moment/.test(banners(page).join()));
});

test('what stands is not crowded out by what will, however much that is', async () => {
	own.sql("INSERT INTO community.announcement (text, from_at) SELECT 'Later', now() + interval '1 day' FROM generate_series(1, 60)");
	assert.equal((await announce({ text: 'No network', kind: 'outage' })).status, 303);
	await until((page) => banners(page).some((said) => /No network/.test(said)));
	own.sql("DELETE FROM community.announcement WHERE text = 'Later'");
	await send(admin, `/admin/announcements/${idOf('No network')}`, { act: 'end' });
});

test('who an announcement is for sees it, and nobody else', async () => {
	const [[topic, slug], [, other]] = own.sql('SELECT id, slug FROM community.topic ORDER BY id LIMIT 2');
	for (const [audience, words, rest] of [['guests', 'For guests alone', {}], ['members', 'For members alone', {}], ['topic', 'For one topic', { topic }]])
		assert.equal((await announce({ text: words, audience, ...rest })).status, 303);
	await until((page) => /For guests alone/.test(banners(page).join()));
	assert.doesNotMatch(banners(await guest.get('/')).join(), /members alone|one topic/);
	await until((page) => /For members alone/.test(banners(page).join()), member);
	assert.doesNotMatch(banners(await member.get('/')).join(), /guests alone|one topic/);
	assert.match(banners(await guest.get(`/topic/${slug}`)).join(), /For one topic/);
	assert.doesNotMatch(banners(await guest.get(`/topic/${other}`)).join(), /For one topic/);
	const [[thread]] = own.sql(`SELECT id FROM community.thread WHERE topic_id = ${topic} AND deleted_at IS NULL LIMIT 1`);
	const { location } = await guest.get(`/t/${thread}`);
	assert.match(banners(await guest.get(location)).join(), /For one topic/);
});

test('a member puts information away, without a script; changed, it is shown again; an outage stays', async () => {
	const words = 'Put this away';
	assert.equal((await announce({ text: words, audience: 'members' })).status, 303);
	const id = idOf(words);
	await until((page) => banners(page).join().includes(words), member);
	const reader = await new Client({}, own).signIn(own.member);
	const away = await reader.submit('/topics', {}, `/announcement/${id}/dismiss`);
	assert.equal(away.status, 303);
	assert.equal(away.location, '/topics');
	assert.ok(!banners(await reader.get('/')).join().includes(words));
	assert.ok(banners(await member.get('/')).join().includes(words), 'it is the browser that remembers');

	assert.equal((await announce({ text: `${words}: changed`, audience: 'members', revision: '1' }, id)).status, 303);
	await until((page) => banners(page).join().includes(`${words}: changed`), reader);
	assert.equal((await announce({ text: 'Late', audience: 'members', revision: '1' }, id)).status, 409, 'over an older one');

	assert.equal((await announce({ text: 'Mail is down', kind: 'outage' })).status, 303);
	await until((page) => banners(page).join().includes('Mail is down'), reader);
	const outage = idOf('Mail is down');
	assert.equal((await send(reader, `/announcement/${outage}/dismiss`, { next: '//example.org' })).location, '/');
	assert.ok(banners(await reader.get('/')).join().includes('Mail is down'));
});

test('an outage and its thread stand where one is about to ask', async () => {
	const [[thread]] = own.sql('SELECT id FROM community.thread WHERE deleted_at IS NULL ORDER BY id LIMIT 1');
	assert.equal((await announce({ text: 'Calls fail', kind: 'outage', thread: `${own.url}/t/${thread}/x` })).status, 303);
	const page = await until((asked) => /We know about it/.test(main(asked)) && /Calls fail/.test(main(asked)), guest, '/ask');
	assert.ok(page.html.includes(`href="/t/${thread}"`));
	assert.doesNotMatch(banners(page).join(), /Calls fail/, 'once is enough');
	const details = await member.get('/ask?details=1&q=Calls+fail+here');
	assert.match(main(details), /We know about it/);
	const preview = await member.post('/ask', { key: await keyOf(member), kind: 'question', topic: own.sql('SELECT slug FROM community.topic WHERE open ORDER BY position, id LIMIT 1')[0][0], title: 'Calls fail here', body: 'All of them.', step: 'preview' });
	assert.match(main(preview), /This is how it will look/);
	assert.doesNotMatch(main(preview), /We know about it/, 'nothing stands between a preview and what it shows');
	assert.match(banners(await guest.get('/')).join(), /⚠ Known outage: Calls fail/);
});

test('on a phone an outage in a usual sentence leaves the page its place', async () => {
	await endAll();
	const words = 'No mobile data in the north since 9:40. We expect it back by noon.';
	const [[id]] = own.sql("SELECT min(id) FROM community.thread WHERE deleted_at IS NULL");
	assert.equal((await announce({ text: words, kind: 'outage', thread: id })).status, 303);
	await until((page) => banners(page).join().includes(words));
	const page = await visitor({ at: own, size: sizes.phone });
	await page.goto('/');
	const banner = page.locator('.banner.outage');
	const { height } = await banner.boundingBox();
	assert.ok(height <= 60, `${height} px`);
	const more = await banner.getByRole('link', { name: 'Read more' }).boundingBox();
	assert.ok(more.height < 30, 'the link goes on in the same line');
	await page.close();
	await endAll();
});

test('what cannot be announced comes back with what was typed', async () => {
	for (const [fields, why] of [
		[{ text: '  ' }, /what there is to tell/],
		[{ text: 'x'.repeat(2001) }, /At most 2,000/],
		[{ text: 'Fine', audience: 'cats' }, /who is to see it/],
		[{ text: 'Fine', audience: 'topic', topic: '999999' }, /choose a topic/],
		[{ text: 'Fine', thread: 'abc' }, /number or the address/],
		[{ text: 'Fine', thread: '999999999' }, /no such thread/],
		[{ text: 'Fine', until: '2001-01-01T10:00' }, /over already/],
		[{ text: 'Fine', until: 'tomorrow' }, /written like/],
		[{ text: 'Fine', from: '2040-01-02T10:00', until: '2040-01-01T10:00' }, /end before it begins/],
	]) {
		const refused = await announce(fields);
		assert.equal(refused.status, 422, JSON.stringify(fields));
		assert.match(main(refused), why);
	}
	assert.equal((await send(member, '/admin/announcements/new', { ...typed, text: 'Mine' })).status, 403);
});

// Three are shown at once, outages first.
async function endAll() {
	for (const [id] of own.sql('SELECT id FROM community.announcement WHERE until_at IS NULL OR until_at > now()'))
		await send(admin, `/admin/announcements/${id}`, { act: 'end' });
}

test('policies are there from the beginning, are changed with a preview, and every version can be read', async () => {
	await endAll();
	for (const slug of ['terms', 'privacy', 'rules']) {
		const { status, html } = await guest.get(`/policy/${slug}`);
		assert.equal(status, 200);
		assert.doesNotMatch(html, /<br>|robots/);
	}
	assert.equal((await guest.get('/policy/none')).status, 404);
	assert.match((await guest.get('/signup')).html, /By joining you agree.*\/policy\/terms/s);

	const save = (fields, slug = 'terms') => send(admin, `/admin/policies/${slug}`, { title: 'Terms', body: '', base: '0', ...fields });
	const preview = await save({ body: 'Be *nice*.', preview: '1' });
	assert.equal(preview.status, 200);
	assert.match(preview.html, /<em>nice<\/em>/);
	assert.equal((await save({ body: '' })).status, 422);
	assert.equal((await save({ body: 'Be *nice*.', tell: '1' })).status, 303);
	assert.equal((await save({ body: 'Over it.' })).status, 409);
	assert.match(main(await guest.get('/policy/terms')), /^Terms Be nice ?\. Last changed/);
	await until((page) => /Our page “Terms” has changed/.test(banners(page).join()), member);

	assert.equal((await save({ body: 'Be kind.', base: '1' })).status, 303);
	const history = await guest.get('/policy/terms/history');
	assert.match(history.html, /<del>\*nice\*\.?<\/del><ins>kind\.?<\/ins>/);
	assert.ok(!history.html.includes(own.admin.name), 'who it was is for admins');
	assert.equal((await save({ act: 'restore', revision: '1', base: '2' })).status, 303);
	assert.match(main(await guest.get('/policy/terms')), /Be nice/);
	assert.equal((await save({ act: 'delivered', base: '3' })).status, 303);
	assert.match(main(await guest.get('/policy/terms')), /^Terms of use/);
	assert.equal(own.sql("SELECT count(*) FROM community.policy_version WHERE slug = 'terms'")[0][0], '4');

	assert.equal((await save({ slug: 'imprint', title: 'Imprint', body: 'Us.' }, 'new')).status, 303);
	await until(({ html }) => html.includes('href="/policy/imprint"'));
	assert.equal((await save({ slug: 'imprint', title: 'Imprint', body: 'Them.' }, 'new')).status, 409);
	assert.equal((await save({ slug: 'a/b', title: 'x', body: 'x' }, 'new')).status, 422);
	const delivered = await save({ slug: 'privacy', title: 'New', body: 'Instead of what was delivered.' }, 'new');
	assert.equal(delivered.status, 422);
	assert.match(main(delivered), /There is such a page already/);
	assert.equal((await save({ act: 'delivered', base: '1' }, 'imprint')).status, 303);
	assert.equal((await guest.get('/policy/imprint')).status, 404);
	await until(({ html }) => !html.includes('href="/policy/imprint"'));
	assert.match(main(await admin.get('/admin/policies')), /imprint taken away/, 'it can be put back from there');
});

test('no version is made of a policy that would say what it says', async () => {
	const versions = (slug) => own.sql(`SELECT count(*) FROM community.policy_version WHERE slug = '${slug}'`)[0][0];
	const save = (fields, slug = 'rules') => send(admin, `/admin/policies/${slug}`, { title: 'Rules', body: '', base: '0', ...fields });
	const page = async () => (await admin.get('/admin/policies/rules')).html;
	const untouched = await save({ act: 'delivered' });
	assert.equal(untouched.status, 422);
	assert.match(main(untouched), /It is as delivered\./);
	assert.equal(versions('rules'), '0');
	assert.equal((await save({ body: 'Be *nice*.' })).status, 303);
	assert.match(await page(), /value="delivered"/);
	assert.equal((await save({ body: 'Be *nice*.', base: '1', tell: '1' })).status, 303);
	assert.equal((await save({ act: 'restore', revision: '1', base: '1' })).status, 422);
	assert.equal(versions('rules'), '1');
	assert.equal((await save({ act: 'delivered', base: '1' })).status, 303);
	assert.doesNotMatch(await page(), /value="delivered"/);
	assert.equal((await save({ act: 'delivered', base: '2' })).status, 422);
	assert.equal(versions('rules'), '2');
	assert.equal((await save({ act: 'delivered', base: '2' }, 'imprint')).status, 422, 'a page that was taken away is not taken away again');
	assert.equal(versions('imprint'), '2');
});

test('policies and their versions are read page after page, each once, however many there are', async () => {
	own.sql(`INSERT INTO community.policy_version (slug, revision, title, source, html, member_id)
		SELECT 'many-' || lpad(n::text, 3, '0'), 1, CASE WHEN n > 60 THEN 'Many ' || n END, CASE WHEN n > 60 THEN 'x' END, CASE WHEN n > 60 THEN '<p>x</p>' END, m.id
		FROM generate_series(1, 120) n, community.member m WHERE m.username = '${own.admin.name}'
		UNION ALL SELECT 'often', n, 'Often', 'Text ' || n, '<p>x</p>', m.id FROM generate_series(1, 45) n, community.member m WHERE m.username = '${own.admin.name}'`);
	const walk = async (client, first, found) => {
		const all = [];
		for (let path = first, html; path; path = html.match(/rel="next" href="([^"#]+)/)?.[1]) {
			({ html } = await client.get(path));
			all.push(...[...html.matchAll(found)].map(([, x]) => x));
		}
		return all;
	};
	const listed = await walk(admin, '/admin/policies', /<a href="\/admin\/policies\/([a-z0-9-]+)">(?!New)/g);
	assert.equal(new Set(listed).size, listed.length);
	assert.deepEqual(listed.slice(0, 3), ['terms', 'privacy', 'rules']);
	assert.equal(listed.filter((slug) => slug.startsWith('many-')).length, 120);
	const numbers = Array.from({ length: 45 }, (_, i) => String(45 - i));
	assert.deepEqual(await walk(guest, '/policy/often/history', /id="vh(\d+)"/g), numbers);
	assert.deepEqual(await walk(admin, '/admin/policies/often', /id="vh(\d+)"/g), numbers);
	assert.equal((await send(admin, '/admin/policies/often', { act: 'restore', revision: '2', base: '45' })).status, 303);
	// What was taken away takes no place at the foot of pages; all know of it since the last one was put back.
	await until(({ html }) => html.includes('href="/policy/many-061"') && html.includes('href="/policy/rules"'));
	own.sql("DELETE FROM community.policy_version WHERE slug LIKE 'many-%' OR slug = 'often'");
});

test('texts are set: the welcome, the contact with the password', async () => {
	const newest = (key) => own.sql(`SELECT COALESCE(max(id), 0) FROM ops.setting_change WHERE key = '${key}'`)[0][0];
	const save = (setting, value, rest = {}) => send(admin, '/admin/settings', { setting, value, base: newest(setting), ...rest });
	assert.equal((await save('site.welcome', 'Good to see <you>')).status, 303);
	assert.equal((await save('site.tagline', 'Help for everybody')).status, 303);
	assert.equal((await save('site.contact', 'nobody', { password: own.admin.password })).status, 422);
	assert.equal((await save('site.contact', 'help@example.org')).status, 422, 'it wants the password');
	assert.equal((await save('site.contact', 'help@example.org', { password: own.admin.password })).status, 303);
	const { html } = await until((page) => page.html.includes('href="mailto:help@example.org"'));
	assert.match(html, /Good to see &lt;you&gt;/);
	assert.match(html, /<meta name="description" content="Help for everybody">/);
	assert.doesNotMatch((await member.get('/')).html, /Good to see/);
	assert.equal((await save('site.welcome', 'x'.repeat(501))).status, 422);
});

test('a logo takes the name\'s place, is nothing but pixels, and goes again', async () => {
	const post = async (file, rest = {}) => admin.postFile('/admin/settings/logo', { key: await keyOf(admin), base: own.sql("SELECT COALESCE(max(id), 0) FROM ops.setting_change WHERE key = 'site.logo'")[0][0], ...rest }, file);
	const good = png(120, 40, { text: 'Taken at home' });
	for (const [file, why] of [
		[Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), /no PNG/],
		[Buffer.concat([Buffer.from('GIF89a'), good]), /no PNG/],
		[good.subarray(0, good.length - 20), /no PNG/],
		[png(513, 1), /512 pixels/],
		[Buffer.concat([good, Buffer.alloc(66000)]), /64 KB/],
		[Buffer.alloc(0), /choose a picture/],
	]) {
		const refused = await post(file);
		assert.equal(refused.status, 422);
		assert.match(main(refused), why);
	}
	assert.equal((await post(Buffer.concat([good, Buffer.from('<script>')]))).status, 303);
	const shown = await until(({ html }) => /class="brand" href="\/"><img src="\/logo\//.test(html));
	const [, path] = shown.html.match(/<img src="(\/logo\/[0-9a-f]{12}\.png)" alt="[^"]+" width="120" height="40">/);
	assert.ok(shown.html.includes(`<meta property="og:image" content="${own.url}${path}">`));
	const picture = await fetch(own.url + path);
	assert.equal(picture.headers.get('content-type'), 'image/png');
	assert.match(picture.headers.get('cache-control'), /immutable/);
	const bytes = Buffer.from(await picture.arrayBuffer());
	assert.ok(!bytes.includes('Taken at home') && !bytes.includes('<script>'));
	for (const size of [sizes.phone, sizes.desktop]) {
		const page = await visitor({ size, at: own });
		after(() => page.context().close());
		await page.goto('/');
		const box = await page.locator('.brand img').boundingBox();
		assert.ok(box.width > 10 && box.height > 10 && box.height <= 40, JSON.stringify(box));
		assert.deepEqual(page.complaints, []);
	}
	const changes = () => own.sql("SELECT count(*) FROM ops.setting_change WHERE key = 'site.logo'")[0][0];
	const before = changes();
	assert.equal((await post(good)).status, 303, 'the same again is no conflict');
	assert.equal(changes(), before);
	assert.equal((await post(png(8, 8), { base: '0' })).status, 409);
	assert.equal((await post(Buffer.alloc(0), { act: 'remove' })).status, 303);
	assert.equal((await post(Buffer.alloc(0), { act: 'remove' })).status, 303, 'nor is taking away what is gone');
	await until(({ html }) => /class="brand" href="\/">[^<]/.test(html));
	assert.equal((await fetch(own.url + path)).status, 200, 'pages that were kept name it');
	assert.equal((await fetch(`${own.url}/logo/000000000000.png`)).status, 404);
	assert.equal((await fetch(`${own.url}/logo/x`)).status, 404);
});

test('a test mail is sent, and the page tells what came of it', async () => {
	assert.equal((await send(admin, '/admin/mail', {})).status, 303);
	await until((page) => /written into a file/.test(main(page)), admin, '/admin/mail');
	assert.equal((await send(admin, '/admin/mail', {})).status, 303);
	assert.equal(own.sql('SELECT count(*) FROM ops.mail_test')[0][0], '1', 'not two in a moment');
	own.sql("INSERT INTO ops.mail_failure (kind, outcome, code, answer) VALUES ('notice', 'never', 550, 'no such user')");
	assert.match(main(await admin.get('/admin/mail')), /refuses it for good\. 550 no such user notice/);
	assert.equal((await member.get('/admin/mail')).status, 403);
});

test('admins are told the version, guests are not', async () => {
	const [, version] = main(await admin.get('/admin/system')).match(/Bothy (\d\S+)/);
	const { html, headers } = await guest.get('/');
	assert.ok(!html.includes(version) && ![...headers.values()].join().includes(version));
});

test('too much at once is told by a page', async () => {
	const answer = await guest.post('/signup', { name: 'x'.repeat(70000) });
	assert.equal(answer.status, 413);
	assert.match(main(answer), /That is too much at once/);
});
