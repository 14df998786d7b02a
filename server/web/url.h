/* url.h -- percent-encoding undone, and the paths that are refused because they could be read in two ways. Pure. */
#ifndef WEB_URL_H
#define WEB_URL_H

#include <stdbool.h>

#include "base/text.h"

struct arena;

/* One percent-decoding of ${in} (with '+' as space if ${plus}), NUL-terminated in ${a}. NULL: a bad escape,
 * NUL, bad UTF-8, other control characters unless ${text}: people paste what their terminal said. */
const char *url_decode(struct arena *a, struct slice in, bool plus, bool text);

/* Why ${path}, as it was sent, at most HTTP_TARGET_MOST bytes, is refused; a constant. NULL: it is not, and url_decode() of it
 * cannot fail. */
const char *url_path_wrong(struct slice path);

#endif
