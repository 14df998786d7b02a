/* place.h -- where in the HTML a template has come to: the state that decides how a value is escaped.
 *
 * A place is a plain value: branches of an `if` start from copies of it, and place_join() says whether they
 * may go on together. Names that are too long for it are refused, so comparing is exact. */
#ifndef TOOLS_MKTEMPLATES_PLACE_H
#define TOOLS_MKTEMPLATES_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#define PLACE_NAME 40

enum where {
	IN_TEXT,
	IN_PLAIN,   /* inside <title> or <textarea>: escaped characters, no tags */
	IN_NOTHING, /* inside <script> or <style>: must stay empty */
	IN_COMMENT,
	IN_DOCTYPE,
	IN_TAG,	      /* after white space: an attribute, / or > may come */
	IN_TAG_TIGHT, /* after a name or a quote: white space, / or > must come */
	IN_ATTRIBUTE, /* between quotes */
};

/* How much of an address (href, src …) has been written. */
enum address {
	ADDRESS_NOT,	/* no address */
	ADDRESS_START,	/* nothing */
	ADDRESS_SLASH,	/* exactly "/": a second one, or a value, could lead to another site */
	ADDRESS_WORD,	/* constant text that may still become a scheme */
	ADDRESS_VALUE,	/* a value stood at the beginning: a ':' would make it a scheme */
	ADDRESS_REST,	/* beyond any scheme */
	ADDRESS_UNSURE, /* branches differ: it must end here */
};

struct place {
	enum where where;
	enum address address;
	bool closing; /* the tag is </…> */
	char quote;
	char tag[PLACE_NAME]; /* lower case; while in a tag, and inside <title>, <script> … */
	char attribute[PLACE_NAME];
	char word[PLACE_NAME]; /* ADDRESS_WORD: what was written so far */
	int pre;	       /* <pre> elements that are open */
	bool spaced;	       /* more white space would not be seen here; not compared */
};

/* Whether two branches may go on as one: *${a} becomes what holds for both. */
bool place_join(struct place *a, const struct place *b);
/* Whether a loop's body that begins in ${begin} may end in ${end}. */
bool place_repeats(const struct place *begin, const struct place *end);
/* "in the attribute href of <a>", for messages; malloc'ed. */
char *place_describe(const struct place *p);

/* Elements around which white space is not seen. */
bool place_is_block(const char *tag);
/* Elements that show nothing themselves: white space on both sides of one is one white space. */
bool place_is_invisible(const char *tag);
/* href, src …: the value is one address. */
bool place_is_address(const char *attribute);
/* title, placeholder …: people read the value. */
bool place_is_read(const char *attribute);
/* Why an attribute may not be used in a template at all; NULL if it may. */
const char *place_refuse_attribute(const char *attribute);
/* Why an attribute may be constant, but hold no value; NULL if it may. */
const char *place_refuse_value(const char *attribute);
/* Why a tag may not be used; NULL if it may. */
const char *place_refuse_tag(const char *tag);

#endif
