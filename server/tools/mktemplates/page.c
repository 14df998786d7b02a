/* page.c -- the state machine over HTML; see page.h and place.h.
 *
 * Names, "</title" and "-->" are looked for inside one piece; one that is cut by a comment or a tag of ours
 * is not found, and the template is refused. Tags, attributes and quotes are written as they are read; white
 * space follows the rules of templates/README.md. */
#include "tools/mktemplates/page.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/mktemplates/address.h"
#include "tools/mktemplates/literal.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == ':' || c == '_' || c == '.';
}

static const char *past_spaces(const char *p, const char *end)
{
	while (p < end && is_space(*p))
		p++;
	return p;
}

static bool keeps_space(const struct page *pg)
{
	return pg->at.pre > 0 || (pg->at.where == IN_PLAIN && strcmp(pg->at.tag, "textarea") == 0);
}

/* White space that stands before text is written before it; inside a tag it waits (see place_is_invisible). */
static void write_gap(struct page *pg)
{
	if (pg->at.where != IN_TEXT && pg->at.where != IN_PLAIN)
		return;
	if (pg->gap && !pg->at.spaced) {
		emit_char(pg->emit, pg->gap);
		pg->at.spaced = true;
	}
	pg->gap = 0;
}

static void must_be_marked(struct page *pg, const char *from, const char *to)
{
	int n = (int)(to - from);

	if (literal_has_letters(from, (size_t)n))
		source_problem(pg->source, pg->line,
			"mark this text for translation: {{ _(\"%.*s\") }} (or {{ \"…\" }} for a name that "
			"stays as it is)",
			n > 60 ? 60 : n, from);
}

/* Constant characters; an '&' that begins no entity becomes one. */
static void write_characters(struct page *pg, const char *from, const char *to)
{
	for (; from < to; from++) {
		if (*from == '&' && !literal_entity(from, (size_t)(to - from)))
			emit_bytes(pg->emit, "&amp;", 5);
		else
			emit_char(pg->emit, *from);
	}
}

/* ---- text ---- */

static const char *read_words(struct page *pg, const char *p, const char *end)
{
	const char *to = memchr(p, '<', (size_t)(end - p)), *word, *stop;

	if (!to)
		to = end;
	for (stop = to; is_space(stop[-1]) && !keeps_space(pg); stop--)
		;
	must_be_marked(pg, p, stop);
	if (keeps_space(pg)) {
		write_characters(pg, p, to);
		return to;
	}
	for (word = p; word < stop; word = p) {
		while (p < stop && !is_space(*p))
			p++;
		write_gap(pg);
		write_characters(pg, word, p);
		pg->at.spaced = false;
		word = past_spaces(p, stop);
		if (word < stop)
			pg->gap = memchr(p, '\n', (size_t)(word - p)) ? '\n' : ' ';
		p = word;
	}
	return stop;
}

static const char *read_gap(struct page *pg, const char *p, const char *end)
{
	const char *to = past_spaces(p, end);

	if (memchr(p, '\n', (size_t)(to - p)))
		pg->gap = '\n';
	else if (!pg->gap)
		pg->gap = ' ';
	return to;
}

static const char *read_markup(struct page *pg, const char *p, const char *end);

static const char *read_text(struct page *pg, const char *p, const char *end)
{
	if (*p == '<')
		return read_markup(pg, p, end);
	if (is_space(*p) && !keeps_space(pg))
		return read_gap(pg, p, end);
	return read_words(pg, p, end);
}

static bool closes_element(const struct page *pg, const char *p, const char *end)
{
	size_t n = strlen(pg->at.tag);

	return (size_t)(end - p) > n + 2 && p[1] == '/' && strncasecmp(p + 2, pg->at.tag, n) == 0 &&
	       !is_name(p[n + 2]);
}

static const char *read_plain(struct page *pg, const char *p, const char *end)
{
	if (*p == '<' && !closes_element(pg, p, end))
		source_stop(pg->source, pg->line, "no tags inside <%s>; write &lt; for a <", pg->at.tag);
	return read_text(pg, p, end);
}

static const char *read_nothing(struct page *pg, const char *p, const char *end)
{
	if (is_space(*p))
		return past_spaces(p, end);
	if (*p != '<' || !closes_element(pg, p, end))
		source_stop(pg->source, pg->line,
			"a script inside the page never runs under our Content-Security-Policy: put it into "
			"static/*.js");
	return read_markup(pg, p, end);
}

/* ---- tags ---- */

static const char *read_comment(struct page *pg, const char *p, const char *end)
{
	const char *to = memmem(p, (size_t)(end - p), "-->", 3);

	if (!to)
		return end;
	pg->at.where = IN_TEXT;
	return to + 3;
}

static const char *read_doctype(struct page *pg, const char *p, const char *end)
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

static const char *read_markup(struct page *pg, const char *p, const char *end)
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
		return read_doctype(pg, p, end);
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
		write_gap(pg);
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

static const char *read_tag(struct page *pg, const char *p, const char *end)
{
	if (is_space(*p)) {
		pg->at.where = IN_TAG;
		return past_spaces(p, end);
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

		while (gap < to && !is_space(*gap))
			gap++;
		write_characters(pg, from, gap);
		next = past_spaces(gap, to);
		if (memchr(gap, '\n', (size_t)(next - gap)))
			emit_char(pg->emit, ' ');
		else
			emit_bytes(pg->emit, gap, (size_t)(next - gap));
		from = next;
	}
}

static const char *read_attribute(struct page *pg, const char *p, const char *end)
{
	const char *to, *why;

	if (*p == pg->at.quote)
		return attribute_ends(pg, p);
	to = memchr(p, pg->at.quote, (size_t)(end - p));
	if (!to)
		to = end;
	if (place_is_read(pg->at.attribute))
		must_be_marked(pg, p, to);
	why = address_constant(&pg->at, p, to);
	if (why)
		source_stop(pg->source, pg->line, "%s: %s", pg->at.attribute, why);
	write_value_text(pg, p, to);
	return to;
}

/* ---- pieces ---- */

void page_text(struct page *pg, const struct piece *p)
{
	static const char *(*const readers[])(struct page *, const char *, const char *) = {
		[IN_TEXT] = read_text,
		[IN_PLAIN] = read_plain,
		[IN_NOTHING] = read_nothing,
		[IN_COMMENT] = read_comment,
		[IN_DOCTYPE] = read_doctype,
		[IN_TAG] = read_tag,
		[IN_TAG_TIGHT] = read_tag,
		[IN_ATTRIBUTE] = read_attribute};
	const char *at = p->s, *end = p->s + p->n, *next;

	pg->line = p->line;
	while (at < end) {
		next = readers[pg->at.where](pg, at, end);
		for (; at < next; at++)
			pg->line += *at == '\n';
	}
}

static const char *value_printer(struct page *pg, const struct piece *p)
{
	const char *printer, *why = place_refuse_value(pg->at.attribute);

	if (pg->at.where != IN_ATTRIBUTE)
		return pg->at.where == IN_TEXT ? "html_text" : "html_attribute";
	if (why)
		source_stop(pg->source, p->line, "no value in %s: %s", pg->at.attribute, why);
	if (pg->at.address == ADDRESS_NOT)
		return "html_attribute";
	printer = pg->at.address == ADDRESS_START ? "html_address" : "html_address_part";
	why = address_value(&pg->at);
	if (why)
		source_stop(pg->source, p->line, "%s: %s", pg->at.attribute, why);
	return printer;
}

static void refuse_other_places(struct page *pg, const struct piece *p)
{
	switch (pg->at.where) {
	case IN_TEXT:
	case IN_PLAIN:
	case IN_ATTRIBUTE:
		return;
	case IN_TAG:
	case IN_TAG_TIGHT:
		source_stop(pg->source, p->line,
			"a value may stand in text or between the quotes of an attribute, not in the tag "
			"<%s> itself",
			pg->at.tag);
	case IN_COMMENT:
		source_stop(pg->source, p->line,
			"no value in an HTML comment; {# #} is a comment that is not sent");
	default:
		source_stop(pg->source, p->line, "no value %s", place_describe(&pg->at));
	}
}

void page_value(struct page *pg, const struct piece *p)
{
	const char *printer;
	char *constant;

	refuse_other_places(pg, p);
	if (p->n == 0)
		source_stop(pg->source, p->line, "this {{ }} is empty");
	write_gap(pg);
	if (pg->at.where != IN_ATTRIBUTE)
		pg->at.spaced = false;
	printer = value_printer(pg, p);
	constant = literal_whole(p->s, p->n);
	if (constant && pg->at.address == ADDRESS_NOT)
		emit_escaped(pg->emit, constant);
	else
		emit_statement(pg->emit, p->line, "%s(o, (%.*s));", printer, (int)p->n, p->s);
	free(constant);
}

void page_control(struct page *pg, int line)
{
	if (pg->at.where == IN_NOTHING || pg->at.where == IN_COMMENT || pg->at.where == IN_DOCTYPE)
		source_stop(pg->source, line, "no {%% %%} %s; {# #} is a comment that is not sent",
			place_describe(&pg->at));
	write_gap(pg);
}

void page_show(struct page *pg, int line)
{
	if (pg->at.where != IN_TEXT)
		source_stop(
			pg->source, line, "show may stand in text only, this is %s", place_describe(&pg->at));
	write_gap(pg);
	pg->at.spaced = false;
}

void page_begin(struct page *pg)
{
	pg->at = (struct place){.where = IN_TEXT, .spaced = true};
	pg->gap = 0;
}

void page_end(struct page *pg, int line)
{
	if (pg->at.where != IN_TEXT || pg->at.pre)
		source_stop(pg->source, line, "the view ends %s", place_describe(&pg->at));
	pg->gap = 0;
}
