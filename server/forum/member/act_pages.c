/* act_pages.c -- POST /admin/member/ID: one act of an admin: roles, sessions, a link to set a password, the e-mail address. Roles and
 * addresses ask for the password again. */
#include "forum/member/member_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/event.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/member/member_view.h"
#include "forum/member/one_page.h"
#include "forum/member/refusal.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* One form, as it was sent. */
struct act {
	int64_t member;
	const char *name; /* "roles", "end", "reset", "email", "confirm" */
	unsigned base, roles;
	int64_t session;
	const char *email, *key; /* the new address, and as we compare it */
};

/* ---- what each does, in the open transaction ---- */

static void roles_ask(struct request *rq, const struct act *act, struct member_done **done)
{
	member_roles_set(rq, act->member, act->base, act->roles, done);
}

static void roles_tell(struct request *rq, const struct act *act, const struct member_done *done)
{
	(void)done;
	event_note(&rq->task, EVENT_ROLES_CHANGED, rq->viewer.id, act->member, 0, 0, (int64_t)act->roles);
}

static void end_ask(struct request *rq, const struct act *act, struct member_done **done)
{
	member_sessions_stop(rq, act->member, act->session, done);
}

static void reset_ask(struct request *rq, const struct act *act, struct member_done **done)
{
	member_reset_note(rq, act->member, done);
}

static void reset_tell(struct request *rq, const struct act *act, const struct member_done *done)
{
	(void)act;
	account_mail_reset(&rq->task, done->name);
}

static void email_ask(struct request *rq, const struct act *act, struct member_done **done)
{
	member_email_note(rq, act->member, act->key, done);
}

static void email_tell(struct request *rq, const struct act *act, const struct member_done *done)
{
	(void)done;
	account_mail_email(&rq->task, act->member, act->email);
}

static void confirm_ask(struct request *rq, const struct act *act, struct member_done **done)
{
	member_email_confirm(rq, act->member, done);
}

static void confirm_tell(struct request *rq, const struct act *act, const struct member_done *done)
{
	(void)done;
	event_note(&rq->task, EVENT_MEMBER_CONFIRMED, act->member, 0, 0, 0, 0);
	account_mail_confirmed(&rq->task, act->member);
}

static const struct act_kind {
	const char *name, *flash;
	bool dangerous; /* asks for the password again */
	void (*ask)(struct request *, const struct act *, struct member_done **);
	void (*tell)(struct request *, const struct act *, const struct member_done *); /* NULL: nobody */
} kinds[] = {
	{"roles", "saved", true, roles_ask, roles_tell},
	{"end", "session-ended", false, end_ask, NULL},
	{"reset", "mail-sent", false, reset_ask, reset_tell},
	{"email", "mail-sent", true, email_ask, email_tell},
	{"confirm", "saved", true, confirm_ask, confirm_tell},
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* ---- reading ---- */

static const struct act_kind *kind_of(const char *name)
{
	size_t i;

	for (i = 0; i < KINDS; i++)
		if (text_is(name, kinds[i].name))
			return &kinds[i];
	return NULL;
}

static unsigned roles_sent(const struct form *body)
{
	static const char *const names[] = {"moderator", "staff", "admin"};
	unsigned roles = ROLE_MEMBER;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (form_has(body, names[i]))
			roles |= role_of(names[i]);
	return roles;
}

static struct act act_read(struct request *rq, const struct act_kind *kind)
{
	const struct form *f = &rq->body;

	return (struct act){
		.member = route_int8(rq, "member"),
		.name = kind->name,
		.base = (unsigned)form_int8(f, "base"),
		.roles = roles_sent(f),
		.session = form_int8(f, "session"),
		.email = email_typed(&rq->task.arena, form_text_or_empty(f, "email")),
	};
}

/* ---- the form comes back ---- */

static void again_wait(struct request *rq, const struct act *act, struct member_admin_view *v)
{
	v->wrong_act = act->name;
	v->typed_email = act->email;
	member_admin_reply_wait(rq, act->member, NULL, v, 422);
}

/* Whether it needs no password, or the right one was typed; if not, it has been answered. Sleeps. */
static bool password_ok_or_reply_wait(struct request *rq, const struct act_kind *kind, const struct act *act)
{
	struct member_admin_view v = {.wrong_password = _("This is not your password. Nothing was changed.")};

	if (!kind->dangerous)
		return true;
	switch (account_password_again_wait(rq)) {
	case PASSWORD_RIGHT:
		return true;
	case PASSWORD_ANSWERED:
		return false;
	case PASSWORD_WRONG:
		break;
	}
	again_wait(rq, act, &v);
	return false;
}

/* ---- doing it ---- */

static void refused_reply_wait(struct request *rq)
{
	const struct refusal *r;

	if (form_key_taken(&rq->task))
		return form_key_reply_again_wait(rq);
	r = member_refusal(db_conflict(&rq->task));
	reply_error(rq, r->status, r->why);
}

/* Who gives his own rights away may not see this page any more. */
static const char *place_after(struct request *rq, const struct act *act)
{
	bool out = text_is(act->name, "roles") && act->member == rq->viewer.id && !(act->roles & ROLE_ADMIN);

	return out ? "/settings"
		   : arena_printf(&rq->task.arena, "/admin/member/%lld", (long long)act->member);
}

static void act_wait(struct request *rq, const struct act_kind *kind, const struct act *act)
{
	struct task *t = &rq->task;
	const char *place = place_after(rq, act);
	struct member_done *done = NULL;

	db_begin(t);
	form_key_note(rq, place);
	kind->ask(rq, act, &done);
	if (db_wait(t) == DB_CONFLICT)
		return refused_reply_wait(rq);
	if (done && done->done && kind->tell)
		kind->tell(rq, act, done);
	if (db_commit_wait(t) == DB_CONFLICT)
		return refused_reply_wait(rq);
	frame_flash(rq, done && done->done ? kind->flash : "already");
	reply_see_other(rq, place);
}

/* POST /admin/member/:member */
void member_admin_post(struct request *rq)
{
	const struct act_kind *kind = kind_of(form_text(&rq->body, "act"));
	struct act act;

	if (!kind)
		return reply_error(rq, 422, _("It was not said what should be done."));
	act = act_read(rq, kind);
	if (text_is(kind->name, "email")) {
		struct member_admin_view v = {.wrong_email = email_wrong(&rq->task.arena, act.email)};

		if (v.wrong_email)
			return again_wait(rq, &act, &v);
		act.key = intl_email(&rq->task.arena, act.email);
	}
	if (password_ok_or_reply_wait(rq, kind, &act))
		act_wait(rq, kind, &act);
}
