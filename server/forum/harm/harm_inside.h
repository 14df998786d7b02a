/* harm_inside.h -- between the files of this folder. */
#ifndef FORUM_HARM_INSIDE_H
#define FORUM_HARM_INSIDE_H

#include "forum/harm/harm.h"
#include "forum/harm/settings.h"

struct task;

struct harm_row {
	const char *key, *value;
};
LIST(harm_rows, struct harm_row);

struct harm_look {
	struct harm_draft draft;
	struct harm_settings settings;
	struct harm_rows rows;
};

/* The rows of ops.setting. */
void harm_rows_find(struct task *t, struct harm_rows *out);

#endif
