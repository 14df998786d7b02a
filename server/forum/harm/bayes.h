/* bayes.h -- how much a text is like what moderators removed as spam, and how much like what they kept: naive Bayes over its words and a few
 * traits. Pure.
 *
 * What was learnt are two numbers for each sign: in how many texts of either kind it stood. A sign is a word ("offer"), the host of a link
 * ("link:shop.example") or a trait ("has:link", "has:money"): traits carry over to wording that was never seen. The verdict is the sum of what
 * the most telling signs say, and can be explained by them. */
#ifndef FORUM_HARM_BAYES_H
#define FORUM_HARM_BAYES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct arena;

#define BAYES_SIGNS_MOST 250 /* of a text; the rest of a long one says little more */

struct bayes_sign {
	const char *sign;
	int64_t spam, ham; /* texts of either kind it stood in */
};
LIST(bayes_signs, struct bayes_sign);

struct bayes_learnt {
	int64_t spam, ham; /* texts */
	struct bayes_signs signs;
};

struct bayes_verdict {
	int spam;	 /* per mille */
	const char *why; /* the signs that counted most: "casino, has:link, link:x.example" */
};

/* The signs of a text, each once, sorted; links to ${own}, the site's address, are none. ${title} may be NULL. */
struct texts bayes_signs_of(struct arena *a, const char *title, const char *text, const char *own);
/* Whether these are of a text that says how to reach somebody: a link, a number, an address. */
bool bayes_reaches(struct texts signs);
/* ${learnt->signs}: of those of the text, the ones that are known. */
void bayes_judge(struct arena *a, const struct bayes_learnt *learnt, struct bayes_verdict *out);

#endif
