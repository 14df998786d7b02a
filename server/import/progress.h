/* progress.h -- how far it is: a bar on a terminal, now and then a line elsewhere; and whether somebody
 * pressed Ctrl-C. */
#ifndef IMPORT_PROGRESS_H
#define IMPORT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
	FILE *out;
	bool terminal;
	/* progress.c's own */
	char doing[80];
	int64_t total, done, rows;
	int64_t began_ms, shown_ms;
};

/* A step of ${total} units (bytes, threads: whatever progress_at() counts in) begins. */
void progress_begin(struct progress *p, int64_t total, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* ${done} units are done, with ${rows} rows. Cheap: call it for every row. */
void progress_at(struct progress *p, int64_t done, int64_t rows);
void progress_end(struct progress *p);
/* Takes the bar away, before something else is printed. */
void progress_clear(struct progress *p);

/* From here on SIGINT and SIGTERM do not end the process but make progress_interrupted() true. */
void progress_catch_signals(void);
bool progress_interrupted(void);
/* As before. */
void progress_release_signals(void);

#endif
