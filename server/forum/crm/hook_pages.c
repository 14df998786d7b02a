/* hook_pages.c -- signed events of a CRM: noted, answered, and looked into by `work`. The body is believed in nothing but which ticket
 * it is about. */
#include "forum/crm/crm.h"

#include "base/arena.h"
#include "base/intl.h"
#include "crm/crm.h"
#include "crm/signature.h"
#include "db/query.h"
#include "forum/crm/crm_pages.h"
#include "forum/crm/mirror_sql.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

bool crm_hook_signed_wait(struct request *rq)
{
	const struct signed_event e = {
		.id = request_header(rq, "webhook-id"),
		.timestamp = request_header(rq, "webhook-timestamp"),
		.signature = request_header(rq, "webhook-signature"),
		.body = rq->body_bytes,
	};
	const char *adapter = route_text(rq, "adapter");

	return crm_adapter() && text_is(adapter, crm_adapter()->name) &&
	       signature_right(&rq->task.arena, &e, crm_settings()->secrets, clock_now());
}

/* POST /hooks/:adapter -- signed. */
void crm_hook_post(struct request *rq)
{
	struct task *t = &rq->task;
	const char *ticket = crm_adapter()->hinted(&t->arena, rq->body_bytes);

	if (!ticket)
		return reply_error(rq, 422, _("This event names no ticket."));
	db_begin(t);
	hint_add(t, crm_adapter()->name, request_header(rq, "webhook-id"), ticket);
	db_commit_wait(t);
	out_literal(rq->out, "noted\n");
	reply_type(rq, "text/plain; charset=utf-8");
}
