/* judge.h -- what becomes of a newcomer's post, from what is known of it. Pure. */
#ifndef FORUM_HARM_JUDGE_H
#define FORUM_HARM_JUDGE_H

#include <stdbool.h>

#include "forum/harm/settings.h"

struct arena;

enum harm_fate {
	FATE_SHOWN,
	FATE_QUEUED, /* shown, and put before a moderator */
	FATE_HELD,   /* seen by its author and moderators only, until one of them has decided */
};

/* What is known. */
struct harm_signs {
	bool newcomer, first;
	int spam;	   /* per mille; -1: too little was learnt */
	int alike;	   /* percent */
	const char *words; /* that counted most; NULL: none */
	long long like;	   /* the post it is like; 0: none */
};

struct harm_verdict {
	enum harm_fate fate;
	bool suspect;	 /* for what it says; else because it is somebody's first */
	int spam, alike; /* as known */
	bool newcomer, first;
	const char *why; /* for moderators */
};

void harm_judge(struct arena *a, const struct harm_settings *settings, const struct harm_signs *signs,
	struct harm_verdict *out);

#endif
