/* presence.h -- who has what open: gathered here, written by viewer.c's flush; for the files of this folder only. */
#ifndef FORUM_DESK_PRESENCE_H
#define FORUM_DESK_PRESENCE_H

#include <stdbool.h>

struct presence_notes;
struct task;

/* Whether there is something to write. */
bool presence_waits(void);
/* What has been gathered, and begins anew; NULL: nothing, or no memory, then it is gathered further. */
struct presence_notes *presence_notes_take(void);
void presence_notes_free(struct presence_notes *n);
/* In the open transaction. */
void presence_write(struct task *t, const struct presence_notes *n);

#endif
