// Mail over TLS: a notice through STARTTLS and through TLS from the first byte, with a password, to a mail server of this test whose
// certificates are made for it. Nothing is sent where the certificate is wrong or encryption is missing; the mail stays a job.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createSecureContext, TLSSocket } from 'node:tls';

import { Client, mailText } from '../web/lib/client.mjs';
import { startInstance } from '../web/lib/instance.mjs';
import { until } from '../web/lib/processes.mjs';

const folder = mkdtempSync(join(tmpdir(), 'bothy-smtp-'));
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true, force: true }));

// ---- certificates ----

const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
const keyed = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function authority(name) {
	openssl('req', '-x509', ...keyed, '-keyout', `${name}.key`, '-out', `${name}.pem`, '-days', '2', '-subj', `/CN=${name}`);
	chmodSync(join(folder, `${name}.pem`), 0o644);
}

function certificate(name, by, names) {
	writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${names}\n`);
	openssl('req', ...keyed, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
	openssl('x509', '-req', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.pem`);
	return createSecureContext({ key: readFileSync(join(folder, `${name}.key`)), cert: readFileSync(join(folder, `${name}.pem`)) });
}

authority('ours');
authority('another');
const certificates = {
	right: certificate('right', 'ours', 'DNS:localhost,IP:127.0.0.1'),
	'of another name': certificate('elsewhere', 'ours', 'DNS:mail.example.org'),
	'of an authority nobody knows': certificate('unknown', 'another', 'DNS:localhost,IP:127.0.0.1'),
};

// ---- a mail server ----

const login = Buffer.from('\0bothy\0secret word').toString('base64');

// ${implicit}: TLS from the first byte, else STARTTLS. What came: { encrypted, signedIn, from, to, text }; ${heard}: every line that came
// before encryption. ${manner}: which certificate it shows, whether it offers STARTTLS.
class MailServer {
	mails = [];
	heard = [];
	manner = { shows: 'right', offers: true };

	constructor(implicit) {
		this.implicit = implicit;
		this.server = createServer((socket) => {
			socket.on('error', () => {});
			if (implicit)
				this.#encrypt(socket);
			else
				this.#converse(socket, {});
		});
	}

	async listen(host) {
		await new Promise((done) => this.server.listen(0, host, done));
		this.server.unref();
		after(() => this.server.close());
		return this.server.address().port;
	}

	#encrypt(socket) {
		const secure = new TLSSocket(socket, { isServer: true, secureContext: certificates[this.manner.shows] });
		secure.on('error', () => {});
		this.#converse(secure, { encrypted: true, greet: this.implicit });
	}

	#converse(socket, { encrypted = false, greet = true }) {
		const say = (...lines) => socket.write(lines.map((line) => `${line}\r\n`).join(''));
		const mail = { encrypted, signedIn: false, to: [] };
		let rest = '';
		const hear = (line) => {
			if (!encrypted)
				this.heard.push(line);
			if (mail.text !== undefined && !mail.whole) {
				mail.whole = line === '.';
				mail.text += mail.whole ? '' : `${line.replace(/^\./, '')}\r\n`;
				if (mail.whole) {
					this.mails.push(mail);
					say('250 taken');
				}
			} else if (/^EHLO /i.test(line)) {
				say('250-test', ...(encrypted || !this.manner.offers ? [] : ['250-STARTTLS']), '250 AUTH PLAIN');
			} else if (/^STARTTLS$/i.test(line)) {
				socket.removeAllListeners('data');
				say('220 go on');
				this.#encrypt(socket);
			} else if (/^AUTH PLAIN/i.test(line)) {
				if (line === 'AUTH PLAIN')
					say('334 ');
				else
					hear(line.slice(11));
			} else if (line === login) {
				mail.signedIn = true;
				say('235 welcome');
			} else if (/^MAIL FROM:/i.test(line)) {
				mail.from = line;
				say(mail.signedIn ? '250 yes' : '530 who are you?');
			} else if (/^RCPT TO:/i.test(line)) {
				mail.to.push(line.match(/<(.*)>/)[1]);
				say('250 yes');
			} else if (line === 'DATA') {
				mail.text = '';
				say('354 go on');
			} else if (line === 'QUIT') {
				say('221 bye');
				socket.end();
			} else {
				say('500 what?');
			}
		};
		if (greet)
			say('220 test');
		socket.on('data', (bytes) => {
			const lines = (rest + bytes.toString('latin1')).split('\r\n');
			rest = lines.pop();
			lines.forEach(hear);
		});
	}
}

// ---- a community that sends by it ----

async function community(implicit, server, host = 'localhost') {
	const port = await server.listen(host === 'localhost' ? '127.0.0.1' : host);
	writeFileSync(join(folder, 'password'), 'secret word\n');
	chmodSync(join(folder, 'password'), 0o644);
	const instance = await startInstance({
		demo: false,
		settings: {
			BOTHY_MAIL_SMTP: `${implicit ? 'smtps' : 'smtp'}://${host}:${port}`, BOTHY_MAIL_SMTP_USER: 'bothy',
			BOTHY_MAIL_SMTP_PASSWORD_FILE: join(folder, 'password'), BOTHY_MAIL_SMTP_CA_FILE: join(folder, 'ours.pem'), BOTHY_MAIL_FROM: 'Community <c@example.org>',
		},
	});
	instance.sql(`INSERT INTO community.topic (slug, name) VALUES ('one', 'One')`);
	const helper = await new Client({}, instance).signIn(instance.moderator);
	return { instance, helper };
}

// The member has asked, the moderator answers, and two minutes later he is told.
async function notice({ instance, helper }) {
	const [[thread, slug]] = instance.sql(`WITH t AS (INSERT INTO community.thread (kind, topic_id, author_id, title, slug, state)
			SELECT 'question', t.id, m.id, 'Who delivers it?', 'who-delivers-it', 'open' FROM community.topic t, community.member m
			WHERE m.username = '${instance.member.name}' LIMIT 1 RETURNING id, author_id, slug),
		p AS (INSERT INTO community.post (thread_id, kind, author_id, source, html, plain) SELECT id, 'question', author_id, 'x', '<p>x</p>', 'x' FROM t)
		SELECT id, slug FROM t`);
	assert.equal((await helper.submit(`/t/${thread}/${slug}`, { body: 'By hand, of course.' }, `/t/${thread}/answer`)).status, 303);
	await until(() => jobs(instance).length > 0);
	tryNow(instance);
}

const jobs = (instance) => instance.sql(`SELECT attempts, COALESCE(error, ''), taken_at IS NOT NULL FROM ops.job WHERE kind = 'notice.mail'`);
const tryNow = (instance) => instance.sql(`UPDATE ops.job SET run_at = now() WHERE kind = 'notice.mail'`);
const log = (instance) => readFileSync(join(instance.dir, 'log/bothy.log'), 'utf8');

for (const implicit of [false, true])
	test(`a notice goes out ${implicit ? 'by TLS from the first byte' : 'by STARTTLS'}, with the password inside; not to who shows a wrong certificate`, async () => {
		const server = new MailServer(implicit);
		const here = await community(implicit, server);
		const { instance } = here;
		await notice(here);
		await until(() => server.mails.length === 1, 20000);
		const [mail] = server.mails;
		assert.deepEqual([mail.encrypted, mail.signedIn, mail.from.match(/<.*?>/)[0], mail.to], [true, true, '<c@example.org>', [`${instance.member.name}@example.org`]]);
		assert.match(mail.text, /^List-Unsubscribe-Post: /m);
		assert.match(mailText(mail.text), /Who delivers it\?/);
		assert.ok(mailText(mail.text).includes(`${instance.url}/`), 'it leads there');
		await until(() => jobs(instance).length === 0);

		for (const wrong of ['of another name', 'of an authority nobody knows']) {
			server.manner.shows = wrong;
			const tried = log(instance).split(' mail.refused ').length;
			await notice(here);
			await until(() => log(instance).split(' mail.refused ').length > tried, 20000);
			await until(() => jobs(instance)[0]?.[1]);
			const [[attempts, error, taken]] = jobs(instance);
			assert.deepEqual([attempts, error, taken], ['1', "the mail server's certificate is not to be trusted", 'f'], wrong);
			assert.equal(server.mails.length, wrong === 'of another name' ? 1 : 2);
			assert.match(log(instance).match(/.* mail\.refused .*/g).at(-1), /certificate/);
			// With the right one again, it goes out.
			server.manner.shows = 'right';
			tryNow(instance);
			await until(() => jobs(instance).length === 0, 20000);
		}
		assert.equal(server.mails.length, 3);
		assert.ok(server.mails.every((each) => each.encrypted && each.signedIn));
		assert.ok(!server.heard.some((line) => /AUTH|MAIL|RCPT/.test(line) || line === login), 'nothing that matters travelled plainly');
	});

// Without encryption a password goes to this machine at most, and that is who is called so: not 127.0.0.2.
test('a server elsewhere that offers no encryption gets no password and no mail', async () => {
	const server = new MailServer(false);
	server.manner.offers = false;
	const here = await community(false, server, '127.0.0.2');
	await notice(here);
	await until(() => jobs(here.instance)[0]?.[1], 20000);
	assert.deepEqual(jobs(here.instance), [['1', 'the mail server offers no encryption, and the password does not travel without', 'f']]);
	assert.deepEqual([server.mails, server.heard.filter((line) => !/^(EHLO|QUIT)/.test(line))], [[], []]);
});
