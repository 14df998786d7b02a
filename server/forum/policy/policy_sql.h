/* policy_sql.h -- the statements on policies; for the files of this folder only. */
#ifndef FORUM_POLICY_SQL_H
#define FORUM_POLICY_SQL_H

#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct request;
struct task;

/* A version. Without title and text: as delivered, or there is no such page. */
struct policy {
	const char *slug, *title, *source;
	struct html html;
	int64_t revision; /* 0: never changed */
	struct when at;
	const char *admin, *admin_display;
};
LIST(policies, struct policy);

/* The last version of each, by name, without its text: of those that are delivered, if they were ever changed; of those that admins added and
 * that are there, fifty at most; and a page of all that were ever added, those that come after ${after} by name ("": from the first). */
#define POLICIES_PAGE 50 /* and one more, if there is one */
void policies_delivered_find(struct task *t, struct policies *out);
void policies_added_find(struct task *t, struct policies *out);
void policies_added_after(struct task *t, const char *after, struct policies *out);
/* The last version. */
void policy_find(struct task *t, const char *slug, struct policy **out);
/* The newest first, a page of them and the one before; those before version ${before}, 0: from the newest. */
#define POLICY_VERSIONS 20
void policy_versions(struct task *t, const char *slug, int64_t before, struct policies *out);
void policy_version(struct task *t, const char *slug, int64_t revision, struct policy **out);

struct policy_done {
	int64_t revision; /* 0: somebody else was quicker */
};
/* In the open transaction, by an admin. ${source} NULL: as delivered. */
void policy_set(struct request *rq, const char *slug, int64_t base, const char *title, const char *source,
	struct html html, struct policy_done **out);

#endif
