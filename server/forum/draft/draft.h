/* draft.h -- what somebody has typed and not yet posted, kept on the server. */
#ifndef FORUM_DRAFT_H
#define FORUM_DRAFT_H

#include <stdint.h>

struct arena;
struct task;

/* Where a draft belongs: "ask"; "t/42", an answer; "a/7", a comment; "edit/7". */
const char *draft_place(struct arena *a, const char *kind, int64_t id);

/* Deletes it in the open transaction: it was posted. */
void draft_forget(struct task *t, int64_t member, const char *place);

#endif
