/* members_jobs.c -- what work does where leads have it link members by their confirmed addresses. */
#include "base/log.h"
#include "db/query.h"
#include "forum/customer/customer.h"
#include "forum/customer/members_sql.h"
#include "loop/task.h"

void customer_members_link_wait(struct task *t)
{
	struct members_linked *linked;

	do {
		linked = NULL;
		db_begin(t);
		members_link_some(t, &linked);
		if (db_commit_wait(t) != DB_OK || !linked)
			return;
		if (linked->n)
			log_info("customer.members_linked", "n=%lld", (long long)linked->n);
	} while (linked->n);
}

void customer_members_job_wait(struct task *t, const struct job *job)
{
	(void)job;
	customer_members_link_wait(t);
}
