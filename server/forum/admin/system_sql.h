/* system_sql.h -- the statements on how the system does; for the files of this folder only. */
#ifndef FORUM_SYSTEM_SQL_H
#define FORUM_SYSTEM_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct request;
struct task;

struct system_facts {
	const char *postgres;  /* "15.6" */
	const char *migration; /* the newest */
	int64_t migrations, bytes, connections_most;
};
void system_facts(struct task *t, struct system_facts **out);

struct system_room {
	const char *name;
	int64_t bytes, tables;
};
LIST(system_rooms, struct system_room);
/* The schemas by size, the greatest first. */
void system_rooms(struct task *t, struct system_rooms *out);

struct system_connection {
	const char *role;
	int64_t n;
};
LIST(system_connections, struct system_connection);
void system_connections(struct task *t, struct system_connections *out);

struct system_day {
	struct when day; /* its beginning, UTC */
	int64_t posts, answers, solved, active;
};
LIST(system_days, struct system_day);
#define SYSTEM_DAYS 30
/* The last SYSTEM_DAYS days, the oldest first. */
void system_days(struct task *t, struct system_days *out);

struct system_process {
	const char *name;
	int64_t pid, memory_kb, peak_kb;
	struct when at;
};
LIST(system_processes, struct system_process);
void system_processes(struct task *t, struct system_processes *out);

struct system_minute {
	struct when at;
	int64_t waiting, dead, memory_kb;
};
LIST(system_minutes, struct system_minute);
/* The last day, the oldest first. */
void system_minutes(struct task *t, struct system_minutes *out);

/* What costs most: statements where PostgreSQL counts them; tables by the rows that were read from them. */
struct system_cost {
	const char *what;
	int64_t calls, total, mean; /* of statements ms and µs; of tables: scans, rows, rows a scan */
};
LIST(system_costs, struct system_cost);
void system_statements(struct request *rq, struct system_costs *out);
void system_tables(struct task *t, struct system_costs *out);

/* In work: what was seen takes the place of what was seen before, with a row for this minute. In the open transaction. */
void system_measured(struct task *t, const struct system_processes *seen);

#endif
