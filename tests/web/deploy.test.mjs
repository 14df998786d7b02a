// What deploy/ says about the program is what the program says about itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { instance, repository } from './lib/instance.mjs';

// { 'web.url': 'http://localhost:8080', … } of an INI file; a default may stand in a comment.
function settings(text) {
	const found = {};
	let section = '';
	for (const line of text.split('\n')) {
		section = line.match(/^\[(\w+)\]$/)?.[1] ?? section;
		const [, key, value] = line.match(/^;?(\w+) =(.*)$/) ?? [];
		if (key)
			found[`${section}.${key}`] = value.trim();
	}
	return found;
}

test('the example names every setting, with its default', () => {
	const example = settings(readFileSync(join(repository, 'deploy/bothy.conf'), 'utf8'));
	assert.deepEqual(example, settings(instance.bothy('check', '--explain')));
});
