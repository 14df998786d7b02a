// Whatever people write is stored as they wrote it, and does nothing: every vector of the collections, alone in a text, a title, a
// device, a name and a context, sent through the real forms, read back from the database and looked at in Chromium.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { scenes } from '../matrix/objects.mjs';
import { visitor } from './lib/browser.mjs';
import { formFields, unescape } from './lib/client.mjs';
import { none } from './lib/findings.mjs';
import { instance } from './lib/instance.mjs';
import { cookies, people } from './lib/people.mjs';
import { missing, vectors } from './lib/vectors.mjs';

const skip = missing;
const who = people({ asker: 1, helper: 1, staff: 5, writer: 1 });
const PAGE = 20;
const short = (text) => JSON.stringify(text).slice(0, 120);

async function each(jobs, run, hands = 6) {
	const queue = [...jobs];
	await Promise.all(Array.from({ length: hands }, async () => {
		while (queue.length)
			await run(queue.shift());
	}));
}

async function get(cookie, address) {
	const answer = await fetch(instance.url + address, { redirect: 'manual', headers: cookie ? { cookie } : {} });
	return answer.text();
}

// Sends a member's form: { status, location, html }.
async function post(cookie, address, fields) {
	const key = new Map(formFields(await get(cookie, '/help'), '/signout')).get('key');
	const answer = await fetch(instance.url + address, {
		method: 'POST', redirect: 'manual', headers: { cookie, origin: instance.url }, body: new URLSearchParams({ key, ...fields }),
	});
	return { status: answer.status, location: answer.headers.get('location'), html: await answer.text() };
}

// The values of a column of texts by id, as bytes.
function stored(sql) {
	return new Map(instance.sql(sql).map(([id, hex]) => [id, Buffer.from(hex, 'hex').toString('utf8')]));
}

// Opens pages and finds what should not be: dialogs, reports, requests elsewhere, and what could run if somebody touched it.
async function look(addresses) {
	const found = [];
	await each(Array.from({ length: 2 }, (_, i) => addresses.filter((__, k) => k % 2 === i)), async (part) => {
		const page = await visitor();
		for (const address of part) {
			await page.goto(address, { waitUntil: 'load' });
			await page.waitForTimeout(50); // what an image's error or a timer would do
			found.push(...(await page.evaluate(audit)).map((what) => [address, what]), ...page.complaints.splice(0).map((what) => [address, what]));
			if (new URL(page.url()).pathname !== new URL(address, instance.url).pathname)
				found.push([address, `led to ${page.url()}`]);
		}
		await page.context().close();
	}, 2);
	return found;
}

// In the browser: elements, attributes and addresses that no text may bring about.
function audit() {
	const found = [];
	const ours = new Set(['/static/']);
	for (const script of document.querySelectorAll('script'))
		if (![...ours].some((start) => script.getAttribute('src')?.startsWith(start)))
			found.push(`script: ${script.outerHTML.slice(0, 100)}`);
	if (document.querySelectorAll('h1').length !== 1 || document.querySelectorAll('main').length !== 1
		|| document.querySelector('article:not(main article), footer:not(.foot, article footer), body > .comments') || !document.querySelector('body > .foot'))
		found.push('the page is not as it was made');
	for (const element of document.querySelectorAll('*')) {
		for (const { name, value } of element.attributes) {
			if (name.startsWith('on') || name === 'srcdoc' || name === 'formaction' || (name === 'style' && !element.matches('time')))
				found.push(`attribute: ${name} of ${element.localName}`);
			if (['href', 'src', 'action', 'data', 'poster', 'background', 'xlink:href'].includes(name) && !['http:', 'https:', 'mailto:'].includes(new URL(value, document.baseURI).protocol))
				found.push(`address: ${value.slice(0, 100)}`);
		}
	}
	for (const element of document.querySelectorAll('.prose :is(script,style,link,meta,base,iframe,frame,object,embed,applet,form,input,button,textarea,select,svg,math,img,video,audio,source,template,noscript,dialog,title,[id],[name],[class])'))
		if (!(element.matches('code[class]') || element.matches('a.mention')))
			found.push(`element: ${element.outerHTML.slice(0, 100)}`);
	for (const link of document.querySelectorAll('.prose a[href]'))
		if (link.origin !== location.origin && !/nofollow/.test(link.rel))
			found.push(`link without rel: ${link.outerHTML.slice(0, 100)}`);
	return found;
}

test('what must not be there would be found', async () => {
	const bad = {
		"<script>alert(1)</script>": /script-src|script:/, '<img src="https://evil.example/x">': /request|img-src/, '<p onclick="alert(1)">x</p>': /attribute: onclick/,
		'<a href="javascript:alert(1)">x</a>': /address: javascript/, '<iframe></iframe>': /element: <iframe/, '</div></article></main>': /not as it was made|element/,
		'<p style="color:red">x</p>': /style-src|attribute: style/, '<form><input name="x"></form>': /element: <form/,
	};
	const made = scenes(Object.keys(bad).map(() => 'answered'), who);
	for (const [i, html] of Object.keys(bad).entries())
		instance.sql(`UPDATE community.post SET html = '${html}' WHERE id = ${made[i].answer}`);
	const found = await look(made.map(({ thread }) => `/t/${thread}/case`));
	for (const [i, [html, what]] of Object.entries(bad).entries())
		assert.ok(found.some(([where, said]) => where === `/t/${made[i].thread}/case` && what.test(said)), `${html}: ${JSON.stringify(found.filter(([where]) => where === `/t/${made[i].thread}/case`))}`);
	instance.sql(`UPDATE community.post SET html = '<p>x</p>' WHERE id IN (${made.map(({ answer }) => answer)})`);
});

// ---- texts ----

const lines = (text) => text.replace(/\r\n?/g, '\n').replace(/[\n\t ]+$/, '');
const groups = (all, n) => Array.from({ length: Math.ceil(all.length / n) }, (_, i) => all.slice(i * n, (i + 1) * n));

test('every vector as a text: stored to the byte, given back to be edited, inert', { skip }, async () => {
	const [cookie] = cookies([who.writer]);
	const pages = groups(vectors, PAGE);
	const threads = scenes(pages.map(() => 'unanswered'), who).map(({ thread }) => thread);
	const found = [];
	const written = new Map();
	await each(pages.flatMap((page, i) => page.map((text) => [text, threads[i]])), async ([text, thread]) => {
		const answer = await post(cookie, `/t/${thread}/answer`, { body: text });
		if (answer.status === 303)
			written.set(answer.location.match(/\/a\/(\d+)|#a(\d+)/).slice(1).find(Boolean), text);
		else if (answer.status === 422 && lines(new Map(formFields(answer.html, `/t/${thread}/answer`)).get('body')) !== lines(text))
			found.push([short(text), 'refused, and not given back']);
		else if (answer.status !== 422 && !(answer.status === 400 && text.includes('\0')))
			found.push([short(text), `answered ${answer.status}`]);
	});
	const sources = stored(`SELECT id, encode(convert_to(source, 'UTF8'), 'hex') FROM community.post WHERE id IN (${[...written.keys()]})`);
	for (const [id, text] of written)
		if (sources.get(id) !== lines(text))
			found.push([short(text), `stored as ${short(sources.get(id) ?? '')}`]);
	await each([...written].filter((_, i) => i % 3 === 0), async ([id, text]) => {
		const shown = new Map(formFields(await get(cookie, `/a/${id}/edit`), `/a/${id}/edit`)).get('body');
		if (shown !== lines(text))
			found.push([short(text), `to be edited as ${short(shown)}`]);
	});
	assert.ok(written.size > vectors.length * 0.95, `${written.size} of ${vectors.length} were taken`);
	none([...found, ...await look(threads.map((thread) => `/t/${thread}/case`))]);
	none(await feeds(threads.map((thread) => `/t/${thread}/feed.atom`)));
});

// Feeds that are no XML.
async function feeds(addresses) {
	const found = [];
	const page = await visitor();
	await page.goto('about:blank');
	for (const address of addresses) {
		const text = await get('', address);
		const error = await page.evaluate((xml) => new DOMParser().parseFromString(xml, 'application/xml').querySelector('parsererror')?.textContent ?? null, text);
		if (error)
			found.push([address, error.slice(0, 300)]);
	}
	await page.context().close();
	return found;
}

// ---- titles and devices ----

// What tidying does not touch: neither spaces in a row or at the ends, nor what cannot be seen.
const tidy = (text) => !/[\p{C}\p{Z}\p{Mn}\p{Me}]/u.test(text.replaceAll(' ', '')) && !/^ | {2}| $/.test(text) && !/[\u034f\u115f\u1160\u3164\uffa0\u180b-\u180f\u2800]/u.test(text);

test('every vector as a title and a device: stored as typed, inert in lists, on its page, in feeds and searches', { skip }, async () => {
	const [cookie] = cookies([who.writer]);
	const [[topic]] = instance.sql("INSERT INTO community.topic (slug, name) VALUES ('vectors-' || floor(random() * 1e9)::bigint, 'Vectors') RETURNING slug");
	const fit = vectors.filter((text) => [...text].length >= 8 && [...text].length <= 150 && !/[\r\n\t\0]/.test(text));
	const found = [];
	const written = new Map();
	await each(fit, async (title) => {
		const product = [...title].length <= 80 ? title : '';
		const answer = await post(cookie, '/ask', { step: 'post', topic, title, product, body: 'Words.' });
		if (answer.status === 303)
			written.set(answer.location.split('/')[2], title);
		else if (answer.status === 422 ? new Map(formFields(answer.html, '/ask')).get('title') === undefined : true)
			found.push([short(title), `answered ${answer.status}`]);
	});
	const titles = stored(`SELECT id, encode(convert_to(title, 'UTF8'), 'hex') FROM community.thread WHERE id IN (${[...written.keys()]})`);
	const products = stored(`SELECT id, encode(convert_to(product, 'UTF8'), 'hex') FROM community.thread WHERE id IN (${[...written.keys()]})`);
	for (const [id, title] of written) {
		if (tidy(title) && titles.get(id) !== title)
			found.push([short(title), `stored as ${short(titles.get(id))}`]);
		if (tidy(title) && [...title].length <= 80 && products.get(id) !== title)
			found.push([short(title), `its device stored as ${short(products.get(id))}`]);
	}
	await each(written, async ([id]) => {
		const html = await get('', (await fetch(`${instance.url}/t/${id}`, { redirect: 'manual' })).headers.get('location'));
		const shown = unescape(html.match(/<h1[^>]*>(.*?)<\/h1>/s)[1].replace(/<\/?(bdi|span)[^>]*>/g, '')).trim();
		if (shown !== titles.get(id))
			found.push([short(titles.get(id)), `shown as ${short(shown)}`]);
	});
	assert.ok(written.size > fit.length * 0.9, `${written.size} of ${fit.length} were taken`);
	none(found);

	const lists = [];
	for (let address = `/topic/${topic}`; address; address = unescape((await get('', address)).match(/href="(\/topic\/[^"]*before=[^"]*)"/)?.[1] ?? '') || null)
		lists.push(address);
	const some = [...written.keys()].filter((_, i) => i % 40 === 0);
	const searches = [...written.values()].filter((_, i) => i % 40 === 7).map((title) => `/search?q=${encodeURIComponent(title)}`);
	assert.ok(lists.length * 50 >= written.size, `${lists.length} pages of a list`);
	none([...await look([...lists, ...searches, ...await Promise.all(some.map(async (id) => (await fetch(`${instance.url}/t/${id}`, { redirect: 'manual' })).headers.get('location')))]),
		...await feeds([`/topic/${topic}/feed.atom`, '/feed.atom'])]);
});

// ---- names and contexts ----

test('every vector as a name, about oneself, and as a context: stored as typed, inert', { skip }, async () => {
	const fit = vectors.filter((text) => [...text].length <= 60 && !/[\r\n\t\0]/.test(text));
	// Names are taken once; those of an earlier run on the same community are given back.
	instance.sql("UPDATE community.member SET display = username, skeleton = username WHERE username LIKE 'x%-name%'");
	const members = Object.values(people(Object.fromEntries(fit.map((_, i) => [`name${i}`, 1]))));
	const signed = cookies(members);
	const threads = scenes(groups(fit, PAGE).map(() => 'answered'), who);
	const found = [];
	const named = new Map();
	await each(fit.map((text, i) => [text, members[i], signed[i], threads[Math.floor(i / PAGE)]]), async ([text, member, cookie, scene]) => {
		const answer = await post(cookie, '/settings', { display: text, bio: text, zone: '', theme: '', locale: '' });
		if (answer.status === 303)
			named.set(String(member.id), text);
		else if (answer.status !== 422)
			found.push([short(text), `as a name: ${answer.status}`]);
		const helped = await post(cookie, `/a/${scene.answer}/act`, { act: 'helped', context: text });
		if (helped.status !== 303)
			found.push([short(text), `as a context: ${helped.status}`]);
	});
	const names = stored(`SELECT id, encode(convert_to(display, 'UTF8'), 'hex') FROM community.member WHERE id IN (${[...named.keys()]})`);
	const contexts = stored(`SELECT member_id, encode(convert_to(context, 'UTF8'), 'hex') FROM community.reaction WHERE member_id IN (${members.map(({ id }) => id)})`);
	for (const [i, text] of fit.entries()) {
		const id = String(members[i].id);
		if (tidy(text) && named.has(id) && names.get(id) !== text)
			found.push([short(text), `stored as ${short(names.get(id))}`]);
		if (tidy(text) && contexts.get(id) !== text)
			found.push([short(text), `as a context stored as ${short(contexts.get(id) ?? '')}`]);
	}
	assert.ok(named.size > fit.length * 0.7, `${named.size} of ${fit.length} were taken as names`);
	// An answer by each, so that the names are seen.
	for (const [i, scene] of threads.entries())
		instance.sql(`INSERT INTO community.post (thread_id, kind, author_id, source, html, plain)
			SELECT ${scene.thread}, 'answer', id, 'x', '<p>x</p>', 'x' FROM community.member WHERE id IN (${members.slice(i * PAGE, (i + 1) * PAGE - 2).map(({ id }) => id)})`);
	const profiles = members.filter((_, i) => i % 25 === 0).map(({ name }) => `/u/${name}`);
	none([...found, ...await look([...threads.map(({ thread }) => `/t/${thread}/case`), ...profiles])]);
});
