/* processes.c -- see processes.h. The table at the end names the processes; each *_run() is one, from fork to exit. */
#include "processes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/fault.h"
#include "craft/craft.h"
#include "crm/client.h"
#include "db/pool.h"
#include "forum/doors.h"
#include "forum/private/private.h"
#include "jobs/mail.h"
#include "jobs/worker.h"
#include "loop/fiber.h"
#include "loop/loop.h"
#include "loop/supervisor.h"
#include "pairs.h"
#include "secrets.h"
#include "settings.h"
#include "users.h"
#include "web/edge.h"
#include "web/reply.h"
#include "web/route.h"
#include "web/serve.h"

#define GRACE_MS 10000
#define AT_ONCE	 4 /* jobs side by side */

static struct inherited *in;

/* ---- what every process begins with ---- */

static void process_begin(void)
{
	/* Nobody may attach to a process or read its memory: it holds a password. */
	prctl(PR_SET_DUMPABLE, 0);
	loop_init();
	fiber_guard_signals();
	fault_from_environment();
	clock_from_environment();
}

static void crafts_open(unsigned client)
{
	int ends[PAIRS_CRAFTS];

	pairs_keep(client, PAIRS_NOBODY);
	pairs_of_client(client, ends);
	craft_open(ends, PAIRS_CRAFTS);
}

static void database_open(const char *role, const char *password, enum door door)
{
	struct db_settings s = {
		.conninfo = in->config.database.url,
		.role = role,
		.password = password,
		.door = door,
		.connections = (unsigned)in->config.database.connections,
		.statement_ms = door == DOOR_WORK ? 60000 : 10000,
	};

	db_open(&s);
	passwords_wipe(password);
}

static void on_drained(void *arg)
{
	(void)arg;
	loop_stop();
}

static void drain_edge(void)
{
	edge_drain(on_drained, NULL);
}

/* The host of a URL and localhost's names, then what the settings add. */
static struct texts hosts_of(const char *url, struct texts further)
{
	struct texts all = {arena_array(&in->config.arena, const char *, further.n + 1), 0};
	const char *host = strstr(url, "://") ? strstr(url, "://") + 3 : url;
	size_t n = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/"), i;

	all.v[all.n++] = text_lower_ascii(&in->config.arena, arena_text_n(&in->config.arena, host, n));
	for (i = 0; i < further.n; i++)
		all.v[all.n++] = text_lower_ascii(&in->config.arena, further.v[i]);
	return all;
}

static void edge_begin(int listener, const char *url, struct texts hosts)
{
	struct edge_settings s = {
		.listener = listener,
		.hosts = hosts_of(url, hosts),
		.trusted_proxies = in->config.web.trusted_proxies,
		.tls = text_starts(url, "https:"),
		.connections_most = (unsigned)in->config.web.connections,
		.per_address_most = (unsigned)in->config.web.connections_per_address,
		.compare = supervisor_compare,
		.ready = db_ready,
		.serve = web_serve,
		.body_most = web_body_most,
		.failed = door_failed,
	};

	edge_open(&s);
	supervisor_attach(drain_edge);
	loop_run();
	exit(0);
}

/* ---- each, from fork to exit ---- */

static void web_run(unsigned index)
{
	passwords_keep(&in->passwords, PASSWORDS(in->passwords.web));
	process_begin();
	close(in->desk_socket);
	crafts_open(index);
	database_open("bothy_web", in->passwords.web, DOOR_WEB);
	job_wake_with(in->job_event);
	door_web_open();
	edge_begin(in->web_socket, in->config.web.url, in->config.web.hosts);
}

static void desk_run(unsigned index)
{
	(void)index;
	passwords_keep(&in->passwords,
		PASSWORDS(in->passwords.desk, in->passwords.hook, in->passwords.intake));
	process_begin();
	settings_take_crm(&in->config, "", in->passwords.hook);
	private_open_with(in->passwords.intake);
	close(in->web_socket);
	crafts_open(in->workers);
	database_open("bothy_desk", in->passwords.desk, DOOR_DESK);
	job_wake_with(in->job_event);
	door_desk_open();
	edge_begin(in->desk_socket, in->config.desk.url, in->config.desk.hosts);
}

static void drain_worker(void)
{
	worker_drain(on_drained, NULL);
}

/* "Fernline Community <community@fernline.example>", where the settings do not say otherwise. */
static const char *sender(void)
{
	const char *host;

	if (!text_empty(in->config.mail.from))
		return in->config.mail.from;
	host = strstr(in->config.web.url, "://") ? strstr(in->config.web.url, "://") + 3 : in->config.web.url;
	return arena_printf(&in->config.arena, "%s <community@%.*s>", in->config.site.name,
		(int)strcspn(host, ":/"), host);
}

static void work_run(unsigned index)
{
	struct mail_settings mail = {
		.smtp = in->config.mail.smtp,
		.user = in->config.mail.smtp_user,
		/* The file may be the user's who sends mail, and even root's capabilities are few under systemd. */
		.password = *in->passwords.smtp ? in->passwords.smtp : secrets_smtp_password(&in->config),
		.ca_file = in->config.mail.smtp_ca_file,
		.directory = in->config.mail.directory,
		.from = sender(),
		.site_url = in->config.web.url,
	};

	(void)index;
	passwords_keep(&in->passwords, PASSWORDS(in->passwords.work, in->passwords.smtp, in->passwords.crm));
	process_begin();
	settings_take_crm(&in->config, in->passwords.crm, "");
	client_init();
	close(in->web_socket);
	close(in->desk_socket);
	crafts_open(in->workers + 1);
	database_open("bothy_work", in->passwords.work, DOOR_WORK);
	mail_open(&mail);
	door_work_open(in->job_event, AT_ONCE);
	supervisor_attach(drain_worker);
	loop_run();
	exit(0);
}

static void craft_run(unsigned index)
{
	int ends[PAIRS_CLIENTS_MOST];

	passwords_keep(&in->passwords, NULL);
	pairs_keep(PAIRS_NOBODY, index);
	craft_main(ends, pairs_of_craft(index, ends));
}

static struct process_kind kinds[] = {
	{"web", 0, web_run, GRACE_MS + 1000},
	{"desk", 1, desk_run, GRACE_MS + 1000},
	{"work", 1, work_run, GRACE_MS},
	{"craft", PAIRS_CRAFTS, craft_run, 2000},
};

void processes_share(struct inherited *inherited)
{
	in = inherited;
	kinds[0].count = in->workers;
}

void processes_run_as(const struct users *u)
{
	kinds[0].user = &u->web;
	kinds[1].user = &u->desk;
	kinds[2].user = &u->work;
	kinds[3].user = &u->craft;
}

const struct process_kind *processes_kinds(unsigned *count)
{
	*count = sizeof(kinds) / sizeof(kinds[0]);
	return kinds;
}
