/* clean_html.c -- proves in one pass that bytes are HTML as clean.c writes it; see clean.h.
 *
 * This is no HTML parser: it knows one spelling of everything and refuses all others. What passes holds no
 * element, attribute or scheme that is not on the list, and closes what it opens, so it cannot reach outside
 * the place it is printed in. */
#include "markup/clean.h"

#include <string.h>

#include "markup/elements.h"
#include "markup/markup.h"

struct proof {
	const char *s, *end;
	unsigned char open[CLEAN_NESTING_MOST];
	size_t depth;
};

static bool take(struct proof *p, const char *literal)
{
	size_t n = strlen(literal);

	if ((size_t)(p->end - p->s) < n || memcmp(p->s, literal, n) != 0)
		return false;
	p->s += n;
	return true;
}

static bool take_reference(struct proof *p)
{
	return take(p, "&lt;") || take(p, "&gt;") || take(p, "&amp;") || take(p, "&quot;");
}

/* The value of an attribute up to its quote, as it stands; false if a byte in it should have been escaped. */
static bool take_value(struct proof *p, struct slice *out)
{
	const char *start = p->s;

	while (p->s < p->end && *p->s != '"') {
		if (*p->s == '&') {
			if (!take_reference(p))
				return false;
			continue;
		}
		if (*p->s == '<' || *p->s == '>')
			return false;
		p->s++;
	}
	*out = (struct slice){start, (size_t)(p->s - start)};
	return take(p, "\"");
}

static bool is_plain_address(struct slice value)
{
	size_t i;

	for (i = 0; i < value.n; i++)
		if ((unsigned char)value.s[i] <= 0x20 || value.s[i] == 0x7f || value.s[i] == '\\')
			return false;
	return clean_address(value);
}

static bool is_member_name(struct slice value)
{
	size_t i;

	for (i = 0; i < value.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", value.s[i]))
			return false;
	return value.n > 0;
}

static bool take_link(struct proof *p)
{
	struct slice value;

	if (take(p, " class=\"mention\" href=\"/u/"))
		return take_value(p, &value) && is_member_name(value) && take(p, ">");
	if (!take(p, " href=\"") || !take_value(p, &value) || !is_plain_address(value))
		return false;
	if (take(p, " title=\"") && !take_value(p, &value))
		return false;
	return take(p, " rel=\"" CLEAN_REL "\">");
}

static bool take_code(struct proof *p)
{
	struct slice value;

	if (take(p, ">"))
		return true;
	return take(p, " class=\"language-") && take_value(p, &value) && clean_language(value) &&
	       take(p, ">");
}

static bool take_ol(struct proof *p)
{
	struct slice value;
	size_t i;

	if (take(p, ">"))
		return true;
	if (!take(p, " start=\"") || !take_value(p, &value) || value.n < 1 || value.n > 9)
		return false;
	for (i = 0; i < value.n; i++)
		if (value.s[i] < '0' || value.s[i] > '9')
			return false;
	return take(p, ">");
}

/* The element named at p->s, or CLEAN_ELEMENTS. */
static enum clean_element take_name(struct proof *p)
{
	const char *start = p->s;
	unsigned i;

	while (p->s < p->end && ((*p->s >= 'a' && *p->s <= 'z') || (*p->s >= '0' && *p->s <= '9')))
		p->s++;
	for (i = 0; i < CLEAN_ELEMENTS; i++)
		if (slice_is((struct slice){start, (size_t)(p->s - start)}, clean_kinds[i].name))
			break;
	return (enum clean_element)i;
}

static bool take_tag(struct proof *p)
{
	bool closing = take(p, "</");
	enum clean_element element;

	if (!closing && !take(p, "<"))
		return false;
	element = take_name(p);
	if (element == CLEAN_ELEMENTS)
		return false;
	if (closing)
		return p->depth > 0 && p->open[--p->depth] == element && take(p, ">");
	if (clean_kinds[element].empty)
		return take(p, ">");
	if (p->depth == CLEAN_NESTING_MOST)
		return false;
	p->open[p->depth++] = (unsigned char)element;
	switch (element) {
	case CLEAN_A:
		return take_link(p);
	case CLEAN_CODE:
		return take_code(p);
	case CLEAN_OL:
		return take_ol(p);
	default:
		return take(p, ">");
	}
}

static bool take_text(struct proof *p)
{
	unsigned char byte = (unsigned char)*p->s;

	if (byte == '&')
		return take_reference(p);
	if (byte == '>' || byte == 0x7f || (byte < 0x20 && byte != '\n' && byte != '\t'))
		return false;
	p->s++;
	return true;
}

bool clean_html(const char *s, size_t n, struct html *out)
{
	struct proof p = {.s = s, .end = s + n};

	if (n > MARKUP_HTML_MOST || !text_utf8(s, n))
		return false;
	while (p.s < p.end)
		if (!(*p.s == '<' ? take_tag(&p) : take_text(&p)))
			return false;
	if (p.depth)
		return false;
	*out = (struct html){s, n};
	return true;
}
