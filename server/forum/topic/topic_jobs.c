/* topic_jobs.c -- moving on the threads of a topic that was merged, some thousand a transaction; see topic.h. */
#include "base/must.h"
#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/topic/topic.h"
#include "jobs/queue.h"

struct topic_moved {
	bool done;
};

static void read_moved(struct row *r, struct topic_moved *x)
{
	x->done = row_bool(r, "done");
}

QUERY(topic_move_some, DOOR_WORK, struct topic_moved, read_moved,
	"SELECT community.topic_move_on($1) AS done");

void topic_move_wait(struct task *t, const struct job *job)
{
	struct topic_moved *moved = NULL;

	db_begin(t);
	db_one(t, &topic_move_some, &moved, job->subject);
	db_wait(t);
	if (!moved || !moved->done)
		job_put(t, &(struct job){.kind = "topic.move", .subject = job->subject});
	stamp_touch(t, STAMP_EPOCH, 0);
	db_commit_sure_wait(t);
}
