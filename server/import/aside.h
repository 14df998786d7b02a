/* aside.h -- the file beside FILE that takes the records that did not go in, each behind a line that says where it stood and why. Mended, it
 * can be read like FILE itself. It is made with the first such record, readable to its owner alone. */
#ifndef IMPORT_ASIDE_H
#define IMPORT_ASIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct aside {
	char *path; /* FILE.rejected */
	FILE *file; /* NULL until something is set aside */
	char *header;
	size_t header_n;
	int64_t count;
	bool failed;
};

/* Takes away what an earlier run left there. */
void aside_begin(struct aside *a, const char *path);
/* What stands above the records: a CSV header. */
void aside_header(struct aside *a, const char *line, size_t n);
void aside_put(struct aside *a, int64_t line, const char *why, const char *record, size_t n);
/* False: it could not be written; errno. */
bool aside_end(struct aside *a);

#endif
