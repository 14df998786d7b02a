/* notice_pages.c -- the page of notices, its settings, and the link that stops mail. */
#include "forum/notice/notice_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "base/must.h"
#include "db/query.h"
#include "db/stamp.h"
#include "forum/frame/frame.h"
#include "forum/notice/notice.h"
#include "forum/notice/notice_stop.h"
#include "forum/notice/notice_view.h"
#include "templates/notice.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

static const char *const labels[NOTICE_KINDS] = {
	[NOTICE_ANSWER] = _("an answer to my question"),
	[NOTICE_COMMENT] = _("a comment on what I wrote"),
	[NOTICE_MENTION] = _("somebody names me"),
	[NOTICE_ACCEPTED] = _("my answer solved it"),
	[NOTICE_THANKS] = _("somebody thanks me"),
	[NOTICE_HELPED] = _("my answer helped somebody else too"),
	[NOTICE_FOLLOWED] = _("something new in a thread I follow"),
	[NOTICE_EDITED] = _("a moderator edited my post"),
	[NOTICE_REOPENED] = _("a question I answered is open again"),
	[NOTICE_RETAGGED] = _("somebody changed the tags of what I asked"),
	[NOTICE_SUGGESTED] = _("somebody suggests an edit of my post"),
	[NOTICE_APPROVED] = _("an edit I suggested was made"),
	[NOTICE_DECLINED] = _("an edit I suggested was declined"),
	[NOTICE_LEVEL_UP] = _("I reach a higher level"),
	[NOTICE_LEVEL_DOWN] = _("my level goes down"),
	[NOTICE_EVIDENCE] = _("credit of mine is held or released"),
	[NOTICE_NUDGE] = _("a question waits that I could help with (without this you are not asked)"),
	[NOTICE_STAYED] = _("whether what I asked stayed solved"),
	[NOTICE_MODERATED] = _("a moderator decides about me or what I wrote"),
	[NOTICE_REPORT] = _("what came of a report of mine"),
	[NOTICE_APPEAL] = _("my appeal is answered"),
};

/* GET /notices -- newest first. */
void notices_show(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t before = form_int8(&rq->query, "before");
	struct notices_view v = {.frame = frame_of(rq, _("Notices"))};

	notices_of(t, rq->viewer.id, before, &v.notices);
	db_wait(t);

	v.newest = v.notices.n ? v.notices.v[0].id : 0;
	if (v.notices.n > NOTICE_PAGE) {
		v.notices.n = NOTICE_PAGE;
		v.next = v.notices.v[NOTICE_PAGE - 1].id;
	}
	v.frame.nav = "notices";
	notices_page(rq->out, &v);
	reply_page(rq);
}

/* POST /notices -- what was on the page, and before it, is read. Doing it twice changes nothing. */
void notices_post(struct request *rq)
{
	struct task *t = &rq->task;

	db_begin(t);
	notices_mark_read(t, rq->viewer.id, form_int8(&rq->body, "newest"));
	stamp_touch(t, STAMP_MEMBER, rq->viewer.id);
	(void)db_commit_wait(t);
	reply_see_other(rq, "/notices");
}

/* ---- settings ---- */

static bool chosen(const struct notice_choices *choices, const char *kind, bool otherwise)
{
	size_t i;

	for (i = 0; i < choices->n; i++)
		if (text_is(choices->v[i].kind, kind))
			return choices->v[i].mail;
	return otherwise;
}

/* GET /settings/notices */
void notice_settings_show(struct request *rq)
{
	struct notice_settings_view v = {.frame = frame_of(rq, _("Settings"))};
	struct notice_choices choices = {0};
	unsigned i;

	notice_choices_of(&rq->task, rq->viewer.id, &choices);
	db_wait(&rq->task);
	v.options.v = arena_array(&rq->task.arena, struct notice_option, NOTICE_KINDS);
	for (i = 0; i < NOTICE_KINDS; i++) {
		const char *name = notice_kind_name((enum notice_kind)i);

		v.options.v[v.options.n++] = (struct notice_option){name, labels[i],
			chosen(&choices, name, notice_mailed_by_default((enum notice_kind)i))};
	}
	v.none = !chosen(&choices, "all", true);
	v.frame.nav = "settings";
	notice_settings_page(rq->out, &v);
	reply_page(rq);
}

/* POST /settings/notices -- every box is said, so the last sending stands. */
void notice_settings_post(struct request *rq)
{
	struct task *t = &rq->task;
	unsigned i;

	db_begin(t);
	for (i = 0; i < NOTICE_KINDS; i++) {
		const char *name = notice_kind_name((enum notice_kind)i);

		notice_choice_set(t, rq->viewer.id, name, form_has(&rq->body, name));
	}
	notice_choice_set(t, rq->viewer.id, "all", !form_has(&rq->body, "none"));
	(void)db_commit_wait(t);
	frame_flash(rq, "saved");
	reply_see_other(rq, "/settings/notices");
}

/* ---- the link in a mail ---- */

static bool stop_read_wait(struct request *rq, struct notice_stop *stop)
{
	struct site_key *key = NULL;

	site_key_find(&rq->task, &key);
	db_wait(&rq->task);
	must(key && key->key.n == 32);
	return notice_stop_read(&rq->task.arena, key->key.s, route_text(rq, "token"), stop);
}

bool notice_stop_signed_wait(struct request *rq)
{
	struct notice_stop stop;

	return stop_read_wait(rq, &stop);
}

static void stop_page(struct request *rq, const struct notice_stop *stop, bool done)
{
	struct notice_stop_view v = {.frame = frame_of(rq, _("Mail from us")),
		.path = rq->path,
		.done = done};
	enum notice_kind kind;

	if (notice_kind_of(stop->kind, &kind))
		v.label = labels[kind];
	notice_stop_page(rq->out, &v);
	reply_secret_page(rq, 200);
}

/* GET /mail/stop/:token */
void notice_stop_show(struct request *rq)
{
	struct notice_stop stop;

	if (!stop_read_wait(rq, &stop))
		return reply_not_found(rq);
	stop_page(rq, &stop, false);
}

/* POST /mail/stop/:token -- the guard has checked the signature. */
void notice_stop_post(struct request *rq)
{
	struct notice_stop stop;

	if (!stop_read_wait(rq, &stop))
		return reply_not_found(rq);
	db_begin(&rq->task);
	notice_choice_set(&rq->task, stop.member, stop.kind, false);
	/* A member who is gone gets no mail anyway. */
	(void)db_commit_wait(&rq->task);
	stop_page(rq, &stop, true);
}
