/* harm_admin.h -- /admin/harm: thresholds and their history; for routes.c and the files of this folder. */
#ifndef FORUM_HARM_ADMIN_H
#define FORUM_HARM_ADMIN_H

#include "base/clock.h"
#include "base/text.h"

struct request;
struct task;

void harm_admin_show(struct request *rq); /* GET  /admin/harm  admin */
void harm_admin_post(struct request *rq); /* POST /admin/harm  admin: try, save, take back */

/* ---- statements ---- */

struct harm_change {
	int64_t id, undoes_id;
	const char *key, *before, *after; /* NULL: as delivered */
	const char *admin, *admin_display;
	struct when at;
	bool newest; /* of its key: it can be taken back */
};
LIST(harm_changes, struct harm_change);
/* The newest first, fifty at most. */
void harm_changes_find(struct task *t, struct harm_changes *out);

struct harm_saved {
	bool done; /* false: somebody else has set one of them since ${base} */
};
/* In the open transaction. ${base}: the newest change that was seen; ${undoes} 0: it takes nothing back. */
void harm_set(struct request *rq, struct texts keys, struct texts values, int64_t base, int64_t undoes,
	struct harm_saved **out);

#endif
