/* reputation.c -- see reputation.h. Blocking: each of these is a few statements and their answers. */
#include "reputation.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "command.h"
#include "config.h"
#include "db/bulk.h"
#include "db/stamp.h"
#include "evaluate/evaluate.h"
#include "forum/evidence/evidence.h"
#include "forum/standing/money.h"
#include "forum/standing/ledger.h"
#include "forum/standing/verify.h"
#include "forum/standing/whom.h"
#include "secrets.h"

const char reputation_more[] =
	"status        how far the ledger is taken and applied, and the value of the network\n"
	"refused       the events that could not be taken into the ledger, and why\n"
	"rebuild       computes everything anew from the ledger; readers notice nothing\n"
	"check         computes everything anew and compares: names the first difference and ends with status 1\n"
	"verify FILE   marks customers: lines of \"username or address,customer since (2024-05-31)[,household]\"; lines that are no\n"
	"              good go to FILE.rejected with their reasons, the others count; run twice, it adds nothing\n"
	"findings      looks for signs of abuse now, as `work` does each night; findings DAY (2026-03-31) looks back from that day\n"
	"cev           computes what members are worth to the company, for the desk\n"
	"who-to-ask THREAD   the members who could best help with a question, by its number\n"
	"evaluate DIR  reads a Stack Exchange dump and tells how well reputation foretells who helps; needs no database\n";

struct asked {
	struct bulk *b;
	const char *file;
};

static const char *day_text(int64_t day, char out[16])
{
	time_t at = (time_t)day * 86400;
	struct tm tm;

	if (!gmtime_r(&at, &tm) || !strftime(out, 16, "%Y-%m-%d", &tm))
		strcpy(out, "?");
	return out;
}

/* ---- status ---- */

static void status_say(void *arg, const struct bulk_row *r)
{
	char day[16];

	(void)arg;
	printf("events taken up to     %s (transaction %s)\n", bulk_text(r, 0), bulk_text(r, 1));
	printf("events waiting         %s\n", bulk_text(r, 2));
	printf("ledger                 %s entries, the last at position %s\n", bulk_text(r, 3),
		bulk_text(r, 4));
	printf("applied up to          %s%s\n", bulk_text(r, 5), bulk_int(r, 6) ? "; a rebuild is due" : "");
	printf("refused                %s\n", bulk_text(r, 7));
	printf("day                    %s\n",
		bulk_int(r, 8) < 0 ? "none yet" : day_text(bulk_int(r, 8), day));
	printf("last rebuild           %s, %s ms\n", *bulk_text(r, 9) ? bulk_text(r, 9) : "never",
		bulk_text(r, 10));
	printf("value of the network   %lld.%06lld\n", (long long)(bulk_int(r, 11) / 1000000),
		(long long)(bulk_int(r, 11) % 1000000));
}

static int run_status(const struct asked *a)
{
	bulk_each(a->b, status_say, NULL,
		"SELECT p.cursor_id, p.cursor_tx, (SELECT count(*) FROM ops.event e WHERE (e.tx, e.id) > (p.cursor_tx, p.cursor_id)),"
		" (SELECT count(*) FROM standing.ledger), p.position, p.applied, p.rebuild_due::integer,"
		" (SELECT count(*) FROM standing.refused), COALESCE(p.day, -1), date_trunc('second', p.rebuilt_at), p.rebuild_ms,"
		" COALESCE((SELECT v FROM standing.network n WHERE n.day = p.day), 0) FROM standing.progress p");
	return 0;
}

/* ---- refused ---- */

static void refused_say(void *arg, const struct bulk_row *r)
{
	(void)arg;
	printf("%s\t%s\t%s\t%s\n", bulk_text(r, 0), bulk_text(r, 1), bulk_text(r, 2), bulk_text(r, 3));
}

static int run_refused(const struct asked *a)
{
	bulk_each(a->b, refused_say, NULL,
		"SELECT event_id, at, kind, reason FROM standing.refused ORDER BY event_id");
	return 0;
}

/* ---- rebuild, check ---- */

static long peak_mb(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss / 1024 : 0;
}

static int run_rebuild(const struct asked *a)
{
	struct standing_replay r;
	char day[16];

	standing_take_all(a->b);
	standing_rebuild(a->b, false, &r);
	if (bulk_ok(a->b))
		printf("%lld entries replayed up to %s in %lld ms with %ld MB; %lld refused; the network's value is %lld.%06lld\n",
			(long long)r.entries, day_text(r.day, day), (long long)r.ms, peak_mb(),
			(long long)r.refused, (long long)(r.value / 1000000), (long long)(r.value % 1000000));
	return 0;
}

static int run_check(const struct asked *a)
{
	char difference[1000];
	struct standing_replay r;

	standing_check(a->b, difference, &r);
	if (!bulk_ok(a->b))
		return 1;
	if (*difference) {
		printf("%s\n", difference);
		return 1;
	}
	printf("equal: what is stored is what %lld entries give\n", (long long)r.entries);
	return 0;
}

static int run_verify(const struct asked *a)
{
	struct verified v = {0};

	if (!verify_file(a->b, a->file, &v))
		return 1;
	printf("%lld lines: %lld members marked, %lld were marked already, %lld rejected\n",
		(long long)v.lines, (long long)v.marked, (long long)v.known, (long long)v.rejected);
	if (v.rejected)
		printf("see %s.rejected\n", a->file);
	return 0;
}

/* ---- all of them ---- */

static const struct {
	const char *name;
	int arguments;
	int (*run)(const struct asked *);
} acts[] = {
	{"status", 0, run_status},
	{"refused", 0, run_refused},
	{"rebuild", 0, run_rebuild},
	{"check", 0, run_check},
	{"verify", 1, run_verify},
};
#define ACTS (sizeof(acts) / sizeof(acts[0]))

static int act_run(struct config *c, size_t i, char **argv)
{
	struct asked a = {.file = argv[2]};
	const char *password = secrets_password(c, "bothy_work");
	int status;

	if (!password)
		return 1;
	stamp_open(arena_printf(&c->arena, "%s/stamps", c->run.directory));
	a.b = bulk_open(c->database.url, "bothy_work", password);
	status = bulk_ok(a.b) ? acts[i].run(&a) : 1;
	if (!bulk_ok(a.b)) {
		fprintf(stderr, "bothy reputation: %s\n", bulk_error(a.b));
		status = 1;
	}
	bulk_close(a.b);
	return status;
}

/* Those that run as a task, as they do in `work`. */
static const struct {
	const char *name;
	int least, most; /* arguments */
	int (*run_wait)(struct task *t, void *arg);
} tasks[] = {
	{"findings", 0, 1, evidence_command_wait},
	{"cev", 0, 0, money_command_wait},
	{"who-to-ask", 1, 1, whom_command_wait},
};
#define TASKS (sizeof(tasks) / sizeof(tasks[0]))

static bool task_run(struct config *c, int argc, char **argv, int *status)
{
	size_t i;

	for (i = 0; argc >= 2 && i < TASKS; i++)
		if (strcmp(argv[1], tasks[i].name) == 0 && argc >= 2 + tasks[i].least &&
			argc <= 2 + tasks[i].most) {
			*status = command_run(c, tasks[i].run_wait, argv[2]);
			return true;
		}
	return false;
}

int reputation_run(struct config *c, int argc, char **argv)
{
	size_t i;
	int status;

	if (argc == 3 && strcmp(argv[1], "evaluate") == 0)
		return evaluate(argv[2], stdout);
	if (task_run(c, argc, argv, &status))
		return status;
	for (i = 0; i < ACTS; i++)
		if (argc >= 2 && strcmp(argv[1], acts[i].name) == 0 && argc == 2 + acts[i].arguments) {
			if (standing_prove_by(c->reputation.proof))
				return act_run(c, i, argv);
			fprintf(stderr, "bothy: [reputation] proof = %s is neither email nor customer\n",
				c->reputation.proof);
			return 1;
		}
	fprintf(stderr,
		"usage: bothy reputation status|refused|rebuild|check|verify FILE|findings|cev|who-to-ask THREAD|evaluate DIR\n\n%s",
		reputation_more);
	return 2;
}
