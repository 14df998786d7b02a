/* markup.c -- see markup.h. Tags, attributes and quotes are written as they are read.
 *
 * Names, "</title" and "-->" are looked for inside one piece; one that is cut by a comment or a tag of ours
 * is not found, and the template is refused. */
#include "tools/mktemplates/markup.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "tools/mktemplates/address.h"
#include "tools/mktemplates/constant.h"
#include "tools/mktemplates/page.h"

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == ':' || c == '_' || c == '.';
}

bool markup_closes(const struct page *pg, const char *p, const char *end)
{
	size_t n = strlen(pg->at.tag);

	return (size_t)(end - p) > n + 2 && p[1] == '/' && strncasecmp(p + 2, pg->at.tag, n) == 0 &&
	       !is_name(p[n + 2]);
}

const char *markup_comment(struct page *pg, const char *p, const char *end)
{
	const char *to = memmem(p, (size_t)(end - p), "-->", 3);

	if (!to)
		return end;
	pg->at.where = IN_TEXT;
	return to + 3;
}

const char *markup_doctype(struct page *pg, const char *p, const char *end)
{
	const char *to = memchr(p, '>', (size_t)(end - p));

	if (!to)
		source_stop(pg->source, pg->line, "the doctype does not end here");
	emit_bytes(pg->emit, p, (size_t)(to + 1 - p));
	pg->at.where = IN_TEXT;
	pg->at.spaced = true;
	return to + 1;
}

/* A name in lower case into ${out}; returns what follows it. */
static const char *read_name(struct page *pg, const char *p, const char *end, char out[PLACE_NAME])
{
	size_t n = 0;

	memset(out, 0, PLACE_NAME);
	for (; p < end && is_name(*p); p++) {
		if (n == PLACE_NAME - 1)
			source_stop(pg->source, pg->line, "the name %s… is too long", out);
		out[n++] = (char)tolower((unsigned char)*p);
	}
	return p;
}

const char *markup_open(struct page *pg, const char *p, const char *end)
{
	const char *name = p + 1, *to;
	const char *why;

	if (end - p >= 4 && memcmp(p, "<!--", 4) == 0) {
		pg->at.where = IN_COMMENT;
		return p + 4;
	}
	if (end - p >= 2 && p[1] == '!') {
		if (end - p < 9 || strncasecmp(p + 2, "doctype", 7) != 0)
			source_stop(pg->source, pg->line, "only <!doctype html> and comments begin with <!");
		pg->gap = 0;
		pg->at.where = IN_DOCTYPE;
		return markup_doctype(pg, p, end);
	}
	pg->at.closing = name < end && *name == '/';
	name += pg->at.closing;
	if (name >= end || !isalpha((unsigned char)*name))
		source_stop(pg->source, pg->line, "a tag's name must follow this <; write &lt; for the sign");
	to = read_name(pg, name, end, pg->at.tag);
	why = place_refuse_tag(pg->at.tag);
	if (why)
		source_stop(pg->source, pg->line, "<%s>: %s", pg->at.tag, why);
	if (place_is_block(pg->at.tag))
		pg->gap = 0;
	if (!place_is_invisible(pg->at.tag))
		constant_gap(pg);
	emit_bytes(pg->emit, p, (size_t)(to - p));
	pg->at.where = IN_TAG_TIGHT;
	return to;
}

/* HTML drops one line break at the beginning of these; so that none of the content is lost, one is written.
 */
static void write_first_break(struct page *pg, const char *p, const char *end)
{
	if (p == end || *p != '\n')
		emit_char(pg->emit, '\n');
}

static void tag_opened(struct page *pg, const char *next, const char *end)
{
	struct place *at = &pg->at;
	bool textarea = strcmp(at->tag, "textarea") == 0, pre = strcmp(at->tag, "pre") == 0;

	if (textarea || pre)
		write_first_break(pg, next, end);
	at->pre += pre;
	at->where = textarea || strcmp(at->tag, "title") == 0 ? IN_PLAIN
		    : strcmp(at->tag, "script") == 0	      ? IN_NOTHING
							      : IN_TEXT;
}

static const char *tag_ends(struct page *pg, const char *p, const char *end)
{
	struct place *at = &pg->at;

	emit_char(pg->emit, '>');
	if (!place_is_invisible(at->tag))
		at->spaced = place_is_block(at->tag);
	if (!at->closing) {
		tag_opened(pg, p + 1, end);
	} else {
		at->where = IN_TEXT;
		if (strcmp(at->tag, "pre") == 0 && at->pre-- == 0)
			source_stop(pg->source, pg->line, "</pre> closes no <pre> of this view");
	}
	if (at->where == IN_TEXT)
		memset(at->tag, 0, sizeof(at->tag));
	at->closing = false;
	return p + 1;
}

static const char *read_attribute_name(struct page *pg, const char *p, const char *end)
{
	struct place *at = &pg->at;
	const char *to = read_name(pg, p, end, at->attribute), *why = place_refuse_attribute(at->attribute);

	if (to == p)
		source_stop(pg->source, pg->line, "'%c' cannot stand inside the tag <%s>", *p, at->tag);
	if (at->closing)
		source_stop(pg->source, pg->line, "</%s> can have no attributes", at->tag);
	if (why)
		source_stop(pg->source, pg->line, "%s: %s", at->attribute, why);
	emit_char(pg->emit, ' ');
	emit_bytes(pg->emit, p, (size_t)(to - p));
	if (to < end && *to == '=') {
		if (to + 1 >= end || (to[1] != '"' && to[1] != '\''))
			source_stop(pg->source, pg->line, "put quotes around the value of %s", at->attribute);
		emit_bytes(pg->emit, to, 2);
		at->quote = to[1];
		at->where = IN_ATTRIBUTE;
		at->address = place_is_address(at->attribute) ? ADDRESS_START : ADDRESS_NOT;
		return to + 2;
	}
	at->where = IN_TAG_TIGHT;
	memset(at->attribute, 0, sizeof(at->attribute));
	return to;
}

const char *markup_tag(struct page *pg, const char *p, const char *end)
{
	if (constant_is_space(*p)) {
		pg->at.where = IN_TAG;
		return constant_past_spaces(p, end);
	}
	if (*p == '>')
		return tag_ends(pg, p, end);
	if (*p == '/' && p + 1 < end && p[1] == '>') {
		emit_char(pg->emit, '/');
		return p + 1;
	}
	if (pg->at.where == IN_TAG_TIGHT)
		source_stop(pg->source, pg->line, "white space must come before '%c' in the tag <%s>", *p,
			pg->at.tag);
	return read_attribute_name(pg, p, end);
}

static const char *attribute_ends(struct page *pg, const char *p)
{
	struct place *at = &pg->at;

	emit_char(pg->emit, at->quote);
	at->quote = 0;
	at->where = IN_TAG_TIGHT;
	at->address = ADDRESS_NOT;
	memset(at->attribute, 0, sizeof(at->attribute));
	memset(at->word, 0, sizeof(at->word));
	return p + 1;
}

/* A line break in an attribute stands for a space, with the indentation that follows it. */
static void write_value_text(struct page *pg, const char *from, const char *to)
{
	while (from < to) {
		const char *gap = from, *next;

		while (gap < to && !constant_is_space(*gap))
			gap++;
		constant_write(pg, from, gap);
		next = constant_past_spaces(gap, to);
		if (memchr(gap, '\n', (size_t)(next - gap)))
			emit_char(pg->emit, ' ');
		else
			emit_bytes(pg->emit, gap, (size_t)(next - gap));
		from = next;
	}
}

const char *markup_attribute(struct page *pg, const char *p, const char *end)
{
	const char *to, *why;

	if (*p == pg->at.quote)
		return attribute_ends(pg, p);
	to = memchr(p, pg->at.quote, (size_t)(end - p));
	if (!to)
		to = end;
	if (place_is_read(pg->at.attribute))
		constant_must_be_marked(pg, p, to);
	why = address_constant(&pg->at, p, to);
	if (why)
		source_stop(pg->source, pg->line, "%s: %s", pg->at.attribute, why);
	write_value_text(pg, p, to);
	return to;
}
