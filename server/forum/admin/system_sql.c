/* system_sql.c -- see system_sql.h. Sizes, connections and tables are what PostgreSQL tells every role about itself. */
#include "forum/admin/system_sql.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"
#include "loop/task.h"
#include "web/request.h"

static void read_facts(struct row *r, struct system_facts *x)
{
	x->postgres = row_text(r, "postgres");
	x->migration = row_text(r, "migration");
	x->migrations = row_int8(r, "migrations");
	x->bytes = row_int8(r, "bytes");
	x->connections_most = row_int8(r, "connections_most");
}

static void read_room(struct row *r, struct system_room *x)
{
	x->name = row_text(r, "name");
	x->bytes = row_int8(r, "bytes");
	x->tables = row_int8(r, "tables");
}

static void read_connection(struct row *r, struct system_connection *x)
{
	x->role = row_text(r, "role");
	x->n = row_int8(r, "n");
}

static void read_day(struct row *r, struct system_day *x)
{
	x->day = row_when(r, "day");
	x->posts = row_int8(r, "posts");
	x->answers = row_int8(r, "answers");
	x->solved = row_int8(r, "solved");
	x->active = row_int8(r, "active");
}

static void read_process(struct row *r, struct system_process *x)
{
	x->pid = row_int8(r, "pid");
	x->name = row_text(r, "name");
	x->memory_kb = row_int8(r, "memory_kb");
	x->peak_kb = row_int8(r, "peak_kb");
	x->at = row_when(r, "at");
}

static void read_minute(struct row *r, struct system_minute *x)
{
	x->at = row_when(r, "at");
	x->waiting = row_int8(r, "waiting");
	x->dead = row_int8(r, "dead");
	x->memory_kb = row_int8(r, "memory_kb");
}

static void read_cost(struct row *r, struct system_cost *x)
{
	x->what = row_text(r, "what");
	x->calls = row_int8(r, "calls");
	x->total = row_int8(r, "total");
	x->mean = row_int8(r, "mean");
}

QUERY(system_facts_now, DOOR_WEB, struct system_facts, read_facts,
	"SELECT current_setting('server_version') AS postgres, (SELECT max(name) FROM ops.migration) AS migration,"
	" (SELECT count(*) FROM ops.migration) AS migrations, pg_database_size(current_database()) AS bytes,"
	" current_setting('max_connections')::int AS connections_most");

/* How much there is of customers and cases is not for this side of the wall. */
#define CLOSED "('crm', 'money', 'desk', 'intake')"

QUERY(system_rooms_now, DOOR_WEB, struct system_room, read_room,
	"SELECT n.nspname AS name, COALESCE(sum(pg_total_relation_size(c.oid)), 0)::bigint AS bytes, count(*) AS tables"
	" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg\\_temp%'"
	" AND n.nspname NOT IN " CLOSED " GROUP BY n.nspname ORDER BY 2 DESC, 1 LIMIT 20");

QUERY(system_connections_now, DOOR_WEB, struct system_connection, read_connection,
	"SELECT usename AS role, count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND usename IS NOT NULL"
	" GROUP BY usename ORDER BY 2 DESC, 1 LIMIT 20");

/* Solved: questions whose first acceptance that stands is of that day. Active: who wrote or judged. */
QUERY(system_days_last, DOOR_WEB, struct system_day, read_day,
	"WITH span AS (SELECT date_trunc('day', now()) - interval '29 days' AS from_at),"
	" p AS (SELECT date_trunc('day', p.created_at) AS day, p.kind, p.author_id FROM community.post p, span"
	"  WHERE p.created_at >= span.from_at AND p.deleted_at IS NULL),"
	" s AS (SELECT date_trunc('day', min(a.created_at)) AS day FROM community.acceptance a WHERE a.undone_at IS NULL"
	"  AND a.thread_id IN (SELECT n.thread_id FROM community.acceptance n, span WHERE n.created_at >= span.from_at)"
	"  GROUP BY a.thread_id),"
	" r AS (SELECT date_trunc('day', r.created_at) AS day, r.member_id FROM community.reaction r, span"
	"  WHERE r.created_at >= span.from_at),"
	" w AS (SELECT day, count(*) AS posts, count(*) FILTER (WHERE kind = 'answer') AS answers FROM p GROUP BY day),"
	" d AS (SELECT day, count(*) AS solved FROM s GROUP BY day),"
	" m AS (SELECT day, count(*) AS active FROM (SELECT day, author_id FROM p UNION SELECT day, member_id FROM r) x GROUP BY day)"
	" SELECT g.day, COALESCE(w.posts, 0) AS posts, COALESCE(w.answers, 0) AS answers, COALESCE(d.solved, 0) AS solved,"
	"  COALESCE(m.active, 0) AS active FROM span, generate_series(span.from_at, now(), '1 day') AS g(day)"
	" LEFT JOIN w USING (day) LEFT JOIN d USING (day) LEFT JOIN m USING (day) ORDER BY g.day LIMIT 31");

QUERY(system_processes_seen, DOOR_WEB, struct system_process, read_process,
	"SELECT pid, name, memory_kb, peak_kb, at FROM ops.process ORDER BY memory_kb DESC, pid LIMIT 200");

QUERY(system_minutes_last, DOOR_WEB, struct system_minute, read_minute,
	"SELECT at, waiting, dead, memory_kb FROM ops.minute WHERE at > now() - interval '1 day' ORDER BY at LIMIT 2000");

QUERY(system_statements_costly, DOOR_WEB, struct system_cost, read_cost,
	"SELECT query AS what, calls, total_ms AS total, mean_us AS mean FROM ops.costly_statements($1, $2)");
QUERY(system_tables_read, DOOR_WEB, struct system_cost, read_cost,
	"SELECT schemaname || '.' || relname AS what, (seq_scan + COALESCE(idx_scan, 0))::bigint AS calls,"
	" (seq_tup_read + COALESCE(idx_tup_fetch, 0))::bigint AS total,"
	" ((seq_tup_read + COALESCE(idx_tup_fetch, 0)) / GREATEST(seq_scan + COALESCE(idx_scan, 0), 1))::bigint AS mean"
	" FROM pg_stat_user_tables WHERE schemaname NOT IN " CLOSED
	" AND seq_tup_read + COALESCE(idx_tup_fetch, 0) > 0 ORDER BY 3 DESC, 1 LIMIT 15");

COMMAND(system_processes_forget, DOOR_WORK, "DELETE FROM ops.process");
COMMAND(system_processes_insert, DOOR_WORK,
	"INSERT INTO ops.process (pid, name, memory_kb, peak_kb) SELECT p::integer, n, m::bigint, k::bigint"
	" FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS x(p, n, m, k)");
COMMAND(system_minute_insert, DOOR_WORK,
	"INSERT INTO ops.minute (waiting, dead, memory_kb)"
	" SELECT count(*) FILTER (WHERE failed_at IS NULL AND taken_at IS NULL AND run_at <= now()), count(failed_at), $1 FROM ops.job"
	" ON CONFLICT DO NOTHING");
COMMAND(system_minute_forget, DOOR_WORK, "DELETE FROM ops.minute WHERE at < now() - interval '1 day'");
COMMAND(jobs_dropped_forget, DOOR_WORK,
	"DELETE FROM ops.job_dropped WHERE dropped_at < now() - interval '30 days'");

void system_facts(struct task *t, struct system_facts **out)
{
	db_one(t, &system_facts_now, out);
}

void system_rooms(struct task *t, struct system_rooms *out)
{
	db_many(t, &system_rooms_now, out);
}

void system_connections(struct task *t, struct system_connections *out)
{
	db_many(t, &system_connections_now, out);
}

void system_days(struct task *t, struct system_days *out)
{
	db_many(t, &system_days_last, out);
}

void system_processes(struct task *t, struct system_processes *out)
{
	db_many(t, &system_processes_seen, out);
}

void system_minutes(struct task *t, struct system_minutes *out)
{
	db_many(t, &system_minutes_last, out);
}

void system_statements(struct request *rq, struct system_costs *out)
{
	db_many(&rq->task, &system_statements_costly, out, rq->viewer.id, rq->viewer.session);
}

void system_tables(struct task *t, struct system_costs *out)
{
	db_many(t, &system_tables_read, out);
}

static void add(struct arena *a, struct texts *column, int64_t n)
{
	column->v[column->n++] = arena_printf(a, "%lld", (long long)n);
}

void system_measured(struct task *t, const struct system_processes *seen)
{
	struct arena *a = &t->arena;
	struct texts columns[4];
	int64_t memory_kb = 0;
	size_t i;

	for (i = 0; i < 4; i++)
		columns[i] = (struct texts){arena_array(a, const char *, seen->n + 1), 0};
	for (i = 0; i < seen->n; i++) {
		const struct system_process *p = &seen->v[i];

		add(a, &columns[0], p->pid);
		columns[1].v[columns[1].n++] = p->name;
		add(a, &columns[2], p->memory_kb);
		add(a, &columns[3], p->peak_kb);
		memory_kb += p->memory_kb;
	}
	db_run(t, &system_processes_forget);
	db_run(t, &system_processes_insert, columns[0], columns[1], columns[2], columns[3]);
	db_run(t, &system_minute_insert, memory_kb);
	db_run(t, &system_minute_forget);
	db_run(t, &jobs_dropped_forget);
}
