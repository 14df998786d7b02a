/* tools_sql.h -- a thread as its tools show it; for this folder. */
#ifndef FORUM_MODERATION_TOOLS_SQL_H
#define FORUM_MODERATION_TOOLS_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct task;

struct tools_thread {
	int64_t id, question, topic, author;
	const char *title, *slug, *kind, *gone, *topic_name, *author_name, *author_display;
	bool locked, pinned;
};
void tools_thread_find(struct task *t, int64_t id, struct tools_thread **out);

struct tools_topic {
	int64_t id;
	const char *name;
};
LIST(tools_topics, struct tools_topic);
void tools_topics_of(struct task *t, struct tools_topics *out);

struct tools_answer {
	int64_t id;
	const char *author, *excerpt;
	struct when created_at;
	bool accepted;
};
LIST(tools_answers, struct tools_answer);
/* Visible ones, oldest first, 100 at most. */
void tools_answers_of(struct task *t, int64_t thread, struct tools_answers *out);

/* Since when somebody may not post or is suspended, for him. */
struct own_sanctions {
	struct when silenced_until, suspended_until;
};
void own_sanctions_find(struct task *t, int64_t member, struct own_sanctions **out);

/* What an undone edit goes back to. */
struct version_before {
	const char *source, *title, *product, *tags;
};
void version_before_find(struct task *t, int64_t post, int64_t revision, struct version_before **out);

#endif
