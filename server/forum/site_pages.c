/* site_pages.c -- see site_pages.h. */
#include "forum/site_pages.h"

#include "base/out.h"
#include "db/pool.h"
#include "forum/frame/frame.h"
#include "templates/frame.h"
#include "templates/help.h"
#include "web/asset.h"
#include "web/reply.h"
#include "web/request.h"

void livez_show(struct request *rq)
{
	out_literal(rq->out, "ok\n");
	reply_type(rq, "text/plain; charset=utf-8");
}

void readyz_show(struct request *rq)
{
	bool ready = db_ready();

	if (ready)
		out_literal(rq->out, "ready\n");
	else
		out_literal(rq->out, "the database is not ready\n");
	reply_type(rq, "text/plain; charset=utf-8");
	if (ready)
		return;
	rq->reply.status = 503;
	rq->reply.cacheable = false;
	rq->reply.etag = NULL;
}

void favicon_show(struct request *rq)
{
	asset_show_named(rq, "favicon.svg");
}

void help_show(struct request *rq)
{
	struct frame f = frame_of(rq, _("How this works"));

	f.canonical = "/help";
	f.index = true;
	help_page(rq->out, &f);
	reply_page(rq);
}
