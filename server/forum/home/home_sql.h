/* home_sql.h -- what only the start page asks. */
#ifndef FORUM_HOME_SQL_H
#define FORUM_HOME_SQL_H

#include "forum/home/home_view.h"

struct task;

/* Those that stand now, newest first. */
void announcements_now(struct task *t, struct announcements *out);

#endif
