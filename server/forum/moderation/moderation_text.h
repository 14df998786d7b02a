/* moderation_text.h -- what acts, reasons and refusals are called for people; for this folder. Pure. */
#ifndef FORUM_MODERATION_TEXT_H
#define FORUM_MODERATION_TEXT_H

#include "forum/event.h"
#include "forum/moderation/moderation.h"

/* "Report"; an unknown name is given back. */
const char *queue_kind_label(const char *name);
/* "hidden", of a post or member in the log. */
const char *moderation_done(enum moderation m);
/* A sentence to whom it concerns. */
const char *moderation_of_mine(enum moderation m);
enum event_kind moderation_event(enum moderation m);
/* Why the database refused, by the name of its constraint. */
const char *refusal_of(const char *constraint);

#endif
