/* harm_inside.h -- between the files of this folder. */
#ifndef FORUM_HARM_INSIDE_H
#define FORUM_HARM_INSIDE_H

#include "forum/harm/harm.h"
#include "forum/harm/settings.h"

struct request;
struct task;

struct harm_row {
	const char *key, *value;
};
LIST(harm_rows, struct harm_row);

/* What the database knows of the author and the text. */
struct harm_facts {
	bool sent; /* this very form has been sent before, and counted */
	int64_t same_own, same_others,
		same_members; /* a post with this text by himself, by somebody else; 0: none */
};

struct harm_look {
	struct harm_draft draft;
	struct harm_settings settings;
	struct harm_rows rows;
	struct harm_facts *facts;
	const char *wrong;
};

void harm_facts_find(struct request *rq, const struct harm_draft *draft, struct harm_facts **out);

/* The rows of ops.setting. */
void harm_rows_find(struct task *t, struct harm_rows *out);

#endif
