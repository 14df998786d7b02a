/* solution_inside.h -- what the files of this folder share. */
#ifndef FORUM_SOLUTION_INSIDE_H
#define FORUM_SOLUTION_INSIDE_H

#include <string.h>

#include "forum/solution/solution.h"

#define SOLUTION_TEXT_MOST 30000 /* bytes: with the credit it must be a post */

struct arena;

/* Who is credited by name. */
struct peer {
	int64_t id;
	const char *name, *display;
	bool credited;
};
LIST(peers, struct peer);

struct solution {
	int64_t id, case_id, customer_id,
		member_id; /* member_id: whom the one who decided writes as; 0: nobody */
	const char *text;
	struct texts redacted;
	enum solution_state state;
	const char *by; /* NULL: drafted by the system */
	struct when at, decided_at;
};
LIST(solutions, struct solution);

/* A thread of the case, and whether the solution stands in it. */
struct solution_thread {
	int64_t id, post_id;
	const char *title;
	bool active, posted; /* the link is; it has been dealt with */
};
LIST(solution_threads, struct solution_thread);

/* ---- solution.c ---- */

/* "With thanks to [ann](/u/ann) and …", in Markdown; NULL: nobody. */
const char *solution_credit(struct arena *a, const struct peers *peers);
/* What is posted. */
const char *solution_source(struct arena *a, const char *text, const struct peers *peers);

/* ---- solution_sql.c ---- */

void solution_newest(struct task *t, int64_t case_id, struct solution **out);
void solution_find(struct task *t, int64_t id, struct solution **out);
/* The draft's row, locked; NULL if there is none. */
void solution_hold(struct task *t, int64_t id, struct solution **out);
void solution_threads_of(struct task *t, int64_t case_id, int64_t solution, struct solution_threads *out);
/* Authors of accepted answers in the case's threads, and whoever the solution credits. */
void solution_peers(struct task *t, int64_t case_id, int64_t solution, struct peers *out);
/* Those it credits, active ones. */
void solution_credited(struct task *t, int64_t solution, struct peers *out);

/* What a draft is made of. */
struct draft_part {
	const char *text;
};
LIST(draft_parts, struct draft_part);
void draft_parts_find(struct task *t, int64_t case_id, struct draft_parts *out);
/* What must not stand in it: names and contacts of the case's customer. */
struct draft_secret {
	const char *kind, *value; /* "name", "email", "phone", "address", "account" */
};
LIST(draft_secrets, struct draft_secret);
void draft_secrets_find(struct task *t, int64_t case_id, struct draft_secrets *out);
/* Whether one is wanted: the case is solved and linked, and there is none since. */
struct draft_wanted {
	bool wanted;
};
void draft_wanted_look(struct task *t, int64_t case_id, bool by_hand, struct draft_wanted **out);

/* In a transaction. Credits who wrote the accepted answers. */
void solution_draft_add(struct task *t, int64_t case_id, const char *text, struct texts redacted,
	int64_t account);
void solution_save(struct task *t, const struct solution *s, const char *text, struct texts redacted,
	struct texts credited, int64_t account);
void solution_decide(struct task *t, const struct solution *s, enum solution_state becomes, int64_t account);
/* Where it is to be posted: threads of its case in which it does not stand; also if that was merged into another since it was approved. */
struct solution_target {
	int64_t thread;
};
LIST(solution_targets, struct solution_target);
void solution_targets(struct task *t, const struct solution *s, struct solution_targets *out);
/* Notes that the thread is dealt with; *${out} stays NULL if it was already, or its link is not active any more. */
struct solution_claim {
	int64_t case_id, customer_id; /* the thread is linked to this one now; customer 0: none */
};
void solution_claim(struct task *t, const struct solution *s, int64_t thread, int64_t post,
	struct solution_claim **out);
void solution_posted_note(struct task *t, const struct solution *s, const struct solution_claim *claim,
	int64_t thread, int64_t post);

#endif
