/* sync_sql.h -- the statements of the page /sync; inside this folder. */
#ifndef FORUM_CRM_SYNC_SQL_H
#define FORUM_CRM_SYNC_SQL_H

#include "forum/crm/sync_view.h"

struct task;

#define SYNC_MOST 100

/* Those given up first, then the oldest; SYNC_MOST + 1. */
void sync_lines_find(struct task *t, struct sync_lines *out);
struct sync_count {
	int64_t n;
};
void sync_dead_count(struct task *t, struct sync_count **out);

/* In an open transaction; *${out} is the case of what was changed, NULL: it was settled meanwhile. */
struct sync_case {
	int64_t case_id;
};
void sync_again(struct task *t, int64_t delivery, struct sync_case **out);
void sync_drop(struct task *t, int64_t delivery, int64_t account, struct sync_case **out);
/* All that were given up, 1000 at most. */
LIST(sync_cases, struct sync_case);
void sync_all_again(struct task *t, struct sync_cases *out);

#endif
