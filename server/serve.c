/* serve.c -- see serve.h: the supervisor's own part. What it reads and opens is there before the first process is, and root is given up
 * before the first byte is read; processes.c says what the processes make of it. */
#include "serve.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/version.h"
#include "db/migrate.h"
#include "db/stamp.h"
#include "forum/site.h"
#include "loop/supervisor.h"
#include "pairs.h"
#include "processes.h"
#include "settings.h"
#include "sockets.h"
#include "users.h"

static struct inherited own;
static const char *config_file;
static bool root_given_up;

/* ---- settings, again ---- */

/* Passwords that were read as root stay: their files may be root's. */
static bool settings_read(void)
{
	return config_read(&own.config, config_file) &&
	       (root_given_up || passwords_read(&own.config, &own.passwords)) && settings_take(&own.config);
}

/* SIGHUP. The old settings' memory stays: processes in their last seconds do not need it, but the supervisor's own
 * site pointers might, and it happens rarely. */
static bool reload(void)
{
	struct inherited before = own;
	struct site site_before = site;

	if (settings_read() && before.config.web.workers == own.config.web.workers && pairs_renew()) {
		log_info("settings.read", "file=%s", own.config.file ? own.config.file : "none");
		return true;
	}
	log_error("settings.refused", "why=\"%s\"",
		"they were not read whole, or change the number of workers");
	config_free(&own.config);
	own = before;
	site = site_before;
	return false;
}

/* ---- starting ---- */

/* Started as root, become the users of [run]. */
static bool root_dropped(void)
{
	static struct users users;

	if (geteuid() != 0)
		return true;
	if (!users_find(&own.config, &users) || !users_become(&own.config, &users))
		return false;
	root_given_up = true;
	if (!users_are_one(&users))
		processes_run_as(&users);
	return true;
}

static bool pid_written(void)
{
	const char *path = arena_printf(&own.config.arena, "%s/bothy.pid", own.config.run.directory);
	FILE *out;

	mkdir(own.config.run.directory, 0700);
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
	unlink(arena_printf(&own.config.arena, "%s/bothy.pid", own.config.run.directory));
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

	own.workers =
		own.config.web.workers ? (unsigned)own.config.web.workers : (unsigned)(cores > 0 ? cores : 1);
	if (own.workers > PAIRS_CLIENTS_MOST - 2)
		own.workers = PAIRS_CLIENTS_MOST - 2;
	own.web_socket = socket_listen("web", own.config.web.listen);
	own.desk_socket = own.web_socket < 0 ? -1 : socket_listen("desk", own.config.desk.listen);
	return own.web_socket >= 0 && own.desk_socket >= 0;
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
		missing = migrate_missing(own.config.database.url, "bothy_work", own.passwords.work);
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
	struct supervisor_settings settings = {.reload = reload, .crashed = crashed};
	int status;

	config_file = file;
	secret_init();
	if (!config_read(&own.config, config_file) || !doors_open() || !settings_take(&own.config))
		return 1;
	files_raise();
	own.job_event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (!passwords_read(&own.config, &own.passwords) || !root_dropped() || !pid_written() ||
		!schema_is_current() || !pairs_open(own.workers + 2))
		return 1;
	if (!stamp_open(arena_printf(&own.config.arena, "%s/stamps", own.config.run.directory)))
		return 1;
	if (text_starts(own.config.web.url, "http:"))
		log_warn("serve.plain_http",
			"url=%s why=\"cookies travel unprotected; use https beyond this machine\"",
			own.config.web.url);
	log_info("serve.start", "version=%s web=%s desk=%s workers=%u", bothy_version, own.config.web.url,
		own.config.desk.url, own.workers);
	processes_share(&own);
	settings.kinds = processes_kinds(&settings.kind_count);
	status = supervise(&settings);
	pid_removed();
	log_info("serve.end", "status=%d", status);
	return status;
}
