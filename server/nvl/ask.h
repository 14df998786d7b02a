/* ask.h -- who to ask: the score by which helpers are proposed for a question (../shared/design/REPUTATION.md, section 2, Routing).
 * Internal and never shown: unlike reputation it rewards volume and abstention. Pure functions of counts. */
#ifndef NVL_ASK_H
#define NVL_ASK_H

#include <stdint.h>

/* What one answer of ${days} ago still counts, in millionths: halves every 90 days, exactly. Less than 0 days count as 0; after
 * five years nothing is left. */
int64_t nvl_ask_weight(int32_t days);
/* (decayed answers) × (accepted + 1) / (answers + 4), in millionths: ${weights} is the sum of nvl_ask_weight() over the answers somebody
 * gave (in a topic, under a tag), ${answers} how many those are, ${accepted} how many of them were accepted (not more). */
int64_t nvl_ask_score(int64_t weights, int64_t answers, int64_t accepted);

#endif
