/* setting_sql.h -- the statements on settings; for the files of this folder only. */
#ifndef FORUM_SETTING_SQL_H
#define FORUM_SETTING_SQL_H

#include "base/clock.h"
#include "base/png.h"
#include "forum/setting/setting.h"

struct request;

void settings_find(struct task *t, struct setting_rows *out);

struct setting_change {
	int64_t id, undoes_id;
	const char *key, *before, *after; /* NULL: as delivered */
	const char *admin, *admin_display;
	struct when at;
	bool newest; /* of its key: it can be taken back */
};
LIST(setting_changes, struct setting_change);
/* The newest first, fifty at most. */
void setting_changes(struct task *t, struct setting_changes *out);
/* The newest of each key. */
void setting_heads(struct task *t, struct setting_changes *out);

struct setting_done {
	bool done; /* false: somebody else has set it since ${base} */
};
/* In the open transaction. ${value} NULL: as delivered. ${undoes} 0: it takes nothing back. */
void setting_set(struct request *rq, const char *key, const char *value, int64_t base, int64_t undoes,
	struct setting_done **out);

struct picture {
	struct blob bytes;
};
void picture_find(struct task *t, const char *hash, struct picture **out);
/* In the open transaction, by an admin. The same picture again is none. */
void picture_put(struct request *rq, const char *hash, const struct png *png);

#endif
