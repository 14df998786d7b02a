/* presence.h -- who has what open: gathered here, written together with the sessions that were seen (viewer.c); for the files of this folder only. */
#ifndef FORUM_DESK_PRESENCE_H
#define FORUM_DESK_PRESENCE_H

#include <stdbool.h>

struct task;

/* Whether there is something to write. */
bool presence_waits(void);
/* Asks for writing what has been gathered, which begins anew; in the open transaction. Does not wait. */
void presence_write(struct task *t);

#endif
