/* moment.h -- dates as other systems write them (ISO 8601). Pure. */
#ifndef INTAKE_MOMENT_H
#define INTAKE_MOMENT_H

#include <stdbool.h>

#include "base/clock.h"

/* "2026-11-20T09:12:30.5+01:00": a date, and if it is there a time after T or a space, to the minute at least, with Z or an offset; without
 * one it is UTC. False: anything else, a day that does not exist, a year outside 1900 to 9999, or the very moment that {0} stands for. */
bool moment_read(const char *s, struct when *out);

#endif
