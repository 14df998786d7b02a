/* why.h -- why a member's score is what it is, event by event: from rows of credit to lines a customer understands. */
#ifndef FORUM_STANDING_WHY_H
#define FORUM_STANDING_WHY_H

#include "forum/standing/pages_view.h"
#include "nvl/decay.h"

#define WHY_PAGE 30

/* A row of standing.credit_event with what is around it. */
struct why_credit {
	int64_t id, entry, kind, day, credit, voice, reason, corrects;
	wide_t total, sum; /* of the pair: after this row, and now */
	struct when at;
	struct someone giver;
	int64_t thread, post;
	const char *title; /* NULL: the thread was deleted */
	bool deleted;	   /* the post was */
};
LIST(why_credits, struct why_credit);

/* A row of standing.answer_found. */
struct why_found {
	int64_t post;
	wide_t sum;
	int64_t credits;
	const char *title;
};
LIST(why_founds, struct why_found);

/* A pending row of standing.act. */
struct why_waiting {
	int64_t position, kind;
	struct when at, from;
	struct someone giver;
	int64_t post;
	const char *title; /* NULL: the thread was deleted */
	bool deleted;	   /* the post was */
};
LIST(why_waitings, struct why_waiting);

/* A row of standing.member_voice. */
struct why_voice {
	int64_t level, spent;
};

/* Each gives one row more than a page, newest first, behind ${before}; INT64_MAX: from the newest. */
void why_credits_find(struct task *t, const char *username, int64_t before, struct why_credits *out);
void why_founds_find(struct task *t, const char *username, int64_t before, struct why_founds *out);
void why_waitings_find(struct task *t, const char *username, int64_t before, struct why_waitings *out);
void why_voice_find(struct task *t, int64_t member, struct why_voice **out);

/* The row's share of the member's help on ${s}'s day, µhe: over all rows of a pair they sum to φ of it exactly. */
int64_t why_share(const struct standing *s, const struct why_credit *c);
/* What an answer is worth for having been found, µhe. */
int64_t why_found_value(const struct standing *s, const struct why_found *f);

/* The visitors of it who still count: "34.2". */
const char *why_visitors(struct arena *a, const struct standing *s, const struct why_found *f);

/* µhe as points with all digits: 438116 → "4.38116", with a minus sign where it is one. */
const char *why_points(struct arena *a, int64_t value);

/* "accepted an answer"; what a kind of act is called (enum nvl_kind), and what a correction of ${entry} did to it. */
const char *why_what(int64_t entry, int64_t kind);
/* Why it counts less than it could; NULL: it does not. */
const char *why_note(const struct why_credit *c);
/* What is left to give in the month that ${s}'s day is in. */
struct why_budget *why_budget(struct arena *a, const struct standing *s, const struct why_voice *voice);

/* For readers of rows with "username, display, state, roles" of a member. */
struct row;
void someone_read(struct row *r, struct someone *x);
#define SOMEONE_COLUMNS(m) m ".username, " m ".display, " m ".state, " m ".roles"

#endif
