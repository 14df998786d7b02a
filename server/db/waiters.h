/* waiters.h -- the queue of tasks that found no connection free: first come, first served. For pool.c. */
#ifndef DB_WAITERS_H
#define DB_WAITERS_H

#include <stdbool.h>

struct conn;
struct task;

void waiters_begin(void);
/* All must have left. */
void waiters_end(void);
/* Sleeps until a connection is handed over; NULL: none was, in 5 s or until the deadline, or there will be
 * none. */
struct conn *waiters_wait(struct task *t);
/* Takes the first one who still sleeps off the queue and wakes him, with ${c} or, if it is NULL, without.
 * False: nobody waits. */
bool waiters_wake_first(struct conn *c);
unsigned waiters_count(void);

#endif
