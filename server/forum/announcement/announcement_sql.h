/* announcement_sql.h -- the statements on announcements; for the files of this folder only. */
#ifndef FORUM_ANNOUNCEMENT_SQL_H
#define FORUM_ANNOUNCEMENT_SQL_H

#include "forum/announcement/announcement.h"

struct request;

/* Those that stand or will, the newest first. */
void announcements_coming(struct task *t, struct announcements *out);
/* All, the newest first, a hundred at most. */
void announcements_all(struct task *t, struct announcements *out);
void announcement_find(struct task *t, int64_t id, struct announcement **out);

struct announcement_thread {
	int64_t id;
};
/* Whether there is such a thread. */
void announcement_thread_find(struct task *t, int64_t id, struct announcement_thread **out);

struct announcement_done {
	int64_t id; /* 0: somebody else was quicker, or it is over */
};
/* In the open transaction, by an admin. ${x}->id 0: a new one. */
void announcement_set(struct request *rq, const struct announcement *x, struct announcement_done **out);
void announcement_end(struct request *rq, int64_t id, struct announcement_done **out);

#endif
