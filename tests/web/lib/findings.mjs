// findings.mjs -- many things to complain about, told shortly: each once, with the places where it was found.
import assert from 'node:assert/strict';

// ${found}: [where, what] pairs. Fails with a line for each what.
export function none(found) {
	const places = new Map();
	for (const [where, what] of found)
		places.set(what, [...places.get(what) ?? [], where]);
	const lines = [...places].map(([what, where]) => `${what}\n    ${[...new Set(where)].slice(0, 4).join('; ')}${where.length > 4 ? `; … ${where.length} in all` : ''}`);
	assert.ok(!lines.length, `${lines.length} found:\n${lines.slice(0, 30).join('\n').slice(0, 12000)}`);
}
