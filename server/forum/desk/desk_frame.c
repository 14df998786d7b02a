/* desk_frame.c -- the frame of the desk's pages, and its pages for errors. See desk.h. */
#include "forum/desk/desk.h"

#include "base/intl.h"
#include "db/query.h"
#include "forum/desk/flash.h"
#include "forum/desk/viewer.h"
#include "forum/frame/frame.h"
#include "forum/site.h"
#include "forum/theme/theme.h"
#include "templates/desk/frame.h"
#include "web/asset.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

static const char *theme_of(const struct viewer *v)
{
	if (text_is(v->theme, "light"))
		return "light";
	return text_is(v->theme, "dark") ? "dark" : NULL;
}

struct desk_frame desk_frame_of(struct request *rq, const char *title, const char *nav)
{
	const struct desk_me *me = desk_me(rq);

	return (struct desk_frame){
		.title = title,
		.nav = nav,
		.flash = flash_take(rq),
		.q = "",
		.viewer = &rq->viewer,
		.site = &site,
		.shortcuts = me && me->shortcuts,
		.theme = theme_of(&rq->viewer),
		.key = rq->viewer.id ? guard_form_key(rq) : "",
		.stylesheet = asset_path("app.css"),
		.desk_stylesheet = asset_path("desk.css"),
		.script = asset_path("app.js"),
		.desk_script = asset_path("desk.js"),
		.icon = asset_path("favicon.svg"),
		.colours = theme_path(),
		.locale = rq->out->locale,
	};
}

void desk_error(struct request *rq, int status, const char *why)
{
	struct error_view v = frame_error_view(rq, status, why);
	struct desk_frame f = desk_frame_of(rq, v.heading, NULL);

	desk_error_page(rq->out, &f, &v);
}

void desk_failed(struct request *rq, int status, const char *why)
{
	desk_error(rq, status, frame_why(why));
}

void desk_confirm(struct request *rq)
{
	struct error_view v = frame_error_view(rq, 403, NULL);
	struct desk_frame f = desk_frame_of(rq, _("One more click"), NULL);

	desk_confirm_page(rq->out, &f, &v);
	reply_secret_page(rq, 200);
}
