/* act.h -- what people do with posts and threads: accept, thank, confirm, "I have this too", follow, "this
 * solved it". */
#ifndef FORUM_ACT_H
#define FORUM_ACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct task;

/* A live acceptance. */
struct acceptance {
	int64_t post_id, member_id;
	bool staff;	     /* the company's word, not the asker's */
	const char *label;   /* "on Pixel 7"; "" */
	const char *display; /* who */
};
LIST(acceptances, struct acceptance);

/* Where "helped me too" people said it worked. */
struct context {
	int64_t post_id;
	const char *text;
	int64_t n;
};
LIST(contexts, struct context);

enum reaction_kind { REACTION_THANKS, REACTION_HELPED, REACTION_UNHELPFUL };

/* A live reaction of the viewer's own. */
struct reaction {
	int64_t post_id;
	enum reaction_kind kind;
};
LIST(reactions, struct reaction);

/* The viewer's relation to the thread; one row for a member. */
struct relation {
	bool follows, me_too;
	int64_t read_post_id; /* newest post seen, 0: never read */
};

void acceptances_of(struct task *t, int64_t thread, struct acceptances *out);
/* The three most frequent contexts of each answer of the thread. */
void contexts_of(struct task *t, int64_t thread, struct contexts *out);
void reactions_of(struct task *t, int64_t thread, int64_t viewer, struct reactions *out);
void relation_of(struct task *t, int64_t thread, int64_t viewer, struct relation **out);

#endif
