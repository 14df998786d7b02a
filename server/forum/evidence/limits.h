/* limits.h -- from when on something is a sign of abuse: settings with defaults, each within bounds. Pure. Admins set them
 * (limits_pages.c), and they are read anew each night. */
#ifndef FORUM_EVIDENCE_LIMITS_H
#define FORUM_EVIDENCE_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum limit {
	LIMIT_DAYS,	      /* how far a night looks back */
	LIMIT_PAIR_SHARE,     /* more than so many percent of somebody's credit from one person … */
	LIMIT_PAIR_ACTS,      /* … in at least so many acts … */
	LIMIT_PAIR_CREDIT,    /* … worth at least so much, milli-he */
	LIMIT_MUTUAL_ACTS,    /* two credit each other at least so often each … */
	LIMIT_MUTUAL_SHARE,   /* … and it is at least so many percent of what each got */
	LIMIT_CIRCLE_ACTS,    /* three credit each other in a circle, at least so often each … */
	LIMIT_CIRCLE_SHARE,   /* … and it is at least so many percent of what each got */
	LIMIT_BURST_ACTS,     /* so many acts of one person on another's posts … */
	LIMIT_BURST_SECONDS,  /* … within so long */
	LIMIT_QUICK_SECONDS,  /* accepted sooner after it was written … */
	LIMIT_QUICK_ACTS,     /* … so often by one person */
	LIMIT_NEWCOMER_DAYS,  /* accounts not older than that … */
	LIMIT_NEWCOMER_ACTS,  /* … that did nothing but accept one person's answers, so often */
	LIMIT_INACTIVE_SHARE, /* more than so many percent of a score from accounts that do nothing else … */
	LIMIT_INACTIVE_ACTS, /* … and came back for it: so many acts each (with one it is somebody with one question) … */
	LIMIT_INACTIVE_ACCOUNTS, /* … at least so many of them */
	LIMITS
};

struct evidence_limits {
	int64_t of[LIMITS];
};

struct arena;

/* Its name where it is stored, and in the form: "pair_share". */
const char *limit_key(enum limit l);
int64_t limit_usual(enum limit l);
int64_t limit_least(enum limit l);
int64_t limit_most(enum limit l);
bool limits_same(const struct evidence_limits *a, const struct evidence_limits *b);
/* Those that differ from the defaults, as they are stored: {"pair_share":35}. */
const char *limits_json(struct arena *a, const struct evidence_limits *l);
/* All as they are without settings. */
struct evidence_limits limits_default(void);
/* Takes what is stored or typed; false, and nothing changed: no such limit, or a value that makes no sense for it. */
bool limits_take(struct evidence_limits *l, const char *key, const char *value);

#endif
