/* viewer.c -- see viewer.h and desk.h: the session behind the cookie, how far it may go, and when it was seen.
 *
 * Visits are written within a second (forum/seen.h). The small requests by which an open page asks who
 * else is on it are no visits: a desk that nobody sits at signs out after an hour. */
#include "forum/desk/viewer.h"

#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/log.h"
#include "db/query.h"
#include "forum/desk/account_sql.h"
#include "forum/desk/desk_pages.h"
#include "forum/desk/presence.h"
#include "forum/password.h"
#include "forum/rate.h"
#include "forum/seen.h"
#include "loop/task.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"
#include "web/session.h"

#define FLUSH_MS   1000
#define SEEN_US	   60000000LL /* a minute: the idle hour is reckoned that exactly */
#define AGENT_MOST 200

static bool totp_required;

bool desk_totp_is(const char *setting)
{
	totp_required = text_is(setting, "required");
	return totp_required || text_is(setting, "offered");
}

bool desk_totp_required(void)
{
	return totp_required;
}

/* ---- seen ---- */

/* And who has what open, in the same transaction. */
static void seen_write(struct task *t, struct texts sessions)
{
	if (sessions.n)
		desk_sessions_seen(t, sessions);
	presence_write(t);
}

void desk_open(void)
{
	static const struct seen_door door = {.every_ms = FLUSH_MS,
		.lost = "desk.seen_lost",
		.more = presence_waits,
		.write = seen_write};

	seen_open(&door);
}

/* ---- the viewer ---- */

/* What is open to who must set up a second factor first. */
static bool leads_to_totp(const struct route *route)
{
	return route && (route->handle == desk_totp_show || route->handle == desk_totp_post ||
				route->handle == desk_signout_post);
}

static enum desk_stage stage_of(struct request *rq, const struct desk_visit *x)
{
	if (!x->proved)
		return DESK_WANTS_CODE;
	if (!x->totp && totp_required && !leads_to_totp(rq->route))
		return DESK_WANTS_TOTP;
	return DESK_IN;
}

static void viewer_set(struct request *rq, const struct desk_visit *x)
{
	rq->viewer.id = x->account;
	rq->viewer.session = x->session;
	rq->viewer.name = x->username;
	rq->viewer.display = x->display;
	rq->viewer.roles = x->roles;
	rq->viewer.confirmed = true;
	rq->viewer.zone = x->zone;
	rq->viewer.theme = x->theme;
}

void desk_viewer_wait(struct request *rq, const unsigned char hash[SECRET_HASH])
{
	struct desk_standing *s = arena_new(&rq->task.arena, struct desk_standing);
	struct desk_visit *x = NULL;

	desk_session_find(&rq->task, hash, &x);
	db_wait(&rq->task);
	if (!x)
		return;
	s->me = (struct desk_me){x->account, x->member, x->username, x->display, x->roles, x->shortcuts,
		x->totp};
	s->stage = stage_of(rq, x);
	s->session = x->session;
	rq->app = s;
	if (s->stage != DESK_IN)
		return;
	viewer_set(rq, x);
	if (rq->route && rq->route->handle != desk_presence_show && clock_now().us - x->seen_at.us > SEEN_US)
		seen_note(x->session);
}

const struct desk_standing *desk_standing(struct request *rq)
{
	static const struct desk_standing nobody;

	return rq->app ? rq->app : &nobody;
}

enum desk_stage desk_stage(struct request *rq)
{
	return desk_standing(rq)->stage;
}

const struct desk_me *desk_me(struct request *rq)
{
	return rq->viewer.id ? &desk_standing(rq)->me : NULL;
}

/* ---- beginning one ---- */

static const char *agent_of(struct request *rq)
{
	const char *agent = request_header(rq, "user-agent");

	return agent ? text_excerpt(&rq->task.arena, text_one_line(&rq->task.arena, agent), AGENT_MOST) : "";
}

void desk_session_start(struct request *rq, int64_t account, bool proved, unsigned char hash[SECRET_HASH])
{
	const struct desk_standing *had = desk_standing(rq);

	if (had->session)
		desk_session_end(&rq->task, had->me.id, had->session);
	session_new(rq, 0, hash);
	desk_session_add(&rq->task, account, hash, proved, agent_of(rq));
}

/* ---- passwords ---- */

bool desk_login_still_wait(struct task *t, const struct desk_login *login)
{
	struct desk_login *now = NULL;

	desk_login_hold(t, login->id, &now);
	db_wait(t);
	return now && now->password_at.us == login->password_at.us &&
	       now->totp_since.us == login->totp_since.us;
}

int desk_password_least(bool totp)
{
	return totp ? PASSWORD_LEAST : PASSWORD_LEAST_PRIVILEGED;
}

const char *desk_password_wrong(struct arena *a, const char *password, bool totp, const char *username,
	const char *email)
{
	if (text_empty(password))
		return _("Please choose a password.");
	if (text_characters(password) < (size_t)desk_password_least(totp))
		return totp ? _("Too short: at least 10 characters. A few words in a row are easy to keep in mind.")
			    : _("Too short: at least 15 characters, as long as there is no one-time code besides. A "
				"few words in a row are easy to keep in mind.");
	return password_poor(a, password, username, email);
}

/* ---- rates ---- */

#define LIMITS 2

/* Most failures in a quarter of an hour by password, in an hour by code. A code has six digits, so whoever knows the password
 * has one chance in 1,400 a day. */
static void limits_set(struct request *rq, bool code, const char *account, struct rate limits[LIMITS])
{
	const char *address = rate_prefix(&rq->task.arena, rq->address);

	limits[0] = (struct rate){code ? "desk code of address" : "desk password of address", address,
		code ? 30 : 60, code ? 3600 : 900};
	limits[1] = (struct rate){code ? "desk code of account" : "desk password of account", account, 10,
		code ? 3600 : 900};
}

bool desk_attempt_ok_or_reply_wait(struct request *rq, bool code, const char *account)
{
	struct rate limits[LIMITS];
	int again_s;

	limits_set(rq, code, account, limits);
	if (rate_ok_wait(&rq->task, limits, LIMITS, &again_s))
		return true;
	log_warn("desk.too_many_attempts", "step=%s", code ? "code" : "password");
	reply_retry_after(rq, 429, again_s,
		code ? _("There were too many wrong codes in a short time. Please wait an hour.")
		     : _("There were too many wrong passwords in a short time. Please wait a quarter of an hour."));
	return false;
}

void desk_attempt_good(struct request *rq, bool code, const char *account)
{
	struct rate limits[LIMITS];

	limits_set(rq, code, account, limits);
	rate_take_back(&rq->task, limits, LIMITS);
}
