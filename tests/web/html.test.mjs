// Every page is valid HTML, and the site has no page that the tests do not look at.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HtmlValidate } from 'html-validate';

import { routesOf } from '../matrix/table.mjs';
import { none } from './lib/findings.mjs';
import { fetchPage, pagesOf } from './lib/pages.mjs';

// All that is recommended, but:
const validator = new HtmlValidate({
	extends: ['html-validate:recommended'],
	rules: {
		'long-title': 'off', // a thread's title is what its author wrote, 150 characters at most
		'doctype-style': 'off', // small letters are as good
	},
	// A <link> that says a property of microdata may stand in text as a <meta> may, by the standard; it knows that of <meta> alone.
	elements: ['html5', { link: { flow: ['hasAttribute', 'itemprop'], phrasing: ['hasAttribute', 'itemprop'] } }],
});

// A button without a type submits, as every button here does: it wants that said, and takes buttons of one name for fields of one name
// where it is not.
const typed = (html) => html.replace(/<button(?![^>]*\stype=)/g, '<button type="submit"');

for (const viewer of Object.keys(pagesOf))
	test(`every page a ${viewer} can meet is valid`, async () => {
		const found = [];
		for (const page of pagesOf[viewer]) {
			const { status, html: sent } = await fetchPage(viewer, page);
			const html = typed(sent);
			if (status !== page.status)
				found.push([page.name, `status ${status}, not ${page.status}`]);
			const report = await validator.validateString(html);
			const messages = report.results.flatMap((result) => result.messages);
			found.push(...messages.map((m) => [page.name, `${m.ruleId}: ${m.message} at ${html.split('\n')[m.line - 1].slice(Math.max(0, m.column - 20), m.column + 80)}`]));
		}
		none(found);
	});

// What is read, but is no page: for machines, or leads on.
const noPages = ['/a/:post', '/static/..file', '/theme-:colours', '/favicon.ico', '/livez', '/readyz', '/feed.atom', '/topic/:slug/feed.atom',
	'/tag/:name/feed.atom', '/t/:thread/feed.atom', '/robots.txt', '/sitemap.xml', '/sitemap/:part'];

test('every page of the site is among those that are looked at', () => {
	const addresses = Object.values(pagesOf).flat().filter((page) => !page.fields).map((page) => page.address.split('?')[0]);
	const matches = (pattern) => new RegExp(`^${pattern.replace(/\/\.\.\w+/g, '(/.*)?').replace(/:\w+/g, '[^/]+')}$`);
	const unseen = routesOf('web').filter((route) => route.method === 'GET' && !noPages.includes(route.pattern))
		.filter((route) => !addresses.some((address) => matches(route.pattern).test(address)));
	assert.deepEqual(unseen.map((route) => route.pattern), []);
});
