/* form.h -- the fields of a query string or an application/x-www-form-urlencoded body. */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct arena;

struct form_field {
	const char *name, *value; /* decoded, valid UTF-8 without NUL */
};
LIST(form, struct form_field);

#define FORM_FIELDS_MOST 200

/* Reads "a=b&c=d". False: a bad escape, NUL, bad UTF-8, a control character in a name, or too many fields. A name without
 * '=' has the value "". Values may hold control characters: what somebody pastes is not lost for an ESC in it. */
bool form_read(struct arena *a, struct slice in, struct form *out);

/* The value of the first field of that name, NULL if absent. Whether there is more than one, form_single()
 * says. */
const char *form_text(const struct form *f, const char *name);
/* Whether the field stands there at most once. */
bool form_single(const struct form *f, const char *name);
/* The same, "" if absent. */
const char *form_text_or_empty(const struct form *f, const char *name);
/* 0 if absent or no number. */
int64_t form_int8(const struct form *f, const char *name);
bool form_has(const struct form *f, const char *name);

#endif
