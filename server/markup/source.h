/* source.h -- writes Markdown that markdown.c reads back as what was meant.
 *
 * Blocks stand in levels: the root, quotes, lists and their items. A level's sign (">", "-", "2.") is written
 * with its first block, so an empty one leaves no trace. Between two blocks stands a blank line, or only a
 * line end inside the items of a tight list where that means the same. */
#ifndef MARKUP_SOURCE_H
#define MARKUP_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/out.h"
#include "base/text.h"

#define SOURCE_LEVELS_MOST 64

enum source_kind { SOURCE_NOTHING, SOURCE_PARAGRAPH, SOURCE_OTHER, SOURCE_QUOTE, SOURCE_LIST, SOURCE_ITEM };

struct source_level {
	enum source_kind kind; /* QUOTE, LIST, ITEM; OTHER: the root */
	enum source_kind last; /* the last block directly in it */
	bool started;	       /* its sign is written */
	bool loose;	       /* LIST, ITEM */
	bool ordered;	       /* LIST */
	char sign;	       /* LIST: '-', '*', '.' or ')' */
	char last_sign;	       /* of the last list directly in it */
	unsigned number;       /* LIST: of the next item */
	char marker[16];       /* ITEM: "- ", "12. " */
};

struct source {
	struct out out;
	struct source_level level[SOURCE_LEVELS_MOST];
	size_t levels;
	bool line_start; /* nothing but signs stands on this line */
	bool heading;	 /* inside one: a single line */
	bool closed;	 /* the last thing written closed an emphasis */
};

void source_begin(struct source *m);
/* The text; false if it is longer than MARKUP_HTML_MOST. */
bool source_end(struct source *m, struct arena *a, const char **out);

void source_open_quote(struct source *m);
void source_open_list(struct source *m, bool ordered, unsigned start, bool loose);
void source_open_item(struct source *m);
void source_close(struct source *m);

/* Begins a paragraph, or a heading of ${level} 1–6. Nothing ends one but the next block. */
void source_paragraph(struct source *m);
/* Whether the last block of the innermost level is a paragraph. */
bool source_after_paragraph(const struct source *m);
void source_heading(struct source *m, int level);
void source_rule(struct source *m);
void source_code_block(struct source *m, struct slice code, struct slice language);

/* ---- inside a paragraph or heading ---- */

/* Text, escaped where it would be read as Markdown. It holds no line ends and no two spaces in a row. */
void source_text(struct source *m, const char *s, size_t n);
void source_code(struct source *m, const char *s, size_t n);
void source_space(struct source *m);
/* A line end inside a paragraph; ${again}: the second one in a row. */
void source_break(struct source *m, bool again);
/* Signs of emphasis; ${next} is the first character inside. */
void source_open_emphasis(struct source *m, const char *sign, char next);
void source_close_emphasis(struct source *m, const char *sign);
void source_open_link(struct source *m, bool image);
void source_close_link(struct source *m, struct slice address, struct slice title);
/* <https://example.org>; only if source_is_autolink(). */
void source_autolink(struct source *m, struct slice address);
bool source_is_autolink(struct slice address);

#endif
