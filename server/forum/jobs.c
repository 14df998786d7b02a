/* jobs.c -- see jobs.h. */
#include "forum/jobs.h"

#include "forum/account/account_jobs.h"
#include "forum/act/act_jobs.h"
#include "forum/admin/admin.h"
#include "forum/api/api.h"
#include "forum/clock/clock.h"
#include "forum/crm/crm.h"
#include "forum/customer/customer.h"
#include "forum/desk/desk.h"
#include "forum/evidence/evidence.h"
#include "forum/followup/followup.h"
#include "forum/harm/harm.h"
#include "forum/level/level_jobs.h"
#include "forum/mailtest/mailtest.h"
#include "forum/moderation/moderation.h"
#include "forum/notice/notice.h"
#include "forum/personal/personal.h"
#include "forum/private/private.h"
#include "forum/search/search_jobs.h"
#include "forum/solution/solution.h"
#include "forum/standing/ledger_jobs.h"
#include "forum/standing/network_jobs.h"
#include "forum/suggestion/suggestion_jobs.h"
#include "forum/topic/topic.h"

#define HOUR_S 3600

const struct job_kind job_kinds[] = {
	{"account.signup_mail", account_signup_mail_wait},
	{"account.reset_mail", account_reset_mail_wait},
	{"account.claim_mail", account_claim_mail_wait},
	{"account.email_mail", account_email_mail_wait},
	{"account.notice_mail", account_notice_mail_wait},
	{"account.email_changed_mail", account_email_changed_mail_wait},
	{"clock.case", clock_case_wait},
	{"clock.nudge", clock_nudge_wait},
	{"customer.members", customer_members_job_wait},
	{"desk.change_mail", desk_change_mail_wait},
	{"evidence.tell", evidence_tell_wait},
	{"followup.tell", followup_tell_wait},
	{"level.all", level_all_wait},
	{"mail.test", mailtest_job_wait},
	{"moderation.appeal", moderation_appeal_told_wait},
	{"moderation.criticism", moderation_criticism_wait},
	{"moderation.sweep", moderation_sweep_wait},
	{"moderation.told", moderation_told_wait},
	{"notice.post", notice_post_wait},
	{"notice.act", notice_act_wait},
	{"notice.mail", notice_mail_wait},
	{"personal.erase", personal_erase_wait},
	{"personal.export", personal_export_wait},
	{"personal.files", personal_files_wait},
	{"personal.told", personal_told_wait},
	{"solution.draft", solution_draft_wait},
	{"solution.post", solution_post_wait},
	{"suggestion.told", suggestion_told_wait},
	{"thread.added", search_thread_added_wait},
	{"thread.changed", search_thread_changed_wait},
	{"topic.move", topic_move_wait},
};
const size_t job_kind_count = sizeof(job_kinds) / sizeof(job_kinds[0]);

const struct job_round job_rounds[] = {
	{"account.clean", HOUR_S, account_clean_wait},
	{"admin.measure", 60, admin_measure_wait},
	{"api.clean", HOUR_S, api_clean_wait},
	{"clock.due", 5, clock_due_wait},
	{"clock.take", 1, clock_take_wait},
	{"crm.look", 1, crm_look_wait},
	{"crm.poll", 1, crm_poll_wait},
	{"crm.send", 1, crm_send_wait},
	{"customer.members", 600, customer_members_link_wait},
	{"desk.clean", 600, desk_clean_wait},
	{"evidence.night", 300, evidence_night_wait},
	{"followup.ask", 5, followup_ask_wait},
	{"found.forget", HOUR_S, found_forget_wait},
	{"harm.forget", HOUR_S, harm_forget_wait},
	{"harm.learn", 2, harm_learn_wait},
	{"level.take", 2, level_take_wait},
	{"mail.clean", HOUR_S, mailtest_clean_wait},
	{"moderation.round", 10, moderation_round_wait},
	{"personal.round", 5, personal_round_wait},
	{"private.clean", HOUR_S, private_clean_wait},
	{"search.gather", 10, search_gather_wait},
	{"standing.draw", 10, network_draw_wait},
	{"standing.take", 1, standing_round_wait},
};
const size_t job_round_count = sizeof(job_rounds) / sizeof(job_rounds[0]);
