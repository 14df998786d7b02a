/* engine.h -- the Network Value Ledger: turns what members did for each other into credit, ties, scores and the value of
 * the network. Pure: no database, no clock, integers only, so that a replay gives the same digits.
 *
 * Model: ../shared/design/REPUTATION.md, section 2 and "Made precise"; the symbols (b gives, h receives, c, x, y, V) are its.
 *
 * Two ways to use it. Replay: give all entries of the ledger, sorted by (day, position), to nvl_add(). Incremental: the
 * engine is made for a moment (nvl_begin_at), is told with nvl_load_*() what is stored of everything that the next entries touch,
 * takes the entries, and then tells through nvl_each_*(changed) what is to be stored. Both give the same numbers as long as entries
 * come in the order of their days.
 *
 * Days are days since 1970-01-01 UTC, months are year * 12 + month - 1. Credits are milli-he (1000: one solution
 * confirmed by a fully trusted member), scores are µhe, strengths and V are millionths (µ) of a full tie. */
#ifndef NVL_ENGINE_H
#define NVL_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nvl/decay.h"

/* What stands in the ledger. Numbers are stored: never change or reuse one. */
enum nvl_kind {
	NVL_ACCEPT = 1,
	NVL_CONFIRM = 2,
	NVL_HELPED = 3,
	NVL_THANKS = 4,
	/* giver wrote to receiver in thread; to oneself means nothing */
	NVL_SAID = 5,
	/* A two-way exchange, credited to ties only. Normally not in the ledger: made of SAID, for both directions, when somebody is
	 * answered. An entry of this kind writes the one direction giver → receiver in thread. Once per thread and direction. */
	NVL_DIALOG = 6,
	/* receiver's post solved it for number/1000 anonymous visitors; no giver */
	NVL_FOUND = 7,
	/* the giver takes back the act number (an nvl_kind) on (receiver, thread, post): frees its key */
	NVL_UNDO = 10,
	/* a person voids the act at position number; its key stays taken */
	NVL_VOID = 11,
	NVL_UNVOID = 12,
	/* the act at position number counts nothing until released or voided; which step is legal when: the table in README.md */
	NVL_HOLD = 13,
	NVL_RELEASE = 14,
	/* Facts about giver; they count from the first month that starts after their day. */
	NVL_VERIFIED =
		20, /* number: the day since when the member is a customer; of several the oldest counts */
	NVL_UNVERIFIED = 21,
	NVL_STAFF = 22,	    /* number: 1 or 0 */
	NVL_SUSPENDED = 23, /* number: 1 or 0 */
	NVL_HOUSEHOLD = 24, /* number: the household, customer or payment cluster; 0: none */
};

struct nvl_entry {
	int64_t position; /* in the ledger, from 1 */
	int32_t day;
	enum nvl_kind kind;
	int64_t giver, receiver, thread, post, number; /* 0: none */
};

/* Why an act earned nothing, or less than its weight. Stored. */
enum nvl_reason {
	NVL_COUNTED = 0,
	NVL_SELF = 1, /* worth nothing, and allowed */
	NVL_HOUSEHOLD_OWN = 2,
	NVL_DUPLICATE = 3, /* the same act is live already */
	NVL_BUDGET = 4,	   /* the giver's month is (partly) used up */
	NVL_CIRCLE = 5,	   /* (partly) credit from inside a closed circle */
};

/* A row of credit: frozen when written. Each act (kinds 1-4) gives one as soon as it is decided: with credit 0 and weight 0 if
 * it earned nothing (self, household, duplicate). Corrections are rows of their own, with negative weight and credit (or
 * positive ones, of the same size, when a correction is taken back). An act may earn a second time, by a second row of its
 * position: a duplicate whose forerunner was undone (nvl_act). */
struct nvl_credit {
	int64_t id;	  /* 1, 2, … in the order of crediting */
	int64_t position; /* of the entry that is credited; of a correction: of the entry that corrects */
	int32_t day;	  /* of the act: decay counts from here */
	int32_t month; /* whose budget it used; of a correction: that of the row it corrects (nothing is returned) */
	enum nvl_kind kind;
	int64_t giver, receiver, thread, post;
	int32_t weight; /* milli-he, after the budget */
	int32_t voice;	/* per mille */
	int32_t beta;	/* per mille */
	int32_t credit; /* milli-he: weight * voice * beta */
	wide_t total; /* Σ c·L of the pair after this row: shares are cut from it (nvl_share). 0 for DIALOG */
	int64_t corrects; /* id of the act's own row, which this one takes back (or brings back), or 0 */
	enum nvl_reason reason;
};

/* What became of an act: one for each entry of the kinds 1-4, kept for keys, corrections and people helped; and one for each
 * DIALOG that had to wait (pending, then credited). A row is known by (position, giver): the two DIALOGs of a SAID
 * share its position. None is ever removed.
 *
 * The key of an ACCEPT is (giver, receiver, thread), of others (giver, receiver, post, kind). Pending, credited and voided acts hold
 * theirs, held back or not; another act with it is a duplicate. When a key becomes free by an undo, the earliest duplicate that still
 * stands (an ACCEPT of another answer in the thread) takes it and earns, with the day of its own and the budget of now. */
enum nvl_act_state {
	NVL_PENDING = 0,
	NVL_CREDITED = 1,
	NVL_NOTHING = 2, /* self, household, duplicate */
	NVL_UNDONE = 3,
	NVL_VOIDED = 4,
};
struct nvl_act {
	int64_t position;
	int32_t day;
	enum nvl_kind kind;
	int64_t giver, receiver, thread, post;
	enum nvl_act_state state;
	/* What NVL_UNVOID makes of a voided one: pending, credited; undone if its giver took it back since. */
	enum nvl_act_state before;
	bool held;
	enum nvl_reason reason;
	int64_t credit_id; /* its own row of credit (the last, if it earned again), 0: none yet. What follows stands in that row */
	int32_t credit; /* milli-he */
	int32_t month;
	int32_t weight; /* milli-he */
	int32_t voice;	/* per mille */
	int32_t beta;	/* per mille */
};

struct nvl_pair {
	int64_t giver, receiver;
	wide_t sum;   /* Σ c·L(H_HELP) */
	int32_t acts; /* live ones, credited or pending: "people helped" counts pairs that have any */
};
struct nvl_tie {
	int64_t low, high; /* member ids, low < high */
	wide_t x, y;	   /* Σ c·L(H_TIE) low → high, high → low */
};
struct nvl_found { /* of each post that was found or has credit */
	int64_t post, receiver;
	wide_t sum; /* Σ milli-visitors·L(H_HELP) */
	int32_t credits; /* acts on it with credit > 0 that are in force; without any the answer has no found value */
};
struct nvl_said {
	int64_t thread, low, high;
	/* Spoke: 1 low to high, 2 high to low. DIALOG is written: 4 low to high, 8 high to low. */
	uint8_t directions;
};

enum nvl_level { NVL_NONE = 0, NVL_CUSTOMER = 1, NVL_ESTABLISHED = 2, NVL_COMPANY = 3 };
/* What somebody of that voice may give in a month (DIALOG not counted), milli-he. */
int32_t nvl_budget(enum nvl_level level);
struct nvl_member {
	int64_t id;
	/* facts as recorded; and as they were when the month began, which is what counts */
	struct nvl_facts {
		int32_t since; /* customer since; NVL_NEVER: not verified */
		bool staff, suspended;
		int64_t household;
	} recorded, counting;
	enum nvl_level level;	     /* this month's voice */
	int32_t spent, dialog_spent; /* milli-he given this month */
	int64_t circle; /* the smallest member of the closed circle one is in this month, 0: none */
	int32_t beta;	/* that circle's, per mille; 1000 outside */
	/* scores on the engine's day */
	int64_t help, found, ties; /* HV, FV, TV in µhe */
	int32_t people;	 /* helped: distinct givers with a live act, credited or pending; held ones not */
	int32_t waiting; /* acts (not DIALOG) for this member that are pending and not held */
	int32_t active; /* day of the last act given or received that was not void from the start; NVL_NEVER: none */
};
#define NVL_NEVER INT32_MIN /* a day that is none */

/* What entries may be refused for. */
enum nvl_verdict {
	NVL_TAKEN,
	NVL_LATE, /* its day is before the engine's */
	NVL_NOTHING_THERE, /* a step that is not legal (undo, void … of nothing; a void of a void); FOUND by nobody (number < 1) */
};

struct nvl_settings {
	int32_t landmark; /* decay counts from this day; nothing is older (decay_landmark) */
	/* Largest group taken for a possible ring; 0: min(30, active / 20), fixed at each month start, where active are the verified,
	 * not suspended members who gave or received an act on the 90 days before it. Below 2: no group is. */
	int32_t circle_max;
	bool found_alone; /* found value needs no act on the answer: for histories that do not say who thanked */
};

/* Receives each row of credit as it is made; NULL: nobody wants them. */
typedef void nvl_credit_f(void *arg, const struct nvl_credit *c);

struct nvl;
struct nvl *nvl_new(const struct nvl_settings *s, nvl_credit_f *f, void *arg);
void nvl_free(struct nvl *n);

/* Takes an entry; the ledger's order is (day, position). Its day must not be before the engine's (NVL_LATE); an entry that is
 * refused changes nothing but the day. Days and months that begin on the way are passed through first (nvl_go_to). O(1) besides. */
enum nvl_verdict nvl_add(struct nvl *n, const struct nvl_entry *e);
/* The day becomes ${day}: months that start on the way get their voices and circles and credit what was pending (O(V+E) each).
 * Not backwards: must(). Needs loaded, unless day is the engine's: all members, pairs, ties, found, and the acts that are pending, or voided
 * with pending before. */
void nvl_go_to(struct nvl *n, int32_t day);
int32_t nvl_day(const struct nvl *n);	      /* NVL_NEVER before the first entry */
int64_t nvl_next_credit(const struct nvl *n); /* the id that the next row of credit gets */

/* Scores are those of the engine's day. The first question on a new day costs one pass over pairs, ties and found; after that each entry
 * changes them by the difference it makes. A replay that never asks never passes. */
int64_t nvl_value(const struct nvl *n); /* V(G), µ */
/* Members whose score is not 0, and ties whose strength is not. One pass over both, each time. */
void nvl_count(const struct nvl *n, int64_t *members, int64_t *ties);
/* NULL: never heard of. Valid until the engine changes. */
const struct nvl_member *nvl_member_of(const struct nvl *n, int64_t id);
const struct nvl_pair *nvl_pair_of(const struct nvl *n, int64_t giver, int64_t receiver);
const struct nvl_tie *nvl_tie_of(const struct nvl *n, int64_t one, int64_t other);
const struct nvl_act *nvl_act_of(const struct nvl *n, int64_t position); /* kinds 1-4 */
int64_t nvl_help(const struct nvl *n, int64_t giver, int64_t receiver);	 /* A on the engine's day, µhe */
int64_t nvl_strength(const struct nvl *n, int64_t one, int64_t other);	 /* s_ij on that day, µ */

/* ---- incremental use ---- */

/* An empty engine that is at ${day} already, whose network's value is ${value} and whose next row of credit gets ${next_credit}. */
struct nvl *nvl_begin_at(const struct nvl_settings *s, int32_t day, int64_t value, int64_t next_credit,
	nvl_credit_f *f, void *arg);
/* What is stored; each row once. What is not loaded is taken as not existing; so everything that the coming entries touch must be:
 *   act    both members, their pair (giver → receiver) and tie, the found of its post, all acts with its key, in every state
 *   SAID, DIALOG  both members, their tie, the said of the thread
 *   FOUND  the receiver, the found of the post
 *   UNDO   what an act of that kind touches, and the found of the posts of the acts with that key
 *   VOID … RELEASE  the act at that position, and for it the same as for UNDO
 *   facts  the member
 * and the receivers of those found; and for a later day what nvl_go_to() needs. Members, pairs, ties not loaded would be overwritten. */
void nvl_load_member(struct nvl *n, const struct nvl_member *m);
void nvl_load_pair(struct nvl *n, const struct nvl_pair *p);
void nvl_load_tie(struct nvl *n, const struct nvl_tie *t);
void nvl_load_found(struct nvl *n, const struct nvl_found *f);
void nvl_load_said(struct nvl *n, const struct nvl_said *s);
void nvl_load_act(struct nvl *n, const struct nvl_act *a);

/* Calls for each one that changed since it was loaded (or, in a replay, for each one), in ascending order of its key. Members are
 * told with their scores. The engine must not be changed meanwhile. */
void nvl_each_member(const struct nvl *n, bool changed, void (*f)(void *arg, const struct nvl_member *m),
	void *arg);
void nvl_each_pair(const struct nvl *n, bool changed, void (*f)(void *arg, const struct nvl_pair *p),
	void *arg);
void nvl_each_tie(const struct nvl *n, bool changed, void (*f)(void *arg, const struct nvl_tie *t),
	void *arg);
void nvl_each_found(const struct nvl *n, bool changed, void (*f)(void *arg, const struct nvl_found *x),
	void *arg);
void nvl_each_said(const struct nvl *n, bool changed, void (*f)(void *arg, const struct nvl_said *s),
	void *arg);
void nvl_each_act(const struct nvl *n, bool changed, void (*f)(void *arg, const struct nvl_act *a),
	void *arg);

#endif
