/* report_pages.c -- "Report": a post or a member, by members and by guests; and what came of one's own reports. */
#include "forum/moderation/moderation_pages.h"

#include "base/intl.h"
#include "db/query.h"
#include "db/stamp.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/harm/harm.h"
#include "forum/level/level.h"
#include "forum/moderation/moderation.h"
#include "forum/moderation/pages.h"
#include "forum/rate.h"
#include "templates/moderation_report.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define TEXT_MOST	1000
#define HOUR_S		3600
#define GUESTS_AN_HOUR	20 /* by one address */
#define MEMBERS_AN_HOUR 60
#define ADDRESS_AN_HOUR 300

/* What a report is about. */
struct subject {
	struct judged *post;
	struct person *person;
};

/* A post that is shown; a member who is there. */
static bool subject_find_wait(struct request *rq, struct subject *s)
{
	struct task *t = &rq->task;

	if (text_is(route_text(rq, "what"), "post"))
		judged_find(t, route_int8(rq, "id"), &s->post);
	else if (text_is(route_text(rq, "what"), "member"))
		person_find(t, route_int8(rq, "id"), 0, &s->person);
	else
		return false;
	db_wait(t);
	if (s->post && (s->post->gone || s->post->thread_gone))
		return false;
	if (s->person && text_is(s->person->state, "former"))
		return false;
	return s->post || s->person;
}

static struct rule_choices reasons(struct request *rq, const char *chosen)
{
	static const enum moderation_rule order[] = {RULE_SPAM, RULE_ABUSE, RULE_PRIVATE, RULE_DANGEROUS,
		RULE_OFF_TOPIC, RULE_OTHER};
	struct rule_choices list = {arena_array(&rq->task.arena, struct rule_choice, RULES), 0};
	size_t i;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		list.v[list.n++] = (struct rule_choice){
			.name = rule_name(order[i]),
			.label = rule_label(order[i]),
			.chosen = text_is(chosen, rule_name(order[i])),
		};
	return list;
}

static void form_reply(struct request *rq, const struct subject *s, const char *error, int status)
{
	const struct form *f = &rq->body;
	struct report_view v = {.frame = frame_of(rq, _("Report")),
		.what = route_text(rq, "what"),
		.id = route_text(rq, "id"),
		.rules = reasons(rq, form_text(f, "reason")),
		.text = form_text(f, "text"),
		.error = error};

	v.key = v.frame.key;
	if (s->post) {
		v.title = s->post->title;
		v.opens = !s->post->question;
		v.about = s->post->author;
		v.excerpt =
			text_excerpt(&rq->task.arena, text_one_line(&rq->task.arena, s->post->source), 300);
	} else {
		v.about = s->person->who;
	}
	report_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /report/:what/:id */
void report_show(struct request *rq)
{
	struct subject s = {0};

	if (!subject_find_wait(rq, &s))
		return reply_not_found(rq);
	form_reply(rq, &s, NULL, 200);
}

static const char *form_wrong(const struct form *f)
{
	enum moderation_rule rule = rule_of(form_text(f, "reason"));
	const char *text = form_text_or_empty(f, "text");

	if (rule == RULE_UNKNOWN || rule == RULE_NONE || rule == RULE_ORDER || rule == RULE_DUPLICATE)
		return _("Please choose a reason.");
	if (rule == RULE_OTHER && text_characters(text) < 3)
		return _("Please say in a few words what is wrong.");
	return text_characters(text) > TEXT_MOST ? _("That is too long: at most 1,000 characters.") : NULL;
}

#define RATES 2 /* by address, then by who it is */

/* What reports are counted by, and how many there were. */
struct report_rate {
	struct rate limits[RATES];
	struct rate_count *counts[RATES];
};

static void rate_ask(struct request *rq, struct report_rate *rate)
{
	struct arena *a = &rq->task.arena;
	const char *prefix = rate_prefix(a, rq->address);

	*rate = (struct report_rate){
		.limits = {
			{"report", prefix, ADDRESS_AN_HOUR, HOUR_S},
			rq->viewer.id ? (struct rate){"report by",
						arena_printf(a, "%lld", (long long)rq->viewer.id),
						MEMBERS_AN_HOUR, HOUR_S}
				      : (struct rate){"report by guest", prefix, GUESTS_AN_HOUR, HOUR_S},
		}};
	rate_hold(&rq->task, rate->limits, RATES, rate->counts);
}

static bool rate_fine_or_reply(struct request *rq, const struct report_rate *rate)
{
	int again_s;

	if (rate_room(rate->limits, RATES, rate->counts, &again_s))
		return true;
	reply_retry_after(rq, 429, again_s,
		_("You have reported a lot in a short time. What you have reported will be looked at."));
	return false;
}

/* In the open transaction. */
static void report_commit_wait(struct request *rq, const struct subject *s, const struct report_rate *rate)
{
	struct task *t = &rq->task;
	struct reported *made = NULL;

	report_add(t,
		&(struct new_report){
			.reporter = rq->viewer.id,
			.post = s->post ? s->post->id : 0,
			.thread = s->post ? s->post->thread : 0,
			.member = s->person ? s->person->who.id : 0,
			.about = s->post ? s->post->author.id : s->person->who.id,
			.reason = form_text(&rq->body, "reason"),
			.text = text_one_line(&t->arena, form_text_or_empty(&rq->body, "text")),
			.weight = viewer_flag_weight(&rq->viewer),
		},
		&made);
	rate_count(t, rate->limits, RATES);
	if (s->post) { /* it may be hidden by this */
		stamp_touch(t, STAMP_THREAD, s->post->thread);
		stamp_touch(t, STAMP_LISTS, 0);
		stamp_touch(t, STAMP_MEMBER, s->post->author.id);
	}
	if (db_commit_wait(t) == DB_CONFLICT)
		return form_reply(rq, s, moderation_refusal(t), 409);
	if (!made || !made->item)
		return reply_not_found(rq);
	frame_flash(rq, rq->viewer.id ? "reported" : "reported-guest");
	if (rq->viewer.id)
		return reply_see_other(rq, "/reports");
	reply_see_other(rq,
		s->post ? arena_printf(&t->arena, "/t/%lld/%s", (long long)s->post->thread, s->post->slug)
			: arena_printf(&t->arena, "/u/%s", s->person->who.name));
}

/* POST /report/:what/:id */
void report_post(struct request *rq)
{
	struct subject s = {0};
	struct report_rate rate;
	const char *wrong = form_wrong(&rq->body);

	db_begin(&rq->task);
	rate_ask(rq, &rate);
	if (!subject_find_wait(rq, &s))
		reply_not_found(rq);
	else if (wrong)
		form_reply(rq, &s, wrong, 422);
	else if (!rq->viewer.id && harm_trapped_wait(rq, true))
		form_reply(rq, &s, harm_trapped_text(), 422);
	else if (rate_fine_or_reply(rq, &rate))
		return report_commit_wait(rq, &s, &rate);
	db_rollback_wait(&rq->task);
}

/* GET /reports -- what the viewer reported, and what came of it. */
void reports_show(struct request *rq)
{
	struct reports_view v = {.frame = frame_of(rq, _("Your reports"))};

	reports_of_mine(&rq->task, rq->viewer.id, &v.reports);
	db_wait(&rq->task);
	reports_page(rq->out, &v);
	reply_page(rq);
}
