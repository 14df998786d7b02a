// look.mjs -- a page in a browser, looked at on a phone and a desktop, light and dark.
import { violations } from './axe.mjs';
import { sizes } from './browser.mjs';

// What colours and sizes can change; the rest is the same in each.
const ofLook = ['color-contrast', 'target-size', 'link-in-text-block'];

// [where, what] pairs of what must not be: violations of WCAG 2.2 AA, wider than the screen, not one h1.
export async function look(page, name) {
	const found = [];
	const note = (how, lines) => found.push(...lines.map((line) => [`${name} (${how})`, line]));
	for (const [size, dimensions] of Object.entries(sizes).reverse()) {
		await page.setViewportSize(dimensions);
		for (const colorScheme of ['light', 'dark']) {
			await page.emulateMedia({ colorScheme });
			note(`${size}, ${colorScheme}`, await violations(page, size === 'desktop' && colorScheme === 'light' ? undefined : ofLook));
		}
		if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
			note(size, ['wider than the screen']);
	}
	if (await page.locator('h1').count() !== 1)
		note('any', ['not exactly one h1']);
	return found;
}
