// Moderating in a browser: a queue of eighty by keys alone, and by forms without scripts.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes, strike, visitor } from './lib/browser.mjs';
import { instance } from './lib/instance.mjs';
import { cookieOf, member, number, thread } from './lib/scene.mjs';

const [moderator, other, plain] = [member('moderator'), member('moderator'), member('moderator')];
const [asker, author] = [member(), member()];

// So many reported posts, graver than whatever else waits here; their ids.
function reported(n, by = author) {
	const t = thread(asker);
	// What a run that failed has left would come first.
	instance.sql('UPDATE community.queue_item SET done_at = now() WHERE done_at IS NULL AND harm = 900000');
	return instance.sql(`WITH p AS (INSERT INTO community.post (thread_id, kind, author_id, source, html, plain)
		SELECT ${t.id}, 'answer', ${by.id}, 'Answer ' || i, '<p>Answer ' || i || '</p>', 'Answer ' || i FROM generate_series(1, ${n}) i RETURNING id)
		SELECT id FROM p`).map(([id]) => Number(id)).map((id) => {
		instance.sql(`SELECT community.report_add(NULL, ${id}, NULL, 'spam', '', 0);
			UPDATE community.queue_item SET harm = 900000 WHERE post_id = ${id}`);
		return id;
	});
}
const decisions = (ids) => instance.sql(`SELECT action, rule, count(*) FROM community.decision WHERE post_id IN (${ids.join()}) AND undone_at IS NULL
	GROUP BY action, rule ORDER BY action, rule`).map((row) => row.join(' '));
const waiting = (ids) => number(`SELECT count(*) FROM community.queue_item WHERE post_id IN (${ids.join()}) AND done_at IS NULL`);
const focused = (page) => page.evaluate(() => document.activeElement.id);
// For a key that leads to another page, which is waited for.
const press = (page, key) => Promise.all([page.waitForNavigation(), strike(page, key)]);
const shownPost = async (page) => Number((await page.locator('article.post').getAttribute('id')).slice(1));

test('eighty items by keys alone: one key each, one more for another reason; the focus stays where keys work', async () => {
	const ids = reported(80);
	const page = await visitor({ cookie: cookieOf(moderator) });
	await page.goto('/moderation');
	assert.equal(await focused(page), 'main');
	await press(page, 'n');
	let keys = 0;
	for (let i = 0; i < 80; i++) {
		assert.equal(await focused(page), 'main', page.url());
		assert.ok(ids.includes(await shownPost(page)));
		if (i % 4 === 3) {
			await strike(page, '2');
			assert.ok(await page.locator('input[name=rule][value=abuse]').isChecked());
			assert.equal(await focused(page), 'main', 'choosing a reason leaves the focus');
			keys++;
		}
		await press(page, i % 2 ? 'h' : 'k');
		keys++;
	}
	assert.equal(keys, 100);
	assert.deepEqual(decisions(ids), ['hide abuse 20', 'hide spam 20', 'keep none 40']);
	assert.equal(waiting(ids), 0);
	// The last slip is taken back by a key as well, and its item is there again.
	await press(page, 'u');
	assert.equal(waiting(ids), 1);
	assert.equal(await focused(page), 'main');
	await press(page, 'h');
	assert.equal(waiting(ids), 0);
	assert.deepEqual(page.complaints, []);
	await page.context().close();
});

test('suggested edits alone, one after another, by keys: the way leads to the next of them, not to what else waits', async () => {
	instance.sql("UPDATE community.queue_item SET done_at = now() WHERE kind = 'suggestion' AND done_at IS NULL");
	const [graver] = reported(1);
	const ids = [1, 2].map(() => {
		const t = thread(asker);
		return Number(instance.sql(`INSERT INTO community.suggestion (post_id, author_id, base, member_id, source)
			VALUES (${t.question}, ${asker.id}, 1, ${author.id}, 'Better words.') RETURNING id`)[0][0]);
	});
	const state = (id) => instance.sql(`SELECT state FROM community.suggestion WHERE id = ${id}`)[0][0];
	const shown = (page) => Number(new URL(page.url()).pathname.match(/^\/suggestion\/(\d+)$/)?.[1]);
	const page = await visitor({ cookie: cookieOf(moderator) });
	await page.goto('/moderation?kind=suggestion');
	await press(page, 'n');
	const first = shown(page);
	assert.ok(ids.includes(first), page.url());
	await press(page, 's');
	assert.notEqual(shown(page), first, 'it is left to others, and comes last');
	await press(page, 's');
	assert.equal(shown(page), first);
	await press(page, 'a');
	assert.equal(shown(page), first, 'what came of it is seen');
	assert.equal(state(first), 'approved');
	await press(page, 'n');
	const second = shown(page);
	assert.deepEqual([first, second].sort(), [...ids].sort());
	await press(page, 'd');
	assert.equal(state(second), 'declined');
	await press(page, 'n');
	assert.match(page.url(), /\/moderation\?kind=suggestion$/);
	// A decision that leads on to one can be taken back there.
	instance.sql(`INSERT INTO community.suggestion (post_id, author_id, base, member_id, source)
		SELECT s.post_id, s.author_id, p.revision, ${author.id}, 'Other words.' FROM community.suggestion s JOIN community.post p ON p.id = s.post_id WHERE s.id = ${second};
		UPDATE community.queue_item SET harm = 800000 WHERE kind = 'suggestion' AND done_at IS NULL`);
	await page.goto('/moderation');
	await press(page, 'n');
	await press(page, 'h');
	assert.ok(shown(page), page.url());
	assert.deepEqual(decisions([graver]), ['hide spam 1']);
	await press(page, 'u');
	assert.deepEqual(decisions([graver]), []);
	assert.equal(waiting([graver]), 1);
	assert.deepEqual(page.complaints, []);
	await page.context().close();
});

test('words for the author are sent with Enter, and it is hidden, not kept', async () => {
	const [id] = reported(1);
	const page = await visitor({ cookie: cookieOf(moderator), size: sizes.phone });
	await page.goto('/moderation');
	await press(page, 'n');
	assert.equal(await shownPost(page), id);
	await page.locator('#note').fill('An advertisement.');
	await press(page, 'Enter');
	assert.deepEqual(decisions([id]), ['hide spam 1']);
	await page.context().close();
});

test('what one looks at the other is not given; after ten minutes he is', async () => {
	const ids = reported(2);
	const [one, two] = [await visitor({ cookie: cookieOf(moderator) }), await visitor({ cookie: cookieOf(other) })];
	for (const page of [one, two]) {
		await page.goto('/moderation');
		await press(page, 'n');
	}
	assert.notEqual(await shownPost(one), await shownPost(two));
	const mine = await shownPost(one);
	instance.sql(`UPDATE community.queue_item SET taken_at = now() - interval '11 minutes' WHERE post_id = ${mine}`);
	await press(two, 'k');
	assert.equal(await shownPost(two), mine);
	await press(two, 'k');
	assert.equal(waiting(ids), 0);
	await Promise.all([one, two].map((page) => page.context().close()));
});

test('without scripts the same by forms: next, a reason, hide, keep, take back, many at once', async () => {
	const seller = member();
	const ids = reported(4, seller);
	const page = await visitor({ cookie: cookieOf(plain), scripts: false });
	const push = async (name) => {
		const button = page.getByRole('button', { name });
		await button.focus();
		await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
	};
	await page.goto('/moderation');
	await push(/^Start with the first/);
	await page.getByRole('radio', { name: 'Abuse' }).focus();
	await page.keyboard.press('Space');
	await push(/^Hide/);
	await push(/^Keep/);
	await push(/^Undo$/);
	await push(/^Keep/);
	assert.deepEqual(decisions(ids), ['hide abuse 1', 'keep none 1']);
	await page.goto(`/moderation/bulk?member=${seller.id}&minutes=60`);
	await push(/^Hide these 3 posts/);
	assert.match(page.url(), /\/moderation\/sweep\/\d+$/);
	for (let i = 0; i < 100 && await page.locator('progress').count(); i++)
		await page.reload();
	assert.equal(waiting(ids), 0);
	await push(/^Take all of it back/);
	for (let i = 0; i < 100 && await page.locator('progress').count(); i++)
		await page.reload();
	assert.deepEqual(decisions(ids), ['hide abuse 1', 'keep none 1']);
	assert.equal(waiting(ids), 2);
	instance.sql(`UPDATE community.queue_item SET done_at = now() WHERE post_id IN (${ids.join()}) AND done_at IS NULL`);
	assert.deepEqual(page.complaints, []);
	await page.context().close();
});

test('on a phone all that can be decided is in reach before anything is scrolled, and covers a tenth of the window at most', async () => {
	const [id] = reported(1);
	instance.sql(`UPDATE community.post SET html = repeat('<p>So it goes on.</p>', 60), source = 'long', plain = 'long' WHERE id = ${id}`);
	const page = await visitor({ cookie: cookieOf(plain), scripts: false, size: sizes.phone });
	await page.goto(`/moderation/item/${number(`SELECT id FROM community.queue_item WHERE post_id = ${id} AND done_at IS NULL`)}`);
	const { height } = page.viewportSize();
	for (const name of [/^Hide/, /^Keep/, /^Skip/]) {
		const box = await page.getByRole('button', { name }).boundingBox();
		assert.ok(box.y >= 0 && box.y + box.height <= height, `${name} at ${box.y}`);
	}
	const bar = (await page.locator('.acts').boundingBox()).height;
	assert.ok(bar <= height / 10, `${bar} of ${height}`);
	await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: /^Hide/ }).click()]);
	assert.deepEqual(decisions([id]), ['hide spam 1']);
	await page.context().close();
});
