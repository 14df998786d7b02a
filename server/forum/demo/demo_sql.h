/* demo_sql.h -- rows of the demo with dates of their own; counters are reckoned at the end, from the rows. */
#ifndef FORUM_DEMO_DEMO_SQL_H
#define FORUM_DEMO_DEMO_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "forum/demo/demo_read.h"
#include "forum/event.h"
#include "markup/rendered.h"

struct task;

struct demo_id {
	int64_t id;
};

/* Whether there is anything already. */
void demo_present(struct task *t, struct demo_id **thread);
void demo_member_add(struct task *t, const struct demo_member *m, const char *skeleton, unsigned roles,
	struct demo_id **id);
void demo_login_add(struct task *t, int64_t member, const struct demo_member *m, const char *email_key,
	const char *hash);
void demo_topic_add(struct task *t, const struct demo_topic *topic, struct demo_id **id);
void demo_tag_add(struct task *t, const struct demo_tag *tag, struct demo_id **id);
void demo_synonym_add(struct task *t, int64_t tag, const char *name);
void demo_announcement_add(struct task *t, const struct demo_notice *n, int64_t thread);

struct demo_thread_row {
	const struct demo_thread *thread;
	int64_t topic, author;
	const char *slug, *state;
	int64_t episode;
};
void demo_thread_add(struct task *t, const struct demo_thread_row *row, struct demo_id **id);
void demo_thread_tag_add(struct task *t, int64_t thread, int64_t tag, int position);
void demo_views_set(struct task *t, int64_t thread, int64_t views);

struct demo_post_row {
	const struct demo_post *post;
	int64_t thread, parent, author;
	int64_t editor; /* of its last version; 0: never edited */
	const char *kind, *source;
	struct rendered rendered;
	bool official;
};
void demo_post_add(struct task *t, const struct demo_post_row *row, struct demo_id **id);
void demo_revision_add(struct task *t, int64_t post, int revision, int64_t editor, const char *title,
	const char *source, struct when at);

void demo_acceptance_add(struct task *t, int64_t thread, int64_t post, int64_t member, bool staff,
	const char *label, struct when at, struct when undone);
void demo_reaction_add(struct task *t, int64_t post, int64_t author, int64_t member, const char *kind,
	const char *context, struct when at);
void demo_me_too_add(struct task *t, int64_t thread, int64_t author, int64_t member, struct when at);
void demo_follow_add(struct task *t, int64_t thread, int64_t member, struct when at);
void demo_found_add(struct task *t, int64_t post, const char *visitor, struct when at);
void demo_event_add(struct task *t, struct when at, enum event_kind kind, int64_t member, int64_t other,
	int64_t thread, int64_t post, int64_t number);

/* Sets every counter from the rows that were added. */
void demo_reckon(struct task *t);

#endif
