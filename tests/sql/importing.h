/* importing.h -- running an import, and looking at what it left: for import_test.c and import_dumps_test.c.
 *
 * Each import runs in a process of its own, as in life, so that it can be killed. Each test has a database of its own. */
#ifndef TESTS_SQL_IMPORTING_H
#define TESTS_SQL_IMPORTING_H

#include <string.h>
#include <sys/types.h>

#include "faults/harness.h"

/* ---- the database ---- */

/* Makes the database ${name} with all migrations: the one at hand from now on. */
void importing_database(const char *name);
/* The first value of the first row; "" if it is NULL or there is no row. Stays until the next call. */
const char *importing_ask(const char *sql);
int64_t importing_number(const char *sql);
/* The test fails, with its line, unless that is ${wanted}. */
#define importing_expect(sql, wanted) \
	do { \
		const char *got_ = importing_ask(sql); \
		if (strcmp(got_, (wanted)) != 0) \
			fail_msg("%s:%d: %s: \"%s\", not \"%s\"", __FILE__, __LINE__, sql, got_, (wanted)); \
	} while (0)
/* A query that gives one hash of all that an import writes. */
extern const char importing_all[];
/* Counters and orders that must hold after every batch, of any import. */
void importing_consistent(void);

/* ---- running it ---- */

/* What the last import that ended has said on standard output and standard error. */
extern char importing_said[65536], importing_complained[4096];
/* ${topic} may be NULL; ${batch} 0: as usual. */
pid_t importing_start(const char *directory, const char *topic, unsigned batch);
/* Waits for it; its exit status. */
int importing_end(pid_t pid);
int importing(const char *directory, const char *topic);
/* The test fails unless that ends with 0. */
void importing_fine(const char *directory, const char *topic);
/* The test fails if the same import once more writes anything. */
void importing_adds_nothing(const char *directory);

/* The numbers of a line of the table at the end: "Posts 1,986 1,672 314". -1: no such line. */
struct tallied {
	long read, written, skipped;
};
struct tallied importing_line(const char *table);

/* ---- files ---- */

/* The folder for a dump that is made here; makes it. */
extern char importing_folder[96];
void importing_folder_new(const char *name);
void importing_put(const char *name, const char *content);

#endif
