/* whom.h -- who to ask: the members who could best help with a question. For nudges and staff; never shown in the community, because it
 * rewards volume and abstention, which reputation does not. */
#ifndef FORUM_STANDING_WHOM_H
#define FORUM_STANDING_WHOM_H

#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct task;

struct helper_for {
	int64_t id;
	const char *username, *display;
	int64_t score; /* millionths: the sum of nvl_ask_score() in the thread's topic and under each of its tags */
	int64_t answers,
		accepted; /* in that topic and under those tags; one answer may count more than once */
	struct when last; /* his newest answer there */
};
LIST(helpers_for, struct helper_for);

/* Asks for the ${most} best, best first: not the asker, nor who has answered in the thread already, nor the company's own people,
 * nor who has written nothing there for a year. Asks of `work`'s door only. No such thread: none. */
void whom_to_ask(struct task *t, int64_t thread, int64_t most, struct helpers_for *out);

/* `bothy reputation who-to-ask THREAD`: ${arg} is its number as text. The exit status. Sleeps. */
int whom_command_wait(struct task *t, void *arg);

#endif
