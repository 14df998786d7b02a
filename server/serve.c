/* serve.c -- see serve.h. The tables at the end name the processes; each *_run() is one, from fork to exit.
 *
 * Every process gets its own role's password only: the others' are wiped right after the fork, and the supervisor, whose
 * memory each of them begins with, takes care that no library keeps a copy of one. */
#include "serve.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/must.h"
#include "base/secret.h"
#include "base/version.h"
#include "config.h"
#include "craft/craft.h"
#include "crm/client.h"
#include "crm/crm.h"
#include "db/migrate.h"
#include "db/pool.h"
#include "db/stamp.h"
#include "forum/desk/desk.h"
#include "forum/doors.h"
#include "forum/private/private.h"
#include "forum/site.h"
#include "forum/standing/ledger.h"
#include "forum/theme/theme.h"
#include "jobs/mail.h"
#include "jobs/worker.h"
#include "loop/fiber.h"
#include "loop/loop.h"
#include "loop/rights.h"
#include "loop/supervisor.h"
#include "secrets.h"
#include "sockets.h"
#include "users.h"
#include "web/edge.h"
#include "web/reply.h"
#include "web/route.h"
#include "web/serve.h"

#define CRAFTS	     2
#define NOBODY	     UINT_MAX
#define CLIENTS_MOST 66
#define GRACE_MS     10000
#define AT_ONCE	     4 /* jobs side by side */

static struct config config;
static const char *config_file;
static int web_socket = -1, desk_socket = -1, job_event = -1;
static int pairs[CLIENTS_MOST][CRAFTS][2]; /* [client][craft]: the client's end, craft's end */
static unsigned workers;
static struct passwords {
	const char *web, *desk, *work, *smtp, *crm, *hook, *intake;
} passwords;

/* ---- what every process begins with ---- */

static void password_wipe(const char *password)
{
	secret_wipe((void *)(uintptr_t)password, strlen(password));
}

/* All but these, which end in NULL; NULL: none is kept. */
static void passwords_keep(const char *const *own)
{
	const char *const all[] = {passwords.web, passwords.desk, passwords.work, passwords.smtp,
		passwords.crm, passwords.hook, passwords.intake};
	const char *const *kept;
	unsigned i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		for (kept = own; kept && *kept && *kept != all[i]; kept++)
			;
		if (!kept || !*kept)
			password_wipe(all[i]);
	}
}
#define KEEP(...) ((const char *const[]){__VA_ARGS__, NULL})

static void process_begin(void)
{
	/* Nobody may attach to a process or read its memory: it holds a password. */
	prctl(PR_SET_DUMPABLE, 0);
	loop_init();
	fiber_guard_signals();
	fault_from_environment();
	clock_from_environment();
}

/* A process keeps its own ends alone: with another's it could read what that one asks, and answer. NOBODY's are all. */
static void pairs_keep(unsigned client, unsigned craft)
{
	unsigned i, c;

	for (i = 0; i < workers + 2; i++)
		for (c = 0; c < CRAFTS; c++) {
			if (i != client)
				close(pairs[i][c][0]);
			if (c != craft)
				close(pairs[i][c][1]);
		}
}

static void crafts_open(unsigned client)
{
	int ends[CRAFTS];
	unsigned i;

	pairs_keep(client, NOBODY);
	for (i = 0; i < CRAFTS; i++)
		ends[i] = pairs[client][i][0];
	craft_open(ends, CRAFTS);
}

static void database_open(const char *role, const char *password, enum door door)
{
	struct db_settings s = {
		.conninfo = config.database.url,
		.role = role,
		.password = password,
		.door = door,
		.connections = (unsigned)config.database.connections,
		.statement_ms = door == DOOR_WORK ? 60000 : 10000,
	};

	db_open(&s);
	password_wipe(password);
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
	struct texts all = {arena_array(&config.arena, const char *, further.n + 1), 0};
	const char *host = strstr(url, "://") ? strstr(url, "://") + 3 : url;
	size_t n = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/"), i;

	all.v[all.n++] = text_lower_ascii(&config.arena, arena_text_n(&config.arena, host, n));
	for (i = 0; i < further.n; i++)
		all.v[all.n++] = text_lower_ascii(&config.arena, further.v[i]);
	return all;
}

static void edge_begin(int listener, const char *url, struct texts hosts)
{
	struct edge_settings s = {
		.listener = listener,
		.hosts = hosts_of(url, hosts),
		.trusted_proxies = config.web.trusted_proxies,
		.tls = text_starts(url, "https:"),
		.connections_most = (unsigned)config.web.connections,
		.per_address_most = (unsigned)config.web.connections_per_address,
		.compare = supervisor_compare,
		.serve = web_serve,
		.body_most = web_body_most,
		.failed = door_failed,
	};

	edge_open(&s);
	supervisor_attach(drain_edge);
	loop_run();
	exit(0);
}

/* ---- the processes ---- */

static void web_run(unsigned index)
{
	passwords_keep(KEEP(passwords.web));
	process_begin();
	close(desk_socket);
	crafts_open(index);
	database_open("bothy_web", passwords.web, DOOR_WEB);
	job_wake_with(job_event);
	door_web_open();
	edge_begin(web_socket, config.web.url, config.web.hosts);
}

/* Each process knows the CRM's secrets that it needs. NULL, or what is wrong with the settings. */
static const char *crm_begin(const char *token, const char *secrets)
{
	struct crm_settings crm;

	serve_crm_settings(&config, &crm);
	crm.token = token;
	crm.secrets = secrets;
	return crm_set(&crm);
}

static void desk_run(unsigned index)
{
	(void)index;
	passwords_keep(KEEP(passwords.desk, passwords.hook, passwords.intake));
	process_begin();
	crm_begin("", passwords.hook);
	private_open_with(passwords.intake);
	close(web_socket);
	crafts_open(workers);
	database_open("bothy_desk", passwords.desk, DOOR_DESK);
	job_wake_with(job_event);
	door_desk_open();
	edge_begin(desk_socket, config.desk.url, config.desk.hosts);
}

static void drain_worker(void)
{
	worker_drain(on_drained, NULL);
}

/* "Fernline Community <community@fernline.example>", where the settings do not say otherwise. */
static const char *sender(void)
{
	const char *host;

	if (!text_empty(config.mail.from))
		return config.mail.from;
	host = strstr(config.web.url, "://") ? strstr(config.web.url, "://") + 3 : config.web.url;
	return arena_printf(&config.arena, "%s <community@%.*s>", config.site.name, (int)strcspn(host, ":/"),
		host);
}

static void work_run(unsigned index)
{
	struct mail_settings mail = {
		.smtp = config.mail.smtp,
		.user = config.mail.smtp_user,
		/* The file may be the user's who sends mail, and even root's capabilities are few under systemd. */
		.password = *passwords.smtp ? passwords.smtp : secrets_smtp_password(&config),
		.ca_file = config.mail.smtp_ca_file,
		.directory = config.mail.directory,
		.from = sender(),
		.site_url = config.web.url,
	};

	(void)index;
	passwords_keep(KEEP(passwords.work, passwords.smtp, passwords.crm));
	process_begin();
	crm_begin(passwords.crm, "");
	client_init();
	close(web_socket);
	close(desk_socket);
	crafts_open(workers + 1);
	database_open("bothy_work", passwords.work, DOOR_WORK);
	mail_open(&mail);
	door_work_open(job_event, AT_ONCE);
	supervisor_attach(drain_worker);
	loop_run();
	exit(0);
}

static void craft_run(unsigned index)
{
	int ends[CLIENTS_MOST];
	unsigned i;

	passwords_keep(NULL);
	pairs_keep(NOBODY, index);
	for (i = 0; i < workers + 2; i++)
		ends[i] = pairs[i][index][1];
	craft_main(ends, workers + 2);
}

static struct process_kind kinds[] = {
	{"web", 0, web_run, GRACE_MS + 1000},
	{"desk", 1, desk_run, GRACE_MS + 1000},
	{"work", 1, work_run, GRACE_MS},
	{"craft", CRAFTS, craft_run, 2000},
};

/* ---- the supervisor's own ---- */

void serve_crm_settings(struct config *c, struct crm_settings *s)
{
	*s = (struct crm_settings){
		.adapter = c->crm.adapter,
		.url = c->crm.url,
		.queue = c->crm.queue,
		.ca_file = c->crm.ca_file,
		.token = "",
		.secrets = "",
		.poll_s = c->crm.poll_s,
		.tries = c->crm.tries,
		.adopt = text_is(c->crm.adopt, "yes"),
	};
}

/* Read before root is given up, so that they may belong to root: then no process can open the others' files, and what
 * was read once stays. */
static bool root_given_up;

static bool passwords_read(void)
{
	const char *smtp = secrets_smtp_password(&config);

	passwords.web = secrets_password(&config, "bothy_web");
	passwords.desk = secrets_password(&config, "bothy_desk");
	passwords.work = secrets_password(&config, "bothy_work");
	passwords.intake = secrets_intake_key(&config);
	passwords.smtp = smtp ? smtp : arena_text(&config.arena, "");
	passwords.crm = secrets_crm_token(&config);
	passwords.hook = secrets_crm_events(&config);
	return passwords.web && passwords.desk && passwords.work;
}

static void site_set(void)
{
	site = (struct site){
		.name = config.site.name,
		.url = config.web.url,
		.desk_url = config.desk.url,
		.locale = config.site.locale,
		.zone = config.site.zone,
		.colour = config.site.colour,
		.colour_dark = config.site.colour_dark,
		.calling_code = config.site.calling_code,
	};
}

static bool colours_set(void)
{
	const char *why;

	if (theme_set(config.site.colour, config.site.colour_dark, &why))
		return true;
	fprintf(stderr, "bothy: [site] colour, colour_dark: %s\n", why);
	return false;
}

static bool proof_set(void)
{
	if (standing_prove_by(config.reputation.proof))
		return true;
	fprintf(stderr, "bothy: [reputation] proof = %s is neither email nor customer\n",
		config.reputation.proof);
	return false;
}

static bool totp_set(void)
{
	if (desk_totp_is(config.desk.totp))
		return true;
	fprintf(stderr, "bothy: [desk] totp = %s is neither offered nor required\n", config.desk.totp);
	return false;
}

static bool crm_is_right(void)
{
	const char *wrong = crm_begin("", "");

	if (!wrong && !text_is(config.crm.adopt, "yes") && !text_is(config.crm.adopt, "no"))
		wrong = "[crm] adopt is neither yes nor no";
	if (wrong)
		fprintf(stderr, "bothy: %s\n", wrong);
	return !wrong;
}

static bool settings_read(void)
{
	if (!config_read(&config, config_file) || (!root_given_up && !passwords_read()))
		return false;
	site_set();
	return colours_set() && proof_set() && totp_set() && crm_is_right();
}

static bool pairs_open(void)
{
	unsigned client, craft;

	for (client = 0; client < workers + 2; client++)
		for (craft = 0; craft < CRAFTS; craft++)
			if (!craft_pair(pairs[client][craft])) {
				perror("bothy: socketpair");
				return false;
			}
	return true;
}

/* The next generation of processes gets pairs of its own; those that are leaving have theirs. */
static bool pairs_renew(void)
{
	pairs_keep(NOBODY, NOBODY);
	return pairs_open();
}

/* SIGHUP. The old settings' memory stays: processes in their last seconds do not need it, but the supervisor's own
 * site pointers might, and it happens rarely. */
static bool reload(void)
{
	struct config before = config;
	struct passwords passwords_before = passwords;
	struct site site_before = site;

	if (settings_read() && before.web.workers == config.web.workers && pairs_renew()) {
		log_info("settings.read", "file=%s", config.file ? config.file : "none");
		return true;
	}
	log_error("settings.refused", "why=\"%s\"",
		"they were not read whole, or change the number of workers");
	config_free(&config);
	config = before;
	passwords = passwords_before;
	site = site_before;
	return false;
}

/* Not by name: whoever owns the folder above could put a link there. Under systemd we may not, and need not. */
static void folder_give(const char *path, const struct rights_user *user)
{
	int fd;

	mkdir(path, 0700);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)!fchown(fd, user->uid, user->gid);
	close(fd);
}

/* What the processes open themselves, once they are not root: the run directory and the mails. All else they inherit:
 * sockets, the stamps' memory, their passwords. */
static void folders_give(const struct users *u)
{
	folder_give(config.run.directory, &u->supervisor);
	if (text_empty(config.mail.smtp))
		folder_give(config.mail.directory, &u->work);
}

static void users_log(const struct users *u)
{
	log_info("serve.users", "supervisor=%s web=%s desk=%s work=%s craft=%s", u->supervisor.name,
		u->web.name, u->desk.name, u->work.name, u->craft.name);
	if (!users_are_separate(u))
		log_warn("serve.users_shared", "why=\"%s\"", "processes share a user; bothy check says more");
}

/* Started as root, become the users of [run] before the first byte is read. Where all are one, nothing of root's is
 * kept; else what is needed to start a process again under its own. */
static bool root_dropped(void)
{
	static struct users users;

	if (geteuid() != 0)
		return true;
	if (!users_find(&config, &users))
		return false;
	folders_give(&users);
	if (!(users_are_one(&users) ? rights_drop : rights_keep_children)(&users.supervisor)) {
		perror("bothy: cannot become the user");
		return false;
	}
	root_given_up = true;
	users_log(&users);
	if (users_are_one(&users))
		return true;
	kinds[0].user = &users.web;
	kinds[1].user = &users.desk;
	kinds[2].user = &users.work;
	kinds[3].user = &users.craft;
	return true;
}

static bool pid_written(void)
{
	const char *path = arena_printf(&config.arena, "%s/bothy.pid", config.run.directory);
	FILE *out;

	mkdir(config.run.directory, 0700);
	out = fopen(path, "we");
	if (!out) {
		fprintf(stderr, "bothy: %s: %s\n", path, strerror(errno));
		return false;
	}
	fprintf(out, "%d\n", (int)getpid());
	return fclose(out) == 0;
}

static void pid_removed(void)
{
	unlink(arena_printf(&config.arena, "%s/bothy.pid", config.run.directory));
}

static void crashed(void)
{
	stamp_touch_now(STAMP_EPOCH, 0);
}

/* As many open files as the system allows: each connection is one. */
static void files_raise(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max < 65536 ? limit.rlim_max : 65536;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static bool doors_open(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	workers = config.web.workers ? (unsigned)config.web.workers : cores > 0 ? (unsigned)cores : 1;
	if (workers > CLIENTS_MOST - 2)
		workers = CLIENTS_MOST - 2;
	kinds[0].count = workers;
	web_socket = socket_listen("web", config.web.listen);
	desk_socket = web_socket < 0 ? -1 : socket_listen("desk", config.desk.listen);
	return web_socket >= 0 && desk_socket >= 0;
}

/* Asked by a process of its own: nobody promises that libpq leaves no copy of the password in its memory, and ours is
 * everybody's. */
static bool schema_is_current(void)
{
	int missing = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		missing = migrate_missing(config.database.url, "bothy_work", passwords.work);
		_exit(missing < 0 ? 0 : missing > 100 ? 100 : missing);
	}
	if (pid > 0 && waitpid(pid, &missing, 0) == pid)
		missing = WIFEXITED(missing) ? WEXITSTATUS(missing) : 0;
	if (missing > 0)
		fprintf(stderr, "bothy: %d migrations are missing: run `bothy migrate` first\n", missing);
	/* A database that is away now may come: pages say 503 meanwhile. */
	return missing <= 0;
}

int serve(const char *file)
{
	static const struct supervisor_settings settings = {.kinds = kinds,
		.kind_count = sizeof(kinds) / sizeof(kinds[0]),
		.reload = reload,
		.crashed = crashed};
	int status;

	config_file = file;
	secret_init();
	if (!config_read(&config, config_file) || !doors_open())
		return 1;
	site_set();
	if (!colours_set() || !proof_set() || !totp_set() || !crm_is_right())
		return 1;
	files_raise();
	job_event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (!passwords_read() || !root_dropped() || !pid_written() || !schema_is_current() || !pairs_open())
		return 1;
	if (!stamp_open(arena_printf(&config.arena, "%s/stamps", config.run.directory)))
		return 1;
	if (text_starts(config.web.url, "http:"))
		log_warn("serve.plain_http",
			"url=%s why=\"cookies travel unprotected; use https beyond this machine\"",
			config.web.url);
	log_info("serve.start", "version=%s web=%s desk=%s workers=%u", bothy_version, config.web.url,
		config.desk.url, workers);
	status = supervise(&settings);
	pid_removed();
	log_info("serve.end", "status=%d", status);
	return status;
}
