/* csv_record.h -- CSV (RFC 4180) a record at a time, so that one that is broken spoils no other. Pure.
 *
 * The reader of other systems' dumps (import/csv.c) stops at the first wrong byte, because a dump is whole or worth nothing. What a CRM
 * exports every night is better taken without its bad lines. */
#ifndef INTAKE_CSV_RECORD_H
#define INTAKE_CSV_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct arena;

/* The length of the record that ${s} begins with, its line end included; quotes may hold line ends. 0: it does not end within ${n} bytes. */
size_t csv_record_length(const char *s, size_t n);
/* The same up to the first line end, whatever is quoted. */
size_t csv_line_length(const char *s, size_t n);

/* The fields of one record (with or without its line end), in ${a}. False: a quote stands where none may, or is not closed. */
bool csv_record_split(struct arena *a, const char *s, size_t n, struct texts *out);

#endif
