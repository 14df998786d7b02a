// Money stays out: whatever the company's rates and figures are, no public page is another by one byte.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client } from './lib/client.mjs';
import { eventually } from './lib/evidence.mjs';
import { startInstance } from './lib/instance.mjs';

const ofEach = 12; // pages of one route

// Another value for every column of the schema; a row for each, so that a new column fails the test until it has one.
const changes = {
	rate: {
		valid_from: "CASE WHEN valid_from = '-infinity' THEN '2001-01-01' ELSE valid_from + 1 END",
		margin: 'margin * 3 + 1', contact: 'contact * 5 + 3', acquisition: 'acquisition + 777', retention: 'retention - 70', discount: 'discount + 5',
		kept: 'kept + 9', by_accept: 'by_accept - 11', by_confirm: 'by_confirm + 50', by_helped: 'by_helped + 13', by_thanks: 'by_thanks + 17',
		by_found: 'by_found + 19', referred: 'referred + 23',
	},
	referral: { referred_id: 'referred_id + 1', referrer_id: 'referrer_id + 3', at: "at - interval '300 days'" },
	member_value: {
		member_id: 'member_id + 1000000', clv: 'clv + 1', avoided: 'avoided + 2', found: 'found + 3', retention: 'retention + 4', crv: 'crv + 5',
		cev: 'cev + 15', computed: 'computed - 3',
	},
};

// A page's own addresses, as a browser would follow them.
const linksIn = (html) => [...html.matchAll(/(?:href|src)="(\/[^"#]*)|<loc>https?:\/\/[^/<]+([^<#]*)/g)].map(([, path, of]) => (path ?? of).replaceAll('&amp;', '&'));

// Where to begin: the start page, and what no link leads to.
function beginnings(own) {
	const one = (sql) => own.sql(sql)[0][0];
	const answer = one(`SELECT p.id FROM community.post p JOIN community.member m ON m.id = p.author_id WHERE p.kind = 'answer' AND p.deleted_at IS NULL
		AND m.username <> '${own.member.name}' ORDER BY p.id LIMIT 1`);
	const suggestion = one(`INSERT INTO community.suggestion (post_id, author_id, base, member_id, source)
		SELECT p.id, p.author_id, p.revision, m.id, 'Other words' FROM community.post p, community.member m
		WHERE p.id = ${answer} AND m.username = '${own.member.name}' RETURNING id`);
	const solved = one('SELECT id FROM community.thread WHERE solved AND deleted_at IS NULL ORDER BY id LIMIT 1');
	const edited = one('SELECT id FROM community.post WHERE revision > 1 AND deleted_at IS NULL ORDER BY id LIMIT 1');
	own.sql(`INSERT INTO community.policy_version (slug, revision, title, source, html, member_id)
		SELECT 'kind', n, 'Kind', 'Be kind' || n, '<p>Be kind' || n || '</p>', id FROM community.member, generate_series(1, 2) n WHERE username = '${own.admin.name}';
		INSERT INTO community.picture (hash, bytes, width, height) VALUES ('0123456789ab', 'x', 1, 1)`);
	const copy = one(`WITH made AS (INSERT INTO community.export (member_id) SELECT id FROM community.member WHERE username = '${own.member.name}' RETURNING id, member_id),
		job AS (INSERT INTO ops.job (kind, payload) SELECT 'personal.export', jsonb_build_object('subject', member_id, 'other', id) FROM made)
		SELECT id FROM made`);
	return ['/', `/a/${edited}/history`, '/policy/kind/history', '/logo/0123456789ab.png', `/settings/data/${copy}/1`, '/search?q=sim', '/ask?q=My+SIM', `/ask/solved/${solved}`, `/a/${answer}/suggest`, `/a/${answer}/delete`, `/suggestion/${suggestion}`, '/evidence/mine', '/moderation', '/moderation/log', '/moderation/mine', '/reports',
		'/moderation/appeal/1', '/moderation/item/1', `/t/${solved}/stayed`, '/signin',
		'/theme-none.css', '/robots.txt', '/sitemap.xml', '/livez', '/readyz', '/feed.atom', '/favicon.ico'];
}

// The routes that everybody, or every member, may read: { pattern, at: RegExp }.
function publicRoutes(own) {
	const [head, ...lines] = own.bothy('routes').trim().split('\n').map((line) => line.split('\t'));
	return lines.map((line) => Object.fromEntries(head.map((name, i) => [name, line[i]])))
		.filter(({ doors, method, guard, roles }) => doors.includes('web') && method === 'GET' && guard !== 'form' && roles === 'any')
		.map(({ pattern }) => ({
			pattern,
			at: new RegExp(`^${pattern.replace(/\/\.\.\w+/g, '(?:/[^?]*)?').replace(/:\w+/g, '[^/?]+')}(?:\\?.*)?$`),
			constants: pattern.split('/').filter((part) => part && !/^(:|\.\.)/.test(part)).length,
		}))
		.sort((a, b) => b.constants - a.constants);
}

// Opens each of ${addresses}, and what they link to if it is to ${follow}: { pages: address → answer as text, patterns: of routes }.
async function crawl(client, routes, addresses, follow = false) {
	const pages = new Map();
	const queue = [...addresses];
	const seen = new Set(queue);
	const counts = new Map();
	while (queue.length) {
		const address = queue.shift();
		const route = routes.find(({ at }) => at.test(address));
		if (!route)
			continue;
		counts.set(route.pattern, (counts.get(route.pattern) ?? 0) + 1);
		if (follow && counts.get(route.pattern) > ofEach)
			continue;
		const { status, headers, html } = await client.get(address);
		const kept = [...headers].filter(([name]) => !['date', 'set-cookie', 'content-length'].includes(name)).map((pair) => pair.join(': ')).join('\n');
		pages.set(address, `${status}\n${kept}\n${html}`);
		for (const link of follow ? linksIn(html) : [])
			if (!seen.has(link) && !link.startsWith('/signin')) {
				seen.add(link);
				queue.push(link);
			}
	}
	return { pages, patterns: new Set(counts.keys()) };
}

const tokens = (text) => text.match(/[\w-]+|[^\w-]/g) ?? [];

// Where two answers of the same state differ already (keys of forms, an id of the request): what comes later may differ there, nowhere else.
function difference(first, again, later) {
	const [a, b, c] = [first, again, later].map(tokens);
	if (a.length !== b.length)
		return 'changes by itself in its length';
	if (a.length !== c.length) {
		const known = new Set(first.split('\n'));
		return `${a.length} tokens became ${c.length}; new: ${later.split('\n').filter((line) => !known.has(line) && !line.startsWith('etag')).slice(0, 3).join(' | ')}`;
	}
	const at = a.findIndex((token, i) => token === b[i] && token !== c[i]);
	return at < 0 ? null : `"${a.slice(at - 8, at + 3).join('')}" became "${c.slice(at - 8, at + 3).join('')}"`;
}

test('no public page changes by one byte, whatever the company reckons', async () => {
	const own = await startInstance();
	// What `work` does by itself is done: reputation, its picture, jobs.
	await eventually(() => own.sql(`SELECT COALESCE(d.day = p.day AND d.rebuilt_at = p.rebuilt_at, false) AND NOT p.rebuild_due AND p.applied > 0
		AND NOT EXISTS (SELECT FROM ops.job WHERE run_at <= now() AND failed_at IS NULL) FROM standing.drawn d, standing.progress p`)[0][0] === 't', 90);
	const columns = own.sql("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'money' ORDER BY 1, ordinal_position");
	assert.deepEqual(columns.map((pair) => pair.join('.')), Object.keys(changes).sort().flatMap((table) => Object.keys(changes[table]).map((column) => `${table}.${column}`)));

	own.sql('INSERT INTO money.referral (referred_id, referrer_id) SELECT id + 1, id FROM community.member WHERE id % 3 = 0 AND id + 1 <= (SELECT max(id) FROM community.member)');
	own.bothy('reputation', 'cev');
	const figures = () => own.sql('SELECT md5(string_agg(v::text, \',\' ORDER BY member_id)) FROM money.member_value v')[0][0];
	const before = figures();
	const routes = publicRoutes(own);
	const plain = { 'accept-encoding': 'identity' };
	const viewers = { guest: new Client(plain, own), member: await new Client(plain, own).signIn(own.member) };
	const start = beginnings(own);
	// A policy that no admin's page wrote is seen by each worker when it next looks by itself.
	const told = async () => (await Promise.all(Array.from({ length: 8 }, () => new Client({ connection: 'close' }, own).get('/')))).every(({ html }) => html.includes('/policy/kind"'));
	for (let since = Date.now(); !(await told()) && Date.now() - since < 60000;)
		await new Promise((done) => setTimeout(done, 500));
	assert.ok(await told());
	await eventually(() => own.sql('SELECT bool_and(done_at IS NOT NULL) FROM community.export')[0][0] === 't');
	const seen = {};
	for (const [name, client] of Object.entries(viewers)) {
		const { pages, patterns } = await crawl(client, routes, start, true);
		seen[name] = { known: [...pages.keys()], patterns };
	}
	for (const of of ['first', 'again']) {
		await new Promise((done) => setTimeout(done, 2500)); // what was read is counted within a second, and shown
		for (const [name, client] of Object.entries(viewers))
			seen[name][of] = (await crawl(client, routes, seen[name].known)).pages;
	}
	// Nothing that can be read is left out but what needs the link of a mail.
	const unseen = routes.filter(({ pattern }) => !seen.member.patterns.has(pattern) && !seen.guest.patterns.has(pattern)).map(({ pattern }) => pattern);
	assert.deepEqual(unseen.filter((pattern) => !/:token/.test(pattern)), []);

	async function compare(what) {
		const found = [];
		for (const [name, client] of Object.entries(viewers)) {
			const { pages } = await crawl(client, routes, seen[name].known);
			for (const [address, later] of pages) {
				const how = difference(seen[name].first.get(address), seen[name].again.get(address), later);
				if (how)
					found.push(`${name}, ${address}: ${how}`);
			}
		}
		assert.deepEqual(found.slice(0, 5), [], what);
	}
	await compare('nothing was changed');
	for (const [table, of] of Object.entries(changes))
		own.sql(`UPDATE money.${table} SET ${Object.entries(of).map(([column, to]) => `${column} = ${to}`).join(', ')}`);
	await compare('every column of every row was changed');
	own.bothy('reputation', 'cev');
	assert.notEqual(figures(), before);
	await compare('the figures were computed anew');
	own.sql('TRUNCATE money.member_value, money.referral, money.rate');
	await compare('all was deleted');
});
