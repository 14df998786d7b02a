/* literal.h -- C string constants inside templates, and which text a reader would have to translate. */
#ifndef TOOLS_MKTEMPLATES_LITERAL_H
#define TOOLS_MKTEMPLATES_LITERAL_H

#include <stdbool.h>
#include <stddef.h>

/* Reads adjacent string constants ("a" "b") at *${p}, with white space around them; *${p} moves behind them.
 * The result is malloc'ed. NULL: there is none, or it has an escape we do not read. */
char *literal_read(const char **p, const char *end);
/* If all of ${s} is a string constant, or one marked by _( ), its text; else NULL. */
char *literal_whole(const char *s, size_t n);

/* Whether text of a page holds letters, outside of entities such as &nbsp;. Signs, digits, arrows and emoji
 * do not count. */
bool literal_has_letters(const char *s, size_t n);

/* The length of the entity (&name; or &#123;) that begins at ${s}, 0 if there is none. */
size_t literal_entity(const char *s, size_t n);

#endif
