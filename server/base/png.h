/* png.h -- whether a picture is a small, honest PNG; and the same picture with nothing in it but the picture. Pure.
 *
 * What may stand in a PNG besides the pixels (texts, places, profiles, animations, whatever follows its end) is left out, every checksum is
 * checked, and the pixels must unpack to exactly as many bytes as the size says. So what is served is what these functions wrote. */
#ifndef BASE_PNG_H
#define BASE_PNG_H

#include <stddef.h>

#include "base/text.h"

struct arena;

#define PNG_BYTES_MOST 65536
#define PNG_SIDE_MOST  512

struct png {
	struct blob bytes; /* in the arena */
	int width, height;
};

/* NULL: ${out} is the picture, written anew. Else what is wrong, for the person. */
const char *png_read(struct arena *a, struct blob in, struct png *out);

#endif
