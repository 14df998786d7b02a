/* system_jobs.c -- work looks at the processes beside it: the supervisor and its children, as /proc tells everybody. A process that
 * ends meanwhile is left out, and so is what a system hides from other users (ProtectProc=, hidepid=). */
#include "forum/admin/admin.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/must.h"
#include "db/query.h"
#include "forum/admin/system_sql.h"
#include "loop/task.h"

#define PROCESSES_MOST 150
#define FILE_ROOM      4096 /* of what is read of one file; /proc/PID/status has about 1,500 bytes */

/* The beginning of a file of /proc, which is made of memory: reading it waits for nothing. False: it is not there. */
static bool file_read(const char *path, char out[FILE_ROOM])
{
	FILE *f = fopen(path, "re");
	size_t n;

	if (!f)
		return false;
	n = fread(out, 1, FILE_ROOM - 1, f);
	out[n] = 0;
	fclose(f);
	return n > 0;
}

/* "VmRSS:	   16384 kB" */
static int64_t kilobytes(const char *status, const char *name)
{
	const char *line = strstr(status, name);
	long long n = 0;

	return line && sscanf(line + strlen(name), ": %lld", &n) == 1 ? n : 0;
}

static void process_look(struct arena *a, int64_t pid, struct system_processes *out)
{
	char path[64], *text = arena_alloc(a, FILE_ROOM);
	const char *name;

	snprintf(path, sizeof(path), "/proc/%lld/status", (long long)pid);
	if (out->n >= PROCESSES_MOST || !file_read(path, text) || !text_starts(text, "Name:\t"))
		return;
	name = arena_text_n(a, text + 6, strcspn(text + 6, "\n"));
	out->v[out->n++] = (struct system_process){.name = name,
		.pid = pid,
		.memory_kb = kilobytes(text, "VmRSS"),
		.peak_kb = kilobytes(text, "VmHWM")};
}

static void processes_look(struct arena *a, struct system_processes *out)
{
	int64_t parent = getppid();
	char path[64], *text = arena_alloc(a, FILE_ROOM), *rest = text;
	int used;
	long long pid;

	*out = (struct system_processes){arena_array(a, struct system_process, PROCESSES_MOST), 0};
	snprintf(path, sizeof(path), "/proc/%lld/task/%lld/children", (long long)parent, (long long)parent);
	if (parent <= 1 || !file_read(path, text)) {
		process_look(a, getpid(), out);
		return;
	}
	process_look(a, parent, out);
	for (; sscanf(rest, "%lld%n", &pid, &used) == 1; rest += used)
		process_look(a, pid, out);
}

void admin_measure_wait(struct task *t)
{
	struct system_processes seen;

	processes_look(&t->arena, &seen);
	db_begin(t);
	system_measured(t, &seen);
	db_commit_sure_wait(t);
}
