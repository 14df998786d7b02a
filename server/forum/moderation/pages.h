/* pages.h -- what the handlers of this folder share. */
#ifndef FORUM_MODERATION_PAGES_SHARED_H
#define FORUM_MODERATION_PAGES_SHARED_H

#include <stdbool.h>
#include <stdint.h>

#include "forum/moderation/moderation_view.h"

struct queue_taken;
struct request;
struct sweep;

/* Whether the viewer decides; and whether he may at least read the queue. */
bool viewer_decides(const struct request *rq);
bool viewer_reads_queue(const struct request *rq);

/* Reasons that fit the act, with ${chosen} chosen. For removals "It criticises the company" stands among them, and leads to the page that
 * says what is done instead. */
struct rule_choices rule_choices_for(struct request *rq, enum moderation m, const char *chosen);

/* Where a taken item is looked at; NULL: the queue. ${kind}: queue_kind_asked(). ${did}: the decision that can be taken back there, 0: none. */
const char *item_path(struct request *rq, const struct queue_taken *item, const char *kind, int64_t did);

/* In the open transaction: the job that carries a sweep out, or takes it back, and its event. */
void sweep_put(struct request *rq, const struct sweep *s, bool back);
/* Takes it back and answers. Sleeps. */
void sweep_undo_wait(struct request *rq, const struct sweep *s);

#endif
