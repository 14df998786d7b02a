// pages.mjs -- what is measured: for each page the requests, and the same statements with the same arguments for pgbench.
// That they are the same is looked at in tests/web/bench.test.mjs by name, and in bench.mjs by number.
import { ask, hasRoute } from './community.mjs';
import { pipeline, setOneOf, statement } from './pgbench.mjs';

// Threads whose page shows 20 posts: the question, answers, and at most five comments on each of them.
const threads = ask(`
	SELECT t.id, t.slug FROM community.thread t
	WHERE t.deleted_at IS NULL AND 20 = 1 + t.answers + (
		SELECT sum(LEAST(p.comments, 5)) FROM community.post p WHERE p.thread_id = t.id AND p.deleted_at IS NULL)
	ORDER BY t.id LIMIT 128`);
const threadPaths = threads.map(([id, slug]) => `/t/${id}/${slug}`);
const setThread = setOneOf('thread', threads.map(([id]) => id));
const [[topic]] = ask('SELECT slug FROM community.topic ORDER BY threads DESC LIMIT 1');

const threadStatements = [
	statement('thread_by_id', 'thread'),
	statement('posts_of_thread', 'thread', 'zero', 'zero', 'zero'),
	statement('acceptances_live', 'thread'),
	statement('contexts_top', 'thread'),
	statement('thread_similar_list', 'thread'),
	statement('thread_duplicate_of', 'thread'),
];
const firstPage = ['zero', 'no_time', 'zero'];
// A NULL for a time cannot be given to pgbench; what it stands for can.
const nothing = { zero: 0, no_time: 'infinity' };

// Words as people search for them: two of a title.
const searches = ask(`
	SELECT DISTINCT substring(lower(title) FROM '([a-z]{4,} [a-z]{4,})') FROM community.thread
	WHERE id % 97 = 0 AND title ~* '[a-z]{4,} [a-z]{4,}' ORDER BY 1 LIMIT 24`).map(([words]) => words);

const guestThread = {
	name: 'thread page of 20 posts, guest',
	route: '/t/:thread/..slug',
	trips: 1,
	requests: threadPaths.map((path) => ({ path })),
	statements: { variables: nothing, scripts: [[setThread, pipeline(...threadStatements)].join('\n')] },
};

const search = () => ({
	name: 'search for two words',
	route: '/search',
	trips: 1,
	requests: searches.map((words) => ({ path: `/search?q=${encodeURIComponent(words)}` })),
	statements: {
		variables: { ...nothing, first: '900000000000000000', ...Object.fromEntries(searches.map((words, i) => [`words${i}`, words])) },
		scripts: searches.map((_, i) => pipeline(
			statement('search_words_best', `words${i}`, 'first', 'first', 'NULL', 'NULL', 'NULL', 'NULL', 'NULL', 'NULL'),
			statement('topics_list'))),
	},
});

// What is asked of the community; ${member} is signed in.
export const pages = (member) => [
	guestThread,
	{ ...guestThread, name: 'the same, gzip', requests: threadPaths.map((path) => ({ path, encoding: 'gzip' })) },
	{
		name: 'topic, 30 threads',
		route: '/topic/:slug',
		trips: 1,
		requests: [{ path: `/topic/${topic}` }],
		statements: {
			variables: { ...nothing, topic },
			scripts: [pipeline(statement('list_topic_active', ...firstPage, 'topic'), statement('list_topic_pinned', 'zero', 'topic'),
				statement('topics_list'), statement('topic_by_slug', 'topic'))],
		},
	},
	{
		name: 'home, 30 threads',
		route: '/',
		trips: 1,
		requests: [{ path: '/' }],
		statements: {
			variables: nothing,
			scripts: [pipeline(statement('list_active', ...firstPage), statement('topics_list'), statement('helpers_first'))],
		},
	},
	...(hasRoute('/search') ? [search()] : []),
	{
		name: 'thread page of 20 posts, signed in',
		route: '/t/:thread/..slug',
		trips: 2,
		requests: threadPaths.map((path) => ({ path, cookie: member.cookie })),
		statements: {
			variables: { ...nothing, me: member.id, session: member.hash, no: 'false' },
			scripts: [[
				setThread,
				pipeline(statement('session_by_hash', 'session')),
				pipeline(...threadStatements, statement('reactions_own', 'thread', 'me'), statement('relation_own', 'thread', 'me'),
					statement('drafts_on_thread', 'me', 'thread'),
					statement('posts_of_thread_waiting', 'thread', 'me', 'no')),
			].join('\n')],
		},
	},
];
