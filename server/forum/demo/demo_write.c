/* demo_write.c -- `bothy demo`: puts the demo into an empty community, in one transaction.
 *
 * Posts are added in the order of their time, so that ids follow time as they do in life; events are gathered and
 * written at the end in that order, for whoever reads them as a history. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/must.h"
#include "base/secret.h"
#include "craft/craft.h"
#include "db/query.h"
#include "db/stamp.h"
#include "forum/demo/demo.h"
#include "forum/demo/demo_sql.h"
#include "forum/thread/thread.h"
#include "loop/task.h"
#include "web/request.h"

#define PASSWORD_BYTES 15 /* 20 characters */

struct event_row {
	struct when at;
	enum event_kind kind;
	int64_t member, other, thread, post, number;
};

struct writer {
	struct task *t;
	struct arena *a;
	const struct demo *demo;
	struct when now;
	int64_t *members, *topics, *tags, *threads; /* ids, by place in the demo's lists */
	const char *hash; /* of nobody's password, for accounts nobody signs in with: NULL */
	struct event_row *events;
	size_t event_count, event_room;
	const char *accounts; /* the lines for the file of accounts */
	bool failed;
};

/* A constraint of the schema does not take what the demo's files say. */
static _Noreturn void refuse(struct writer *w)
{
	task_fail(w->t, 500, arena_printf(w->a, "the demo breaks the rule \"%s\"", db_conflict(w->t)));
}

static int64_t id_of(struct writer *w, struct demo_id *const *id)
{
	if (db_wait(w->t) == DB_CONFLICT)
		refuse(w);
	must(*id);
	return (*id)->id;
}

/* The place of ${x} in a list of pointers. */
#define PLACE_OF(list, x, place) \
	for (place = 0; place < (list).n && (list).v[place] != (x); place++) \
		;

static int64_t member_id(struct writer *w, const struct demo_member *m)
{
	size_t i;

	PLACE_OF(w->demo->members, m, i);
	must(i < w->demo->members.n);
	return w->members[i];
}

static void event_gather(struct writer *w, struct event_row row)
{
	if (w->event_count == w->event_room) {
		size_t room = w->event_room ? w->event_room * 2 : 1024;

		w->events = arena_grow(w->a, w->events, w->event_count * sizeof(row), room * sizeof(row));
		w->event_room = room;
	}
	w->events[w->event_count++] = row;
}

/* ---- members, topics, tags ---- */

static unsigned roles_of(const struct demo_member *m)
{
	return ROLE_MEMBER | (m->staff ? ROLE_STAFF : 0u) | (m->moderator ? ROLE_MODERATOR : 0u) |
	       (m->admin ? ROLE_ADMIN : 0u);
}

/* An account people are told about gets a random password, which only the file of accounts ever sees. */
static const char *password_make_wait(struct writer *w, const struct demo_member *m)
{
	static const char *const names[] = {NULL, "MEMBER", "MODERATOR", "ADMIN"};
	unsigned char bytes[PASSWORD_BYTES];
	const char *password;

	if (m->account == DEMO_NO_ACCOUNT)
		return NULL;
	secret_random(bytes, sizeof(bytes));
	password = secret_encode(w->a, bytes, sizeof(bytes));
	w->accounts = arena_printf(w->a, "%s%s_NAME=%s\n%s_PASSWORD=%s\n", w->accounts, names[m->account],
		m->username, names[m->account], password);
	return craft_password_hash_wait(w->t, password);
}

static void members_write_wait(struct writer *w)
{
	size_t i;

	w->members = arena_array(w->a, int64_t, w->demo->members.n);
	for (i = 0; i < w->demo->members.n; i++) {
		const struct demo_member *m = w->demo->members.v[i];
		const char *hash = password_make_wait(w, m), *key = intl_email(w->a, m->email);
		struct demo_id *id;

		must(key);
		demo_member_add(w->t, m, intl_skeleton(w->a, m->name), roles_of(m), &id);
		w->members[i] = id_of(w, &id);
		demo_login_add(w->t, w->members[i], m, key, hash);
		event_gather(w, (struct event_row){m->joined, EVENT_MEMBER_JOINED, w->members[i]});
		event_gather(w, (struct event_row){m->joined, EVENT_MEMBER_CONFIRMED, w->members[i]});
	}
}

static void topics_write_wait(struct writer *w)
{
	size_t i, s;

	w->topics = arena_array(w->a, int64_t, w->demo->topics.n);
	w->tags = arena_array(w->a, int64_t, w->demo->tags.n);
	for (i = 0; i < w->demo->topics.n; i++) {
		struct demo_id *id;

		demo_topic_add(w->t, w->demo->topics.v[i], &id);
		w->topics[i] = id_of(w, &id);
	}
	for (i = 0; i < w->demo->tags.n; i++) {
		const struct demo_tag *tag = w->demo->tags.v[i];
		struct demo_id *id;

		demo_tag_add(w->t, tag, &id);
		w->tags[i] = id_of(w, &id);
		for (s = 0; s < tag->synonyms.n; s++)
			demo_synonym_add(w->t, w->tags[i], tag->synonyms.v[s]);
	}
}

/* ---- threads and posts ---- */

static const char *thread_url(void *arg, const struct demo_thread *thread)
{
	struct writer *w = arg;
	size_t i;

	PLACE_OF(w->demo->threads, thread, i);
	return thread_path(w->a, w->threads[i], intl_slug(w->a, thread->title));
}

static const char *state_of(const struct demo_thread *th)
{
	bool asker = false, staff = false;
	size_t i;

	if (th->discussion)
		return NULL;
	for (i = 0; i < th->answers.n; i++) {
		const struct demo_post *p = th->answers.v[i];

		if (!p->accepted || when_known(p->withdrawn))
			continue;
		asker |= p->accepted->who == th->question->author;
		staff |= p->accepted->who != th->question->author;
	}
	if (asker || staff)
		return asker ? "confirmed" : "solved_unconfirmed";
	if (when_known(th->reopened))
		return "reopened";
	return th->answers.n ? "answered" : "open";
}

static int64_t thread_write_wait(struct writer *w, const struct demo_thread *th)
{
	struct demo_thread_row row = {
		.thread = th,
		.author = member_id(w, th->question->author),
		.slug = intl_slug(w->a, th->title),
		.state = state_of(th),
		.episode = when_known(th->reopened) ? 2 : 1,
	};
	struct demo_id *id;
	int64_t thread;
	size_t i, tag;

	PLACE_OF(w->demo->topics, th->topic, i);
	row.topic = w->topics[i];
	demo_thread_add(w->t, &row, &id);
	thread = id_of(w, &id);
	for (i = 0; i < th->tags.n; i++) {
		PLACE_OF(w->demo->tags, th->tags.v[i], tag);
		demo_thread_tag_add(w->t, thread, w->tags[tag], (int)i);
	}
	demo_views_set(w->t, thread, th->views);
	return thread;
}

/* A post of a thread with what it hangs on, on the way into the table. */
struct pending {
	const struct demo_post *post;
	size_t parent; /* place of what it is a comment on, else its own */
	const char *kind;
	int64_t id;
};

static int by_time(const void *a, const void *b)
{
	const struct pending *x = a, *y = b;
	int depth = (strcmp(x->kind, "comment") == 0) - (strcmp(y->kind, "comment") == 0);

	if (strcmp(x->kind, "question") == 0 || strcmp(y->kind, "question") == 0)
		return strcmp(x->kind, "question") == 0 ? -1 : 1;
	if (x->post->at.us != y->post->at.us)
		return x->post->at.us < y->post->at.us ? -1 : 1;
	return depth;
}

static size_t posts_gather(struct writer *w, const struct demo_thread *th, struct pending **out)
{
	size_t n = 1 + th->answers.n + th->question->comments.n, i, c;
	struct pending *list;

	for (i = 0; i < th->answers.n; i++)
		n += th->answers.v[i]->comments.n;
	*out = list = arena_array(w->a, struct pending, n);
	n = 0;
	list[n++] = (struct pending){.post = th->question, .kind = "question"};
	for (c = 0; c < th->question->comments.n; c++)
		list[n++] = (struct pending){.post = th->question->comments.v[c], .kind = "comment"};
	for (i = 0; i < th->answers.n; i++) {
		list[n++] = (struct pending){.post = th->answers.v[i],
			.kind = th->discussion ? "reply" : "answer"};
		for (c = 0; c < th->answers.v[i]->comments.n; c++)
			list[n++] =
				(struct pending){.post = th->answers.v[i]->comments.v[c], .kind = "comment"};
	}
	qsort(list, n, sizeof(*list), by_time);
	return n;
}

/* The post that ${comment} hangs on. */
static const struct pending *parent_of(const struct pending *list, size_t n, const struct demo_post *comment)
{
	size_t i, c;

	for (i = 0; i < n; i++)
		for (c = 0; c < list[i].post->comments.n; c++)
			if (list[i].post->comments.v[c] == comment)
				return &list[i];
	return NULL;
}

static void revisions_write(struct writer *w, const struct demo_post *p, int64_t id)
{
	const struct demo_member *writer = p->author;
	struct when at = p->at;
	size_t i;

	for (i = 0; i < p->edits.n; i++) {
		const struct demo_edit *e = &p->edits.v[i];

		demo_revision_add(w->t, id, (int)i + 1, member_id(w, writer), e->title,
			demo_body(w->a, w->demo, e->body, thread_url, w), at);
		writer = e->by;
		at = e->at;
	}
}

static void post_event(struct writer *w, const struct pending *p, const struct pending *parent,
	const struct demo_thread *th, int64_t thread)
{
	int64_t author = member_id(w, p->post->author);
	struct event_row row = {p->post->at, EVENT_ANSWER_ADDED, author, member_id(w, th->question->author),
		thread, p->id, 0};

	if (strcmp(p->kind, "question") == 0) {
		row.kind = EVENT_THREAD_ADDED;
		row.other = 0;
		row.number = th->discussion ? 2 : 1;
	} else if (parent) {
		row.kind = EVENT_COMMENT_ADDED;
		row.other = member_id(w, parent->post->author);
		row.number = parent->id;
	}
	event_gather(w, row);
}

static void post_write_wait(struct writer *w, struct pending *list, size_t n, size_t i,
	const struct demo_thread *th, int64_t thread)
{
	struct pending *p = &list[i];
	const struct pending *parent = strcmp(p->kind, "comment") == 0 ? parent_of(list, n, p->post) : NULL;
	struct demo_post_row row = {
		.post = p->post,
		.thread = thread,
		.parent = parent ? parent->id : 0,
		.author = member_id(w, p->post->author),
		.editor = p->post->edits.n ? member_id(w, p->post->edits.v[p->post->edits.n - 1].by) : 0,
		.kind = p->kind,
		.source = demo_body(w->a, w->demo, p->post->body, thread_url, w),
		.official = p->post->author->staff && strcmp(p->kind, "question") != 0 && !parent,
	};
	struct demo_id *id;

	craft_markdown_wait(w->t, row.source, &row.rendered);
	if (row.rendered.verdict != CRAFT_OK) {
		fprintf(stderr, "bothy demo: %s: the text cannot be rendered\n", p->post->place);
		w->failed = true;
		return;
	}
	demo_post_add(w->t, &row, &id);
	p->id = id_of(w, &id);
	revisions_write(w, p->post, p->id);
	post_event(w, p, parent, th, thread);
	demo_follow_add(w->t, thread, row.author, p->post->at);
}

/* ---- acts ---- */

static void acceptance_write(struct writer *w, const struct demo_thread *th, int64_t thread,
	const struct pending *p)
{
	const struct demo_act *a = p->post->accepted;
	bool staff = a->who != th->question->author;
	int64_t who = member_id(w, a->who), helper = member_id(w, p->post->author);

	demo_acceptance_add(w->t, thread, p->id, who, staff, a->context, a->at, p->post->withdrawn);
	event_gather(w, (struct event_row){a->at, staff ? EVENT_STAFF_ACCEPTED : EVENT_ACCEPTED, who, helper,
				thread, p->id, 0});
	if (when_known(p->post->withdrawn))
		event_gather(w, (struct event_row){p->post->withdrawn,
					staff ? EVENT_STAFF_UNACCEPTED : EVENT_UNACCEPTED, who, helper,
					thread, p->id, 0});
}

static void reactions_write(struct writer *w, const struct demo_acts *acts, const char *kind,
	enum event_kind event, int64_t thread, const struct pending *p)
{
	int64_t author = member_id(w, p->post->author);
	size_t i;

	for (i = 0; i < acts->n; i++) {
		const struct demo_act *a = &acts->v[i];

		demo_reaction_add(w->t, p->id, author, member_id(w, a->who), kind, a->context, a->at);
		event_gather(w,
			(struct event_row){a->at, event, member_id(w, a->who), author, thread, p->id, 0});
	}
}

static void guests_write(struct writer *w, int64_t thread, const struct pending *p)
{
	int64_t i;

	for (i = 0; i < p->post->guests; i++) {
		const char *visitor = arena_printf(w->a, "%s guest %lld", p->post->place, (long long)i);
		struct when at = demo_some_time_after(p->post->at, w->now, 120, visitor);

		demo_found_add(w->t, p->id, visitor, at);
		event_gather(w, (struct event_row){at, EVENT_FOUND, 0, member_id(w, p->post->author), thread,
					p->id, 0});
	}
}

static void acts_write(struct writer *w, const struct demo_thread *th, int64_t thread,
	const struct pending *p)
{
	if (p->post->accepted)
		acceptance_write(w, th, thread, p);
	reactions_write(w, &p->post->thanks, "thanks", EVENT_THANKED, thread, p);
	reactions_write(w, &p->post->helped, "helped", EVENT_HELPED, thread, p);
	reactions_write(w, &p->post->not_helpful, "unhelpful", EVENT_UNHELPFUL, thread, p);
	guests_write(w, thread, p);
}

static void me_too_write(struct writer *w, const struct demo_thread *th, int64_t thread)
{
	int64_t asker = member_id(w, th->question->author);
	size_t i;

	for (i = 0; i < th->me_too.n; i++) {
		const struct demo_act *a = &th->me_too.v[i];
		int64_t who = member_id(w, a->who);

		demo_me_too_add(w->t, thread, asker, who, a->at);
		demo_follow_add(w->t, thread, who, a->at);
		event_gather(w, (struct event_row){a->at, EVENT_ME_TOO, who, asker, thread, 0, 0});
	}
	if (when_known(th->reopened))
		event_gather(w, (struct event_row){th->reopened, EVENT_STATE_CHANGED, asker, asker, thread, 0,
					STATE_REOPENED});
}

static void threads_write_wait(struct writer *w)
{
	size_t i, p, n;

	w->threads = arena_array(w->a, int64_t, w->demo->threads.n);
	for (i = 0; i < w->demo->threads.n && !w->failed; i++) {
		const struct demo_thread *th = w->demo->threads.v[i];
		struct pending *list;

		w->threads[i] = thread_write_wait(w, th);
		n = posts_gather(w, th, &list);
		for (p = 0; p < n && !w->failed; p++) {
			post_write_wait(w, list, n, p, th, w->threads[i]);
			acts_write(w, th, w->threads[i], &list[p]);
		}
		me_too_write(w, th, w->threads[i]);
		if (db_wait(w->t) == DB_CONFLICT)
			refuse(w);
	}
}

static void announcements_write(struct writer *w)
{
	size_t i, place;

	for (i = 0; i < w->demo->notices.n; i++) {
		const struct demo_notice *n = &w->demo->notices.v[i];

		PLACE_OF(w->demo->threads, n->thread, place);
		demo_announcement_add(w->t, n, place < w->demo->threads.n ? w->threads[place] : 0);
	}
}

/* ---- the end ---- */

static int event_by_time(const void *a, const void *b)
{
	const struct event_row *x = a, *y = b;

	if (x->at.us != y->at.us)
		return x->at.us < y->at.us ? -1 : 1;
	return (x > y) - (x < y);
}

static void events_write(struct writer *w)
{
	size_t i;

	qsort(w->events, w->event_count, sizeof(*w->events), event_by_time);
	for (i = 0; i < w->event_count; i++) {
		const struct event_row *e = &w->events[i];

		demo_event_add(w->t, e->at, e->kind, e->member, e->other, e->thread, e->post, e->number);
		if (i % 500 == 499 && db_wait(w->t) == DB_CONFLICT)
			refuse(w);
	}
}

/* After the commit: an account in the file is one in the database. */
static bool accounts_write(const char *path, const char *lines)
{
	FILE *out = stdout;

	if (path) {
		umask(077);
		out = fopen(path, "we");
	}
	if (!out || fputs(lines, out) < 0 || (path ? fclose(out) : fflush(out)) != 0) {
		perror(path ? path : "bothy demo");
		return false;
	}
	return true;
}

int demo_write_wait(struct task *t, void *settings)
{
	const struct demo_settings *s = settings;
	struct writer w = {.t = t, .a = &t->arena, .now = clock_now(), .accounts = ""};
	const char *error = NULL;
	struct demo_id *thread = NULL;

	w.demo = demo_read(w.a, demo_files, w.now, &error);
	if (!w.demo) {
		fprintf(stderr, "bothy demo: %s\n", error);
		return 1;
	}
	demo_present(t, &thread);
	db_wait(t);
	if (thread) {
		fprintf(stderr,
			"bothy demo: this community has threads already; the demo goes into an empty one only\n");
		return 1;
	}
	db_begin(t);
	members_write_wait(&w);
	topics_write_wait(&w);
	threads_write_wait(&w);
	announcements_write(&w);
	events_write(&w);
	demo_reckon(t);
	stamp_touch(t, STAMP_EPOCH, 0);
	if (w.failed || db_commit_wait(t) != DB_OK) {
		fprintf(stderr, "bothy demo: nothing was written\n");
		return 1;
	}
	if (!accounts_write(s->accounts, w.accounts))
		return 1;
	printf("%zu members, %zu topics, %zu threads\n", w.demo->members.n, w.demo->topics.n,
		w.demo->threads.n);
	return 0;
}
