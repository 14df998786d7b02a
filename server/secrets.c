/* secrets.c -- see secrets.h. */
#include "secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/secret.h"
#include "base/text.h"
#include "config.h"

/* A file up to the first of ${ends}, without stdio, whose buffers would keep it. NULL: errno, 0 if the file is empty. */
static const char *secret_text(struct arena *a, const char *path, const char *ends)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char line[512];
	ssize_t n = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);
	const char *text = NULL;

	if (fd >= 0)
		close(fd);
	if (n < 0)
		return NULL;
	errno = 0;
	line[n] = 0;
	line[strcspn(line, ends)] = 0;
	if (*line)
		text = arena_text(a, line);
	secret_wipe(line, sizeof(line));
	return text;
}

static const char *secret_line(struct arena *a, const char *path)
{
	return secret_text(a, path, "\r\n");
}

const char *secrets_password(struct config *c, const char *role)
{
	const char *path = arena_printf(&c->arena, "%s/%s", c->database.secrets, role),
		   *secret = secret_line(&c->arena, path);

	if (!secret)
		fprintf(stderr, "bothy: the password of %s: %s: %s\n", role, path,
			errno ? strerror(errno) : "the file is empty");
	return secret;
}

const char *secrets_intake_key(struct config *c)
{
	const char *key = secret_line(&c->arena, arena_printf(&c->arena, "%s/intake", c->database.secrets));

	return key ? key : arena_text(&c->arena, "");
}

const char *secrets_smtp_password(struct config *c)
{
	const char *path = c->mail.smtp_password_file,
		   *password = text_empty(path) ? NULL : secret_line(&c->arena, path);

	if (!password && !text_empty(path))
		fprintf(stderr, "bothy: the mail server's password: %s: %s\n", path,
			errno ? strerror(errno) : "the file is empty");
	return password;
}

/* "": no such file is set, or (that has been said) it cannot be read. */
static const char *crm_secret(struct config *c, const char *what, const char *path, const char *ends)
{
	const char *secret = text_empty(path) ? NULL : secret_text(&c->arena, path, ends);

	if (!secret && !text_empty(path))
		fprintf(stderr, "bothy: the CRM's %s: %s: %s\n", what, path,
			errno ? strerror(errno) : "the file is empty");
	return secret ? secret : arena_text(&c->arena, "");
}

const char *secrets_crm_token(struct config *c)
{
	return crm_secret(c, "token", c->crm.token_file, "\r\n");
}

const char *secrets_crm_events(struct config *c)
{
	return crm_secret(c, "secret of events", c->crm.hook_secret_file, "");
}
