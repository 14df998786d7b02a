/* feed.h -- the bytes of a file, plain or gzip, in pieces; the only zlib of the import.
 *
 * Whether a file is packed is told by its first bytes, as gzip(1) does, not by its name. */
#ifndef IMPORT_FEED_H
#define IMPORT_FEED_H

#include <stddef.h>
#include <stdint.h>

struct feed;

/* NULL: errno. */
struct feed *feed_open(const char *path);
void feed_close(struct feed *f);
/* Up to ${n} unpacked bytes; 0 at the end; -1: feed_problem(). */
long feed_read(struct feed *f, void *out, size_t n);
const char *feed_problem(const struct feed *f);
/* How far, and how far it is in all, in bytes of the file as it lies on the disk: for showing progress. */
int64_t feed_done(const struct feed *f);
int64_t feed_size(const struct feed *f);

#endif
