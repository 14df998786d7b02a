/* setting_sql.c -- see setting_sql.h. The public door has no right to write ops.setting; the function of migrations/0032 looks who asks. */
#include "forum/setting/setting_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "web/request.h"

static void read_setting(struct row *r, struct setting_row *x)
{
	x->key = row_text(r, "key");
	x->value = row_text(r, "value");
}

static void read_change(struct row *r, struct setting_change *x)
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

static void read_done(struct row *r, struct setting_done *x)
{
	x->done = row_bool(r, "done");
}

static void read_picture(struct row *r, struct picture *x)
{
	x->bytes = row_blob(r, "bytes");
}

QUERY(settings_now, DOOR_ALL, struct setting_row, read_setting,
	"SELECT key, value FROM ops.setting WHERE key IN ('site.name', 'site.tagline', 'site.welcome', 'site.contact',"
	" 'site.logo', 'theme.light', 'theme.dark')");
#define CHANGES \
	"SELECT c.id, c.undoes_id, c.key, c.before, c.after, c.at, m.username, m.display," \
	" c.id = (SELECT max(n.id) FROM ops.setting_change n WHERE n.key = c.key) AS newest" \
	" FROM ops.setting_change c JOIN community.member m ON m.id = c.member_id"
QUERY(setting_changes_newest, DOOR_WEB, struct setting_change, read_change,
	CHANGES " WHERE c.key NOT LIKE 'harm.%' ORDER BY c.id DESC LIMIT 50");
QUERY(setting_changes_heads, DOOR_WEB, struct setting_change, read_change,
	CHANGES " WHERE c.id IN (SELECT max(id) FROM ops.setting_change GROUP BY key) LIMIT 100");
QUERY(setting_put, DOOR_WEB, struct setting_done, read_done,
	"SELECT ops.setting_set($1, $2, $3, $4, $5, $6) AS done");
QUERY(picture_by_hash, DOOR_WEB, struct picture, read_picture,
	"SELECT bytes FROM community.picture WHERE hash = $1");
COMMAND(picture_put_new, DOOR_WEB, "SELECT ops.picture_put($1, $2, $3, $4, $5, $6)");

void settings_find(struct task *t, struct setting_rows *out)
{
	db_many(t, &settings_now, out);
}

void setting_changes(struct task *t, struct setting_changes *out)
{
	db_many(t, &setting_changes_newest, out);
}

void setting_heads(struct task *t, struct setting_changes *out)
{
	db_many(t, &setting_changes_heads, out);
}

void setting_set(struct request *rq, const char *key, const char *value, int64_t base, int64_t undoes,
	struct setting_done **out)
{
	db_one(&rq->task, &setting_put, out, rq->viewer.id, rq->viewer.session, key, value, base, undoes);
	stamp_touch(&rq->task, STAMP_SITE, 0);
}

void picture_find(struct task *t, const char *hash, struct picture **out)
{
	db_one(t, &picture_by_hash, out, hash);
}

void picture_put(struct request *rq, const char *hash, const struct png *png)
{
	db_run(&rq->task, &picture_put_new, rq->viewer.id, rq->viewer.session, hash, png->bytes, png->width,
		png->height);
}
