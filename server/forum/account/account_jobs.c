/* account_jobs.c -- what work does for accounts: mails with links in them, and cleaning.
 *
 * Tokens are made here, when the mail goes out, and stand nowhere but in the mail: the table has their
 * hashes, the job has names. A job that runs twice sends a second mail; the links of both work (of a sign-up,
 * the last one's). */
#include "forum/account/account_jobs.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/account/account_mail.h"
#include "forum/account/account_sql.h"
#include "forum/rate.h"
#include "forum/site.h"
#include "jobs/mail.h"
#include "jobs/queue.h"
#include "loop/task.h"

#define HOUR_S 3600
#define DAY_S  86400

static void send_wait(struct task *t, const struct job *job, const char *to, struct letter letter)
{
	struct mail m = {
		.to = to,
		.subject = letter.subject,
		.text = letter.text,
		.unique = arena_printf(&t->arena, "%s-%lld", job->kind, (long long)job->id),
	};

	mail_send_wait(t, &m);
}

/* A new token: its hash for the table, the link with the token itself for the mail. */
static const char *link_make(struct task *t, const char *path, unsigned char hash[SECRET_HASH])
{
	unsigned char token[SECRET_TOKEN];
	const char *link;

	secret_random(token, sizeof(token));
	secret_hash(hash, token, sizeof(token), NULL, 0);
	link = arena_printf(&t->arena, "%s%s/%s", site.url, path,
		secret_encode(&t->arena, token, sizeof(token)));
	secret_wipe(token, sizeof(token));
	return link;
}

/* A link for a member, committed before the mail goes out, so that it works when it arrives. */
static const char *token_make_wait(struct task *t, const char *kind, const char *path,
	const struct login *login, const char *email, int64_t lives_s)
{
	unsigned char hash[SECRET_HASH];
	const char *link = link_make(t, path, hash);

	db_begin(t);
	token_add(t, hash, kind, login->member_id, email, lives_s);
	db_commit_wait(t);
	return link;
}

/* The same for another address. NULL: whoever asked for it did so with a password (of the time ${job}->other, µs) that was changed since,
 * which makes links useless, also those that a mail server has kept waiting. */
static const char *email_token_make_wait(struct task *t, const struct job *job)
{
	unsigned char hash[SECRET_HASH];
	const char *link = link_make(t, "/email", hash);
	struct login *held = NULL;

	db_begin(t);
	login_hold(t, job->subject, &held);
	db_wait(t);
	if (!held || (job->other && held->password_at.us != job->other)) {
		db_rollback_wait(t);
		return NULL;
	}
	token_add(t, hash, "email", job->subject, job->text, DAY_S);
	db_commit_sure_wait(t);
	return link;
}

static struct login *login_of_wait(struct task *t, int64_t member)
{
	struct login *login = NULL;

	login_of(t, member, &login);
	db_wait(t);
	return login;
}

/* ---- joining ---- */

static void taken_mail_wait(struct task *t, const struct job *job, const struct signup *s,
	const struct login *login)
{
	db_begin(t);
	signups_delete(t, s->email_key);
	db_commit_wait(t);
	send_wait(t, job, login->email, letter_taken(&t->arena, login->username));
}

void account_signup_mail_wait(struct task *t, const struct job *job)
{
	struct signup *s = NULL;
	struct login *login = NULL;
	unsigned char hash[SECRET_HASH];
	const char *link;

	signup_find(t, job->text, &s);
	db_wait(t);
	if (!s)
		return;
	login_by_email(t, s->email_key, &login);
	db_wait(t);
	if (login)
		return taken_mail_wait(t, job, s, login);
	link = link_make(t, "/confirm", hash);
	db_begin(t);
	signup_token_set(t, s->key, hash);
	db_commit_wait(t);
	send_wait(t, job, s->email, letter_signup(&t->arena, s->username, link));
}

/* ---- passwords and addresses ---- */

/* ${job}->text is what somebody typed: a username or an address, of a member or of nobody. */
void account_reset_mail_wait(struct task *t, const struct job *job)
{
	const char *key = strchr(job->text, '@') ? intl_email(&t->arena, job->text) : NULL;
	struct login *login = NULL;

	if (key)
		login_by_email(t, key, &login);
	else
		login_by_name(t, job->text, &login);
	db_wait(t);
	if (!login || strcmp(login->state, "active") != 0)
		return;
	send_wait(t, job, login->email,
		letter_reset(&t->arena, login->username,
			token_make_wait(t, "reset", "/reset", login, login->email, 2 * HOUR_S)));
}

void account_claim_mail_wait(struct task *t, const struct job *job)
{
	struct login *login = login_of_wait(t, job->subject);

	if (!login || login->confirmed)
		return;
	send_wait(t, job, login->email,
		letter_claim(&t->arena, login->username,
			token_make_wait(t, "claim", "/reset", login, login->email, 7 * DAY_S)));
}

/* To the new address in ${job}->text; if it belongs to another account, its owner is told that he has one. */
void account_email_mail_wait(struct task *t, const struct job *job)
{
	const char *key = intl_email(&t->arena, job->text);
	struct login *login = login_of_wait(t, job->subject), *owner = NULL;
	const char *link;

	if (!login || !key)
		return;
	login_by_email(t, key, &owner);
	db_wait(t);
	if (owner && owner->member_id != login->member_id)
		return send_wait(t, job, owner->email, letter_taken(&t->arena, owner->username));
	link = email_token_make_wait(t, job);
	if (link)
		send_wait(t, job, job->text, letter_email(&t->arena, login->username, link));
}

void account_notice_mail_wait(struct task *t, const struct job *job)
{
	struct login *login = login_of_wait(t, job->subject);

	if (login)
		send_wait(t, job, login->email, letter_notice(&t->arena, login->username, job->text));
}

void account_email_changed_mail_wait(struct task *t, const struct job *job)
{
	struct login *login = login_of_wait(t, job->subject);

	if (login)
		send_wait(t, job, job->text, letter_email_changed(&t->arena, login->username));
}

/* ---- cleaning ---- */

void account_clean_wait(struct task *t)
{
	db_begin(t);
	accounts_clean(t);
	rate_clean(t);
	db_commit_wait(t);
}
