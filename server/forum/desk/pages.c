/* pages.c -- the page that tells the keys. */
#include "forum/desk/desk_pages.h"

#include "base/intl.h"
#include "forum/desk/desk.h"
#include "templates/desk/pages.h"
#include "web/reply.h"
#include "web/request.h"

/* GET /keys */
void desk_keys_show(struct request *rq)
{
	struct desk_frame f = desk_frame_of(rq, _("Keys"), NULL);

	desk_keys_page(rq->out, &f);
	reply_page(rq);
}
