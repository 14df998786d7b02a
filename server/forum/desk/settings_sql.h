/* settings_sql.h -- what a staff member chooses about himself; for the files of this folder only. */
#ifndef FORUM_DESK_SETTINGS_SQL_H
#define FORUM_DESK_SETTINGS_SQL_H

#include <stdbool.h>
#include <stdint.h>

struct task;

struct desk_choices {
	const char *display, *zone, *theme; /* NULL: as the site, as the device */
	bool shortcuts;
	const char
		*member; /* username of the member official replies are written as; NULL: none. Read only */
};
void desk_choices_find(struct task *t, int64_t account, struct desk_choices **out);
void desk_choices_set(struct task *t, int64_t account, const struct desk_choices *c);

#endif
