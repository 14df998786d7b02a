/* state.h -- the inside of the engine, shared by its files: rows by key, and what acts on them. Nothing outside includes it. */
#ifndef NVL_STATE_H
#define NVL_STATE_H

#include "nvl/engine.h"
#include "nvl/table.h"

/* An act with those of the same key, in no order. */
struct act_row {
	struct nvl_act act;
	struct act_row *next;
};

/* All acts that compete for one credit. */
struct key_row {
	int64_t giver, receiver, place; /* thread of an ACCEPT, post of others */
	enum nvl_kind kind;
	struct act_row *first;
};

/* Rows of pairs, ties and posts, with the members they are about: NULL until first asked for (state_named). Passes over all rows
 * ask for nothing else. */
struct pair_row {
	struct nvl_pair pair;
	struct nvl_member *giver, *receiver;
};
struct tie_row {
	struct nvl_tie tie;
	struct nvl_member *low, *high;
};
struct found_row {
	struct nvl_found found;
	struct nvl_member *receiver;
};

struct nvl {
	struct nvl_settings settings;
	nvl_credit_f *tell;
	void *tell_arg;
	int32_t day, month; /* NVL_NEVER, 0: before the first entry */
	int64_t next_credit;
	bool fresh; /* scores are the day's, and kept so by differences */
	int64_t value;
	struct table members, pairs, ties, found, said, acts, keys;
	struct queue { /* acts that are pending, or voided with pending before, and some that were */
		struct act_row **v;
		size_t n, room;
		bool unsorted;
	} queue;
};

/* ---- state.c: rows; made where there are none ---- */

struct nvl *state_new(const struct nvl_settings *s, nvl_credit_f *f, void *arg);
struct nvl_member *state_member(struct nvl *n, int64_t id);
/* The member ${id}, looked up once and kept ${at} a place of its row. */
static inline struct nvl_member *state_named(struct nvl *n, struct nvl_member **at, int64_t id)
{
	if (!*at)
		*at = state_member(n, id);
	return *at;
}
struct nvl_pair *state_pair(struct nvl *n, int64_t giver, int64_t receiver);
struct nvl_tie *state_tie(struct nvl *n, int64_t one, int64_t other);
struct nvl_found *state_found(struct nvl *n, int64_t post, int64_t receiver);
struct nvl_said *state_said(struct nvl *n, int64_t thread, int64_t one, int64_t other);
/* A new act as ${a} says, known by its key if it has one. */
struct act_row *state_act(struct nvl *n, const struct nvl_act *a);
struct nvl_act *state_act_at(const struct nvl *n, int64_t position); /* kinds 1-4, or NULL */
/* All acts that have the key of ${a}. */
struct act_row *state_rivals(const struct nvl *n, const struct nvl_act *a);
/* The order in which acts are credited, as compared by qsort: by day, position, giver. */
int state_act_order(const struct act_row *a, const struct act_row *b);
void state_enqueue(struct nvl *n, struct act_row *row);

struct table_key state_pair_key(int64_t giver, int64_t receiver);
struct table_key state_tie_key(int64_t one, int64_t other);

/* Days after the landmark, or before it. */
int32_t state_age(const struct nvl *n, int32_t day);

/* ---- sums.c: credit into pairs, ties, found and, when they are fresh, into scores ---- */

/* Adds (${sign} 1) or takes away (-1) the credit of ${a}; returns the pair's sum afterwards, 0 of DIALOG. */
wide_t sums_credit(struct nvl *n, const struct nvl_act *a, int sign);
/* Adds ${number} milli-visitors of ${day} to the post. */
void sums_visit(struct nvl *n, int64_t post, int64_t receiver, int64_t number, int32_t day);
/* Makes all scores those of the day. */
void sums_refresh(const struct nvl *n);
int64_t sums_help(const struct nvl *n, const struct nvl_pair *p); /* A */
int64_t sums_strength(const struct nvl *n, const struct nvl_tie *t);

/* ---- credit.c: what an act earns ---- */

/* Credits the act under its giver's voice and budget. The giver must have a voice. */
void credit_earn(struct nvl *n, struct nvl_act *a);
/* Tells a row for an act that earns nothing. */
void credit_nothing(struct nvl *n, struct nvl_act *a, enum nvl_reason why);
/* Takes the credit of the act back (${sign} -1) or brings it back (1), by a row of the entry at ${position}. */
void credit_correct(struct nvl *n, const struct nvl_act *a, int64_t position, int sign);

/* ---- acts.c: the life of an act ---- */

/* Self and household: why nothing is earned between the two, or NVL_COUNTED. */
enum nvl_reason acts_void(struct nvl *n, int64_t giver, int64_t receiver);
void acts_give(struct nvl *n, const struct nvl_entry *e);
/* Credits the act, or lets it wait while its giver has no voice. */
void acts_earn(struct nvl *n, struct act_row *row);
enum nvl_verdict acts_undo(struct nvl *n, const struct nvl_entry *e);
enum nvl_verdict acts_judge(struct nvl *n, const struct nvl_entry *e); /* void, unvoid, hold, release */
void acts_said(struct nvl *n, const struct nvl_entry *e);
void acts_dialog(struct nvl *n, const struct nvl_entry *e);

/* ---- voices.c ---- */

/* A month starts: the engine's day is its first day. */
void voices_start(struct nvl *n);

#endif
