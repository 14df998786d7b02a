/* mailtest.h -- does mail go out? An admin sends himself one and sees what the server said; mails that could not be handed over are noted,
 * without whom they were for. */
#ifndef FORUM_MAILTEST_H
#define FORUM_MAILTEST_H

struct arena;
struct job;
struct task;

/* Begins to note mails that could not be handed over, in work. */
void mailtest_open(void);

void mailtest_job_wait(struct task *t, const struct job *job); /* subject: the test */
/* A round: forgets what is older than 30 days. */
void mailtest_clean_wait(struct task *t);

/* ${answer} with each word that holds an "@" left out, on one line; pure. */
const char *mailtest_masked(struct arena *a, const char *answer);
/* What a mail was about by its unique name: "notice" of "notice-12-7"; pure. */
const char *mailtest_kind(struct arena *a, const char *unique);

#endif
