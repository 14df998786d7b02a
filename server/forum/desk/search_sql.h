/* search_sql.h -- finding customers, cases and threads; for the files of this folder only. */
#ifndef FORUM_DESK_SEARCH_SQL_H
#define FORUM_DESK_SEARCH_SQL_H

struct desk_asked;
struct desk_search_view;
struct task;

/* Asks for the first ten of each; the view has them after the wait. */
void desk_search_find(struct task *t, const struct desk_asked *asked, struct desk_search_view *out);

#endif
