/* redact.h -- takes out of a text what belongs to one person: addresses, numbers, names. Pure.
 *
 * It rather takes too much than too little, because a person reads what is left before anybody else does. What it cannot know (a street
 * it was not told, "my neighbour at number 4") that person has to see. */
#ifndef FORUM_SOLUTION_REDACT_H
#define FORUM_SOLUTION_REDACT_H

#include <stddef.h>

#include "base/text.h"

struct arena;

/* The order is the table's in redact.c. */
enum redact_kind {
	REDACT_EMAIL,
	REDACT_PHONE,
	REDACT_CARD,
	REDACT_IBAN,
	REDACT_ACCOUNT,
	REDACT_ADDRESS,
	REDACT_NAME,
	REDACT_KINDS
};

/* Something known to be private, and what it is. A name's parts count as well. */
struct redact_known {
	enum redact_kind kind;
	const char *value;
};
LIST(redact_knowns, struct redact_known);

struct redacted {
	const char *text;   /* each thing replaced by "[phone number]" … */
	struct texts kinds; /* names of what was taken out, each once: "email", "phone" … */
};

void redact(struct arena *a, const char *text, const struct redact_knowns *known, struct redacted *out);
/* "phone" → "phone number", for people; itself if unknown. */
const char *redact_label(const char *kind);
/* The kind of a contact ("email", "phone", "address", "account") or of "name"; false: none of these. */
bool redact_kind_of(const char *name, enum redact_kind *out);

#endif
