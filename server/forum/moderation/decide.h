/* decide.h -- deciding and undoing with all that goes along; for the pages of this folder. moderation.h has what others call. */
#ifndef FORUM_MODERATION_DECIDE_H
#define FORUM_MODERATION_DECIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "forum/moderation/moderation.h"

struct decision;
struct request;

/* Takes ${d} back in the open transaction. An edit is taken back by a new version, which the caller has written before in the same transaction
 * (undo_pages.c). False: refused. Sleeps. */
bool moderation_undo_wait(struct request *rq, const struct decision *d);
/* The same for a group of before there were sweeps. How many; -1: refused. */
int64_t moderation_undo_many_wait(struct request *rq, int64_t group);

/* Stamps, jobs and the event of something that was decided or taken back. */
void moderation_consequences(struct request *rq, const struct decision *d, bool undone);

#endif
