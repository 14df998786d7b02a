/* admin_chart.h -- numbers as bars. Pure. */
#ifndef FORUM_ADMIN_CHART_H
#define FORUM_ADMIN_CHART_H

#include <stddef.h>
#include <stdint.h>

struct arena;

#define CHART_WIDTH  1000
#define CHART_HEIGHT 200

/* Bars side by side, as the path of an SVG of CHART_WIDTH × CHART_HEIGHT. */
struct chart {
	const char *path; /* "" where all are 0 */
	int64_t most, total, last;
};
/* Numbers below 0 count as 0. A number above 0 is always to be seen. */
struct chart chart_of(struct arena *a, const int64_t *numbers, size_t n);

/* How many percent ${part} is of ${most}, 0 to 100; above 0 at least 1. */
int chart_percent(int64_t part, int64_t most);
/* "317 B", "9.8 KB", "12 MB", "1.4 GB": in powers of 1024, two digits at least. */
const char *chart_bytes(struct arena *a, int64_t bytes);

#endif
