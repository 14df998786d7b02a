/* mailtest_sql.h -- the statements on tests of mail and on failures; for the files of this folder only. */
#ifndef FORUM_MAILTEST_SQL_H
#define FORUM_MAILTEST_SQL_H

#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct mail_outcome;
struct request;
struct task;

/* ---- in work, in the open transaction where it writes ---- */

struct mail_test {
	const char *username, *email;
};
/* One that has not been done. */
void mail_test_find(struct task *t, int64_t id, struct mail_test **out);
void mail_test_done(struct task *t, int64_t id, const struct mail_outcome *outcome, const char *answer);
void mail_failure_add(struct task *t, const char *kind, const struct mail_outcome *outcome,
	const char *answer);
void mail_notes_clean(struct task *t);

/* ---- for an admin ---- */

struct mail_asked {
	int64_t id; /* 0: the last one waits, or was a moment ago */
};
/* In the open transaction. */
void mail_test_ask(struct request *rq, struct mail_asked **out);

struct mail_note {
	struct when at, done_at; /* done_at {0}: not yet */
	const char *kind, *outcome, *answer;
	int64_t code;
};
LIST(mail_notes, struct mail_note);
/* The viewer's own tests; failures of all mails. The newest first. */
void mail_tests_seen(struct request *rq, struct mail_notes *out);
void mail_failures_seen(struct request *rq, struct mail_notes *out);

#endif
