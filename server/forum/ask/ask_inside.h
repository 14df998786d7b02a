/* ask_inside.h -- between the files of this folder: the statements of asking. */
#ifndef FORUM_ASK_INSIDE_H
#define FORUM_ASK_INSIDE_H

#include "forum/ask/ask.h"

struct intake_key;
struct task;

/* Where a new thread goes, and the ids it will have. */
struct ask_room {
	int64_t topic_id;
	bool open;
	int64_t thread_id, post_id;
};
/* NULL: there is no such topic. In a transaction: ids are taken. */
void ask_room_find(struct task *t, const char *topic, struct ask_room **out);

struct new_thread {
	struct ask_room room;
	int64_t author_id;
	bool official;
	const struct asked *asked;
	const char *slug, *language;
	struct html html;
	const char *plain;
	const struct intake_key *sealed_with; /* what is for the company alone; NULL: nothing can be */
};
/* Thread, question, tags, counters. In the transaction that took the ids. */
void ask_thread_add(struct task *t, const struct new_thread *n);

/* Somebody who was about to ask found it solved there. In the open transaction; ${member} 0: a guest. */
void ask_deflection_add(struct task *t, int64_t thread, int64_t member);

#endif
