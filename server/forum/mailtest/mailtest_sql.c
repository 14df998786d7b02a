/* mailtest_sql.c -- see mailtest_sql.h. The public door asks the functions of migrations/0036, which look who asks. */
#include "forum/mailtest/mailtest_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "jobs/mail.h"
#include "web/request.h"

static void read_test(struct row *r, struct mail_test *x)
{
	x->username = row_text(r, "username");
	x->email = row_text(r, "email");
}

static void read_asked(struct row *r, struct mail_asked *x)
{
	x->id = row_int8(r, "id");
}

static void read_note(struct row *r, struct mail_note *x)
{
	x->at = row_when(r, "at");
	x->done_at = row_when(r, "done_at");
	x->kind = row_text(r, "kind");
	x->outcome = row_text(r, "outcome");
	x->answer = row_text(r, "answer");
	x->code = row_int8(r, "code");
}

QUERY(mail_test_waiting, DOOR_WORK, struct mail_test, read_test,
	"SELECT m.username, l.email FROM ops.mail_test t JOIN community.member m ON m.id = t.member_id"
	" JOIN community.login l ON l.member_id = m.id WHERE t.id = $1 AND t.done_at IS NULL AND m.state = 'active'");
COMMAND(mail_test_settle, DOOR_WORK,
	"UPDATE ops.mail_test SET done_at = now(), outcome = $2, code = $3, answer = $4 WHERE id = $1 AND done_at IS NULL");
COMMAND(mail_failure_insert, DOOR_WORK,
	"INSERT INTO ops.mail_failure (kind, outcome, code, answer) VALUES ($1, $2, $3, $4)");
COMMAND(mail_failures_forget, DOOR_WORK,
	"DELETE FROM ops.mail_failure WHERE at < now() - interval '30 days'");
COMMAND(mail_tests_forget, DOOR_WORK,
	"DELETE FROM ops.mail_test WHERE asked_at < now() - interval '30 days'");

QUERY(mail_test_begin, DOOR_WEB, struct mail_asked, read_asked, "SELECT ops.mail_test_ask($1, $2) AS id");
QUERY(mail_tests_own, DOOR_WEB, struct mail_note, read_note,
	"SELECT asked_at AS at, done_at, 'mail.test' AS kind, outcome, answer, code FROM ops.mail_tests_seen($1, $2)");
QUERY(mail_failures_newest, DOOR_WEB, struct mail_note, read_note,
	"SELECT at, at AS done_at, kind, outcome, answer, code FROM ops.mail_failures_seen($1, $2)");

void mail_test_find(struct task *t, int64_t id, struct mail_test **out)
{
	db_one(t, &mail_test_waiting, out, id);
}

void mail_test_done(struct task *t, int64_t id, const struct mail_outcome *outcome, const char *answer)
{
	db_run(t, &mail_test_settle, id, outcome->what, outcome->code, answer);
}

void mail_failure_add(struct task *t, const char *kind, const struct mail_outcome *outcome,
	const char *answer)
{
	db_run(t, &mail_failure_insert, kind, outcome->what, outcome->code, answer);
}

void mail_notes_clean(struct task *t)
{
	db_run(t, &mail_failures_forget);
	db_run(t, &mail_tests_forget);
}

void mail_test_ask(struct request *rq, struct mail_asked **out)
{
	db_one(&rq->task, &mail_test_begin, out, rq->viewer.id, rq->viewer.session);
}

void mail_tests_seen(struct request *rq, struct mail_notes *out)
{
	db_many(&rq->task, &mail_tests_own, out, rq->viewer.id, rq->viewer.session);
}

void mail_failures_seen(struct request *rq, struct mail_notes *out)
{
	db_many(&rq->task, &mail_failures_newest, out, rq->viewer.id, rq->viewer.session);
}
