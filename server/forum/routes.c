/* routes.c -- every URL of both doors with its guard: one table you can read aloud. */
#include "forum/routes.h"

#include "forum/account/account_pages.h"
#include "forum/answer/answer_pages.h"
#include "forum/home/home_pages.h"
#include "forum/site_pages.h"
#include "forum/thread/thread_pages.h"
#include "web/asset.h"

#define WEB   DOOR_WEB
#define DESK  DOOR_DESK
#define BOTH  (DOOR_WEB | DOOR_DESK)

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
	{WEB, HTTP_POST, "/t/:thread/answer", answer_post, GUARD_FORM, .body_most = 160000},
	{WEB, HTTP_POST, "/a/:post/comment", comment_post, GUARD_FORM, .body_most = 160000},

	/* the desk has nothing to show yet */
	{DESK, HTTP_GET, "/", desk_show, GUARD_OPEN},

	/* both doors */
	{BOTH, HTTP_GET, "/static/..file", asset_show, GUARD_OPEN, .name = "/static"},
	{BOTH, HTTP_GET, "/favicon.ico", favicon_show, GUARD_OPEN},
	{BOTH, HTTP_GET, "/livez", livez_show, GUARD_OPEN},
	{BOTH, HTTP_GET, "/readyz", readyz_show, GUARD_OPEN},
};

const size_t route_count = sizeof(routes) / sizeof(routes[0]);
