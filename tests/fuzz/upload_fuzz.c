/* upload_fuzz.c -- any bytes as a form with a file, and as a picture: what is taken is inside what was sent, and a picture that was written anew
 * reads as itself. `make fuzz-upload`. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "base/png.h"
#include "web/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void form_try(struct arena *a, const uint8_t *data, size_t n)
{
	struct slice body = {(const char *)data, n}, file;
	struct form fields;
	size_t i;

	if (!multipart_read(a, slice_of("multipart/form-data; boundary=B"), body, &fields, &file))
		return;
	must(fields.n <= MULTIPART_PARTS_MOST);
	must(!file.s || (file.s >= body.s && file.s + file.n <= body.s + body.n));
	for (i = 0; i < fields.n; i++)
		must(text_utf8(fields.v[i].value, strlen(fields.v[i].value)));
}

static void picture_try(struct arena *a, const uint8_t *data, size_t n)
{
	struct png png, again;

	if (png_read(a, (struct blob){data, n}, &png) != NULL)
		return;
	must(png_read(a, png.bytes, &again) == NULL);
	must(again.bytes.n == png.bytes.n && memcmp(again.bytes.s, png.bytes.s, png.bytes.n) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = ARENA_EMPTY;

	form_try(&a, data, n);
	picture_try(&a, data, n);
	arena_end(&a);
	return 0;
}
