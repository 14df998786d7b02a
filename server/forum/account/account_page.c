/* account_page.c -- see account_page.h. */
#include "forum/account/account_page.h"

#include "base/intl.h"
#include "base/must.h"
#include "forum/account/account_sql.h"
#include "forum/account/account_view.h"
#include "forum/password.h"
#include "forum/account/session_time.h"
#include "forum/frame/frame.h"
#include "forum/rate.h"
#include "templates/account/told.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"
#include "web/session.h"

#define AGENT_MOST 200
#define SPAN_S	   900

static const char *agent_of(struct request *rq)
{
	const char *agent = request_header(rq, "user-agent");

	return agent ? text_excerpt(&rq->task.arena, text_one_line(&rq->task.arena, agent), AGENT_MOST) : "";
}

void session_start(struct request *rq, int64_t member, bool keep, unsigned char hash[SECRET_HASH])
{
	if (rq->viewer.session)
		member_session_end(&rq->task, rq->viewer.id, rq->viewer.session);
	session_new(rq, keep ? SESSION_KEPT_S : 0, hash);
	member_session_add(&rq->task, member, hash, keep, agent_of(rq), rq->address ? rq->address : "");
}

void told_reply(struct request *rq, const struct told *told)
{
	struct told_view v = {
		.frame = frame_of(rq, told->heading),
		.heading = told->heading,
		.text = told->text,
		.more = told->more,
		.path = told->path,
		.label = told->label,
	};

	told_page(rq->out, &v);
	reply_secret_page(rq, told->status);
}

void link_over_reply(struct request *rq)
{
	told_reply(rq,
		&(struct told){
			.status = 404,
			.heading = _("This link is no longer good"),
			.text = _("It was used already, or it is too old. Links in our mails work once."),
			.more = _("If you wanted to set a new password, you can have another link."),
			.path = "/reset",
			.label = _("Send me a new link"),
		});
}

bool token_read(struct request *rq, unsigned char hash[SECRET_HASH])
{
	unsigned char token[SECRET_TOKEN];

	if (!secret_decode(route_text(rq, "token"), token, sizeof(token)))
		return false;
	secret_hash(hash, token, sizeof(token), NULL, 0);
	secret_wipe(token, sizeof(token));
	return true;
}

const char *password_field(struct request *rq, const char *name)
{
	return password_normal(&rq->task.arena, form_text_or_empty(&rq->body, name));
}

const char *email_key(struct request *rq, const char *email)
{
	const char *key = intl_email(&rq->task.arena, email);

	must(key);
	return key;
}

/* Most failures in a quarter of an hour. An address may be a whole company's. */
static void limits_set(struct request *rq, const char *account, struct rate limits[2])
{
	limits[0] =
		(struct rate){"password of address", rate_prefix(&rq->task.arena, rq->address), 60, SPAN_S};
	limits[1] = (struct rate){"password of account", account, 20, SPAN_S};
}

bool attempt_ok_or_reply_wait(struct request *rq, const char *account)
{
	struct rate limits[2];
	int again_s;

	limits_set(rq, account, limits);
	if (rate_ok_wait(&rq->task, limits, 2, &again_s))
		return true;
	reply_retry_after(rq, 429, again_s,
		_("There were too many wrong passwords in a short time. Please wait a quarter of an hour, or "
		  "set a new password."));
	return false;
}

void attempt_good(struct request *rq, const char *account)
{
	struct rate limits[2];

	limits_set(rq, account, limits);
	rate_take_back(&rq->task, limits, 2);
}
