/* byline.c -- see byline.h. */
#include "forum/byline.h"

#include "db/row.h"

void byline_read(struct row *r, struct byline *b)
{
	b->id = row_int8(r, "member_id");
	b->name = row_text(r, "username");
	b->display = row_text(r, "display");
	b->roles = (unsigned)row_int8(r, "roles");
	b->solutions = row_int8(r, "solutions");
	b->gone = row_bool(r, "gone");
}
