/* job_sql.c -- see job_sql.h.
 *
 * A row's life: waiting (taken_at NULL) → in work (taken_at, attempts + 1) → deleted, or waiting again, or
 * dead (failed_at). A job whose process died stays "in work" until somebody finds it two minutes later; that
 * is longer than any job may run (worker.c). */
#include "jobs/job_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_taken(struct row *r, struct job_taken *x)
{
	x->job.id = row_int8(r, "id");
	x->job.kind = row_text(r, "kind");
	x->job.subject = row_int8(r, "subject");
	x->job.other = row_int8(r, "other");
	x->job.text = row_text(r, "text");
	x->job.attempts = (int)row_int8(r, "attempts");
	x->dead = row_bool(r, "dead");
}

QUERY(job_take_statement, DOOR_WORK, struct job_taken, read_taken,
	"WITH due AS (SELECT id FROM ops.job WHERE failed_at IS NULL AND taken_at IS NULL AND run_at <= now()"
	"  ORDER BY run_at, id LIMIT $1 FOR UPDATE SKIP LOCKED)"
	" UPDATE ops.job j SET taken_at = now(), attempts = j.attempts + 1 FROM due WHERE j.id = due.id"
	" RETURNING j.id, j.kind, (j.payload->>'subject')::bigint AS subject, (j.payload->>'other')::bigint "
	"AS other,"
	" j.payload->>'text' AS text, j.attempts - 1 AS attempts, false AS dead");

QUERY(job_take_lost_statement, DOOR_WORK, struct job_taken, read_taken,
	"WITH lost AS (SELECT id FROM ops.job WHERE failed_at IS NULL AND taken_at < now() - interval '2 "
	"minutes'"
	"  ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)"
	" UPDATE ops.job j SET taken_at = now(), attempts = LEAST(j.attempts + 1, $1),"
	"  failed_at = CASE WHEN j.attempts >= $1 THEN now() END,"
	"  error = 'the process ended while it was in work' FROM lost WHERE j.id = lost.id"
	" RETURNING j.id, j.kind, (j.payload->>'subject')::bigint AS subject, (j.payload->>'other')::bigint "
	"AS other,"
	" j.payload->>'text' AS text, j.attempts - 1 AS attempts, j.failed_at IS NOT NULL AS dead");

static void read_lost(struct row *r, struct jobs_lost *x)
{
	x->any = row_bool(r, "any");
}

QUERY(jobs_lost_statement, DOOR_WORK, struct jobs_lost, read_lost,
	"SELECT EXISTS (SELECT FROM ops.job WHERE failed_at IS NULL AND taken_at < now() - interval '2 "
	"minutes')"
	" AS \"any\"");

COMMAND(job_delete_statement, DOOR_WORK, "DELETE FROM ops.job WHERE id = $1");

static void read_struck(struct row *r, bool *x)
{
	*x = row_bool(r, "struck");
}

QUERY(job_strike_statement, DOOR_WORK, bool, read_struck,
	"DELETE FROM ops.job WHERE id = $1 RETURNING true AS struck");

/* After 1, 2, 4, 8 minutes, each a quarter more or less, so that what failed together does not come back
 * together. */
COMMAND(job_release_statement, DOOR_WORK,
	"UPDATE ops.job SET error = $2,"
	" taken_at = CASE WHEN attempts < $3 THEN NULL ELSE taken_at END,"
	" failed_at = CASE WHEN attempts < $3 THEN NULL ELSE now() END,"
	" run_at = now() + interval '1 minute' * power(2, attempts - 1) * (0.75 + random() / 2)"
	" WHERE id = $1");

void jobs_take(struct task *t, int most, struct jobs_taken *out)
{
	db_many(t, &job_take_statement, out, most);
}

void jobs_take_lost(struct task *t, struct jobs_taken *out)
{
	db_many(t, &job_take_lost_statement, out, JOB_TRIES);
}

void jobs_lost_look(struct task *t, struct jobs_lost **out)
{
	db_one(t, &jobs_lost_statement, out);
}

void job_delete(struct task *t, int64_t id)
{
	db_run(t, &job_delete_statement, id);
}

void job_strike(struct task *t, int64_t id, bool **out)
{
	db_one(t, &job_strike_statement, out, id);
}

void job_release(struct task *t, int64_t id, const char *error)
{
	db_run(t, &job_release_statement, id, error, JOB_TRIES);
}
