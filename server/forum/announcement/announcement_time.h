/* announcement_time.h -- what an admin types into the form: times by the clock of his zone, a thread by its number or address. Pure. */
#ifndef FORUM_ANNOUNCEMENT_TIME_H
#define FORUM_ANNOUNCEMENT_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

struct arena;

/* "2026-11-22T09:30" in ${zone}, with or without seconds. Of a time that is twice, when clocks go back, the first; one that is skipped counts
 * as it would without the skip. False: not of that form, or no such day. */
bool announcement_time_read(const char *typed, const char *zone, struct when *out);
/* The other way round; "" for {0}. */
const char *announcement_time_text(struct arena *a, struct when at, const char *zone);

/* "42", "/t/42/…", "https://…/t/42/…". 0: nothing was typed; -1: it is no thread. */
int64_t announcement_thread_read(const char *typed);

#endif
