/* draft_inside.h -- between the files of this folder. */
#ifndef FORUM_DRAFT_INSIDE_H
#define FORUM_DRAFT_INSIDE_H

#include "forum/draft/draft.h"

/* A draft with the thread that it belongs to. */
struct draft_line {
	struct draft draft;
	const char *thread_title; /* NULL: a new thread, or one that is gone */
};
LIST(draft_lines, struct draft_line);

struct draft_put {
	bool full;   /* not saved: there are DRAFTS_MOST others */
	bool posted; /* not saved: the form's key has posted something */
};

void drafts_all(struct task *t, int64_t member, struct draft_lines *out);
/* In the open transaction. ${nonce}: of the form's key; once that has posted something, nothing is saved. */
void draft_put(struct task *t, int64_t member, const char *place, const char *fields, struct blob nonce,
	struct draft_put **out);

#endif
