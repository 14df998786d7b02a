// scene.mjs -- people and threads for a scenario: accounts that are signed in, questions with answers, put into the database as
// they would stand there; and what became of them.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client, formFields } from './client.mjs';
import { instance } from './instance.mjs';
import { cookies, people } from './people.mjs';

const run = Date.now().toString(36) + process.pid.toString(36);
let count = 0;

const bits = { moderator: 2, staff: 4, admin: 8 };

// Somebody new with these roles besides member, signed in: { id, name, client }.
export function member(...roles) {
	const { who } = people({ who: roles.reduce((set, role) => set | bits[role], 1) });
	const client = new Client();
	const [cookie] = cookies([who]);
	client.cookies.set(...cookie.split('='));
	return { ...who, client };
}

// For a browser: visitor({ cookie: cookieOf(who) }).
export const cookieOf = ({ client }) => [...client.cookies][0].join('=');

// The same with a password, for whoever signs in himself.
export async function memberWithPassword() {
	const name = `s${run}-${++count}`;
	const said = instance.bothy('user', 'add', name, '--email', `${name}@example.org`);
	const password = said.match(/^password: (\S+)$/m)[1];
	const client = await new Client().signIn({ name, password });
	return { id: number(`SELECT id FROM community.member WHERE username = '${name}'`), name, password, client };
}

// A word that nothing else here holds, nor anything one could mean by it: a search that finds nothing looks for what is nearly written
// so. With vowels, without which English has no stems.
export const rareWord = () => `qua${Array.from(randomBytes(10), (n) => 'bcdfghjklmnpqrtvwz'[n % 18]).join('')}x`;

// One number of the database.
export const number = (sql) => Number(instance.sql(sql)[0][0]);

// A thread by ${author}: { id, question, path, title }. ${state}: that of a question, whatever stands in it.
export function thread(author, { kind = 'question', state = 'open', title = `Scene ${run} ${++count}` } = {}) {
	const slug = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
	const [[id, question]] = instance.sql(`
		WITH t AS (INSERT INTO community.thread (kind, topic_id, author_id, title, slug, state)
			VALUES ('${kind}', (SELECT min(id) FROM community.topic), ${author.id}, '${title}', '${slug}', ${kind === 'question' ? `'${state}'` : 'NULL'})
			RETURNING id)
		INSERT INTO community.post (thread_id, kind, author_id, source, html, plain)
			SELECT id, 'question', ${author.id}, 'What is it?', '<p>What is it?</p>', 'What is it?' FROM t RETURNING thread_id, id`);
	return { id: Number(id), question: Number(question), path: `/t/${id}/${slug}`, title };
}

// A post in ${thread}, with its counters; its id.
export function post(thread, author, kind = 'answer', parent = null, text = 'Turn it off and on again.') {
	const counted = kind === 'comment' ? 'comments' : 'answers';
	return number(`
		WITH p AS (INSERT INTO community.post (thread_id, kind, parent_id, author_id, source, html, plain)
			VALUES (${thread.id}, '${kind}', ${parent}, ${author.id}, '${text}', '<p>${text}</p>', '${text}') RETURNING id),
		t AS (UPDATE community.thread SET ${counted} = ${counted} + 1, last_post_id = p.id, last_member_id = ${author.id} FROM p
			WHERE community.thread.id = ${thread.id}),
		m AS (UPDATE community.member SET answers = answers + 1 WHERE id = ${author.id} AND '${kind}' <> 'comment'),
		c AS (UPDATE community.post SET comments = comments + 1 WHERE id = ${parent})
		SELECT id FROM p`);
}

// A form's key for ${client}, from any page.
export async function keyOf(client) {
	const { html } = await client.get('/topics');
	return new Map(formFields(html, '/signout')).get('key');
}

// What the next page says about what was just done.
export async function told(client) {
	const { html } = await client.get('/topics');
	return html.match(/<p class="flash[^"]*"[^>]*>([^<]*)/)?.[1] ?? null;
}

// Runs SQL with the rights of the public door, in a transaction; throws with what the database says.
export function asWeb(sql) {
	const address = new URL(instance.env.DATABASE_URL.replace('@/', '@localhost/'));
	address.username = 'bothy_web';
	address.password = readFileSync(join(instance.dir, 'secrets/bothy_web'), 'utf8').trim();
	return execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', address.href.replace('@localhost/', '@/'), '-c',
		`BEGIN READ WRITE; ${sql}; COMMIT`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
