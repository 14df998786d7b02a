/* personal_mail.c -- the mails about a member's own data: what happened, what to do, and what to do if it was not you. */
#include "forum/personal/personal.h"

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"
#include "db/query.h"
#include "forum/personal/personal_sql.h"
#include "forum/site.h"
#include "jobs/mail.h"
#include "jobs/queue.h"
#include "loop/task.h"

struct words {
	const char *subject, *text;
};

static struct words ready(struct arena *a, const char *name)
{
	return (struct words){arena_printf(a, _("Your data at %s"), site.name),
		arena_printf(a,
			_("Hello %s,\n\n"
			  "the copy of your data is ready. Sign in and take it here, within seven days:\n\n"
			  "%s/settings/data\n\n"
			  "Only you can open it. Then it is deleted here.\n\n"
			  "It was not you? Then somebody knows your password. Change it now; that ends all other sessions:\n\n"
			  "%s/settings/password"),
			name, site.url, site.url)};
}

static struct words leaving(struct arena *a, const char *name, struct when due_at)
{
	char day[INTL_MOST];

	intl_put_date(day, due_at, INTL_DATE, site.locale, site.zone);
	return (struct words){arena_printf(a, _("Your account at %s will be erased"), site.name),
		arena_printf(a,
			_("Hello %s,\n\n"
			  "you have asked us to erase your account. That happens on %s. Until then you can change your mind: sign in, and"
			  " press \"Keep my account\":\n\n"
			  "%s/settings/erase\n\n"
			  "After that day nobody can bring it back, and we will not write to you again.\n\n"
			  "It was not you? Then keep the account, and change your password:\n\n"
			  "%s/settings/password"),
			name, day, site.url, site.url)};
}

static struct words staying(struct arena *a, const char *name)
{
	return (struct words){arena_printf(a, _("Your account at %s stays"), site.name),
		arena_printf(a,
			_("Hello %s,\n\n"
			  "you have changed your mind: your account is not erased. Everything is as it was.\n\n"
			  "It was not you? Then somebody knows your password. Change it now:\n\n"
			  "%s/settings/password"),
			name, site.url)};
}

void personal_told_wait(struct task *t, const struct job *job)
{
	struct arena *a = &t->arena;
	struct told_member *m = NULL;
	struct words w;

	told_member_find(t, job->subject, &m);
	db_wait(t);
	if (!m || (text_is(job->text, "leaving") && m->due_at.us == 0))
		return;
	w = text_is(job->text, "ready")	    ? ready(a, m->username)
	    : text_is(job->text, "leaving") ? leaving(a, m->username, m->due_at)
					    : staying(a, m->username);
	mail_send_wait(t, &(struct mail){.to = m->email,
				  .subject = w.subject,
				  .text = arena_printf(a, "%s\n\n-- \n%s\n%s\n", w.text, site.name, site.url),
				  .unique = arena_printf(a, "%s-%lld", job->kind, (long long)job->id)});
}
