/* tree.c -- see tree.h; the only libxml2 HTML parser for people's text. */
#include "markup/tree.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "base/out.h"
#include "markup/markup.h"

/* The bytes with U+FFFD for each that is not UTF-8: libxml2 would hand those on as they are. */
static struct slice repaired(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, 3 * n + 1);
	size_t i, used = 0, length;

	for (i = 0; i < n; i += length) {
		for (length = 1; length <= 4 && length <= n - i && !text_utf8(s + i, length); length++)
			;
		if (length <= 4 && length <= n - i) {
			memcpy(copy + used, s + i, length);
			used += length;
		} else {
			memcpy(copy + used, "\xef\xbf\xbd", 3);
			used += 3;
			length = 1;
		}
	}
	return (struct slice){copy, used};
}

static void limited_start(void *parser, const xmlChar *name, const xmlChar **attributes)
{
	xmlParserCtxt *p = parser;

	if (p->nodeNr >= TREE_DEPTH_MOST) {
		*(bool *)p->_private = true;
		xmlStopParser(p);
		return;
	}
	xmlSAX2StartElement(parser, name, attributes);
}

xmlDoc *tree_parse(struct arena *a, const char *html, size_t n, bool *too_deep)
{
	int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
		      HTML_PARSE_IGNORE_ENC | HTML_PARSE_COMPACT;
	struct slice text = text_utf8(html, n) ? (struct slice){html, n} : repaired(a, html, n);
	htmlParserCtxtPtr parser = htmlNewParserCtxt();
	xmlDoc *doc = NULL;
	bool no_memory = true;

	if (parser) {
		parser->_private = too_deep;
		parser->sax->startElement = limited_start;
		/* The encoding is given, so that a <meta> in the text cannot ask for another. */
		doc = htmlCtxtReadMemory(parser, text.s, (int)text.n, NULL, "UTF-8", options);
		no_memory = parser->errNo == XML_ERR_NO_MEMORY || (!doc && n && !*too_deep);
		htmlFreeParserCtxt(parser);
	}
	if (no_memory) {
		xmlFreeDoc(doc);
		must(a->out_of_memory);
		a->out_of_memory(a);
	}
	return doc;
}

bool tree_is_text(const xmlNode *node)
{
	return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

static bool is_element(const xmlNode *node)
{
	return node->type == XML_ELEMENT_NODE;
}

bool tree_is(const xmlNode *node, const char *name)
{
	return is_element(node) && text_is((const char *)node->name, name);
}

const xmlNode *tree_element(const xmlNode *node)
{
	while (node && !is_element(node))
		node = node->next;
	return node;
}

struct slice tree_attribute(struct arena *a, const xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
	const char *copy = arena_text(a, value ? (const char *)value : "");
	struct slice s = slice_of(copy);

	xmlFree(value);
	while (s.n && (unsigned char)s.s[s.n - 1] <= ' ')
		s.n--;
	while (s.n && (unsigned char)s.s[0] <= ' ')
		s.s++, s.n--;
	return s;
}

/* The next node in reading order that does not lie inside ${node}; NULL at the end of ${root}. */
static const xmlNode *next_outside(const xmlNode *node, const xmlNode *root)
{
	while (node != root && !node->next)
		node = node->parent;
	return node == root ? NULL : node->next;
}

static const xmlNode *next_inside(const xmlNode *node, const xmlNode *root)
{
	return node->children && !tree_is_text(node) ? node->children : next_outside(node, root);
}

struct slice tree_text(struct arena *a, const xmlNode *root)
{
	struct out all = {.most = MARKUP_HTML_MOST + 1};
	const xmlNode *node;
	struct slice text;

	for (node = next_inside(root, root); node; node = next_inside(node, root)) {
		if (tree_is_text(node) && node->content)
			out_raw(&all, (const char *)node->content, strlen((const char *)node->content));
		else if (tree_is(node, "br"))
			out_char(&all, '\n');
	}
	text = (struct slice){arena_text_n(a, all.s, all.n), all.n};
	out_end(&all);
	return text;
}
