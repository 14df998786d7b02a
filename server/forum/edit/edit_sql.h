/* edit_sql.h -- the statements of editing and of history; for the files of this folder only. */
#ifndef FORUM_EDIT_SQL_H
#define FORUM_EDIT_SQL_H

#include "base/clock.h"
#include "forum/edit/edit_form.h"

struct rendered;
struct task;
struct thread_locked;

/* NULL: there is no such post, or it or its thread is deleted. For a write after thread_hold_by_post(). */
void editable_find(struct task *t, int64_t post, struct editable **out);
/* The same of the post that ${suggestion} would change. */
void editable_find_suggested(struct task *t, int64_t suggestion, struct editable **out);

/* The same of what opens a thread, after thread_hold(). */
void opening_find(struct task *t, int64_t thread, struct editable **out);

/* Keeps the version of now and puts the new one in its place, with its event. ${slug}: of the title, for what
 * opens a thread. */
struct new_version {
	const struct editable *post;
	const struct edit_form *form;
	const struct rendered *text;
	const char *slug;
	int64_t editor_id;
};
void version_add(struct task *t, const struct new_version *v);
/* A version of what opens a thread in which only the tags are others. */
void tags_version_add(struct task *t, const struct editable *p, const struct edit_form *f, int64_t editor);

/* One version of a post, the one of now among them. */
struct version {
	int64_t revision;
	const char *title, *product, *tags; /* of what opens a thread; NULL: of others, or not known */
	const char *source, *reason;
	struct when written_at;
	bool editor_known;
	bool hidden; /* held private data: for moderators only */
	struct byline editor;
};
LIST(versions, struct version);

#define HISTORY_PAGE 10 /* versions on a page */
/* HISTORY_PAGE + 1 at most, the newest first, from ${revision} down; 0: from the newest. */
void versions_find(struct task *t, int64_t post, int64_t revision, struct versions *out);

#endif
