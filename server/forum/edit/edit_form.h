/* edit_form.h -- an edit as it is typed, beside the post as it stands: what is wrong with it, and whether it
 * changes anything. Pure. */
#ifndef FORUM_EDIT_FORM_H
#define FORUM_EDIT_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "forum/byline.h"

struct arena;
struct form;

#define REASON_MOST 100 /* characters */

/* A post as an edit meets it. */
struct editable {
	int64_t id, thread_id, parent_id;
	bool opens; /* the question, or the opening of a discussion: title, product and tags belong to it */
	bool question; /* its thread is one */
	bool locked;   /* its thread takes no further posts */
	struct byline author;
	const char *source;
	int64_t revision;
	const char *title, *product; /* of the thread */
	struct texts tags;
};

struct edit_form {
	const char *title, *product, *tags, *body, *reason; /* tidied; tags as typed */
	struct texts tag_names;
	int64_t revision; /* of the post the edit began with */
};

/* A sentence for each field; NULL: nothing is wrong with it. */
struct edit_wrong {
	const char *title, *product, *tags, *body, *reason;
};

void edit_form_read(struct arena *a, const struct form *typed, struct edit_form *out);
/* The form as one begins it. */
void edit_form_of(struct arena *a, const struct editable *post, struct edit_form *out);
/* Reads the tags, and finds what can be said without rendering. Whether it is fine. */
bool edit_form_check(struct arena *a, struct edit_form *f, bool opens, struct edit_wrong *wrong);
bool edit_form_fine(const struct edit_wrong *wrong);
/* Whether the post says the same already. After the check. */
bool edit_form_same(const struct edit_form *f, const struct editable *post);

#endif
