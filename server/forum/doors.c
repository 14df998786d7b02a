/* doors.c -- see doors.h. */
#include "forum/doors.h"

#include "forum/account/account.h"
#include "forum/announcement/announcement.h"
#include "forum/api/api.h"
#include "forum/crm/crm.h"
#include "forum/desk/desk.h"
#include "forum/followup/followup.h"
#include "forum/frame/frame.h"
#include "forum/jobs.h"
#include "forum/mailtest/mailtest.h"
#include "forum/notice/notice.h"
#include "forum/policy/policy.h"
#include "forum/routes.h"
#include "forum/setting/setting.h"
#include "forum/thread/thread.h"
#include "jobs/worker.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/session.h"

static void (*failed_page)(struct request *rq, int status, const char *why) = frame_failed;

/* The links of mails: each signed for what it does. */
static bool signed_wait(struct request *rq)
{
	return text_starts(rq->path, "/stayed/") ? followup_signed_wait(rq) : notice_stop_signed_wait(rq);
}

void door_web_open(void)
{
	routes_use(routes, route_count, DOOR_WEB);
	session_use("sid", account_viewer_wait);
	guard_pages(account_sign_in_again, frame_confirm);
	guard_checks(NULL, signed_wait);
	reply_errors(frame_error);
	reading_open();
	session_seen_open();
	announcement_watch();
	policy_watch();
	setting_watch();
}

/* A machine is told in its own language. */
static void desk_or_api_error(struct request *rq, int status, const char *why)
{
	if (api_meant(rq))
		api_error(rq, status, why);
	else
		desk_error(rq, status, why);
}

static void desk_or_api_failed(struct request *rq, int status, const char *why)
{
	if (api_meant(rq))
		api_error(rq, status, frame_why(why));
	else
		desk_failed(rq, status, why);
}

void door_desk_open(void)
{
	routes_use(routes, route_count, DOOR_DESK);
	session_use("desk", desk_viewer_wait);
	guard_pages(desk_sign_in_again, desk_confirm);
	reply_errors(desk_or_api_error);
	failed_page = desk_or_api_failed;
	guard_checks(api_key_holds_wait, crm_hook_signed_wait);
	desk_open();
	setting_watch();
}

#define LOOK_MS 1000 /* for jobs whose time has come; for new ones it is woken */

void door_work_open(int eventfd, unsigned at_once)
{
	setting_watch();
	mailtest_open();
	worker_open(job_kinds, job_kind_count, job_rounds, job_round_count, eventfd, at_once, LOOK_MS);
}

void door_failed(struct request *rq, int status, const char *why)
{
	failed_page(rq, status, why);
}
