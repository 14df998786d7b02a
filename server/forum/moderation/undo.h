/* undo.h -- taking an edit back; for this folder. */
#ifndef FORUM_MODERATION_UNDO_H
#define FORUM_MODERATION_UNDO_H

#include <stdbool.h>

struct decision;
struct request;

bool moderation_is_edit(const struct decision *d);
/* Begins a transaction and writes the version before the edit anew. False: the post was changed since (the transaction may be open). Sleeps. */
bool moderation_unedit_wait(struct request *rq, const struct decision *d);

#endif
