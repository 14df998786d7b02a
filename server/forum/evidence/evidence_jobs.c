/* evidence_jobs.c -- the nightly look, and the same by hand. */
#include "forum/evidence/evidence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "db/query.h"
#include "forum/evidence/finding_sql.h"
#include "forum/notice/notice.h"
#include "jobs/worker.h"
#include "loop/task.h"

struct look {
	int findings, told;
};

static struct evidence_limits limits_wait(struct task *t)
{
	struct evidence_limits l = limits_default();
	struct limit_rows rows = {0};
	size_t i;

	limit_rows_read(t, &rows);
	db_wait(t);
	for (i = 0; i < rows.n; i++)
		if (!limits_take(&l, rows.v[i].key, rows.v[i].value))
			log_warn("evidence.setting",
				"key=\"%s\" why=\"unknown, or no number that makes sense; the default holds\"",
				rows.v[i].key);
	return l;
}

/* All kinds, in the open transaction. */
static struct look look_wait(struct task *t, int64_t day, const struct evidence_limits *l)
{
	struct look all = {0};
	int64_t last = 0;
	int kind;
	size_t i;

	for (kind = 0; kind < FINDING_KINDS; kind++) {
		struct founds found = {0};

		finding_look(t, kind, day, l, &found);
		db_wait(t);
		for (i = 0; i < found.n; i++) {
			all.findings += found.v[i].finding != last;
			all.told++;
			last = found.v[i].finding;
			notice_tell(t, found.v[i].member, NOTICE_EVIDENCE);
		}
	}
	return all;
}

void evidence_tell_wait(struct task *t, const struct job *job)
{
	struct concerneds all = {0};
	size_t i;

	db_begin(t);
	finding_concerned_by(t, job->subject, &all);
	db_wait(t);
	for (i = 0; i < all.n; i++)
		notice_tell(t, all.v[i].member, NOTICE_EVIDENCE);
	job_commit_wait(t, job);
}

void evidence_night_wait(struct task *t)
{
	struct finding_night *night = NULL;
	struct evidence_limits l;
	struct look all;

	db_begin(t);
	finding_night_lock(t, &night);
	db_wait(t);
	/* Yesterday is over when reputation is at today. */
	if (!night || night->day >= night->today - 1)
		return db_rollback_wait(t);
	l = limits_wait(t);
	all = look_wait(t, night->today - 1, &l);
	finding_night_note(t, night->today - 1);
	if (db_commit_wait(t) == DB_OK)
		log_info("evidence.night", "day=%lld findings=%d", (long long)night->today - 1, all.findings);
}

/* "2026-03-31" as days since 1970-01-01. */
static bool day_read(const char *text, int64_t *day)
{
	struct tm tm = {0};
	const char *end = strptime(text, "%Y-%m-%d", &tm);

	if (!end || *end)
		return false;
	*day = timegm(&tm) / 86400;
	return true;
}

int evidence_command_wait(struct task *t, void *arg)
{
	struct finding_night *night = NULL;
	struct evidence_limits l;
	struct look all;
	int64_t day = 0;

	if (arg && !day_read(arg, &day)) {
		fprintf(stderr, "bothy reputation findings: \"%s\" is no day, as in 2026-03-31\n",
			(const char *)arg);
		return 2;
	}
	db_begin(t);
	finding_night_lock(t, &night);
	db_wait(t);
	if (!night) {
		fprintf(stderr, "bothy reputation findings: `work` is looking right now\n");
		return 1;
	}
	l = limits_wait(t);
	all = look_wait(t, day ? day : night->today, &l);
	if (db_commit_wait(t) != DB_OK) {
		fprintf(stderr, "bothy reputation findings: %s\n", db_conflict(t));
		return 1;
	}
	printf("%d new findings\n", all.findings);
	return 0;
}
