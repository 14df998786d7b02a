/* png_test.c -- pictures as strangers may make them: what is taken, what is left out of it, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <libdeflate.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/png.h"

/* A picture under construction. */
struct made {
	unsigned char s[70000];
	size_t n;
};

static void put(struct made *m, const void *s, size_t n)
{
	memcpy(m->s + m->n, s, n);
	m->n += n;
}

static void put_number(struct made *m, uint32_t n)
{
	put(m,
		(const unsigned char[]){(unsigned char)(n >> 24), (unsigned char)(n >> 16),
			(unsigned char)(n >> 8), (unsigned char)n},
		4);
}

static void chunk(struct made *m, const char *type, const void *s, size_t n)
{
	size_t at = m->n + 4;

	put_number(m, (uint32_t)n);
	put(m, type, 4);
	if (n)
		put(m, s, n);
	put_number(m, libdeflate_crc32(0, m->s + at, n + 4));
}

static void header(struct made *m, uint32_t width, uint32_t height, int depth, int colour, int interlaced)
{
	unsigned char data[13] = {(unsigned char)(width >> 24), (unsigned char)(width >> 16),
		(unsigned char)(width >> 8), (unsigned char)width, (unsigned char)(height >> 24),
		(unsigned char)(height >> 16), (unsigned char)(height >> 8), (unsigned char)height,
		(unsigned char)depth, (unsigned char)colour, 0, 0, (unsigned char)interlaced};

	put(m, "\x89PNG\r\n\x1a\n", 8);
	chunk(m, "IHDR", data, sizeof(data));
}

/* ${n} bytes of pixels, each of ${byte}, packed. */
static void pixels(struct made *m, size_t n, int byte)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
	unsigned char *raw = malloc(n), packed[4096];
	size_t packed_n;

	memset(raw, byte, n);
	packed_n = libdeflate_zlib_compress(c, raw, n, packed, sizeof(packed));
	chunk(m, "IDAT", packed, packed_n);
	free(raw);
	libdeflate_free_compressor(c);
}

static bool taken(const struct made *m, struct arena *a, struct png *out)
{
	return png_read(a, (struct blob){m->s, m->n}, out) == NULL;
}

static const struct kind {
	uint32_t width, height;
	int depth, colour, interlaced;
	size_t bytes; /* of pixels with a filter byte for each row */
	int byte;
	bool ok;
} kinds[] = {
	{1, 1, 8, 6, 0, 5, 0, true}, {3, 2, 8, 2, 0, 20, 0, true}, {9, 2, 1, 0, 0, 6, 0, true},
	{512, 512, 8, 6, 0, 512 * 2049, 0, true}, {512, 512, 16, 6, 0, 512 * 4097, 0, true},
	{513, 1, 8, 6, 0, 2053, 0, false}, {1, 513, 8, 6, 0, 2565, 0, false}, {0, 1, 8, 6, 0, 1, 0, false},
	{0xffffffff, 1, 8, 6, 0, 1, 0, false}, {1, 1, 8, 6, 1, 5, 0, false}, /* interlaced */
	{1, 1, 8, 6, 0, 4, 0, false},					     /* too few pixels */
	{1, 1, 8, 6, 0, 6, 0, false},					     /* too many */
	{1, 1, 8, 6, 0, 4000000, 0, false}, /* by far: it unpacks to a thousand times what it should */
	{1, 1, 8, 6, 0, 5, 5, false},	    /* no such filter */
	{1, 1, 4, 6, 0, 3, 0, false},	    /* no such depth */
	{1, 1, 8, 5, 0, 2, 0, false},	    /* no such colours */
	{1, 1, 8, 3, 0, 2, 0, false},	    /* a palette is missing */
};

static void test_kinds(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct kind *k = &kinds[i];
		struct made *m = calloc(1, sizeof(*m));
		struct arena a = ARENA_EMPTY;
		struct png png;

		header(m, k->width, k->height, k->depth, k->colour, k->interlaced);
		pixels(m, k->bytes, k->byte);
		chunk(m, "IEND", NULL, 0);
		if (taken(m, &a, &png) != k->ok)
			fail_msg("row %zu", i);
		arena_end(&a);
		free(m);
	}
}

/* Whatever is no part of the picture is gone, and the picture reads as itself again. */
static void test_written_anew(void **state)
{
	struct made *m = calloc(1, sizeof(*m)), *plain = calloc(1, sizeof(*plain));
	struct arena a = ARENA_EMPTY;
	struct png png, again;

	(void)state;
	header(m, 3, 2, 8, 3, 0);
	chunk(m, "tEXt", "Author\0somebody", 15);
	chunk(m, "PLTE", "abcdef", 6);
	chunk(m, "tRNS", "x", 1);
	pixels(m, 8, 0);
	chunk(m, "eXIf", "at home", 7);
	chunk(m, "IEND", NULL, 0);
	put(m, "<script>", 8);
	assert_true(taken(m, &a, &png));
	assert_null(memmem(png.bytes.s, png.bytes.n, "somebody", 8));
	assert_null(memmem(png.bytes.s, png.bytes.n, "at home", 7));
	assert_null(memmem(png.bytes.s, png.bytes.n, "<script>", 8));
	assert_int_equal(png.width, 3);
	assert_int_equal(png.height, 2);

	header(plain, 3, 2, 8, 3, 0);
	chunk(plain, "PLTE", "abcdef", 6);
	chunk(plain, "tRNS", "x", 1);
	pixels(plain, 8, 0);
	chunk(plain, "IEND", NULL, 0);
	assert_int_equal(png.bytes.n, plain->n);
	assert_memory_equal(png.bytes.s, plain->s, plain->n);
	assert_null(png_read(&a, png.bytes, &again));
	assert_int_equal(again.bytes.n, png.bytes.n);
	arena_end(&a);
	free(m);
	free(plain);
}

/* Cut anywhere, or with any byte another one, it is refused or still as good a picture; nothing is read beyond its end. */
static void test_damaged(void **state)
{
	struct made *m = calloc(1, sizeof(*m));
	size_t i;

	(void)state;
	header(m, 2, 2, 8, 2, 0);
	pixels(m, 14, 0);
	chunk(m, "IEND", NULL, 0);
	for (i = 0; i < m->n; i++) {
		unsigned char *cut = malloc(i ? i : 1);
		struct arena a = ARENA_EMPTY;
		struct png png;

		memcpy(cut, m->s, i);
		assert_non_null(png_read(&a, (struct blob){cut, i}, &png));
		m->s[i] ^= 0x55;
		assert_false(taken(m, &a, &png)); /* every byte is signature, length, or under a checksum */
		m->s[i] ^= 0x55;
		free(cut);
		arena_end(&a);
	}
	free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_written_anew),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests_name("png", tests, NULL, NULL);
}
