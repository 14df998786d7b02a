// load.mjs -- wrk, and the nginx it is pointed at for comparison.
import { execFileSync, execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const script = new URL('wrk.lua', import.meta.url).pathname;
const run = promisify(execFile);

// Sends ${requests}, [{path, cookie, encoding, from, body}], over ${connections} for ${seconds}; "once" each, or "any" by chance.
export async function wrk(folder, url, requests, { seconds, connections = 32, order = 'any', pause = 0 }) {
	const file = `${folder}/requests`;
	writeFileSync(file, requests.map((r) => `${[r.path, r.cookie, r.encoding, r.from, r.body].join('\t')}\n`).join(''));
	const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url, '--', file, order, String(pause)]);
	const result = JSON.parse(stdout.trim().split('\n').at(-1));
	return { ...result, rate: result.requests / result.seconds };
}

// nginx as Debian sets it up (a worker a core, sendfile, an access log), serving the files of ${folder}/www.

export function nginx(folder, port) {
	mkdirSync(`${folder}/www`);
	writeFileSync(`${folder}/nginx.conf`, `
worker_processes auto;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx.error.log;
events { worker_connections 768; }
http {
	sendfile on;
	tcp_nopush on;
	keepalive_requests 1000000;
	types_hash_max_size 2048;
	default_type text/html;
	access_log ${folder}/nginx.access.log;
	client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
	uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
	server {
		listen 127.0.0.1:${port};
		root ${folder}/www;
		location = /livez { default_type text/plain; return 200 "ok\\n"; }
	}
}
`);
	execFileSync('nginx', ['-c', `${folder}/nginx.conf`, '-e', `${folder}/nginx.error.log`]);
	return `http://127.0.0.1:${port}`;
}
