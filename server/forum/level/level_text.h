/* level_text.h -- levels in sentences: what one opens, what is missing, why it changed. Pure; texts live in the arena. */
#ifndef FORUM_LEVEL_TEXT_H
#define FORUM_LEVEL_TEXT_H

#include "forum/level/level_view.h"

/* All levels with their thresholds. */
void level_cards_make(struct arena *a, const struct level_rules *rules, struct level_cards *out);
/* What ${n} lacks to reach the level of ${bound}. */
struct texts level_missing(struct arena *a, const struct level_bound *bound, const struct level_numbers *n);
/* Why a level changed, with the numbers of then. */
const char *level_change_why(struct arena *a, const struct level_change *c);
/* What differs between two sets of thresholds. */
struct texts level_rules_changes(struct arena *a, const struct level_rules *before,
	const struct level_rules *after);

#endif
