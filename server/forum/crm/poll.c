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

/* Where it goes on: page ${page} of what has changed ${since}. Where more has changed at once than a round takes, what was seen last would lead
 * to the same pages for ever. Page 0: it begins anew, by what was seen. */
static struct place {
	struct when since;
	int page;
} place;

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

static void pages_wait(struct task *t)
{
	struct crm_talk k = {t, "", 0};
	struct crm_changes changes;
	enum crm_outcome outcome;
	bool more = true;
	int n;

	for (n = 0; more && n < PAGES_MOST; n++, place.page++) {
		outcome = crm_adapter()->changes_wait(&k, place.since, place.page, &changes, &more);
		crm_noted_wait(t, PACE_POLL, outcome);
		if (outcome != CRM_DONE) {
			log_warn("crm.poll_failed", "outcome=%d", outcome);
			return;
		}
		page_keep_wait(t, &changes);
	}
	/* What changes again meanwhile moves to the end, and others up: the last page is read again. */
	place.page = more ? place.page - 1 : 0;
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
	if (place.page == 0)
		place.since = p ? when_plus(p->seen, -OVERLAP_S) : when_plus(clock_now(), -FIRST_S);
	pages_wait(t);
}
