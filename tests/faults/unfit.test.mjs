// A right of the public door is missing: pages say so in the site's dress, and work without a restart as soon as it is back. On an
// instance of its own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { visible } from '../web/lib/client.mjs';
import { startInstance } from '../web/lib/instance.mjs';
import { connectionsKill, pidsOf, until } from '../web/lib/processes.mjs';

const instance = await startInstance({ demo: false });
const status = async (path) => (await fetch(instance.url + path)).status;
// Each worker has connections of its own: so many at once meet all of them.
const everywhere = async (path, wanted) => (await Promise.all(Array.from({ length: 16 }, () => status(path)))).every((got) => got === wanted);
const times = (event) => readFileSync(join(instance.dir, 'log/bothy.log'), 'utf8').split(` ${event} `).length - 1;

test('a right that is taken and given back: 503 meanwhile, then all is well without a restart', async () => {
	const workers = pidsOf(instance, 'web');
	assert.ok(await everywhere('/tags', 200));
	instance.sql('REVOKE USAGE ON SCHEMA community FROM bothy_web');
	try {
		connectionsKill(instance);
		await until(() => everywhere('/tags', 503));
		const answer = await fetch(`${instance.url}/tags`);
		assert.ok(Number(answer.headers.get('retry-after')) > 0);
		assert.match(visible(await answer.text()), /We cannot do that right now/);
		assert.equal(await status('/readyz'), 503);
		assert.equal(await status('/livez'), 200);
		// Long enough for a try in vain.
		await new Promise((done) => setTimeout(done, 1500));
		assert.equal(await status('/readyz'), 503);
	} finally {
		instance.sql('GRANT USAGE ON SCHEMA community TO bothy_web');
	}
	await until(async () => await everywhere('/tags', 200) && await everywhere('/readyz', 200), 30000);
	assert.deepEqual(pidsOf(instance, 'web'), workers, 'nobody was started again');
	assert.equal(times('db.unfit'), workers.length, 'one line for each worker');
	await until(() => times('db.fit') === workers.length);
});
