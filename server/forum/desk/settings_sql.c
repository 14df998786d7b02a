/* settings_sql.c -- see settings_sql.h. */
#include "forum/desk/settings_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_choices(struct row *r, struct desk_choices *x)
{
	x->display = row_text(r, "display");
	x->zone = row_text(r, "zone");
	x->theme = row_text(r, "theme");
	x->shortcuts = row_bool(r, "shortcuts");
	x->member = row_text(r, "username");
}

QUERY(desk_choices_of_account, DOOR_DESK, struct desk_choices, read_choices,
	"SELECT a.display, a.zone, a.theme, a.shortcuts, m.username FROM desk.account a"
	" LEFT JOIN community.member m ON m.id = a.member_id WHERE a.id = $1");
COMMAND(desk_choices_update, DOOR_DESK,
	"UPDATE desk.account SET display = $2, zone = $3, theme = $4, shortcuts = $5 WHERE id = $1");

void desk_choices_find(struct task *t, int64_t account, struct desk_choices **out)
{
	db_one(t, &desk_choices_of_account, out, account);
}

void desk_choices_set(struct task *t, int64_t account, const struct desk_choices *c)
{
	db_run(t, &desk_choices_update, account, c->display, c->zone, c->theme, c->shortcuts);
}
