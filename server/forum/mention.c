/* mention.c -- see mention.h. Craft, which renders, has no database and makes a link of each @name. */
#include "forum/mention.h"

#include "craft/craft.h"
#include "db/query.h"
#include "db/row.h"
#include "loop/task.h"
#include "markup/clean.h"
#include "markup/rendered.h"

struct mention_names {
	struct texts names;
};

static void read_mention_names(struct row *r, struct mention_names *x)
{
	x->names = row_texts(r, "names");
}

QUERY(mention_known, DOOR_ALL, struct mention_names, read_mention_names,
	"SELECT ARRAY(SELECT username FROM community.member WHERE username = ANY ($1::text[])) AS names");

void mention_settle_wait(struct task *t, struct rendered *text)
{
	struct mention_names *known = NULL;

	if (text->verdict != CRAFT_OK || !text->mentions.n)
		return;
	db_one(t, &mention_known, &known, text->mentions);
	db_wait(t);
	text->html = clean_without_mentions(&t->arena, text->html, &known->names);
	text->mentions = known->names;
}

void mention_markdown_wait(struct task *t, const char *source, struct rendered *out)
{
	craft_markdown_wait(t, source, out);
	mention_settle_wait(t, out);
}
