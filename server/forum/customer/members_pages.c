/* members_pages.c -- /settings/members, for leads: whether members are linked to customers by themselves, how many would be, and all of those
 * links taken back. */
#include "base/intl.h"
#include "db/query.h"
#include "forum/customer/customer_pages.h"
#include "forum/customer/customer_view.h"
#include "forum/customer/members_sql.h"
#include "forum/formkey.h"
#include "jobs/queue.h"
#include "templates/customer/members.h"
#include "web/reply.h"
#include "web/request.h"

#define PAGE "/settings/members"

/* GET /settings/members */
void customer_members_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct members_view v = {0};

	members_setting_find(t, &v.setting);
	member_matches_find(t, &v.matches);
	db_wait(t);
	if (!v.setting)
		task_fail(t, 503, "the setting is gone");
	v.frame = desk_frame_of(rq, _("Members and customers"), "settings");
	customer_members_page(rq->out, &v);
	reply_page(rq);
}

/* The sentence that follows; NULL: there is no such act. */
static const char *act(struct request *rq, const char *name)
{
	struct task *t = &rq->task;

	if (text_is(name, "undo")) {
		members_unlink_made(t, rq->viewer.id);
		return "members-undone";
	}
	if (!text_is(name, "on") && !text_is(name, "off"))
		return NULL;
	members_setting_set(t, rq->viewer.id, text_is(name, "on"));
	if (text_is(name, "on"))
		job_put(t, &(struct job){.kind = "customer.members", .once = "all"});
	return text_is(name, "on") ? "members-on" : "members-off";
}

/* POST /settings/members -- act on, off, undo. */
void customer_members_post(struct request *rq)
{
	struct task *t = &rq->task;
	const char *flash;

	db_begin(t);
	form_key_note(rq, PAGE);
	flash = act(rq, form_text(&rq->body, "act"));
	if (!flash) {
		db_rollback_wait(t);
		return reply_error(rq, 422, _("There is no such act."));
	}
	if (!form_key_commit_wait(rq))
		return;
	desk_flash(rq, flash);
	reply_see_other(rq, PAGE);
}
