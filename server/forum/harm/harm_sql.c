/* harm_sql.c -- what is read before a post is published; see harm_inside.h. */
#include "forum/harm/harm_inside.h"

#include "db/query.h"
#include "db/row.h"

static void read_setting(struct row *r, struct harm_row *x)
{
	x->key = row_text(r, "key");
	x->value = row_text(r, "value");
}

QUERY(harm_settings_rows, DOOR_WEB | DOOR_WORK, struct harm_row, read_setting,
	"SELECT key, value FROM ops.setting WHERE key LIKE 'harm.%' LIMIT 200");

void harm_rows_find(struct task *t, struct harm_rows *out)
{
	db_many(t, &harm_settings_rows, out);
}
