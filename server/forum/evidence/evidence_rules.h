/* evidence_rules.h -- what is said about findings, and what may be done with them. Pure. */
#ifndef FORUM_EVIDENCE_RULES_H
#define FORUM_EVIDENCE_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "forum/evidence/evidence_view.h"

struct arena;

#define APPEAL_MOST 4000 /* characters */
#define WHY_MOST    1000

/* What was seen, for moderators, with names and numbers. */
const char *finding_sentence(struct arena *a, const struct finding *f);
/* Why, for the member whose credit is held: in general, without names, and without what would help to dodge it. */
const char *finding_reason(const char *kind);

enum finding_act_name { FINDING_UNKNOWN, FINDING_RELEASE, FINDING_VOID, FINDING_UNDO, FINDING_STANDS };
/* The button that was pressed: "release", "void", "undo", "stands". */
enum finding_act_name finding_act_of(const char *name);

/* The buttons for ${viewer}. The database decides again by the same rules (migrations/0016). */
struct finding_buttons finding_may(const struct finding *f, int64_t viewer);

#endif
