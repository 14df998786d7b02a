/* archive.h -- a ZIP that is written piece by piece into memory, so that whoever writes it can take away what is there and go on.
 * Pure but for the memory; nothing sleeps. libarchive is behind it. */
#ifndef FORUM_PERSONAL_ARCHIVE_H
#define FORUM_PERSONAL_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

struct arena;
struct zip;

/* A new ZIP; freed with ${a}, finished or not. Its files say they were written at ${at}. NULL: no memory. */
struct zip *zip_begin(struct arena *a, struct when at);
/* The next file, until the one after it. ${name}: "posts.json", ASCII. False, here and below: no memory. */
bool zip_file(struct zip *z, const char *name);
bool zip_write(struct zip *z, const char *s, size_t n);
/* The end of the last file, and the list of all. */
bool zip_end(struct zip *z);

/* What has been written and not been taken yet; it stays valid until the next call. */
struct zip_bytes {
	const unsigned char *s;
	size_t n;
};
struct zip_bytes zip_ready(const struct zip *z);
/* Forgets the first ${n} of these. */
void zip_taken(struct zip *z, size_t n);

#endif
