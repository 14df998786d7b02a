// client.mjs -- a browser without a screen: cookies, forms, redirects; for scenarios that need no look.
import assert from 'node:assert/strict';

import { instance } from './instance.mjs';

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
export const unescape = (text) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => entities[name]);

const attributes = (tag) => Object.fromEntries(
	[...tag.matchAll(/\s([a-z_-]+)(?:="([^"]*)")?/g)].map(([, name, value]) => [name, unescape(value ?? '')]),
);

// The value of the option that is selected, else of the first.
function chosen(options) {
	const all = [...options.matchAll(/<option([^>]*)>([^<]*)/g)];
	const [, rest, text] = all.find(([, of]) => /\sselected\b/.test(of)) ?? all[0];
	return attributes(rest).value ?? unescape(text);
}

// What the browser would send for the form whose action is ${action}, as [name, value] pairs.
export function formFields(html, action) {
	const form = html.match(new RegExp(`<form[^>]*action="${action.replace(/[.?*+^$[\]\\(){}|]/g, '\\$&')}"[^>]*>(.*?)</form>`, 's'));
	assert.ok(form, `the page has no form for ${action}`);
	const fields = [];
	for (const [tag, name, rest] of form[1].matchAll(/<(input|textarea|select)\b([^>]*)>/g)) {
		const a = attributes(rest);
		if (!a.name || (['checkbox', 'radio'].includes(a.type) && !('checked' in a)))
			continue;
		if (name === 'input') {
			fields.push([a.name, a.value ?? '']);
			continue;
		}
		const inner = form[1].slice(form[1].indexOf(tag) + tag.length).split(`</${name}>`)[0];
		if (name === 'textarea')
			fields.push([a.name, unescape(inner).replace(/^\n/, '')]);
		else
			fields.push([a.name, chosen(inner)]);
	}
	return fields;
}

// A connection the server closed because it was idle may be found closed only when the next request goes out on it (this
// process may have been busy in between). What only reads is then sent once more, as browsers do.
async function fetchAgain(url, options) {
	try {
		return await fetch(url, options);
	} catch (e) {
		if ((options.method ?? 'GET') !== 'GET' || e.cause?.code !== 'UND_ERR_SOCKET')
			throw e;
		return fetch(url, options);
	}
}

export class Client {
	cookies = new Map();

	// ${at}: another instance than the one all share.
	constructor(headers = {}, at = instance) {
		this.headers = headers;
		this.url = at.url;
	}

	#take(answer) {
		for (const line of answer.headers.raw?.()['set-cookie'] ?? answer.headers.getSetCookie?.() ?? splitCookies(answer)) {
			const [pair, ...rest] = line.split('; ');
			const at = pair.indexOf('=');
			if (rest.includes('Max-Age=0'))
				this.cookies.delete(pair.slice(0, at));
			else
				this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
		}
	}

	async send(path, options = {}) {
		const answer = await fetchAgain(new URL(path, this.url), {
			redirect: 'manual',
			...options,
			headers: {
				...this.headers,
				...(this.cookies.size ? { cookie: [...this.cookies].map((c) => c.join('=')).join('; ') } : {}),
				...options.headers,
			},
		});
		this.#take(answer);
		return { status: answer.status, headers: answer.headers, location: answer.headers.get('location'), html: await answer.text() };
	}

	get(path) {
		return this.send(path);
	}

	// ${fields}: an object or [name, value] pairs.
	post(path, fields = {}, headers = {}) {
		const body = new URLSearchParams(Array.isArray(fields) ? fields : Object.entries(fields));
		return this.send(path, { method: 'POST', body, headers: { origin: this.url, ...headers } });
	}

	// The same as a form with a file: ${file} is bytes, in the field "file".
	postFile(path, fields, file) {
		const body = new FormData();
		for (const [name, value] of Object.entries(fields))
			body.append(name, value);
		body.append('file', new Blob([file]), 'picture.png');
		return this.send(path, { method: 'POST', body, headers: { origin: this.url } });
	}

	// Opens ${page}, fills its form for ${action} (the page itself, if not said) and sends it.
	async submit(page, fields, action = page) {
		const { html } = await this.get(page);
		const filled = new Map(formFields(html, action));
		for (const [name, value] of Object.entries(fields))
			filled.set(name, value);
		return this.post(action, [...filled]);
	}

	async signIn({ name, password }) {
		const answer = await this.submit('/signin', { name, password });
		assert.equal(answer.status, 303, `${name} could not sign in: ${visible(answer.html)}`);
		return this;
	}
}

// Node 18.20's fetch joins several Set-Cookie headers with a comma.
const splitCookies = (answer) => (answer.headers.get('set-cookie') ?? '').split(/, (?=[^;,]+=)/).filter(Boolean);

// The text a person sees.
export const visible = (html) => unescape(html.replace(/<(head|script|style)\b.*?<\/\1>/gs, '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '));

// The text of a mail, without its encoding.
export const mailText = (mail) => Buffer.from(
	mail.slice(mail.indexOf('\r\n\r\n') + 4).replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))),
	'latin1',
).toString('utf8');

// The newest mail to ${address} that holds ${pattern}; waited for up to 10 s.
export async function mailTo(address, pattern = /./) {
	for (let tries = 0; tries < 100; tries++) {
		const found = instance.mails().filter((mail) => mail.includes(`To: <${address}>\r\n`)).map(mailText).filter((text) => pattern.test(text)).at(-1);
		if (found)
			return found;
		await new Promise((done) => setTimeout(done, 100));
	}
	throw new Error(`no mail to ${address} with ${pattern}`);
}

// The path of the link in a mail.
export const linkIn = (text) => new URL(text.match(/^http\S+$/m)[0]).pathname;
