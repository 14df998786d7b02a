/* markdown.c -- people's Markdown becomes safe HTML; the only cmark.h.
 *
 * cmark only parses. Its tree is walked here, and every element is written through clean.c, so nothing cmark
 *lets through (raw HTML, odd schemes, remote images) reaches a page by itself:
 *
 *	raw HTML            is shown as the text it is
 *	links               http, https, mailto and paths of ours; others show their text and, in brackets,
 *the address images              become links to the image, named by the alternative text single line ends
 *are line breaks, as people expect in a forum # headings          begin at <h3>: a page has its own <h1> and
 *<h2>
 *
 * cmark takes its memory from the arena and gives none back; its quadratic shapes are bounded by the limits
 *on length and nesting, and by the CPU timer of the craft process. */
#include <cmark.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "markup/clean.h"
#include "markup/linkify.h"
#include "markup/markup.h"
#include "markup/nesting.h"

/* ---- cmark's memory ---- */

#define SIZE_BEFORE 16 /* bytes before each piece, that hold its size; the arena aligns to as many */

/* cmark's functions for memory are given no place for an owner. Set only while markdown_render() runs. */
static struct arena *memory;

static void *memory_calloc(size_t count, size_t size)
{
	unsigned char *p;

	must(size == 0 || count < SIZE_MAX / 2 / size);
	p = arena_alloc(memory, count * size + SIZE_BEFORE);
	*(size_t *)(void *)p = count * size;
	return p + SIZE_BEFORE;
}

static void *memory_realloc(void *old, size_t n)
{
	size_t old_n = old ? *(size_t *)(void *)((unsigned char *)old - SIZE_BEFORE) : 0;
	void *p = memory_calloc(1, n);

	if (old)
		memcpy(p, old, old_n < n ? old_n : n);
	return p;
}

static void memory_free(void *p)
{
	(void)p;
}

static cmark_mem cmark_memory = {memory_calloc, memory_realloc, memory_free};

/* ---- the walk ---- */

struct walk {
	struct arena *a;
	struct clean c;
	struct texts mentions;
};

static struct slice literal_of(cmark_node *node)
{
	return slice_of(cmark_node_get_literal(node));
}

static void write_text(struct walk *w, struct slice text)
{
	if (w->c.links)
		clean_text(&w->c, text.s, text.n);
	else
		linkify(&w->c, w->a, text.s, text.n, &w->mentions);
}

/* Raw HTML, as the lines of text it is. */
static void write_raw(struct walk *w, struct slice text)
{
	struct slice line;

	while (text.n && text.s[text.n - 1] == '\n')
		text.n--;
	while (text.s) {
		line = slice_cut(&text, '\n');
		write_text(w, line);
		if (text.s)
			clean_void(&w->c, CLEAN_BR);
	}
}

static void write_raw_block(struct walk *w, struct slice text)
{
	clean_open(&w->c, CLEAN_P);
	write_raw(w, text);
	clean_close(&w->c);
}

static void write_code(struct walk *w, struct slice text)
{
	clean_open(&w->c, CLEAN_CODE);
	clean_text(&w->c, text.s, text.n);
	clean_close(&w->c);
}

static void write_code_block(struct walk *w, cmark_node *node)
{
	struct slice info = slice_of(cmark_node_get_fence_info(node)), text = literal_of(node);

	clean_open(&w->c, CLEAN_PRE);
	clean_open_code(&w->c, slice_cut(&info, ' '));
	clean_text(&w->c, text.s, text.n);
	clean_close(&w->c);
	clean_close(&w->c);
}

/* Whether all a link shows is its own address, as in <ftp://example.org>. */
static bool shows_address(cmark_node *link, struct slice address)
{
	cmark_node *child = cmark_node_first_child(link);

	return child && !cmark_node_next(child) && cmark_node_get_type(child) == CMARK_NODE_TEXT &&
	       slice_is(address, cmark_node_get_literal(child));
}

static void write_link(struct walk *w, cmark_node *node, bool entering)
{
	struct slice address = slice_of(cmark_node_get_url(node));
	bool empty = !cmark_node_first_child(node), linked = clean_may_link(&w->c, address);

	if (entering && linked)
		clean_open_link(&w->c, address, slice_of(cmark_node_get_title(node)));
	if (!entering && empty)
		clean_text(&w->c, address.s, address.n);
	if (!entering && linked)
		clean_close(&w->c);
	if (!entering && !linked && !empty && address.n && !shows_address(node, address)) {
		clean_text(&w->c, " (", 2);
		clean_text(&w->c, address.s, address.n);
		clean_text(&w->c, ")", 1);
	}
}

static void write_list(struct walk *w, cmark_node *node)
{
	if (cmark_node_get_list_type(node) == CMARK_ORDERED_LIST)
		clean_open_ol(&w->c, cmark_node_get_list_start(node));
	else
		clean_open(&w->c, CLEAN_UL);
}

static enum clean_element heading_of(cmark_node *node)
{
	static const enum clean_element headings[] = {CLEAN_H3, CLEAN_H4, CLEAN_H5, CLEAN_H6};
	int level = cmark_node_get_heading_level(node);

	return headings[level < 4 ? level - 1 : 3];
}

/* A paragraph of a list whose items stand close together is not marked as one. */
static bool in_tight_list(cmark_node *paragraph)
{
	cmark_node *item = cmark_node_parent(paragraph), *list = item ? cmark_node_parent(item) : NULL;

	return list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
}

/* Nodes that hold others: opened when entered, closed when left. */
static void write_outer(struct walk *w, cmark_node *node, bool entering)
{
	cmark_node_type type = cmark_node_get_type(node);

	if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) {
		write_link(w, node, entering);
		return;
	}
	if (type == CMARK_NODE_DOCUMENT || (type == CMARK_NODE_PARAGRAPH && in_tight_list(node)))
		return;
	if (!entering) {
		clean_close(&w->c);
		return;
	}
	switch (type) {
	case CMARK_NODE_BLOCK_QUOTE:
		clean_open(&w->c, CLEAN_BLOCKQUOTE);
		break;
	case CMARK_NODE_LIST:
		write_list(w, node);
		break;
	case CMARK_NODE_ITEM:
		clean_open(&w->c, CLEAN_LI);
		break;
	case CMARK_NODE_HEADING:
		clean_open(&w->c, heading_of(node));
		break;
	case CMARK_NODE_EMPH:
		clean_open(&w->c, CLEAN_EM);
		break;
	case CMARK_NODE_STRONG:
		clean_open(&w->c, CLEAN_STRONG);
		break;
	default:
		must(type == CMARK_NODE_PARAGRAPH);
		clean_open(&w->c, CLEAN_P);
	}
}

/* Nodes without others in them are met once. True if ${node} is one. */
static bool write_leaf(struct walk *w, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
		write_text(w, literal_of(node));
		return true;
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		clean_void(&w->c, CLEAN_BR);
		return true;
	case CMARK_NODE_CODE:
		write_code(w, literal_of(node));
		return true;
	case CMARK_NODE_CODE_BLOCK:
		write_code_block(w, node);
		return true;
	case CMARK_NODE_HTML_INLINE:
		write_raw(w, literal_of(node));
		return true;
	case CMARK_NODE_HTML_BLOCK:
		write_raw_block(w, literal_of(node));
		return true;
	case CMARK_NODE_THEMATIC_BREAK:
		clean_void(&w->c, CLEAN_HR);
		return true;
	default:
		return false;
	}
}

static cmark_node *parse(const char *source, size_t n)
{
	cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_VALIDATE_UTF8, &cmark_memory);
	cmark_node *root;

	cmark_parser_feed(parser, source, n);
	root = cmark_parser_finish(parser);
	/* cmark cuts text at every sign that might have meant something; addresses and names need it whole.
	 */
	cmark_consolidate_text_nodes(root);
	return root;
}

static void walk_tree(struct walk *w, cmark_node *root)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);

		if (!write_leaf(w, node))
			write_outer(w, node, event == CMARK_EVENT_ENTER);
	}
}

void markdown_render_for(struct arena *a, const char *source, size_t n, struct slice site,
	struct rendered *out)
{
	struct walk w = {.a = a};

	*out = (struct rendered){.verdict = CRAFT_OK, .html = {"", 0}, .plain = "", .markdown = ""};
	if (n > MARKUP_SOURCE_MOST) {
		out->verdict = CRAFT_TOO_LONG;
		return;
	}
	if (nesting_count(source, n, MARKUP_NESTING_MOST) > MARKUP_NESTING_MOST) {
		out->verdict = CRAFT_TOO_DEEP;
		return;
	}
	memory = a;
	clean_begin(&w.c);
	w.c.site = site;
	walk_tree(&w, parse(source, n));
	memory = NULL;
	out->mentions = w.mentions;
	if (!clean_end(&w.c, a, out))
		out->verdict = CRAFT_TOO_LONG;
}

void markdown_render(struct arena *a, const char *source, size_t n, struct rendered *out)
{
	markdown_render_for(a, source, n, (struct slice){0}, out);
}
