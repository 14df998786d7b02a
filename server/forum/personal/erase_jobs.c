/* erase_jobs.c -- what work does for who leaves, and for exports that are over.
 *
 * Files go first and again at the end: what is sent in between would otherwise stay, and after the rows are gone nobody knows any more
 * what to look for. */
#include "forum/personal/personal.h"

#include "base/arena.h"
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
	must(db_commit_wait(t) == DB_OK);
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
	db_wait(t);
	if (!said || !said->done)
		return db_rollback_wait(t);
	must(db_commit_wait(t) == DB_OK);
	/* A number names nobody, but tells whom to erase again where an earlier backup was put back. */
	log_info("member.erased", "member=%lld", (long long)job->subject);
	mail_forget_wait(t, words);
}
