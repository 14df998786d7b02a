/* act_jobs.c -- see act_jobs.h. */
#include "forum/act/act_jobs.h"

#include "db/query.h"

COMMAND(found_prefix_forget, DOOR_WORK,
	"UPDATE community.found SET prefix = '' WHERE created_at < now() - interval '2 days' AND prefix <> ''");

void found_forget_wait(struct task *t)
{
	db_begin(t);
	db_run(t, &found_prefix_forget);
	(void)db_commit_wait(t);
}
