/* harm.h -- before harm: what is looked at before a post is published. What other subjects may know and call.
 *
 *	struct harm_look *look = harm_look_wait(rq, &(struct harm_draft){.title = title, .source = source});
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

struct harm_look;
struct request;

struct harm_draft {
	const char *title, *source; /* title NULL: it has none */
};

enum harm_next {
	HARM_GO,    /* it may be published, as far as this looks */
	HARM_ASKED, /* the request has been answered */
	HARM_AGAIN, /* the form comes back with what was typed */
};

/* Reads what is needed to judge, in one round trip. Lives in the task. Not inside a transaction. */
struct harm_look *harm_look_wait(struct request *rq, const struct harm_draft *draft);
/* What comes next. ${was}: what stands there already, which nobody is asked about again; NULL: it is new. Does not sleep. If it answers, the
 * page says what was found in the text, and its form sends the same fields again, with "private" saying what the author chose. In an open
 * transaction, whoever calls rolls it back. */
enum harm_next harm_next(struct request *rq, struct harm_look *look, const char *was);

#endif
