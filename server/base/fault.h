/* fault.h -- points at which tests make the world fail.
 *
 * if (fault("malloc")) …: false in life. Tests arm a point (or every point, "*") to fail at its n-th passing, once
 * or from then on. Compiled in always: the cost, when nothing is armed, is one comparison. */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdbool.h>

extern bool fault_armed;

/* Whether the point ${name} is to fail at this passing. */
#define fault(name) (__builtin_expect(fault_armed, 0) && fault_hit(name))
bool fault_hit(const char *name);

/* The ${nth} passing (from 1) of ${name}, or of any point if "*", fails; ${count} passings in a row, 0 = all later. */
void fault_arm(const char *name, int nth, int count);
/* Nothing fails any more. Returns how often an armed point failed since fault_arm(). */
int fault_disarm(void);

/* Arms what the environment variable BOTHY_FAULT says: "name:nth:count". For tests of the whole server. */
void fault_from_environment(void);

#endif
