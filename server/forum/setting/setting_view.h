/* setting_view.h -- what templates/admin/settings.html takes. */
#ifndef FORUM_SETTING_VIEW_H
#define FORUM_SETTING_VIEW_H

#include "forum/frame/frame_view.h"
#include "forum/setting/setting_sql.h"

struct setting_field {
	const struct setting *setting;
	const char *group;   /* the heading above it; NULL: the same as that of the one before */
	const char *value;   /* as it holds, or as it was typed */
	const char *as_file; /* what holds where nothing is set; NULL: the built-in */
	const char *wrong, *wrong_password;
	int64_t base;
};
LIST(setting_fields, struct setting_field);

struct setting_line {
	struct setting_change change;
	const char *name;
	bool may_undo, dangerous;
};
LIST(setting_lines, struct setting_line);

struct settings_admin_view {
	struct frame frame;
	const char *key;
	const char *wrong; /* above all: what was refused and is of no field */
	struct setting_fields fields;
	struct setting_lines history;
	const char *logo; /* the path of the one that is set; NULL: none */
	const char *wrong_logo;
};

#endif
