// pages.mjs -- every page of the site that a person can meet, in each of the forms it has: for the tests that look at all of them.
import { links, stayedToken, stopToken } from '../../matrix/objects.mjs';
import { formFields } from './client.mjs';
import { finding } from './evidence.mjs';
import { instance } from './instance.mjs';
import { cookies, memberNamed } from './people.mjs';

const one = (sql) => instance.sql(sql)[0];
const visibleThread = 'deleted_at IS NULL AND NOT locked';
const path = ([id, slug]) => `/t/${id}/${slug}`;

// Threads of the demo that have what a page can show.
export const threads = {
	long: path(one(`SELECT id, slug FROM community.thread WHERE ${visibleThread} ORDER BY answers + comments DESC, id LIMIT 1`)),
	solved: path(one(`SELECT id, slug FROM community.thread WHERE ${visibleThread} AND state = 'confirmed' ORDER BY answers DESC, id LIMIT 1`)),
	company: path(one(`SELECT id, slug FROM community.thread WHERE ${visibleThread} AND solved ORDER BY (state = 'solved_unconfirmed') DESC, id LIMIT 1`)),
	unanswered: path(one(`SELECT id, slug FROM community.thread WHERE ${visibleThread} AND kind = 'question' AND answers = 0 ORDER BY id LIMIT 1`)),
	discussion: path(one(`SELECT id, slug FROM community.thread WHERE ${visibleThread} AND kind = 'discussion' ORDER BY answers DESC, id LIMIT 1`)),
};
const [openTopic] = one('SELECT slug FROM community.topic WHERE open ORDER BY threads DESC LIMIT 1');
const [tag] = one('SELECT name FROM community.tag ORDER BY threads DESC, name LIMIT 1');
const threadOf = (address) => address.split('/')[2];
// Who has most to show.
const [helper] = one('SELECT username FROM standing.member_score JOIN community.member ON id = m ORDER BY hv + fv + tv DESC LIMIT 1') ?? [instance.member.name];
const ofMember = (name) => path(one(`SELECT t.id, slug FROM community.thread t JOIN community.member m ON m.id = author_id
	WHERE username = '${name}' AND t.deleted_at IS NULL AND kind = 'question' ORDER BY t.answers DESC LIMIT 1`) ?? ['0', 'x']);
threads.mine = ofMember(instance.member.name);

const [asked] = one(`SELECT id FROM community.post WHERE thread_id = ${threadOf(threads.mine)} AND kind = 'question'`);
const [edited] = one('SELECT id FROM community.post WHERE revision > 1 AND deleted_at IS NULL ORDER BY revision DESC, id LIMIT 1');
const [[minePost]] = instance.sql(`INSERT INTO community.post (thread_id, kind, author_id, source, html, plain)
	SELECT ${threadOf(threads.discussion)}, 'reply', id, 'Take it *back*?', '<p>Take it <em>back</em>?</p>', 'Take it back?'
	FROM community.member WHERE username = '${instance.member.name}' RETURNING id`);

// Those who look: { name: cookie }. The member has asked, answered, and has notices and drafts.
export const viewers = (() => {
	const names = ['member', 'moderator', 'admin'];
	const signed = cookies(names.map((role) => memberNamed(instance[role].name)));
	return { guest: '', ...Object.fromEntries(names.map((name, i) => [name, signed[i]])) };
})();
const me = memberNamed(instance.member.name);
instance.sql(`
	TRUNCATE ops.rate;
	INSERT INTO community.draft (member_id, place, fields) VALUES
		(${me.id}, 't/${threadOf(threads.unanswered)}', 'body=Have+you+tried%0A%0A*+this%3F'),
		(${me.id}, 'ask', 'title=Half+a+question+about+roaming&body=It+does') ON CONFLICT DO NOTHING;
	INSERT INTO community.notice (member_id, kind, actor_id, thread_id)
		SELECT ${me.id}, 'followed', author_id, id FROM community.thread WHERE author_id <> ${me.id} ORDER BY id LIMIT 3 ON CONFLICT DO NOTHING;
	INSERT INTO community.policy_version (slug, revision, title, source, html, member_id) VALUES
		('looked-at', 1, 'Looked at', 'Be kind.', '<p>Be kind.</p>', ${me.id}),
		('looked-at', 2, 'Looked at', 'Be **kind**, and brief.', '<p>Be <strong>kind</strong>, and brief.</p>', ${me.id}) ON CONFLICT DO NOTHING`);

const read = (name, address, status = 200) => ({ name, address, status });
// Whoever has its address may do something: nobody keeps it.
const secret = (name, address) => ({ ...read(name, address), secret: true });
const sent = (name, address, fields, status) => ({ name, address, fields, status });

const everybody = [
	read('home', '/'),
	read('home, unanswered', '/?tab=unanswered'),
	read('home, solved', '/?tab=solved'),
	read('home, past the end', '/?tab=active&before=1.1'),
	read('topics', '/topics'),
	read('topic', `/topic/${openTopic}`),
	read('tags', '/tags'),
	read('tag', `/tag/${encodeURIComponent(tag)}`),
	read('long thread', threads.long),
	read('solved thread', threads.solved),
	read('thread the company calls solved', threads.company),
	read('unanswered thread', threads.unanswered),
	read('discussion', threads.discussion),
	read('history', `/a/${edited}/history`),
	read('search', '/search'),
	read('search, found', '/search?q=roaming+data'),
	read('search, narrowed', `/search?q=sim&state=solved&topic=${openTopic}&after=2001-01-01`),
	read('search, nothing', '/search?q=xyzzyplugh'),
	read('search, misspelt', '/search?q=roamign'),
	read('ask', '/ask'),
	read('ask, with matches', '/ask?q=My+SIM+does+not+work+after+the+swap'),
	read('deflected', `/ask/solved/${threadOf(threads.solved)}`),
	read('profile', `/u/${instance.member.name}`),
	read('profile, questions', `/u/${instance.moderator.name}?tab=questions`),
	read('levels', '/levels'),
	read('help', '/help'),
	read('policy', '/policy/privacy'),
	read('policy, what it said before', '/policy/looked-at/history'),
	read('why', `/u/${helper}/why`),
	read('why, found', `/u/${helper}/why?part=found`),
	read('why, waiting', `/u/${helper}/why?part=waiting`),
	read('ties', `/u/${helper}/ties`),
	read('helpers', '/helpers'),
	read('helpers, nobody', '/helpers?month=2001-02'),
	read('network', '/network'),
	read('network, further', '/network?after=100000.0.0'),
	read('nothing there', '/no/such/page', 404),
	read('no such thread', '/t/999999999/x', 404),
	sent('form in a place that takes none', '/topics', {}, 405),
];

// Behind the links of mails.
const [confirm, reset, claim, email] = links(['confirm valid', 'reset valid', 'claim valid', 'email valid']);
const stop = stopToken(me, 'thanks');
const [stayed, stayedAsker] = one(`INSERT INTO community.stayed_solved (thread_id, episode, days, member_id)
	SELECT id, episode, 3, author_id FROM community.thread WHERE ${visibleThread} AND solved ORDER BY id LIMIT 1
	ON CONFLICT (thread_id, episode, days) DO UPDATE SET asked_at = now() RETURNING thread_id, member_id`);

const guests = [
	secret('confirm', `/confirm/${confirm}`),
	secret('new password', `/reset/${reset}`),
	sent('new password, refused', `/reset/${reset}`, { password: 'short' }, 422),
	secret('claim', `/reset/${claim}`),
	secret('did it stay solved', `/stayed/${stayedToken(stayed, stayedAsker)}`),
	secret('new address', `/email/${email}`),
	secret('stop mail', `/mail/stop/${stop}`),
	sent('stop mail, done', `/mail/stop/${stop}`, { 'List-Unsubscribe': 'One-Click' }, 200),
	read('sign up', '/signup'),
	sent('sign up, refused', '/signup', { username: 'A b', display: 'Support', email: 'nobody', password: 'short' }, 422),
	read('sign in', '/signin'),
	sent('sign in, refused', '/signin', { name: 'nobody-here', password: 'wrong password' }, 422),
	read('reset', '/reset'),
	sent('reset, sent', '/reset', { name: 'nobody-here' }, 200),
	read('link that is over', '/reset/over', 404),
	sent('answer without a session', `/t/${threadOf(threads.unanswered)}/answer`, { body: 'Words that **stay**.\n\n* a\n* b' }, 403),
	sent('question without a session', '/ask', { title: 'A title', body: 'Words', product: 'Pixel', tags: 'a b', topic: openTopic, step: 'post' }, 403),
];

const members = [
	read('home, mine', '/?tab=mine'),
	read('my thread', threads.mine),
	read('ask, details', '/ask?q=My+SIM+does+not+work&step=details'),
	sent('ask, refused', '/ask', { title: 'x', body: '', tags: 'a,b,c,d,e,f', product: 'x'.repeat(81), topic: '', step: 'post' }, 422),
	sent('ask, preview', '/ask', { title: 'Half a question', body: '# Heading\n\n> quote\n\n```\ncode\n```\n\n1. one\n2. two', topic: openTopic, tags: 'sim', step: 'preview' }, 200),
	sent('answer, empty', `/t/${threadOf(threads.unanswered)}/answer`, { body: '' }, 422),
	sent('answer, too long', `/t/${threadOf(threads.unanswered)}/answer`, { body: 'long '.repeat(7000) }, 422),
	sent('answer, too deep', `/t/${threadOf(threads.unanswered)}/answer`, { body: `${'> '.repeat(40)}deep` }, 422),
	sent('answer, preview', `/t/${threadOf(threads.unanswered)}/answer`, { body: '**Bold** and `code`\n\n* a\n* b', preview: '1' }, 200),
	sent('act, refused', `/t/${threadOf(threads.mine)}/act`, { act: 'me-too' }, 403),
	sent('act, unknown', `/t/${threadOf(threads.long)}/act`, { act: 'nonsense' }, 422),
	sent('answer with an old key', `/t/${threadOf(threads.unanswered)}/answer`, { body: 'Kept words.', key: 'x' }, 403),
	read('edit', `/a/${asked}/edit`),
	sent('edit, refused', `/a/${asked}/edit`, { title: 'x', body: '', product: 'x'.repeat(81), tags: 'a,b,c,d,e,f', revision: '1' }, 422),
	sent('edit, preview', `/a/${asked}/edit`, { title: 'Another title', body: '**Other** words', revision: '1', preview: '1' }, 200),
	sent('edit, stale', `/a/${minePost}/edit`, { body: 'Other words', revision: '99' }, 409),
	read("edit another's", `/a/${edited}/edit`, 403),
	read('delete', `/a/${minePost}/delete`),
	read('delete, refused', `/a/${asked}/delete`, 409),
	read('drafts', '/drafts'),
	read('why, mine', `/u/${instance.member.name}/why`),
	read('notices', '/notices'),
	read('settings', '/settings'),
	sent('settings, refused', '/settings', { display: 'Support', bio: 'x'.repeat(1001), zone: 'Mars/Olympus', locale: 'xx' }, 422),
	read('settings, password', '/settings/password'),
	sent('settings, password, refused', '/settings/password', { password: 'wrong', new_password: 'short' }, 422),
	read('settings, e-mail', '/settings/email'),
	sent('settings, e-mail, refused', '/settings/email', { email: 'nobody', password: 'wrong' }, 422),
	read('settings, sessions', '/settings/sessions'),
	read('settings, notices', '/settings/notices'),
	read('settings, data', '/settings/data'),
	sent('settings, data, refused', '/settings/data', { password: 'wrong' }, 422),
	read('settings, erase', '/settings/erase'),
	sent('settings, erase, refused', '/settings/erase', { password: 'wrong', texts: 'remove' }, 422),
];

const [theirs] = one(`SELECT id FROM community.post WHERE kind = 'answer' AND deleted_at IS NULL AND author_id <> ${me.id} ORDER BY id LIMIT 1`);
const suggested = () => one(`INSERT INTO community.suggestion (post_id, author_id, base, member_id, source, note)
	SELECT p.id, p.author_id, p.revision, m.id, p.source || E'\n\nAnd **one** more line.', 'One more line' FROM community.post p
	JOIN community.member m ON m.id = (SELECT min(id) FROM community.member o WHERE o.id NOT IN (p.author_id, ${me.id}) AND NOT EXISTS
		(SELECT FROM community.suggestion s WHERE s.post_id = p.id AND s.member_id = o.id))
	WHERE p.id = ${asked} RETURNING id`)[0];
const onMine = suggested();
const onMineStale = suggested();
instance.sql(`UPDATE community.suggestion SET base = 999 WHERE id = ${onMineStale}`);
members.push(
	read('suggested edits', '/suggestions'),
	read('suggested edit', `/suggestion/${onMine}`),
	read('suggested edit, stale', `/suggestion/${onMineStale}`),
	sent('suggested edit, too late', `/suggestion/${onMine}`, { act: 'approve', revision: '999' }, 409),
	read('edit tags', `/t/${threadOf(threads.mine)}/tags`),
	sent('edit tags, refused', `/t/${threadOf(threads.mine)}/tags`, { tags: 'a,b,c,d,e,f', revision: '1' }, 422),
	sent('edit tags, stale', `/t/${threadOf(threads.mine)}/tags`, { tags: 'quite-new', revision: '99' }, 409),
);
const suggesting = [
	read('suggest an edit', `/a/${theirs}/suggest`),
	sent('suggest an edit, refused', `/a/${theirs}/suggest`, { body: '', reason: 'x'.repeat(101), revision: '1' }, 422),
	sent('suggest an edit, stale', `/a/${theirs}/suggest`, { body: 'Other words', revision: '99' }, 409),
	sent('suggest an edit, preview', `/a/${theirs}/suggest`, { body: '**Other** words', revision: '1', preview: '1' }, 200),
];
const thresholds = Object.fromEntries([[1, 2, 60], [2, 4, 70], [3, 5, 75], [4, 6, 80]].flatMap(([n, people, ratio]) =>
	[[`people-${n}`, people], [`ratio-${n}`, ratio], [`keep-people-${n}`, 1], [`keep-ratio-${n}`, 40]]));
const limits = Object.fromEntries('days=90&pair_share=20&pair_acts=5&pair_credit=3000&mutual_acts=3&mutual_share=20&circle_acts=2&circle_share=10&burst_acts=4&burst_seconds=600&quick_seconds=60&quick_acts=1&newcomer_days=30&newcomer_acts=2&inactive_share=50&inactive_acts=2&inactive_accounts=3'
	.split('&').map((x) => x.split('=')));
const thresholdPages = [
	read('limits of evidence', '/admin/evidence'),
	sent('limits, preview', '/admin/evidence', { ...limits, act: 'preview', base: '1' }, 200),
	sent('limits, refused', '/admin/evidence', { ...limits, days: 'many', act: 'preview', base: '1' }, 422),
	read('thresholds', '/admin/levels'),
	sent('thresholds, preview', '/admin/levels', { ...thresholds, judgements: '3', 'settle-days': '7', act: 'preview', base: '1' }, 200),
	sent('thresholds, refused', '/admin/levels', { ...thresholds, 'people-1': 'many', judgements: '3', 'settle-days': '7', act: 'preview', base: '1' }, 422),
];

instance.sql(`INSERT INTO ops.job (kind, payload, attempts, taken_at, failed_at, error) VALUES ('page.dead', '{"subject": 7}', 5, now(), now(), 'nobody listens: ' || repeat('x', 300))`);
const running = [
	read('admin', '/admin'),
	read('settings of the site', '/admin/settings'),
	sent('settings of the site, refused', '/admin/settings', { setting: 'theme.dark', value: '#111111', base: '0' }, 422),
	sent('settings of the site, without password', '/admin/settings', { setting: 'site.name', value: 'Another', base: '0' }, 422),
	sent('logo, none chosen', '/admin/settings/logo', { base: '0' }, 422),
	read('announcements', '/admin/announcements'),
	read('announcement, new', '/admin/announcements/new'),
	sent('announcement, previewed', '/admin/announcements/new', { text: 'No *calls* today.', kind: 'outage', audience: 'all', preview: '1' }, 200),
	sent('announcement, refused', '/admin/announcements/new', { text: '', audience: 'topic', thread: 'x', until: 'x' }, 422),
	read('policies', '/admin/policies'),
	read('policy, to be changed', '/admin/policies/terms'),
	sent('policy, previewed', '/admin/policies/terms', { title: 'Terms', body: 'Be **kind**.', base: '0', preview: '1' }, 200),
	sent('policy, refused', '/admin/policies/new', { slug: 'A', title: '', body: '', base: '0' }, 422),
	read('mail', '/admin/mail'),
	read('before a post is published', '/admin/harm'),
	sent('before a post is published, tried', '/admin/harm', { act: 'try', base: '0', 'harm.account_patterns': 'FN-######', text: 'I am FN-204418' }, 200),
	sent('before a post is published, refused', '/admin/harm', { act: 'save', base: '0', 'harm.hold': '1', 'harm.account_patterns': '@@@@' }, 422),
	read('members', '/admin/members'),
	read('members, looked for', '/admin/members?q=a&role=1&sort=name'),
	sent('members, by address', '/admin/members', { address: '127.0.0.0/16', email: '@example.org' }, 200),
	sent('members, refused', '/admin/members', { address: '10.0.0.0/8', email: 'nobody', since: 'yesterday' }, 422),
	read('account of a member', `/admin/member/${me.id}?show=addresses`),
	sent('account of a member, without password', `/admin/member/${me.id}`, { act: 'email', email: 'new@example.org' }, 422),
	read('system', '/admin/system'),
	read('jobs', '/admin/jobs'),
	read('jobs, dropped', '/admin/jobs?state=dropped'),
	sent('jobs, refused', '/admin/jobs', { act: 'burn', job: '0' }, 422),
	read('topics, to look after', '/admin/topics'),
	sent('topics, a new one refused', '/admin/topics', { act: 'make', name: '', description: 'Typed' }, 422),
	read('a topic, to look after', '/admin/topics/1'),
	sent('a topic, merged without password', '/admin/topics/1', { act: 'merge', into: '2' }, 422),
	read('tags, to look after', '/admin/tags'),
	read('tags, found', '/admin/tags?q=a&by=name'),
	sent('tags, one refused', '/admin/tags', { act: 'make', name: 'a/b' }, 422),
	read('a tag, to look after', '/admin/tags/1'),
	sent('a tag, a synonym refused', '/admin/tags/1', { act: 'synonym', synonym: 'a/b' }, 422),
];

// A finding about the member that waits, and one that was voided and is appealed against.
const waiting = await finding({ helper: me });
const voided = await finding({ helper: me });
instance.sql(`INSERT INTO standing.finding_decision (finding, member_id, what) SELECT ${voided.id}, id, 'void' FROM community.member WHERE username = '${instance.admin.name}';
	INSERT INTO standing.appeal (finding, member_id, text) VALUES (${voided.id}, ${me.id}, 'We share an office, not an account.')`);
members.push(
	read('held credit', '/evidence/mine'),
	sent('appeal, empty', '/evidence/mine', { finding: String(waiting.id), body: '' }, 422),
);
const judging = [
	read('evidence', '/evidence'),
	read('evidence, decided', '/evidence?tab=decided'),
	read('finding', `/evidence/${waiting.id}`),
	read('finding, appealed against', `/evidence/${voided.id}`),
	sent('finding, refused', `/evidence/${waiting.id}`, { act: 'void', why: 'x'.repeat(1001) }, 422),
];

// A post of the member's that somebody reported, one that was hidden, and an appeal against that; the admin hid it, so the moderator answers.
const [[reportedPost], [hiddenPost]] = [1, 2].map(() => instance.sql(`INSERT INTO community.post (thread_id, kind, author_id, source, html, plain)
	SELECT ${threadOf(threads.discussion)}, 'reply', ${me.id}, 'Words.', '<p>Words.</p>', 'Words.' RETURNING id`)[0]);
const [[reportedItem]] = instance.sql(`SELECT item FROM community.report_add(NULL, ${reportedPost}, NULL, 'spam', 'Seen elsewhere', 0)`);
const [[judge, judgeSession]] = instance.sql(`SELECT m.id, max(s.id) FROM community.member m JOIN community.session s ON s.member_id = m.id
	WHERE username = '${instance.admin.name}' GROUP BY m.id`);
const [[hiding]] = instance.sql(`SELECT community.moderate(${judge}, ${judgeSession}, 'hide', 'spam', 'An advertisement.', ${hiddenPost}, NULL, NULL, '{}', NULL, NULL)`);
const [[sweptPost]] = instance.sql(`INSERT INTO community.post (thread_id, kind, author_id, source, html, plain)
	SELECT ${threadOf(threads.discussion)}, 'reply', ${me.id}, 'Words.', '<p>Words.</p>', 'Words.' RETURNING id`);
const [[swept]] = instance.sql(`SELECT community.sweep_begin(${judge}, ${judgeSession}, 'spam', '', '{${sweptPost}}', 'leave', 0)`);
const [[sweep]] = instance.sql(`UPDATE community.sweep SET ended_at = now() WHERE decision_id = ${swept} RETURNING id`);
const [[warning]] = instance.sql(`SELECT community.moderate(${judge}, ${judgeSession}, 'warn', 'abuse', 'Please stay friendly.', NULL, NULL, ${me.id}, '{}', NULL, NULL)`);
const [[appeal]] = instance.sql(`SELECT community.appeal_add(${me.id}, (SELECT max(id) FROM community.session WHERE member_id = ${me.id}), ${hiding}, 'It was useful.')`);
everybody.push(read('what moderators did', '/moderation/log'));
const ofSomebody = one(`SELECT id FROM community.post WHERE thread_id = ${threadOf(threads.solved)} AND author_id <> ${me.id} AND deleted_at IS NULL LIMIT 1`)[0];
guests.push(read('report', `/report/post/${ofSomebody}`), sent('report, refused', `/report/post/${ofSomebody}`, { reason: '' }, 422));
members.push(
	read('report, member', `/report/post/${ofSomebody}`),
	read('private details', `/t/${threadOf(threads.mine)}/private`),
	read('own reports', '/reports'),
	read('decisions about oneself', '/moderation/mine'),
	read('to appeal', `/moderation/appeal/${warning}`),
	sent('to appeal, empty', `/moderation/appeal/${warning}`, { body: '' }, 422),
	read('appealed', `/moderation/appeal/${hiding}`),
);
judging.push(
	read('queue', '/moderation'),
	read('item', `/moderation/item/${reportedItem}?did=${warning}`),
	read('a post to moderate', `/moderation/post/${hiddenPost}`),
	read('a thread to moderate', `/moderation/thread/${threadOf(threads.discussion)}`),
	read('account of a member, for a moderator', `/admin/member/${me.id}`),
	read('members, for a moderator', '/admin/members?q=a'),
	read('a member to moderate', `/moderation/member/${me.id}`),
	read('many posts', `/moderation/bulk?member=${me.id}&minutes=60`),
	read('many posts of a wave', '/moderation/bulk?by=wave&hours=24'),
	read('many posts like one', `/moderation/bulk?like=${hiddenPost}&by=words`),
	read('many posts hidden', `/moderation/sweep/${sweep}`),
	read('all decisions', '/moderation/log?all=1'),
	read('record', '/moderation/record'),
	read('an appeal', `/moderation/answer/${appeal}`),
	sent('criticism', '/moderation/act', { act: 'hide', rule: 'criticism', post: reportedPost }, 422),
);

const moderators = ['home', 'long thread', 'solved thread', 'discussion', 'profile', 'nothing there'];

// What each viewer looks at: a moderator and an admin only what may be different for them.
export const pagesOf = {
	guest: [...everybody, ...guests],
	member: [...everybody.filter(({ name }) => !['help', 'policy', 'tags'].includes(name)), ...members],
	moderator: [...everybody.filter(({ name }) => moderators.includes(name)), ...members.filter(({ name }) => ['ask, details', "edit another's"].includes(name)).map((page) => ({ ...page, status: 200 })), ...suggesting, ...judging],
	admin: [...everybody.filter(({ name }) => ['long thread', 'profile'].includes(name)), ...thresholdPages, ...running],
};

// Opens a page without a screen: { status, headers, html }.
export async function fetchPage(viewer, page) {
	const headers = { ...(viewers[viewer] ? { cookie: viewers[viewer] } : {}) };
	const answer = page.fields
		? await fetch(instance.url + page.address, {
			method: 'POST', redirect: 'manual', headers: { ...headers, origin: instance.url },
			body: new URLSearchParams({ ...(await keyFor(viewer)), ...page.fields }),
		})
		: await fetch(instance.url + page.address, { redirect: 'manual', headers });
	return { status: answer.status, headers: answer.headers, html: await answer.text() };
}

// The field that proves a member's form is his.
export async function keyFor(viewer) {
	if (!viewers[viewer])
		return {};
	const answer = await fetch(`${instance.url}/topics`, { headers: { cookie: viewers[viewer] } });
	return { key: new Map(formFields(await answer.text(), '/signout')).get('key') };
}

// Opens it in a browser's ${tab}, in which that viewer is signed in; its status. A form is sent from the page of topics.
export async function showPage(tab, viewer, page) {
	if (!page.fields)
		return (await tab.goto(page.address)).status();
	await tab.goto('/topics');
	const fields = { ...(await keyFor(viewer)), ...page.fields };
	const [answer] = await Promise.all([
		tab.waitForNavigation(),
		tab.evaluate(([action, pairs]) => {
			const form = document.createElement('form');
			form.method = 'post';
			form.action = action;
			for (const [name, value] of pairs) {
				const field = document.createElement('textarea');
				field.name = name;
				field.value = value;
				form.append(field);
			}
			document.body.append(form);
			form.submit();
		}, [page.address, Object.entries(fields)]),
	]);
	return answer.status();
}
