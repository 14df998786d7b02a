/* mail_ask.c -- mails about an account that an admin has sent. See account.h. */
#include "forum/account/account.h"

#include "jobs/queue.h"

static void notice_put(struct task *t, int64_t member, const char *what)
{
	job_put(t, &(struct job){.kind = "account.notice_mail", .subject = member, .text = what});
}

void account_mail_reset(struct task *t, const char *username)
{
	job_put(t, &(struct job){.kind = "account.reset_mail", .text = username, .once = username});
}

void account_mail_email(struct task *t, int64_t member, const char *email)
{
	job_put(t, &(struct job){.kind = "account.email_mail", .subject = member, .text = email});
	notice_put(t, member, "email by admin");
}

void account_mail_confirmed(struct task *t, int64_t member)
{
	notice_put(t, member, "confirmed by admin");
}
