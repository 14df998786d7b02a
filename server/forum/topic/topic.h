/* topic.h -- the community's subjects, few and made by admins; and tags, many and made by members. */
#ifndef FORUM_TOPIC_H
#define FORUM_TOPIC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct task;

struct topic {
	int64_t id;
	const char *slug, *name, *description;
	int64_t colour;  /* 1 … 12, a class of app.css */
	bool open;       /* members may begin threads */
	int64_t threads;
};
LIST(topics, struct topic);

struct tag {
	int64_t id;
	const char *name;
	int64_t threads;
};
LIST(tags, struct tag);

/* All of them, in their order. */
void topics_all(struct task *t, struct topics *out);
/* Finds one by its slug, or by its id. */
void topic_find(struct task *t, const char *slug, struct topic **out);
void topic_by_id(struct task *t, int64_t id, struct topic **out);

/* The tag of that name, or the one it is a synonym of. */
void tag_find(struct task *t, const char *name, struct tag **out);
/* The most used ones, at most ${most}. */
void tags_top(struct task *t, int64_t most, struct tags *out);

#endif
