/* judge.h -- what becomes of a newcomer's post, from what is known of it. Pure. The same stands in the database as community.harm_fate, for a
 * look back at what other thresholds would have done; tests/sql/harm_test.c compares. */
#ifndef FORUM_HARM_JUDGE_H
#define FORUM_HARM_JUDGE_H

#include <stdbool.h>

#include "forum/harm/settings.h"

struct arena;

enum harm_fate { /* numbers are stored */
	FATE_SHOWN = 0,
	FATE_QUEUED = 1, /* shown, and put before a moderator */
	FATE_HELD = 2,	 /* seen by its author and moderators only, until one of them has decided */
};

/* What is known. */
struct harm_signs {
	bool exempt;	   /* has a role: nobody to be looked at */
	int level;	   /* of the author */
	int64_t posts;	   /* of his that stand */
	bool fresh;	   /* joined within a day */
	int64_t suspects;  /* other accounts of the last day that were taken for spam within the hour */
	int64_t learnt;	   /* from so many decisions, of the kind there were fewer of */
	int spam;	   /* per mille, if anything was learnt; -1: not known */
	int alike;	   /* percent */
	const char *words; /* that counted most; NULL: none */
	long long like;	   /* the post it is like; 0: none */
};

struct harm_verdict {
	enum harm_fate fate;
	bool suspect; /* for what it says; else because it is somebody's first */
	bool wave; /* held whatever it says, beside its fate: very many new accounts were taken for spam just now */
	bool newcomer, first;
	struct harm_signs signs; /* as known */
	const char *why;	 /* for moderators */
};

/* Whether his posts are judged. */
bool harm_is_newcomer(const struct harm_settings *settings, const struct harm_signs *signs);
void harm_judge(struct arena *a, const struct harm_settings *settings, const struct harm_signs *signs,
	struct harm_verdict *out);

#endif
