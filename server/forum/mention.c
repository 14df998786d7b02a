/* mention.c -- see mention.h. Craft, which renders, has no database and makes a link of each @name. */
#include "forum/mention.h"

#include "base/arena.h"
#include "craft/craft.h"
#include "db/query.h"
#include "db/row.h"
#include "loop/task.h"
#include "markup/clean.h"
#include "markup/rendered.h"

struct names_known {
	struct texts names;
};

struct mention_names {
	struct names_known *known; /* NULL: the text has none */
};

static void read_names_known(struct row *r, struct names_known *x)
{
	x->names = row_texts(r, "names");
}

QUERY(mention_known, DOOR_ALL, struct names_known, read_names_known,
	"SELECT ARRAY(SELECT username FROM community.member WHERE username = ANY ($1::text[])) AS names");

struct mention_names *mention_ask(struct task *t, const struct rendered *text)
{
	struct mention_names *asked = arena_new(&t->arena, struct mention_names);

	if (text->verdict == CRAFT_OK && text->mentions.n)
		db_one(t, &mention_known, &asked->known, text->mentions);
	return asked;
}

void mention_settle(struct task *t, struct rendered *text, const struct mention_names *asked)
{
	if (!asked->known)
		return;
	text->html = clean_without_mentions(&t->arena, text->html, &asked->known->names);
	text->mentions = asked->known->names;
}

void mention_settle_wait(struct task *t, struct rendered *text)
{
	struct mention_names *asked = mention_ask(t, text);

	db_wait(t);
	mention_settle(t, text, asked);
}

void mention_markdown_wait(struct task *t, const char *source, struct rendered *out)
{
	craft_markdown_wait(t, source, out);
	mention_settle_wait(t, out);
}
