/* month.c -- months of the calendar. */
#include "nvl/month.h"

#include "base/must.h"

/* Years are taken to begin in March, so that the day that comes and goes is a year's last. */
int32_t nvl_month_start(int32_t month)
{
	int32_t y = month / 12, m = month % 12 - 2;

	must(month >= 12 && y < 100000);
	if (m < 0) {
		m += 12;
		y--;
	}
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 - 719468;
}

/* 400 years are 4800 months and 146097 days; the guess is at most one month wrong. */
int32_t nvl_month_of(int32_t day)
{
	int32_t m = 1970 * 12 + (int32_t)((int64_t)day * 4800 / 146097);

	while (nvl_month_start(m) > day)
		m--;
	while (nvl_month_start(m + 1) <= day)
		m++;
	return m;
}
