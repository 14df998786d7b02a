/* clean.h -- the writer behind both renderers: people's text in, safe HTML and plain text out.
 *
 * Nothing but the elements and attributes listed here can be written: callers name an element by its number,
 * text and values are escaped on the way, and an address that is not on the short list of schemes is refused.
 * The HTML has one spelling for each thing, so clean_html() can prove in one pass that bytes made elsewhere
 * (in a craft process that may have been taken over by what it parsed) are of this kind too.
 *
 * Elements beyond CLEAN_NESTING_MOST, and a link inside a link, are left out; what stands in them is kept. */
#ifndef MARKUP_CLEAN_H
#define MARKUP_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/out.h"
#include "base/text.h"

struct arena;
struct rendered;

#define CLEAN_NESTING_MOST 100 /* 32 levels of lists are 64 elements */

enum clean_element {
	CLEAN_P,
	CLEAN_H3,
	CLEAN_H4,
	CLEAN_H5,
	CLEAN_H6,
	CLEAN_BLOCKQUOTE,
	CLEAN_UL,
	CLEAN_OL, /* start */
	CLEAN_LI,
	CLEAN_PRE,
	CLEAN_CODE, /* class="language-x" */
	CLEAN_EM,
	CLEAN_STRONG,
	CLEAN_DEL,
	CLEAN_SUB,
	CLEAN_SUP,
	CLEAN_KBD,
	CLEAN_A, /* href, title, rel; or class="mention" and href */
	CLEAN_BR,
	CLEAN_HR,
	CLEAN_ELEMENTS
};

struct clean {
	struct out html, plain;
	unsigned char open[CLEAN_NESTING_MOST];
	size_t depth;	      /* elements in ${open}, among them placeholders of left out ones */
	size_t beyond;	      /* elements open above CLEAN_NESTING_MOST */
	unsigned links, pres; /* open ones of each */
	unsigned gap;	      /* line ends the plain text wants before its next character */
	bool space;	      /* … or a space */
	size_t run;	      /* bytes of the plain text since the last of these */
	struct slice site;    /* links lead nowhere else; empty: anywhere */
};

void clean_begin(struct clean *c);
/* Copies both texts into ${a} and frees the writer's. False if either is longer than MARKUP_HTML_MOST: ${out}
 * is left. */
bool clean_end(struct clean *c, struct arena *a, struct rendered *out);

/* Elements that need no attribute; clean_void() for <br> and <hr>. */
void clean_open(struct clean *c, enum clean_element element);
void clean_void(struct clean *c, enum clean_element element);
/* A numbered list; ${start} 0–999999999. */
void clean_open_ol(struct clean *c, int start);
/* Code inside <pre>; ${language} is shown as a class if it is [a-z0-9+-]{1,20}. */
void clean_open_code(struct clean *c, struct slice language);
/* A link of people's. ${title} may be empty. Only for addresses that clean_address() accepts. */
void clean_open_link(struct clean *c, struct slice address, struct slice title);
/* A link to the profile of the member ${name}, which is of [a-z0-9_-]. */
void clean_open_mention(struct clean *c, struct slice name);
/* Closes the element opened last. */
void clean_close(struct clean *c);

/* Text, escaped. In the plain text runs of white space become one space, outside <pre>. */
void clean_text(struct clean *c, const char *s, size_t n);

/* Whether an address may be linked: http://, https://, mailto:, a path ("/" but not "//") or "#…". */
bool clean_address(struct slice address);
/* Whether this writer may: also not to another site than its own, if it has one. */
bool clean_may_link(const struct clean *c, struct slice address);
bool clean_language(struct slice language);

/* HTML that clean_html() has proved, in ${a}, with no links to members but those of ${names}: the words stay. */
struct html clean_without_mentions(struct arena *a, struct html html, const struct texts *names);

/* Says whether ${n} bytes are HTML as this writer makes it: well-formed UTF-8, its elements and attributes in
 * its spelling, all closed in order. Only then ${out} is set. */
bool clean_html(const char *s, size_t n, struct html *out);

#endif
