/* job_admin_sql.c -- see job_admin_sql.h. The public door has no right to ops.job; the functions of migrations/0032 look who asks. */
#include "forum/admin/job_admin_sql.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"
#include "web/request.h"

static void read_count(struct row *r, struct job_count *x)
{
	x->state = row_text(r, "state");
	x->jobs = row_int8(r, "jobs");
	x->due = row_int8(r, "due");
	x->oldest = row_when(r, "oldest_at");
}

static void read_job(struct row *r, struct job_row *x)
{
	x->id = row_int8(r, "id");
	x->number = arena_printf(row_arena(r), "%lld", (long long)x->id);
	x->kind = row_text(r, "kind");
	x->subject = row_text(r, "subject");
	x->state = row_text(r, "state");
	x->attempts = row_int8(r, "attempts");
	x->error = row_text(r, "error");
	x->at = row_when(r, "at");
	x->created_at = row_when(r, "created_at");
}

static void read_moved(struct row *r, struct job_moved *x)
{
	x->done = row_bool(r, "done");
}

QUERY(job_admin_counts, DOOR_WEB, struct job_count, read_count,
	"SELECT state, jobs, due, oldest_at FROM ops.job_counts($1, $2)");
QUERY(job_admin_list, DOOR_WEB, struct job_row, read_job,
	"SELECT id, kind, subject, state, attempts, error, at, created_at FROM ops.jobs_seen($1, $2, $3)");
QUERY(job_admin_retry, DOOR_WEB, struct job_moved, read_moved, "SELECT ops.job_retry($1, $2, $3) AS done");
QUERY(job_admin_drop, DOOR_WEB, struct job_moved, read_moved, "SELECT ops.job_drop($1, $2, $3) AS done");
QUERY(job_admin_put_back, DOOR_WEB, struct job_moved, read_moved,
	"SELECT ops.job_put_back($1, $2, $3) AS done");

void jobs_count(struct request *rq, struct job_counts *out)
{
	db_many(&rq->task, &job_admin_counts, out, rq->viewer.id, rq->viewer.session);
}

void jobs_of(struct request *rq, const char *state, struct job_rows *out)
{
	db_many(&rq->task, &job_admin_list, out, rq->viewer.id, rq->viewer.session, state);
}

void job_retry(struct request *rq, int64_t id, struct job_moved **out)
{
	db_one(&rq->task, &job_admin_retry, out, rq->viewer.id, rq->viewer.session, id);
}

void job_drop(struct request *rq, int64_t id, struct job_moved **out)
{
	db_one(&rq->task, &job_admin_drop, out, rq->viewer.id, rq->viewer.session, id);
}

void job_put_back(struct request *rq, int64_t id, struct job_moved **out)
{
	db_one(&rq->task, &job_admin_put_back, out, rq->viewer.id, rq->viewer.session, id);
}
