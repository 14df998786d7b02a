// Looking after topics and tags: by admins, by moderators; old addresses lead on, and what was done is taken back.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { sizes, visitor } from './lib/browser.mjs';
import { Client, formFields, visible } from './lib/client.mjs';
import { instance, startInstance } from './lib/instance.mjs';
import { cookieOf, keyOf, member, memberWithPassword, number, thread, told } from './lib/scene.mjs';

const run = Date.now().toString(36) + process.pid.toString(36);
let count = 0;
const word = (what = 'w') => `${what}${run}${++count}`;

async function promoted(roles) {
	const who = await memberWithPassword();
	instance.sql(`UPDATE community.member SET roles = ${roles} WHERE id = ${who.id}`);
	return who;
}
const admin = await promoted(9);
const moderator = await promoted(3);

const topicOf = (slug) => number(`SELECT COALESCE(max(id), 0) FROM community.topic WHERE slug = '${slug}'`);
const tagOf = (name) => number(`SELECT COALESCE(max(id), 0) FROM community.tag WHERE name = '${name}'`);
const newest = (table, of, id) => number(`SELECT COALESCE(max(id), 0) FROM community.${table} WHERE ${of} = ${id}`);
const send = async (who, path, fields) => who.client.post(path, { key: await keyOf(who.client), ...fields });
const withPassword = (who, path, fields) => send(who, path, { password: who.password, ...fields });

async function makeTopic(name = word('Topic '), rest = {}) {
	assert.equal((await send(admin, '/admin/topics', { act: 'make', name, description: 'What it is about', slug: '', colour: '5', open: '1', ...rest })).status, 303);
	const [[id, slug]] = instance.sql(`SELECT id, slug FROM community.topic WHERE name = '${name}'`);
	return { id, slug, name, path: `/admin/topics/${id}` };
}
const save = (who, topic, fields) => send(who, topic.path, {
	act: 'save', base: String(newest('topic_change', 'topic_id', topic.id)), name: topic.name, slug: topic.slug, description: '', colour: '1', open: '1', ...fields });

// A question in a topic, with tags, as if it had been asked there.
function question(topic, ...tags) {
	const it = thread(member(), { title: `A question ${word()}` });
	instance.sql(`UPDATE community.thread SET topic_id = ${topic.id} WHERE id = ${it.id}; SELECT community.topic_and_tags_recount('{${it.id}}', '{${topic.id}}')`);
	tag(it, ...tags);
	return it;
}
function tag(it, ...names) {
	instance.sql(`INSERT INTO community.tag (name) SELECT unnest('{${names}}'::text[]) ON CONFLICT DO NOTHING;
		INSERT INTO community.thread_tag (thread_id, tag_id, active_at, position) SELECT ${it.id}, id, now(), 0 FROM community.tag WHERE name = ANY ('{${names}}');
		SELECT community.topic_and_tags_recount('{${it.id}}', '{}')`);
}
const tagsOf = (it) => instance.sql(`SELECT g.name FROM community.thread_tag JOIN community.tag g ON g.id = tag_id WHERE thread_id = ${it.id} ORDER BY 1`).flat();
const undo = (who, path, change) => withPassword(who, path, { act: 'undo', change: String(change) });

async function until(read) {
	for (let i = 0; i < 300 && !await read(); i++)
		await new Promise((done) => setTimeout(done, 100));
	assert.ok(await read());
}

test('topics are for admins, tags for moderators', async () => {
	const page = (await moderator.client.get('/admin')).html;
	assert.ok(page.includes('href="/admin/tags"') && !page.includes('href="/admin/topics"'));
	assert.equal((await moderator.client.get('/admin/topics')).status, 403);
	assert.equal((await moderator.client.get('/admin/tags')).status, 200);
	assert.doesNotMatch((await moderator.client.get('/admin/tags')).html, /value="makers"/);
	assert.equal((await send(moderator, '/admin/tags', { act: 'makers', makers: 'moderators' })).status, 403);
	assert.equal((await member().client.get('/admin/tags')).status, 403);
});

test('a topic is made, and renamed with another address: the old one leads there', async () => {
	const topic = await makeTopic();
	const it = question(topic);
	const name = word('Else ');
	assert.equal((await save(admin, topic, { name, slug: `${topic.slug}-else` })).status, 303);
	const page = await new Client().get(`/topic/${topic.slug}`);
	assert.deepEqual([page.status, page.location], [303, `/topic/${topic.slug}-else`]);
	assert.equal((await new Client().get(`/topic/${topic.slug}/feed.atom`)).location, `/topic/${topic.slug}-else/feed.atom`);
	assert.ok(visible((await new Client().get(`${it.path}`)).html).includes(name));
	const found = await new Client().get(`/search?q=topic:${topic.slug}`);
	assert.ok(found.html.includes(`/t/${it.id}/`), 'found by the address of before');

	const history = visible((await admin.client.get(topic.path)).html);
	assert.ok(history.includes(`Name: ${topic.name} → ${name}`) && history.includes(`Address: ${topic.slug} → ${topic.slug}-else`));
	assert.equal((await send(admin, topic.path, { act: 'undo', change: String(newest('topic_change', 'topic_id', topic.id)) })).status, 303);
	assert.equal(await told(admin.client), 'Taken back.');
	assert.equal((await new Client().get(`/topic/${topic.slug}`)).status, 200);
	assert.equal((await new Client().get(`/topic/${topic.slug}-else`)).location, `/topic/${topic.slug}`, 'whoever has kept that address comes here');
	assert.equal(number(`SELECT count(*) FROM ops.audit WHERE actor_id = ${admin.id} AND what LIKE 'topic.%' AND details->>'topic' = '${topic.id}'`), 3);
});

test('what is typed is kept, and a reason given, when a topic cannot be so', async () => {
	const [topic, other] = [await makeTopic(), await makeTopic()];
	for (const [fields, why] of [[{ name: other.name }, /There is a topic of that name/], [{ slug: other.slug }, /leads to another topic/],
		[{ slug: 'Not one' }, /small letters/], [{ name: ' ' }, /at most 60/], [{ colour: '13' }, /choose a colour/], [{ description: 'x'.repeat(301) }, /300/]]) {
		const refused = await save(admin, topic, { description: 'typed with care', ...fields });
		assert.equal(refused.status, 422, JSON.stringify(fields));
		assert.match(visible(refused.html), why);
		assert.ok(fields.description || refused.html.includes('value="typed with care"'));
	}
	const base = String(newest('topic_change', 'topic_id', topic.id));
	assert.equal((await save(admin, topic, { name: word('First ') })).status, 303);
	const late = await save(admin, topic, { name: word('Late '), base });
	assert.equal(late.status, 409);
	assert.match(late.html, /value="Late /);
});

test('topics are put in order by numbers and by buttons, and back', async () => {
	const order = () => instance.sql('SELECT id FROM community.topic WHERE merged_into IS NULL ORDER BY position, id').flat();
	const [one, two] = [await makeTopic(), await makeTopic()];
	const was = order();
	const base = () => String(number("SELECT COALESCE(max(id), 0) FROM community.topic_change WHERE what = 'ordered'"));
	assert.equal((await send(admin, '/admin/topics', { act: 'order', base: base(), up: two.id })).status, 303);
	assert.ok(order().indexOf(two.id) < order().indexOf(one.id));
	assert.equal((await send(admin, '/admin/topics', { act: 'order', base: base(), [`place-${one.id}`]: '-5' })).status, 303);
	assert.equal(order()[0], one.id);
	assert.ok((await new Client().get('/topics')).html.indexOf(one.name) < (await new Client().get('/topics')).html.indexOf(two.name));
	const stale = await send(admin, '/admin/topics', { act: 'order', base: '1', down: one.id });
	assert.equal(stale.status, 409);
	for (let i = 0; i < 2; i++)
		assert.equal((await send(admin, '/admin/topics', { act: 'undo', change: base() })).status, 303);
	assert.notDeepEqual(order(), was, 'taking back what took back does it again');
	assert.equal(order()[0], one.id);
});

test('a topic that is closed takes no questions of members', async () => {
	const topic = await makeTopic(word('Closed '), { open: '1' });
	const page = (who) => who.client.get('/ask?q=Is+it+closed+for+me%3F&step=details');
	const asker = member();
	assert.ok((await page(asker)).html.includes(`value="${topic.slug}"`));
	const fields = [['act', 'save'], ['base', String(newest('topic_change', 'topic_id', topic.id))], ['name', topic.name], ['slug', topic.slug], ['description', ''], ['colour', '1'], ['key', await keyOf(admin.client)]];
	assert.equal((await admin.client.post(topic.path, fields)).status, 303);
	assert.ok(!(await page(asker)).html.includes(`value="${topic.slug}"`));
	assert.ok((await page(moderator)).html.includes(`value="${topic.slug}"`));
});

test('a topic is merged into another with the password; its threads and addresses follow, and all of it back', async () => {
	const [from, to] = [await makeTopic(), await makeTopic()];
	const [moved, there] = [question(from), question(to)];
	const merge = { act: 'merge', into: to.id };
	for (const password of ['', 'not this one at all']) {
		const refused = await send(admin, from.path, { ...merge, password });
		assert.equal(refused.status, 422);
		assert.match(visible(refused.html), /This is not your password\. Nothing was changed\./);
		assert.ok(refused.html.includes(`value="${to.id}" selected`), 'what was chosen is kept');
	}
	const fields = { key: await keyOf(admin.client), ...merge, password: admin.password };
	assert.deepEqual([(await admin.client.post(from.path, fields)).location, (await admin.client.post(from.path, fields)).location], [to.path, to.path], 'a double click counts once');
	assert.equal(number(`SELECT count(*) FROM community.topic_change WHERE what = 'merged' AND topic_id = ${from.id}`), 1);
	const list = (await new Client().get(`/topic/${to.slug}`)).html;
	assert.ok(list.includes(`/t/${moved.id}/`) && list.includes(`/t/${there.id}/`));
	assert.deepEqual(instance.sql(`SELECT threads FROM community.topic WHERE id IN (${from.id}, ${to.id}) ORDER BY id`).flat(), ['0', '2']);
	assert.equal((await new Client().get(`/topic/${from.slug}`)).location, `/topic/${to.slug}`);
	assert.ok(visible((await new Client().get(moved.path)).html).includes(to.name));
	assert.equal((await admin.client.get(from.path)).status, 404);
	assert.ok(!(await new Client().get('/topics')).html.includes(from.name));
	const asked = await member().client.submit(`/ask?q=Asked+with+an+old+address&topic=${from.slug}&step=details`,
		{ title: `Asked with an old address ${word()}`, topic: from.slug, body: 'Where does it go?', step: 'post' }, '/ask');
	assert.equal(asked.status, 303);
	assert.equal(number(`SELECT topic_id FROM community.thread WHERE id = ${asked.location.match(/\d+/)[0]}`), Number(to.id));
	await until(() => number(`SELECT count(*) FROM community.topic_change WHERE topic_id = ${from.id} AND NOT done`) === 0);

	const change = newest('topic_change', 'topic_id', from.id);
	assert.equal((await send(admin, to.path, { act: 'undo', change: String(change) })).status, 422, 'taking back wants the password as well');
	const back = { key: await keyOf(admin.client), act: 'undo', change: String(change), password: admin.password };
	assert.deepEqual([(await admin.client.post(to.path, back)).status, (await admin.client.post(to.path, back)).status], [303, 303]);
	assert.equal((await new Client().get(`/topic/${from.slug}`)).status, 200);
	assert.deepEqual(instance.sql(`SELECT threads FROM community.topic WHERE id IN (${from.id}, ${to.id}) ORDER BY id`).flat(), ['1', '2'], 'what was asked since stays');
	assert.equal(number(`SELECT topic_id FROM community.thread WHERE id = ${moved.id}`), Number(from.id));
	assert.equal((await undo(admin, to.path, change)).status, 422, 'once');
});

test('an empty topic is deleted and comes back; another is not', async () => {
	const [empty, full] = [await makeTopic(), await makeTopic()];
	question(full);
	assert.match(visible((await withPassword(admin, full.path, { act: 'delete' })).html), /Only a topic that never had a thread/);
	assert.equal((await send(admin, empty.path, { act: 'delete' })).status, 422);
	assert.equal((await withPassword(admin, empty.path, { act: 'delete' })).status, 303);
	assert.equal((await new Client().get(`/topic/${empty.slug}`)).status, 404);
	assert.equal((await undo(admin, '/admin/topics', newest('topic_change', 'topic_id', empty.id))).status, 303);
	assert.equal((await new Client().get(`/topic/${empty.slug}`)).status, 200);
});

// ---- tags ----

const ask = (who, title, tags, rest = {}) => who.client.submit(`/ask?${new URLSearchParams({ q: title, step: 'details' })}`,
	{ title, topic: instance.sql('SELECT slug FROM community.topic WHERE open AND merged_into IS NULL ORDER BY id LIMIT 1')[0][0], body: 'What is it?', tags, step: 'post', ...rest }, '/ask');
const asked = (answer) => ({ id: Number(answer.location.match(/\d+/)[0]) });
const pathOf = (name) => `/admin/tags/${tagOf(name)}`;

test('a synonym is the tag it stands for: in asking, retagging, searching, addresses', async () => {
	const [main, other] = [word('main'), word('other')];
	const it = question({ id: 1 }, main);
	assert.equal((await send(moderator, pathOf(main), { act: 'synonym', synonym: other.toUpperCase() })).status, 303);
	assert.ok((await new Client().get(`/tag/${other}`)).location.endsWith(`/tag/${main}`));
	assert.ok((await new Client().get(`/tag/${other}/feed.atom`)).location.endsWith(`/tag/${main}/feed.atom`));
	assert.ok((await new Client().get(`/search?q=tag:${other}`)).html.includes(`/t/${it.id}/`));
	const asker = member();
	const preview = await ask(asker, `Which of two names ${word()}`, `${other}, ${main}`, { step: 'preview' });
	assert.match(preview.html, new RegExp(`<span class="tag">${main}</span>`));
	assert.doesNotMatch(preview.html, new RegExp(`<span class="tag">${other}</span>`));
	const mine = asked(await ask(asker, `Which of two names ${word()}`, `${other}, ${main}`));
	assert.deepEqual(tagsOf(mine), [main]);
	assert.equal((await asker.client.submit(`/t/${mine.id}/tags`, { tags: other })).status, 303);
	assert.equal(await told(asker.client), 'Nothing was changed.');

	for (const [tag, synonym, why] of [[main, main, /no synonym of itself/], [main, 'a, b', /one tag/], [main, 'a/b', /none of the signs/]]) {
		const refused = await send(moderator, pathOf(tag), { act: 'synonym', synonym });
		assert.equal(refused.status, 422);
		assert.match(visible(refused.html), why);
	}
	question({ id: 1 }, `${main}2`);
	assert.match(visible((await send(moderator, pathOf(main), { act: 'synonym', synonym: `${main}2` })).html), /Merge the two instead/);
	assert.match(visible((await send(moderator, pathOf(`${main}2`), { act: 'synonym', synonym: other })).html), /synonym of another tag/);
	assert.equal((await send(moderator, pathOf(main), { act: 'no-synonym', synonym: other })).status, 303);
	assert.equal((await new Client().get(`/tag/${other}`)).status, 404);
	assert.equal((await send(moderator, pathOf(main), { act: 'undo', change: String(newest('tag_change', 'tag_id', tagOf(main))) })).status, 303);
	assert.equal((await new Client().get(`/tag/${other}`)).status, 303);
});

test('a tag is renamed and described; its old name leads to the new one', async () => {
	const [was, is] = [word('was'), word('is')];
	question({ id: 1 }, was);
	const path = pathOf(was);
	assert.equal((await send(moderator, path, { act: 'save', base: '0', name: is, description: 'A <b>word</b>' })).status, 303);
	assert.ok((await new Client().get(`/tag/${was}`)).location.endsWith(`/tag/${is}`));
	assert.match((await new Client().get(`/tag/${is}`)).html, /A &lt;b&gt;word/);
	assert.equal((await send(moderator, path, { act: 'save', base: '0', name: word(), description: '' })).status, 409);
	assert.equal((await send(moderator, path, { act: 'undo', change: String(newest('tag_change', 'tag_id', tagOf(is))) })).status, 303);
	assert.equal((await new Client().get(`/tag/${was}`)).status, 200);
});

test('a tag is merged into another: no thread has it twice, its names lead there, and all of it back', async () => {
	const [from, to, short] = [word('from'), word('to'), word('short')];
	const [only, both, other] = [question({ id: 1 }, from), question({ id: 1 }, from, to), question({ id: 1 }, to)];
	const id = tagOf(from);
	await send(moderator, pathOf(from), { act: 'synonym', synonym: short });
	assert.match(visible((await withPassword(moderator, pathOf(from), { act: 'merge', into: word('none') })).html), /There is no tag of that name/);
	const refused = await send(moderator, pathOf(from), { act: 'merge', into: to });
	assert.equal(refused.status, 422);
	assert.ok(refused.html.includes(`value="${to}"`), 'what was typed is kept');
	const merged = await withPassword(moderator, pathOf(from), { act: 'merge', into: to });
	assert.equal(merged.location, pathOf(to));
	assert.deepEqual([only, both, other].map(tagsOf), [[to], [to], [to]]);
	assert.equal(number(`SELECT threads FROM community.tag WHERE name = '${to}'`), 3);
	for (const name of [from, short])
		assert.ok((await new Client().get(`/tag/${name}`)).location.endsWith(`/tag/${to}`));
	assert.deepEqual(tagsOf(asked(await ask(member(), `After the merge ${word()}`, from))), [to]);
	assert.equal((await undo(moderator, pathOf(to), newest('tag_change', 'tag_id', id))).status, 303);
	assert.deepEqual([only, both, other].map(tagsOf), [[from], [from, to].sort(), [to]]);
	assert.equal(tagOf(from), id);
	assert.deepEqual(instance.sql(`SELECT threads FROM community.tag WHERE name IN ('${from}', '${to}') ORDER BY name`).flat(), ['2', '3']);
	assert.ok((await new Client().get(`/tag/${short}`)).location.endsWith(`/tag/${from}`));
});

test('a forbidden tag is put on no thread, and stays where it is', async () => {
	const [bad, never] = [word('bad'), word('never')];
	const asker = member();
	const mine = asked(await ask(asker, `A tag that goes ${word()}`, bad));
	assert.equal((await send(moderator, pathOf(bad), { act: 'save', base: '0', name: bad, description: '', forbidden: '1' })).status, 303);
	assert.equal((await send(moderator, '/admin/tags', { act: 'make', name: never, forbidden: '1' })).status, 303);
	for (const name of [bad, never]) {
		const refused = await ask(asker, `With what is forbidden ${word()}`, name);
		assert.equal(refused.status, 422);
		assert.ok(visible(refused.html).includes(`The tag “${name}” is not used here any more.`));
	}
	const other = asked(await ask(asker, `Without it ${word()}`, ''));
	const retagged = await asker.client.submit(`/t/${other.id}/tags`, { tags: bad });
	assert.equal(retagged.status, 422);
	assert.ok(retagged.html.includes(`value="${bad}"`));
	const added = word('added');
	assert.equal((await asker.client.submit(`/t/${mine.id}/tags`, { tags: `${bad}, ${added}` })).status, 303);
	assert.deepEqual(tagsOf(mine), [added, bad].sort());
	assert.match(visible((await new Client().get(`/tag/${bad}`)).html), /not used any more/);
});

test('among thousands of tags one is found, and a page follows another', async () => {
	const start = word('many');
	instance.sql(`INSERT INTO community.tag (name) SELECT '${start}-' || n FROM generate_series(1, 120) n`);
	for (const by of ['use', 'name']) {
		const seen = [];
		let next = `/admin/tags?q=${start}&by=${by}`;
		while (next) {
			const { html } = await moderator.client.get(next);
			seen.push(...[...html.matchAll(new RegExp(`>(${start}-\\d+)<`, 'g'))].map(([, name]) => name));
			next = html.match(/rel="next" href="([^"]*)"/)?.[1].replaceAll('&amp;', '&');
		}
		assert.equal(seen.length, 120);
		assert.equal(new Set(seen).size, 120);
	}
	assert.match((await moderator.client.get(`/admin/tags?q=${start}-77`)).html, new RegExp(`>${start}-77<`));
	assert.equal((await moderator.client.get('/admin/tags?q=%25&from=x')).status, 200);
});

test('admins say who makes new tags by using them', async () => {
	const own = await startInstance();
	const [boss, plain, judge] = [new Client({}, own), new Client({}, own), new Client({}, own)];
	await boss.signIn(own.admin);
	await plain.signIn(own.member);
	await judge.signIn(own.moderator);
	const [[slug]] = own.sql('SELECT slug FROM community.topic WHERE open ORDER BY position LIMIT 1');
	const tries = (client, tags) => client.submit('/ask?q=Who+makes+new+tags&step=details', { title: `Who makes new tags ${word()}`, topic: slug, body: 'Who?', tags, step: 'preview' }, '/ask');
	const set = async (makers) => boss.post('/admin/tags', { key: new Map(formFields((await boss.get('/topics')).html, '/signout')).get('key'), act: 'makers', makers });
	assert.equal((await tries(plain, 'brand-new')).status, 200);
	assert.equal((await set('moderators')).status, 303);
	const refused = await tries(plain, 'brand-new');
	assert.equal(refused.status, 422);
	assert.match(visible(refused.html), /There is no tag “brand-new”, and only moderators make new ones/);
	assert.match(refused.html, /value="brand-new"/);
	assert.equal((await tries(plain, own.sql('SELECT name FROM community.tag ORDER BY threads DESC LIMIT 1')[0][0])).status, 200);
	assert.equal((await tries(judge, 'brand-new')).status, 200);
	assert.equal((await set('level')).status, 303);
	assert.match(visible((await tries(plain, 'brand-new')).html), /members of a higher level/);
	assert.equal((await set('nobody')).status, 422);
	assert.match(visible((await boss.get('/admin/tags')).html), /New tags by: moderators → members of a higher level/);
});

for (const scripts of [true, false])
	test(`by keys, on a phone, ${scripts ? 'with' : 'without'} JavaScript: a topic goes up one, and a tag gets a synonym`, async () => {
		const topic = await makeTopic();
		const name = word('key');
		question({ id: 1 }, name);
		const page = await visitor({ size: sizes.phone, cookie: cookieOf(admin), scripts });
		after(() => page.context().close());
		const press = (button) => Promise.all([page.waitForNavigation(), button.press('Enter')]);
		await page.goto('/admin/topics');
		await press(page.getByRole('button', { name: `${topic.name} one up` }));
		assert.equal(await page.locator('.flash').innerText(), 'Saved.');
		await page.goto('/admin/tags');
		await page.getByLabel('In the name or a synonym').fill(name);
		await press(page.getByLabel('In the name or a synonym'));
		await press(page.getByRole('link', { name }));
		await page.getByLabel('Another synonym').fill(`${name}-too`);
		await press(page.getByRole('button', { name: 'Add' }));
		assert.equal(await page.locator('.flash').innerText(), 'Saved.');
		assert.ok((await page.locator('main').innerText()).includes(`${name}-too`));
		assert.deepEqual(page.complaints, []);
	});
