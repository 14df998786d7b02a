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

// Presses ${key} on a page with scripts, once, as soon as the page hears keys: Chromium drops them until it has painted, as nobody can mean
// what he does not see yet. Shift alone, which means nothing anywhere, is pressed until it is heard.
export async function strike(page, key) {
	await page.evaluate(() => {
		window.heard = false;
		addEventListener('keydown', () => { window.heard = true; }, { capture: true, once: true });
	});
	for (const end = Date.now() + 30000; !await page.evaluate(() => window.heard);) {
		if (Date.now() > end)
			throw new Error(`the page hears no keys, so not ${key} either`);
		await page.keyboard.press('Shift');
		await new Promise((done) => setTimeout(done, 20));
	}
	await page.keyboard.press(key);
}
