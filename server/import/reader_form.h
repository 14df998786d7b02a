/* reader_form.h -- what reader.c and its two forms, csv.c and xml.c, share. */
#ifndef IMPORT_READER_FORM_H
#define IMPORT_READER_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "import/reader.h"

struct feed;
struct reader;

/* A form. ${open} reads what stands before the rows, once the columns are known; ${next} fills r->value and
 * the row's place. Both return false at the end or after reader_broken(). */
struct reader_form {
	bool (*open)(struct reader *r);
	bool (*next)(struct reader *r);
	void (*close)(struct reader *r);
};

struct reader {
	char *path;
	struct feed *feed;
	const struct reader_form *form;
	void *state; /* the form's own */
	bool opened, over;
	char *problem;

	const char *column[READER_COLUMNS];
	int columns;
	const char *value[READER_COLUMNS];
	int64_t line, byte; /* where the present row begins */
};

extern const struct reader_form csv_form, xml_form;

/* The file is broken at this place. Returns false, for the caller to pass on. */
bool reader_broken(struct reader *r, int64_t line, int64_t byte, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
