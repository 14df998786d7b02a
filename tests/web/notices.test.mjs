// Mails about notices: nobody misses his answer, however much there is to tell.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mailText, mailTo } from './lib/client.mjs';
import { instance } from './lib/instance.mjs';
import { until } from './lib/personal.mjs';
import { member, memberWithPassword, number, post, thread } from './lib/scene.mjs';

test('more notices than one mail holds go out in several, each once', async () => {
	const asker = await memberWithPassword();
	const helper = member();
	const asked = thread(asker);
	const answers = Array.from({ length: 3 }, (_, i) => post(asked, helper, 'answer', null, `Answer ${i}.`));
	// Of each answer as many as a busy thread leaves behind while the mail server is away, the newest last.
	instance.sql(`INSERT INTO community.notice (member_id, kind, actor_id, thread_id, post_id)
		SELECT ${asker.id}, 'comment', id, ${asked.id}, ${answers[0]} FROM (SELECT id FROM community.member WHERE id <> ${asker.id} ORDER BY id LIMIT 38) m;
		INSERT INTO community.notice (member_id, kind, actor_id, thread_id, post_id)
		SELECT ${asker.id}, 'comment', id, ${asked.id}, ${answers[1]} FROM (SELECT id FROM community.member WHERE id <> ${asker.id} ORDER BY id LIMIT 38) m;
		INSERT INTO community.notice (member_id, kind, actor_id, thread_id, post_id) VALUES (${asker.id}, 'answer', ${helper.id}, ${asked.id}, ${answers[2]});
		INSERT INTO ops.job (kind, payload, once) VALUES ('notice.mail', jsonb_build_object('subject', ${asker.id}), '${asker.id}')`);
	assert.ok(number(`SELECT count(*) FROM community.notice WHERE member_id = ${asker.id}`) > 50);
	await until(() => number(`SELECT count(*) FROM community.notice WHERE member_id = ${asker.id} AND mailed_at IS NULL`) === 0);
	const address = `${asker.name}@example.org`;
	await mailTo(address, /Answer 2\./);
	const mails = instance.mails().filter((mail) => mail.includes(`To: <${address}>\r\n`)).map(mailText);
	const told = mails.flatMap((text) => text.match(/\/a\/\d+$/gm) ?? []);
	assert.equal(told.length, number(`SELECT count(*) FROM community.notice WHERE member_id = ${asker.id}`));
	assert.equal(mails.filter((text) => text.includes(`/a/${answers[2]}`)).length, 1);
});
