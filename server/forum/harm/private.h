/* private.h -- what in a text belongs to one person and not on a public page: phone numbers, card numbers, bank accounts, e-mail addresses,
 * account numbers by the site's own patterns. Pure.
 *
 * Its author is asked before it is published, so a false alarm costs a click each time and trust after a few: what may as well be an order
 * number, a date, a price, a version or a model is not found. solution/redact.h, where a person reads what is left, rather takes too much. */
#ifndef FORUM_HARM_PRIVATE_H
#define FORUM_HARM_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct arena;

enum private_kind { PRIVATE_EMAIL, PRIVATE_IBAN, PRIVATE_ACCOUNT, PRIVATE_CARD, PRIVATE_PHONE };
#define PRIVATE_KINDS 5

struct private_detail {
	enum private_kind kind;
	size_t at, n;	  /* bytes of the text */
	const char *text; /* they */
};
LIST(private_details, struct private_detail);

/* What the site adds by its settings. */
struct private_rules {
	struct texts
		patterns; /* of account numbers: # a digit, @ a letter, everything else itself: "FN-####" */
	struct texts
		fine; /* what is nobody's: the company's phone numbers and addresses; "@fernline.example": all addresses there */
};

#define PRIVATE_MOST 20 /* so many are found in a text, and no more are looked for */

/* In order of their places. */
void private_find(struct arena *a, const char *text, const struct private_rules *rules,
	struct private_details *out);
/* Leaves out of ${found} what stands in ${known} as well: it is published already. */
void private_leave_out(struct private_details *found, const struct private_details *known);
/* "phone number", for people. */
const char *private_label(enum private_kind kind);
/* Whether the pattern is one that neither finds half of the dictionary nor every year: at least four digits or letters to match, two of them
 * digits, six where nothing else stands in it. It has no choices and no repetition, so looking for it is comparing characters, at most 40 at
 * each beginning of a word. */
bool private_pattern_ok(const char *pattern);

#endif
