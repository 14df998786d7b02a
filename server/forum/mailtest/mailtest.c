/* mailtest.c -- see mailtest.h: what work does. */
#include "forum/mailtest/mailtest.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"
#include "db/query.h"
#include "forum/mailtest/mailtest_sql.h"
#include "forum/site.h"
#include "jobs/mail.h"
#include "jobs/queue.h"
#include "loop/task.h"

#define ANSWER_MOST 300 /* characters */

const char *mailtest_masked(struct arena *a, const char *answer)
{
	struct slice rest = slice_of(text_one_line(a, answer));
	const char *out = "";

	while (rest.s) {
		struct slice word = slice_cut(&rest, ' ');
		bool address = word.n && memchr(word.s, '@', word.n);

		out = arena_printf(a, "%s%s%.*s", out, *out ? " " : "", address ? 3 : (int)word.n,
			address ? "…" : word.s);
	}
	return text_excerpt(a, out, ANSWER_MOST);
}

const char *mailtest_kind(struct arena *a, const char *unique)
{
	size_t n = strlen(unique), end = n;

	for (;;) {
		while (end && unique[end - 1] >= '0' && unique[end - 1] <= '9')
			end--;
		if (end == n || !end || unique[end - 1] != '-')
			break;
		n = --end;
	}
	return arena_text_n(a, unique, n);
}

static void note_wait(struct task *t, const struct mail *m, const struct mail_outcome *outcome)
{
	struct arena *a = &t->arena;

	if (db_in_transaction(t))
		return; /* it will be rolled back */
	db_begin(t);
	mail_failure_add(t, mailtest_kind(a, m->unique ? m->unique : "mail"), outcome,
		mailtest_masked(a, outcome->answer));
	db_commit_wait(t);
}

void mailtest_open(void)
{
	mail_on_failure(note_wait);
}

/* It is tried once: what came of it is what the admin wants to know. */
void mailtest_job_wait(struct task *t, const struct job *job)
{
	struct mail_test *test = NULL;
	struct mail_outcome outcome;
	struct mail m = {.subject = arena_printf(&t->arena, _("A test of mail from %s"), site.name),
		.unique = arena_printf(&t->arena, "%s-%lld", job->kind, (long long)job->id)};

	mail_test_find(t, job->subject, &test);
	db_wait(t);
	if (!test)
		return;
	m.to = test->email;
	m.text = arena_printf(&t->arena,
		_("Hello %s,\n\nyou asked for this mail on the admin page of %s. That you can read it means that mail goes out.\n\n%s\n"),
		test->username, site.name, site.url);
	outcome = mail_try_wait(t, &m);
	db_begin(t);
	mail_test_done(t, job->subject, &outcome, mailtest_masked(&t->arena, outcome.answer));
	db_commit_wait(t);
}

void mailtest_clean_wait(struct task *t)
{
	db_begin(t);
	mail_notes_clean(t);
	db_commit_wait(t);
}
