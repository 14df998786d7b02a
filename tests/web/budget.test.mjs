// What a page costs, first and next, on the wire and in the browser: the budgets of ../shared/design/ui.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { visitor } from './lib/browser.mjs';
import { instance } from './lib/instance.mjs';
import { fetchPage, pagesOf, threads, viewers } from './lib/pages.mjs';
import { memberNamed } from './lib/people.mjs';

const KB = 1024;
const FIRST = { html: 15 * KB, css: 8 * KB, js: 12 * KB, icon: 4 * KB, all: 50 * KB, requests: 8, nodes: 900 };
const NEXT = 15 * KB;
const names = ['home', 'long thread', 'search, found', 'ask, with matches', 'topic', 'profile', 'why', 'ties', 'network'];

const kind = (type) => (type === 'document' ? 'html' : type === 'stylesheet' ? 'css' : type === 'script' ? 'js' : 'icon');

// Opens ${address} and gives the bytes that travelled for each kind, heads of answers left out; a page's own fetches too.
async function cost(page, address) {
	const spent = { html: 0, css: 0, js: 0, icon: 0, all: 0, requests: 0 };
	const open = [];
	const note = (request) => open.push((async () => {
		const { responseBodySize } = await request.sizes();
		if (responseBodySize < 0) // from the browser's own store: nothing travelled
			return;
		spent[kind(request.resourceType())] += responseBodySize;
		spent.all += responseBodySize;
		spent.requests++;
	})());
	page.on('requestfinished', note);
	await page.goto(address, { waitUntil: 'load' });
	await page.waitForTimeout(200); // the icon comes after that
	page.off('requestfinished', note);
	await Promise.all(open);
	return { ...spent, nodes: await page.evaluate(() => document.getElementsByTagName('*').length) };
}

// As much as one page of a thread holds: answers as long as people write them, with comments.
const words = (await fetchPage('guest', { address: threads.long })).html.replace(/<[^>]*>/g, ' ').match(/[a-z]{3,}/g);
let word = 0;
const text = (n) => Array.from({ length: n }, () => words[(word += 7) % words.length]).join(' ');
const author = memberNamed(instance.moderator.name).id;
const [[full]] = instance.sql(`INSERT INTO community.thread (kind, topic_id, author_id, title, slug, state)
	SELECT 'question', min(id), ${author}, 'A thread of full length', 'full', 'answered' FROM community.topic RETURNING id`);
const post = (kind, parent, n) => `INSERT INTO community.post (thread_id, kind, parent_id, author_id, source, html, plain)
	SELECT ${full}, '${kind}', ${parent}, ${author}, t, '<p>' || t || '</p>', t FROM (SELECT '${text(n)}'::text) v (t) RETURNING id`;
instance.sql(post('question', 'NULL', 100));
for (let i = 0; i < 30; i++) {
	const [[answer]] = instance.sql(post('answer', 'NULL', 110));
	instance.sql(`${post('comment', answer, 20)}; ${post('comment', answer, 25)}; UPDATE community.post SET comments = 2 WHERE id = ${answer}`);
}
instance.sql(`UPDATE community.thread SET answers = 30, comments = 60, last_post_id = (SELECT max(id) FROM community.post WHERE thread_id = ${full}) WHERE id = ${full}`);
const addressOf = (name) => (name === 'full thread' ? `/t/${full}/full` : pagesOf.guest.find((page) => page.name === name).address);

for (const viewer of ['guest', 'member'])
	for (const name of [...names, 'full thread'])
		test(`${name}, seen by a ${viewer}, keeps to its budget`, async (t) => {
			const page = await visitor({ cookie: viewers[viewer] });
			const first = await cost(page, addressOf(name));
			t.diagnostic(Object.entries(first).map(([what, n]) => `${what} ${n}`).join(', '));
			// A member has two forms at each of its 21 posts, and can report each of these and 60 comments; that is more than the budget, and known;
			// an outage stands above, three policies below.
			const budget = { ...FIRST, ...(name === 'full thread' && viewer === 'member' ? { nodes: 1225 } : {}) };
			for (const [what, most] of Object.entries(budget))
				assert.ok(first[what] <= most, `${what}: ${first[what]} of at most ${most}`);
			assert.ok(first.css > 0 && first.html > 0, 'something was measured');

			const next = await cost(page, addressOf(name === 'home' ? 'full thread' : 'home'));
			t.diagnostic(`next: ${next.all} in ${next.requests}`);
			assert.ok(next.all <= NEXT, `next: ${next.all} of at most ${NEXT}`);
			assert.deepEqual([next.css, next.js], [0, 0], 'style and script are kept');
			await page.context().close();
		});
