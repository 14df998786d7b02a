/* clock_jobs.c -- what work does about clocks: events turn them, and what is due is done.
 *
 * Events are taken in the order of commits, by a cursor of our own, and whatever follows from one (the turn, the inbox, follow-ups) is
 * written in the transaction that moves the cursor: so each counts once, also when a process dies. What is due is found by next_at,
 * which is a hint: what counts is the business time that is over, so a calendar that was changed needs no rewriting. */
#include "forum/clock/clock.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/must.h"
#include "db/query.h"
#include "forum/clock/clock_sql.h"
#include "forum/clock/settings.h"
#include "forum/event.h"
#include "forum/followup/followup.h"
#include "forum/inbox/inbox.h"
#include "forum/link/link.h"
#include "forum/notice/notice.h"
#include "jobs/queue.h"
#include "loop/task.h"

#define EVENTS	   500 /* a batch */
#define DUE	   100
#define CANDIDATES 25 /* helpers looked at, for five that may be asked */
#define SAID_NO_S  (4 * 3600)

/* ---- events ---- */

static enum clock_act act_of(const struct clock_event *e)
{
	switch (e->kind) {
	case EVENT_THREAD_ADDED:
		return CLOCK_ACT_ASKED;
	case EVENT_ANSWER_ADDED:
		return e->member == e->author ? CLOCK_ACT_COMMENTED : CLOCK_ACT_ATTEMPTED;
	case EVENT_COMMENT_ADDED:
		return CLOCK_ACT_COMMENTED;
	case EVENT_STATE_CHANGED:
		return clock_act_of_state((enum thread_state)e->number);
	default:
		/* What moderators do comes and goes: the thread itself says whether it is shown. */
		if (e->gone)
			return CLOCK_ACT_GONE;
		return e->clock.why == CLOCK_GONE && e->clock.state == CLOCK_STOPPED ? CLOCK_ACT_BACK
										     : CLOCK_ACT_NONE;
	}
}

/* Shown again, a thread's clock stands as the thread's state says. */
static enum clock_act act_shown_again(const struct clock_event *e)
{
	enum clock_act act = clock_act_of_state(e->state);

	return act == CLOCK_ACT_REOPENED || act == CLOCK_ACT_OPEN ? CLOCK_ACT_BACK : act;
}

/* The thread's clock as the events before this one of the batch have left it. */
static struct thread_clock *clock_of(struct clock_events *all, size_t i)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (all->v[j].thread == all->v[i].thread)
			return &all->v[j].clock;
	return &all->v[i].clock;
}

static void alarm_ring(struct task *t, const struct clock_event *e, struct thread_clock *c,
	const struct clock_settings *s)
{
	static const enum inbox_reason reasons[ALARMS] = {[ALARM_PAYMENT] = INBOX_PAYMENT,
		[ALARM_SECURITY] = INBOX_SECURITY,
		[ALARM_DISTRESS] = INBOX_DISTRESS};
	enum alarm title = alarm_in(&t->arena, &s->words, e->title),
		   text = alarm_in(&t->arena, &s->words, e->text), worst = title > text ? title : text;

	/* Whoever is in need writes where he finds himself; of money and thieves others write to help. */
	if (worst == ALARM_NONE || (worst != ALARM_DISTRESS && e->member != e->author))
		return;
	inbox_put(t, &(struct inbox_new){.reason = reasons[worst], .thread = e->thread, .due = e->at});
	c->urgent = true;
	if (c->done < CLOCK_CASE)
		c->done = CLOCK_CASE; /* staff knows; the case is what is left */
}

static void ask_later(struct task *t, const struct clock_event *e, int64_t episode,
	const struct clock_settings *s)
{
	struct followup_date dates[FOLLOWUPS];
	int i;

	for (i = 0; i < FOLLOWUPS; i++)
		dates[i] = (struct followup_date){s->followup_days[i],
			clock_days_after(&s->business, e->at, s->followup_days[i])};
	followup_plan(t, e->thread, episode, e->author, dates);
}

static void turned(struct task *t, const struct clock_event *e, const struct thread_clock *c,
	const struct clock_settings *s)
{
	clock_turn_note(t, c);
	if (c->state == CLOCK_STOPPED)
		inbox_end(t, INBOX_CLOCK, e->thread, 0, clock_why_name(c->why));
	if (c->why == CLOCK_SOLVED)
		ask_later(t, e, c->episode, s);
	else if (c->why != CLOCK_ANSWERED && c->why != CLOCK_AWAITING)
		followup_forget(t, e->thread);
}

static void answered(struct task *t, const struct clock_event *e, const struct business *b, bool yes)
{
	followup_answered(t, e->thread, e->number, yes);
	if (!yes)
		inbox_put(t, &(struct inbox_new){.reason = INBOX_SAID_NO,
				     .thread = e->thread,
				     .due = clock_after(b, e->at, SAID_NO_S)});
}

static void event_take(struct task *t, struct clock_events *all, size_t i, const struct clock_settings *s)
{
	const struct clock_event *e = &all->v[i];
	struct thread_clock *c = clock_of(all, i);
	enum clock_act act = act_of(&(struct clock_event){.kind = e->kind,
		.member = e->member,
		.author = e->author,
		.number = e->number,
		.gone = e->gone,
		.clock = *c});

	c->thread = e->thread;
	if (act == CLOCK_ACT_BACK)
		act = act_shown_again(e);
	if (clock_turn(c, act, e->kind == EVENT_THREAD_ADDED ? 1 : e->episode, e->at, &s->business))
		turned(t, e, c, s);
	if ((e->text || e->title) && c->state != CLOCK_NONE && !e->gone)
		alarm_ring(t, e, c, s);
	if (e->kind == EVENT_STAYED_SOLVED || e->kind == EVENT_NOT_STAYED)
		answered(t, e, &s->business, e->kind == EVENT_STAYED_SOLVED);
	if (e->kind == EVENT_PRIVATE_SENT)
		inbox_put(t, &(struct inbox_new){.reason = INBOX_INTAKE, .thread = e->thread, .due = e->at});
}

static void clocks_save(struct task *t, struct clock_events *all, const struct clock_settings *s)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct thread_clock *c = &all->v[i].clock;

		if (clock_of(all, i) == c && c->state != CLOCK_NONE)
			clock_save(t, c, clock_next(c, &s->policies[c->urgent], &s->business));
	}
}

void clock_take_wait(struct task *t)
{
	struct clock_settings *s = NULL;
	struct clock_events events = {0};
	struct clock_taken *taken = NULL;
	size_t i;

	do {
		db_begin(t);
		clock_settings_find(t, &s);
		clock_events_take(t, EVENTS, &taken, &events);
		db_wait(t);
		for (i = 0; i < events.n; i++)
			event_take(t, &events, i, s);
		clocks_save(t, &events, s);
		db_commit_sure_wait(t);
	} while (taken->looked == EVENTS);
}

/* ---- what is due ---- */

struct due_lists {
	struct texts threads, done, next; /* all that were looked at */
	struct texts nudge, nudge_episodes, open, open_episodes;
};

static struct texts room(struct arena *a, size_t n)
{
	return (struct texts){arena_array(a, const char *, n + 1), 0};
}

static void push(struct texts *list, const char *s)
{
	list->v[list->n++] = s;
}

static void step_do(struct task *t, struct due_lists *l, const struct thread_clock *c,
	const struct clock_settings *s)
{
	const char *thread = arena_printf(&t->arena, "%lld", (long long)c->thread),
		   *episode = arena_printf(&t->arena, "%lld", (long long)c->episode);
	struct thread_clock then = *c;

	switch ((enum clock_due)c->done) {
	case CLOCK_NUDGE:
		push(&l->nudge, thread);
		push(&l->nudge_episodes, episode);
		break;
	case CLOCK_QUEUE:
		/* It is to be looked at before a case opens by itself. */
		then.done = CLOCK_CASE;
		inbox_put(t, &(struct inbox_new){.reason = INBOX_CLOCK,
				     .thread = c->thread,
				     .due = clock_next(&then, &s->policies[c->urgent], &s->business)});
		break;
	case CLOCK_CASE:
		push(&l->open, thread);
		push(&l->open_episodes, episode);
		break;
	case CLOCK_STEPS:
		break;
	}
}

static void due_do(struct task *t, struct due_lists *l, const struct clock_due_row *row,
	const struct clock_settings *s)
{
	struct thread_clock c = row->clock;
	const struct clock_policy *p = &s->policies[c.urgent];
	int64_t elapsed = clock_elapsed(&c, row->now, &s->business);
	struct when next;

	for (; c.state == CLOCK_RUNNING && c.done < CLOCK_STEPS && elapsed >= p->minutes[c.done] * 60;
		c.done++)
		step_do(t, l, &c, s);
	next = clock_next(&c, p, &s->business);
	push(&l->threads, arena_printf(&t->arena, "%lld", (long long)c.thread));
	push(&l->done, arena_printf(&t->arena, "%lld", (long long)c.done));
	push(&l->next, when_known(next) ? intl_iso(next, arena_alloc(&t->arena, 32)) : "");
}

void clock_due_wait(struct task *t)
{
	struct arena *a = &t->arena;
	struct clock_due_rows rows = {0};
	struct clock_settings *s = NULL;
	struct due_lists l;
	size_t i;

	db_begin(t);
	clock_settings_find(t, &s);
	clock_due_take(t, DUE, &rows);
	db_wait(t);
	if (!rows.n)
		return db_rollback_wait(t);
	l = (struct due_lists){room(a, rows.n), room(a, rows.n), room(a, rows.n), room(a, rows.n),
		room(a, rows.n), room(a, rows.n), room(a, rows.n)};
	for (i = 0; i < rows.n; i++)
		due_do(t, &l, &rows.v[i], s);
	clock_due_save(t, l.threads, l.done, l.next);
	clock_jobs_put(t, "clock.nudge", l.nudge, l.nudge_episodes);
	clock_jobs_put(t, "clock.case", l.open, l.open_episodes);
	db_commit_sure_wait(t);
}

/* ---- the steps ---- */

/* Whether the clock still runs in the episode the job was made for: meanwhile somebody may have answered. */
static bool still(const struct clock_due_row *row, const struct job *job)
{
	return row && row->clock.state == CLOCK_RUNNING && row->clock.episode == job->other;
}

void clock_nudge_wait(struct task *t, const struct job *job)
{
	struct helpers_for helpers = {0};
	struct clock_due_row *row = NULL;
	struct nudged_list asked = {0};
	struct texts members;
	size_t i;

	whom_to_ask(t, job->subject, CANDIDATES, &helpers);
	db_wait(t);
	members = room(&t->arena, helpers.n);
	for (i = 0; i < helpers.n; i++)
		push(&members, arena_printf(&t->arena, "%lld", (long long)helpers.v[i].id));
	db_begin(t);
	clock_hold(t, job->subject, &row);
	db_wait(t);
	if (!still(row, job))
		return db_rollback_wait(t);
	clock_nudge(t, job->subject, members, &asked);
	db_wait(t);
	for (i = 0; i < asked.n; i++)
		notice_add(t, asked.v[i].member, NOTICE_NUDGE, 0, asked.v[i].post);
	db_commit_sure_wait(t);
	log_info("clock.nudged", "thread=%lld helpers=%zu", (long long)job->subject, asked.n);
}

void clock_case_wait(struct task *t, const struct job *job)
{
	struct thread_locked *th = NULL;
	struct clock_due_row *row = NULL;
	int64_t opened;
	bool again;

	db_begin(t);
	thread_hold(t, job->subject, &th);
	clock_hold(t, job->subject, &row);
	db_wait(t);
	if (!th || th->deleted || th->episode != job->other || !still(row, job))
		return db_rollback_wait(t);
	opened = link_case_open_wait(t, th,
		&(struct link_open){.priority = row->clock.urgent ? CASE_URGENT : CASE_NORMAL,
			.text = _("Nobody has answered in the community for as long as the policy allows."),
			.reason = _("opened by the clock")},
		&again);
	/* The same case was opened by hand at this moment, or its customer is being erased: the next try finds which. */
	db_commit_sure_wait(t);
	if (!again)
		log_info("clock.case", "thread=%lld case=%lld", (long long)job->subject, (long long)opened);
}
