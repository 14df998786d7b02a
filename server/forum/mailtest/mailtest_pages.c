/* mailtest_pages.c -- /admin/mail: a mail to oneself by the usual way, what came of it, and what could not be handed over lately. */
#include "forum/mailtest/mailtest_pages.h"

#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/mailtest/mailtest_view.h"
#include "jobs/queue.h"
#include "templates/admin/mail.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

#define HERE "/admin/mail"

static const struct {
	const char *outcome, *meaning;
} meanings[] = {
	{"taken", _("The mail server has taken it.")},
	{"file", _("It was written into a file: no mail server is set here.")},
	{"never", _("The mail server refuses it for good.")},
	{"later", _("The mail server does not take it now.")},
	{"away", _("The mail server cannot be reached.")},
	{"untrusted", _("The mail server’s certificate is not to be trusted.")},
	{"plain", _("The mail server offers no encryption, and the password does not travel without.")},
	{"login", _("The mail server does not take user and password.")},
};

const char *mailtest_meaning(const char *outcome)
{
	size_t i;

	for (i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (text_is(outcome, meanings[i].outcome))
			return meanings[i].meaning;
	return _("It could not be handed over.");
}

/* GET /admin/mail */
void mailtest_show(struct request *rq)
{
	struct mailtest_view v = {.frame = frame_of(rq, _("Mail")), .key = guard_form_key(rq)};

	mail_tests_seen(rq, &v.tests);
	mail_failures_seen(rq, &v.failures);
	db_wait(&rq->task);
	v.waits = v.tests.n && !when_known(v.tests.v[0].done_at);
	mailtest_page(rq->out, &v);
	reply_page(rq);
}

/* POST /admin/mail */
void mailtest_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct mail_asked *asked = NULL;

	db_begin(t);
	form_key_note(rq, HERE);
	mail_test_ask(rq, &asked);
	if (db_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		(void)db_conflict(t);
		return reply_see_other(rq, HERE);
	}
	if (asked && asked->id)
		job_put(t, &(struct job){.kind = "mail.test", .subject = asked->id});
	(void)db_commit_wait(t);
	frame_flash(rq, asked && asked->id ? "mailed-test" : "already");
	reply_see_other(rq, HERE);
}
