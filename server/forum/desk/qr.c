/* qr.c -- see qr.h. */
#include "forum/desk/qr.h"

#include <qrencode.h>
#include <stdio.h>

#include "base/arena.h"

#define QUIET	  4
#define STEP_MOST 24 /* bytes of "M177 177h177v1h-177z" */

/* Runs of dark modules in a row are one rectangle. */
static const char *rows_drawn(struct arena *a, const QRcode *code)
{
	char *d = arena_alloc(a, (size_t)(code->width * code->width / 2 + code->width) * STEP_MOST + 1),
	     *to = d;
	int x, y, n;

	for (y = 0; y < code->width; y++)
		for (x = 0; x < code->width; x += n + 1) {
			for (n = 0; x + n < code->width && (code->data[y * code->width + x + n] & 1); n++)
				;
			if (n)
				to += sprintf(to, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, n, n);
		}
	return d;
}

const char *qr_path(struct arena *a, const char *text, int *side)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	const char *d;

	if (!code)
		return NULL;
	d = rows_drawn(a, code);
	*side = code->width + 2 * QUIET;
	QRcode_free(code);
	return d;
}
