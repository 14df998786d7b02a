/* private_inside.h -- what is typed, and statements; for this folder. */
#ifndef FORUM_PRIVATE_PRIVATE_INSIDE_H
#define FORUM_PRIVATE_PRIVATE_INSIDE_H

#include "forum/private/private.h"

struct form;

/* Characters. */
#define PRIVATE_LINE_MOST 300

struct private_typed {
	const char *account, *phone, *address, *text;
	const char *error; /* NULL: fine */
};
struct private_typed private_typed_of(struct arena *a, const struct form *f);
/* As the company reads it: lines with their names. */
const char *private_letter(struct arena *a, const struct private_typed *x);

/* ---- the public door ---- */

struct private_sent {
	struct when at;
};
LIST(private_sents, struct private_sent);
/* When the asker sent something, newest first. */
void private_sents_of(struct task *t, int64_t thread, int64_t member, struct private_sents *out);

/* ---- the desk ---- */

struct private_sealed {
	int64_t id, thread, case_id, member_id;
	struct blob sealed;
	const char *member, *title;
	struct when at;
};
/* In an open transaction: it is held. */
void private_hold(struct task *t, int64_t id, struct private_sealed **out);
void private_opened(struct task *t, int64_t id, int64_t account);
void private_attached(struct task *t, int64_t id, int64_t case_id);
void private_delete(struct task *t, int64_t id);

struct private_case {
	int64_t id;
	const char *subject;
};
LIST(private_cases, struct private_case);
/* Of the thread, by active links. */
void private_cases_of(struct task *t, int64_t thread, struct private_cases *out);

#endif
