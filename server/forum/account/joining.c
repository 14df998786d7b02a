/* joining.c -- see joining.h. */
#include "forum/account/joining.h"

#include "base/intl.h"
#include "db/query.h"
#include "forum/account/account_sql.h"
#include "web/reply.h"
#include "web/request.h"

#define COOKIE	  "joining"
#define WAITING_S (7 * 86400) /* as long as signup_by_token() finds it */

/* ---- names ---- */

#define TAKEN_USERNAME _("Somebody has this username already. Please choose another.")
#define ALIKE_USERNAME \
	_("Another member's name looks the same. Please choose a username that nobody mixes up with it.")
#define TAKEN_DISPLAY \
	_("Another member's name is the same or looks the same. Please write yours so that nobody mixes " \
	  "you up.")

void joining_names_wait(struct request *rq, const char *username, const char *display,
	const char **username_error, const char **display_error)
{
	struct names_taken *taken = NULL;

	signup_names_look(&rq->task, username, intl_skeleton(&rq->task.arena, display), &taken);
	db_wait(&rq->task);
	*username_error = taken->username ? TAKEN_USERNAME : taken->username_look ? ALIKE_USERNAME : NULL;
	*display_error = taken->display && !*username_error ? TAKEN_DISPLAY : NULL;
}

/* ---- the browser ---- */

static bool secret_of(struct request *rq, unsigned char secret[SECRET_TOKEN])
{
	const char *cookie = request_cookie(rq, COOKIE);

	return cookie && secret_decode(cookie, secret, SECRET_TOKEN);
}

void joining_browser(struct request *rq, unsigned char hash[SECRET_HASH])
{
	unsigned char secret[SECRET_TOKEN];

	if (!secret_of(rq, secret))
		secret_random(secret, sizeof(secret));
	secret_hash(hash, secret, sizeof(secret), NULL, 0);
}

/* One secret for all sign-ups of a browser, so that after a second try, or a double click, every link is good. */
void joining_browser_keep(struct request *rq, unsigned char hash[SECRET_HASH])
{
	unsigned char secret[SECRET_TOKEN];

	if (!secret_of(rq, secret))
		secret_random(secret, sizeof(secret));
	secret_hash(hash, secret, sizeof(secret), NULL, 0);
	reply_cookie(rq, COOKIE, secret_encode(&rq->task.arena, secret, sizeof(secret)), WAITING_S);
}

void joining_browser_forget(struct request *rq)
{
	if (request_cookie(rq, COOKIE))
		reply_cookie(rq, COOKIE, "", -1);
}
