/* multipart.h -- a form with a file, as multipart/form-data; for serve.c.
 *
 * Strict, and small: few parts, short heads, each field once, at most one file, in the field "file". What the sender calls the file and its
 * type is not believed and not kept. Pure; the file points into the body. */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include <stdbool.h>

#include "base/text.h"
#include "web/form.h"

#define MULTIPART_PARTS_MOST 16
#define MULTIPART_HEAD_MOST  2048 /* bytes of a part's head */

/* ${type}: the Content-Type. False: malformed, or more than the above. ${file} is {NULL, 0} if there is none, of no bytes if none was chosen. */
bool multipart_read(struct arena *a, struct slice type, struct slice body, struct form *fields,
	struct slice *file);

#endif
