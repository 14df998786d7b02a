/* markdown_fuzz.c -- any bytes as Markdown, and as foreign HTML: what comes out is safe HTML, the nesting was
 * not undercounted, and the Markdown made of foreign HTML can be rendered. `make fuzz-markdown`. */
#include <cmark.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "markup/clean.h"
#include "markup/markup.h"
#include "markup/nesting.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_rendered(const struct rendered *r)
{
	struct html html;

	must(r->html.n == strlen(r->html.s));
	must(clean_html(r->html.s, r->html.n, &html));
	must(text_utf8(r->plain, strlen(r->plain)));
	must(text_utf8(r->markdown, strlen(r->markdown)));
	must(r->mentions.n <= 10);
	must(r->verdict == CRAFT_OK || (r->html.n == 0 && r->plain[0] == 0));
}

/* How many quotes and items are open at the deepest place, as cmark sees it. */
static unsigned depth_in_cmark(const char *source, size_t n)
{
	cmark_node *root = cmark_parse_document(source, n, CMARK_OPT_VALIDATE_UTF8), *node;
	cmark_iter *iter = cmark_iter_new(root);
	unsigned depth = 0, most = 0;
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		node = cmark_iter_get_node(iter);
		if (cmark_node_get_type(node) != CMARK_NODE_BLOCK_QUOTE &&
			cmark_node_get_type(node) != CMARK_NODE_ITEM)
			continue;
		depth += event == CMARK_EVENT_ENTER ? 1 : -1u;
		if (depth > most)
			most = depth;
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
	return most;
}

static void try_markdown(const char *source, size_t n)
{
	struct arena a = ARENA_EMPTY;
	struct rendered r;

	if (n < 4096)
		must(depth_in_cmark(source, n) <= nesting_count(source, n, 100000));
	markdown_render(&a, source, n, &r);
	check_rendered(&r);
	arena_end(&a);
}

static void try_html(const char *html, size_t n)
{
	struct arena a = ARENA_EMPTY;
	struct rendered r, again;

	foreign_render(&a, html, n, &r);
	check_rendered(&r);
	markdown_render(&a, r.markdown, strlen(r.markdown), &again);
	check_rendered(&again);
	arena_end(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *copy = malloc(n + 1);

	must(copy);
	memcpy(copy, data, n);
	copy[n] = 0;
	try_markdown(copy, n);
	try_html(copy, n);
	free(copy);
	return 0;
}
