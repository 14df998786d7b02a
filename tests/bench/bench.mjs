// bench.mjs -- runs it all and prints the tables: what we do beside what pgbench and nginx do.
//
// What is compared runs one after the other within a round, and there are several rounds: what another user of the machine
// takes away, he takes from all. Each figure is the median of its rounds, each ratio the median of the rounds' ratios.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

import { answers } from './answers.mjs';
import { ask, cpu, fetchPage, logEnd, logSince, member, memory } from './community.mjs';
import { nginx, wrk } from './load.mjs';
import { pages } from './pages.mjs';
import { namesIn, pgbench } from './pgbench.mjs';

const { SCRATCH: folder, NGINX_PORT: port, URL: ours, ONLY: only = '' } = process.env;
const seconds = Number(process.env.SECONDS_EACH || 5);
const rounds = Number(process.env.RUNS || 3);
const connections = 32;
// Database connections of all web workers: the default of [database] connections for each core.
const clients = Number(process.env.BOTHY_DATABASE_CONNECTIONS || 4) * cpus().length;

const median = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];
const whole = (n) => Math.round(n).toLocaleString('en');
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);

function head(...cells) {
	console.log();
	row(...cells);
	row(...cells.map(() => '---'));
}

// Loads ${url} with what ${page} asks for; fails where an answer was an error.
async function load(url, page, more = {}) {
	const requests = typeof page.requests === 'function' ? await page.requests() : page.requests;
	const before = cpu();
	const result = await wrk(folder, url, requests, { seconds, connections, order: page.order, ...more });
	const after = cpu();
	if (result.errors || !result.requests)
		throw new Error(`${page.name}: ${result.errors} of ${result.requests} requests failed`);
	const each = (who) => 1000 * (after[who] - before[who]) / result.requests;
	return { ...result, web: each('web'), postgres: each('postgres') };
}

// Runs each of ${runs}, functions that give a rate, in turn; the median rates, and the first one's ratios to the others.
async function compare(runs) {
	const rates = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
	for (let i = 0; i < rounds; i++)
		for (const [name, run] of Object.entries(runs))
			rates[name].push(await run());
	const [first] = Object.values(rates);
	return Object.fromEntries(Object.entries(rates).map(([name, all]) =>
		[name, { rate: median(all), ratio: median(all.map((rate, i) => first[i] / rate)) }]));
}

// Round trips of a page by the log, which must also know as many statements as pgbench was given.
function tripsOf(from, page, script) {
	const [most] = logSince(from, page.route);
	const given = namesIn(script).length;
	if (most.queries !== given)
		throw new Error(`${page.name}: ${most.queries} statements in the log, but ${given} for pgbench`);
	return most.trips === page.trips ? String(most.trips) : `${most.trips} (aim: ${page.trips})`;
}

const nginxServes = (name, bytes) => writeFileSync(`${folder}/www/${name}`, bytes);

async function measurePage(page, number, other) {
	const from = logEnd();
	const statements = () => (typeof page.statements === 'function' ? page.statements() : page.statements);
	const cost = { web: [], postgres: [] };
	const runs = {
		ours: async () => {
			const { rate, web, postgres } = await load(ours, page);
			cost.web.push(web);
			cost.postgres.push(postgres);
			return rate;
		},
		pgbench: () => pgbench(folder, `page-${number}`, statements(), clients, seconds),
	};
	let size = '';
	if (page.order !== 'once') {
		const { body } = await fetchPage(page.requests[0].path, page.requests[0]);
		nginxServes(`page-${number}`, body);
		size = (body.length / 1024).toFixed(1);
		runs.nginx = async () => (await load(other, { name: 'nginx', requests: [{ path: `/page-${number}` }] })).rate;
	}
	const got = await compare(runs);
	const trips = tripsOf(from, page, statements().scripts[0]);
	// At about half of what it can, each connection rests between an answer and its next request.
	const half = await load(ours, page, { pause: Math.max(1, Math.round(connections / (got.ours.rate / 2) * 1000 - 1)) });
	row(page.name, size, whole(got.ours.rate), whole(got.pgbench.rate), got.pgbench.ratio.toFixed(2),
		got.nginx ? whole(got.nginx.rate) : '', got.nginx ? got.nginx.ratio.toFixed(2) : '', trips,
		whole(median(cost.web)), whole(median(cost.postgres)), half.p50.toFixed(1), half.p99.toFixed(1), (half.p99 / half.p50).toFixed(1));
}

async function measurePages(list, other) {
	head('page', 'KB', 'a second', 'pgbench', 'ratio (a)', 'nginx', 'ratio (b)', 'trips', 'CPU µs: web', 'PostgreSQL', 'p50 ms', 'p99 ms', 'p99/p50');
	for (const [number, page] of list.entries())
		await measurePage(page, number, other);
}

// /livez, and a style sheet as browsers ask for it.
async function measureFiles(other) {
	const home = String((await fetchPage('/')).body);
	const sheet = { path: home.match(/href="(\/static\/app[^"]*\.css)"/)[1], encoding: 'gzip' };
	const { body } = await fetchPage(sheet.path, sheet);
	nginxServes('sheet', body);
	head('answer (c)', 'bytes', 'a second', 'nginx', 'ratio');
	for (const [name, request, path, bytes] of [['/livez', { path: '/livez' }, '/livez', ''], ['style sheet, gzip', sheet, '/sheet', body.length]]) {
		const got = await compare({
			ours: async () => (await load(ours, { name, requests: [request] })).rate,
			nginx: async () => (await load(other, { name: 'nginx', requests: [{ path }] })).rate,
		});
		row(name, bytes, whole(got.ours.rate), whole(got.nginx.rate), got.nginx.ratio.toFixed(2));
	}
}

const wanted = (name) => name.includes(only);
const load1 = () => loadavg()[0].toFixed(1);

console.log(`${cpus().length} cores (${cpus()[0].model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB;`
	+ ` wrk, PostgreSQL, nginx and the program share them. Load before: ${load1()}.`);
console.log(`${rounds} rounds of ${seconds} s, wrk with ${connections} connections, pgbench with ${clients} clients;`
	+ ` fsync ${ask('SHOW fsync')[0][0]}.`);
const other = nginx(folder, port);
const reader = await member('bench0');
await measurePages([...pages(reader), await answers(seconds)].filter((page) => wanted(page.name)), other);
if (wanted('files'))
	await measureFiles(other);
head('web process', 'RSS MB', 'PSS MB');
for (const { pid, rss, pss } of memory())
	row(pid, rss.toFixed(1), pss?.toFixed(1) ?? 'known to root');
console.log(`\nLoad after: ${load1()}.`);
