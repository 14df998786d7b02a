/* harm_try.h -- what other thresholds would have done in the last thirty days, to the posts that were looked at before they were published.
 *
 * Told from community.harm_look, which holds numbers, no text and no address. What was refused then is not among them: it was never posted. */
#ifndef FORUM_HARM_TRY_H
#define FORUM_HARM_TRY_H

#include "forum/harm/settings.h"

struct task;

enum harm_try {
	TRY_HELD,     /* were shown, would have been held */
	TRY_SHOWN,    /* the other way round */
	TRY_QUEUED,   /* were shown, would have been put before a moderator as well */
	TRY_UNQUEUED, /* the other way round */
	TRY_OFTEN,    /* would have been refused, for its author had posted too often … */
	TRY_ADDRESS,  /* … or too many came from its address, … */
	TRY_LINKS,    /* … for its links, … */
	TRY_MENTIONS, /* … the names in it, … */
	TRY_SAME,     /* … its text was posted already … */
	TRY_QUICK,    /* … or its form came back too soon: shown once more */
	TRIES
};

/* Of one kind. */
struct harm_tried {
	int64_t posts, members;
	struct texts samples; /* ids of some, the newest first */
};
#define HARM_TRIED_MOST 50000 /* the newest */
struct harm_tried_all {
	int64_t looks; /* posts that were looked at, so many at most */
	struct harm_tried of[TRIES];
};
void harm_try(struct task *t, const struct harm_settings *settings, struct harm_tried_all **out);

/* A post to be looked at. */
struct harm_sample {
	int64_t post;
	const char *title, *author;
};
LIST(harm_samples, struct harm_sample);
void harm_samples_find(struct task *t, struct texts posts, struct harm_samples *out);

#endif
