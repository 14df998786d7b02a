// Names in texts: links where there is such a member, words where there is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { instance } from './lib/instance.mjs';
import { keyOf, member, thread } from './lib/scene.mjs';

const nobody = `nobody-${process.pid}`;
const link = (name) => `<a class="mention" href="/u/${name}">@${name}</a>`;
const newest = (who) => instance.sql(`SELECT id, replace(html, E'\\n', ''), revision FROM community.post WHERE author_id = ${who.id} ORDER BY id DESC LIMIT 1`)[0];

test('a name is a link if somebody has it: in previews, answers, comments and later versions', async () => {
	const [asker, author, named] = [member(), member(), member()];
	const it = thread(asker);
	const body = `Ask @${named.name} or @${nobody}, not \`@${named.name}\`.`;
	const right = `Ask ${link(named.name)} or @${nobody}, not <code>@${named.name}</code>.`;
	const send = async (path, fields) => author.client.post(path, { key: await keyOf(author.client), ...fields });

	const preview = await send(`/t/${it.id}/answer`, { body, preview: '1' });
	assert.ok(preview.html.includes(right), 'the preview');
	assert.equal((await send(`/t/${it.id}/answer`, { body })).status, 303);
	const [answer, html, revision] = newest(author);
	assert.ok(html.includes(right), 'the answer');
	assert.equal((await send(`/a/${answer}/edit`, { body: `${body} Or @${nobody}2.`, revision })).status, 303);
	assert.ok(newest(author)[1].includes(`${right} Or @${nobody}2.`), 'its next version');
	assert.equal((await send(`/a/${answer}/comment`, { body: `@${nobody}: no` })).status, 303);
	assert.ok(newest(author)[1].includes(`<p>@${nobody}: no</p>`), 'a comment');
});
