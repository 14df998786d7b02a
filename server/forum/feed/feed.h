/* feed.h -- what a feed can hold: pure functions. */
#ifndef FORUM_FEED_H
#define FORUM_FEED_H

#include <stddef.h>

struct feed_rows;

#define FEED_HTML_MOST ((size_t)256 << 10) /* bytes of all texts, before they are escaped */
#define FEED_MOST      ((size_t)2 << 20)   /* bytes of the feed: six times that, and the rest */

/* How many of the rows, from the first, go into one feed: whatever people post, it does not grow beyond
 * FEED_MOST. One always does. */
size_t feed_rows_fit(const struct feed_rows *rows);

/* Replaces, in place, what UTF-8 can say and XML cannot: most control characters, U+FFFE and U+FFFF. One of
 * them in one title, and no reader could read the feed. */
void feed_xml_clean(char *s, size_t n);

#endif
