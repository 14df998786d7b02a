/* job_admin_sql.h -- jobs as an admin sees and moves them, by functions of the database; for the files of this folder only. */
#ifndef FORUM_JOB_ADMIN_SQL_H
#define FORUM_JOB_ADMIN_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct request;

struct job_count {
	const char *state; /* running, waiting, failed, dead, dropped */
	int64_t jobs, due;
	struct when oldest; /* when the first that is due was */
};
LIST(job_counts, struct job_count);
/* Of the states that have any. */
void jobs_count(struct request *rq, struct job_counts *out);

struct job_row {
	int64_t id, attempts;
	const char *number; /* the id as text */
	const char *kind, *subject, *state, *error;
	struct when at; /* since when it runs or is dead or dropped; else when it will be tried */
	struct when created_at;
};
LIST(job_rows, struct job_row);
/* The newest hundred. */
void jobs_of(struct request *rq, const char *state, struct job_rows *out);

struct job_moved {
	bool done; /* false: it is not there any more, or runs */
};
/* In the open transaction. Conflicts if a job that may wait only once waits already. */
void job_retry(struct request *rq, int64_t id, struct job_moved **out);
void job_drop(struct request *rq, int64_t id, struct job_moved **out);
void job_put_back(struct request *rq, int64_t id, struct job_moved **out);

#endif
