// What people see of reputation: whom somebody helped, why the points are what they are, ties, helpers of the month.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, visible } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { cookies, memberNamed } from './lib/people.mjs';
import { keyOf, member, number, post, thread } from './lib/scene.mjs';

const guest = new Client();
const act = async (who, answer, name) =>
	assert.equal((await who.client.post(`/a/${answer}/act`, { key: await keyOf(who.client), act: name })).status, 303);

// Reads ${path} until ${seen} says yes of what is visible, as reputation follows within a second or so; gives that.
async function until(path, seen, client = guest) {
	for (let i = 0; ; i++) {
		const text = visible((await client.get(path)).html);
		if (seen(text))
			return text;
		assert.ok(i < 100, `${path} never says what is expected, but: ${text.slice(0, 1500)}`);
		await new Promise((done) => setTimeout(done, 200));
	}
}

// Somebody of the demo whose voice counts and who has something left to give, signed in.
function voice() {
	const [[name]] = instance.sql(`SELECT username FROM standing.member_voice v JOIN community.member m ON m.id = v.m
		WHERE v.level BETWEEN 1 AND 2 AND v.spent < 2000 AND m.state = 'active' ORDER BY v.spent, m.id LIMIT 1`);
	const who = memberNamed(name);
	const client = new Client();
	client.cookies.set(...cookies([who])[0].split('='));
	return { ...who, client };
}

// ---- what is on its way ----

test('thanks by a new member count as a person helped at once, and are on their way as points', async () => {
	const [asker, helper] = [member(), member()];
	const answer = post(thread(asker, { state: 'answered' }), helper);
	assert.match(visible((await guest.get(`/u/${helper.name}`)).html), /people helped 0/);

	await act(asker, answer, 'thanks');
	const page = await until(`/u/${helper.name}`, (text) => /person helped 1/.test(text));
	assert.match(page, /points – why\? on their way/, 'not zero');
	assert.match(page, /1 thank-you is on its way\. They count from the beginning of a month, once whoever gave them has a voice/);
	const why = visible((await guest.get(`/u/${helper.name}/why?part=waiting`)).html);
	assert.match(why, new RegExp(`Thanks · ${asker.name} · .* when the giver’s address is confirmed`));

	await act(asker, answer, 'thanks-undo');
	assert.match(await until(`/u/${helper.name}`, (text) => /people helped 0/.test(text)), /^(?!.*on (its|their) way).*points – why\? 0/);
	assert.match(visible((await guest.get(`/u/${helper.name}/why?part=waiting`)).html), /Nothing is on its way/);
});

test('from which day thanks count is said once it is known since when their giver is a customer', async () => {
	const [asker, helper] = [member(), member()];
	const answer = post(thread(asker, { state: 'answered' }), helper);
	await act(asker, answer, 'thanks');
	await until(`/u/${helper.name}`, (text) => /on its way/.test(text));
	// 40 days after the day reputation is at: the first month that begins 30 days after that
	instance.sql(`INSERT INTO standing.member_fact SELECT ${asker.id}, day + 40, false, false, 0, NULL, false, false, 0 FROM standing.progress
		ON CONFLICT (m) DO UPDATE SET since = EXCLUDED.since`);
	const [[first]] = instance.sql(`SELECT to_char(date_trunc('month', date '1970-01-01' + day + 69) + interval '1 month', 'FMDD Mon YYYY') FROM standing.progress`);
	assert.match(visible((await guest.get(`/u/${helper.name}`)).html), new RegExp(`They count from ${first.replace('Sep ', 'Sept ')} ?, when`));
	instance.sql(`DELETE FROM standing.member_fact WHERE m = ${asker.id}`);
});

// ---- why ----

test('thanks that count are a line with a share; taken back, a line with the same share less', async () => {
	const [giver, helper] = [voice(), member()];
	const t = thread(giver, { state: 'answered' });
	const answer = post(t, helper);
	await act(giver, answer, 'thanks');
	const given = await until(`/u/${helper.name}/why`, (text) => /Thanks ·/.test(text));
	const [, share] = given.match(/Together exactly (\d\.\d{5}) points/);
	assert.ok(Number(share) > 0);
	assert.ok(given.includes(`Help for others ${share}`));
	assert.ok(given.includes(t.title));

	await act(giver, answer, 'thanks-undo');
	const taken = await until(`/u/${helper.name}/why`, (text) => /Thanks taken back ·/.test(text));
	assert.ok(taken.includes('Help for others 0.00000'));
	assert.match(taken, /Together exactly 0\.00000 points/);
	assert.match(await until(`/u/${helper.name}`, (text) => /people helped 0/.test(text)), /ties 0/);
});

// All rows of a page and of those behind it: [text of the last cell …].
async function column(path) {
	const cells = [];
	while (path) {
		const { html, status } = await guest.get(path);
		assert.equal(status, 200);
		const table = [...html.matchAll(/<tbody>(.*?)<\/tbody>/gs)].pop()?.[1] ?? '';
		cells.push(...[...table.matchAll(/<tr.*?<\/tr>/gs)].map(([row]) => visible(row.match(/.*(<td.*<\/td>)/s)[1]).trim()));
		path = html.match(/rel="next" href="([^"]+)"/)?.[1].replace(/&amp;/g, '&');
	}
	return cells;
}

const millionths = (text) => (text === '–' ? 0 : Number(text.replace('−', '-').replace('.', '')));
const sum = (cells) => cells.reduce((all, text) => all + millionths(text), 0);

test('for everybody the shares of all pages sum to the points, to the last digit', async () => {
	const names = instance.sql(`SELECT username FROM standing.member_score s JOIN community.member m ON m.id = s.m
		WHERE m.state = 'active' AND username !~ '^[sx][0-9a-z]+-' ORDER BY hv + fv + tv DESC LIMIT 12`).flat();
	for (const name of names) {
		let wrong;
		for (let again = 0; again < 3; again++) { // somebody else's test may thank him meanwhile
			const [[help, found, ties]] = instance.sql(`SELECT hv, fv, tv FROM standing.member_score WHERE m = (SELECT id FROM community.member WHERE username = '${name}')`);
			const seen = [await column(`/u/${name}/why`), await column(`/u/${name}/why?part=found`), await column(`/u/${name}/ties`)];
			wrong = seen.map(sum).join() === [help, found, ties].join() ? null : `${name}: ${seen.map(sum)}, not ${help},${found},${ties}`;
			if (!wrong)
				break;
		}
		assert.equal(wrong, null);
	}
});

test('what one may still give is told to oneself alone', async () => {
	const me = voice();
	assert.match(visible((await me.client.get(`/u/${me.name}/why`)).html), /What you can still give: thanks \d+ more times?, or \d+ accepted solutions?/);
	for (const client of [guest, member().client])
		assert.doesNotMatch((await client.get(`/u/${me.name}/why`)).html, /can still give/);
	const fresh = member();
	assert.match(visible((await fresh.client.get(`/u/${fresh.name}/why`)).html), /Your thanks are kept and will count once you have a voice/);
});

// ---- who is not shown ----

test('somebody suspended is in no list and no picture, and has no pages of this kind', async () => {
	const [giver, helper] = [voice(), member()];
	await act(giver, post(thread(giver, { state: 'answered' }), helper), 'thanks');
	await until('/helpers', (text) => text.includes(helper.name));
	await until(`/u/${giver.name}/ties`, (text) => text.includes(helper.name));
	instance.sql(`UPDATE community.member SET state = 'suspended' WHERE id = ${helper.id}`);
	for (const path of ['/helpers', `/u/${giver.name}/ties`, '/network'])
		assert.doesNotMatch((await guest.get(path)).html, new RegExp(helper.name), path);
	assert.match(visible((await guest.get(`/u/${giver.name}/ties`)).html), /A suspended member/);
	for (const page of ['why', 'ties'])
		assert.equal((await guest.get(`/u/${helper.name}/${page}`)).status, 404);

	instance.sql(`UPDATE community.member SET state = 'former', display = 'Former member' WHERE id = ${helper.id}`);
	const ties = await guest.get(`/u/${giver.name}/ties`);
	assert.match(ties.html, /Former member/);
	assert.doesNotMatch(ties.html, new RegExp(`/u/${helper.name}`));
});

// ---- helpers of the month ----

test('helpers of a month stand by the people they helped, month by month', async () => {
	const [[month, shown]] = instance.sql(`SELECT month, to_char(make_date(month / 12, month % 12 + 1, 1), 'YYYY-MM') FROM standing.helped_month GROUP BY month
		HAVING count(*) > 3 AND month < (SELECT max(month) FROM standing.helped_month) ORDER BY month DESC LIMIT 1`);
	const expected = instance.sql(`SELECT m.username FROM standing.helped_month h JOIN community.member m ON m.id = h.h
		WHERE month = ${month} AND m.roles & 4 = 0 AND m.state <> 'suspended' ORDER BY h.people DESC, h.h LIMIT 50`).flat();
	const { html } = await guest.get(`/helpers?month=${shown}`);
	assert.deepEqual([...html.matchAll(/<li>.*?href="\/u\/([^"]+)"/gs)].map(([, name]) => name), expected);
	assert.match(html, /rel="next" href="\/helpers\?month=/);
	assert.match(html, /rel="prev" href="\/helpers\?month=/);
	assert.match((await guest.get('/')).html, /Helpers of the month.*<ol class="helpers">/s);
	for (const nonsense of ['2026', '2026-13', '9999-12', "'"])
		assert.equal((await guest.get(`/helpers?month=${encodeURIComponent(nonsense)}`)).status, 404, nonsense);
});

test('more helpers than a page holds are read by key: each once', async () => {
	const month = 1980 * 12; // long before anybody
	instance.sql(`INSERT INTO standing.helped_month SELECT ${month}, id, 1 + id % 3 FROM community.member WHERE roles & 4 = 0 AND state = 'active'
		ORDER BY id LIMIT 40; INSERT INTO community.member (username, display, skeleton) SELECT 'helper-' || n, 'Helper ' || n, 'helper' || n
		FROM generate_series(1, 70) n ON CONFLICT DO NOTHING;
		INSERT INTO standing.helped_month SELECT ${month}, id, 1 + id % 3 FROM community.member WHERE username LIKE 'helper-%' ON CONFLICT DO NOTHING`);
	const seen = [];
	for (let path = '/helpers?month=1980-01'; path; ) {
		const { html } = await guest.get(path);
		seen.push(...[...html.matchAll(/<li><span class="av.*?href="\/u\/([^"]+)"/gs)].map(([, name]) => name));
		path = html.match(/rel="next" href="([^"]+after[^"]+)"/)?.[1].replace(/&amp;/g, '&');
	}
	assert.equal(seen.length, number(`SELECT count(*) FROM standing.helped_month WHERE month = ${month}`));
	assert.equal(new Set(seen).size, seen.length);
	instance.sql(`DELETE FROM standing.helped_month WHERE month = ${month}; DELETE FROM community.member WHERE username LIKE 'helper-%'`);
});

// ---- the network ----

test('the network is drawn: a circle with a link and a title for each member, lines, and its value over time', async () => {
	await until('/network', (text) => /The same as a table/.test(text));
	const { html } = await guest.get('/network');
	const picture = html.match(/<div class="net.*?<\/div>/s)[0];
	const members = number(`SELECT count(*) FROM standing.place p JOIN community.member m ON m.id = p.m WHERE state NOT IN ('suspended', 'former')`);
	const circles = [...picture.matchAll(/<a href="(\/u\/[^"]+)"[^>]*><title>([^<]+)<\/title><circle cx="(\d+)" cy="(\d+)" r="(\d+)"\/><\/a>/g)];
	assert.equal(circles.length, members);
	assert.ok(circles.every(([, , title]) => /: \d+ (person|people) helped, \d+ ties?(, staff)?$/.test(title)));
	assert.match(picture, /<path class="l\d" d="M\d+ \d+L\d+ \d+/);
	assert.match(html, /<svg [^>]*role="img"><title>/);
	assert.doesNotMatch(html, / style=/);
	assert.equal((await guest.get(circles[0][1])).status, 200);
});

test('all ties can be read as a table, by key: each once, the strongest first', async () => {
	const seen = await column('/network');
	const strengths = seen.map((text) => parseInt(text, 10));
	assert.ok(strengths.every((strength, i) => !i || strength <= strengths[i - 1]));
	const all = number('SELECT count(*) FROM standing.tie_state WHERE strength > 0');
	assert.ok(Math.abs(seen.length - all) <= 5, `${seen.length} of ${all}`); // others' tests go on meanwhile
});
