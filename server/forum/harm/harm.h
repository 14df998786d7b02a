/* harm.h -- before harm: what is looked at before a post is published. What other subjects may know and call.
 *
 *	struct harm_look *look = harm_look_ask(rq, &(struct harm_draft){.title = title, .source = source});
 *	db_wait(t);
 *	harm_look_take(rq, look);
 *	…
 *	switch (harm_next(rq, look, NULL)) {
 *	case HARM_ASKED: return;                 the author has been asked; nothing typed is lost
 *	case HARM_AGAIN: return form_back(…);    he goes on editing
 *	case HARM_GO: break;
 *	} */
#ifndef FORUM_HARM_H
#define FORUM_HARM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct arena;
struct harm_look;
struct request;
struct task;

struct harm_draft {
	const char *title, *source; /* title NULL: it has none */
	bool asks;		    /* a question begins with it; else it is added … */
	int64_t thread, post;	    /* … to this thread, or to this post; 0 */
	int64_t edits;		    /* the post whose words it replaces; 0: it is new */
};

enum harm_next {
	HARM_GO,      /* it may be published, as far as this looks */
	HARM_ASKED,   /* the request has been answered */
	HARM_AGAIN,   /* the form comes back with what was typed, and harm_wrong() */
	HARM_PRIVATE, /* he sends it to the company alone: what was typed is kept as a draft, and he is led to harm_private_path() */
};

/* For people, after HARM_AGAIN: why it is not published; NULL: he chose to go on editing. */
const char *harm_wrong(const struct harm_look *look);

/* After HARM_PRIVATE: where private details are sealed. */
const char *harm_private_path(struct arena *a, const struct harm_look *look);

/* Whether a program filled in the form that templates/harm.html's harm_trap() stands in: it wrote into the field that people do not see, or
 * was quicker than people are. ${must}: a form without these fields is one of a program's, too. Sleeps: reads the settings. */
bool harm_trapped_wait(struct request *rq, bool must);
/* What is said to who was caught, in case it was a person. */
const char *harm_trapped_text(void);

/* Asks for what is needed to judge; after the next wait harm_look_take() reads it, and before that nothing else here may be called. Lives in
 * the task. In the transaction that writes the post, and holds what the poster's are counted by until its end; of edits also outside one. */
struct harm_look *harm_look_ask(struct request *rq, const struct harm_draft *draft);
void harm_look_take(struct request *rq, struct harm_look *look);
/* Whether posting rates have room for one more post. False: the request has been answered; what was typed comes along. Whoever calls
 * rolls the transaction back. */
bool harm_rate_ok_or_reply(struct request *rq, const struct harm_look *look);
/* In the open transaction, after the post was inserted: counts it, notes what was thought of it, holds it or puts it before a moderator. */
void harm_apply(struct request *rq, const struct harm_look *look, int64_t post);
/* The same after a post was given other words. What was thought of it is not kept: the dry run counts posts. */
void harm_apply_edit(struct request *rq, const struct harm_look *look, int64_t post);
/* Whether harm_apply() holds the post: it is news to nobody until a moderator has looked. */
bool harm_holds(const struct harm_look *look);
/* What comes next. ${was}: what stands there already, which nobody is asked about again; NULL: it is new. Does not sleep. If it answers, the
 * page says what was found in the text, and its form sends the same fields again, with "private" saying what the author chose. In an open
 * transaction, whoever calls rolls it back. */
enum harm_next harm_next(struct request *rq, struct harm_look *look, const char *was);

/* ---- forum/jobs.c ---- */

void harm_learn_wait(struct task *t);  /* a round: learns from decisions, and unlearns what was undone */
void harm_forget_wait(struct task *t); /* a round: deletes what was kept of looks, after 31 days */

#endif
