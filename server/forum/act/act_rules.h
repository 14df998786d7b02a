/* act_rules.h -- who may do which act, in which state of a thread, and what the thread becomes by it: pure, a
 * table can try it.
 *
 * A scene is what the database said under the thread's lock, so a verdict holds until the transaction ends.
 */
#ifndef FORUM_ACT_RULES_H
#define FORUM_ACT_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "forum/thread/thread.h"

#define ACT_LABEL_MOST 60 /* characters */

enum act {
	ACT_UNKNOWN,
	/* on a post */
	ACT_ACCEPT,
	ACT_UNACCEPT,
	ACT_THANKS,
	ACT_THANKS_UNDO,
	ACT_HELPED,
	ACT_HELPED_UNDO,
	ACT_UNHELPFUL,
	ACT_UNHELPFUL_UNDO,
	/* on a thread */
	ACT_ME_TOO,
	ACT_ME_TOO_UNDO,
	ACT_FOLLOW,
	ACT_UNFOLLOW,
	ACT_REOPEN,
	ACT_CONFIRM,
};
#define ACTS (ACT_CONFIRM + 1)

/* What a form calls it: "me-too". NULL and others: ACT_UNKNOWN. */
enum act act_of(const char *name);
bool act_is_on_post(enum act act);
/* Whether it takes back what was done: a row and an event that stay, after which the same can be done anew. */
bool act_takes_back(enum act act);

/* A post as an act meets it, with what the viewer has done with it so far. */
struct act_post {
	int64_t id, thread_id, author_id;
	bool answer, reply;	    /* to a question; in a discussion. Neither: a question or a comment */
	int64_t accepted;	    /* live acceptances of it */
	int64_t accepted_in_thread; /* of all its thread's answers */
	bool accepted_by_viewer, thanked, helped, unhelpful;
};

struct act_scene {
	int64_t viewer;
	bool staff; /* the viewer speaks for the company */
	const struct thread_locked *thread;
	const struct act_post *post; /* for acts on posts */
	bool me_too, follows;	     /* for acts on threads */
};

/* status 0: do it. 200: it is so already, nothing is to be done. Else refused, and ${why} is for the person.
 */
struct act_verdict {
	int status;
	const char *why;
};
struct act_verdict act_judge(enum act act, const struct act_scene *s);

/* "This solved it", by anybody: a guest's viewer is 0. Whether he is counted already the database says. */
struct act_verdict act_judge_found(const struct act_scene *s);

/* Where the thread goes when the act is done; its state of now if it stays. */
enum thread_state act_state_after(enum act act, const struct act_scene *s);

/* What the next page says, a code of frame_flash(). */
const char *act_flash(enum act act, const struct act_scene *s);

#endif
