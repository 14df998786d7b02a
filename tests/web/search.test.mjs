// Searching: what is found, what is not, and the way on when nothing is.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { member, number, post, rareWord, thread } from './lib/scene.mjs';

const guest = new Client();
const search = (q, rest = {}) => guest.get(`/search?${new URLSearchParams({ q, ...rest })}`);

// The threads of a page of results, in order.
const results = (html) => [...html.split('<h2>This may be close')[0].matchAll(/<li><h3><a href="\/(?:t\/(\d+)\/|a\/(\d+))/g)].map(([, thread, post]) =>
	(thread ? Number(thread) : number(`SELECT thread_id FROM community.post WHERE id = ${post}`)));
const found = async (q, rest) => results((await search(q, rest)).html);

const asker = member(), helper = member();

// A question with a text of its own, and answers.
function question(title, text, ...answers) {
	const it = thread(asker, { title });
	it.answers = answers.map(() => post(it, helper));
	const texts = [[it.question, text], ...answers.map((plain, n) => [it.answers[n], plain])];
	instance.sql(texts.map(([id, plain]) => `UPDATE community.post SET plain = $x$${plain}$x$ WHERE id = ${id}`).join(';'));
	return it;
}

function accept(it, answer) {
	instance.sql(`INSERT INTO community.acceptance (thread_id, post_id, member_id) VALUES (${it.id}, ${answer}, ${asker.id});
		UPDATE community.post SET accepted = 1 WHERE id = ${answer};
		UPDATE community.thread SET state = 'confirmed', solved_at = now() WHERE id = ${it.id}`);
}

test('a word is found in title, question and answer, in every form, and each thread once', async () => {
	const w = rareWord();
	const titled = question(`Where are ${w}s made?`, 'nothing else'), asked = question('Something quite different', `about ${w} here and ${w} there`),
		answered = question('Something different, too', 'nothing', `Try a ${w}.`, `Or two ${w}s.`);
	assert.deepEqual((await found(w)).sort(), [titled.id, asked.id, answered.id].sort());
	assert.equal((await found(w))[0], titled.id, 'the title says most');
	assert.deepEqual((await found(`${w}s`)).length, 3);
	assert.deepEqual((await found(w.toUpperCase())).length, 3);
});

test('words of the title and of an answer find the answer together', async () => {
	const [a, b] = [rareWord(), rareWord()];
	const it = question(`My ${a} is broken`, 'no idea why', `Replace its ${b}, says the manual`);
	const { html } = await search(`${a} ${b}`);
	assert.match(html, new RegExp(`href="/a/${it.answers[0]}"`));
	assert.match(visible(html), /Answer by/);
});

test('phrases, words left out, either of two', async () => {
	const [a, b] = [rareWord(), rareWord()];
	const right = question('First of the phrases', `it says ${a} ${b} quite clearly`), wrong = question('Second of the phrases', `it says ${b} ${a} instead`);
	assert.deepEqual(await found(`"${a} ${b}"`), [right.id]);
	assert.deepEqual((await found(`${a} ${b}`)).sort(), [right.id, wrong.id].sort());
	assert.deepEqual(await found(`${a} -instead`), [right.id]);
	assert.equal((await found(`${a} -"${a} ${b}"`))[0], wrong.id);
	assert.equal((await found(`quite${a} or ${b}`)).length, 2);
});

test('tag, topic, author, state and date narrow it down, as words or as fields', async () => {
	const w = rareWord();
	const [one, two, three] = [1, 2, 3].map((n) => question(`A ${w} question, number ${n}`, 'text', n === 2 ? `a ${w} answer` : 'another answer'));
	const bare = question(`A ${w} question without answers`, 'text');
	accept(one, one.answers[0]);
	instance.sql(`INSERT INTO community.tag (name) VALUES ('${w}-tag');
		INSERT INTO community.tag_synonym SELECT '${w}-alias', id FROM community.tag WHERE name = '${w}-tag';
		INSERT INTO community.thread_tag (thread_id, tag_id, active_at) SELECT ${two.id}, id, now() FROM community.tag WHERE name = '${w}-tag';
		UPDATE community.thread SET topic_id = (SELECT max(id) FROM community.topic) WHERE id = ${three.id};
		UPDATE community.post SET created_at = '2020-05-05' WHERE thread_id = ${three.id};
		UPDATE community.thread SET created_at = '2020-05-05' WHERE id = ${three.id}`);
	const slug = instance.sql('SELECT slug FROM community.topic ORDER BY id DESC LIMIT 1')[0][0];
	const same = async (expected, word, fields) => {
		const ids = expected.map((t) => t.id).sort();
		assert.deepEqual((await found(`${w} ${word}`)).sort(), ids, word);
		assert.deepEqual((await found(fields.q ?? w, { ...fields, q: fields.q ?? w })).sort(), ids, JSON.stringify(fields));
	};
	await same([two], `tag:${w}-tag`, { tag: `#${w}-TAG` });
	await same([two], `#${w}-alias`, { tag: `${w}-alias` });
	await same([three], `topic:${slug}`, { topic: slug });
	await same([one, two, three], `@${helper.name}`, { author: helper.name });
	await same([], `@${asker.name} another`, { author: asker.name, q: `${w} another` });
	await same([one], 'is:solved', { state: 'solved' });
	await same([one], 'solved:yes', { state: 'solved' });
	await same([two, three, bare], 'is:unsolved', { state: 'unsolved' });
	await same([bare], 'is:unanswered', { state: 'unanswered' });
	await same([three], 'before:2021', { before: '2021-01-01' });
	await same([three], 'after:2020-05-05 before:2020-05-06', { after: '2020-05-05', before: '2020-05-06' });
	await same([one, two, bare], 'after:2021-02', { after: '2021-02-01' });
	assert.deepEqual(await found(`tag:${w}-tag`), [two.id], 'a tag alone');
	assert.deepEqual(await found(`tag:${w}-tag @${helper.name}`), [two.id]);
	assert.deepEqual(await found(`tag:${w}-tag is:solved`), []);
	assert.deepEqual(await found(`${w} topic:not-there`), []);
	assert.deepEqual(await found(`${w} @not-there`), []);
});

test('a solution comes before what only asks, sorted by match; the last touched first, sorted by activity', async () => {
	const w = rareWord();
	const open = question('A question of the same kind', `the ${w} is broken`), done = question('Another of the same kind', 'it fails', `the ${w} is broken`);
	accept(done, done.answers[0]);
	instance.sql(`UPDATE community.thread SET active_at = now() + interval '1 hour' WHERE id = ${open.id}`);
	assert.deepEqual(await found(w), [done.id, open.id]);
	assert.match(visible((await search(w)).html), /Solution by/);
	assert.deepEqual(await found(w, { sort: 'newest' }), [open.id, done.id]);
});

test('the passage that matches is marked, and what people wrote stays text', async () => {
	const w = rareWord();
	question(`Is <b>${w}</b> & co "safe"?`, `before <img src=x onerror=alert(1)> ${w} after \u0002 \u0003 end`);
	const { html } = await search(w);
	assert.match(html, new RegExp(`<mark>${w}</mark>`));
	assert.match(html, new RegExp(`&lt;b&gt;<mark>${w}</mark>&lt;/b&gt; &amp; co`));
	assert.ok(!html.includes('<img src=x'));
	assert.ok(!/[\u0002\u0003]/.test(html));
});

test('pages follow each other by key, without gaps and repetitions, however sorted', async () => {
	const w = rareWord();
	const all = instance.sql(`WITH threads AS (INSERT INTO community.thread (kind, topic_id, author_id, title, slug, state)
			SELECT 'question', (SELECT min(id) FROM community.topic), ${asker.id}, 'A ${w} question, number ' || n, 'x', 'open'
			FROM generate_series(1, 45) n RETURNING id)
		SELECT id FROM threads`).map(([id]) => Number(id)).sort();
	instance.sql(`INSERT INTO community.post (thread_id, kind, author_id, source, html, plain)
		SELECT id, 'question', author_id, '', '', CASE WHEN id % 2 = 0 THEN 'more ${w}' ELSE 'x' END
		FROM community.thread WHERE title LIKE 'A ${w} question%'`);
	for (const sort of ['', 'newest']) {
		const seen = [];
		let path = `/search?q=${w}&sort=${sort}`, pages = 0;
		while (path) {
			const { html } = await guest.get(path);
			seen.push(...results(html));
			path = html.match(/rel="next" href="([^"]+)"/)?.[1].replaceAll('&amp;', '&');
			pages++;
		}
		assert.equal(pages, 3);
		assert.deepEqual([...seen].sort(), all, `sorted by ${sort || 'match'}`);
	}
});

test('a word that everybody uses is cut off where it matters least: titles and the newest are there', async () => {
	const w = rareWord();
	const titled = question(`What is a ${w}, please?`, 'x');
	instance.sql(`WITH threads AS (INSERT INTO community.thread (kind, topic_id, author_id, title, slug, state, active_at)
			SELECT 'question', (SELECT min(id) FROM community.topic), ${asker.id}, 'One of very many', 'x', 'open', now() + n * interval '1 minute'
			FROM generate_series(1, 520) n RETURNING id)
		INSERT INTO community.post (thread_id, kind, author_id, source, html, plain)
		SELECT id, CASE n WHEN 0 THEN 'question' ELSE 'answer' END, ${asker.id}, '', '', '${w} here and ${w} there'
		FROM threads, generate_series(0, 10) n ORDER BY id, n`);
	assert.equal((await found(w))[0], titled.id);
	const newest = instance.sql(`SELECT id FROM community.thread WHERE title = 'One of very many' AND deleted_at IS NULL ORDER BY active_at DESC, id DESC LIMIT 20`);
	assert.deepEqual(await found(w, { sort: 'newest' }), newest.flat().map(Number));
	assert.deepEqual(await found(`"${w} there"`, { sort: 'newest' }), newest.flat().map(Number));
	instance.sql(`UPDATE community.thread SET deleted_at = now() WHERE title = 'One of very many'`);
});

test('what is deleted is not found', async () => {
	const w = rareWord();
	const gone = question(`A deleted ${w}`, 'x'), part = question(`Kept without it`, 'x', `a deleted ${w}`);
	instance.sql(`UPDATE community.thread SET deleted_at = now() WHERE id = ${gone.id};
		UPDATE community.post SET deleted_at = now() WHERE id = ${part.answers[0]}`);
	assert.deepEqual(await found(w), []);
	assert.deepEqual(await found(w, { sort: 'newest' }), []);
});

test('a slip of the finger is forgiven: "did you mean", and the way to ask with the words filled in', async () => {
	const w = rareWord(), slip = `${w.slice(0, 4)}${w[5] === w[4] ? 'z' : w[5]}${w[4]}${w.slice(6)}`;
	question(`How does a ${w} work?`, 'x');
	for (const end = Date.now() + 30000; !number(`SELECT count(*) FROM community.search_word WHERE word = '${w}'`);)
		assert.ok(Date.now() < end && await new Promise((done) => setTimeout(done, 300, true)));
	const { html, status } = await search(`broken ${slip}`, { state: 'unsolved' });
	assert.equal(status, 200);
	assert.match(visible(html), new RegExp(`Did you mean broken ${w} ?\\?`));
	assert.match(html, new RegExp(`href="/search\\?q=broken%20${w}&amp;state=unsolved"`));
	assert.match(html, new RegExp(`name="q" maxlength="150" value="broken ${slip}"`));
	// Where it would have found something, that is shown at once; further pages and other orders are those of what was meant.
	const mended = (await search(slip)).html;
	assert.match(visible(mended), new RegExp(`${slip} Did you mean ${w} ?\\?.* How does a ${w} work`));
	assert.match(mended, new RegExp(`<mark>${w}</mark>`));
	assert.match(mended, new RegExp(`href="/search\\?q=${w}&amp;sort=newest"`));
	assert.match(mended, new RegExp(`href="/ask\\?q=${slip}"`), 'the way to ask keeps the words as they were typed');
});

test('little found for what is said as one would ask it: what is like it stands below, but not beside operators', async () => {
	const [a, b, c] = [rareWord(), rareWord(), rareWord()];
	const exact = question(`My ${a} and my ${b} quarrel over a ${c}`, 'x'), like = question(`Why does my ${a} quarrel with everybody over a ${c}`, 'x');
	for (const end = Date.now() + 30000; number(`SELECT count(*) FROM community.search_pending WHERE thread_id IN (${exact.id}, ${like.id})`);)
		assert.ok(Date.now() < end && await new Promise((done) => setTimeout(done, 300, true)));
	const besides = async (q, more) => (await search(q, more)).html.split('This may be close, too')[1] ?? '';
	const shown = await besides(`${a} ${b} quarrel ${c}`);
	assert.match(shown, new RegExp(`/t/${like.id}/`));
	assert.doesNotMatch(shown, new RegExp(`/t/${exact.id}/`), 'what was found is not said twice');
	assert.doesNotMatch(shown, /solved-btn/);
	for (const q of [`${a} ${b}`, `"my ${a}" my ${b} quarrel ${c}`, `${a} ${b} quarrel ${c} -house`, `${a} ${b} quarrel ${c} is:unanswered`])
		assert.equal(await besides(q), '', q);
	assert.equal(await besides(`${a} ${b} quarrel ${c}`, { state: 'unanswered' }), '');
});

test('German threads are found by German stems, beside English ones', async () => {
	const w = rareWord();
	const german = question(`Die ${w} Verbindungen brechen ab`, 'x');
	instance.sql(`UPDATE community.thread SET language = 'community.german' WHERE id = ${german.id};
		UPDATE community.post SET plain = plain WHERE thread_id = ${german.id}`);
	assert.deepEqual(await found(`${w} Verbindung`), [german.id]);
	assert.deepEqual(await found(`${w} connection`), []);
	const english = question(`All ${w} connections fail`, 'x');
	assert.deepEqual(await found(`${w} connection`), [english.id]);
});

test('accents are folded: in words, in phrases, beside a slip, and where words are marked', async () => {
	const w = rareWord(), accented = `${w}é`, plain = `${w}e`;
	const written = question(`My ${accented} résumé`, 'nothing else', `The Ångström of an ${accented.toUpperCase()} is ${w}.`);
	const typed = question(`My ${plain} resume`, 'nothing else', `The angstrom of an ${plain} is ${w}.`);
	const both = [written.id, typed.id].sort();
	for (const q of [plain, accented, accented.toUpperCase(), `${w}e\u0301`, `"${plain} resume"`, `"${accented} résumé"`, `angstrom ${plain}`, `ångström ${accented}`])
		assert.deepEqual((await found(q)).sort(), both, q);
	assert.deepEqual((await found(plain, { sort: 'newest' })).sort(), both);

	const { html } = await search(`${plain} angstrom`);
	assert.match(html, new RegExp(`<mark>${accented}</mark>`), 'marked as it was written');
	assert.match(html, /<mark>Ångström<\/mark>/);

	thread(asker, { title: `Where is the ${w}ôté` });
	instance.sql(`INSERT INTO community.search_word (word, threads) VALUES ('${w}ôté', 1) ON CONFLICT DO NOTHING`);
	assert.doesNotMatch(visible((await search(`${w}ote`)).html), /Did you mean/, 'that is known');
	assert.match(visible((await search(`${w}otte`)).html), new RegExp(`Did you mean ${w}ôté`));
	assert.match(visible((await search(`${w}ôtte`)).html), new RegExp(`Did you mean ${w}ôté`));
});

test('in a language with stems, both ways to write a word have the same', async () => {
	const w = rareWord();
	const it = question(`Schöne ${w}`, 'Die Häuser stehen in Zürich');
	instance.sql(`UPDATE community.thread SET language = 'community.german' WHERE id = ${it.id}; UPDATE community.post SET plain = plain WHERE thread_id = ${it.id}`);
	for (const q of [`${w} Haus`, `${w} häuser`, `${w} zurich`, `schon ${w}`, `schön ${w}`])
		assert.deepEqual(await found(q), [it.id], q);
});

test('the page is for people, not for search engines, and the same for every guest', async () => {
	const { html, headers } = await search('');
	assert.match(html, /<meta name="robots" content="noindex">/);
	assert.equal(headers.get('set-cookie'), null);
	const again = await guest.send('/search?q=', { headers: { 'if-none-match': headers.get('etag') } });
	assert.equal(again.status, 304);
});

test('a date that is none is said to be none', async () => {
	for (const date of ['yesterday', '2026-13-01', '2026-02-30', '26-01-01', '2026-1-1x'])
		assert.match(visible((await search(`router after:${date}`)).html), /A date is written as 2026-01-31/, date);
});

test('nonsense is answered, not stumbled over', async () => {
	const long = 'x'.repeat(1500);
	for (const query of ['q=%27%22%5C%3A%26%7C%21%28%29', 'q="', 'q=-', 'q=-x', 'q="-"', 'q=%23', 'q=%40', 'q=tag%3A', 'q=the', 'q=<->', `q=${long}`, 'q=%F0%9F%98%80',
		'q=router&from=x', 'q=router&from=1', 'q=router&from=-1.-1', 'q=router&from=999999999999999999.999999999999999999',
		'q=router&sort=newest&from=-999999999999999999.1', 'q=router&sort=newest&from=999999999999999999.1', 'q=router&sort=newest&from=0.1',
		'sort=newest&state=solved&from=999999999999999999.9', `author=${long}`, 'tag=%27%3B--', 'after=9999-12-31', 'before=0001-01-01', 'q=\u0002\u0003'])
		assert.ok([200, 400].includes((await guest.get(`/search?${query}`)).status), query);
});
