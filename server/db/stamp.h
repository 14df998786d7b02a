/* stamp.h -- "has it changed since?": a counter and 65,536 slots in memory shared by all processes.
 *
 * ARCHITECTURE.md §5 has the argument. Functions that write call stamp_touch() beside their SQL; the cache that reads
 * the stamps comes later without touching them. */
#ifndef DB_STAMP_H
#define DB_STAMP_H

#include <stdbool.h>
#include <stdint.h>

struct task;

enum stamp_kind { STAMP_EPOCH, STAMP_THREAD, STAMP_MEMBER, STAMP_TOPIC, STAMP_TAG, STAMP_LISTS, STAMP_SITE };

/* Maps ${path} (made if missing, 0600), before fork or in each process. False: said why; without a map the stamps
 * live in this process alone, which is right for tests only. */
bool stamp_open(const char *path);

/* Notes that (kind, id) changes in this transaction; the slot moves once COMMIT has been sent and was answered or lost,
 * before the reply. */
void stamp_touch(struct task *t, enum stamp_kind kind, int64_t id);
/* Moves it now: the supervisor after an abnormal exit (STAMP_EPOCH), command-line programs after their commits. */
void stamp_touch_now(enum stamp_kind kind, int64_t id);
/* For db/: the outcome of a COMMIT is not known, and it may yet become visible: the epoch moves now and every second
 * for a minute. */
void stamp_in_doubt(void);
/* Unmaps the file and forgets doubts; for tests, before loop_end(). */
void stamp_close(void);

/* The counter now: note it before the first snapshot. */
uint64_t stamp_now(void);
/* Whether what was kept at ${noted} still holds for (kind, id) and the epoch. */
bool stamp_fresh(uint64_t noted, enum stamp_kind kind, int64_t id);

#endif
