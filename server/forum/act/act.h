/* act.h -- what people do with posts and threads: accept, thank, confirm, "I have this too", follow, "this
 * solved it". */
#ifndef FORUM_ACT_H
#define FORUM_ACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct task;
struct thread_locked;

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

/* ---- for a write, with the thread held ---- */

/* The member's live acceptances in the thread; to be asked after thread_hold(), in the same round trip or later. */
struct accepted_post {
	int64_t post_id, author_id;
};
LIST(accepted_posts, struct accepted_post);
void accepted_posts_of(struct task *t, int64_t thread, int64_t member, struct accepted_posts *out);

/* "Not solved after all": the asker's acceptances are taken back, and who gave those answers is told. */
void acceptances_take_back(struct task *t, const struct thread_locked *th, int64_t member,
	const struct accepted_posts *accepted);
/* The same, and the thread opens again, at the top of the lists. */
void thread_reopen(struct task *t, const struct thread_locked *th, int64_t member,
	const struct accepted_posts *accepted);

#endif
