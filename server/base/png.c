/* png.c -- see png.h. The format is ISO/IEC 15948. */
#include "base/png.h"

#include <libdeflate.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"

static const unsigned char signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

struct chunk {
	const unsigned char *type; /* four letters; the data follow */
	const unsigned char *s;
	size_t n;
};

/* What was found in it. */
struct parts {
	struct chunk header, palette, transparent;
	unsigned char *data; /* all IDAT in a row */
	size_t data_n;
	bool has_palette, has_transparent, has_data, data_over;
};

static uint32_t number(const unsigned char *s)
{
	return (uint32_t)s[0] << 24 | (uint32_t)s[1] << 16 | (uint32_t)s[2] << 8 | s[3];
}

/* Takes the next chunk off ${in}. False: cut off, or its checksum is wrong. */
static bool chunk_next(struct blob *in, struct chunk *out)
{
	size_t n;

	if (in->n < 12)
		return false;
	n = number(in->s);
	if (n > in->n - 12)
		return false;
	*out = (struct chunk){in->s + 4, in->s + 8, n};
	if (libdeflate_crc32(0, out->type, n + 4) != number(out->s + n))
		return false;
	in->s += n + 12;
	in->n -= n + 12;
	return true;
}

static bool is(const struct chunk *c, const char *type)
{
	return memcmp(c->type, type, 4) == 0;
}

static bool take(struct parts *p, const struct chunk *c)
{
	if (is(c, "IHDR"))
		return false; /* a second one */
	if (is(c, "IDAT")) {
		if (p->data_over)
			return false;
		memcpy(p->data + p->data_n, c->s, c->n);
		p->data_n += c->n;
		return p->has_data = true;
	}
	p->data_over = p->has_data;
	if (is(c, "PLTE")) {
		if (p->has_palette || p->has_data || c->n % 3 || c->n == 0 || c->n > 768)
			return false;
		p->palette = *c;
		return p->has_palette = true;
	}
	if (is(c, "tRNS")) {
		if (p->has_transparent || p->has_data || c->n == 0 || c->n > 256)
			return false;
		p->transparent = *c;
		return p->has_transparent = true;
	}
	return c->type[0] & 0x20; /* others may be left out if they say so by their first letter */
}

/* False: no PNG, or a broken one. */
static bool parts_read(struct arena *a, struct blob in, struct parts *p)
{
	struct chunk c;

	if (in.n < sizeof(signature) || memcmp(in.s, signature, sizeof(signature)) != 0)
		return false;
	p->data = arena_alloc(a, in.n);
	in.s += sizeof(signature);
	in.n -= sizeof(signature);
	if (!chunk_next(&in, &p->header) || !is(&p->header, "IHDR") || p->header.n != 13)
		return false;
	while (chunk_next(&in, &c)) {
		if (is(&c, "IEND"))
			return p->has_data && c.n == 0; /* what follows is no part of it */
		if (!take(p, &c))
			return false;
	}
	return false;
}

/* Bits of a pixel; 0: there is no such kind of picture. */
static unsigned pixel_bits(unsigned depth, unsigned colour)
{
	bool deep = depth == 8 || depth == 16;

	switch (colour) {
	case 0:
		return deep || depth == 1 || depth == 2 || depth == 4 ? depth : 0;
	case 2:
		return deep ? depth * 3 : 0;
	case 3:
		return depth == 1 || depth == 2 || depth == 4 || depth == 8 ? depth : 0;
	case 4:
		return deep ? depth * 2 : 0;
	case 6:
		return deep ? depth * 4 : 0;
	default:
		return 0;
	}
}

/* Whether palette and transparency fit the kind of picture. */
static bool colours_fit(const struct parts *p, unsigned depth, unsigned colour)
{
	size_t entries = p->palette.n / 3;

	if (colour == 3)
		return p->has_palette && entries <= 1u << depth &&
		       (!p->has_transparent || p->transparent.n <= entries);
	if (p->has_palette && colour != 2 && colour != 6)
		return false;
	if (!p->has_transparent)
		return true;
	return (colour == 0 && p->transparent.n == 2) || (colour == 2 && p->transparent.n == 6);
}

/* Whether the data unpack to ${height} rows of ${row} bytes, each behind a known filter. */
static bool pixels_fit(const struct parts *p, size_t row, size_t height)
{
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	unsigned char *pixels = malloc((row + 1) * height);
	bool fit = d && pixels &&
		   libdeflate_zlib_decompress(d, p->data, p->data_n, pixels, (row + 1) * height, NULL) ==
			   LIBDEFLATE_SUCCESS;
	size_t y;

	for (y = 0; fit && y < height; y++)
		fit = pixels[y * (row + 1)] <= 4;
	free(pixels);
	libdeflate_free_decompressor(d);
	return fit;
}

/* ---- writing it anew ---- */

static void put_number(unsigned char *to, uint32_t n)
{
	to[0] = (unsigned char)(n >> 24);
	to[1] = (unsigned char)(n >> 16);
	to[2] = (unsigned char)(n >> 8);
	to[3] = (unsigned char)n;
}

static size_t put_chunk(unsigned char *to, const char *type, const unsigned char *s, size_t n)
{
	put_number(to, (uint32_t)n);
	memcpy(to + 4, type, 4);
	if (n)
		memcpy(to + 8, s, n);
	put_number(to + 8 + n, libdeflate_crc32(0, to + 4, n + 4));
	return n + 12;
}

static struct blob written(struct arena *a, const struct parts *p)
{
	unsigned char *s = arena_alloc(a, sizeof(signature) + 5 * 12 + 13 + 768 + 256 + p->data_n);
	size_t n = sizeof(signature);

	memcpy(s, signature, n);
	n += put_chunk(s + n, "IHDR", p->header.s, p->header.n);
	if (p->has_palette)
		n += put_chunk(s + n, "PLTE", p->palette.s, p->palette.n);
	if (p->has_transparent)
		n += put_chunk(s + n, "tRNS", p->transparent.s, p->transparent.n);
	n += put_chunk(s + n, "IDAT", p->data, p->data_n);
	n += put_chunk(s + n, "IEND", NULL, 0);
	return (struct blob){s, n};
}

const char *png_read(struct arena *a, struct blob in, struct png *out)
{
	struct parts p = {0};
	uint32_t width, height;
	unsigned bits;

	if (in.n > PNG_BYTES_MOST)
		return _("The picture is too large: at most 64 KB.");
	if (!parts_read(a, in, &p))
		return _("This is no PNG picture, or it is damaged.");
	width = number(p.header.s);
	height = number(p.header.s + 4);
	if (width < 1 || height < 1 || width > PNG_SIDE_MOST || height > PNG_SIDE_MOST)
		return _("The picture is too large: at most 512 pixels wide and high.");
	bits = pixel_bits(p.header.s[8], p.header.s[9]);
	if (!bits || p.header.s[10] || p.header.s[11] || !colours_fit(&p, p.header.s[8], p.header.s[9]))
		return _("This is no PNG picture, or it is damaged.");
	if (p.header.s[12])
		return _("The picture is interlaced: please save it without that.");
	if (!pixels_fit(&p, ((size_t)width * bits + 7) / 8, height))
		return _("This is no PNG picture, or it is damaged.");
	*out = (struct png){written(a, &p), (int)width, (int)height};
	return NULL;
}
