/* event.c -- see event.h. */
#include "forum/event.h"

#include "db/query.h"

COMMAND(event_insert, DOOR_ALL,
	"INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id, number)"
	" VALUES ($1, NULLIF($2::bigint, 0), NULLIF($3::bigint, 0), NULLIF($4::bigint, 0), NULLIF($5::bigint, 0),"
	" NULLIF($6::bigint, 0))");

void event_note(struct task *t, enum event_kind kind, int64_t member, int64_t other, int64_t thread,
	int64_t post, int64_t number)
{
	db_run(t, &event_insert, (int)kind, member, other, thread, post, number);
}
