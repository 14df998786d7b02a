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
	SMTP_NEVER,	/* refused for good */
	SMTP_LATER,	/* refused for now */
	SMTP_AWAY,	/* no server */
	SMTP_UNTRUSTED, /* its certificate is not its own, or nobody's we know */
	SMTP_PLAIN,	/* it offers no encryption, and the password must not travel without */
	SMTP_LOGIN,	/* it does not take user and password */
};

struct smtp_answer {
	enum smtp_outcome outcome;
	long code;     /* the server's last, 0: none */
	char why[256]; /* libcurl's words */
};

struct smtp_mail {
	const char *server, *user, *password;
	const char *ca_file; /* certificates by which the server is known; "": the system's */
	const char *from, *to;
	struct slice message;
};

/* Once a process, before the first child. */
void smtp_init(void);
/* In the child, right after fork(): sends it, writes a struct smtp_answer to ${fd}, and ends the process. */
_Noreturn void smtp_child(const struct smtp_mail *mail, int fd);
/* The same way without a mail: whether the server is there and takes user and password; what to send is not looked at.
 * Takes 11 s at most; a process that ends without a word has used them up. */
_Noreturn void smtp_try_child(const struct smtp_mail *mail, int fd);

#endif
