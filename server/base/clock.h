/* clock.h -- the two clocks: what people call the time, and what never jumps. Tests may set both. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* A moment, in microseconds since 1970-01-01 00:00 UTC. {0} means "never" or "not known". */
struct when {
	int64_t us;
};

/* Now by the wall clock. It may jump; never measure a time-out with it. */
struct when clock_now(void);
/* Milliseconds on a clock that only goes forward, from an arbitrary start. Deadlines and durations. */
int64_t clock_ms(void);
/* The same in microseconds, for measurements. */
int64_t clock_us(void);
/* Processor time this process has used, in microseconds. */
int64_t clock_cpu_us(void);

/* For tests: the wall clock stands at ${at} until clock_set() is called with {0}. */
void clock_set(struct when at);
/* Reads BOTHY_CLOCK_OFFSET (seconds, may be negative) and shifts the wall clock by it: for tests of a whole server. */
void clock_from_environment(void);

static inline bool when_known(struct when w)
{
	return w.us != 0;
}
static inline struct when when_plus(struct when w, int64_t seconds)
{
	return (struct when){w.us + seconds * 1000000};
}
/* Whole days since 1970-01-01 in UTC. */
static inline int64_t when_day(struct when w)
{
	return w.us / 86400000000 - (w.us % 86400000000 < 0);
}

#endif
