/* levels.c -- see levels.h. */
#include "markup/levels.h"

#include "base/arena.h"
#include "base/must.h"
#include "markup/tree.h"

#define START_MOST 999999999

static struct level *top(struct levels *l)
{
	return l->n ? &l->level[l->n - 1] : NULL;
}

static bool top_is(struct levels *l, enum meaning meaning)
{
	return top(l) && top(l)->meaning == meaning;
}

static void level_push(struct levels *l, const xmlNode *node, enum meaning meaning, bool loose)
{
	must(l->n < sizeof(l->level) / sizeof(l->level[0]));
	l->level[l->n++] = (struct level){node, meaning, loose};
	l->r.bare = meaning == ITEM && !loose;
}

static void level_pop(struct levels *l)
{
	run_end(&l->r);
	l->n--;
	clean_close(&l->r.c);
	source_close(&l->r.m);
	l->r.bare = top_is(l, ITEM) && !top(l)->loose;
}

static void open_item(struct levels *l, const xmlNode *node)
{
	run_end(&l->r);
	clean_open(&l->r.c, CLEAN_LI);
	source_open_item(&l->r.m);
	level_push(l, node, ITEM, top(l)->loose);
}

void levels_ensure_item(struct levels *l)
{
	if (top_is(l, LIST))
		open_item(l, NULL);
}

static void close_item_without_element(struct levels *l)
{
	if (top_is(l, ITEM) && !top(l)->node)
		level_pop(l);
}

static bool has_room(const struct levels *l)
{
	return l->n + 2 <= 2 * LEVELS_MOST;
}

void levels_enter_quote(struct levels *l, const xmlNode *node)
{
	run_end(&l->r);
	levels_ensure_item(l);
	if (!has_room(l))
		return;
	clean_open(&l->r.c, CLEAN_BLOCKQUOTE);
	source_open_quote(&l->r.m);
	level_push(l, node, QUOTE, true);
}

/* Whether a list's items are set apart, as Markdown understands it: two or more, and one holds a paragraph;
 * or one holds two paragraphs. */
static bool is_loose(const xmlNode *list)
{
	const xmlNode *item, *node;
	unsigned items = 0, most = 0;

	for (item = tree_element(list->children); item; item = tree_element(item->next)) {
		unsigned paragraphs = 0;

		for (node = tree_element(item->children); node; node = tree_element(node->next))
			paragraphs += meaning_of((const char *)node->name)->meaning == PARAGRAPH;
		items += meaning_of((const char *)item->name)->meaning == ITEM;
		if (paragraphs > most)
			most = paragraphs;
	}
	return most > 1 || (most == 1 && items > 1);
}

void levels_enter_list(struct levels *l, const xmlNode *node, enum clean_element element)
{
	struct slice written = tree_attribute(l->r.a, node, "start");
	int64_t start = 1;
	bool loose = is_loose(node);

	run_end(&l->r);
	levels_ensure_item(l);
	if (!has_room(l))
		return;
	if (!text_int8(arena_text_n(l->r.a, written.s, written.n), &start) || start < 0 || start > START_MOST)
		start = 1;
	if (element == CLEAN_OL)
		clean_open_ol(&l->r.c, (int)start);
	else
		clean_open(&l->r.c, CLEAN_UL);
	source_open_list(&l->r.m, element == CLEAN_OL, (unsigned)start, loose);
	level_push(l, node, LIST, loose);
}

void levels_enter_item(struct levels *l, const xmlNode *node)
{
	run_end(&l->r);
	close_item_without_element(l);
	if (top_is(l, LIST))
		open_item(l, node);
}

void levels_leave(struct levels *l, const xmlNode *node)
{
	run_end(&l->r);
	if (l->n > 1 && l->level[l->n - 2].node == node)
		close_item_without_element(l);
	if (top(l) && top(l)->node == node)
		level_pop(l);
}
