/* evidence_sql.h -- statements of the public door on findings; for this folder. A moderator is never shown a finding that he is part of. */
#ifndef FORUM_EVIDENCE_SQL_H
#define FORUM_EVIDENCE_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/byline.h"

struct task;

#define FINDINGS_PAGE 30

struct finding {
	int64_t id;
	const char *kind, *state; /* as stored */
	struct when found_at;
	int64_t acts, credit; /* credit: milli-he */
	/* the evidence: names of whom it is about, and numbers; which ones depends on the kind */
	const char *giver, *receiver, *third;
	int64_t counted, back, share, accounts, seconds;
	int64_t appeals; /* unanswered ones */
	int64_t decider; /* who made the decision that holds; 0: nobody */
};
LIST(findings, struct finding);
/* Those that wait for a moderator, the oldest first, of one night the gravest; after the finding ${after} (0: from the top). One more than a page. */
void findings_waiting(struct task *t, int64_t viewer, int64_t after, struct findings *out);
/* The others, newest first; ${before} a finding. */
void findings_settled(struct task *t, int64_t viewer, int64_t before, struct findings *out);
void finding_find(struct task *t, int64_t id, int64_t viewer, struct finding **out);

struct finding_member {
	struct byline who;
	struct when joined_at;
	int64_t people, level;
	int64_t released, voided; /* earlier findings about him */
	bool concerned;		  /* his credit is held */
};
LIST(finding_members, struct finding_member);
/* In the order of the finding. */
void finding_members_of(struct task *t, int64_t id, struct finding_members *out);

struct finding_act {
	int64_t giver, receiver;
	const char *giver_name, *receiver_name; /* display names */
	struct when at;
	int64_t kind, post, credit, state; /* enum nvl_kind; credit in milli-he; enum nvl_act_state */
	const char *title;		   /* of the thread; NULL: it is gone */
	bool held;
};
LIST(finding_acts, struct finding_act);
/* Oldest first, at most 300. */
void finding_acts_of(struct task *t, int64_t id, struct finding_acts *out);

struct finding_decision {
	const char *what, *why, *by;
	struct when at;
	bool undone;
};
LIST(finding_decisions, struct finding_decision);
void finding_decisions_of(struct task *t, int64_t id, struct finding_decisions *out);

struct appeal {
	int64_t member_id;
	const char *who, *text, *reply, *answered_by;
	struct when at, answered_at;
};
LIST(appeals, struct appeal);
void appeals_of(struct task *t, int64_t id, struct appeals *out);

/* Writes a decision, "release", "void" or "undo", with the events that let the credit count again, void or hold it: none for acts that
 * another finding holds or has voided. DB_CONFLICT with finding_step: somebody decided meanwhile. */
void finding_decide(struct task *t, int64_t id, int64_t moderator, const char *what, const char *why);
/* "It stays": answers an appeal. DB_CONFLICT with finding_step: there is nothing to answer; with appeal_by_another. */
void appeal_answer(struct task *t, int64_t id, int64_t member, int64_t moderator, const char *reply);

/* ---- as the member sees it ---- */

struct own_finding {
	int64_t id;
	const char *kind, *state;
	struct when found_at;
	int64_t acts;
	const char *text, *reply; /* of his appeal; NULL: none */
	struct when appealed_at, answered_at;
};
LIST(own_findings, struct own_finding);
/* Newest first, at most 50. */
void findings_of_member(struct task *t, int64_t member, struct own_findings *out);

struct own_act {
	int64_t finding, kind, post;
	struct when at;
	const char *title;
};
LIST(own_acts, struct own_act);
/* The acts whose credit for ${member} those name, by finding; of each at most 20. */
void finding_acts_of_member(struct task *t, int64_t member, struct own_acts *out);

/* DB_CONFLICT with appeal_pkey: he has appealed already; with appeal_against: there is nothing to appeal against. */
void appeal_add(struct task *t, int64_t id, int64_t member, const char *text);

#endif
