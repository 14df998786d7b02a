/* smtp.h -- one mail to a mail server by libcurl, in a process of its own; for mail.c.
 *
 * libcurl's SMTP cannot be left to the loop: at the end of a mail, and when a transfer is broken off, it
 * waits for the server inside curl_multi_*() (libcurl 7.88, smtp_done()), and a server that thinks about a
 * mail for ten seconds would stop the worker for ten seconds. So a child process waits, and the loop waits
 * for the child. The price: a fork and a connection for each mail. */
#ifndef JOBS_SMTP_H
#define JOBS_SMTP_H

#include "base/text.h"

enum smtp_outcome {
	SMTP_TAKEN,
	SMTP_NEVER, /* refused for good */
	SMTP_LATER, /* refused for now, or no server, or not this login */
};

struct smtp_answer {
	enum smtp_outcome outcome;
	long code;     /* the server's last, 0: none */
	char why[100]; /* libcurl's words */
};

struct smtp_mail {
	const char *server, *user, *password;
	const char *from, *to;
	struct slice message;
};

/* Once a process, before the first child. */
void smtp_init(void);
/* In the child, right after fork(): sends it, writes a struct smtp_answer to ${fd}, and ends the process. */
_Noreturn void smtp_child(const struct smtp_mail *mail, int fd);

#endif
