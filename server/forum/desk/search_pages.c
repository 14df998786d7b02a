/* search_pages.c -- one box for customers, cases and threads. */
#include "forum/desk/desk_pages.h"

#include "base/intl.h"
#include "db/query.h"
#include "forum/desk/desk_view.h"
#include "forum/desk/search.h"
#include "forum/desk/search_sql.h"
#include "forum/site.h"
#include "templates/desk/search.h"
#include "web/reply.h"
#include "web/request.h"

/* GET /search?q=… */
void desk_search_show(struct request *rq)
{
	struct desk_search_view v = {.frame = desk_frame_of(rq, _("Search"), NULL)};
	struct desk_asked asked =
		desk_asked_of(&rq->task.arena, form_text_or_empty(&rq->query, "q"), site.calling_code);

	v.frame.q = asked.words;
	if (!text_empty(asked.words)) {
		desk_search_find(&rq->task, &asked, &v);
		db_wait(&rq->task);
	}
	desk_search_page(rq->out, &v);
	reply_page(rq);
}
