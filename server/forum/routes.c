/* routes.c -- every URL of both doors with its guard: one table you can read aloud. */
#include "forum/routes.h"

#include "forum/account/account_pages.h"
#include "forum/act/act_pages.h"
#include "forum/admin/admin_pages.h"
#include "forum/announcement/announcement_pages.h"
#include "forum/answer/answer_pages.h"
#include "forum/api/api_pages.h"
#include "forum/ask/ask_pages.h"
#include "forum/case/case_pages.h"
#include "forum/crm/crm_pages.h"
#include "forum/customer/customer_pages.h"
#include "forum/desk/desk.h"
#include "forum/clock/clock_pages.h"
#include "forum/desk/desk_pages.h"
#include "forum/draft/draft_pages.h"
#include "forum/edit/edit_pages.h"
#include "forum/evidence/evidence_pages.h"
#include "forum/feed/feed_pages.h"
#include "forum/followup/followup_pages.h"
#include "forum/harm/harm_admin.h"
#include "forum/home/home_pages.h"
#include "forum/inbox/inbox_pages.h"
#include "forum/level/level_pages.h"
#include "forum/mailtest/mailtest_pages.h"
#include "forum/member/member_pages.h"
#include "forum/moderation/moderation_pages.h"
#include "forum/link/link_pages.h"
#include "forum/notice/notice_pages.h"
#include "forum/policy/policy_pages.h"
#include "forum/personal/personal_pages.h"
#include "forum/private/private_pages.h"
#include "forum/search/search_pages.h"
#include "forum/setting/setting_pages.h"
#include "forum/site_pages.h"
#include "forum/solution/solution_pages.h"
#include "forum/standing/standing_pages.h"
#include "forum/suggestion/suggestion_pages.h"
#include "forum/theme/theme.h"
#include "forum/thread/thread_pages.h"
#include "forum/topic/topic_pages.h"
#include "web/asset.h"

#define WEB  DOOR_WEB
#define DESK DOOR_DESK
#define BOTH (DOOR_WEB | DOOR_DESK)

const struct route routes[] = {
	/* the start page, topics, tags */
	{WEB, HTTP_GET, "/", home_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/topics", topics_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/topic/:slug", topic_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/tags", tags_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/tag/:name", tag_show, GUARD_OPEN},

	/* threads and posts */
	{WEB, HTTP_GET, "/t/:thread/..slug", thread_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/a/:post", post_show, GUARD_OPEN},
	{WEB, HTTP_POST, "/t/:thread/answer", answer_post, GUARD_FORM, .body_most = 160000, .speaks = true},
	{WEB, HTTP_POST, "/a/:post/comment", comment_post, GUARD_FORM, .body_most = 160000, .speaks = true},
	{WEB, HTTP_GET, "/a/:post/edit", edit_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/a/:post/edit", edit_post, GUARD_FORM, .body_most = 160000, .speaks = true},
	{WEB, HTTP_GET, "/a/:post/history", history_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/a/:post/delete", delete_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/a/:post/delete", delete_post, GUARD_FORM},
	{WEB, HTTP_POST, "/a/:post/act", post_act, GUARD_FORM},
	{WEB, HTTP_POST, "/t/:thread/act", thread_act, GUARD_FORM},
	{WEB, HTTP_POST, "/t/:thread/found", thread_found, GUARD_GUEST},

	{WEB, HTTP_GET, "/t/:thread/tags", retag_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/t/:thread/tags", retag_post, GUARD_FORM, .speaks = true},
	{WEB, HTTP_GET, "/a/:post/suggest", suggest_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/a/:post/suggest", suggest_post, GUARD_FORM, .body_most = 160000, .speaks = true},
	{WEB, HTTP_GET, "/suggestions", suggestions_show, GUARD_SIGNED_IN},
	{WEB, HTTP_GET, "/suggestion/:id", suggestion_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/suggestion/:id", suggestion_post, GUARD_FORM},

	/* searching, asking, what is not yet posted */
	{WEB, HTTP_GET, "/search", search_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/ask", ask_show, GUARD_OPEN},
	{WEB, HTTP_POST, "/ask", ask_post, GUARD_FORM, .body_most = 160000, .speaks = true},
	{WEB, HTTP_POST, "/ask/solved", ask_solved_post, GUARD_GUEST},
	{WEB, HTTP_GET, "/ask/solved/:thread", ask_solved_show, GUARD_OPEN},
	{WEB, HTTP_POST, "/draft", draft_save, GUARD_FORM, .body_most = 160000},
	{WEB, HTTP_GET, "/drafts", drafts_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/drafts", draft_delete_post, GUARD_FORM},

	/* accounts */
	{WEB, HTTP_GET, "/signup", signup_show, GUARD_OPEN},
	{WEB, HTTP_POST, "/signup", signup_post, GUARD_GUEST},
	{WEB, HTTP_GET, "/confirm/:token", signup_confirm_show, GUARD_OPEN},
	{WEB, HTTP_POST, "/confirm/:token", signup_confirm_post, GUARD_GUEST},
	{WEB, HTTP_GET, "/signin", signin_show, GUARD_OPEN},
	{WEB, HTTP_POST, "/signin", signin_post, GUARD_GUEST,
		.body_most = 500000}, /* may carry a refused form along */
	{WEB, HTTP_POST, "/signout", signout_post, GUARD_FORM, .suspended_too = true},
	{WEB, HTTP_GET, "/reset", reset_show, GUARD_OPEN},
	{WEB, HTTP_POST, "/reset", reset_post, GUARD_GUEST},
	{WEB, HTTP_GET, "/reset/:token", password_new_show, GUARD_OPEN},
	{WEB, HTTP_POST, "/reset/:token", password_new_post, GUARD_GUEST},
	{WEB, HTTP_GET, "/settings", settings_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/settings", settings_post, GUARD_FORM},
	{WEB, HTTP_GET, "/settings/password", password_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/settings/password", password_post, GUARD_FORM, .suspended_too = true},
	{WEB, HTTP_GET, "/settings/email", email_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/settings/email", email_post, GUARD_FORM},
	{WEB, HTTP_GET, "/email/:token", email_confirm_show, GUARD_OPEN},
	{WEB, HTTP_POST, "/email/:token", email_confirm_post, GUARD_GUEST},
	{WEB, HTTP_GET, "/settings/sessions", sessions_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/settings/sessions", sessions_post, GUARD_FORM, .suspended_too = true},
	{WEB, HTTP_GET, "/settings/data", personal_data_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/settings/data", personal_data_post, GUARD_FORM, .suspended_too = true},
	{WEB, HTTP_GET, "/settings/data/:export/:part", personal_archive_show, GUARD_SIGNED_IN},
	{WEB, HTTP_GET, "/settings/erase", personal_erase_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/settings/erase", personal_erase_post, GUARD_FORM, .suspended_too = true},
	{WEB, HTTP_POST, "/settings/erase/cancel", personal_erase_cancel, GUARD_FORM, .suspended_too = true},
	{WEB, HTTP_POST, "/theme", theme_post, GUARD_GUEST, .suspended_too = true},
	{WEB, HTTP_GET, "/u/:name", profile_show, GUARD_OPEN},

	/* reputation */
	{WEB, HTTP_GET, "/u/:name/why", why_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/u/:name/ties", ties_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/helpers", helpers_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/network", network_show, GUARD_OPEN},

	/* notices */
	{WEB, HTTP_GET, "/notices", notices_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/notices", notices_post, GUARD_FORM, .suspended_too = true},
	{WEB, HTTP_GET, "/settings/notices", notice_settings_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/settings/notices", notice_settings_post, GUARD_FORM, .suspended_too = true},
	{WEB, HTTP_GET, "/mail/stop/:token", notice_stop_show, GUARD_OPEN},
	{WEB, HTTP_POST, "/mail/stop/:token", notice_stop_post, GUARD_SIGNATURE},

	/* what is for the company alone */
	{WEB, HTTP_GET, "/t/:thread/private", private_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/t/:thread/private", private_post, GUARD_FORM},

	/* did it stay solved? */
	{WEB, HTTP_GET, "/t/:thread/stayed", stayed_mine_show, GUARD_SIGNED_IN},
	{WEB, HTTP_GET, "/stayed/:token", stayed_show, GUARD_OPEN},
	{WEB, HTTP_POST, "/stayed/:token", stayed_post, GUARD_SIGNATURE},

	/* levels, and their thresholds */
	{WEB, HTTP_GET, "/levels", levels_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/admin/levels", levels_admin_show, GUARD_SIGNED_IN, ROLE_ADMIN},
	{WEB, HTTP_POST, "/admin/levels", levels_admin_post, GUARD_FORM, ROLE_ADMIN},
	{WEB, HTTP_GET, "/admin/evidence", evidence_limits_show, GUARD_SIGNED_IN, ROLE_ADMIN},
	{WEB, HTTP_POST, "/admin/evidence", evidence_limits_post, GUARD_FORM, ROLE_ADMIN},

	/* running the site */
	{WEB, HTTP_GET, "/admin", admin_show, GUARD_SIGNED_IN, ROLE_MODERATOR},
	{WEB, HTTP_GET, "/admin/settings", setting_admin_show, GUARD_SIGNED_IN, ROLE_ADMIN},
	{WEB, HTTP_POST, "/admin/settings", setting_admin_post, GUARD_FORM, ROLE_ADMIN},
	{WEB, HTTP_POST, "/admin/settings/logo", logo_post, GUARD_FORM, ROLE_ADMIN, .body_most = 80000,
		.file = true},
	{WEB, HTTP_GET, "/admin/announcements", announcements_admin_show, GUARD_SIGNED_IN, ROLE_ADMIN},
	{WEB, HTTP_GET, "/admin/announcements/:id", announcement_admin_show, GUARD_SIGNED_IN, ROLE_ADMIN},
	{WEB, HTTP_POST, "/admin/announcements/:id", announcement_admin_post, GUARD_FORM, ROLE_ADMIN},
	{WEB, HTTP_POST, "/announcement/:id/dismiss", announcement_dismiss, GUARD_FORM,
		.suspended_too = true},
	{WEB, HTTP_GET, "/admin/policies", policies_admin_show, GUARD_SIGNED_IN, ROLE_ADMIN},
	{WEB, HTTP_GET, "/admin/policies/:slug", policy_admin_show, GUARD_SIGNED_IN, ROLE_ADMIN},
	{WEB, HTTP_POST, "/admin/policies/:slug", policy_admin_post, GUARD_FORM, ROLE_ADMIN,
		.body_most = 160000},
	{WEB, HTTP_GET, "/admin/harm", harm_admin_show, GUARD_SIGNED_IN, ROLE_ADMIN},
	{WEB, HTTP_POST, "/admin/harm", harm_admin_post, GUARD_FORM, ROLE_ADMIN},
	{WEB, HTTP_GET, "/admin/mail", mailtest_show, GUARD_SIGNED_IN, ROLE_ADMIN},
	{WEB, HTTP_POST, "/admin/mail", mailtest_post, GUARD_FORM, ROLE_ADMIN},
	{WEB, HTTP_GET, "/admin/system", admin_system_show, GUARD_SIGNED_IN, ROLE_ADMIN},
	{WEB, HTTP_GET, "/admin/members", members_admin_show, GUARD_SIGNED_IN, ROLE_MODERATOR},
	{WEB, HTTP_POST, "/admin/members", members_admin_post, GUARD_FORM, ROLE_ADMIN},
	{WEB, HTTP_GET, "/admin/member/:member", member_admin_show, GUARD_SIGNED_IN, ROLE_MODERATOR},
	{WEB, HTTP_POST, "/admin/member/:member", member_admin_post, GUARD_FORM, ROLE_ADMIN},
	{WEB, HTTP_GET, "/admin/jobs", admin_jobs_show, GUARD_SIGNED_IN, ROLE_ADMIN},
	{WEB, HTTP_POST, "/admin/jobs", admin_jobs_post, GUARD_FORM, ROLE_ADMIN},
	{WEB, HTTP_GET, "/admin/topics", topics_admin_show, GUARD_SIGNED_IN, ROLE_ADMIN},
	{WEB, HTTP_POST, "/admin/topics", topics_admin_post, GUARD_FORM, ROLE_ADMIN},
	{WEB, HTTP_GET, "/admin/topics/:topic", topic_admin_show, GUARD_SIGNED_IN, ROLE_ADMIN},
	{WEB, HTTP_POST, "/admin/topics/:topic", topic_admin_post, GUARD_FORM, ROLE_ADMIN},
	{WEB, HTTP_GET, "/admin/tags", tags_admin_show, GUARD_SIGNED_IN, ROLE_MODERATOR},
	{WEB, HTTP_POST, "/admin/tags", tags_admin_post, GUARD_FORM, ROLE_MODERATOR},
	{WEB, HTTP_GET, "/admin/tags/:tag", tag_admin_show, GUARD_SIGNED_IN, ROLE_MODERATOR},
	{WEB, HTTP_POST, "/admin/tags/:tag", tag_admin_post, GUARD_FORM, ROLE_MODERATOR},

	/* signs of abuse: for moderators, and for those whose credit is held */
	{WEB, HTTP_GET, "/evidence", evidence_list_show, GUARD_SIGNED_IN, ROLE_MODERATOR},
	{WEB, HTTP_GET, "/evidence/:finding", finding_show, GUARD_SIGNED_IN, ROLE_MODERATOR},
	{WEB, HTTP_POST, "/evidence/:finding", finding_post, GUARD_FORM, ROLE_MODERATOR},
	{WEB, HTTP_GET, "/evidence/mine", evidence_mine_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/evidence/mine", evidence_mine_post, GUARD_FORM},

	/* reports, and what moderators do */
	{WEB, HTTP_GET, "/report/:what/:id", report_show, GUARD_OPEN},
	{WEB, HTTP_POST, "/report/:what/:id", report_post, GUARD_GUEST},
	{WEB, HTTP_GET, "/reports", reports_show, GUARD_SIGNED_IN},
	{WEB, HTTP_GET, "/moderation", moderation_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/moderation/next", moderation_next_post, GUARD_FORM, ROLE_MODERATOR},
	{WEB, HTTP_GET, "/moderation/item/:item", moderation_item_show, GUARD_SIGNED_IN},
	{WEB, HTTP_GET, "/moderation/post/:post", moderation_post_show, GUARD_SIGNED_IN, ROLE_MODERATOR},
	{WEB, HTTP_GET, "/moderation/thread/:thread", moderation_thread_show, GUARD_SIGNED_IN,
		ROLE_MODERATOR},
	{WEB, HTTP_GET, "/moderation/member/:member", moderation_member_show, GUARD_SIGNED_IN,
		ROLE_MODERATOR},
	{WEB, HTTP_POST, "/moderation/act", moderation_act_post, GUARD_FORM, ROLE_MODERATOR},
	{WEB, HTTP_POST, "/moderation/undo/:decision", moderation_undo_post, GUARD_FORM, ROLE_MODERATOR},
	{WEB, HTTP_POST, "/moderation/note", note_post, GUARD_FORM, ROLE_MODERATOR},
	{WEB, HTTP_GET, "/moderation/bulk", moderation_bulk_show, GUARD_SIGNED_IN, ROLE_MODERATOR},
	{WEB, HTTP_POST, "/moderation/bulk", moderation_bulk_post, GUARD_FORM, ROLE_MODERATOR},
	{WEB, HTTP_GET, "/moderation/sweep/:sweep", moderation_sweep_show, GUARD_SIGNED_IN, ROLE_MODERATOR},
	{WEB, HTTP_GET, "/moderation/log", moderation_log_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/moderation/record", moderation_record_show, GUARD_SIGNED_IN, ROLE_MODERATOR},
	{WEB, HTTP_GET, "/moderation/mine", moderation_mine_show, GUARD_SIGNED_IN},
	{WEB, HTTP_GET, "/moderation/appeal/:decision", moderation_appeal_show, GUARD_SIGNED_IN},
	{WEB, HTTP_POST, "/moderation/appeal/:decision", moderation_appeal_post, GUARD_FORM,
		.suspended_too = true},
	{WEB, HTTP_GET, "/moderation/answer/:appeal", moderation_answer_show, GUARD_SIGNED_IN,
		ROLE_MODERATOR},
	{WEB, HTTP_POST, "/moderation/answer/:appeal", moderation_answer_post, GUARD_FORM, ROLE_MODERATOR},

	{WEB, HTTP_GET, "/help", help_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/logo/:file", logo_show, GUARD_PUBLIC},
	{WEB, HTTP_GET, "/policy/:slug", policy_show, GUARD_OPEN},
	{WEB, HTTP_GET, "/policy/:slug/history", policy_history_show, GUARD_OPEN},

	/* for machines */
	{WEB, HTTP_GET, "/feed.atom", feed_show, GUARD_PUBLIC},
	{WEB, HTTP_GET, "/topic/:slug/feed.atom", topic_feed_show, GUARD_PUBLIC},
	{WEB, HTTP_GET, "/tag/:name/feed.atom", tag_feed_show, GUARD_PUBLIC},
	{WEB, HTTP_GET, "/t/:thread/feed.atom", thread_feed_show, GUARD_PUBLIC},
	{WEB, HTTP_GET, "/u/:name/feed.atom", member_feed_show, GUARD_PUBLIC},
	{WEB, HTTP_GET, "/robots.txt", robots_show, GUARD_PUBLIC},
	{WEB, HTTP_GET, "/sitemap.xml", sitemap_index_show, GUARD_PUBLIC},
	{WEB, HTTP_GET, "/sitemap/:part", sitemap_show, GUARD_PUBLIC},

	/* ---- the desk ---- */
	{DESK, HTTP_GET, "/", inbox_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/inbox/:id", inbox_post, GUARD_FORM},
	{DESK, HTTP_GET, "/private/:id", private_desk_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/private/:id", private_desk_post, GUARD_FORM},
	{DESK, HTTP_GET, "/search", desk_search_show, GUARD_SIGNED_IN},
	{DESK, HTTP_GET, "/threads", desk_threads_show, GUARD_SIGNED_IN},
	{DESK, HTTP_GET, "/presence/..item", desk_presence_show, GUARD_SIGNED_IN},
	{DESK, HTTP_GET, "/keys", desk_keys_show, GUARD_SIGNED_IN},

	/* cases, their threads, what is copied back */
	{DESK, HTTP_GET, "/cases", cases_show, GUARD_SIGNED_IN},
	{DESK, HTTP_GET, "/case/new", case_new_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/case/new", case_new_post, GUARD_FORM, .body_most = 160000},
	{DESK, HTTP_GET, "/case/:case", case_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/case/:case", case_post, GUARD_FORM, .body_most = 160000},
	{DESK, HTTP_GET, "/case/:case/link", case_link_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/case/:case/link", case_link_post, GUARD_FORM},
	{DESK, HTTP_GET, "/case/:case/solution", solution_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/case/:case/solution", solution_post, GUARD_FORM, .body_most = 160000},
	{DESK, HTTP_GET, "/thread/:thread", desk_thread_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/thread/:thread/reply", desk_reply_post, GUARD_FORM, .body_most = 160000},
	{DESK, HTTP_POST, "/thread/:thread/state", desk_state_post, GUARD_FORM},
	{DESK, HTTP_GET, "/thread/:thread/link", thread_link_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/thread/:thread/link", thread_link_post, GUARD_FORM},
	{DESK, HTTP_POST, "/link/:link", link_post, GUARD_FORM},

	/* other systems tell of customers */
	{DESK, HTTP_POST, "/api/customers", api_customers_post, GUARD_KEY, .body_most = 256 << 10},
	{DESK, HTTP_POST, "/api/cases", api_cases_post, GUARD_KEY, .body_most = 256 << 10},
	{DESK, HTTP_POST, "/api/touchpoints", api_touchpoints_post, GUARD_KEY, .body_most = 256 << 10},
	{DESK, HTTP_GET, "/api-docs", api_docs_show, GUARD_SIGNED_IN},

	{DESK, HTTP_GET, "/customers", customers_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/customers", customers_post, GUARD_FORM},
	{DESK, HTTP_GET, "/customer/:customer", customer_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/customer/:customer/touch", customer_touch_post, GUARD_FORM},
	{DESK, HTTP_POST, "/customer/:customer/promise", customer_promise_post, GUARD_FORM},
	{DESK, HTTP_POST, "/customer/:customer/member", customer_member_post, GUARD_FORM},
	{DESK, HTTP_POST, "/customer/:customer/merge", customer_merge_post, GUARD_FORM},
	{DESK, HTTP_GET, "/customer/:customer/edit", customer_edit_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/customer/:customer/edit", customer_edit_post, GUARD_FORM},
	{DESK, HTTP_GET, "/customer/:customer/erase", customer_erase_show, GUARD_SIGNED_IN, DESK_LEAD},
	{DESK, HTTP_POST, "/customer/:customer/erase", customer_erase_post, GUARD_FORM, DESK_LEAD},

	/* keeping in step with a CRM */
	{DESK, HTTP_GET, "/sync", crm_sync_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/sync", crm_sync_post, GUARD_FORM},
	{DESK, HTTP_POST, "/hooks/:adapter", crm_hook_post, GUARD_SIGNATURE},

	/* its accounts */
	{DESK, HTTP_GET, "/signin", desk_signin_show, GUARD_OPEN},
	{DESK, HTTP_POST, "/signin", desk_signin_post, GUARD_GUEST, .body_most = 500000}, /* as above */
	{DESK, HTTP_GET, "/signin/code", desk_code_show, GUARD_OPEN},
	{DESK, HTTP_POST, "/signin/code", desk_code_post, GUARD_GUEST, .body_most = 500000},
	{DESK, HTTP_POST, "/signout", desk_signout_post, GUARD_FORM},
	{DESK, HTTP_GET, "/settings", desk_settings_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/settings", desk_settings_post, GUARD_FORM},
	{DESK, HTTP_GET, "/settings/password", desk_password_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/settings/password", desk_password_post, GUARD_FORM},
	{DESK, HTTP_GET, "/settings/totp", desk_totp_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/settings/totp", desk_totp_post, GUARD_FORM},
	{DESK, HTTP_POST, "/settings/totp/off", desk_totp_off_post, GUARD_FORM},
	{DESK, HTTP_POST, "/settings/totp/recovery", desk_recovery_post, GUARD_FORM},
	{DESK, HTTP_GET, "/settings/sessions", desk_sessions_show, GUARD_SIGNED_IN},
	{DESK, HTTP_POST, "/settings/sessions", desk_sessions_post, GUARD_FORM},

	/* how its clocks run */
	{DESK, HTTP_GET, "/settings/clocks", clocks_show, GUARD_SIGNED_IN, .roles = DESK_LEAD},
	{DESK, HTTP_POST, "/settings/clocks", clocks_post, GUARD_FORM, .roles = DESK_LEAD},
	{DESK, HTTP_POST, "/settings/clocks/undo", clocks_undo_post, GUARD_FORM, .roles = DESK_LEAD},
	{DESK, HTTP_GET, "/settings/members", customer_members_show, GUARD_SIGNED_IN, .roles = DESK_LEAD},
	{DESK, HTTP_POST, "/settings/members", customer_members_post, GUARD_FORM, .roles = DESK_LEAD},

	/* both doors */
	{BOTH, HTTP_GET, "/static/..file", asset_show, GUARD_PUBLIC, .name = "/static"},
	{BOTH, HTTP_GET, "/theme-:colours", theme_show, GUARD_PUBLIC},
	{BOTH, HTTP_GET, "/favicon.ico", favicon_show, GUARD_PUBLIC},
	{BOTH, HTTP_GET, "/livez", livez_show, GUARD_PUBLIC},
	{BOTH, HTTP_GET, "/readyz", readyz_show, GUARD_PUBLIC},
};

const size_t route_count = sizeof(routes) / sizeof(routes[0]);
