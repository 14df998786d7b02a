// browser.mjs -- Debian's Chromium for the scenarios that a person would look at; closed when the process ends its tests.
import { after } from 'node:test';
import { chromium } from 'playwright-core';

import { instance } from './instance.mjs';

// Chromium's own sandbox refuses to run as root.
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	args: [
		...(process.getuid() === 0 ? ['--no-sandbox'] : []),
		'--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
	],
});
after(() => browser.close());

export const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1200, height: 900 } };

// A visitor of his own, without cookies. What he must never see is gathered in page.complaints: errors of scripts, reports
// of the content security policy, dialogs, and requests to anywhere but the community. ${cookie}: "sid=…" of who is signed in.
// ${at}: another instance than the one all share.
export async function visitor({ size = sizes.desktop, dark = false, scripts = true, cookie, at = instance } = {}) {
	const context = await browser.newContext({
		baseURL: at.url,
		viewport: size,
		colorScheme: dark ? 'dark' : 'light',
		javaScriptEnabled: scripts,
	});
	if (cookie) {
		const [name, value] = cookie.split('=');
		await context.addCookies([{ name, value, url: at.url }]);
	}
	const page = await context.newPage();
	page.complaints = [];
	page.on('pageerror', (error) => page.complaints.push(`script: ${error.message}`));
	page.on('console', (said) => said.type() === 'error' && page.complaints.push(`console: ${said.text()}`));
	page.on('dialog', (dialog) => {
		page.complaints.push(`dialog: ${dialog.message()}`);
		dialog.dismiss();
	});
	page.on('request', (request) => {
		if (!request.url().startsWith(at.url) && !request.url().startsWith('data:'))
			page.complaints.push(`request: ${request.url()}`);
	});
	return page;
}

// Presses ${key} on a page with scripts until the page has heard it: Chromium drops keys until it has painted, as nobody can mean what he does
// not see yet.
export async function strike(page, key) {
	await page.evaluate(() => {
		window.heard = false;
		addEventListener('keydown', () => { window.heard = true; }, { capture: true });
	});
	for (let tries = 0; tries < 5; tries++) {
		await page.keyboard.press(key);
		// Where it led to another page there is no such word.
		if (await page.waitForFunction(() => window.heard !== false, null, { timeout: 3000 }).then(() => true, () => false))
			return;
	}
	throw new Error(`nobody heard ${key}`);
}
