/* place.c -- see place.h. The lists of names are sorted by what belongs together; they are short, so they are
 * searched one by one. */
#include "tools/mktemplates/place.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_one_of(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

bool place_is_block(const char *tag)
{
	static const char *const blocks[] = {"html", "head", "body", "title", "div", "p", "ul", "ol", "li",
		"dl", "dt", "dd", "table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr",
		"td", "th", "section", "article", "header", "footer", "main", "nav", "aside", "search", "h1",
		"h2", "h3", "h4", "h5", "h6", "hgroup", "form", "fieldset", "legend", "hr", "br",
		"blockquote", "figure", "figcaption", "pre", "details", "summary", "option", "optgroup",
		"address", NULL};

	return is_one_of(tag, blocks);
}

bool place_is_invisible(const char *tag)
{
	static const char *const invisible[] = {"meta", "link", "script", NULL};

	return is_one_of(tag, invisible);
}

bool place_is_address(const char *attribute)
{
	static const char *const addresses[] = {"href", "src", "action", "formaction", "cite", "poster",
		"data", "xlink:href", NULL};

	return is_one_of(attribute, addresses);
}

bool place_is_read(const char *attribute)
{
	static const char *const read[] = {"title", "placeholder", "alt", "label", "abbr", "aria-label",
		"aria-description", "aria-roledescription", "aria-valuetext", "aria-placeholder", NULL};

	return is_one_of(attribute, read);
}

const char *place_refuse_attribute(const char *attribute)
{
	if (strncmp(attribute, "on", 2) == 0 && isalpha((unsigned char)attribute[2]))
		return "an event handler never runs under our Content-Security-Policy: listen in static/*.js";
	if (strcmp(attribute, "style") == 0)
		return "an inline style is dropped by our Content-Security-Policy: use a class";
	if (strcmp(attribute, "srcdoc") == 0)
		return "a page inside an attribute cannot be escaped safely";
	if (strcmp(attribute, "http-equiv") == 0)
		return "what a page says of itself belongs into a header (reply_header)";
	return NULL;
}

const char *place_refuse_value(const char *attribute)
{
	static const char *const lists[] = {"srcset", "imagesrcset", "ping", "archive", NULL};

	return is_one_of(attribute, lists) ? "it holds more than one address, which cannot be escaped as one"
					   : NULL;
}

const char *place_refuse_tag(const char *tag)
{
	static const char *const old[] = {"xmp", "plaintext", "listing", "noembed", "noframes", "frameset",
		NULL};
	static const char *const moving[] = {"animate", "set", NULL};

	if (is_one_of(tag, old))
		return "the element is obsolete";
	if (is_one_of(tag, moving))
		return "it could change an address after it was checked; what moves is written into "
		       "static/*.css";
	if (strcmp(tag, "base") == 0)
		return "<base> is forbidden by our Content-Security-Policy";
	if (strcmp(tag, "style") == 0)
		return "inline styles are dropped by our Content-Security-Policy: write them into "
		       "static/*.css";
	return NULL;
}

static bool same_names(const struct place *a, const struct place *b)
{
	return a->closing == b->closing && a->quote == b->quote && a->pre == b->pre &&
	       strcmp(a->tag, b->tag) == 0 && strcmp(a->attribute, b->attribute) == 0;
}

/* What may be written to an address after either of two beginnings. */
static enum address join_address(const struct place *a, const struct place *b)
{
	enum address x = a->address, y = b->address, swap;

	if (x == y)
		return x != ADDRESS_WORD || strcmp(a->word, b->word) == 0 ? x : ADDRESS_VALUE;
	if (x > y)
		swap = x, x = y, y = swap;
	if (x >= ADDRESS_WORD && y <= ADDRESS_REST)
		return ADDRESS_VALUE;
	if (x == ADDRESS_SLASH && y == ADDRESS_REST)
		return ADDRESS_SLASH;
	return ADDRESS_UNSURE;
}

/* After a name or a quote, and after white space: what may follow in both is what may follow in the first. */
static bool join_in_tag(enum where a, enum where b)
{
	return (a == IN_TAG && b == IN_TAG_TIGHT) || (a == IN_TAG_TIGHT && b == IN_TAG);
}

bool place_join(struct place *a, const struct place *b)
{
	if (!same_names(a, b))
		return false;
	if (a->where != b->where) {
		if (!join_in_tag(a->where, b->where))
			return false;
		a->where = IN_TAG_TIGHT;
	}
	a->address = join_address(a, b);
	a->spaced = a->spaced && b->spaced;
	return true;
}

bool place_repeats(const struct place *begin, const struct place *end)
{
	struct place joined = *begin;

	return place_join(&joined, end) && joined.where == begin->where && joined.address == begin->address;
}

char *place_describe(const struct place *p)
{
	static const char *const fixed[] =
		{[IN_TEXT] = "in text", [IN_COMMENT] = "in an HTML comment", [IN_DOCTYPE] = "in the doctype"};
	char *out = NULL;
	int made;

	if (p->where == IN_ATTRIBUTE)
		made = asprintf(&out, "%sin the attribute %s of <%s>",
			p->address == ADDRESS_NOT ? "" : "at some point of the address ", p->attribute,
			p->tag);
	else if (p->where == IN_TAG || p->where == IN_TAG_TIGHT)
		made = asprintf(&out, "inside the tag <%s%s>, %s white space", p->closing ? "/" : "", p->tag,
			p->where == IN_TAG ? "after" : "before");
	else if (p->where == IN_PLAIN || p->where == IN_NOTHING)
		made = asprintf(&out, "between <%s> and </%s>", p->tag, p->tag);
	else
		made = asprintf(&out, "%s", p->where == IN_TEXT && p->pre ? "inside <pre>" : fixed[p->where]);
	if (made < 0)
		abort();
	return out;
}
