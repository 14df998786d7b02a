/* api.h -- other systems tell us of customers over HTTP: POST /api/customers, /api/cases, /api/touchpoints at the desk's address, with a key.
 * What the door and `main` need of it; README.md says how it is used. */
#ifndef FORUM_API_H
#define FORUM_API_H

#include <stdbool.h>

struct request;
struct task;

/* For guard_checks(): whether the request bears a key that holds. Sleeps. */
bool api_key_holds_wait(struct request *rq);
/* Whether ${rq} is for a machine, which wants its errors as application/problem+json. */
bool api_meant(const struct request *rq);
/* For reply_errors(), and for a task that failed: such an error. Does not sleep. */
void api_error(struct request *rq, int status, const char *why);

/* For work, now and then: forgets the answers that were kept for Idempotency-Key longer than a day. */
void api_clean_wait(struct task *t);

/* `bothy user key add|list|revoke`. */
struct api_key_command {
	int argc; /* set by the caller: from "user" on */
	char **argv;
	/* filled by api_key_command_read() */
	enum { API_KEY_ADD, API_KEY_LIST, API_KEY_REVOKE } act;
	const char *name, *source, *scopes; /* scopes: "customers,cases" */
	long id, days;
};
bool api_key_command_meant(int argc, char **argv);
/* False: it has said on standard error what is wrong. */
bool api_key_command_read(struct api_key_command *k);
/* As bothy_work; ${arg} is the command. The exit status. */
int api_key_command_wait(struct task *t, void *arg);

#endif
