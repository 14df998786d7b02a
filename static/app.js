// Everything works without this file; here is what is nicer with it: relative times, drafts that save themselves, matches while typing, menus that close.
'use strict';
(() => {
	const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
	const language = document.documentElement.lang || 'en';

	// ---- times: "3 hours ago" for the last week, the exact time as title; not where the day itself matters, or words stand before it ("since") ----
	const relative = new Intl.RelativeTimeFormat(language, {numeric: 'auto'});
	const steps = [[60, 'second'], [60, 'minute'], [24, 'hour'], [7, 'day']];
	const ago = (seconds) => {
		let n = seconds;
		for (const [size, unit] of steps) {
			if (Math.abs(n) < size) return relative.format(-Math.round(n), unit);
			n /= size;
		}
		return null;
	};
	const times = all('time[datetime]').filter((time) => !time.closest('.exact'));
	const tellTimes = () => times.forEach((time) => {
		const text = ago((Date.now() - Date.parse(time.dateTime)) / 1000);
		if (!time.title) time.title = time.textContent;
		if (text) time.textContent = text;
	});
	// A time that is the last in its line keeps the room it had, so that nothing on the page moves when it gets shorter; before more that would be
	// a hole. In a row it is the last, by the style sheet.
	const more = (node) => {
		for (let next = node.nextSibling; next; next = next.nextSibling) if (next.textContent.trim()) return true;
		return node.parentNode.matches('span, a, b') && more(node.parentNode);
	};
	const apart = times.filter((time) => !time.closest('.sentence') && (time.closest('.meta, header') || !more(time)));
	const widths = apart.map((time) => time.offsetWidth);
	apart.forEach((time, i) => { time.style.minWidth = `${widths[i]}px`; });
	tellTimes();
	setInterval(tellTimes, 60000);

	// ---- code that is wider than the screen can be reached and scrolled by keys ----
	all('pre').filter((pre) => pre.scrollWidth > pre.clientWidth).forEach((pre) => { pre.tabIndex = 0; });

	// ---- menus close on Escape and on a click elsewhere ----
	const closeMenus = (except) => all('details.menu[open]').forEach((menu) => {
		if (menu !== except) menu.open = false;
	});
	document.addEventListener('click', (event) => closeMenus(event.target.closest('details.menu')));
	document.addEventListener('keydown', (event) => {
		if (event.key !== 'Escape') return;
		const menu = event.target.closest('details.menu[open]');
		closeMenus();
		if (menu) menu.querySelector('summary').focus();
	});

	// ---- keys that press buttons, while the focus is where they are: it begins there ----
	all('[data-keys]').forEach((place) => {
		place.focus({preventScroll: true});
		place.addEventListener('keydown', (event) => {
			if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.target.matches('input:not([type=radio], [type=checkbox]), textarea, select')) return;
			const button = all('[data-key]', place).find((one) => one.dataset.key === event.key);
			if (!button) return;
			event.preventDefault();
			button.click();
		});
	});

	// ---- one click is one click ----
	document.addEventListener('submit', (event) => {
		const form = event.target;
		if (form.dataset.sent) {
			event.preventDefault();
			return;
		}
		if (form.method !== 'post') return;
		form.dataset.sent = 'yes';
		setTimeout(() => delete form.dataset.sent, 8000);
	});
	addEventListener('pageshow', () => all('form[data-sent]').forEach((form) => delete form.dataset.sent));

	// ---- drafts: saved when one stops typing for a moment, and when the page is left ----
	const fieldsOf = (form) => {
		const fields = new URLSearchParams(new FormData(form));
		fields.set('place', form.dataset.draft);
		return fields;
	};
	all('form[data-draft]').forEach((form) => {
		const state = form.querySelector('.draft-state');
		let changed = false, timer, running;
		const save = () => {
			if (!changed || form.dataset.sent) return;
			changed = false;
			running = new XMLHttpRequest();
			running.open('POST', '/draft');
			running.onload = () => {
				// Anything else is a page, not a sentence: the session is over, and signing in keeps the form.
				const plain = (running.getResponseHeader('Content-Type') || '').startsWith('text/plain');
				if (state && plain) state.textContent = running.responseText;
			};
			running.onerror = () => { changed = true; };
			running.send(fieldsOf(form));
		};
		form.addEventListener('input', () => {
			changed = true;
			clearTimeout(timer);
			timer = setTimeout(save, 1500);
		});
		form.addEventListener('submit', () => {
			clearTimeout(timer);
			if (running) running.abort();
		});
		addEventListener('pagehide', () => {
			if (!changed || form.dataset.sent) return;
			changed = false;
			fetch('/draft', {method: 'POST', body: fieldsOf(form), keepalive: true}).catch(() => {});
		});
	});

	// ---- similar questions, while one types ----
	all('input[data-matches]').forEach((input) => {
		const place = document.getElementById(input.dataset.matches);
		const said = document.getElementById('matches-said');
		let asked = input.value.trim(), timer, running;
		const show = (page) => {
			const fresh = page && page.getElementById(place.id);
			if (!fresh) return;
			place.replaceChildren(...Array.from(fresh.childNodes, (node) => document.importNode(node, true)));
			said.textContent = page.getElementById('matches-said').textContent;
		};
		const ask = () => {
			const q = input.value.trim(), query = new URLSearchParams({q});
			if (q === asked || q.length < 4) return;
			asked = q;
			['topic', 'from'].forEach((name) => {
				const field = input.form.elements[name];
				if (field && field.value) query.set(name, field.value);
			});
			if (running) running.abort();
			running = new XMLHttpRequest();
			running.open('GET', `/ask?${query}`);
			running.responseType = 'document';
			running.onload = () => show(running.response);
			running.send();
		};
		input.addEventListener('input', () => {
			clearTimeout(timer);
			timer = setTimeout(ask, 300);
		});
	});
})();
