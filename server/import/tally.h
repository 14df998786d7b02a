/* tally.h -- rows read, written and skipped, each table with its reasons: the table an import ends with. */
#ifndef IMPORT_TALLY_H
#define IMPORT_TALLY_H

#include <stdint.h>
#include <stdio.h>

#define TALLY_REASONS 24

struct tally {
	const char *table;
	const char *missing; /* why nothing was read: the file is not there. NULL: it is */
	int64_t read, written;
	struct {
		const char *why;
		int64_t n;
	} skipped[TALLY_REASONS];
};

/* ${n} rows were read and not written because of ${why}: a constant, the same address each time. */
void tally_skip(struct tally *t, const char *why, int64_t n);
int64_t tally_skipped(const struct tally *t);
/* Prints the table for ${n} tables. */
void tally_print(FILE *out, const struct tally *const *tables, size_t n);

#endif
