/* words.c -- see words.h. */
#include "import/words.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"

struct words {
	char *out;
	size_t n, most;
	unsigned feeds; /* line feeds at the end of what is written */
	bool full;
};

static void put(struct words *w, const char *s, size_t n)
{
	if (w->full || w->n + n > w->most) {
		w->full = true;
		return;
	}
	memcpy(w->out + w->n, s, n);
	w->n += n;
}

static void put_character(struct words *w, const char *s, size_t n)
{
	if (n == 1 && *s == '\n') {
		if (w->feeds < 2 && w->n > 0)
			put(w, s, 1);
		w->feeds++;
		return;
	}
	if (n == 1 && w->feeds > 0 && (*s == ' ' || *s == '\t'))
		return;
	w->feeds = 0;
	if (n == 1 && strchr("\\`*_[]<>#+-!~|&=.()", *s)) {
		char escaped[2] = {'\\', *s};

		put(w, escaped, 2);
	} else {
		put(w, s, n);
	}
}

/* A tag or a comment: its length, 0 if there is none. The end of a block ends the paragraph. */
static size_t tag(struct words *w, const char *s)
{
	static const char *const blocks[] = {"</p", "<br", "</li", "</pre", "</h", "</blockquote", "</div",
		"<hr", "</tr"};
	const char *end;
	size_t i;

	if (s[0] != '<' || !(s[1] == '/' || s[1] == '!' || ((s[1] | 32) >= 'a' && (s[1] | 32) <= 'z')))
		return 0;
	end = text_starts(s, "<!--") ? strstr(s, "-->") : strchr(s, '>');
	if (!end)
		return 0;
	for (i = 0; i < sizeof(blocks) / sizeof(*blocks); i++)
		if (strncasecmp(s, blocks[i], strlen(blocks[i])) == 0) {
			put_character(w, "\n", 1);
			put_character(w, "\n", 1);
			break;
		}
	return (size_t)(end - s) + (*end == '-' ? 3 : 1);
}

/* A character reference of the few that text is full of: its length, 0 if there is none. */
static size_t reference(struct words *w, const char *s)
{
	static const struct {
		const char *name, *character;
	} known[] = {{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"&quot;", "\""}, {"&#39;", "'"},
		{"&nbsp;", " "}};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (!text_starts(s, known[i].name))
			continue;
		put_character(w, known[i].character, 1);
		return strlen(known[i].name);
	}
	return 0;
}

static size_t character_length(const char *s)
{
	size_t n = 1;

	while (((unsigned char)s[n] & 0xC0) == 0x80)
		n++;
	return n;
}

const char *words_of(struct arena *a, const char *text, size_t most)
{
	static const char more[] = "\n\n…";
	struct words w = {.out = arena_alloc(a, most + sizeof(more)),
		.most = most - sizeof(more),
		.feeds = 1};
	size_t n;

	while (*text && !w.full) {
		n = *text == '<' ? tag(&w, text) : *text == '&' ? reference(&w, text) : 0;
		if (n == 0) {
			n = character_length(text);
			put_character(&w, text, n);
		}
		text += n;
	}
	if (w.full)
		memcpy(w.out + w.n, more, sizeof(more));
	return text_lines(a, w.out);
}
