/* encode.h -- what encodings a client takes, and gzip for pages; the only libdeflate.h. */
#ifndef WEB_ENCODE_H
#define WEB_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* Whether an Accept-Encoding of ${header} takes ${coding} ("gzip", "br"). */
bool encode_accepted(struct slice header, const char *coding);

/* ${in} as gzip, malloc'ed; NULL: no memory, or no smaller. Not for secrets beside text that others choose:
 * see README.md on lengths that tell. */
unsigned char *encode_gzip(const void *in, size_t n, size_t *out_n);
/* Frees the compressor that is kept for reuse. */
void encode_end(void);

#endif
