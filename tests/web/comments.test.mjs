// Many comments on one post: a page of them at a time, each reached by links that stay good whatever comes and goes.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, unescape } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { member, post, thread } from './lib/scene.mjs';

const asker = member();
const helper = member();
const guest = new Client();

// ${n} comments on a post, a second apart, oldest first; their ids.
function comment(t, on, n, text = 'And then?') {
	const ids = instance.sql(`
		WITH c AS (INSERT INTO community.post (thread_id, kind, parent_id, author_id, source, html, plain, created_at)
			SELECT ${t.id}, 'comment', ${on}, ${asker.id}, '${text}', '<p>${text}</p>', '${text}', now() + i * interval '1 second'
			FROM generate_series(1, ${n}) i RETURNING id)
		SELECT id FROM c ORDER BY id`).map(([id]) => Number(id));
	instance.sql(`UPDATE community.post SET comments = comments + ${n} WHERE id = ${on}; UPDATE community.thread SET comments = comments + ${n} WHERE id = ${t.id}`);
	return ids;
}

const shown = (html) => [...html.matchAll(/<div class="comment" id="a(\d+)"/g)].map(([, id]) => Number(id));
const links = (html) => Object.fromEntries([...html.matchAll(/<a href="([^"]*[?&;]comments=[^"]*)">([^<]*)/g)].map(([, href, text]) => [text, unescape(href)]));
const pageOf = async (href) => {
	const answer = await guest.get(href.split('#')[0]);
	assert.equal(answer.status, 200, href);
	return answer.html;
};

// Follows "Further comments" to the end; all ids that were seen.
async function walk(href, most = 20) {
	const seen = [];
	for (let next = href; next; most--) {
		assert.ok(most > 0, 'it comes to an end');
		const html = await pageOf(next);
		const these = shown(html);
		assert.ok(these.length, `${next} shows some`);
		seen.push(...these);
		next = links(html)['Further comments'];
	}
	return seen;
}

test('two hundred and thirty comments: five, then a hundred a page, each once and in order', async () => {
	const t = thread(asker);
	const ids = comment(t, post(t, helper), 230);
	const first = await pageOf(t.path);
	assert.deepEqual(shown(first), ids.slice(0, 5));
	const all = links(first)['All 230 comments'];
	assert.deepEqual(shown(await pageOf(all)), ids.slice(0, 100));
	assert.deepEqual(await walk(all), ids);
});

test('a link to a page of comments shows the same when others come and go', async () => {
	const t = thread(asker);
	const answer = post(t, helper);
	const ids = comment(t, answer, 130);
	const next = links(await pageOf(`${t.path}?comments=${answer}`))['Further comments'];
	assert.deepEqual(shown(await pageOf(next)), ids.slice(100));
	instance.sql(`UPDATE community.post SET deleted_at = now() WHERE id IN (${ids[3]}, ${ids[50]}, ${ids[101]})`);
	const later = comment(t, answer, 1);
	instance.sql(`UPDATE community.post SET created_at = now() + interval '1 hour' WHERE id = ${later[0]}`);
	assert.deepEqual(shown(await pageOf(next)), [ids[100], ...ids.slice(102), later[0]]);
	// Even if the one it begins with is gone.
	instance.sql(`UPDATE community.post SET deleted_at = now() WHERE id = ${ids[100]}`);
	const html = await pageOf(next);
	assert.deepEqual(shown(html), [...ids.slice(102), later[0]]);
	assert.equal(shown(await pageOf(links(html)['From the first comment'])).length, 100);
});

test('comments on the question, and on an answer of a later page', async () => {
	const t = thread(asker);
	const onQuestion = comment(t, t.question, 7);
	const answers = Array.from({ length: 24 }, () => post(t, helper));
	const onLast = comment(t, answers[23], 120);
	assert.deepEqual(await walk(links(await pageOf(t.path))['All 7 comments']), onQuestion);
	const later = (await pageOf(t.path)).match(/rel="next" href="([^"]*)"/)[1];
	const link = links(await pageOf(later))['All 120 comments'];
	assert.ok(link.includes('from='), link);
	assert.deepEqual(await walk(link), onLast);
	// Each comment's own link leads to a page that shows it.
	for (const id of [onQuestion[0], onQuestion[6], onLast[0], onLast[60], onLast[119]]) {
		const { status, location } = await guest.get(`/a/${id}`);
		assert.equal(status, 303);
		assert.ok(location.endsWith(`#a${id}`), location);
		assert.ok(shown(await pageOf(location)).includes(id), `${location} shows it`);
	}
});

test('a link to the comments of an answer that has moved to another page leads on to it', async () => {
	const t = thread(asker);
	const answers = Array.from({ length: 24 }, () => post(t, helper));
	const ids = comment(t, answers[22], 8);
	const old = links(await pageOf((await pageOf(t.path)).match(/rel="next" href="([^"]*)"/)[1]))['All 8 comments'];
	instance.sql(`UPDATE community.post SET accepted = 1 WHERE id = ${answers[22]}`);
	assert.ok(shown(await pageOf(t.path)).length, 'it stands on the first page now');
	const { status, location } = await guest.get(old.split('#')[0]);
	assert.equal(status, 303);
	assert.deepEqual(shown(await pageOf(location)), ids);
	// The same from the first page, of one that stands on a later one; and for comments on the question.
	const moved = await guest.get(`${t.path}?comments=${answers[21]}`);
	assert.equal(moved.status, 303);
	assert.match(await pageOf(moved.location), new RegExp(`id="a${answers[21]}"`));
	assert.equal((await guest.get(`${t.path}?from=${answers[21]}&comments=${t.question}`)).location, `${t.path}?comments=${t.question}`);
});

test('a link from before the title was changed leads to the same page of answers and comments', async () => {
	const t = thread(asker);
	const answers = Array.from({ length: 22 }, () => post(t, helper));
	const ids = comment(t, answers[21], 8);
	const place = `?from=${answers[20]}&comments=${answers[21]}&since=${ids[2]}`;
	const { status, location } = await guest.get(`/t/${t.id}/as-it-was-called${place}`);
	assert.deepEqual([status, location], [301, t.path + place]);
	assert.deepEqual(shown(await pageOf(location)), ids.slice(2));
});

test('keys that name nothing here lead to the thread', async () => {
	const t = thread(asker);
	const answer = post(t, helper);
	const ids = comment(t, answer, 12);
	const other = post(thread(asker), helper);
	assert.equal((await guest.get(`${t.path}?from=${other}`)).location, t.path);
	const { location } = await guest.get(`${t.path}?comments=${other}`);
	assert.equal((await guest.get(location)).location, t.path);
	// A comment of another post begins nothing.
	assert.deepEqual(shown(await pageOf(`${t.path}?comments=${answer}&since=${other}`)), ids);
});

test('long comments: the page ends before it grows too long, and all can be reached', async () => {
	const t = thread(asker);
	const answer = post(t, helper);
	for (let i = 0; i < 20; i++)
		comment(t, post(t, helper), 5, 'x'.repeat(3000));
	const ids = comment(t, answer, 30, 'y'.repeat(30000));
	const html = await pageOf(`${t.path}?comments=${answer}`);
	assert.ok(html.length < 1 << 20);
	assert.deepEqual(shown(html).slice(0, 5), ids.slice(0, 5));
	assert.deepEqual((await walk(`${t.path}?comments=${answer}`)).filter((id) => ids.includes(id)), ids);
	const { location } = await guest.get(`/a/${ids[20]}`);
	assert.ok(shown(await pageOf(location)).includes(ids[20]));
});
