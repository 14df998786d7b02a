/* erase_jobs.c -- what work does for who leaves, and for exports that are over.
 *
 * Files go first and again at the end: what is sent in between would otherwise stay. After the rows are gone nobody knows any more what to
 * look for; so a job has the words, for as long as it takes, and a worker that is killed in between leaves nothing. */
#include "forum/personal/personal.h"

#include <signal.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/intl.h"
#include "base/log.h"
#include "base/must.h"
#include "craft/craft.h"
#include "db/query.h"
#include "forum/event.h"
#include "forum/personal/personal_sql.h"
#include "jobs/mail.h"
#include "jobs/queue.h"
#include "loop/task.h"

void personal_round_wait(struct task *t)
{
	struct due_members due = {0};
	size_t i;

	erasures_due(t, &due);
	db_wait(t);
	db_begin(t);
	exports_forget(t);
	for (i = 0; i < due.n; i++)
		job_put(t, &(struct job){.kind = "personal.erase",
				   .subject = due.v[i].id,
				   .once = arena_printf(&t->arena, "%lld", (long long)due.v[i].id)});
	db_commit_sure_wait(t);
}

static struct texts needles(struct arena *a, const struct erase_names *n)
{
	const char *all[] = {n->username, n->email, n->email_key};
	const char **v = arena_array(a, const char *, 3);
	size_t count = 0, i;

	for (i = 0; i < 3; i++)
		if (!text_empty(all[i]))
			v[count++] = all[i];
	return (struct texts){v, count};
}

/* The words one under the other, and back. */
static void files_later(struct task *t, int64_t member, struct texts words)
{
	const char *all = "";
	size_t i;

	for (i = 0; i < words.n; i++)
		all = arena_printf(&t->arena, "%s%s\n", all, words.v[i]);
	job_put(t, &(struct job){.kind = "personal.files", .subject = member, .text = all});
}

void personal_files_wait(struct task *t, const struct job *job)
{
	struct arena *a = &t->arena;
	struct slice rest = slice_of(job->text ? job->text : "");
	struct texts words = {arena_array(a, const char *, 3), 0};

	/* A number names nobody, but tells whom to erase again where an earlier backup was put back. */
	log_info("member.erased", "member=%lld", (long long)job->subject);
	while (rest.s && words.n < 3) {
		struct slice one = slice_cut(&rest, '\n');

		if (one.n)
			words.v[words.n++] = arena_text_n(a, one.s, one.n);
	}
	mail_forget_wait(t, words);
}

void personal_erase_wait(struct task *t, const struct job *job)
{
	struct arena *a = &t->arena;
	const char *called = arena_printf(a, _("Former member %lld"), (long long)job->subject);
	const char *source = _("*The author has removed this text.*");
	struct erase_names *names = NULL;
	struct erasure_said *said = NULL;
	struct rendered texts;
	struct texts words;

	erase_names_find(t, job->subject, &names);
	db_wait(t);
	if (!names)
		return;
	words = needles(a, names);
	craft_markdown_wait(t, source, &texts);
	mail_forget_wait(t, words);
	db_begin(t);
	member_erase(t, job->subject, called, intl_skeleton(a, called), &texts, source,
		_("Removed by its author"), &said);
	event_note(t, EVENT_MEMBER_ERASED, 0, job->subject, 0, 0, names->with_texts);
	if (db_wait(t) == DB_CONFLICT)
		task_fail(t, 503, "somebody changed what is to be erased at this moment");
	if (!said || !said->done)
		return db_rollback_wait(t);
	files_later(t, job->subject, words);
	db_commit_sure_wait(t);
	if (fault("erase.done"))
		raise(SIGKILL);
}
