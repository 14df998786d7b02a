/* harm_inside.h -- between the files of this folder. */
#ifndef FORUM_HARM_INSIDE_H
#define FORUM_HARM_INSIDE_H

#include "forum/harm/bayes.h"
#include "forum/harm/harm.h"
#include "forum/harm/judge.h"
#include "forum/harm/settings.h"
#include "forum/rate.h"

struct request;
struct task;

struct harm_row {
	const char *key, *value;
};
LIST(harm_rows, struct harm_row);

/* What the database knows of the author and the text. */
struct harm_facts {
	bool sent;     /* this very form has been sent before, and counted */
	bool waiting;  /* a post of his is held */
	bool desk;     /* there is one that private details can be sealed for */
	int64_t asked; /* the question this is added to, if it is his own; 0 */
	int64_t posts; /* of his that stand, up to 1000 */
	bool fresh;
	int64_t suspects; /* see judge.h; up to 1000 */
	int64_t same_own, same_others,
		same_members; /* a post with this text by himself, by somebody else; 0: none */
};

/* A post removed so many whole days ago that is so much like the text. */
struct harm_alike {
	int64_t post, percent, days;
};
LIST(harm_alikes, struct harm_alike);

#define HARM_RATES 2 /* of the address, of the member */

struct harm_look {
	struct harm_draft draft;
	struct rate limits[HARM_RATES]; /* without their numbers, which are settings */
	struct rate_count *counts[HARM_RATES];
	struct harm_settings settings;
	struct harm_rows rows;
	struct harm_facts *facts;
	const char *wrong;
	struct texts signs;
	struct bayes_learnt *learnt; /* totals */
	struct bayes_signs known;
	struct harm_alikes alike;
	struct harm_verdict verdict;
};

void harm_learnt_find(struct task *t, struct texts signs, struct bayes_learnt **totals,
	struct bayes_signs *known);
/* Of the last 90 days; each more alike than all that were removed after it: the last one within some days is the most alike of these days. */
/* What the post ${edits} (0: none) was as much like before is left out: it is not held against an edit. */
void harm_alike_find(struct task *t, const char *text, int64_t edits, struct harm_alikes *out);
/* In the open transaction: what was thought of the post. */
struct harm_noted {
	size_t links, mentions;
	int64_t seconds; /* from the form to its sending; -1: not known */
};
void harm_look_note(struct task *t, int64_t post, const struct harm_look *look,
	const struct harm_noted *noted);
void harm_post_hold(struct task *t, int64_t post);
void harm_facts_find(struct request *rq, const struct harm_draft *draft, struct harm_facts **out);

/* ---- harm_ask.c ---- */

struct harm_view;
const char *harm_text_of(struct arena *a, const struct harm_draft *d);
/* Answers with the page, and what was sent in it. */
void harm_ask_reply(struct request *rq, struct harm_view *v);
/* HARM_ASKED if something private is in it that did not stand there before (${was}) and that he has not said yes to. */
enum harm_next harm_ask_about_private(struct request *rq, const struct harm_look *look, const char *was);

/* The rows of ops.setting. */
void harm_rows_find(struct task *t, struct harm_rows *out);

#endif
