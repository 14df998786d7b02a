/* train.h -- learning from moderators' decisions: removed as spam is spam, kept or restored is not; undone is unlearnt. */
#ifndef FORUM_HARM_TRAIN_H
#define FORUM_HARM_TRAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct task;

/* A decision about a post that has not been learnt from. */
struct lesson {
	int64_t decision;
	bool spam;
	const char *title, *source;
};
LIST(lessons, struct lesson);

/* A hundred at most, oldest first. */
void lessons_find(struct task *t, struct lessons *out);
/* In the open transaction. */
void harm_learning_lock(struct task *t);
void lesson_learn(struct task *t, const struct lesson *l, struct texts signs);
void lessons_unlearn(struct task *t);
void lessons_up_to(struct task *t, int64_t decision);

#endif
