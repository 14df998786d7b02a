// crm.mjs -- cases at the desk of an instance that is kept in step with a CRM: opened, written in, waited for.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client, formFields } from './client.mjs';
import { startInstance } from './instance.mjs';

// Waits until ${what}() holds, at most ${ms}. Not as often as others do: whoever asks the database blocks the tracker that lives beside him.
export async function until(what, ms = 10000) {
	const begin = Date.now();
	while (!await what()) {
		if (Date.now() - begin > ms)
			throw new Error(`not within ${ms} ms: ${what}`);
		await new Promise((done) => setTimeout(done, 250));
	}
}

export const secrets = { old: 'a secret that goes', now: 'a secret that stays' };

// An instance whose cases are in the CRM at ${url}. ${hook}: the file with the secrets of its events.
export async function startWithCrm(url, token, more = {}, hook = `${secrets.now}\nwhsec_${Buffer.from(secrets.old).toString('base64')}\n`) {
	const folder = mkdtempSync(join(tmpdir(), 'bothy-crm-'));
	chmodSync(folder, 0o755);
	process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
	const file = (name, text) => {
		const path = join(folder, name);
		writeFileSync(path, text, { mode: 0o444 });
		return path;
	};
	const settings = {
		BOTHY_CRM_ADAPTER: 'rt',
		BOTHY_CRM_URL: url,
		BOTHY_CRM_QUEUE: 'CRM',
		BOTHY_CRM_TOKEN_FILE: file('token', `${token}\n`),
		BOTHY_CRM_HOOK_SECRET_FILE: file('hook', hook),
		BOTHY_CRM_POLL_S: '1',
		...more,
	};
	const at = await startInstance({ settings });
	// Cases go there once `work` has said so.
	await until(() => at.sql("SELECT 1 FROM ops.setting WHERE key = 'crm.adapter' AND value = 'rt'").length, 30000);
	return new Desk(at, settings);
}

export class Desk {
	constructor(at, settings) {
		this.at = at;
		this.settings = settings;
		this.client = new Client({}, { url: at.deskUrl });
	}

	async signIn() {
		await this.client.signIn({ name: this.at.env.DESK_NAME, password: this.at.env.DESK_PASSWORD });
		return this;
	}

	row(sql) {
		return this.at.sql(sql)[0];
	}

	// A question of the demo that no case is linked to yet; its number.
	thread() {
		return Number(this.row(`SELECT t.id FROM community.thread t WHERE t.kind = 'question' AND t.deleted_at IS NULL
			AND NOT EXISTS (SELECT FROM crm.link l WHERE l.thread_id = t.id) ORDER BY t.id LIMIT 1`)[0]);
	}

	// The case's number.
	async open(subject, text = 'What is known', thread = 0) {
		const answer = await this.client.submit(`/case/new${thread ? `?thread=${thread}` : ''}`, { subject, text, ...(thread ? { thread } : {}) }, '/case/new');
		assert.equal(answer.status, 303, answer.html);
		return Number(answer.location.match(/\/case\/(\d+)/)[1]);
	}

	async act(id, act, fields) {
		const { html } = await this.client.get(`/case/${id}`);
		const [, key] = html.match(/name="key" value="([^"]+)"><input type="hidden" name="version"/);
		const [, version] = html.match(/name="version" value="(\d+)"/);
		const answer = await this.client.post(`/case/${id}`, { key, version, act, ...fields });
		assert.equal(answer.status, 303, `${act}: ${answer.status}`);
	}

	note = (id, text) => this.act(id, 'note', { text });
	reply = (id, text) => this.act(id, 'reply', { text });
	state = (id, value, text = '') => this.act(id, 'state', { value, text });

	sync = (id) => this.row(`SELECT state, error FROM crm.sync WHERE case_id = ${id}`) ?? [];
	// Its number there; undefined as long as it has none.
	ticket = (id) => this.row(`SELECT external_id FROM crm."case" WHERE id = ${id}`)?.[0];
	stateOf = (id) => this.row(`SELECT state FROM crm."case" WHERE id = ${id}`)[0];
	history = (id) => this.at.sql(`SELECT kind, by_name, text, was, becomes FROM crm.case_entry WHERE case_id = ${id} AND external_id IS NOT NULL ORDER BY external_id::bigint`);

	inStep = (id, ms = 30000) => until(() => this.sync(id)[0] === 'synced', ms);
	// Nothing is to be said and nothing to be looked at.
	quiet = (ms = 60000) => until(() => this.row(`SELECT (SELECT count(*) FROM crm.delivery WHERE done_at IS NULL AND dead_at IS NULL)
		+ (SELECT count(*) FROM crm.hook WHERE done_at IS NULL)`)[0] === '0', ms);

	async hook({ body, headers }, adapter = 'rt') {
		const answer = await fetch(`${this.at.deskUrl}/hooks/${adapter}`, { method: 'POST', body, headers });
		await answer.arrayBuffer();
		return answer.status;
	}

	// What failed is due now, as if its time had come; what a killed process had taken is free.
	hurry() {
		this.at.sql(`UPDATE crm.delivery SET next_try = now(), taken_at = taken_at - interval '3 minutes' WHERE done_at IS NULL;
			UPDATE crm.hook SET next_try = now() WHERE done_at IS NULL`);
	}

	// The page /sync, its form for a delivery sent.
	async decide(act, delivery) {
		const { html } = await this.client.get('/sync');
		const fields = new Map(formFields(html, '/sync'));
		return this.client.post('/sync', { key: fields.get('key'), act, ...(delivery ? { delivery } : {}) });
	}
}
