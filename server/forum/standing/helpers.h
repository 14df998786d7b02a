/* helpers.h -- helpers of the month, inside: standing.h has what others show of them. */
#ifndef FORUM_STANDING_HELPERS_H
#define FORUM_STANDING_HELPERS_H

#include "forum/standing/standing.h"

#define HELPERS_PAGE 50

/* 0: there is none. */
struct helped_months {
	int64_t earlier, later, last;
};

/* One more than a page of ${month}, behind who helped ${people} and has the id ${after}; INT32_MAX and 0: from the first. */
void helpers_find(struct task *t, int64_t month, int64_t people, int64_t after, struct helpers *out);
void helpers_months_find(struct task *t, int64_t month, struct helped_months **out);

/* "2026-11" → year * 12 + month - 1, and back. False: it is no month of the years 1970 to 9999. */
bool month_read(const char *text, int64_t *month);
const char *month_text(struct arena *a, int64_t month);
int64_t month_of(struct when at);
/* Its first, as a moment in UTC. */
struct when month_start(int64_t month);

#endif
