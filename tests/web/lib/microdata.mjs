// microdata.mjs -- what search engines read from a page: its items (itemscope, itemtype, itemprop), links and metas of its head.
import { unescape } from './client.mjs';

const empty = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);
const attributesOf = (text) => Object.fromEntries(
	[...text.matchAll(/([a-zA-Z][a-zA-Z:-]*)(?:="([^"]*)")?/g)].map(([, name, value]) => [name, unescape(value ?? '')]),
);

// What an element that says no other value says by its attributes; undefined: its text.
function valueOf(name, a, address) {
	if (name === 'meta')
		return a.content;
	if (name === 'time')
		return a.datetime;
	return 'href' in a ? new URL(a.href, address).href : undefined;
}

function add(item, names, value) {
	for (const name of names.split(' '))
		(item.props[name] ??= []).push(value);
}

// The items that are no property of another: [{ type, props: { name: [values and items] } }]. Fails on a property without an item, and
// on tags that do not match. ${address}: of the page.
export function itemsOf(html, address) {
	const top = [];
	const open = []; // { name, item, prop, text }
	const owner = () => open.findLast((e) => e.item)?.item;
	for (const [, comment, close, name, rest, text] of html.matchAll(/<(!)[^>]*>|<(\/)?([a-z][a-z0-9]*)([^>]*)>|([^<]+)/g)) {
		if (comment)
			continue;
		if (text !== undefined) {
			open.forEach((e) => { e.text += unescape(text); });
			continue;
		}
		if (close) {
			const e = open.pop();
			if (e?.name !== name)
				throw new Error(`</${name}> closes <${e?.name}>`);
			if (e.prop)
				add(e.prop.of, e.prop.names, e.text.replace(/\s+/g, ' ').trim());
			continue;
		}
		const a = attributesOf(rest);
		const of = owner();
		const item = 'itemscope' in a ? { type: a.itemtype, props: {} } : undefined;
		const value = item ?? valueOf(name, a, address);
		if (a.itemprop && !of)
			throw new Error(`itemprop=${a.itemprop} belongs to no item`);
		if (item && !a.itemprop)
			top.push(item);
		if (a.itemprop && value !== undefined)
			add(of, a.itemprop, value);
		if (!empty.has(name))
			open.push({ name, item, text: '', prop: a.itemprop && value === undefined ? { of, names: a.itemprop } : undefined });
	}
	return top;
}

// { title, canonical, robots, description, feed, og: { title … } } of a page.
export function headOf(html) {
	const head = html.slice(0, html.indexOf('</head>'));
	const tags = [...head.matchAll(/<(link|meta)\b([^>]*)>/g)].map(([, name, rest]) => ({ tag: name, ...attributesOf(rest) }));
	const link = (rel) => tags.filter((t) => t.tag === 'link' && t.rel === rel);
	const meta = (name) => tags.find((t) => t.name === name)?.content;
	return {
		title: unescape(head.match(/<title>([^<]*)/)[1]),
		canonical: link('canonical').map((t) => t.href),
		feed: link('alternate').filter((t) => t.type === 'application/atom+xml'),
		robots: meta('robots'),
		description: meta('description'),
		og: Object.fromEntries(tags.filter((t) => t.property?.startsWith('og:')).map((t) => [t.property.slice(3), t.content])),
	};
}
