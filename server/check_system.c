/* check_system.c -- the machine's part of `bothy check`: users, passwords, folders, and the way to the mail server. */
#include "check_say.h"

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "jobs/smtp.h"
#include "secrets.h"
#include "users.h"

#define MIB	    (UINT64_C(1) << 20)
#define ROOM_FINE   (1024 * MIB)
#define ROOM_NEEDED (32 * MIB)

/* ---- users and passwords ---- */

/* Whether root alone can read the passwords, so that `serve`, which gives root up, keeps them from its processes. */
static bool secrets_are_roots(const struct config *c)
{
	struct stat st;

	return stat(c->database.secrets, &st) == 0 && st.st_uid == 0 && !(st.st_mode & 077);
}

static void check_secrets(struct config *c)
{
	static const char *const roles[] = {"bothy_web", "bothy_desk", "bothy_work"};
	const char *folder = c->database.secrets;
	bool fine = true;
	struct stat st;
	size_t i;

	if (stat(folder, &st) == 0 && (st.st_mode & 077)) {
		say_bad("secrets", "%s can be read by others: chmod 700 %s", folder, folder);
		fine = false;
	}
	for (i = 0; i < 3; i++) {
		const char *path = arena_printf(&c->arena, "%s/%s", folder, roles[i]);

		if (secrets_password(c, roles[i]))
			continue;
		fine = false;
		if (access(path, F_OK) == 0 || errno == EACCES)
			say_bad("secrets", "%s cannot be read or is empty: run this as its owner, or as root",
				path);
		else
			say_bad("secrets", "%s is missing: bothy migrate --create-roles makes it", path);
	}
	if (fine)
		say_ok("secrets", "%s", folder);
	if (secrets_are_roots(c))
		say_ok("separation",
			"the passwords are root's: started as root, each process has its own role's alone");
	else
		say_warn("separation",
			"one user can read every role's password: fine for development; else start as root and chown -R root: %s",
			folder);
}

void check_users(struct config *c)
{
	struct users u;

	check_secrets(c);
	if (text_empty(c->run.user))
		say_warn("users",
			"[run] user is not set: all processes run as who starts them, who must not be root");
	else if (!users_find(c, &u))
		say_bad("users",
			"[run] names a user this system does not have, or root: useradd, or deploy/bothy.sysusers");
	else if (users_are_separate(&u))
		say_ok("users", "web is %s, desk %s, work %s, craft %s, the supervisor %s", u.web.name,
			u.desk.name, u.work.name, u.craft.name, u.supervisor.name);
	else
		say_warn("users",
			"web is %s, desk %s, work %s, craft %s, the supervisor %s: who shares a user can end each other;"
			" deploy/bothy.sysusers makes one for each",
			u.web.name, u.desk.name, u.work.name, u.craft.name, u.supervisor.name);
}

/* ---- folders ---- */

static bool check_directory(const char *what, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		say_bad(what, "%s: %s: make it, mode 700", path, strerror(errno));
	else if (!S_ISDIR(st.st_mode) || access(path, W_OK) != 0)
		say_bad(what, "%s is no directory that can be written", path);
	else
		return true;
	return false;
}

/* Root may write everywhere, but it is not root who will. */
static bool check_owner(struct config *c, const char *what, const char *path, bool works)
{
	const struct rights_user *user;
	struct users u;
	struct stat st;

	if (geteuid() != 0 || text_empty(c->run.user) || !users_find(c, &u) || stat(path, &st) != 0)
		return true;
	user = works ? &u.work : &u.supervisor;
	if (st.st_uid == user->uid)
		return true;
	say_bad(what, "%s does not belong to %s, who writes there: chown %s: %s", path, user->name,
		user->name, path);
	return false;
}

static void check_room(const char *what, const char *path)
{
	struct statvfs fs;
	uint64_t room;

	if (statvfs(path, &fs) != 0)
		return;
	room = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (room < ROOM_NEEDED)
		say_bad(what, "%s: %" PRIu64 " MiB are free: make room, or mails will not be written", path,
			room / MIB);
	else if (room < ROOM_FINE)
		say_warn(what, "%s: only %" PRIu64 " MiB are free: make room", path, room / MIB);
	else
		say_ok(what, "%s: %" PRIu64 " GiB are free", path, room / (1024 * MIB));
}

void check_folders(struct config *c)
{
	if (check_directory("run directory", c->run.directory) &&
		check_owner(c, "run directory", c->run.directory, false))
		say_ok("run directory", "%s", c->run.directory);
}

/* ---- mail ---- */

/* Not by us: looking up the server's name may take longer than anybody waits, and a child can be ended. */
static struct smtp_answer server_answer(struct config *c)
{
	const char *password = secrets_smtp_password(c);
	const struct smtp_mail mail = {.server = c->mail.smtp,
		.user = c->mail.smtp_user,
		.password = password ? password : "",
		.ca_file = c->mail.smtp_ca_file};
	struct smtp_answer answer = {.outcome = SMTP_AWAY, .why = "no answer within 10 s"};
	int ends[2];
	pid_t pid;

	smtp_init();
	if (pipe(ends) != 0)
		return answer;
	pid = fork();
	if (pid == 0)
		smtp_try_child(&mail, ends[1]);
	close(ends[1]);
	if (pid > 0) {
		struct smtp_answer got;

		if (read(ends[0], &got, sizeof(got)) == sizeof(got))
			answer = got;
		waitpid(pid, NULL, 0);
	}
	close(ends[0]);
	return answer;
}

static const char *advice(enum smtp_outcome outcome)
{
	switch (outcome) {
	case SMTP_AWAY:
		return "is [mail] smtp right, does the server run, may this machine reach it?";
	case SMTP_UNTRUSTED:
		return "name it as its certificate does; of a house's own authority: set [mail] smtp_ca_file";
	case SMTP_PLAIN:
		return "let the server offer STARTTLS, or use smtps://: the password does not travel without";
	case SMTP_LOGIN:
		return "look at [mail] smtp_user and smtp_password_file";
	default:
		return "ask who runs the server";
	}
}

static void check_server(struct config *c)
{
	struct smtp_answer answer = server_answer(c);

	if (answer.outcome == SMTP_TAKEN)
		say_ok("mail by SMTP", "%s answers%s", c->mail.smtp,
			text_empty(c->mail.smtp_user) ? "" : ", and takes the user and password");
	else
		say_bad("mail by SMTP", "%s: %s: %s", c->mail.smtp, answer.why, advice(answer.outcome));
}

void check_mail(struct config *c)
{
	const char *folder = c->mail.directory;

	if (!text_empty(c->mail.smtp))
		check_server(c);
	else if (check_directory("mail as files", folder) && check_owner(c, "mail as files", folder, true))
		check_room("mail as files", folder);
}
