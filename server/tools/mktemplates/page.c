/* page.c -- the state machine over HTML, text and values; see page.h and place.h. What stands between < and >
 * is read in markup.c. White space follows the rules of templates/README.md. */
#include "tools/mktemplates/page.h"

#include <stdlib.h>
#include <string.h>

#include "tools/mktemplates/address.h"
#include "tools/mktemplates/constant.h"
#include "tools/mktemplates/literal.h"
#include "tools/mktemplates/markup.h"

static bool keeps_space(const struct page *pg)
{
	return pg->at.pre > 0 || (pg->at.where == IN_PLAIN && strcmp(pg->at.tag, "textarea") == 0);
}

static const char *read_words(struct page *pg, const char *p, const char *end)
{
	const char *to = memchr(p, '<', (size_t)(end - p)), *word, *stop;

	if (!to)
		to = end;
	for (stop = to; constant_is_space(stop[-1]) && !keeps_space(pg); stop--)
		;
	constant_must_be_marked(pg, p, stop);
	if (keeps_space(pg)) {
		constant_write(pg, p, to);
		return to;
	}
	for (word = p; word < stop; word = p) {
		while (p < stop && !constant_is_space(*p))
			p++;
		constant_gap(pg);
		constant_write(pg, word, p);
		pg->at.spaced = false;
		word = constant_past_spaces(p, stop);
		if (word < stop)
			pg->gap = memchr(p, '\n', (size_t)(word - p)) ? '\n' : ' ';
		p = word;
	}
	return stop;
}

static const char *read_gap(struct page *pg, const char *p, const char *end)
{
	const char *to = constant_past_spaces(p, end);

	if (memchr(p, '\n', (size_t)(to - p)))
		pg->gap = '\n';
	else if (!pg->gap)
		pg->gap = ' ';
	return to;
}

static const char *read_text(struct page *pg, const char *p, const char *end)
{
	if (*p == '<')
		return markup_open(pg, p, end);
	if (constant_is_space(*p) && !keeps_space(pg))
		return read_gap(pg, p, end);
	return read_words(pg, p, end);
}

static const char *read_plain(struct page *pg, const char *p, const char *end)
{
	if (*p == '<' && !markup_closes(pg, p, end))
		source_stop(pg->source, pg->line, "no tags inside <%s>; write &lt; for a <", pg->at.tag);
	return read_text(pg, p, end);
}

static const char *read_nothing(struct page *pg, const char *p, const char *end)
{
	if (constant_is_space(*p))
		return constant_past_spaces(p, end);
	if (*p != '<' || !markup_closes(pg, p, end))
		source_stop(pg->source, pg->line,
			"a script inside the page never runs under our Content-Security-Policy: put it into "
			"static/*.js");
	return markup_open(pg, p, end);
}

/* ---- pieces ---- */

void page_text(struct page *pg, const struct piece *p)
{
	static const char *(*const readers[])(struct page *, const char *,
		const char *) = {[IN_TEXT] = read_text,
		[IN_PLAIN] = read_plain,
		[IN_NOTHING] = read_nothing,
		[IN_COMMENT] = markup_comment,
		[IN_DOCTYPE] = markup_doctype,
		[IN_TAG] = markup_tag,
		[IN_TAG_TIGHT] = markup_tag,
		[IN_ATTRIBUTE] = markup_attribute};
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
	constant_gap(pg);
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
	constant_gap(pg);
}

void page_show(struct page *pg, int line)
{
	if (pg->at.where != IN_TEXT)
		source_stop(pg->source, line, "show may stand in text only, this is %s",
			place_describe(&pg->at));
	constant_gap(pg);
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
