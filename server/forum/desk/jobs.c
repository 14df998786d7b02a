/* jobs.c -- what `work` does for the desk, now and then: forgets what is over. */
#include "db/query.h"
#include "forum/desk/account_sql.h"
#include "forum/desk/desk.h"

COMMAND(desk_form_keys_expire, DOOR_WORK,
	"DELETE FROM desk.form_key WHERE created_at < now() - interval '7 days'");
COMMAND(desk_presence_expire, DOOR_WORK,
	"DELETE FROM desk.presence WHERE seen_at < now() - interval '10 minutes'");

void desk_clean_wait(struct task *t)
{
	db_begin(t);
	desk_sessions_clean(t);
	db_run(t, &desk_form_keys_expire);
	db_run(t, &desk_presence_expire);
	db_commit_wait(t);
}
