/* fields.h -- which fields a record of each kind may have; for this folder. */
#ifndef INTAKE_FIELDS_H
#define INTAKE_FIELDS_H

#include <jansson.h>

#include "intake/intake.h"

struct arena;

enum field_kind {
	FIELD_LINE,	 /* one line of text */
	FIELD_TEXT,	 /* many */
	FIELD_CHOICE,	 /* one of ${choices} */
	FIELD_MOMENT,	 /* moment.h */
	FIELD_DAY,	 /* a date alone */
	FIELD_NUMBER,	 /* from ${least} to ${most} */
	FIELD_DIRECTION, /* "in" or "out": the row has "inbound" */
	FIELD_CONTACT, /* a value of crm.contact of the kind it is called by, or several: the row has "contacts" */
	FIELD_WHOSE, /* the same, but one, by which a customer is found: the row has "contact_kind" and "contact_key" */
	FIELD_ENTRIES, /* a list of what happened to a case */
};

struct field {
	const char *name;
	enum field_kind kind;
	bool needed;
	long least, most;    /* characters of a text (0: INTAKE_TEXT_MOST bytes); bounds of a number */
	const char *choices; /* "a|b|c" */
};

struct fields {
	const struct field *v;
	size_t n;
};

extern const struct fields intake_fields[], entry_fields;

const struct field *field_named(const struct fields *fields, const char *name);
/* Reads ${record} by ${fields} into ${row}. NULL, or the first thing wrong, in ${a}. */
const char *fields_read(struct arena *a, const struct fields *fields, const char *country, json_t *record,
	json_t *row);

#endif
