// `work` killed while it copies a solution into several threads, before and after a commit: each thread has it once in the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until } from '../web/lib/crm.mjs';
import { startInstance } from '../web/lib/instance.mjs';
import { pidsOf } from '../web/lib/processes.mjs';

// A case with ${n} linked threads and an approved solution; its number.
function approved(at, n) {
	const [[account]] = at.sql('SELECT id FROM desk.account WHERE member_id IS NOT NULL ORDER BY id LIMIT 1');
	const [[id]] = at.sql("INSERT INTO crm.case (subject, state, solved_at) VALUES ('Cut off', 'solved', now()) RETURNING id");
	at.sql(`INSERT INTO crm.link (thread_id, episode, case_id, kind) SELECT t.id, 1, ${id}, 'same_problem' FROM community.thread t
		WHERE t.kind = 'question' AND t.deleted_at IS NULL ORDER BY t.id LIMIT ${n}`);
	const [[solution]] = at.sql(`INSERT INTO crm.solution (case_id, text, by_id) VALUES (${id}, 'What helped: cut off.', ${account}) RETURNING id`);
	at.sql(`UPDATE crm.solution SET state = 'approved', by_id = ${account}, decided_at = now() WHERE id = ${solution};
		INSERT INTO ops.job (kind, payload) VALUES ('solution.post', jsonb_build_object('subject', ${solution}))`);
	return { id, solution };
}

for (const point of ['solution.claimed', 'solution.posted'])
	test(`a worker killed at ${point}, again and again, leaves one reply in each thread`, { timeout: 180000 }, async () => {
		const at = await startInstance({ settings: { BOTHY_FAULT: `${point}:2:1` } });
		const before = pidsOf(at, 'work')[0];
		const { id, solution } = approved(at, 5);
		const posts = () => at.sql(`SELECT thread_id, count(*) FROM community.post WHERE official AND plain LIKE 'What helped: cut off.%' GROUP BY 1`);
		await until(() => pidsOf(at, 'work').some((pid) => pid !== before), 60000);
		// Each process comes one or two threads further; a job that a process died over is taken again after two minutes, here at once.
		await until(() => {
			at.sql("UPDATE ops.job SET taken_at = now() - interval '3 minutes', attempts = 1 WHERE kind = 'solution.post' AND taken_at IS NOT NULL AND failed_at IS NULL");
			return posts().length === 5;
		}, 120000);
		assert.deepEqual(posts().map(([, n]) => n), ['1', '1', '1', '1', '1']);
		await until(() => at.sql("SELECT count(*) FROM ops.job WHERE kind = 'solution.post'")[0][0] === '0', 60000);
		assert.equal(at.sql(`SELECT count(*) FROM crm.solution_post WHERE solution_id = ${solution}`)[0][0], '5');
		assert.equal(at.sql(`SELECT count(*) FROM crm.case_entry WHERE case_id = ${id} AND kind = 'posted'`)[0][0], '5');
		assert.equal(at.sql(`SELECT count(*) FROM community.notice WHERE post_id IN (SELECT post_id FROM crm.solution_post WHERE solution_id = ${solution}) GROUP BY post_id, member_id HAVING count(*) > 1`).length, 0);
	});
