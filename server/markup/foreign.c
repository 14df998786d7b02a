/* foreign.c -- other systems' HTML becomes safe HTML, Markdown to edit it by, and plain text; the only
 * libxml2 HTML.
 *
 * libxml2 makes a tree of whatever it is given. The tree is walked, and for each element a table says what it
 * means here: a block, a list, a format, nothing (its content counts), or worse than nothing (its content
 * goes too). All writing is done by run.c, in the same order for HTML and Markdown, so the two say the same.
 *
 * Losses: tables become lines with "|" between the cells; links relative to the other site lose their
 * address; <sub>, <sup> and <del> are kept in the HTML only. */
#include <libxml/parser.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "markup/markup.h"
#include "markup/meaning.h"
#include "markup/run.h"
#include "markup/tree.h"

#define LEVELS_MOST 20 /* quotes and items shown; Markdown made of them stays under MARKUP_NESTING_MOST */
#define START_MOST  999999999

struct level {
	const xmlNode *node;  /* NULL: an item that stands in the HTML only between the lines */
	enum meaning meaning; /* QUOTE, LIST or ITEM */
	bool loose;
};

struct walk {
	struct run r;
	struct level level[2 * LEVELS_MOST + 2];
	size_t levels;
};

static const char *name_of(const xmlNode *node)
{
	return (const char *)node->name;
}

/* ---- levels ---- */

static struct level *top(struct walk *w)
{
	return w->levels ? &w->level[w->levels - 1] : NULL;
}

static bool top_is(struct walk *w, enum meaning meaning)
{
	return top(w) && top(w)->meaning == meaning;
}

static void level_push(struct walk *w, const xmlNode *node, enum meaning meaning, bool loose)
{
	must(w->levels < sizeof(w->level) / sizeof(w->level[0]));
	w->level[w->levels++] = (struct level){node, meaning, loose};
	w->r.bare = meaning == ITEM && !loose;
}

static void level_pop(struct walk *w)
{
	run_end(&w->r);
	w->levels--;
	clean_close(&w->r.c);
	source_close(&w->r.m);
	w->r.bare = top_is(w, ITEM) && !top(w)->loose;
}

static void open_item(struct walk *w, const xmlNode *node)
{
	run_end(&w->r);
	clean_open(&w->r.c, CLEAN_LI);
	source_open_item(&w->r.m);
	level_push(w, node, ITEM, top(w)->loose);
}

/* What stands in a list outside its items gets one. */
static void ensure_item(struct walk *w)
{
	if (top_is(w, LIST))
		open_item(w, NULL);
}

static void close_item_without_element(struct walk *w)
{
	if (top_is(w, ITEM) && !top(w)->node)
		level_pop(w);
}

static bool has_room(const struct walk *w)
{
	return w->levels + 2 <= 2 * LEVELS_MOST;
}

static void enter_quote(struct walk *w, const xmlNode *node)
{
	run_end(&w->r);
	ensure_item(w);
	if (!has_room(w))
		return;
	clean_open(&w->r.c, CLEAN_BLOCKQUOTE);
	source_open_quote(&w->r.m);
	level_push(w, node, QUOTE, true);
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
			paragraphs += meaning_of(name_of(node))->meaning == PARAGRAPH;
		items += meaning_of(name_of(item))->meaning == ITEM;
		if (paragraphs > most)
			most = paragraphs;
	}
	return most > 1 || (most == 1 && items > 1);
}

static void enter_list(struct walk *w, const xmlNode *node, enum clean_element element)
{
	struct slice written = tree_attribute(w->r.a, node, "start");
	int64_t start = 1;
	bool loose = is_loose(node);

	run_end(&w->r);
	ensure_item(w);
	if (!has_room(w))
		return;
	if (!text_int8(arena_text_n(w->r.a, written.s, written.n), &start) || start < 0 || start > START_MOST)
		start = 1;
	if (element == CLEAN_OL)
		clean_open_ol(&w->r.c, (int)start);
	else
		clean_open(&w->r.c, CLEAN_UL);
	source_open_list(&w->r.m, element == CLEAN_OL, (unsigned)start, loose);
	level_push(w, node, LIST, loose);
}

static void enter_item(struct walk *w, const xmlNode *node)
{
	run_end(&w->r);
	close_item_without_element(w);
	if (top_is(w, LIST))
		open_item(w, node);
}

static void leave_level(struct walk *w, const xmlNode *node)
{
	run_end(&w->r);
	if (w->levels > 1 && w->level[w->levels - 2].node == node)
		close_item_without_element(w);
	if (top(w) && top(w)->node == node)
		level_pop(w);
}

/* ---- what stands alone ---- */

/* The language of "language-x" or "lang-x" among the classes of <pre> or of the <code> in it. */
static struct slice language_of(struct arena *a, const xmlNode *pre)
{
	static const char *const prefixes[] = {"language-", "lang-"};
	const xmlNode *code = tree_element(pre->children);
	struct slice rest = slice_of(arena_printf(a, "%s %s", tree_attribute(a, pre, "class").s,
		code && tree_is(code, "code") ? tree_attribute(a, code, "class").s : ""));
	size_t i;

	while (rest.s) {
		struct slice class = slice_cut(&rest, ' ');

		for (i = 0; i < 2; i++) {
			size_t n = strlen(prefixes[i]);

			if (class.n > n && memcmp(class.s, prefixes[i], n) == 0)
				return (struct slice){class.s + n, class.n - n};
		}
	}
	return (struct slice){0};
}

/* As a text area and Markdown see them: no control characters, "\n" alone ends lines. */
static struct slice code_cleaned(struct arena *a, struct slice code)
{
	char *copy = arena_alloc(a, code.n + 1);
	size_t i, n = 0;

	for (i = 0; i < code.n; i++) {
		unsigned char byte = (unsigned char)code.s[i];

		if ((byte >= 0x20 && byte != 0x7f) || byte == '\n' || byte == '\t')
			copy[n++] = (char)byte;
	}
	while (n && copy[n - 1] == '\n')
		n--;
	if (n && copy[0] == '\n')
		copy++, n--;
	return (struct slice){copy, n};
}

static void write_code_block(struct walk *w, const xmlNode *pre)
{
	struct slice code = code_cleaned(w->r.a, tree_text(w->r.a, pre)), language = language_of(w->r.a, pre);

	run_end(&w->r);
	if (code.n == 0)
		return;
	ensure_item(w);
	clean_open(&w->r.c, CLEAN_PRE);
	clean_open_code(&w->r.c, language);
	clean_text(&w->r.c, arena_printf(w->r.a, "%.*s\n", (int)code.n, code.s), code.n + 1);
	clean_close(&w->r.c);
	clean_close(&w->r.c);
	source_code_block(&w->r.m, code, language);
}

static void write_rule(struct walk *w)
{
	run_end(&w->r);
	ensure_item(w);
	clean_void(&w->r.c, CLEAN_HR);
	source_rule(&w->r.m);
}

/* An address as it may be linked from here: what is relative was meant for another site. */
static struct slice foreign_address(struct arena *a, const xmlNode *node, const char *name)
{
	struct slice address = tree_attribute(a, node, name);

	if (address.n > 2 && memcmp(address.s, "//", 2) == 0)
		address = slice_of(arena_printf(a, "https:%.*s", (int)address.n, address.s));
	if (!clean_address(address) || address.s[0] == '/' || address.s[0] == '#')
		return (struct slice){0};
	return address;
}

/* <a href="x">x</a>; true if it was one and is written. */
static bool write_autolink(struct walk *w, const xmlNode *node, struct slice address)
{
	const xmlNode *text = node->children;

	if (!text || text->next || !tree_is_text(text) || !slice_is(address, (const char *)text->content) ||
		!source_is_autolink(address))
		return false;
	ensure_item(w);
	run_autolink(&w->r, address);
	return true;
}

/* "10<sup>200</sup>" must not become 10200 where there is no <sup>: numbers are written with Unicode's own
 * raised and lowered digits. True if it was one and is written. */
static bool write_raised(struct walk *w, const xmlNode *node, const struct meaning_of *k)
{
	static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
	static const char *const lowered[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
	const char *const *digits = k->element == CLEAN_SUP ? raised : lowered;
	const xmlNode *text = node->children;
	char written[64] = "";
	const char *p;

	if ((k->element != CLEAN_SUP && k->element != CLEAN_SUB) || !text || text->next ||
		!tree_is_text(text))
		return false;
	p = (const char *)text->content;
	if (!p || !*p || strlen(p) > 12)
		return false;
	for (; *p; p++) {
		if ((*p < '0' || *p > '9') && *p != '+' && *p != '-')
			return false;
		strcat(written, *p == '+'   ? k->element == CLEAN_SUP ? "⁺" : "₊"
				: *p == '-' ? k->element == CLEAN_SUP ? "⁻" : "₋"
					    : digits[*p - '0']);
	}
	ensure_item(w);
	run_text(&w->r, written, strlen(written));
	return true;
}

/* ---- the walk ---- */

static struct run_format format_of(struct walk *w, const xmlNode *node, const struct meaning_of *k)
{
	struct run_format format = {.element = k->element};

	if (k->meaning != LINK)
		return format;
	format.address = foreign_address(w->r.a, node, "href");
	format.title = tree_attribute(w->r.a, node, "title");
	if (!format.address.n)
		format.element = CLEAN_ELEMENTS;
	return format;
}

static bool first_cell(const xmlNode *cell)
{
	for (cell = cell->prev; cell; cell = cell->prev)
		if (cell->type == XML_ELEMENT_NODE)
			return false;
	return true;
}

/* Elements without content of their own interest. True if ${k} is one and nothing below it counts any more.
 */
static bool write_whole(struct walk *w, const xmlNode *node, const struct meaning_of *k)
{
	switch (k->meaning) {
	case DROPPED:
		return true;
	case CODE_BLOCK:
		write_code_block(w, node);
		return true;
	case RULE:
		write_rule(w);
		return true;
	case BREAK:
		run_break(&w->r);
		return true;
	case IMAGE:
		ensure_item(w);
		run_image(&w->r, foreign_address(w->r.a, node, "src"), tree_attribute(w->r.a, node, "alt"));
		return true;
	case CODE:
		ensure_item(w);
		run_code(&w->r, k->element, tree_text(w->r.a, node));
		return true;
	case LINK:
		return write_autolink(w, node, foreign_address(w->r.a, node, "href"));
	case FORMAT:
		return write_raised(w, node, k);
	default:
		return false;
	}
}

static void enter(struct walk *w, const xmlNode *node, const struct meaning_of *k)
{
	switch (k->meaning) {
	case BLOCK:
	case PARAGRAPH:
		run_end(&w->r);
		break;
	case HEADING:
		run_end(&w->r);
		w->r.heading = k->name[1] - '0';
		break;
	case QUOTE:
		enter_quote(w, node);
		break;
	case LIST:
		enter_list(w, node, k->element);
		break;
	case ITEM:
		enter_item(w, node);
		break;
	case LINK:
	case FORMAT:
		run_push(&w->r, format_of(w, node, k));
		break;
	case ROW:
		run_break(&w->r);
		break;
	case CELL:
		if (!first_cell(node))
			run_text(&w->r, " | ", 3);
		break;
	default:
		break;
	}
}

static void leave(struct walk *w, const xmlNode *node, const struct meaning_of *k)
{
	switch (k->meaning) {
	case BLOCK:
	case PARAGRAPH:
		run_end(&w->r);
		break;
	case HEADING:
		run_end(&w->r);
		w->r.heading = 0;
		break;
	case QUOTE:
	case LIST:
	case ITEM:
		leave_level(w, node);
		break;
	case LINK:
	case FORMAT:
		run_pop(&w->r);
		break;
	default:
		break;
	}
}

static void write_text(struct walk *w, const xmlNode *node)
{
	const char *s = (const char *)node->content;

	if (s && s[strspn(s, " \t\r\n\f\v")])
		ensure_item(w);
	if (s)
		run_text(&w->r, s, strlen(s));
}

static void walk_tree(struct walk *w, const xmlNode *root)
{
	const xmlNode *node = root;

	for (;;) {
		const struct meaning_of *k =
			node->type == XML_ELEMENT_NODE ? meaning_of(name_of(node)) : NULL;

		if (tree_is_text(node))
			write_text(w, node);
		if (k && !write_whole(w, node, k)) {
			enter(w, node, k);
			if (node->children) {
				node = node->children;
				continue;
			}
			leave(w, node, k);
		}
		while (node != root && !node->next) {
			node = node->parent;
			leave(w, node, meaning_of(name_of(node)));
		}
		if (node == root)
			return;
		node = node->next;
	}
}

void foreign_render(struct arena *a, const char *html, size_t n, struct rendered *out)
{
	bool too_deep = false, whole;
	struct walk w = {0};
	xmlDoc *doc;

	*out = (struct rendered){.verdict = CRAFT_OK, .html = {"", 0}, .plain = "", .markdown = ""};
	if (n > MARKUP_HTML_MOST) {
		out->verdict = CRAFT_TOO_LONG;
		return;
	}
	doc = n ? tree_parse(a, html, n, &too_deep) : NULL;
	run_begin_all(&w.r, a);
	if (doc && !too_deep && xmlDocGetRootElement(doc))
		walk_tree(&w, xmlDocGetRootElement(doc));
	run_end(&w.r);
	xmlFreeDoc(doc);
	whole = source_end(&w.r.m, a, &out->markdown);
	whole = clean_end(&w.r.c, a, out) && whole;
	if (too_deep || !whole)
		*out = (struct rendered){.verdict = too_deep ? CRAFT_TOO_DEEP : CRAFT_TOO_LONG,
			.html = {"", 0},
			.plain = "",
			.markdown = ""};
}

void markup_init(void)
{
	struct arena a = ARENA_EMPTY;
	struct rendered r;

	xmlInitParser();
	foreign_render(&a, "<p>a&eacute;</p>", 16, &r);
	markdown_render(&a, "a", 1, &r);
	arena_end(&a);
}
