/* poll.c -- asking the CRM what has changed, for those whose events do not reach us; a round of `work`. What it finds are hints like
 * any others. Deleted and merged tickets no search finds: so tickets of open cases that nobody looked at for long are looked at, too. */
#include "forum/crm/crm.h"

#include "base/log.h"
#include "crm/crm.h"
#include "db/query.h"
#include "forum/crm/crm_inside.h"
#include "forum/crm/mirror_sql.h"
#include "forum/crm/pace.h"
#include "loop/task.h"

#define OVERLAP_S  120	/* clocks differ, and what is being changed has its time already */
#define FIRST_S	   3600 /* how far back the first time looks */
#define PAGES_MOST 20	/* in one round; the next goes on from there */

static void page_keep_wait(struct task *t, const struct crm_changes *changes)
{
	const char *adapter = crm_adapter()->name;
	struct when newest = {0};
	size_t i;

	db_begin(t);
	for (i = 0; i < changes->n; i++) {
		hint_add_polled(t, adapter, &changes->v[i]);
		if (changes->v[i].updated.us > newest.us)
			newest = changes->v[i].updated;
	}
	if (when_known(newest))
		poll_set(t, adapter, newest);
	db_commit_wait(t);
}

static void pages_wait(struct task *t, struct when since)
{
	struct crm_talk k = {t, "", 0};
	struct crm_changes changes;
	enum crm_outcome outcome;
	bool more = true;
	int page;

	for (page = 0; more && page < PAGES_MOST; page++) {
		outcome = crm_adapter()->changes_wait(&k, since, page, &changes, &more);
		crm_noted_wait(t, PACE_POLL, outcome);
		if (outcome != CRM_DONE) {
			log_warn("crm.poll_failed", "outcome=%d", outcome);
			return;
		}
		page_keep_wait(t, &changes);
	}
}

void crm_poll_wait(struct task *t)
{
	static int64_t next_ms;
	struct poll *p = NULL;

	if (!crm_adapter() || clock_ms() < next_ms || !pace_gate_open(PACE_POLL))
		return;
	next_ms = clock_ms() + crm_settings()->poll_s * 1000;
	db_begin(t);
	hints_forget(t);
	hints_walk(t, crm_adapter()->name);
	poll_find(t, crm_adapter()->name, &p);
	db_commit_wait(t);
	pages_wait(t, p ? when_plus(p->seen, -OVERLAP_S) : when_plus(clock_now(), -FIRST_S));
}
