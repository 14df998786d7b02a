// rt_fake.mjs -- a small Request Tracker: what it answers has the shape that the real one's answers had when they were recorded
// (rt_recorded.json), and it can be away, slow, ill, or lose its answers. What it does is what matters to who talks to it, no more.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { freePort } from './ports.mjs';

const recorded = JSON.parse(readFileSync(new URL('rt_recorded.json', import.meta.url), 'utf8'));
const copy = (name) => structuredClone(recorded[name]);
const iso = (at) => new Date(at).toISOString().replace(/\.\d+/, '');

export const users = {
	forum: { id: 31, Name: 'forum', RealName: '', EmailAddress: 'forum@crm.test', Privileged: 1 },
	root: { id: 14, Name: 'root', RealName: 'Enoch Root', EmailAddress: 'root@localhost', Privileged: 1 },
	RT_System: { id: 1, Name: 'RT_System', RealName: 'The RT System itself', EmailAddress: '', Privileged: 1 },
};
const person = (name) => users[name] ?? { id: 1000 + name.length, Name: name, RealName: '', EmailAddress: name, Privileged: 0 };
const statuses = ['new', 'open', 'stalled', 'resolved', 'rejected', 'deleted'];

export class FakeRt {
	tickets = new Map();
	transactions = [];
	asked = []; // [method, path, query] of every request
	token = '1-31-0123456789abcdef0123456789abcdef';
	// Called with (method, path, times it was asked) before an answer: { status, body }: this instead; 'deaf': no answer, and nothing is done;
	// 'mute': it is done, and no answer comes; { late: ms }.
	manner = () => undefined;

	async open(at) {
		const port = at ?? await freePort();
		this.server = createServer((request, answer) => this.#serve(request, answer).catch((error) => {
			this.failure = error;
			answer.destroy();
		}));
		await new Promise((done) => this.server.listen(port, '127.0.0.1', done));
		this.server.unref();
		this.port = port;
		return this;
	}

	get url() {
		return `http://127.0.0.1:${this.port}`;
	}

	// Gone, as if it were stopped; open(fake.port) starts it again.
	async close() {
		this.server.closeAllConnections();
		await new Promise((done) => this.server.close(done));
	}

	// ---- what people do there ----

	create(by, fields = {}) {
		const id = this.tickets.size + 1;
		const ticket = { id, Status: 'new', Subject: '', Owner: 'Nobody', Priority: 0, link: '', Requestor: [], ...fields };
		this.tickets.set(id, ticket);
		this.#happened(ticket, by, { Type: 'Create', text: fields.Content ?? '' });
		return ticket;
	}

	// ${files}: [{ name, type, bytes }].
	say(ticket, by, type, text, { html = false, files = [] } = {}) {
		const transaction = this.#happened(ticket, by, { Type: type, text, html, files });
		// As its own scrip does: a reply opens what is new or waits.
		if (type === 'Correspond' && ['new', 'stalled', 'resolved'].includes(ticket.Status))
			this.set(ticket, 'RT_System', { Status: 'open' });
		return transaction;
	}

	set(ticket, by, fields) {
		const said = [];
		for (const [name, value] of Object.entries(fields)) {
			const was = ticket[name];
			if (String(was) === String(value))
				continue;
			ticket[name] = value;
			const of = (v) => (name === 'Owner' ? person(v).id : v);
			this.#happened(ticket, by, { Type: name === 'Status' ? 'Status' : name === 'link' ? 'CustomField' : 'Set', Field: name === 'link' ? '2' : name, OldValue: of(was), NewValue: of(value) });
			said.push(`Ticket ${ticket.id}: ${name} changed from '${was}' to '${value}'`);
		}
		return said;
	}

	// ${ticket} becomes ${into}: whoever asks for it gets that one, and its history.
	merge(ticket, by, into) {
		ticket.merged = into;
		this.#happened(ticket, by, { Type: 'AddLink', Field: 'MergedInto', NewValue: `fsck.com-rt://crm.test/ticket/${into.id}` });
		this.#happened(into, 'RT_System', { Type: 'AddLink', Field: 'MergedInto', NewValue: `fsck.com-rt://crm.test/ticket/${into.id}` });
	}

	#effective(ticket) {
		return ticket?.merged ? this.#effective(ticket.merged) : ticket;
	}

	#happened(ticket, by, what) {
		const transaction = { id: this.transactions.length + 100, ticket: ticket.id, by, at: Date.now(), Field: '', OldValue: '', NewValue: '', text: '', ...what };
		this.transactions.push(transaction);
		ticket.updated = transaction.at;
		ticket.created ??= transaction.at;
		ticket.creator ??= by;
		ticket.last = transaction.id;
		return transaction;
	}

	historyOf(ticket) {
		return this.transactions.filter((t) => t.ticket === ticket.id);
	}

	// ---- what it says ----

	async #serve(request, answer) {
		let text = '';
		for await (const chunk of request)
			text += chunk;
		const path = request.url.replace('/REST/2.0', '');
		const { pathname, searchParams } = new URL(path, this.url);
		this.asked.push([request.method, pathname, Object.fromEntries(searchParams)]);
		const manner = this.manner(request.method, pathname, this.asked.filter(([m, p]) => m === request.method && p === pathname).length);
		if (manner === 'deaf')
			return;
		if (manner?.status)
			return this.#answer(answer, manner);
		if (manner?.late)
			await new Promise((done) => setTimeout(done, manner.late));
		if (request.headers.authorization !== `token ${this.token}`)
			return this.#answer(answer, copy('token unknown'));
		const said = this.#act(request, pathname.split('/').slice(1).map(decodeURIComponent), searchParams, text ? JSON.parse(text) : {});
		if (manner === 'mute')
			return answer.destroy();
		this.#answer(answer, said);
	}

	#answer(answer, { status, body, etag, location, type = 'application/json; charset="utf-8"' }) {
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		answer.writeHead(status, { 'Content-Type': type, ...(etag ? { ETag: etag } : {}), ...(location ? { Location: location } : {}) });
		answer.end(text);
	}

	#act(request, [kind, id, part], query, body) {
		if (kind === 'rt')
			return copy('version');
		if (kind === 'queue')
			return copy(id === 'CRM' ? 'queue' : 'queue unknown');
		if (kind === 'tickets')
			return this.#search(query);
		if (kind === 'user')
			return this.#user(id);
		if (kind === 'transaction')
			return this.#parts(Number(id));
		if (kind === 'attachment')
			return this.#attachment(Number(id));
		if (request.method === 'POST' && !id)
			return this.#created(body);
		const ticket = this.#effective(this.tickets.get(Number(id)));
		if (!ticket)
			return copy('ticket unknown');
		if (part === 'history')
			return this.#history(ticket, query);
		if (part)
			return this.#said(ticket, part, body);
		return request.method === 'PUT' ? this.#put(ticket, body, request.headers['if-match']) : this.#ticket(ticket);
	}

	#created(body) {
		if (body.Queue !== 'CRM')
			return copy('create without right');
		const { id } = this.create('forum', { Status: body.Status ?? 'new', Subject: body.Subject, Content: body.Content, Priority: body.Priority ?? 0, link: body.CustomFields?.['Forum thread'] ?? '', Requestor: body.Requestor ?? [] });
		return { ...copy('created'), body: { ...copy('created').body, id: String(id) }, location: `/REST/2.0/ticket/${id}` };
	}

	#ticket(t) {
		const r = copy('ticket');
		r.etag = `"${t.last}"`;
		r.body.id = t.id;
		Object.assign(r.body, { Status: t.Status, Subject: t.Subject, Priority: String(t.Priority), LastUpdated: iso(t.updated), Created: iso(t.created) });
		r.body.Owner.id = t.Owner;
		r.body.Creator.id = t.creator;
		r.body.CustomFields[0].values = t.link ? [t.link] : [];
		r.body.Requestor = t.Requestor.map((name) => ({ ...copy('ticket').body.Requestor[0], id: name }));
		return r;
	}

	#put(t, body, match) {
		if (match && match !== `"${t.last}"`)
			return copy('set stale');
		if (body.Status === 'deleted')
			return copy('set refused');
		if (body.Status && !statuses.includes(body.Status))
			return copy('set unknown status');
		if (body.Owner && body.Owner !== 'Nobody' && !users[body.Owner])
			return copy('set unknown owner');
		const { CustomFields, Requestor, ...fields } = body;
		const said = this.set(t, 'forum', { ...fields, ...(CustomFields ? { link: CustomFields['Forum thread'] } : {}) });
		if (Requestor)
			t.Requestor = [...t.Requestor, ...Requestor];
		return { ...copy('set'), body: said };
	}

	#said(t, how, body) {
		if (!body.ContentType)
			return copy('comment without type');
		const { id } = this.say(t, 'forum', how === 'comment' ? 'Comment' : 'Correspond', body.Content);
		return { ...copy(how === 'comment' ? 'commented' : 'corresponded'), location: `/REST/2.0/transaction/${id}` };
	}

	#page(name, items, query) {
		const r = copy(name);
		const per = Number(query.get('per_page') ?? 20);
		const page = Number(query.get('page') ?? 1);
		const these = items.slice((page - 1) * per, page * per);
		r.body = { ...r.body, items: these, count: these.length, page, per_page: per };
		if (r.body.total !== null)
			Object.assign(r.body, { total: items.length, pages: Math.ceil(items.length / per) });
		return r;
	}

	#history(t, query) {
		const items = this.transactions.filter((x) => this.#effective(this.tickets.get(x.ticket)) === t).map((x) => {
			const { Privileged, ...creator } = person(x.by);
			return { id: String(x.id), type: 'transaction', ObjectId: String(x.ticket), Type: x.Type, Field: x.Field, OldValue: String(x.OldValue), NewValue: String(x.NewValue), Created: iso(x.at), Creator: creator };
		});
		return this.#page('history', items, query);
	}

	// Attachments are numbered by their transaction: the text first, then the files.
	#parts(id) {
		const x = this.transactions.find((t) => t.id === id);
		const r = copy(x?.text || x?.files?.length ? 'parts' : 'parts none');
		const part = (n, Filename, ContentType, bytes) => ({ ...copy('parts').body.items[1], id: String(id * 100 + n), Filename, ContentType, Headers: `Content-Type: ${ContentType}\nContent-Length: ${bytes}` });
		if (r.body.items.length)
			r.body.items = [...(x.text ? [part(0, '', x.html ? 'text/html' : 'text/plain', Buffer.byteLength(x.text))] : []), ...(x.files ?? []).map((f, i) => part(i + 1, f.name, f.type, f.bytes))];
		return r;
	}

	#attachment(id) {
		const r = copy('attachment');
		const x = this.transactions.find((t) => t.id === Math.floor(id / 100));
		r.body.Content = Buffer.from(x.text).toString('base64').replace(/.{76}/g, '$&\n') + '\n';
		return r;
	}

	#user(name) {
		const found = Object.values(users).find((u) => u.Name === name) ?? (name.includes('@') ? person(name) : undefined);
		if (!found)
			return copy('user unknown');
		const r = copy(found.Privileged ? 'staff' : 'nobody of ours');
		Object.assign(r.body, { Name: found.Name, EmailAddress: found.EmailAddress, RealName: found.RealName || null });
		return r;
	}

	// The two searches we make: by our field, and by when it was changed. Deleted and merged tickets are found by neither.
	#search(query) {
		const text = query.get('query');
		const [, link] = text.match(/^'CF\.\{Forum thread\}' = '(.*)'$/) ?? [];
		const [, minutes] = text.match(/^Queue = 'CRM' AND LastUpdated > '(\d+) minutes ago'$/) ?? [];
		if (link === undefined && minutes === undefined)
			return copy('query wrong');
		const found = [...this.tickets.values()].filter((t) => t.Status !== 'deleted' && !t.merged && (link !== undefined ? t.link === link : t.updated > Date.now() - minutes * 60000));
		if (minutes !== undefined)
			found.sort((a, b) => a.updated - b.updated);
		return this.#page('found', found.map((t) => ({ id: String(t.id), type: 'ticket', LastUpdated: iso(t.updated) })), query);
	}
}

// The event that the scrip there sends of a transaction, as { body, headers }. ${secret}: the bytes it is signed with.
export function event(transaction, secret, { id = `rt-${transaction.id}`, at = Math.floor(Date.now() / 1000), body } = {}) {
	const text = body ?? JSON.stringify({ type: `ticket.${transaction.Type.toLowerCase()}`, timestamp: iso(transaction.at), data: { ticket: transaction.ticket, status: 'whatever', transaction: transaction.id, field: transaction.Field, new: String(transaction.NewValue) } });
	const signature = createHmac('sha256', secret).update(`${id}.${at}.${text}`).digest('base64');
	return { body: text, headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` } };
}
