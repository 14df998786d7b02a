/* setting_inside.h -- what the two files of pages of this folder share. */
#ifndef FORUM_SETTING_INSIDE_H
#define FORUM_SETTING_INSIDE_H

#include "forum/setting/setting_view.h"

#define SETTINGS_PATH "/admin/settings"

/* What the page is made of, in one snapshot. */
struct settings_found {
	struct setting_rows rows;
	struct setting_changes heads, history;
};
void settings_found_wait(struct task *t, struct settings_found *f);
void settings_view_fill(struct request *rq, const struct settings_found *f, struct settings_admin_view *v);
void settings_admin_reply(struct request *rq, struct settings_admin_view *v, int status);

/* Sets ${s} over the change ${base}, and answers; sleeps. ${value} "" or NULL: as delivered.
 * ${undoes}: the change this takes back, 0: none. ${typed} is shown again if somebody else was quicker. ${picture}: comes with it; NULL: none. */
void setting_save_wait(struct request *rq, const struct setting *s, const char *value, int64_t base,
	int64_t undoes, const char *typed, const struct png *picture);

#endif
