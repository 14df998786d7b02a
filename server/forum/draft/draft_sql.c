/* draft_sql.c -- see draft.h. */
#include "forum/draft/draft.h"

#include "base/arena.h"
#include "db/query.h"

COMMAND(draft_delete, DOOR_WEB, "DELETE FROM community.draft WHERE member_id = $1 AND place = $2");

const char *draft_place(struct arena *a, const char *kind, int64_t id)
{
	return id ? arena_printf(a, "%s/%lld", kind, (long long)id) : kind;
}

void draft_forget(struct task *t, int64_t member, const char *place)
{
	db_run(t, &draft_delete, member, place);
}
