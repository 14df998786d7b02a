/* mail.c -- who has an account at the desk hears when its password or its second factor changed, whoever did it. */
#include "forum/desk/mail.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "db/row.h"
#include "forum/desk/desk.h"
#include "forum/site.h"
#include "jobs/mail.h"
#include "jobs/queue.h"
#include "loop/task.h"

struct addressee {
	const char *username, *display, *email;
};

static void read_addressee(struct row *r, struct addressee *x)
{
	x->username = row_text(r, "username");
	x->display = row_text(r, "display");
	x->email = row_text(r, "email");
}

QUERY(desk_mail_addressee, DOOR_WORK, struct addressee, read_addressee,
	"SELECT username, display, email FROM desk.account WHERE id = $1 AND email <> ''");

static const struct {
	const char *what, *subject, *said;
} changes[] = {
	{"password", _("Your password at the desk was changed"),
		_("the password of your account at the desk was changed just now, and all other sessions were ended.")},
	{"totp-on", _("One-time codes are on at the desk"),
		_("your account at the desk asks for one-time codes from now on, and all other sessions were ended.")},
	{"totp-off", _("One-time codes are off at the desk"),
		_("your account at the desk asks for no one-time codes any more: the password alone opens it.")},
	{"recovery", _("New recovery codes for the desk"),
		_("your account at the desk has new recovery codes. The old ones are void.")},
};

void desk_change_told(struct task *t, int64_t account, const char *what)
{
	job_put(t, &(struct job){.kind = "desk.change_mail", .subject = account, .text = what});
}

static void send_wait(struct task *t, const struct job *job, const struct addressee *to, size_t change)
{
	struct arena *a = &t->arena;
	struct mail m = {
		.to = to->email,
		.subject = arena_printf(a, "%s: %s", site.name, changes[change].subject),
		.text = arena_printf(a,
			_("Hello %s,\n\n"
			  "%s\n\n"
			  "Account: %s\n"
			  "%s/settings\n\n"
			  "It was not you? Then tell a lead of the desk, or whoever runs it, at once: they can set "
			  "another password and end all sessions.\n"
			  "\n-- \n%s\n%s\n"),
			to->display, changes[change].said, to->username, site.desk_url, site.name,
			site.desk_url),
		.unique = arena_printf(a, "%s-%lld", job->kind, (long long)job->id),
	};

	mail_send_wait(t, &m);
}

void desk_change_mail_wait(struct task *t, const struct job *job)
{
	struct addressee *to = NULL;
	size_t i;

	db_one(t, &desk_mail_addressee, &to, job->subject);
	db_wait(t);
	for (i = 0; to && i < sizeof(changes) / sizeof(changes[0]); i++)
		if (text_is(job->text, changes[i].what))
			send_wait(t, job, to, i);
}
