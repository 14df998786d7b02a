/* one_pages.c -- /admin/member/ID: what there is to see of a member. Moderators see what helps to judge; addresses and sessions are for
 * admins, and the addresses only when they ask. */
#include "forum/member/member_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/agent.h"
#include "forum/frame/frame.h"
#include "forum/member/member_view.h"
#include "forum/member/one_page.h"
#include "templates/admin/member.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* ---- what is shown ---- */

static struct roles_shown roles_shown(struct arena *a, unsigned has)
{
	static const struct {
		unsigned role;
		const char *name, *label, *what;
	} all[] = {
		{ROLE_MODERATOR, "moderator", _("Moderator"),
			_("decides about posts and members, and reads notes")},
		{ROLE_STAFF, "staff", _("Company"), _("has the company's badge, and replies officially")},
		{ROLE_ADMIN, "admin", _("Admin"), _("runs the site, and may all that moderators may")},
	};
	struct roles_shown shown = {arena_array(a, struct role_shown, 3), 3};
	size_t i;

	for (i = 0; i < 3; i++)
		shown.v[i] =
			(struct role_shown){all[i].name, all[i].label, all[i].what, (has & all[i].role) != 0};
	return shown;
}

static struct sessions_shown sessions_shown(struct request *rq, const struct member_sessions *rows)
{
	struct arena *a = &rq->task.arena;
	struct sessions_shown shown = {arena_array(a, struct session_shown, rows->n + 1), rows->n};
	size_t i;

	for (i = 0; i < rows->n; i++) {
		const struct member_session *s = &rows->v[i];

		shown.v[i] = (struct session_shown){s->id, agent_said(a, s->agent), s->address, s->created_at,
			s->seen_at, s->id == rq->viewer.session};
	}
	return shown;
}

/* What stands in the audit, for people; NULL: nothing that is told here. */
static const char *act_said(const char *what)
{
	static const struct {
		const char *what, *said;
	} all[] = {
		{"user.role", _("Roles set:")},
		{"user.add", _("Account made:")},
		{"user.passwd", _("Password set on the command line")},
		{"user.claim", _("Imported account handed over")},
		{"member.sessions_ended", _("Sessions ended:")},
		{"member.reset_sent", _("Link to set a password sent")},
		{"member.email_asked", _("Link to another e-mail address sent")},
		{"member.email_confirmed", _("E-mail address confirmed")},
		{"member.email_seen", _("E-mail address looked at")},
		{"member.addresses_seen", _("Addresses of sessions looked at")},
		{"members.looked_up", _("Found by the e-mail address")},
		{"member.note_written", _("Note written")},
		{"member.note_edited", _("Note edited")},
		{"member.note_deleted", _("Note deleted")},
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (text_is(what, all[i].what))
			return all[i].said;
	return NULL;
}

static struct audits_shown audits_shown(struct arena *a, const struct member_audits *rows)
{
	struct audits_shown shown = {arena_array(a, struct audit_shown, rows->n + 1), 0};
	size_t i;

	for (i = 0; i < rows->n; i++) {
		const struct member_audit *x = &rows->v[i];
		const char *said = act_said(x->what);

		if (said)
			shown.v[shown.n++] = (struct audit_shown){x->at, x->by, said, x->said};
	}
	return shown;
}

/* ---- asking ---- */

/* In one transaction if addresses are looked at, since that is written down. */
static void private_wait(struct request *rq, struct member_admin_view *v)
{
	struct task *t = &rq->task;
	struct member_sessions sessions = {0};
	struct member_audits audits = {0};
	int64_t id = v->member->id;

	db_begin(t);
	member_sessions_find(rq, id, v->shown, &sessions);
	if (v->shown)
		member_email_find(rq, id, &v->email);
	member_audit_find(rq, id, &audits);
	(void)db_commit_wait(t);
	v->sessions = sessions_shown(rq, &sessions);
	v->audits = audits_shown(&t->arena, &audits);
	v->roles = roles_shown(&t->arena, v->member->roles);
}

void member_admin_reply_wait(struct request *rq, int64_t id, const char *name, struct member_admin_view *v,
	int status)
{
	struct task *t = &rq->task;

	member_find(rq, id, name, &v->member);
	db_wait(t);
	if (!v->member)
		return reply_not_found(rq);
	id = v->member->id;
	v->frame = frame_of(rq, _("A member"));
	v->number = arena_printf(&t->arena, "%lld", (long long)id);
	v->admin = viewer_is(&rq->viewer, ROLE_ADMIN);
	v->own = id == rq->viewer.id;
	v->key = guard_form_key_again(rq, form_text_or_empty(&rq->body, "key"));
	v->notes = (struct notes_view){id, rq->viewer.id, v->key, "member", {0}};
	notes_of(rq, id, &v->notes.rows);
	db_wait(t);
	if (v->admin)
		private_wait(rq, v);
	member_admin_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /admin/member/:member -- by id, or by username. */
void member_admin_show(struct request *rq)
{
	struct member_admin_view v = {.shown = text_is(form_text(&rq->query, "show"), "addresses")};
	const char *name = route_text(rq, "member");
	int64_t id = 0;

	if (v.shown && !viewer_is(&rq->viewer, ROLE_ADMIN))
		return reply_forbidden(rq, _("Only admins look at addresses."));
	if (!text_int8(name, &id) || id <= 0)
		id = 0;
	member_admin_reply_wait(rq, id, name, &v, 200);
}
