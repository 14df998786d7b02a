// evidence.mjs -- findings for scenarios: acts that went through the ledger, and a finding that holds their credit, as a night would leave it.
import { instance } from './instance.mjs';
import { member, number, post, thread } from './scene.mjs';

// Waits for ${condition}() for up to ${seconds}: the ledger is a second behind.
export async function eventually(condition, seconds = 20) {
	for (let tries = 0; tries < seconds * 10; tries++) {
		if (condition())
			return;
		await new Promise((done) => setTimeout(done, 100));
	}
	throw new Error(`not within ${seconds} s: ${condition}`);
}

// How many acts of it are held, by what the ledger made of it.
export const heldOf = (id) => number(`SELECT count(*) FROM standing.finding_act JOIN standing.act USING (position)
	WHERE finding = ${id} AND held AND state IN (0, 1)`);

// ${giver} thanked ${helper} for five answers within a minute: { id, giver, helper }.
export async function finding({ giver = member(), helper = member() } = {}) {
	const question = thread(member(), { state: 'answered' });
	const posts = Array.from({ length: 5 }, () => post(question, helper));
	instance.sql(`INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id)
		SELECT 14, ${giver.id}, ${helper.id}, ${question.id}, p FROM unnest('{${posts}}'::bigint[]) p`);
	const acts = `standing.act WHERE b = ${giver.id} AND h = ${helper.id} AND kind = 4`;
	await eventually(() => number(`SELECT count(*) FROM ${acts}`) === 5, 60);
	const id = number(`WITH f AS (INSERT INTO standing.finding (kind, day, members, concerned, acts, credit, evidence)
			VALUES ('burst', standing.today(), '{${giver.id},${helper.id}}', '{${helper.id}}', 5, 250,
				'{"giver": ${giver.id}, "receiver": ${helper.id}, "acts": 5, "seconds": 42}') RETURNING id),
		a AS (INSERT INTO standing.finding_act SELECT f.id, position FROM f, ${acts} RETURNING position),
		e AS (INSERT INTO ops.event (kind, other_id, thread_id, post_id, number) SELECT 60, ${helper.id}, thread, post, position
			FROM a JOIN standing.ledger USING (position))
		SELECT id FROM f`);
	return { id, giver, helper };
}
