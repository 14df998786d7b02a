/* constant.h -- the text of a page that is known while building: white space, characters, and whether it is
 * marked for translation. */
#ifndef TOOLS_MKTEMPLATES_CONSTANT_H
#define TOOLS_MKTEMPLATES_CONSTANT_H

#include <stdbool.h>

struct page;

bool constant_is_space(char c);
const char *constant_past_spaces(const char *p, const char *end);

/* White space that was read is written, now that something comes after it. Inside a tag it waits
 * (place_is_invisible). */
void constant_gap(struct page *pg);
/* Characters as they are; an '&' that begins no entity becomes one. */
void constant_write(struct page *pg, const char *from, const char *to);
/* Tells of text with letters, which should stand in _( ). */
void constant_must_be_marked(struct page *pg, const char *from, const char *to);

#endif
