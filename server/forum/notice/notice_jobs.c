/* notice_jobs.c -- what work does about notices: makes them, and mails those nobody has read after two minutes. */
#include "forum/notice/notice.h"

#include "base/arena.h"
#include "base/intl.h"
#include "base/must.h"
#include "db/query.h"
#include "forum/followup/followup.h"
#include "forum/notice/notice_sql.h"
#include "forum/site.h"
#include "jobs/mail.h"
#include "jobs/worker.h"
#include "loop/task.h"

static struct texts names_in(struct arena *a, const char *text)
{
	struct slice rest = slice_of(text ? text : "");
	struct texts names = {arena_array(a, const char *, rest.n + 1), 0};

	while (rest.s) {
		struct slice name = slice_cut(&rest, ',');

		if (name.n)
			names.v[names.n++] = arena_text_n(a, name.s, name.n);
	}
	return names;
}

static struct texts names_of_wait(struct task *t, const struct job *job)
{
	struct notice_names *stored = NULL;

	if (!text_is(job->text, NOTICE_NAMES_IN_IT))
		return names_in(&t->arena, job->text);
	notice_names_in(t, job->subject, &stored);
	db_wait(t);
	return stored ? stored->names : (struct texts){0};
}

void notice_post_wait(struct task *t, const struct job *job)
{
	db_begin(t);
	notices_of_post_add(t, job->subject, names_of_wait(t, job));
	job_commit_wait(t, job);
}

void notice_act_wait(struct task *t, const struct job *job)
{
	enum notice_kind kind;

	if (!notice_kind_of(job->text, &kind))
		return;
	db_begin(t);
	notice_add(t, 0, kind, job->other, job->subject);
	job_commit_wait(t, job);
}

/* ---- mail ---- */

static const char *sentence_of(struct arena *a, const struct notice *n)
{
	const char *who = n->actor_display ? n->actor_display : _("Somebody");
	enum notice_kind kind;

	if (!notice_kind_of(n->kind, &kind))
		return arena_printf(a, _("There is news in “%s”"), n->title);
	switch (kind) {
	case NOTICE_ANSWER:
		return arena_printf(a, _("%s answered “%s”"), who, n->title);
	case NOTICE_COMMENT:
		return arena_printf(a, _("%s commented on what you wrote in “%s”"), who, n->title);
	case NOTICE_MENTION:
		return arena_printf(a, _("%s named you in “%s”"), who, n->title);
	case NOTICE_ACCEPTED:
		return arena_printf(a, _("Your answer solved “%s”"), n->title);
	case NOTICE_THANKS:
		return arena_printf(a, _("%s thanks you for your post in “%s”"), who, n->title);
	case NOTICE_HELPED:
		return arena_printf(a, _("Your answer helped %s too, in “%s”"), who, n->title);
	case NOTICE_EDITED:
		return arena_printf(a, _("A moderator edited your post in “%s”"), n->title);
	case NOTICE_REOPENED:
		return arena_printf(a, _("“%s” is open again"), n->title);
	case NOTICE_RETAGGED:
		return arena_printf(a, _("%s changed the tags of “%s”"), who, n->title);
	case NOTICE_SUGGESTED:
		return arena_printf(a, _("%s suggests an edit of your post in “%s”"), who, n->title);
	case NOTICE_APPROVED:
		return arena_printf(a, _("The edit you suggested in “%s” was made"), n->title);
	case NOTICE_DECLINED:
		return arena_printf(a, _("The edit you suggested in “%s” was declined"), n->title);
	case NOTICE_LEVEL_UP:
		return _("You have reached a higher level: you can do more here now");
	case NOTICE_LEVEL_DOWN:
		return _("Your level went down: here is why");
	case NOTICE_EVIDENCE:
		return _("Some of your credit is or was held: here is why");
	case NOTICE_NUDGE:
		return arena_printf(a, _("Could you help? “%s” has no answer yet"), n->title);
	case NOTICE_STAYED:
		return arena_printf(a, _("Did “%s” stay solved?"), n->title);
	case NOTICE_MODERATED:
		return _("A moderator made a decision that concerns you: here is what and why");
	case NOTICE_REPORT:
		return _("A moderator has looked at what you reported");
	case NOTICE_APPEAL:
		return _("Your appeal was answered");
	case NOTICE_FOLLOWED:
		break;
	}
	return arena_printf(a, _("%s wrote in “%s”, which you follow"), who, n->title);
}

static bool wanted(const struct notice_choices *choices, const char *name)
{
	enum notice_kind kind;
	size_t i;

	for (i = 0; i < choices->n; i++)
		if (text_is(choices->v[i].kind, "all") && !choices->v[i].mail)
			return false;
	for (i = 0; i < choices->n; i++)
		if (text_is(choices->v[i].kind, name))
			return choices->v[i].mail;
	return notice_kind_of(name, &kind) && notice_mailed_by_default(kind);
}

/* Where the letter leads; whether it stayed solved can be said without signing in. */
static const char *link_of(struct arena *a, int64_t member, const struct notice *n, const struct blob *key)
{
	const char *page = notice_page_of(n->kind);

	if (text_is(n->kind, notice_kind_name(NOTICE_STAYED)))
		return followup_path(a, key->s, n->thread_id, member);
	return page ? page : arena_printf(a, "/a/%lld", (long long)n->post_id);
}

static const char *letter_of(struct arena *a, int64_t member, const struct notice_reader *reader,
	const struct notices *list, const struct blob *key, const char *stop)
{
	const char *text = arena_printf(a, _("Hello %s,\n\n"), reader->display);
	size_t i;

	for (i = 0; i < list->n; i++) {
		const struct notice *n = &list->v[i];

		text = arena_printf(a, "%s%s:\n%s%s\n\n", text, sentence_of(a, n), site.url,
			link_of(a, member, n, key));
		if (!text_empty(n->excerpt) && !text_is(n->kind, "accepted"))
			text = arena_printf(a, "%s    %s\n\n", text, text_one_line(a, n->excerpt));
	}
	return arena_printf(a,
		_("%sTo choose what you get mail about: %s/settings/notices\nTo get no more of these mails: %s%s\n\n%s\n"),
		text, site.url, site.url, stop, site.name);
}

static struct notices wanted_of(struct arena *a, const struct notices *all,
	const struct notice_choices *choices)
{
	struct notices kept = {arena_array(a, struct notice, all->n + 1), 0};
	size_t i;

	for (i = 0; i < all->n; i++)
		if (wanted(choices, all->v[i].kind))
			kept.v[kept.n++] = all->v[i];
	return kept;
}

static void letter_send_wait(struct task *t, int64_t member, const struct notice_reader *reader,
	const struct notices *list, const struct blob *key)
{
	struct arena *a = &t->arena;
	const struct notice *first = &list->v[0];
	const char *stop = notice_stop_path(a, key->s, member, list->n == 1 ? first->kind : "all");
	struct mail m = {
		.to = reader->email,
		.subject = list->n == 1 ? sentence_of(a, first)
					: arena_printf(a, _("%s, and %zu more"), sentence_of(a, first),
						  list->n - 1),
		.text = letter_of(a, member, reader, list, key, stop),
		.stop_url = arena_printf(a, "%s%s", site.url, stop),
		.thread_id =
			list->n == 1 ? arena_printf(a, "thread-%lld", (long long)first->thread_id) : NULL,
		.unique = arena_printf(a, "notice-%lld-%lld", (long long)member,
			(long long)list->v[list->n - 1].id),
	};

	m.subject = text_one_line(a, m.subject);
	mail_send_wait(t, &m);
}

/* Ids are given before commit: one that is lower than these may yet appear, and is not among them. */
static struct texts ids_of(struct arena *a, const struct notices *all)
{
	struct texts ids = {arena_array(a, const char *, all->n), 0};

	for (; ids.n < all->n; ids.n++)
		ids.v[ids.n] = arena_printf(a, "%lld", (long long)all->v[ids.n].id);
	return ids;
}

/* Sent first, noted after: a crash between sends the same mail twice, with the same Message-ID, rather than none. */
void notice_mail_wait(struct task *t, const struct job *job)
{
	struct notice_reader *reader = NULL;
	struct notices all = {0}, list;
	struct notice_choices choices = {0};
	struct site_key *key = NULL;

	notice_reader_of(t, job->subject, &reader);
	notices_to_mail(t, job->subject, &all);
	notice_choices_of(t, job->subject, &choices);
	site_key_find(t, &key);
	db_wait(t);
	if (!all.n)
		return;
	list = wanted_of(&t->arena, &all, &choices);
	must(key && key->key.n == 32);
	if (reader && reader->confirmed && list.n)
		letter_send_wait(t, job->subject, reader, &list, &key->key);
	db_begin(t);
	notices_mailed(t, job->subject, ids_of(&t->arena, &all));
	if (all.n == NOTICES_A_MAIL)
		job_put(t, &(struct job){.kind = job->kind,
				   .subject = job->subject,
				   .once = arena_printf(&t->arena, "%lld", (long long)job->subject)});
	(void)db_commit_wait(t);
}
