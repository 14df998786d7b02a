// Every page is valid HTML, and the site has no page that the tests do not look at.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { routesOf } from '../matrix/table.mjs';
import { none } from './lib/findings.mjs';
import { fetchPage, pagesOf } from './lib/pages.mjs';
import { invalidities } from './lib/valid.mjs';

for (const viewer of Object.keys(pagesOf))
	test(`every page a ${viewer} can meet is valid`, async () => {
		const found = [];
		for (const page of pagesOf[viewer]) {
			const { status, html } = await fetchPage(viewer, page);
			if (status !== page.status)
				found.push([page.name, `status ${status}, not ${page.status}`]);
			found.push(...(await invalidities(html)).map((line) => [page.name, line]));
		}
		none(found);
	});

// What is read, but is no page: for machines, or leads on.
const noPages = ['/a/:post', '/settings/data/:export/:part', '/t/:thread/stayed', '/static/..file', '/theme-:colours', '/favicon.ico', '/livez', '/readyz', '/feed.atom', '/topic/:slug/feed.atom',
	'/tag/:name/feed.atom', '/t/:thread/feed.atom', '/u/:name/feed.atom', '/logo/:file', '/robots.txt', '/sitemap.xml', '/sitemap/:part'];

test('every page of the site is among those that are looked at', () => {
	const addresses = Object.values(pagesOf).flat().filter((page) => !page.fields).map((page) => page.address.split('?')[0]);
	const matches = (pattern) => new RegExp(`^${pattern.replace(/\/\.\.\w+/g, '(/.*)?').replace(/:\w+/g, '[^/]+')}$`);
	const unseen = routesOf('web').filter((route) => route.method === 'GET' && !noPages.includes(route.pattern))
		.filter((route) => !addresses.some((address) => matches(route.pattern).test(address)));
	assert.deepEqual(unseen.map((route) => route.pattern), []);
});
