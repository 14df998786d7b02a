/* job_pages.c -- /admin/jobs: what is done later, by state; a dead job is tried again or dropped, a dropped one put back, by one click each. */
#include "forum/admin/admin_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/admin/admin_view.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "templates/admin/jobs.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

static const struct {
	const char *state, *name;
} states[] = {
	{"dead", _("Dead")},
	{"failed", _("Failed, to be tried again")},
	{"running", _("Running")},
	{"waiting", _("Waiting")},
	{"dropped", _("Dropped")},
};
#define STATES (sizeof(states) / sizeof(states[0]))

/* One of the table's, the first for anything else. */
static const char *state_of(const char *typed)
{
	size_t i;

	for (i = 0; i < STATES; i++)
		if (text_is(typed, states[i].state))
			return states[i].state;
	return states[0].state;
}

static void tabs_tell(struct arena *a, const struct job_counts *counts, struct jobs_view *v)
{
	size_t i, c;

	v->tabs.v = arena_alloc_array(a, STATES, sizeof(*v->tabs.v));
	for (i = 0; i < STATES; i++) {
		v->tabs.v[i].state = states[i].state;
		v->tabs.v[i].name = states[i].name;
		for (c = 0; c < counts->n; c++)
			if (text_is(counts->v[c].state, states[i].state))
				v->tabs.v[i].n = counts->v[c].jobs;
	}
	v->tabs.n = STATES;
}

/* GET /admin/jobs */
void admin_jobs_show(struct request *rq)
{
	struct jobs_view v = {.frame = frame_of(rq, _("Jobs")),
		.key = guard_form_key(rq),
		.state = state_of(form_text(&rq->query, "state"))};
	struct job_counts counts = {0};

	jobs_count(rq, &counts);
	jobs_of(rq, v.state, &v.rows);
	db_wait(&rq->task);
	tabs_tell(&rq->task.arena, &counts, &v);
	v.may_put_back = text_is(v.state, "dropped");
	v.may_retry = text_is(v.state, "dead") || text_is(v.state, "failed");
	v.may_drop = v.may_retry || text_is(v.state, "waiting");
	jobs_page(rq->out, &v);
	reply_page(rq);
}

/* POST /admin/jobs */
void admin_jobs_post(struct request *rq)
{
	static const struct {
		const char *act, *flash;
		void (*move)(struct request *, int64_t, struct job_moved **);
	} acts[] = {{"retry", "noted", job_retry}, {"drop", "deleted", job_drop},
		{"back", "undone", job_put_back}};
	struct task *t = &rq->task;
	const char *act = form_text(&rq->body, "act");
	const char *here =
		arena_printf(&t->arena, "/admin/jobs?state=%s", state_of(form_text(&rq->body, "state")));
	struct job_moved *moved = NULL;
	size_t i;

	for (i = 0; i < 3 && !text_is(act, acts[i].act); i++)
		;
	if (i == 3)
		return reply_error(rq, 422, _("It is not known what to do with the job."));
	db_begin(t);
	form_key_note(rq, here);
	acts[i].move(rq, form_int8(&rq->body, "job"), &moved);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		(void)db_conflict(t);
		return reply_error(rq, 409, _("The same job waits already: this one can be dropped."));
	}
	frame_flash(rq, moved && moved->done ? acts[i].flash : "already");
	reply_see_other(rq, here);
}
