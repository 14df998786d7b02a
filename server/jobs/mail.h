/* mail.h -- sending mail: by SMTP, or as .eml files. */
#ifndef JOBS_MAIL_H
#define JOBS_MAIL_H

#include <stdbool.h>

#include "base/text.h"

struct task;

struct mail_settings {
	const char *smtp; /* "" : files */
	const char *user, *password;
	const char *ca_file;   /* certificates by which the server is known; "": the system's */
	const char *directory; /* for files */
	const char *from;      /* "Community <community@example.org>" */
	const char *site_url;  /* for Message-IDs: their domain */
};
/* Copies what it is given. */
void mail_open(const struct mail_settings *s);
/* Ends connections and forgets the settings; tasks that send must be gone. */
void mail_close(void);

struct mail {
	const char *to;	     /* one address, as stored */
	const char *subject; /* UTF-8; encoded as RFC 2047 asks */
	const char *text;    /* UTF-8 plain text, LF; sent quoted-printable, flowed lines ≤ 76 */
	const char *html;    /* NULL: text only */
	/* one-click stop (RFC 8058): List-Unsubscribe and List-Unsubscribe-Post; or NULL */
	const char *stop_url;
	const char *thread_id; /* a constant id of the conversation for References, or NULL */
	const char *unique; /* the same mail tried again has the same Message-ID: "confirm-17-1732200000" */
};

/* What came of handing a mail over. */
struct mail_outcome {
	const char *
		what; /* "taken"; "file": written into one; "never", "later": refused for good, for now; "away", "untrusted", "plain",
			       "login": smtp.h has them */
	long code;    /* the server's, 0: none */
	const char *answer; /* its words, or libcurl's; they may hold addresses */
};
/* Hands it over once and tells what came of it; sleeps. Without a pipe, a process or time for it: task_fail(503). */
struct mail_outcome mail_try_wait(struct task *t, const struct mail *m);
/* Calls ${note_wait} for each mail that mail_send_wait() could not hand over, outside a transaction. */
void mail_on_failure(
	void (*note_wait)(struct task *t, const struct mail *m, const struct mail_outcome *outcome));

/* Sends it; sleeps. A refusal for good (5xx) is logged and returns false; anything else that goes wrong is
 * task_fail(503), so that the job is tried again. Header injection (CR, LF in to or subject) is our own
 * error. */
bool mail_send_wait(struct task *t, const struct mail *m);

/* Deletes the mails that were written into files and hold one of ${words}: an address, a username. Sleeps. */
void mail_forget_wait(struct task *t, struct texts words);

#endif
