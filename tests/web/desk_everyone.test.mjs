// Every page of the desk is for everybody: valid, WCAG 2.2 AA, on phones and desktops, light and dark; nothing wider than the screen;
// and none of them is kept by anybody.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { routesOf } from '../matrix/table.mjs';
import { visitor } from './lib/browser.mjs';
import { deskPages, deskViewers, fetchDeskPage, showDeskPage } from './lib/desk_pages.mjs';
import { none } from './lib/findings.mjs';
import { instance } from './lib/instance.mjs';
import { look } from './lib/look.mjs';
import { invalidities } from './lib/valid.mjs';

const at = { url: instance.deskUrl };

for (const viewer of Object.keys(deskPages)) {
	test(`every page of the desk that ${viewer} can meet is valid, and nobody keeps it`, async () => {
		const found = [];
		for (const page of deskPages[viewer]) {
			const { status, html, headers } = await fetchDeskPage(viewer, page);
			if (status !== page.status)
				found.push([page.name, `status ${status}, not ${page.status}`]);
			if (!/no-store/.test(headers.get('cache-control')) || headers.get('etag'))
				found.push([page.name, `may be kept: ${headers.get('cache-control')}`]);
			found.push(...(await invalidities(html)).map((line) => [page.name, line]));
		}
		instance.sql('TRUNCATE desk.rate');
		none(found);
	});

	test(`every page of the desk that ${viewer} can meet is for everybody`, async () => {
		const tab = await visitor({ cookie: deskViewers[viewer] || undefined, at });
		const found = [];
		for (const page of deskPages[viewer]) {
			const status = await showDeskPage(tab, page);
			if (status !== page.status)
				found.push([page.name, `status ${status}, not ${page.status}`]);
			found.push(...await look(tab, page.name));
			found.push(...tab.complaints.splice(0).filter((said) => !/the server responded with a status of 4/.test(said)).map((said) => [page.name, said]));
		}
		await tab.context().close();
		instance.sql('TRUNCATE desk.rate');
		none(found);
	});
}

// What is read, but is no page.
const noPages = ['/static/..file', '/theme-:colours', '/favicon.ico', '/livez', '/readyz', '/presence/..item'];

test('every page of the desk is among those that are looked at', () => {
	const addresses = Object.values(deskPages).flat().filter((page) => !page.fields).map((page) => page.address.split('?')[0]);
	const matches = (pattern) => new RegExp(`^${pattern.replace(/\/\.\.\w+/g, '(/.*)?').replace(/:\w+/g, '[^/]+')}$`);
	const unseen = routesOf('desk').filter((route) => route.method === 'GET' && !noPages.includes(route.pattern))
		.filter((route) => !addresses.some((address) => matches(route.pattern).test(address)));
	assert.deepEqual(unseen.map((route) => route.pattern), []);
});
