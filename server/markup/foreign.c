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
#include "markup/levels.h"
#include "markup/markup.h"
#include "markup/meaning.h"
#include "markup/run.h"
#include "markup/tree.h"

static const char *name_of(const xmlNode *node)
{
	return (const char *)node->name;
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

static void write_code_block(struct levels *l, const xmlNode *pre)
{
	struct slice code = code_cleaned(l->r.a, tree_text(l->r.a, pre)), language = language_of(l->r.a, pre);

	run_end(&l->r);
	if (code.n == 0)
		return;
	levels_ensure_item(l);
	clean_open(&l->r.c, CLEAN_PRE);
	clean_open_code(&l->r.c, language);
	clean_text(&l->r.c, arena_printf(l->r.a, "%.*s\n", (int)code.n, code.s), code.n + 1);
	clean_close(&l->r.c);
	clean_close(&l->r.c);
	source_code_block(&l->r.m, code, language);
}

static void write_rule(struct levels *l)
{
	run_end(&l->r);
	levels_ensure_item(l);
	clean_void(&l->r.c, CLEAN_HR);
	source_rule(&l->r.m);
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
static bool write_autolink(struct levels *l, const xmlNode *node, struct slice address)
{
	const xmlNode *text = node->children;

	if (!text || text->next || !tree_is_text(text) || !slice_is(address, (const char *)text->content) ||
		!source_is_autolink(address))
		return false;
	levels_ensure_item(l);
	run_autolink(&l->r, address);
	return true;
}

/* "10<sup>200</sup>" must not become 10200 where there is no <sup>: numbers are written with Unicode's own
 * raised and lowered digits. True if it was one and is written. */
static bool write_raised(struct levels *l, const xmlNode *node, const struct meaning_of *k)
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
	levels_ensure_item(l);
	run_text(&l->r, written, strlen(written));
	return true;
}

/* ---- the walk ---- */

static struct run_format format_of(struct levels *l, const xmlNode *node, const struct meaning_of *k)
{
	struct run_format format = {.element = k->element};

	if (k->meaning != LINK)
		return format;
	format.address = foreign_address(l->r.a, node, "href");
	format.title = tree_attribute(l->r.a, node, "title");
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
static bool write_whole(struct levels *l, const xmlNode *node, const struct meaning_of *k)
{
	switch (k->meaning) {
	case DROPPED:
		return true;
	case CODE_BLOCK:
		write_code_block(l, node);
		return true;
	case RULE:
		write_rule(l);
		return true;
	case BREAK:
		run_break(&l->r);
		return true;
	case IMAGE:
		levels_ensure_item(l);
		run_image(&l->r, foreign_address(l->r.a, node, "src"), tree_attribute(l->r.a, node, "alt"));
		return true;
	case CODE:
		levels_ensure_item(l);
		run_code(&l->r, k->element, tree_text(l->r.a, node));
		return true;
	case LINK:
		return write_autolink(l, node, foreign_address(l->r.a, node, "href"));
	case FORMAT:
		return write_raised(l, node, k);
	default:
		return false;
	}
}

static void enter(struct levels *l, const xmlNode *node, const struct meaning_of *k)
{
	switch (k->meaning) {
	case BLOCK:
	case PARAGRAPH:
		run_end(&l->r);
		break;
	case HEADING:
		run_end(&l->r);
		l->r.heading = k->name[1] - '0';
		break;
	case QUOTE:
		levels_enter_quote(l, node);
		break;
	case LIST:
		levels_enter_list(l, node, k->element);
		break;
	case ITEM:
		levels_enter_item(l, node);
		break;
	case LINK:
	case FORMAT:
		run_push(&l->r, format_of(l, node, k));
		break;
	case ROW:
		run_break(&l->r);
		break;
	case CELL:
		if (!first_cell(node))
			run_text(&l->r, " | ", 3);
		break;
	default:
		break;
	}
}

static void leave(struct levels *l, const xmlNode *node, const struct meaning_of *k)
{
	switch (k->meaning) {
	case BLOCK:
	case PARAGRAPH:
		run_end(&l->r);
		break;
	case HEADING:
		run_end(&l->r);
		l->r.heading = 0;
		break;
	case QUOTE:
	case LIST:
	case ITEM:
		levels_leave(l, node);
		break;
	case LINK:
	case FORMAT:
		run_pop(&l->r);
		break;
	default:
		break;
	}
}

static void write_text(struct levels *l, const xmlNode *node)
{
	const char *s = (const char *)node->content;

	if (s && s[strspn(s, " \t\r\n\f\v")])
		levels_ensure_item(l);
	if (s)
		run_text(&l->r, s, strlen(s));
}

static void walk_tree(struct levels *l, const xmlNode *root)
{
	const xmlNode *node = root;

	for (;;) {
		const struct meaning_of *k =
			node->type == XML_ELEMENT_NODE ? meaning_of(name_of(node)) : NULL;

		if (tree_is_text(node))
			write_text(l, node);
		if (k && !write_whole(l, node, k)) {
			enter(l, node, k);
			if (node->children) {
				node = node->children;
				continue;
			}
			leave(l, node, k);
		}
		while (node != root && !node->next) {
			node = node->parent;
			leave(l, node, meaning_of(name_of(node)));
		}
		if (node == root)
			return;
		node = node->next;
	}
}

void foreign_render(struct arena *a, const char *html, size_t n, struct rendered *out)
{
	bool too_deep = false, whole;
	struct levels l = {0};
	xmlDoc *doc;

	*out = (struct rendered){.verdict = CRAFT_OK, .html = {"", 0}, .plain = "", .markdown = ""};
	if (n > MARKUP_HTML_MOST) {
		out->verdict = CRAFT_TOO_LONG;
		return;
	}
	doc = n ? tree_parse(a, html, n, &too_deep) : NULL;
	run_begin_all(&l.r, a);
	if (doc && !too_deep && xmlDocGetRootElement(doc))
		walk_tree(&l, xmlDocGetRootElement(doc));
	run_end(&l.r);
	xmlFreeDoc(doc);
	whole = source_end(&l.r.m, a, &out->markdown);
	whole = clean_end(&l.r.c, a, out) && whole;
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
