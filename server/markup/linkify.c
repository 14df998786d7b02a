/* linkify.c -- see linkify.h. */
#include "markup/linkify.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "markup/clean.h"

#define NAME_LEAST 3
#define NAME_MOST  30

static bool is_alnum(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

static bool is_name(char byte)
{
	return is_alnum(byte) || byte == '_' || byte == '-';
}

/* Part of a word before an address or a name: then neither begins here ("a@b", "xhttp://"). */
static bool is_word(char byte)
{
	return is_alnum(byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

/* What ends an address: a space, a quote, a bracket of HTML, and beyond ASCII the spaces, quotes, full stops
 * and invisible signs that nobody means as part of one (up to U+00A0, U+2000–207F, U+3000–303F, some of
 * U+FF00). */
static bool ends_address(const char *s, size_t n)
{
	unsigned char a = (unsigned char)s[0], b = n > 1 ? (unsigned char)s[1] : 0,
		      c = n > 2 ? (unsigned char)s[2] : 0;

	if (a <= 0x20 || a == 0x7f || a == '<' || a == '>' || a == '"' || a == '`' || a == '\\')
		return true;
	return (a == 0xc2 && b <= 0xa0) || (a == 0xe2 && (b == 0x80 || b == 0x81)) ||
	       (a == 0xe3 && b == 0x80) ||
	       (a == 0xef && b == 0xbc && (c == 0x88 || c == 0x89 || c == 0x8c || c == 0x9a || c == 0x9b));
}

/* How many more of ${close} than of ${open} there are. */
static ptrdiff_t unopened(const char *s, size_t n, char open, char close)
{
	ptrdiff_t found = 0;
	size_t i;

	for (i = 0; i < n; i++)
		found += (s[i] == close) - (s[i] == open);
	return found;
}

/* Takes punctuation off the end of an address that belongs to the sentence around it. A closing bracket stays
 * if its opening one is inside: https://example.org/a_(b). */
static size_t without_punctuation(const char *s, size_t n)
{
	ptrdiff_t parentheses = unopened(s, n, '(', ')'), brackets = unopened(s, n, '[', ']');

	while (n) {
		char last = s[n - 1];

		if (last == ')' && parentheses > 0)
			parentheses--;
		else if (last == ']' && brackets > 0)
			brackets--;
		else if (!strchr(".,:;!?*_~'", last))
			break;
		n--;
	}
	return n;
}

size_t linkify_address(const char *s, size_t n)
{
	size_t scheme, end;

	if (n > 7 && strncasecmp(s, "http://", 7) == 0)
		scheme = 7;
	else if (n > 8 && strncasecmp(s, "https://", 8) == 0)
		scheme = 8;
	else
		return 0;
	if (!is_alnum(s[scheme]) && (unsigned char)s[scheme] < 0x80 && s[scheme] != '[')
		return 0;
	for (end = scheme; end < n && !ends_address(s + end, n - end); end++)
		;
	end = without_punctuation(s, end);
	return end > scheme ? end : 0;
}

/* Where a name may begin: not in an address without a scheme (a.b/@c), nor after another "@". */
static bool may_mention(const char *s, size_t i)
{
	return i == 0 || !(is_word(s[i - 1]) || strchr("@/.+-", s[i - 1]));
}

/* The length of the name after an "@" at ${s}, 0 if it is none: too short, too long, or part of something
 * else ("@a@b", "@types/node"). */
static size_t name_length(const char *s, size_t n)
{
	size_t end = 1;

	while (end < n && is_name(s[end]))
		end++;
	if (end - 1 < NAME_LEAST || end - 1 > NAME_MOST || !is_alnum(s[1]))
		return 0;
	if (end < n && (s[end] == '@' || (unsigned char)s[end] >= 0x80))
		return 0;
	if (end + 1 < n && s[end] == '/' && is_alnum(s[end + 1]))
		return 0;
	return end;
}

static void mention_add(struct arena *a, const char *name, struct texts *mentions)
{
	size_t i;

	for (i = 0; i < mentions->n; i++)
		if (text_is(mentions->v[i], name))
			return;
	if (mentions->n == MENTIONS_MOST)
		return;
	if (!mentions->v)
		mentions->v = arena_array(a, const char *, MENTIONS_MOST);
	mentions->v[mentions->n++] = name;
}

static void write_mention(struct clean *c, struct arena *a, struct slice text, struct texts *mentions)
{
	const char *name = text_lower_ascii(a, arena_text_n(a, text.s + 1, text.n - 1));

	mention_add(a, name, mentions);
	clean_open_mention(c, slice_of(name));
	clean_text(c, text.s, text.n);
	clean_close(c);
}

static void write_address(struct clean *c, struct slice text)
{
	if (!clean_may_link(c, text)) {
		clean_text(c, text.s, text.n);
		return;
	}
	clean_open_link(c, text, (struct slice){0});
	clean_text(c, text.s, text.n);
	clean_close(c);
}

void linkify(struct clean *c, struct arena *a, const char *s, size_t n, struct texts *mentions)
{
	size_t i, done = 0, length;

	for (i = 0; i < n; i++) {
		bool name = s[i] == '@';

		length = 0;
		if ((s[i] == 'h' || s[i] == 'H') && (i == 0 || !is_word(s[i - 1])))
			length = linkify_address(s + i, n - i);
		else if (name && mentions && may_mention(s, i))
			length = name_length(s + i, n - i);
		if (length == 0)
			continue;
		clean_text(c, s + done, i - done);
		if (name)
			write_mention(c, a, (struct slice){s + i, length}, mentions);
		else
			write_address(c, (struct slice){s + i, length});
		done = i + length;
		i = done - 1;
	}
	clean_text(c, s + done, n - done);
}
