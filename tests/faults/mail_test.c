/* mail_test.c -- sending: to a mail server that takes, refuses, hesitates, hangs or is not there, and into
 * files. The mail server is a child process that speaks just enough SMTP. */
#include "harness.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/text.h"
#include "jobs/mail.h"
#include "loop/fiber.h"

/* ---- a mail server ---- */

#define BOTHY_SECRET "AGJvdGh5AHNlY3JldA==\r\n" /* NUL bothy NUL secret, in base64 */

/* What it answers; NULL: what a good server would. */
struct manner {
	const char *rcpt, *data, *taken, *login;
	bool hangs;	 /* after HELLO */
	bool hangs_last; /* with its word on a mail it was sent */
};

static struct manner manner;
static char folder[64], address[64];
static pid_t server;

static void say(FILE *to, const char *line)
{
	fprintf(to, "%s\r\n", line);
	fflush(to);
}

/* The mail as it came, without what SMTP adds, goes into folder/received. */
static void take_mail(FILE *from)
{
	char path[96], line[2000];
	FILE *out;

	snprintf(path, sizeof(path), "%s/received", folder);
	out = fopen(path, "w");
	while (fgets(line, sizeof(line), from) && strcmp(line, ".\r\n") != 0)
		fputs(line[0] == '.' ? line + 1 : line, out);
	fclose(out);
}

static void converse(int fd)
{
	FILE *from = fdopen(fd, "r"), *to = fdopen(dup(fd), "w");
	char line[2000];

	say(to, "220 test");
	while (fgets(line, sizeof(line), from)) {
		if (strncmp(line, "EHLO", 4) == 0) {
			while (manner.hangs)
				pause();
			say(to, "250-test");
			if (manner.login)
				say(to, "250-AUTH PLAIN");
			say(to, "250 SIZE 1000000");
		} else if (strncmp(line, "AUTH", 4) == 0) {
			say(to, "334 ");
			say(to, fgets(line, sizeof(line), from) && strcmp(line, BOTHY_SECRET) == 0
					? manner.login
					: "535 wrong");
		} else if (strncmp(line, "RCPT", 4) == 0) {
			say(to, manner.rcpt ? manner.rcpt : "250 yes");
		} else if (strncmp(line, "DATA", 4) == 0) {
			say(to, manner.data ? manner.data : "354 go on");
			if (!manner.data)
				take_mail(from);
			while (manner.hangs_last)
				pause();
			if (!manner.data)
				say(to, manner.taken ? manner.taken : "250 taken");
		} else if (strncmp(line, "QUIT", 4) == 0) {
			say(to, "221 bye");
			break;
		} else {
			say(to, "250 yes");
		}
	}
	fclose(from);
	fclose(to);
}

static void server_start(struct manner m)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(in);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	manner = m;
	assert_int_equal(bind(listener, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_equal(listen(listener, 5), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&in, &n), 0);
	snprintf(address, sizeof(address), "smtp://127.0.0.1:%d", ntohs(in.sin_port));
	server = fork();
	if (server == 0)
		for (;;)
			converse(accept(listener, NULL, NULL));
	close(listener);
}

static void server_end(void)
{
	if (!server)
		return;
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	server = 0;
}

/* ---- sending ---- */

static bool sent;
static const char *body = "Hello\n";

static void send_one(struct task *t)
{
	sent = mail_send_wait(t,
		&(struct mail){.to = "anna@example.org", .subject = "Grüße", .text = body, .unique = "1"});
}

static bool all_done(void)
{
	return tasks_running() == 0;
}

static void mail_begin(const char *smtp, const char *user, const char *password)
{
	loop_init();
	sent = false;
	mail_open(&(struct mail_settings){.smtp = smtp,
		.user = user,
		.password = password,
		.directory = folder,
		.from = "Community <c@example.org>",
		.site_url = "http://localhost:8080"});
}

static void mail_end(void)
{
	assert_int_equal(tasks_running(), 0);
	mail_close();
	loop_end();
	fiber_end();
}

static struct ended send_to(struct manner m, const char *user, int64_t timeout_ms)
{
	struct ended e;

	server_start(m);
	mail_begin(address, user, "secret");
	quiet(true);
	e = task_do_within(send_one, timeout_ms);
	quiet(false);
	mail_end();
	server_end();
	return e;
}

static const char *file_text(const char *path)
{
	static char text[200000];
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = 0;
	return text;
}

static const char *received(void)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/received", folder);
	return file_text(path);
}

/* ---- tests ---- */

static int before_each(void **state)
{
	(void)state;
	secret_init();
	strcpy(folder, "/tmp/bothy-mail-XXXXXX");
	assert_non_null(mkdtemp(folder));
	return 0;
}

static int after_each(void **state)
{
	char command[96];

	(void)state;
	server_end();
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	assert_int_equal(system(command), 0);
	body = "Hello\n";
	return 0;
}

static void test_a_mail_arrives_whole(void **state)
{
	(void)state;
	body = "Hello\n.\n.hidden\n..\nGrüße\n";
	assert_int_equal(send_to((struct manner){0}, "", 10000).failed, 0);
	assert_true(sent);
	assert_non_null(strstr(received(), "To: <anna@example.org>\r\n"));
	assert_non_null(strstr(received(), "\r\n\r\nHello\r\n.\r\n.hidden\r\n..\r\nGr=C3=BC=C3=9Fe\r\n"));
}

static void test_a_long_mail_arrives_whole(void **state)
{
	static char text[150000];
	size_t i;

	(void)state;
	for (i = 0; i + 1 < sizeof(text); i++)
		text[i] = i % 60 == 59 ? '\n' : (char)('a' + i % 26);
	body = text;
	assert_int_equal(send_to((struct manner){0}, "", 10000).failed, 0);
	assert_true(sent);
	assert_true(strlen(received()) > sizeof(text) + 2000);
}

static void test_several_at_once(void **state)
{
	struct ended e[4];
	size_t i;

	(void)state;
	server_start((struct manner){0});
	mail_begin(address, "", "");
	for (i = 0; i < 4; i++)
		task_begin(send_one, 10000, &e[i]);
	assert_true(loop_until(all_done, 15000));
	for (i = 0; i < 4; i++)
		assert_true(e[i].done && !e[i].failed);
	mail_end();
}

/* False: never again. task_fail(): perhaps later. */
static void test_refusals(void **state)
{
	static const struct {
		struct manner manner;
		bool for_good;
		const char *what, *user;
	} rows[] = {
		{{.rcpt = "550 no such user"}, true, "an unknown recipient", ""},
		{{.taken = "554 spam"}, true, "a text it does not like", ""},
		{{.data = "554 no"}, true, "DATA itself", ""},
		{{.rcpt = "450 later"}, false, "a recipient for now", ""},
		{{.taken = "451 disk full"}, false, "a full disk", ""},
		{{.login = "535 wrong"}, false, "a wrong password of ours", "bothy"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ended e = send_to(rows[i].manner, rows[i].user, 10000);

		if (sent || e.failed != (rows[i].for_good ? 0 : 503))
			fail_msg("%s: %s, task ended with %d", rows[i].what, sent ? "sent" : "not sent",
				e.failed);
	}
}

static void test_a_password_is_used(void **state)
{
	(void)state;
	assert_int_equal(send_to((struct manner){.login = "235 welcome"}, "bothy", 10000).failed, 0);
	assert_true(sent);
}

/* The loop goes on meanwhile: a timer of half a second comes before the end. */
static void test_a_server_that_hangs(void **state)
{
	static const struct manner manners[] = {{.hangs = true}, {.hangs_last = true}};
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct ended e;

		server_start(manners[i]);
		mail_begin(address, "", "");
		quiet(true);
		task_begin(send_one, 1500, &e);
		loop_for(500);
		assert_false(e.done);
		assert_true(loop_until(all_done, 5000));
		quiet(false);
		assert_int_equal(e.failed, 503);
		assert_false(sent);
		mail_end();
		server_end();
	}
}

static void test_no_server(void **state)
{
	(void)state;
	server_start((struct manner){0});
	server_end();
	mail_begin(address, "", "");
	quiet(true);
	assert_int_equal(task_do(send_one).failed, 503);
	quiet(false);
	mail_end();
}

static int is_mail(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static void test_files(void **state)
{
	struct dirent **found;
	char path[400];
	struct stat st;
	int n, i;

	(void)state;
	strcat(folder, "/made");
	mail_begin("", "", "");
	for (i = 0; i < 3; i++) {
		body = i == 0 ? "one\n" : i == 1 ? "two\n" : "three\n";
		assert_int_equal(task_do(send_one).failed, 0);
		assert_true(sent);
	}
	mail_end();
	n = scandir(folder, &found, is_mail, alphasort);
	assert_int_equal(n, 3);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, found[i]->d_name);
		free(found[i]);
		assert_non_null(strstr(path, ".eml"));
		assert_non_null(strstr(file_text(path), i == 0	 ? "\r\none\r\n"
							: i == 1 ? "\r\ntwo\r\n"
								 : "\r\nthree\r\n"));
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
	}
	free(found);
	*strrchr(folder, '/') = 0;
}

static void test_no_folder(void **state)
{
	(void)state;
	strcat(folder, "/no/such");
	quiet(true);
	mail_begin("", "", "");
	assert_int_equal(task_do(send_one).failed, 503);
	quiet(false);
	mail_end();
	*strstr(folder, "/no/such") = 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, before_each, after_each)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_mail_arrives_whole),
		TEST(test_a_long_mail_arrives_whole),
		TEST(test_several_at_once),
		TEST(test_refusals),
		TEST(test_a_password_is_used),
		TEST(test_a_server_that_hangs),
		TEST(test_no_server),
		TEST(test_files),
		TEST(test_no_folder),
	};

	return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
