// Found from outside: what search engines, feed readers and those who share a link read. Canonical addresses, robots.txt, the sitemap,
// QAPage microdata, OpenGraph, Atom.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { Client, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { headOf, itemsOf } from './lib/microdata.mjs';
import { member, number, post, thread } from './lib/scene.mjs';

const asker = member();
const helper = member();
const guest = new Client();
const site = instance.url;
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const get = async (path, headers = {}) => {
	const answer = await guest.send(path, { headers });
	return { ...answer, path };
};
const page = async (path) => {
	const { status, html } = await get(path);
	assert.equal(status, 200, path);
	return html;
};

// ${xml} as [name, attributes, children and texts], read by expat, which takes nothing that is not well-formed. Names are those without
// their namespace, which must be the one of the root.
function parsed(xml) {
	const program = `import sys, json, xml.etree.ElementTree as E
def tree(e):
	return [e.tag, dict(e.attrib), ([e.text] if e.text and e.text.strip() else []) + [tree(c) for c in e]]
print(json.dumps(tree(E.fromstring(sys.stdin.buffer.read()))))`;
	return JSON.parse(execFileSync('python3', ['-c', program], { input: xml, encoding: 'utf8', maxBuffer: 1 << 26 }));
}
const named = ([, , children], name, space = 'http://www.w3.org/2005/Atom') => children.filter((c) => c[0] === `{${space}}${name}`);
const textOf = (element, name, space) => named(element, name, space).map((e) => e[2].join(''))[0];

// ---- canonical addresses, OpenGraph ----

const [[topic]] = instance.sql('SELECT slug FROM community.topic ORDER BY threads DESC, id LIMIT 1');
const [[tag]] = instance.sql('SELECT name FROM community.tag ORDER BY threads DESC, name LIMIT 1');

test('every way to a page names the same canonical address', async () => {
	const t = thread(asker, { title: 'Which “quotes” & <angles> are left?' });
	const answers = Array.from({ length: 22 }, () => post(t, helper));
	const cases = {
		[t.path]: t.path,
		[`${t.path}?comments=${answers[0]}`]: t.path,
		[`${t.path}?utm_source=x`]: t.path,
		[`${t.path}?from=${answers[20]}`]: `${t.path}?from=${answers[20]}`,
		'/': '/', '/?tab=active': '/', '/?tab=solved': '/', '/topics': '/topics', '/tags': '/tags', '/help': '/help',
		[`/topic/${topic}`]: `/topic/${topic}`, [`/topic/${topic}?tab=unanswered`]: `/topic/${topic}`,
		[`/tag/${encodeURIComponent(tag)}`]: `/tag/${encodeURIComponent(tag)}`,
		[`/u/${helper.name}`]: `/u/${helper.name}`,
	};
	for (const [path, canonical] of Object.entries(cases)) {
		const head = headOf(await page(path));
		assert.deepEqual(head.canonical, [site + canonical], path);
		assert.equal(head.robots, undefined, `${path} may be found`);
		assert.equal(head.og.url, site + canonical, path);
		assert.ok(head.og.title && head.og.site_name && head.og.type, path);
	}
	const moved = await get(`/t/${t.id}/an-older-slug`);
	assert.deepEqual([moved.status, moved.location], [301, t.path]);
});

test('pages that are not for search engines say noindex and name no address', async () => {
	const [[at]] = instance.sql('SELECT (extract(epoch FROM max(active_at)) * 1e6)::bigint FROM community.thread');
	for (const path of ['/search?q=sim', '/signin', '/signup', '/reset', `/?tab=active&before=${at}.9`, `/topic/${topic}?tab=active&before=${at}.9`]) {
		const head = headOf(await page(path));
		assert.equal(head.robots, 'noindex', path);
		assert.deepEqual([head.canonical, head.og], [[], {}], path);
	}
});

test('a shared link shows the title and how the question begins', async () => {
	const t = thread(asker, { title: 'Why “roaming” & not <home>?' });
	instance.sql(`UPDATE community.post SET plain = 'It says "no" & <nothing> else.' || repeat(' Word', 100) WHERE id = ${t.question}`);
	const { og, title, description } = headOf(await page((await get(`/t/${t.id}`)).location));
	assert.equal(og.title, t.title);
	assert.ok(title.startsWith(t.title));
	assert.equal(og.description, description);
	assert.match(description, /^It says "no" & <nothing> else\. Word/);
	assert.ok([...description].length <= 151, description);
});

// ---- robots.txt and the sitemap ----

test('robots.txt names the sitemap and lets threads be read', async () => {
	const { headers, html } = await get('/robots.txt');
	assert.match(headers.get('content-type'), /^text\/plain/);
	assert.ok(html.includes(`\nSitemap: ${site}/sitemap.xml\n`));
	const closed = [...html.matchAll(/^Disallow: (.*)$/gm)].map(([, path]) => path);
	const allowed = (path) => !closed.some((prefix) => path.startsWith(prefix));
	for (const path of ['/', '/t/1/x', '/topics', `/topic/${topic}`, '/tags', '/tag/x', '/u/x', '/feed.atom', '/static/app.css', '/sitemap.xml', '/sitemap/1'])
		assert.ok(allowed(path), path);
	for (const path of ['/search?q=x', '/ask', '/settings', '/notices', '/drafts', '/signin?next=x', '/a/1'])
		assert.ok(!allowed(path), path);
});

const space = 'http://www.sitemaps.org/schemas/sitemap/0.9';
async function sitemap(path) {
	const { status, headers, html } = await get(path);
	assert.equal(status, 200, path);
	assert.match(headers.get('content-type'), /^application\/xml/);
	const root = parsed(html);
	return { kind: root[0], entries: root[2].map((e) => ({ loc: textOf(e, 'loc', space), lastmod: textOf(e, 'lastmod', space) })) };
}

test('the sitemap: an index of parts, each thread once with its last change, none that was deleted', async () => {
	const here = thread(asker);
	const gone = thread(asker);
	instance.sql(`UPDATE community.thread SET deleted_at = now() WHERE id = ${gone.id}; UPDATE community.thread SET active_at = '2024-05-06 07:08:09Z' WHERE id = ${here.id}`);
	// Far away from all others, so that it has a part of its own, with empty ones before it.
	const far = 50_000_000 + number('SELECT floor(random() * 1000000)::int');
	instance.sql(`INSERT INTO community.thread (id, kind, topic_id, author_id, title, slug, state, active_at)
		SELECT ${far}, kind, topic_id, author_id, 'Far away', 'far-away', state, '2023-01-02 03:04:05Z' FROM community.thread WHERE id = ${here.id}`);
	try {
		const index = await sitemap('/sitemap.xml');
		assert.equal(index.kind, `{${space}}sitemapindex`);
		assert.ok(index.entries.every(({ loc, lastmod }) => loc.startsWith(`${site}/sitemap/`) && iso.test(lastmod)));
		assert.deepEqual(index.entries.at(-1), { loc: `${site}/sitemap/${Math.floor((far - 1) / 5000) + 1}`, lastmod: '2023-01-02T03:04:05Z' });
		assert.ok(index.entries.length < 1000, 'parts that hold nothing are not named');
		const all = [];
		for (const { loc, lastmod } of index.entries) {
			const part = await sitemap(new URL(loc).pathname);
			assert.equal(part.kind, `{${space}}urlset`);
			assert.ok(part.entries.length && part.entries.every((e) => e.lastmod <= lastmod), 'an index is as new as its newest');
			all.push(...part.entries);
		}
		assert.equal(new Set(all.map((e) => e.loc)).size, all.length);
		assert.ok(all.every(({ loc, lastmod }) => new RegExp(`^${site}/t/\\d+/[^<>"\\s]*$`).test(loc) && iso.test(lastmod)));
		assert.deepEqual(all.find((e) => e.loc === site + here.path)?.lastmod, '2024-05-06T07:08:09Z');
		assert.deepEqual(all.filter((e) => e.loc.includes(`/t/${gone.id}/`)), []);
		assert.equal(all.at(-1).loc, `${site}/t/${far}/far-away`);
		assert.equal((await get(`/sitemap/${Math.floor((far - 1) / 5000)}`)).status, 404, 'an empty part is none');
		assert.deepEqual(headOf(await page(here.path)).canonical, [site + here.path], 'what it names is canonical');
	} finally {
		instance.sql(`DELETE FROM community.thread WHERE id = ${far}`);
	}
});

// ---- microdata ----

const one = (item, name) => {
	assert.equal(item.props[name]?.length, 1, `${item.type} has one ${name}: ${JSON.stringify(item.props[name])?.slice(0, 200)}`);
	return item.props[name][0];
};

function holdsAnswer(item, { author, votes, text, id, path }) {
	assert.equal(item.type, 'https://schema.org/Answer');
	assert.equal(one(one(item, 'author'), 'name'), author);
	assert.equal(one(item, 'author').type, 'https://schema.org/Person');
	assert.equal(one(item, 'upvoteCount'), String(votes));
	assert.match(one(item, 'dateCreated'), iso);
	assert.equal(one(item, 'text'), text);
	assert.equal(one(item, 'url'), `${site}${path}#a${id}`);
}

test('a question thread is a QAPage: question, accepted and suggested answers, authors, dates, votes', async () => {
	const t = thread(asker, { state: 'answered', title: 'Who “answers” & when?' });
	const [best, second] = [post(t, helper, 'answer', null, 'Here it is.'), post(t, asker, 'answer', null, 'Perhaps here.')];
	post(t, helper, 'comment', second, 'Not part of it.');
	instance.sql(`UPDATE community.post SET accepted = 1, thanks = 2, helped = 3, votes_up = 4 WHERE id = ${best};
		UPDATE community.thread SET me_too = 7 WHERE id = ${t.id}`);
	const { location } = await get(`/t/${t.id}`);
	const items = itemsOf(await page(location), site + location);
	assert.equal(items.length, 1);
	assert.equal(items[0].type, 'https://schema.org/QAPage');
	const question = one(items[0], 'mainEntity');
	assert.equal(question.type, 'https://schema.org/Question');
	assert.equal(one(question, 'name'), t.title);
	assert.equal(one(question, 'text'), 'What is it?');
	assert.equal(one(question, 'answerCount'), '2');
	assert.equal(one(question, 'upvoteCount'), '7');
	assert.match(one(question, 'dateCreated'), iso);
	assert.equal(one(one(question, 'author'), 'name'), asker.name);
	holdsAnswer(one(question, 'acceptedAnswer'), { author: helper.name, votes: 9, text: 'Here it is.', id: best, path: location });
	holdsAnswer(one(question, 'suggestedAnswer'), { author: asker.name, votes: 0, text: 'Perhaps here.', id: second, path: location });
	assert.deepEqual(Object.keys(question.props).sort(),
		['acceptedAnswer', 'answerCount', 'author', 'dateCreated', 'name', 'suggestedAnswer', 'text', 'upvoteCount', 'url']);
});

test('a later page of answers tells which question they answer', async () => {
	const t = thread(asker);
	const answers = Array.from({ length: 22 }, () => post(t, helper));
	const path = `${t.path}?from=${answers[20]}`;
	const [{ props: { mainEntity: [question] } }] = itemsOf(await page(path), site + path);
	assert.equal(one(question, 'name'), t.title);
	assert.equal(one(question, 'text'), 'What is it?');
	assert.equal(one(question, 'answerCount'), '22');
	assert.deepEqual(question.props.suggestedAnswer.map((a) => one(a, 'url')), answers.slice(20).map((id) => `${site}${path}#a${id}`));
});

test('a discussion and a list hold no items', async () => {
	const t = thread(asker, { kind: 'discussion' });
	post(t, helper, 'reply');
	for (const path of [t.path, '/', `/topic/${topic}`])
		assert.deepEqual(itemsOf(await page(path), site + path), [], path);
});

// ---- Atom ----

// A feed, held to RFC 4287: { id, title, updated, links, entries: [{ id, title, updated, published, author, link, html }] }.
async function feed(path) {
	const { status, headers, html } = await get(path);
	assert.equal(status, 200, path);
	assert.match(headers.get('content-type'), /^application\/atom\+xml/);
	const root = parsed(html);
	assert.equal(root[0], '{http://www.w3.org/2005/Atom}feed');
	assert.equal(root[1]['{http://www.w3.org/XML/1998/namespace}base'], `${site}/`);
	const link = (e, rel) => named(e, 'link').find((l) => l[1].rel === rel)?.[1].href;
	const entries = named(root, 'entry').map((e) => ({
		id: textOf(e, 'id'), title: textOf(e, 'title'), updated: textOf(e, 'updated'), published: textOf(e, 'published'),
		author: textOf(named(e, 'author')[0], 'name'), link: link(e), html: textOf(e, 'content'), type: named(e, 'content')[0][1].type,
	}));
	const f = { id: textOf(root, 'id'), title: textOf(root, 'title'), updated: textOf(root, 'updated'), self: link(root, 'self'), page: link(root), entries, etag: headers.get('etag') };
	assert.deepEqual([f.id, f.self], [site + path, site + path]);
	assert.match(f.updated, iso);
	assert.ok(f.title);
	for (const e of entries) {
		assert.ok(e.title && e.author && e.id.startsWith(`${site}/`) && e.link.startsWith(`${site}/`) && e.type === 'html', JSON.stringify(e));
		assert.match(e.updated, iso);
		assert.match(e.published, iso);
		assert.ok(e.published <= e.updated && e.updated <= f.updated, e.id);
	}
	assert.equal(new Set(entries.map((e) => e.id)).size, entries.length);
	return f;
}

test('every list and thread that has a feed names it, and the feed names the page', async () => {
	const t = thread(asker);
	for (const path of ['/', `/topic/${topic}`, `/tag/${encodeURIComponent(tag)}`, t.path, `/u/${asker.name}`]) {
		const { feed: [link, ...more], canonical } = headOf(await page(path));
		assert.ok(link.title, path);
		assert.deepEqual(more, []);
		assert.equal((await feed(link.href)).page, canonical[0]);
	}
});

test('ids stay when titles and texts change; updated moves', async () => {
	const t = thread(asker, { title: 'Before it was edited' });
	const answer = post(t, helper, 'answer', null, 'First words.');
	const own = async () => (await feed('/feed.atom')).entries.find((e) => e.link.startsWith(`${site}/t/${t.id}/`));
	const before = { entry: await own(), thread: await feed(`/t/${t.id}/feed.atom`) };
	assert.ok(before.entry);
	assert.deepEqual(before.thread.entries.map((e) => e.id), [`${site}/a/${answer}`, `${site}/a/${t.question}`]);
	instance.sql(`UPDATE community.thread SET title = 'After it was edited', slug = 'after-it' WHERE id = ${t.id};
		UPDATE community.post SET html = '<p>Other <a href="/u/x">words</a>.</p>', revision = 2, edited_at = now() + interval '2 seconds', editor_id = ${asker.id} WHERE id IN (${answer}, ${t.question})`);
	const after = { entry: await own(), thread: await feed(`/t/${t.id}/feed.atom`) };
	assert.equal(after.entry.id, before.entry.id);
	assert.deepEqual([after.entry.title, after.entry.link], ['After it was edited', `${site}/t/${t.id}/after-it`]);
	assert.ok(after.entry.updated > before.entry.updated);
	assert.equal(after.entry.published, before.entry.published);
	assert.deepEqual(after.thread.entries.map((e) => e.id), before.thread.entries.map((e) => e.id));
	assert.ok(after.thread.updated > before.thread.updated);
	assert.equal(after.thread.entries[0].html, '<p>Other <a href="/u/x">words</a>.</p>');
	instance.sql(`UPDATE community.post SET deleted_at = now() WHERE id = ${answer}`);
	assert.deepEqual((await feed(`/t/${t.id}/feed.atom`)).entries.map((e) => e.id), [`${site}/a/${t.question}`]);
	instance.sql(`UPDATE community.thread SET deleted_at = now() WHERE id = ${t.id}`);
	assert.equal(await own(), undefined);
	assert.equal((await get(`/t/${t.id}/feed.atom`)).status, 404);
});

test('who has the feed already gets 304, until something is new', async () => {
	const t = thread(asker);
	const path = `/t/${t.id}/feed.atom`;
	const { etag } = await feed(path);
	assert.ok(etag);
	const again = await get(path, { 'if-none-match': etag });
	assert.deepEqual([again.status, again.html, again.headers.get('etag')], [304, '', etag]);
	assert.equal((await get(path, { 'if-none-match': '"another"' })).status, 200);
	post(t, helper);
	assert.equal((await get(path, { 'if-none-match': etag })).status, 200);
	for (const other of ['/feed.atom', `/topic/${topic}/feed.atom`, '/sitemap/1']) {
		const { headers } = await get(other);
		assert.ok(headers.get('etag'), other);
	}
});

test('whatever people call themselves and their threads, feed, sitemap and page can be read', async () => {
	const titles = [
		']]></title><script>alert(1)</script>', '&amp; &lt;b&gt; &#0; &bogus;', '"><img src=x onerror=alert(1)>', "O'Neill \u201cquotes\u201d \\\\ -->",
		'\u202eright to left\u202c and \u200b', 'emoji \u{1f4f1} and \u{10ffff}', 'control \u0001\u000b\u001f characters', 'no character: \ufffe\uffff',
	];
	const shown = (text) => text.replace(/[\u0001-\u0008\u000b\u000c\u000e-\u001f]/g, ' ').replace(/[\ufffe\uffff]/g, '\ufffd');
	for (const title of titles) {
		const t = thread(asker, { title: 'Something that is renamed at once' });
		const text = (s) => `convert_from('\\x${Buffer.from(s).toString('hex')}', 'UTF8')`;
		instance.sql(`UPDATE community.thread SET title = ${text(title)} WHERE id = ${t.id}; UPDATE community.member SET display = ${text(title.slice(0, 40))} WHERE id = ${helper.id};
			UPDATE community.post SET html = '<p>' || replace(replace(${text(title)}, '&', '&amp;'), '<', '&lt;') || '</p>' WHERE id = ${t.question}`);
		post(t, helper);
		const f = await feed(`/t/${t.id}/feed.atom`);
		assert.equal(f.title, shown(title));
		assert.equal(f.entries[0].author, shown(title.slice(0, 40)));
		assert.equal(visible(f.entries[1].html).trim(), shown(title).replace(/\s+/g, ' ').trim());
		assert.equal((await feed('/feed.atom')).entries.find((e) => e.link === site + t.path).title, shown(title));
		const html = await page(t.path);
		assert.equal(headOf(html).og.title, title);
		const [{ props: { mainEntity: [question] } }] = itemsOf(html, site + t.path);
		assert.equal(one(question, 'name'), title.replace(/\s+/g, ' ').trim());
	}
	instance.sql(`UPDATE community.member SET display = username WHERE id = ${helper.id}`);
	assert.ok((await sitemap('/sitemap/1')).entries.length);
});
