/* account_jobs.h -- what work does for accounts; the rows are in forum/jobs.c. */
#ifndef FORUM_ACCOUNT_JOBS_H
#define FORUM_ACCOUNT_JOBS_H

struct job;
struct task;

void account_signup_mail_wait(struct task *t, const struct job *job); /* text: the sign-up's key */
void account_reset_mail_wait(struct task *t,
	const struct job *job); /* text: a username or address, as typed */
void account_claim_mail_wait(struct task *t, const struct job *job); /* subject: the member */
/* subject: the member; text: the new address; other: when the password was set that he asked with, µs, 0 if an admin did */
void account_email_mail_wait(struct task *t, const struct job *job);
void account_notice_mail_wait(struct task *t,
	const struct job *job); /* subject: the member; text: "password", "email" */
void account_email_changed_mail_wait(struct task *t,
	const struct job *job); /* subject; text: the old address */

/* Forgets sessions, links, sign-ups, form keys and counts that are over. */
void account_clean_wait(struct task *t);

#endif
