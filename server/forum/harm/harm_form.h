/* harm_form.h -- the thresholds as a form: what each is called, what it does, what was typed. Pure. */
#ifndef FORUM_HARM_FORM_H
#define FORUM_HARM_FORM_H

#include "base/text.h"
#include "forum/harm/harm_inside.h"

struct arena;
struct form;

struct harm_choice {
	const char *value, *label;
	bool chosen;
};
LIST(harm_choices, struct harm_choice);

struct harm_field {
	const char *key, *id, *name;
	const char *help;   /* NULL: the group says it */
	const char *limits; /* "As delivered 20; 1 to 10,000." */
	const char *value;  /* as it holds, or as it was typed */
	const char *wrong;
	bool lines;		     /* many, one on a line */
	struct harm_choices choices; /* none: a number is typed */
};
LIST(harm_fields, struct harm_field);

struct harm_group {
	const char *name, *help;
	struct harm_fields fields;
};
LIST(harm_groups, struct harm_group);

struct harm_form {
	struct harm_groups groups;
	struct harm_settings settings; /* what it comes to */
	struct texts keys,
		values; /* what is other than in the rows, in the form it is stored in; "": as delivered */
};

/* As ${rows} say. */
void harm_form_of(struct arena *a, const struct harm_rows *rows, struct harm_form *out);
/* As was typed over ${rows}. False: something makes no sense, and its field says why. */
bool harm_form_read(struct arena *a, const struct form *typed, const struct harm_rows *rows,
	struct harm_form *out);
/* "Links to other sites in a post: Helper", of a key; the key itself if it is none of these. */
const char *harm_form_name(struct arena *a, const char *key);

#endif
