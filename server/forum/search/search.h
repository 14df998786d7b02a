/* search.h -- what somebody searches for, as he says it: words with operators among them, or the fields of a
 *form.
 *
 *	esim "no service" -roaming tag:pixel topic:sim author:maya is:solved after:2026-01-01
 *
 * Words, "phrases" and -words go to PostgreSQL as they stand (websearch_to_tsquery); the rest is taken out
 *here. What is said in words wins over the form's fields. Pure. */
#ifndef FORUM_SEARCH_H
#define FORUM_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct arena;
struct form;
struct task;

#define SEARCH_PAGE 20	/* threads on a page */
#define SEARCH_MOST 300 /* characters that are looked at */

/* As it was typed; each "" if not. Addresses of further pages repeat these. */
struct search_typed {
	const char *q, *tag, *topic, *author, *state, *after, *before;
	bool newest; /* else the best match first */
};

struct search {
	struct search_typed typed;
	const char *words;		  /* for websearch_to_tsquery; NULL: none */
	const char *tag, *topic, *author; /* NULL: any */
	const char *state;		  /* "solved", "unsolved", "unanswered", NULL: any */
	struct when after, before;	  /* of the post that matches; {0}: any time */
	bool newest;			  /* without words there is no best match */
	const char *wrong;		  /* what was not understood, for the person; NULL: nothing */
	int64_t key, key_id;		  /* the page comes after this one; key_id 0: from the top */
};

/* Reads the fields of the address. */
void search_read(struct arena *a, const struct form *query, struct search *out);
/* Whether there is anything to look for. */
bool search_asks(const struct search *s);

/* The address of the same search: "/search?q=…"; sorted as ${newest} says; ${key} as search_key() gives it,
 * NULL: the first page. */
const char *search_path(struct arena *a, const struct search_typed *s, bool newest, const char *key);
const char *search_key(struct arena *a, int64_t key, int64_t id);

/* ---- marks ---- */

/* What ts_headline() puts around what matched: no text of ours holds these. */
#define MARK_ON	 "\002"
#define MARK_OFF "\003"

struct marked {
	const char *text;
	bool hit;
};
LIST(marked_text, struct marked);

/* Cuts a headline at its marks. Wherever they stand, all other bytes come out, in order. */
void marks_cut(struct arena *a, const char *headline, struct marked_text *out);

/* ---- did you mean ---- */

struct correction {
	const char *word, *meant; /* lower case */
};
LIST(corrections, struct correction);

/* ${typed} with each word that has one replaced by its correction, the rest as it was; NULL if that changes
 * nothing. */
const char *search_corrected(struct arena *a, const char *typed, const struct corrections *all);

/* ---- similar_sql.c: what has been asked before that is like a given question ---- */

/* A thread that is like it, with the beginning of its solution. */
struct similar {
	int64_t id;
	const char *title, *slug;
	bool question, solved;
	int64_t answers;
	const char *topic, *topic_slug;
	int64_t topic_colour;
	int64_t solution_id;	 /* the best accepted answer; 0: none */
	const char *solution;	 /* its text, the beginning */
	const char *solution_by; /* who wrote it */
};
LIST(similars, struct similar);

/* The threads most like ${text}, at most eight: solved ones that fit nearly as well as the best first, then the rest by likeness.
 * ${except}: a thread that is not to be among them, 0: none. */
void similar_find(struct task *t, const char *text, int64_t except, struct similars *out);

#endif
