// axe.mjs -- what axe-core has to say about a page in a browser, by the rules of WCAG 2.2 AA and below.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

// The same fault in many of a kind is one.
const like = (html) => html.replace(/(href|id|for|datetime|action|value|src)="[^"]*"/g, '$1="…"').replace(/>[^<]+</g, '>…<').slice(0, 200);

// A line for each violation. ${rules}: only these.
export async function violations(page, rules) {
	if (!await page.evaluate(() => 'axe' in window))
		await page.evaluate(source);
	const found = await page.evaluate((only) => globalThis.axe.run(document, { runOnly: only, resultTypes: ['violations'] }),
		rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags });
	return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${like(node.html)}: ${node.failureSummary.replace(/\s+/g, ' ').replace(/[\d.]+px/g, '…').slice(0, 300)}`));
}
