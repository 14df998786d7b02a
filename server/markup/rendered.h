/* rendered.h -- what becomes of people's text: made by markup in a craft process, received by whoever asked
 * craft. */
#ifndef MARKUP_RENDERED_H
#define MARKUP_RENDERED_H

#include "base/text.h"

enum craft_verdict {
	CRAFT_OK,
	CRAFT_TOO_DEEP,	 /* nesting over 32 */
	CRAFT_TOO_LONG,	 /* source over 32 KiB, or HTML made of it over 128 KiB */
	CRAFT_TOO_COSTLY /* over its time */
};

struct rendered {
	enum craft_verdict verdict;
	struct html html;      /* {"", 0} unless CRAFT_OK */
	const char *plain;     /* the text without markup, for search, excerpts, mail */
	struct texts mentions; /* usernames after @, lower case, each once, at most 10 */
	const char *markdown;  /* craft_html_wait only: the source we keep for editing */
};

#endif
