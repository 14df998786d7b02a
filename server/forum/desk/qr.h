/* qr.h -- a QR code as the path of an SVG: no picture file, no style, nothing asked of anybody; the only qrencode.h. Pure. */
#ifndef FORUM_DESK_QR_H
#define FORUM_DESK_QR_H

struct arena;

/* The dark modules of ${text}'s code, as a path's "d" in units of one module, with the quiet zone of four around them that
 * readers want; ${side} is the whole's. NULL: the text is too long for one. */
const char *qr_path(struct arena *a, const char *text, int *side);

#endif
