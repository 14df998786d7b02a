/* feed.c -- see feed.h. */
#include "forum/feed/feed.h"

#include <string.h>

#include "forum/feed/feed_sql.h"

size_t feed_rows_fit(const struct feed_rows *rows)
{
	size_t i, bytes = 0;

	for (i = 0; i < rows->n; i++) {
		bytes += strlen(rows->v[i].html);
		if (i && bytes > FEED_HTML_MOST)
			break;
	}
	return i;
}

/* "\xef\xbf\xbd", U+FFFD, stands for what cannot be shown, and is as long. */
void feed_xml_clean(char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' && !(s[i] && strchr("\t\n\r", s[i])))
			s[i] = ' ';
		else if (i >= 2 && memcmp(s + i - 2, "\xef\xbf", 2) == 0 && (unsigned char)s[i] >= 0xbe)
			s[i] = '\xbd';
}
