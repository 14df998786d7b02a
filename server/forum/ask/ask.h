/* ask.h -- asking: what a question or a discussion must have before it is posted. Pure. */
#ifndef FORUM_ASK_H
#define FORUM_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct arena;
struct form;
struct topic;
struct topics;
struct viewer;

#define PRODUCT_MOST 80 /* characters */

/* A new thread as it was typed, tidied. */
struct asked {
	const char *title, *body, *product;
	const char *topic; /* slug; "": none chosen */
	const char *tags;  /* as typed */
	struct texts tag_names;
	const char *for_company; /* private details, for the company alone; "": none */
	bool discussion;
	bool official; /* the box for staff was ticked */
	int64_t draft; /* which draft it is kept as; 0: the first */
};

/* What is wrong with it, a sentence for each field; NULL: nothing. */
struct asked_wrong {
	const char *title, *topic, *tags, *product, *body, *for_company;
};

void asked_read(struct arena *a, const struct form *typed, struct asked *out);
/* Looks at all that can be said without the database and without rendering. Whether it is fine. */
bool asked_check(struct arena *a, struct asked *q, struct asked_wrong *wrong);
bool asked_fine(const struct asked_wrong *wrong);

/* Whether the viewer may begin threads in it. */
bool topic_takes_threads(const struct topic *topic, const struct viewer *v);

/* The text search configuration of the language whose code begins ${locale}: "german"; "simple" for those
 * without one. */
const char *language_of(const char *locale);

#endif
