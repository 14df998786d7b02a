/* password_again.c -- the password once more, before something that a forgotten session should not do. See account.h. */
#include "forum/account/account.h"

#include "craft/craft.h"
#include "db/query.h"
#include "forum/account/account_page.h"
#include "forum/account/account_sql.h"
#include "web/request.h"

enum password_again account_password_again_wait(struct request *rq)
{
	struct task *t = &rq->task;
	struct login *login = NULL, *held = NULL;

	login_of(t, rq->viewer.id, &login);
	db_wait(t);
	if (!login)
		task_fail(t, 503, "the account is gone");
	if (!attempt_ok_or_reply_wait(rq, rq->viewer.name))
		return PASSWORD_ANSWERED;
	if (!craft_password_verify_wait(t, login->password_hash, password_field(rq, "password")))
		return PASSWORD_WRONG;
	db_begin(t);
	login_hold(t, rq->viewer.id, &held);
	attempt_good(rq, rq->viewer.name);
	db_wait(t);
	if (!login_still(held, login)) {
		db_rollback_wait(t);
		return PASSWORD_WRONG;
	}
	(void)db_commit_wait(t);
	return PASSWORD_RIGHT;
}
