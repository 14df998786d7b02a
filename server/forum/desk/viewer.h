/* viewer.h -- who is at the desk, and how far he has come with signing in; for the files of this folder only. */
#ifndef FORUM_DESK_VIEWER_H
#define FORUM_DESK_VIEWER_H

#include "forum/desk/desk.h"

struct desk_login;

enum desk_stage {
	DESK_OUT,	 /* no session */
	DESK_WANTS_CODE, /* the password was right; the code is missing */
	DESK_WANTS_TOTP, /* a second factor is required and not set up: nothing else is open */
	DESK_IN,
};
enum desk_stage desk_stage(struct request *rq);
/* The session of this browser, whatever its stage; account and session are 0 if there is none. */
struct desk_standing {
	struct desk_me me; /* first */
	enum desk_stage stage;
	int64_t session;
};
const struct desk_standing *desk_standing(struct request *rq);

/* Whether [desk] totp = required. */
bool desk_totp_required(void);
/* Characters a password needs: 15, or 10 beside a second factor. */
int desk_password_least(bool totp);
/* NULL, or what is wrong with ${password} (normal). */
const char *desk_password_wrong(struct arena *a, const char *password, bool totp, const char *username,
	const char *email);

/* In the open transaction: a new session of ${account}, and its cookie. The one this browser had ends. ${hash} is the new
 * one's. */
void desk_session_start(struct request *rq, int64_t account, bool proved, unsigned char hash[SECRET_HASH]);

/* In the open transaction: holds the account. False: its password or its second factor is another by now than when ${login} was read and
 * what was typed was compared with it, or the account was closed; so what it would have allowed is not allowed any more. */
bool desk_login_still_wait(struct task *t, const struct desk_login *login);

/* Counts a try to prove who one is, by address and by account; false: too many have failed, and that has been answered. After
 * success, desk_attempt_good() takes the count back in the open transaction. ${code}: the second step, not the first. */
bool desk_attempt_ok_or_reply_wait(struct request *rq, bool code, const char *account);
void desk_attempt_good(struct request *rq, bool code, const char *account);

#endif
