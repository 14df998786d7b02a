/* clean.c -- see clean.h. The elements, the writer, and the plain text that is written beside the HTML. */
#include "markup/clean.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/must.h"
#include "markup/elements.h"
#include "markup/markup.h"

#define MENTION "<a class=\"mention\" href=\"/u/"
#define NOTHING CLEAN_ELEMENTS /* on the stack: an element that was left out */

const struct clean_kind clean_kinds[CLEAN_ELEMENTS] = {
	[CLEAN_P] = {"p", 2, false},
	[CLEAN_H3] = {"h3", 2, false},
	[CLEAN_H4] = {"h4", 2, false},
	[CLEAN_H5] = {"h5", 2, false},
	[CLEAN_H6] = {"h6", 2, false},
	[CLEAN_BLOCKQUOTE] = {"blockquote", 2, false},
	[CLEAN_UL] = {"ul", 1, false},
	[CLEAN_OL] = {"ol", 1, false},
	[CLEAN_LI] = {"li", 1, false},
	[CLEAN_PRE] = {"pre", 2, false},
	[CLEAN_CODE] = {"code", 0, false},
	[CLEAN_EM] = {"em", 0, false},
	[CLEAN_STRONG] = {"strong", 0, false},
	[CLEAN_DEL] = {"del", 0, false},
	[CLEAN_SUB] = {"sub", 0, false},
	[CLEAN_SUP] = {"sup", 0, false},
	[CLEAN_KBD] = {"kbd", 0, false},
	[CLEAN_A] = {"a", 0, false},
	[CLEAN_BR] = {"br", 1, true},
	[CLEAN_HR] = {"hr", 2, true},
};

void clean_begin(struct clean *c)
{
	memset(c, 0, sizeof(*c));
	c->html.most = MARKUP_HTML_MOST;
	c->plain.most = MARKUP_HTML_MOST;
}

static char *text_taken(struct arena *a, struct out *o)
{
	return arena_text_n(a, o->s, o->n);
}

bool clean_end(struct clean *c, struct arena *a, struct rendered *out)
{
	bool whole = !c->html.full && !c->plain.full;

	must(c->depth == 0 && c->beyond == 0);
	if (whole) {
		out->html = (struct html){text_taken(a, &c->html), c->html.n};
		out->plain = text_taken(a, &c->plain);
	}
	out_end(&c->html);
	out_end(&c->plain);
	return whole;
}

static void html_put(struct clean *c, const char *s)
{
	out_raw(&c->html, s, strlen(s));
}

/* Characters that mean something in HTML become references; control characters, which no page needs, are
 * dropped. */
static void html_escaped(struct clean *c, const char *s, size_t n, bool attribute)
{
	size_t i, done = 0;

	for (i = 0; i < n; i++) {
		unsigned char byte = (unsigned char)s[i];
		const char *instead = byte == '<'   ? "&lt;"
				      : byte == '>' ? "&gt;"
				      : byte == '&' ? "&amp;"
						    : NULL;

		if (attribute && byte == '"')
			instead = "&quot;";
		if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f)
			instead = "";
		if (!instead)
			continue;
		out_raw(&c->html, s + done, i - done);
		html_put(c, instead);
		done = i + 1;
	}
	out_raw(&c->html, s + done, n - done);
}

/* An address in an attribute. Browsers take tabs and line ends out of addresses and read "\" as "/", so what
 * could change its meaning there is percent-encoded. */
static void html_address(struct clean *c, struct slice address)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t i;

	for (i = 0; i < address.n; i++) {
		unsigned char byte = (unsigned char)address.s[i];

		if (byte <= 0x20 || byte == 0x7f || strchr("\"<>\\`", byte)) {
			char encoded[4] = {'%', digits[byte >> 4], digits[byte & 15], 0};

			html_put(c, encoded);
		} else {
			html_escaped(c, address.s + i, 1, true);
		}
	}
}

/* ---- the plain text ---- */

static void plain_gap(struct clean *c, unsigned lines)
{
	if (c->gap < lines)
		c->gap = lines;
}

/* Writes the line ends or the space that were wanted; none at the very beginning. */
static void plain_flush(struct clean *c)
{
	unsigned i;

	if (c->gap || c->space)
		c->run = 0;
	if (c->plain.n) {
		for (i = 0; i < c->gap; i++)
			out_char(&c->plain, '\n');
		if (c->gap == 0 && c->space)
			out_char(&c->plain, ' ');
	}
	c->gap = 0;
	c->space = false;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_control(char byte)
{
	return (unsigned char)byte < 0x20 || byte == 0x7f;
}

/* PostgreSQL reads "a-a.a-a.…" from each joint to its end to see what kind of word it is: 32 KB of that took 13 s. So what is joined on and on gets a
 * space now and then. Letters alone are read once, so that scripts without spaces stay as they are. */
#define RUN_MOST 128

static bool run_is_over(struct clean *c, char byte)
{
	bool joint = (unsigned char)byte < 0x80 && !(byte >= '0' && byte <= '9') &&
		     !((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');

	return ++c->run >= RUN_MOST && joint;
}

static void plain_text(struct clean *c, const char *s, size_t n)
{
	size_t i, start;

	for (i = 0; i < n;) {
		if (is_blank(s[i]) || is_control(s[i])) {
			c->space |= is_blank(s[i]);
			i++;
			continue;
		}
		plain_flush(c);
		for (start = i; i < n && !is_blank(s[i]) && !is_control(s[i]) && !c->space; i++)
			c->space = run_is_over(c, s[i]);
		out_raw(&c->plain, s + start, i - start);
	}
}

static void plain_code(struct clean *c, const char *s, size_t n)
{
	size_t i;

	while (n && is_blank(s[n - 1]))
		n--;
	if (n)
		plain_flush(c);
	for (i = 0; i < n; i++) {
		if (is_control(s[i]) && s[i] != '\n' && s[i] != '\t')
			continue;
		out_char(&c->plain, s[i]);
		if (is_blank(s[i])) {
			c->run = 0;
		} else if (run_is_over(c, s[i])) {
			out_char(&c->plain, ' ');
			c->run = 0;
		}
	}
}

/* ---- elements ---- */

/* Puts an element on the stack; false if it is to be left out of the HTML. */
static bool push(struct clean *c, enum clean_element element)
{
	bool shown = !(element == CLEAN_A && c->links);

	must((unsigned)element < CLEAN_ELEMENTS && !clean_kinds[element].empty);
	plain_gap(c, clean_kinds[element].lines);
	if (c->depth == CLEAN_NESTING_MOST) {
		c->beyond++;
		return false;
	}
	c->open[c->depth++] = (unsigned char)(shown ? element : NOTHING);
	if (!shown)
		return false;
	c->links += element == CLEAN_A;
	c->pres += element == CLEAN_PRE;
	return true;
}

static bool holds_blocks(enum clean_element element)
{
	return element == CLEAN_BLOCKQUOTE || element == CLEAN_UL || element == CLEAN_OL;
}

void clean_open(struct clean *c, enum clean_element element)
{
	if (!push(c, element))
		return;
	html_put(c, "<");
	html_put(c, clean_kinds[element].name);
	html_put(c, holds_blocks(element) ? ">\n" : ">");
}

void clean_void(struct clean *c, enum clean_element element)
{
	must((unsigned)element < CLEAN_ELEMENTS && clean_kinds[element].empty);
	html_put(c, "<");
	html_put(c, clean_kinds[element].name);
	html_put(c, ">\n");
	plain_gap(c, clean_kinds[element].lines);
}

void clean_open_ol(struct clean *c, int start)
{
	char digits[12];
	int i = sizeof(digits) - 1;

	must(start >= 0 && start <= 999999999);
	if (start == 1) {
		clean_open(c, CLEAN_OL);
		return;
	}
	if (!push(c, CLEAN_OL))
		return;
	digits[i] = 0;
	do
		digits[--i] = (char)('0' + start % 10);
	while (start /= 10);
	html_put(c, "<ol start=\"");
	html_put(c, digits + i);
	html_put(c, "\">\n");
}

bool clean_language(struct slice language)
{
	size_t i;

	for (i = 0; i < language.n; i++) {
		char byte = language.s[i];

		if (!((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '+' ||
			    byte == '-'))
			return false;
	}
	return language.n >= 1 && language.n <= 20;
}

void clean_open_code(struct clean *c, struct slice language)
{
	if (!clean_language(language)) {
		clean_open(c, CLEAN_CODE);
		return;
	}
	if (!push(c, CLEAN_CODE))
		return;
	html_put(c, "<code class=\"language-");
	out_raw(&c->html, language.s, language.n);
	html_put(c, "\">");
}

static bool starts(struct slice s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n > n && slice_is_nocase((struct slice){s.s, n}, prefix);
}

bool clean_address(struct slice address)
{
	static const char *const schemes[] = {"http://", "https://", "mailto:"};
	size_t i;

	if (address.n == 0)
		return false;
	if (address.s[0] == '#')
		return true;
	/* "//host" and "/\host" are other sites. */
	if (address.s[0] == '/')
		return address.n == 1 || (address.s[1] != '/' && address.s[1] != '\\');
	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (starts(address, schemes[i]))
			/* The host begins at once: "https:///host" and "https://\host" are read in surprising
			 * ways. */
			return !strchr("/\\?# \t\n\r", address.s[strlen(schemes[i])]);
	return false;
}

/* Behind the site's address a path, a query, a fragment or nothing: "https://our.example.evil", "…:81", "…@evil" are others. */
static bool is_of_site(struct slice address, struct slice site)
{
	if (address.s[0] == '/' || address.s[0] == '#')
		return true;
	if (address.n < site.n || strncasecmp(address.s, site.s, site.n) != 0)
		return false;
	return address.n == site.n || strchr("/?#", address.s[site.n]);
}

bool clean_may_link(const struct clean *c, struct slice address)
{
	return clean_address(address) && (c->site.n == 0 || is_of_site(address, c->site));
}

void clean_open_link(struct clean *c, struct slice address, struct slice title)
{
	must(clean_address(address));
	if (!push(c, CLEAN_A))
		return;
	html_put(c, "<a href=\"");
	html_address(c, address);
	if (title.n) {
		html_put(c, "\" title=\"");
		html_escaped(c, title.s, title.n, true);
	}
	html_put(c, "\" rel=\"" CLEAN_REL "\">");
}

void clean_open_mention(struct clean *c, struct slice name)
{
	if (!push(c, CLEAN_A))
		return;
	html_put(c, MENTION);
	out_raw(&c->html, name.s, name.n);
	html_put(c, "\">");
}

static bool is_line(enum clean_element element)
{
	return clean_kinds[element].lines > 0;
}

void clean_close(struct clean *c)
{
	enum clean_element element;

	if (c->beyond) {
		c->beyond--;
		return;
	}
	must(c->depth > 0);
	element = c->open[--c->depth];
	if (element == NOTHING)
		return;
	c->links -= element == CLEAN_A;
	c->pres -= element == CLEAN_PRE;
	html_put(c, "</");
	html_put(c, clean_kinds[element].name);
	html_put(c, is_line(element) ? ">\n" : ">");
	plain_gap(c, clean_kinds[element].lines);
}

void clean_text(struct clean *c, const char *s, size_t n)
{
	html_escaped(c, s, n, false);
	if (c->pres)
		plain_code(c, s, n);
	else
		plain_text(c, s, n);
}

static bool is_among(const struct texts *names, struct slice name)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (slice_is(name, names->v[i]))
			return true;
	return false;
}

struct html clean_without_mentions(struct arena *a, struct html html, const struct texts *names)
{
	char *out = arena_alloc(a, html.n + 1), *to = out;
	const char *from = html.s, *link;

	while ((link = strstr(from, MENTION))) {
		const char *name = link + strlen(MENTION), *quote = strchr(name, '"'), *word, *end;

		must(quote && quote[1] == '>');
		word = quote + 2;
		end = word + strcspn(word, "<");
		if (strncmp(end, "</a>", 4) != 0 ||
			is_among(names, (struct slice){name, (size_t)(quote - name)})) {
			/* One that stays: all up to its word. */
			to = mempcpy(to, from, (size_t)(word - from));
			from = word;
			continue;
		}
		to = mempcpy(to, from, (size_t)(link - from));
		to = mempcpy(to, word, (size_t)(end - word));
		from = end + 4;
	}
	strcpy(to, from);
	return (struct html){out, (size_t)(to - out) + strlen(from)};
}
