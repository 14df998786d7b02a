/* admin_chart.c -- see admin_chart.h. */
#include "forum/admin/admin_chart.h"

#include <stdio.h>

#include "base/arena.h"

#define BAR_ROOM 64 /* bytes of the longest bar's path */

static int64_t positive(int64_t n)
{
	return n > 0 ? n : 0;
}

static void measure(struct chart *c, const int64_t *numbers, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		int64_t x = positive(numbers[i]);

		c->total += x;
		c->most = x > c->most ? x : c->most;
		c->last = x;
	}
}

struct chart chart_of(struct arena *a, const int64_t *numbers, size_t n)
{
	struct chart c = {.path = ""};
	char *path = arena_alloc(a, n * BAR_ROOM + 1);
	size_t used = 0, i;

	measure(&c, numbers, n);
	for (i = 0; i < n; i++) {
		int64_t x = positive(numbers[i]);
		int from = (int)(i * CHART_WIDTH / n), to = (int)((i + 1) * CHART_WIDTH / n);
		int gap = n <= 60 ? 4 : 0, height;

		if (!x)
			continue;
		height = (int)((double)x / (double)c.most * CHART_HEIGHT);
		height = height < 2 ? 2 : height;
		used += (size_t)snprintf(path + used, BAR_ROOM, "M%d %dV%dH%dV%dZ", from, CHART_HEIGHT,
			CHART_HEIGHT - height, to - gap, CHART_HEIGHT);
	}
	c.path = path;
	return c;
}

int chart_percent(int64_t part, int64_t most)
{
	int percent;

	if (part <= 0 || most <= 0)
		return 0;
	percent = part >= most ? 100 : (int)((double)part / (double)most * 100);
	return percent ? percent : 1;
}

const char *chart_bytes(struct arena *a, int64_t bytes)
{
	static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
	double n = (double)positive(bytes);
	size_t unit = 0;

	while (n >= 1023.5 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		n /= 1024;
		unit++;
	}
	return arena_printf(a, unit && n < 9.95 ? "%.1f %s" : "%.0f %s", n, units[unit]);
}
