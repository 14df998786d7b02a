/* byline.h -- who wrote something, as it is shown beside it everywhere. */
#ifndef FORUM_BYLINE_H
#define FORUM_BYLINE_H

#include <stdbool.h>
#include <stdint.h>

struct row;

struct byline {
	int64_t id;
	const char *name; /* username, for /u/NAME */
	const char *display;
	unsigned roles; /* enum role */
	int64_t solutions;
	bool gone; /* a former member: no link */
};

/* The columns a statement lists for it, from the alias ${m} of community.member, in the order byline_read() takes them. */
#define BYLINE_COLUMNS(m) \
	m ".id AS member_id, " m ".username, " m ".display, " m ".roles, " m ".solutions, " m \
	  ".state = 'former' AS gone"
void byline_read(struct row *r, struct byline *b);

#endif
