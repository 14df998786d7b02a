// Every page is for everybody: no violation of WCAG 2.2 AA, on phones and desktops, light and dark; nothing wider than the screen.
import { test } from 'node:test';

import { visitor } from './lib/browser.mjs';
import { none } from './lib/findings.mjs';
import { look } from './lib/look.mjs';
import { pagesOf, showPage, viewers } from './lib/pages.mjs';

async function lookAtAll(viewer, pages) {
	const tab = await visitor({ cookie: viewers[viewer] });
	const found = [];
	for (const page of pages) {
		await showPage(tab, viewer, page);
		found.push(...await look(tab, page.name));
		// A refusal's status is told on the console, and is no complaint.
		found.push(...tab.complaints.splice(0).filter((said) => !/the server responded with a status of 4/.test(said)).map((said) => [page.name, said]));
	}
	await tab.context().close();
	return found;
}

for (const viewer of Object.keys(pagesOf))
	test(`every page a ${viewer} can meet is for everybody`, async () => {
		const halves = [0, 1].map((half) => pagesOf[viewer].filter((_, i) => i % 2 === half));
		none((await Promise.all(halves.map((pages) => lookAtAll(viewer, pages)))).flat());
	});
