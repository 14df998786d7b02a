/* seen.h -- which sessions were seen: gathered while pages are read, and written every few seconds by a task of its own, so that reading
 * a page writes nothing. A process that dies forgets what it gathered; the next page notes it again. */
#ifndef FORUM_SEEN_H
#define FORUM_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct task;

/* How a door writes them. */
struct seen_door {
	int64_t every_ms;
	const char *lost;   /* what the log calls it when they could not be written */
	bool (*more)(void); /* whether there is something to write besides; NULL: there never is */
	/* Asks for the writing, in the open transaction; ${sessions} may be none if there is more. Does not wait. */
	void (*write)(struct task *t, struct texts sessions);
};
/* Begins; once in a process, which has one door. */
void seen_open(const struct seen_door *door);
/* Beyond 512 at once they are not noted. */
void seen_note(int64_t session);

#endif
