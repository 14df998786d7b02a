// objects.mjs -- threads, links of mails and people in every state a route can meet, many at once: each cell of the table has
// objects of its own, because trying one changes them.
import { randomBytes } from 'node:crypto';

import { instance } from '../web/lib/instance.mjs';
import { base64url, blake2b } from '../web/lib/people.mjs';

const run = Date.now().toString(36);
let count = 0;

// A question with an answer and a comment on that, in a state; by the asker and the helper. The asker suggests an edit of the answer.
const sceneSql = `
CREATE FUNCTION pg_temp.post(thread bigint, kind text, parent bigint, author bigint) RETURNS bigint LANGUAGE sql AS $$
	INSERT INTO community.post (thread_id, kind, parent_id, author_id, source, html, plain)
	VALUES (thread, kind, parent, author, 'Words.', '<p>Words.</p>', 'Words.') RETURNING id
$$;
CREATE FUNCTION pg_temp.accept(thread bigint, answer bigint, who bigint, company boolean) RETURNS void LANGUAGE sql AS $$
	INSERT INTO community.acceptance (thread_id, post_id, member_id, staff) VALUES (thread, answer, who, company);
	UPDATE community.post SET accepted = 1 WHERE id = answer;
$$;
CREATE FUNCTION pg_temp.scene(n int, s text, asker bigint, helper bigint, staff bigint,
		OUT thread bigint, OUT question bigint, OUT answer bigint, OUT comment bigint, OUT suggestion bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_variable
BEGIN
	INSERT INTO community.thread (kind, topic_id, author_id, title, slug, state, locked, deleted_at, answers, comments)
	VALUES (CASE s WHEN 'discussion' THEN 'discussion' ELSE 'question' END,
		(SELECT min(id) FROM community.topic), asker, 'Case ' || n || ' of ${run}', 'case',
		CASE s WHEN 'discussion' THEN NULL WHEN 'unanswered' THEN 'open' WHEN 'solved' THEN 'confirmed' WHEN 'company' THEN 'solved_unconfirmed'
		WHEN 'closed' THEN 'closed_unconfirmed' ELSE 'answered' END,
		s = 'locked', CASE WHEN s = 'deleted' THEN now() END, (s <> 'unanswered')::int, (s <> 'unanswered')::int)
	RETURNING id INTO thread;
	question := pg_temp.post(thread, 'question', NULL, asker);
	IF s <> 'unanswered' THEN
		answer := pg_temp.post(thread, CASE s WHEN 'discussion' THEN 'reply' ELSE 'answer' END, NULL, helper);
		comment := pg_temp.post(thread, 'comment', answer, helper);
	END IF;
	IF answer IS NOT NULL THEN
		INSERT INTO community.suggestion (post_id, author_id, base, member_id, source)
			VALUES (answer, helper, 1, asker, 'Better words.') RETURNING id INTO suggestion;
	END IF;
	UPDATE community.post SET comments = 1 WHERE id = answer;
	UPDATE community.thread SET last_post_id = coalesce(comment, question) WHERE id = thread;
	IF s = 'withdrawn' THEN
		UPDATE community.post SET deleted_at = now() WHERE id = answer;
		UPDATE community.thread SET answers = 0 WHERE id = thread;
	END IF;
	IF s = 'solved' THEN PERFORM pg_temp.accept(thread, answer, asker, false); END IF;
	IF s = 'company' THEN PERFORM pg_temp.accept(thread, answer, staff, true); END IF;
END $$;`;

// ${wanted}: the state of each scene. Gives for each { thread, question, answer, comment, suggestion }; "missing": of none that is.
export function scenes(wanted, people) {
	const made = [...wanted.entries()].filter(([, state]) => state !== 'missing');
	const values = made.map(([n, state]) => `(${n}, '${state}')`).join(', ');
	const rows = instance.sql(`${sceneSql}
		SELECT n, thread, question, answer, comment, suggestion FROM (VALUES ${values}) v (n, s),
			LATERAL pg_temp.scene(n, s, ${people.asker.id}, ${people.helper.id}, ${people.staff.id})`);
	const none = '999999999999';
	const all = wanted.map(() => ({ thread: none, question: none, answer: none, comment: none, suggestion: none }));
	for (const [n, thread, question, answer, comment, suggestion] of rows)
		all[n] = { thread, question, answer, comment, suggestion };
	return all;
}

// The tokens of links as mails carry them, each for a member of its own. ${wanted}: "confirm valid", "reset used", "email over",
// "reset unknown" …; a confirmation is of a sign-up.
export function links(wanted) {
	const tokens = wanted.map(() => randomBytes(32));
	const hashed = blake2b(tokens.map((token) => token.toString('hex')));
	const signups = [];
	const rows = [];
	for (const [i, [kind, state]] of wanted.map((text) => text.split(' ')).entries()) {
		const name = `y${run}-${++count}`;
		if (state === 'unknown')
			continue;
		if (kind === 'confirm')
			signups.push(`('${randomBytes(16).toString('hex')}', '${name}', '${hashed[i]}', ${state === 'over' ? 9 : 0})`);
		else
			rows.push(`('${name}', '${hashed[i]}', '${kind}', ${state === 'over' ? -1 : 1}, ${state === 'used'})`);
	}
	if (signups.length)
		instance.sql(`
			INSERT INTO community.signup (key, username, display, email, email_key, password_hash, created_at, token_hash)
			SELECT key, name, name, name || '@example.org', name || '@example.org', 'x', now() - days * interval '1 day', decode(hash, 'hex')
			FROM (VALUES ${signups.join(', ')}) v (key, name, hash, days)`);
	if (rows.length)
		instance.sql(`
			WITH new AS (SELECT * FROM (VALUES ${rows.join(', ')}) v (name, hash, kind, hours, used)),
			m AS (INSERT INTO community.member (username, display, skeleton) SELECT name, name, name FROM new RETURNING id, username),
			l AS (INSERT INTO community.login (member_id, email, email_key, confirmed_at)
				SELECT id, username || '@example.org', username || '@example.org', now() FROM m)
			INSERT INTO community.token (hash, kind, member_id, email, expires_at, used_at)
			SELECT decode(hash, 'hex'), kind, id, 'new-' || name || '@example.org', now() + hours * interval '1 hour', CASE WHEN used THEN now() END
			FROM new JOIN m ON username = name`);
	return tokens.map(base64url);
}

// What stands in a link of a mail that is signed: ${purpose} is what the program signs it for.
function signed(purpose, what) {
	const [[key]] = instance.sql("SELECT encode(key, 'hex') FROM ops.site_key");
	const [mac] = blake2b([Buffer.from(`${purpose} ${what}`).toString('hex')], key);
	return `${what}.${base64url(Buffer.from(mac, 'hex').subarray(0, 16))}`;
}
// … that stops mail of one kind; that answers whether a thread stayed solved.
export const stopToken = (member, kind) => signed('stop mail', `${member.id}.${kind}`);
export const stayedToken = (thread, member) => signed('stayed solved', `${thread}.${member}`);

// A case of each of ${threads} with an active link, another without one, and a draft of its solution, and a customer: { case, spare, link, solution, customer }.
export function casesOf(threads) {
	const values = threads.map((thread, n) => `(${n}, ${thread})`).join(', ');
	const rows = instance.sql(`
		CREATE FUNCTION pg_temp.case_of(thread bigint, OUT c bigint, OUT spare bigint, OUT link bigint, OUT draft bigint, OUT customer bigint) LANGUAGE plpgsql AS $$
		#variable_conflict use_variable
		BEGIN
			INSERT INTO crm.case (subject, state) VALUES ('Case of ${run}', 'open') RETURNING id INTO c;
			INSERT INTO crm.case (subject, state) VALUES ('Spare of ${run}', 'open') RETURNING id INTO spare;
			IF EXISTS (SELECT FROM community.thread WHERE id = thread) THEN
				INSERT INTO crm.link (thread_id, episode, case_id, kind) VALUES (thread, 1, c, 'evidence') RETURNING crm.link.id INTO link;
			END IF;
			INSERT INTO crm.solution (case_id, text) VALUES (c, 'Reset it.') RETURNING id INTO draft;
			INSERT INTO crm.customer (name, changed_at) VALUES ('Matrix customer', to_timestamp(1600000000)) RETURNING id INTO customer;
		END $$;
		SELECT n, c, spare, coalesce(link, 0), draft, customer FROM (VALUES ${values}) v (n, thread), LATERAL pg_temp.case_of(thread)`);
	const all = [];
	for (const [n, id, spare, link, solution, customer] of rows)
		all[Number(n)] = { case: id, spare, link, solution, customer };
	return all;
}
