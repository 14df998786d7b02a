/* harm_admin_sql.c -- thresholds set by admins, and forgetting what is kept to try others. The public door has no right to write ops.setting: the
 * function of migrations/0037 looks who asks. */
#include "db/query.h"
#include "db/row.h"
#include "forum/harm/harm.h"
#include "forum/harm/harm_admin.h"
#include "loop/task.h"
#include "web/request.h"

static void read_change(struct row *r, struct harm_change *x)
{
	x->id = row_int8(r, "id");
	x->undoes_id = row_int8(r, "undoes_id");
	x->key = row_text(r, "key");
	x->before = row_text(r, "before");
	x->after = row_text(r, "after");
	x->at = row_when(r, "at");
	x->admin = row_text(r, "username");
	x->admin_display = row_text(r, "display");
	x->newest = row_bool(r, "newest");
}

static void read_saved(struct row *r, struct harm_saved *x)
{
	x->done = row_bool(r, "done");
}

QUERY(harm_changes_newest, DOOR_WEB, struct harm_change, read_change,
	"SELECT c.id, c.undoes_id, c.key, c.before, c.after, c.at, m.username, m.display,"
	" c.id = (SELECT max(n.id) FROM ops.setting_change n WHERE n.key = c.key) AS newest"
	" FROM ops.setting_change c JOIN community.member m ON m.id = c.member_id WHERE c.key LIKE 'harm.%' ORDER BY c.id DESC LIMIT 50");
QUERY(harm_settings_put, DOOR_WEB, struct harm_saved, read_saved,
	"SELECT ops.harm_set($1, $2, $3, $4, $5, $6) AS done");
COMMAND(harm_looks_forget, DOOR_WORK,
	"DELETE FROM community.harm_look WHERE at < now() - interval '31 days'");

void harm_changes_find(struct task *t, struct harm_changes *out)
{
	db_many(t, &harm_changes_newest, out);
}

void harm_set(struct request *rq, struct texts keys, struct texts values, int64_t base, int64_t undoes,
	struct harm_saved **out)
{
	db_one(&rq->task, &harm_settings_put, out, rq->viewer.id, rq->viewer.session, keys, values, base,
		undoes);
}

void harm_forget_wait(struct task *t)
{
	db_begin(t);
	db_run(t, &harm_looks_forget);
	(void)db_commit_wait(t);
}
