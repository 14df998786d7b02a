// Everything at the desk works without this file; here is what is quicker with it: single keys, and who else is on an item. What a
// key does is said by the pages' markup alone; server/forum/desk/README.md has the contract.
'use strict';
(() => {
	const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
	const seen = (element) => element.getClientRects().length > 0;

	// ---- keys ----
	const isField = (element) => element.isContentEditable || (element.matches('input, textarea, select') && !element.matches('[type=checkbox], [type=radio], [type=submit], [type=button]'));
	const keyed = (key, root) => all(`[data-key="${CSS.escape(key)}"]`, root).find(seen);
	const items = () => all('[data-list] [data-item]').filter(seen);
	const current = () => document.activeElement.closest('[data-item]');
	// What of an item takes the focus: what opens it, else the first thing one can use.
	const handle = (item) => keyed('o', item) || item.querySelector('a[href], button') || item;

	const step = (by) => {
		const list = items();
		if (!list.length) return false;
		const here = list.indexOf(current());
		const next = list[here < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, here + by))];
		const target = handle(next);
		if (target === next) next.tabIndex = -1;
		target.focus();
		next.scrollIntoView({block: 'nearest'});
		return true;
	};

	const use = (element) => {
		const folded = element.closest('details:not([open])');
		if (folded && !element.matches('summary')) folded.open = true;
		if (element.matches('details')) {
			element.open = true;
			const field = element.querySelector('textarea, input:not([type=hidden]), select, button');
			if (field) field.focus();
		} else if (isField(element)) {
			element.focus();
			if (element.select) element.select();
		} else {
			element.focus();
			element.click();
		}
		return true;
	};

	// In the item that has the focus, else on the page, but not in another item.
	const press = (key) => {
		const item = current();
		const element = (item && keyed(key, item)) || all(`[data-key="${CSS.escape(key)}"]`).find((one) => seen(one) && !one.closest('[data-item]'));
		return Boolean(element) && use(element);
	};

	const help = document.getElementById('keys');
	const showHelp = () => {
		if (!help) return false;
		help.showModal();
		return true;
	};
	const act = (key) => {
		if (key === 'j') return step(1);
		if (key === 'k') return step(-1);
		if (key === '?') return showHelp();
		return press(key);
	};

	document.addEventListener('keydown', (event) => {
		if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || document.querySelector('dialog[open]')) return;
		if (event.key === 'Escape' && isField(event.target)) {
			event.target.blur();
			return;
		}
		if (!document.body.dataset.shortcuts || event.repeat && !'jk'.includes(event.key) || event.key.length !== 1 || isField(event.target)) return;
		if (act(event.key)) event.preventDefault();
	});

	// The link to the page of keys opens the same in place.
	all('a[data-key="?"]').forEach((link) => link.addEventListener('click', (event) => {
		const menu = link.closest('details');
		if (menu) menu.open = false;
		if (showHelp()) event.preventDefault();
	}));

	// ---- who else is on it ----
	all('[data-presence]').forEach((line) => {
		const ask = () => {
			if (document.hidden) return;
			const request = new XMLHttpRequest();
			request.open('GET', `/presence/${line.dataset.presence}`);
			request.responseType = 'document';
			request.onload = () => {
				// Signed out meanwhile: a page without the line. It is left as it is.
				const fresh = request.response && request.response.querySelector('[data-presence]');
				if (fresh && fresh.textContent !== line.textContent) line.textContent = fresh.textContent;
			};
			request.send();
		};
		setInterval(ask, 30000);
		document.addEventListener('visibilitychange', ask);
	});
})();
