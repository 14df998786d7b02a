/* clock.c -- see clock.h. */
#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

static struct when standing;
static int64_t offset_us;

static int64_t read_us(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

struct when clock_now(void)
{
	if (standing.us)
		return standing;
	return (struct when){read_us(CLOCK_REALTIME) + offset_us};
}

int64_t clock_ms(void)
{
	return read_us(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int64_t clock_cpu_us(void)
{
	return read_us(CLOCK_PROCESS_CPUTIME_ID);
}

void clock_set(struct when at)
{
	standing = at;
}

void clock_from_environment(void)
{
	const char *s = getenv("BOTHY_CLOCK_OFFSET");

	if (s)
		offset_us = atoll(s) * 1000000;
}
