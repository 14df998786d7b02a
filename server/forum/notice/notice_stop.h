/* notice_stop.h -- reading the signed part of a link that stops mail. */
#ifndef FORUM_NOTICE_STOP_H
#define FORUM_NOTICE_STOP_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

struct notice_stop {
	int64_t member;
	const char *kind; /* a notice kind's name, or "all" */
};

/* False: not signed by this site. */
bool notice_stop_read(struct arena *a, const unsigned char key[32], const char *token,
	struct notice_stop *out);

#endif
