/* data_pages.c -- a member asks for all of his data, and takes it. */
#include "forum/personal/personal_pages.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/out.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/personal/personal_view.h"
#include "jobs/queue.h"
#include "templates/personal/settings.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define HERE	  "/settings/data"
#define PART_MOST (64 << 20) /* bytes; parts are made much smaller */

static const char *size_said(struct arena *a, int64_t bytes)
{
	return bytes < 1 << 20 ? arena_printf(a, "%lld KB", (long long)(bytes / 1024 + 1))
			       : arena_printf(a, "%.1f MB", (double)bytes / (1 << 20));
}

static void page_wait(struct request *rq, const char *password_error, int status)
{
	struct task *t = &rq->task;
	struct data_view v = {.frame = frame_of(rq, _("Your data")), .password_error = password_error};
	struct erasure_row *leaving = NULL;
	int64_t i;

	v.frame.nav = "settings";
	v.key = guard_form_key_again(rq, form_text_or_empty(&rq->body, "key"));
	export_find(t, rq->viewer.id, &v.export);
	erasure_find(t, rq->viewer.id, &leaving);
	db_wait(t);
	v.may_ask = !v.export || (v.export->done_at.us != 0 && !v.export->today);
	v.leaving = leaving != NULL;
	v.due_at = leaving ? leaving->due_at : (struct when){0};
	if (v.export && v.export->done_at.us != 0 && v.export->expires_at.us > clock_now().us) {
		v.size = size_said(&t->arena, v.export->bytes);
		v.parts.v = arena_array(&t->arena, struct data_part, v.export->parts + 1);
		for (i = 1; i <= v.export->parts; i++)
			v.parts.v[v.parts.n++] = (struct data_part){v.export->id, i};
	}
	data_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /settings/data */
void personal_data_show(struct request *rq)
{
	page_wait(rq, NULL, 200);
}

static void ask_wait(struct request *rq)
{
	struct task *t = &rq->task;
	struct export_asked *made = NULL;

	db_begin(t);
	form_key_note(rq, HERE);
	export_ask(rq, &made);
	if (db_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		task_fail(t, 503, "somebody asked at the same moment");
	}
	if (!made || made->id == 0) {
		db_rollback_wait(t);
		return page_wait(rq, NULL, 409);
	}
	job_put(t, &(struct job){.kind = "personal.export", .subject = rq->viewer.id, .other = made->id});
	(void)db_commit_wait(t);
	frame_flash(rq, "export-asked");
	reply_see_other(rq, HERE);
}

/* POST /settings/data */
void personal_data_post(struct request *rq)
{
	switch (account_password_again_wait(rq)) {
	case PASSWORD_RIGHT:
		return ask_wait(rq);
	case PASSWORD_WRONG:
		return page_wait(rq, _("This is not your password."), 422);
	case PASSWORD_ANSWERED:
		return;
	}
}

/* GET /settings/data/:export/:part -- the ZIP, for who it is about, as long as it is there. */
void personal_archive_show(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t export = route_int8(rq, "export"), part = route_int8(rq, "part"), n;
	struct export_piece *piece;

	if (part < 1 || part > INT32_MAX)
		return reply_not_found(rq);
	rq->out->most = PART_MOST;
	for (n = 0; n <= INT16_MAX; n++) {
		piece = NULL;
		export_read(rq, export, part, n, &piece);
		db_wait(t);
		if (!piece || !piece->data.n)
			break;
		out_raw(rq->out, (const char *)piece->data.s, piece->data.n);
	}
	if (n == 0)
		return reply_not_found(rq);
	reply_header(rq, "Content-Disposition",
		arena_printf(&t->arena, "attachment; filename=\"%s-%" PRId64 "-%" PRId64 ".zip\"",
			rq->viewer.name, export, part));
	reply_header(rq, "Cache-Control", "private, no-store");
	reply_type(rq, "application/zip");
}
